"""Reads of units: lists, one unit, and what is chosen from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce

from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.core.rules import MOST_SIGNS
from tansiq.organisations.models import Organisation, Party, Unit, UnitAbsence
from tansiq.people.models import Person
from tansiq.training.models import Request
from tansiq.training.rules import Reason, RequestState, UnitType

OPEN = (RequestState.SUBMITTED, RequestState.SCREENED, RequestState.ACCEPTED, RequestState.PLANNED)
"""States of a request that still asks for something."""


def text_in_names(text: str, *more: str) -> Q:
    """Give the condition that a text stands in a record's code or in one of its names, in any spelling."""
    found = says(text)
    for name in more:
        found |= Q(**{f"{name}__icontains": text[:MOST_SIGNS]})
    return found


def word_of(choices: type[TextChoices], value: str) -> str:
    """Give a word of the programme file as people read it; one that is not known stands as it was written."""
    return str(choices(value).label) if value in choices.values else value


@dataclass(frozen=True, slots=True)
class UnitTold:
    """A unit as a page shows it: its type in words, its shares in percent."""

    unit: Unit
    type: str
    absent_percent: float | None
    turnover_percent: float


def unit_told(unit: Unit) -> UnitTold:
    """Give a unit as a page shows it."""
    share = unit.absent_share_at_most
    absent = None if share is None else float(share * 100)
    return UnitTold(unit, word_of(UnitType, unit.type), absent, float(unit.turnover_share * 100))


def absences_told(absences: Iterable[UnitAbsence]) -> list[tuple[UnitAbsence, str]]:
    """Give absences in the order of their days, each with its reason in words."""
    return [(it, word_of(Reason, it.why)) for it in sorted(absences, key=lambda it: it.first_on)]


def parties() -> list[Party]:
    """Give the parties of this node, whose names nobody hides."""
    return list(Party.objects.order_by("pk"))


def commands(person: Person) -> list[Organisation]:
    """Give the organisations that have units which a person sees."""
    seen = Unit.objects.seen_by_parties(person.parties).values("command")
    return list(Organisation.objects.filter(pk__in=seen).order_by("pk"))


def units_listed(
    person: Person, *, party: str = "", command: str = "", text: str = ""
) -> QuerySet[Unit, Unit]:
    """Give the units that a person sees, each with the count of its open requests that they see too."""
    mine: QuerySet[Any] = Request.objects.seen_by_parties(person.parties).filter(
        unit=OuterRef("pk"), state__in=OPEN
    )
    open_requests = mine.order_by().values("unit").annotate(found=Count("pk")).values("found")
    units: QuerySet[Unit, Unit] = Unit.objects.seen_by_parties(person.parties).select_related("command")
    if party:
        units = units.filter(owner=party)
    if command:
        units = units.filter(command__code=command)
    if text:
        units = units.filter(text_in_names(text, "region_ar", "region_fr", "region_en"))
    return units.annotate(open_requests=Coalesce(Subquery(open_requests), 0)).order_by("pk")


def units_to_choose(person: Person) -> QuerySet[Unit, Unit]:
    """Give the units that a person sees, by code and name alone: a list of choices may hold thousands."""
    seen: QuerySet[Unit, Unit] = Unit.objects.seen_by_parties(person.parties)
    return seen.only("code", "name_ar", "name_fr", "name_en").order_by("pk")


def unit_seen(person: Person, code: str) -> Unit:
    """Give a unit that a person sees.

    Raises
    ------
    NotFound
    """
    seen = Unit.objects.seen_by_parties(person.parties).filter(code=code).select_related("command")
    unit: Unit | None = seen.prefetch_related("absences").first()
    if unit is None:
        raise NotFound
    return unit


def units_matching(person: Person, text: str) -> QuerySet[Unit, Unit]:
    """Give the units that a person sees whose code, name or region holds a text."""
    return units_listed(person, text=text)
