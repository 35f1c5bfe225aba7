"""One search over all areas, in any of the three languages, blind to hamza, diacritics and ta marbuta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tansiq.accords.queries import accords_matching, decisions_listed, facts_listed, meetings_listed
from tansiq.core.queries import says
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.queries.versions import the_programme, versions
from tansiq.training.models import Competency, Venue
from tansiq.training.queries import courses_matching, requests_matching, units_matching

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind: the first few, and how many there are."""

    kind: str | Promise
    rows: list[tuple[Any, str]]
    count: int


def found_for(person: Person, text: str, on: Any) -> list[Found]:
    """Give what a person may see and a text finds, by kind; kinds without any are left out."""
    if not text.strip():
        return []
    found: list[Found | None] = []
    if person.may(Permission.READ_REGISTERS):
        seen = person.parties
        found += [
            _kind(_("Accords"), accords_matching(person, text), "accords:accord"),
            _kind(_("Meetings"), meetings_listed(person, text=text), "accords:meeting"),
            _kind(_("Decisions"), decisions_listed(person, on, text=text), "accords:decision"),
            _kind(_("Facts"), facts_listed(person, text=text), "accords:facts", by_code=False),
            _kind(_("Units"), units_matching(person, text), "training:unit"),
            _kind(_("Courses"), courses_matching(person, text), "training:course"),
            _kind(_("Requests"), requests_matching(person, text), "training:request"),
            _kind(
                _("Competencies"),
                Competency.objects.seen_by_parties(seen).filter(says(text)).order_by("pk"),
                "training:competency",
            ),
            _kind(
                _("Venues"),
                Venue.objects.seen_by_parties(seen).filter(says(text)).order_by("pk"),
                "training:venue",
            ),
        ]
    programme = the_programme()
    if programme is not None and person.may(Permission.READ_PLAN):
        plans = versions(programme).filter(says(text))
        rows = [(it, reverse("planning:plan", args=[it.number])) for it in plans[:SHOWN]]
        found.append(Found(_("Plans"), rows, plans.count()) if rows else None)
    return [it for it in found if it is not None]


def _kind(kind: str | Promise, found: QuerySet[Any], to: str, *, by_code: bool = True) -> Found | None:
    rows = [(it, reverse(to, args=[it.code] if by_code else ())) for it in found[:SHOWN]]
    return Found(kind, rows, found.count() if len(rows) == SHOWN else len(rows)) if rows else None
