"""Reads of papers that were asked for: each by who asked alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from tansiq.accords.models import Meeting
from tansiq.core.errors import NotFound
from tansiq.documents.models import MadePaper
from tansiq.documents.rules.papers import KEPT_FOR, OF_PLANS, OPEN, SILENT_AFTER, PaperKind, PaperState
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion
from tansiq.ui.tongue import spoken

ONE_DAY = timedelta(days=1)


def over(at: datetime) -> Q:
    """Select papers whose time is over, and those that came to nothing a day ago."""
    ended = Q(kept_until__lte=at) | Q(kept_until__isnull=True, at__lte=at - KEPT_FOR)
    return ended & ~Q(state__in=OPEN)


def silent(at: datetime) -> Q:
    """Select papers whose worker is gone.

    The fixed day of a rehearsal begins anew at midnight: a beat from just before it then seems to lie a day ahead.
    """
    heard = Q()
    for now in (at, at + ONE_DAY):
        heard |= Q(beat_at__range=(now - SILENT_AFTER, now + SILENT_AFTER))
    return Q(state=PaperState.MAKING) & ~heard


def my_papers(person: Person, at: datetime) -> QuerySet[MadePaper]:
    """Give the papers that someone asked for, the newest first, without their bytes; nobody closes those that are silent."""
    is_silent = Case(When(silent(at), then=Value(True)), default=Value(False))  # noqa: FBT003 - what the column says
    mine = MadePaper.objects.defer("content").filter(~over(at), by=person.username)
    return mine.annotate(is_silent=is_silent).order_by("-pk")


def papers_open(person: Person, at: datetime) -> int:
    """Count the papers of someone that are still being made."""
    return MadePaper.objects.filter(~silent(at), by=person.username, state__in=OPEN).count()


def my_paper(person: Person, paper_id: int, at: datetime) -> MadePaper:
    """Give a paper that someone asked for.

    Raises
    ------
    NotFound
        Also where another asked for it, or where its time is over.
    """
    found = my_papers(person, at).filter(pk=paper_id).first()
    if found is None:
        raise NotFound
    return found


def subject_told(person: Person, kind: str, subject: str) -> str:
    """Give what a paper is of, in the page's language, as far as someone may see it; else its code alone."""
    return subjects_told(person, [(kind, subject)])[kind, subject]


def subjects_told(person: Person, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Give what papers are of, by their kind and subject, with one query for each kind of record."""
    every = set(wanted)
    numbers = {int(it) for kind, it in every if kind in OF_PLANS and it.isdecimal()}
    plans = PlanVersion.objects.defer("document", "programme_document").filter(number__in=numbers)
    named: dict[str, Any] = {str(it.number): it.names for it in plans}
    for model, kind in ((Meeting, PaperKind.MINUTES), (Unit, PaperKind.NEED_SHEET)):
        codes = {it for of, it in every if of == kind}
        found = model.objects.seen_by_parties(person.parties).filter(code__in=codes)
        named |= {it.code: it.names for it in found}
    return {(kind, it): spoken(named.get(it, {}), it).text for kind, it in every}
