"""Reads of papers that were asked for: each by who asked alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tansiq.accords.models import Meeting
from tansiq.core.errors import NotFound
from tansiq.documents.models import MadePaper
from tansiq.documents.rules.papers import OF_PLANS, PaperKind
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion
from tansiq.ui.tongue import spoken


def my_papers(person: Person, at: datetime) -> QuerySet[MadePaper]:
    """Give the papers that someone asked for, the newest first, without their bytes."""
    kept = Q(kept_until__isnull=True) | Q(kept_until__gt=at)
    return MadePaper.objects.defer("content").filter(kept, by=person.username).order_by("-pk")


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
