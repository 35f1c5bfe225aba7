"""What the worker does for documents, and how it is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tansiq.core.moment import moment, moment_of_node
from tansiq.core.services import NodeItself
from tansiq.documents.models import Attachment, MadePaper
from tansiq.documents.queries.papers import Asked, demand_paper, papers_at_once
from tansiq.documents.rules.attachments import KEPT_REMOVED
from tansiq.documents.rules.papers import KEPT_FOR, SWEPT_EVERY, PaperState
from tansiq.documents.services import attachments
from tansiq.documents.services.attachments import sweep_attachments
from tansiq.documents.services.papers import (
    ask_for_paper,
    ask_for_paper_again,
    break_off_silent_papers,
    demand_room,
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
    make_paper(paper_id=paper_id)


def ask(*, asked: Asked, at: datetime) -> MadePaper:
    """Ask for a paper: a short one is made at once, a long one is handed to the worker."""
    demand_paper(asked)
    demand_room(by=asked.person, at=at)
    written = papers_at_once(asked)
    with transaction.atomic():
        row = ask_for_paper(asked=asked, by=asked.person, at=at)
        sweep_papers_later(KEPT_FOR)
        if written is None:
            paper.enqueue(row.pk)
    if written is not None:
        make_paper(paper_id=row.pk, written=written)
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
    sweep_papers(by=NodeItself(), at=moment_of_node())
    sweep_given(by=NodeItself(), at=moment_of_node())
    if MadePaper.objects.exists():
        sweep_papers_later(KEPT_FOR)
    for row in MadePaper.objects.filter(state=PaperState.WAITING).order_by("pk"):
        paper.enqueue(row.pk)


@task()
def sweep_made() -> None:
    """Delete papers whose time is over, close those whose worker is gone, and ask to come again while there are any."""
    at = moment_of_node()
    break_off_silent_papers(by=NodeItself(), at=at)
    sweep_papers(by=NodeItself(), at=at)
    oldest = MadePaper.objects.defer("content").order_by("at").first()
    if oldest:
        sweep_papers_later(oldest.at + KEPT_FOR - at)


def sweep_papers_later(wait: timedelta) -> None:
    """Have the worker delete papers when the next one is over; one sweep waits at most.

    A worker goes by the real clock, also where the node lives on a fixed day.
    """
    waiting = DBTaskResult.objects.filter(task_path=sweep_made.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        sweep_made.using(run_after=moment(None) + max(wait, SWEPT_EVERY)).enqueue()


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
