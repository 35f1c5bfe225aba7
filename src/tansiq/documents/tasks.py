"""What the worker does for documents, and how it is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tansiq.core.moment import moment_of_node
from tansiq.core.services import NodeItself
from tansiq.documents.models import Attachment, MadePaper
from tansiq.documents.queries.papers import Asked
from tansiq.documents.rules.attachments import KEPT_REMOVED
from tansiq.documents.rules.papers import PaperState
from tansiq.documents.services import attachments
from tansiq.documents.services.attachments import sweep_attachments
from tansiq.documents.services.papers import (
    ask_for_paper,
    ask_for_paper_again,
    is_long,
    make_paper,
    sweep_papers,
)
from tansiq.documents.services.templates import sweep_given
from tansiq.people.models import Person

BEFORE_SEARCHES = 10
"""Papers come before the searches that wait: somebody looks at the page and waits for them."""


@task(priority=BEFORE_SEARCHES)
def paper(paper_id: int) -> None:
    """Make a paper."""
    make_paper(paper_id)


def ask(*, asked: Asked, at: datetime) -> MadePaper:
    """Ask for a paper: a short one is made at once, a long one is handed to the worker."""
    if is_long(asked):
        with transaction.atomic():
            row = ask_for_paper(asked=asked, by=asked.person, at=at)
            paper.enqueue(row.pk)
        return row
    row = ask_for_paper(asked=asked, by=asked.person, at=at)
    make_paper(row.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def ask_once_more(*, paper_id: int, by: Person, at: datetime) -> MadePaper:
    """Have a paper made by the worker once more."""
    row = ask_for_paper_again(paper_id=paper_id, by=by, at=at)
    paper.enqueue(row.pk)
    return row


def ask_again() -> None:
    """Hand the papers that wait to the worker once more, as one that was killed may have had them; delete old ones, and old texts."""
    sweep_papers(at=moment_of_node())
    sweep_given(at=moment_of_node())
    for row in MadePaper.objects.filter(state=PaperState.WAITING).order_by("pk"):
        paper.enqueue(row.pk)


@transaction.atomic
def remove_attachment(*, at: datetime, **said: Any) -> None:
    """Remove an attachment and have it deleted in its turn: both or neither (`services.attachments` says what is said)."""
    attachments.remove_attachment(at=at, **said)
    sweep_later(at)


@task()
def sweep() -> None:
    """Delete attachments that were removed long ago, and see to it that the next ones go in their turn."""
    at = moment_of_node()
    sweep_attachments(by=NodeItself(), at=at)
    next_one = Attachment.objects.exclude(removed_at=None).order_by("removed_at").first()
    if next_one and next_one.removed_at:
        sweep_later(max(next_one.removed_at, at - KEPT_REMOVED))


def sweep_later(removed_at: datetime) -> None:
    """Have the worker delete what was removed, once it can no longer be put back; whoever attaches before does it too.

    One sweep waits at most: when it has come, it asks for the next one.
    """
    waiting = DBTaskResult.objects.filter(task_path=sweep.module_path, status=TaskResultStatus.READY)
    if waiting.exists():
        return
    sweep.using(run_after=removed_at + KEPT_REMOVED + timedelta(minutes=1)).enqueue()
