"""Which paper is written by what, whether someone may ask for it, and what it says in each of its languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import override

from tansiq.core.errors import NotAllowed
from tansiq.documents.queries.papers.asked import Asked, Builder
from tansiq.documents.queries.papers.minutes import mark_of_minutes, minutes
from tansiq.documents.queries.papers.need_sheet import mark_of_need_sheet, need_sheet
from tansiq.documents.queries.papers.of_plans import (
    booklet,
    quotas,
    readiness,
    report,
    version_asked,
)
from tansiq.documents.rules.papers import LONG, MOST_TEXTS_AT_ONCE, NEEDS, OF_PLANS, PaperKind
from tansiq.planning.models import PlanVersion
from tansiq_desk.paper.blocks import Paper, texts_of

BUILDERS: dict[PaperKind, Builder] = {
    PaperKind.BOOKLET: booklet,
    PaperKind.MINUTES: minutes,
    PaperKind.NEED_SHEET: need_sheet,
    PaperKind.QUOTA_LETTER: quotas,
    PaperKind.YEARLY_REPORT: report,
    PaperKind.READINESS: readiness,
}
MARKS: dict[PaperKind, Callable[[Asked], str]] = {
    PaperKind.MINUTES: mark_of_minutes,
    PaperKind.NEED_SHEET: mark_of_need_sheet,
}
"""How the hash of papers that are not of a plan is found anew."""


def demand_paper(asked: Asked) -> PlanVersion | None:
    """Refuse a paper that someone may not have, or of what they may not see; give the plan that it is of.

    Raises
    ------
    NotAllowed, NotFound
    """
    if asked.kind not in OF_PLANS:
        mark_now(asked)
        return None
    _demand_role(asked)
    return version_asked(asked)


def mark_now(asked: Asked) -> str:
    """Give the hash that a paper of a record would bear now, to whoever may have the paper.

    Raises
    ------
    NotAllowed, NotFound
    """
    _demand_role(asked)
    return MARKS[asked.kind](asked)


def _demand_role(asked: Asked) -> None:
    if not asked.person.may(NEEDS[asked.kind]):
        raise NotAllowed


def papers_for(asked: Asked, begun: Callable[[int], None] = lambda _number: None) -> Iterator[Paper]:
    """Write a paper in each of its languages, as whoever asked may see it.

    Raises
    ------
    NotAllowed, NotFound, Refused
    """
    demand_paper(asked)
    for number, language in enumerate(asked.languages):
        begun(number)
        with override(language):
            paper = BUILDERS[asked.kind](asked)
        yield paper


def papers_at_once(asked: Asked) -> list[Paper] | None:
    """Write a paper that is short enough to be set at once; None where it is made in the background.

    Raises
    ------
    NotAllowed, NotFound, Refused
    """
    papers = [] if asked.kind in LONG else list(papers_for(asked))
    return papers if papers and texts_in(papers) <= MOST_TEXTS_AT_ONCE else None


def texts_in(papers: Sequence[Paper]) -> int:
    """Count the texts that papers have together."""
    return sum(1 for paper in papers for _ in texts_of(paper))
