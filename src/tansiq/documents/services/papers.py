"""The verbs of papers: ask for one, make it, cancel it, ask again, sweep those whose time is over."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused, StepRefused
from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.services import Actor, write_line
from tansiq.documents.models import MadePaper, PaperMark
from tansiq.documents.queries.papers import (
    Asked,
    asked_as,
    demand_paper,
    my_paper,
    over,
    papers_for,
    papers_open,
    silent,
)
from tansiq.documents.rules.papers import (
    KEPT_FOR,
    MOST_OPEN,
    OF_PLANS,
    PaperFault,
    PaperKind,
    PaperState,
    PaperStep,
    after,
    states_before,
)
from tansiq.people.models import Person
from tansiq_desk.confined import BusyError
from tansiq_desk.paper.blocks import Paper

LOG = logging.getLogger(__name__)
WAITED_SECONDS = 30
_FEW_AT_A_TIME = BoundedSemaphore(2)
"""Papers that one process sets at once: each setter takes 130 MB, and many at once must not fill the computer's memory."""
SUBJECTS = {PaperKind.MINUTES: "accords.meeting", PaperKind.NEED_SHEET: "organisations.unit"}


class TooManyPapers(Refused):
    """Someone has papers made already."""

    message = _(
        "Papers of yours are being made already. Wait for one of them, or cancel it, before you ask for another."
    )


@transaction.atomic
def ask_for_paper(*, asked: Asked, by: Person, at: datetime) -> MadePaper:
    """Write down that someone wants a paper; whoever calls this has it made.

    Raises
    ------
    NotAllowed, NotFound, Refused, TooManyPapers
        Nothing was written.
    """
    demand_paper(asked)
    sweep_papers(by=by, at=at)
    break_off_silent_papers(by=by, at=at)
    _hold_room(by, at)
    return MadePaper.objects.create(
        kind=asked.kind, subject=asked.subject, year=asked.year, party=asked.party,
        languages=" ".join(asked.languages), by=by.username, at=at,
    )  # fmt: skip


def demand_room(*, by: Person, at: datetime) -> None:
    """Refuse one more paper to who has as many made as one may.

    Raises
    ------
    TooManyPapers
    """
    if papers_open(by, at) >= MOST_OPEN:
        raise TooManyPapers


def _hold_room(by: Person, at: datetime) -> None:
    """Refuse within a verb; two asked for at once count each other."""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    demand_room(by=by, at=at)


def _take(papers: QuerySet[MadePaper], step: str, **said: Any) -> int:
    """Take each paper to where a step leads from where it stands; give how many it leads on."""
    return sum(
        papers.filter(state=state).update(state=after(state, step), **said) for state in states_before(step)
    )


@transaction.atomic
def cancel_paper(*, paper_id: int, by: Person, at: datetime) -> MadePaper:
    """Give up a paper that is being made: whoever makes it ends it; one that is ready or failed stays."""
    my_paper(by, paper_id, at)
    break_off_silent_papers(by=by, at=at)
    held: MadePaper = MadePaper.objects.select_for_update(no_key=True).defer("content").get(pk=paper_id)
    state = after(held.state, "cancel")
    if state is None:
        return held
    held.cancel_is_asked = True
    if held.state == PaperState.WAITING:
        held.state = state
    held.save(update_fields=["cancel_is_asked", "state"])
    return held


@transaction.atomic
def ask_for_paper_again(*, paper_id: int, by: Person, at: datetime) -> MadePaper:
    """Have a paper made once more that failed or was cancelled.

    Raises
    ------
    NotFound, StepRefused, TooManyPapers
        Nothing was written.
    """
    my_paper(by, paper_id, at)
    break_off_silent_papers(by=by, at=at)
    _hold_room(by, at)
    held: MadePaper = MadePaper.objects.select_for_update(no_key=True).defer("content").get(pk=paper_id)
    state = after(held.state, "retry")
    if state is None:
        raise StepRefused
    held.state, held.fault, held.cancel_is_asked, held.done, held.step, held.at = state, "", False, 0, "", at
    held.save(update_fields=["state", "fault", "cancel_is_asked", "done", "step", "at"])
    return held


def break_off_silent_papers(*, by: Actor, at: datetime) -> int:
    """Close papers whose worker is gone, so that they can be asked for again."""
    closed = _take(MadePaper.objects.filter(silent(at)), "fail", fault=PaperFault.WORKER_GONE)
    if closed:
        LOG.warning("%s papers had lost their worker when %s came", closed, by.username)
    return closed


def sweep_papers(*, by: Actor, at: datetime) -> int:
    """Delete papers whose time is over, and those that came to nothing a day ago."""
    swept = MadePaper.objects.filter(over(at)).delete()[0]
    if swept:
        LOG.info("%s papers were over when %s came", swept, by.username)
    return swept


def make_paper(*, paper_id: int, written: Sequence[Paper] = ()) -> None:
    """Make a paper that someone asked for: it is kept with its line in the journal, or nothing is.

    `written` is what it says, where whoever asked has written it just now.
    """
    begun = MadePaper.objects.filter(pk=paper_id)
    if not _take(begun, "begin", beat_at=moment_of_node()):
        return  # cancelled while it waited, or another worker has it
    row = MadePaper.objects.defer("content").get(pk=paper_id)
    from tansiq_desk.paper.press import CannotSetError, SettingCancelledError  # noqa: PLC0415 - only who makes papers

    try:
        made, mark = _made(row, _asked(row), written)
        keep_paper(
            paper_id=paper_id, asked_at=row.at, made=made, mark=mark, by=_Asker(row.by), at=moment_of_node()
        )
    except SettingCancelledError:
        _end(row, "cancel")
    except Refused:
        _end(row, "fail", PaperFault.NOT_SEEN)
    except BusyError:
        _end(row, "fail", PaperFault.BUSY)
    except CannotSetError:
        LOG.exception("paper %s", paper_id)
        _end(row, "fail", PaperFault.CANNOT_SET)
    except Exception:
        _end(row, "fail", PaperFault.OTHER)
        raise


def _asked(row: MadePaper) -> Asked:
    """Give what was asked for, of who asked as they are now."""
    person, node = Person.objects.filter(username=row.by, is_active=True).first(), this_node()
    if person is None or node is None:
        raise NotFound
    return asked_as(row, person, node, row.at)


def _made(row: MadePaper, asked: Asked, written: Sequence[Paper]) -> tuple[bytes, str]:
    from tansiq_desk.paper.press import set_paper, set_side_by_side  # noqa: PLC0415 - only who makes papers

    following = _Following(row, len(asked.languages) + 2)
    papers = written or list(papers_for(asked, lambda number: following.tell(PaperStep.READING, number)))
    following.tell(PaperStep.SETTING, len(papers))
    if not _FEW_AT_A_TIME.acquire(timeout=WAITED_SECONDS):
        raise BusyError
    try:
        if len(papers) > 1:
            made = set_side_by_side(papers[0], papers[1], following.is_cancelled)
        else:
            made = set_paper(papers[0], following.is_cancelled)
    finally:
        _FEW_AT_A_TIME.release()
    following.tell(PaperStep.KEEPING, len(papers) + 1)
    return made, papers[0].mark.hash if papers[0].mark else ""


@dataclass
class _Following:
    """Writes down how far a paper is, and hears whether it is still wanted."""

    paper: MadePaper
    total: int

    def tell(self, step: PaperStep, done: int) -> None:
        _still(self.paper).update(step=step, done=done, total=self.total, beat_at=moment_of_node())

    def is_cancelled(self) -> bool:
        row = _still(self.paper)
        row.update(beat_at=moment_of_node())
        return not row.filter(cancel_is_asked=False).exists()


@transaction.atomic
def keep_paper(*, paper_id: int, asked_at: datetime, made: bytes, mark: str, by: Actor, at: datetime) -> None:
    """Keep the bytes of a paper that was made for a day, and for good the hash that its pages bear.

    Nothing is kept of one that was given up, or asked for again, since it was asked for at that moment.
    """
    from tansiq_desk.paper.press import pages_in  # noqa: PLC0415 - only who makes papers

    held = MadePaper.objects.select_for_update(no_key=True).get(pk=paper_id)
    state = after(held.state, "finish")
    if state is None or held.at != asked_at:
        return
    held.state, held.content, held.size, held.pages = state, made, len(made), pages_in(made)
    held.sha256, held.mark = hashlib.sha256(made).hexdigest(), mark
    held.done, held.kept_until = held.total, at + KEPT_FOR
    held.save()
    if mark:
        PaperMark.objects.get_or_create(hash=mark, kind=held.kind, subject=held.subject, defaults={"at": at})
    told = {
        "paper": held.kind, "languages": held.languages, "pages": held.pages, "mark": mark, "sha256": held.sha256,
        **({"year": held.year} if held.year else {}), **({"party": held.party} if held.party else {}),
    }  # fmt: skip
    write_line(verb="documents.make_paper", subject=_subject(held), changes=told, by=by, at=at)


def _subject(row: MadePaper) -> str:
    kind = "planning.planversion" if row.kind in OF_PLANS else SUBJECTS[PaperKind(row.kind)]
    return f"{kind}/{row.subject}"


class _Asker:
    """The account under which the worker writes what a person asked for."""

    def __init__(self, username: str) -> None:
        self.username = username


def _end(paper: MadePaper, step: str, fault: str = "") -> None:
    """End a paper that is being made."""
    _take(_still(paper), step, fault=fault)


def _still(paper: MadePaper) -> QuerySet[MadePaper]:
    """Give the row of a paper while it is being made; one that was asked for again meanwhile is another maker's."""
    return MadePaper.objects.filter(pk=paper.pk, at=paper.at, state=PaperState.MAKING)
