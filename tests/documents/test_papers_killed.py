"""A worker that is killed while it makes a paper: nothing half is kept, it is told in words, and asking again makes it."""

import pytest
from own_node import OwnNode

pytestmark = pytest.mark.slow
ASK = """
import os
from datetime import timedelta
from tansiq.core.moment import moment_of_node
from tansiq.core.models import JournalLine
from tansiq.core.queries import this_node
from tansiq.documents import tasks
from tansiq.documents.models import MadePaper
from tansiq.documents.queries.papers import Asked
from tansiq.documents.rules.papers import PaperKind
from tansiq.documents.services import papers as services
from tansiq.people.models import Person
at, who = moment_of_node(), Person.objects.get(username="planner")
"""
KILLED = """
row = tasks.ask(asked=Asked(PaperKind.BOOKLET, "1", who, this_node(), at, ("ar", "fr")), at=at)
from tansiq_desk.paper import press
press.set_side_by_side = lambda *_: os.kill(os.getpid(), 9)
services.make_paper(paper_id=row.pk)
"""
AFTERWARDS = """
row = MadePaper.objects.get()
print(row.state, row.size, services.break_off_silent_papers(by=who, at=at + timedelta(minutes=2)))
row.refresh_from_db()
print(row.state, row.fault, JournalLine.objects.filter(verb="documents.make_paper").count())
tasks.ask_once_more(paper_id=row.pk, by=who, at=at)
services.make_paper(paper_id=row.pk)
row.refresh_from_db()
print(row.state, row.pages > 50, JournalLine.objects.filter(verb="documents.make_paper").count())
"""


def test_a_killed_worker_keeps_nothing_half_and_the_paper_can_be_asked_for_again(own_node: OwnNode):
    with pytest.raises(AssertionError):  # it ends by SIGKILL
        own_node.python(ASK, KILLED)

    told = own_node.python(ASK, AFTERWARDS)

    assert told.splitlines() == ["making 0 1", "failed worker_gone 0", "ready True 1"]
