"""What a printed page was made from, by the hash on it, and whether that still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from tansiq.core.errors import NotFound, Refused
from tansiq.documents.models import PaperMark
from tansiq.documents.queries.papers.asked import Asked
from tansiq.documents.queries.papers.kept import subject_told
from tansiq.documents.queries.papers.writing import mark_now
from tansiq.documents.rules.attachments import PAGES
from tansiq.documents.rules.papers import OF_PLANS, PAPERS, PaperKind, PaperStanding
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion
from tansiq.planning.rules import PlanState

HOLD_NOW = (PlanState.APPROVED, PlanState.IN_EXECUTION)
WERE_IN_FORCE = (*HOLD_NOW, PlanState.CLOSED)
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """What bears a hash: what it is, its page, when a paper of it was made first, and how it stands now."""

    kind: str
    title: str
    url: str
    hash: str
    standing: PaperStanding
    state: str = ""
    made_at: datetime | None = None
    later: PlanVersion | None = None


def papers_marked(signs: str, asked: Asked) -> list[Marked]:
    """Give what this node knows under a hash, or under its first signs, as far as someone may see it.

    `asked` says who asks, and when; what it asks for is of no matter.
    """
    return [*_plans(signs, asked), *_records(signs, asked)]


def _plans(signs: str, asked: Asked) -> Iterator[Marked]:
    if not asked.person.may(Permission.READ_PLAN):
        return
    plans = PlanVersion.objects.defer("document", "programme_document")
    in_force = plans.filter(state__in=HOLD_NOW).order_by("-number").first()
    for plan in plans.filter(plan_sha256__startswith=signs).order_by("-number")[:MOST_FOUND]:
        standing = PaperStanding.IN_FORCE if plan.state in HOLD_NOW else PaperStanding.NOT_IN_FORCE
        is_passed = in_force is not None and in_force.number > plan.number
        later = in_force if is_passed and plan.state in WERE_IN_FORCE else None
        if later:
            standing = PaperStanding.OVERTAKEN
        first = PaperMark.objects.filter(hash=plan.plan_sha256).order_by("at").first()
        yield Marked(
            "", subject_told(asked.person, PaperKind.BOOKLET, str(plan.number)), reverse("planning:plan", args=[plan.number]),
            plan.plan_sha256, standing, str(plan.get_state_display()), first.at if first else None, later,
        )  # fmt: skip


def _records(signs: str, asked: Asked) -> Iterator[Marked]:
    marks = PaperMark.objects.filter(hash__startswith=signs).exclude(kind__in=OF_PLANS).order_by("-at")
    for mark in marks[:MOST_FOUND]:
        kind = PaperKind(mark.kind)
        try:
            now = mark_now(replace(asked, kind=kind, subject=mark.subject))
        except (NotFound, Refused):
            continue
        page = next(PAGES[of] for of, papers in PAPERS.items() if kind in papers)
        yield Marked(
            str(kind.label), subject_told(asked.person, kind, mark.subject), reverse(page, args=[mark.subject]), mark.hash,
            PaperStanding.UNCHANGED if now == mark.hash else PaperStanding.CHANGED, made_at=mark.at,
        )  # fmt: skip
