"""One search over all areas, in any of the three languages, blind to hamza, diacritics and ta marbuta."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from tansiq.accords.queries import accords_matching, decisions_listed, facts_listed, meetings_listed
from tansiq.core.queries import says
from tansiq.core.rules import folded, holds
from tansiq.documents.queries.attachments import attachments_listed
from tansiq.documents.queries.briefings.summaries import summaries_matching
from tansiq.organisations.models import Holiday, Organisation
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.versions import the_programme, the_standing_plan, versions
from tansiq.training.models import Competency, Request, Venue
from tansiq.training.queries import courses_matching, requests_matching, units_matching
from tansiq.training.queries.calendars import holiday_name
from tansiq.training.rules import HolidayName
from tansiq.ui.answering import whole_number
from tansiq.ui.queries import terms_matching
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import FALLBACKS, day_text, number, page_language
from tansiq_desk.words.languages import base

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands for something found that has no name of its own, or more to be said than its name."""

    names: Mapping[str, str]
    code: str = ""


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
            _requests(person, text),
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
            _organisations(person, text),
            _kind(_("Attachments"), attachments_listed(person, text=text), "documents:attachment"),
            _summaries(person, text),
            _holidays(text, on),
        ]
    programme = the_programme()
    if programme is not None and person.may(Permission.READ_PLAN):
        found += [_plans(programme, text), _exercises(programme, text)]
    found.append(_terms(text))
    return [it for it in found if it is not None]


def _listed(kind: str | Promise, rows: list[tuple[Any, str]], count: int | None = None) -> Found | None:
    return Found(kind, rows[:SHOWN], len(rows) if count is None else count) if rows else None


def _said(text: str, code: str = "") -> Shown:
    return Shown({base(page_language()): text}, code)


def _requests(person: Person, text: str) -> Found | None:
    """Show a request by what it asks for: course, unit, seats."""
    found = requests_matching(person, text)
    rows = [
        (_said(_request_told(it), it.code), reverse("training:request", args=[it.code]))
        for it in found[:SHOWN]
    ]
    return _listed(_("Requests"), rows, found.count() if len(rows) == SHOWN else None)


def _request_told(request: Request) -> str:
    seats = ngettext("%(n)s seat", "%(n)s seats", request.seats) % {"n": number(request.seats)}
    return f"{called_plainly(request.course)} · {called_plainly(request.unit)} · {seats}"


def _summaries(person: Person, text: str) -> Found | None:
    """Show a summary by the title of its source."""
    found = summaries_matching(person, text)
    rows = [(_said(it.title, it.code), reverse("documents:summary", args=[it.code])) for it in found[:SHOWN]]
    return _listed(_("Summaries"), rows, found.count() if len(rows) == SHOWN else None)


def _organisations(person: Person, text: str) -> Found | None:
    """Show organisations with the list of their units, which is the page that they have."""
    found = Organisation.objects.seen_by_parties(person.parties).filter(says(text)).order_by("pk")
    to = reverse("training:units")
    return _listed(_("Organisations"), [(it, f"{to}?command={it.code}") for it in found])


def _holidays(text: str, on: date) -> Found | None:
    """Show the holidays of this year and later that are called so in any language, each with its calendar."""
    keys = [key for key, said in _holiday_words() if holds(said, text)]
    kept = Holiday.objects.filter(key__in=keys, first_on__year__gte=on.year).select_related("party")
    found = list(kept.order_by("first_on", "party__code"))
    to = reverse("training:calendars")
    rows = [
        (
            _said(f"{holiday_name(it.key)} · {called_plainly(it.party)} · {day_text(it.first_on)}"),
            f"{to}?year={it.first_on.year}",
        )
        for it in found
    ]
    return _listed(_("Holidays"), rows)


@lru_cache
def _holiday_words() -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = dict.fromkeys(HolidayName.values, "")
    for language in FALLBACKS:
        with override(language):
            found = {key: f"{said} {folded(holiday_name(key))}" for key, said in found.items()}
    return tuple(found.items())


def _plans(programme: Programme, text: str) -> Found | None:
    """Show plans by their title, or by their number where the text ends with one."""
    numbered = whole_number(text.rsplit(maxsplit=1)[-1])
    wanted = says(text) | Q(title__icontains=text)
    found = versions(programme).filter(wanted | Q(number=numbered) if numbered else wanted)
    rows: list[tuple[Any, str]] = [
        (_said(_plan_told(it)), reverse("planning:plan", args=[it.number])) for it in found[:SHOWN]
    ]
    return _listed(_("Plans"), rows, found.count() if len(rows) == SHOWN else None)


def _plan_told(plan: PlanVersion) -> str:
    said = _("Plan %(number)s") % {"number": number(plan.number)}
    return f"{said} · {plan.title}" if plan.title else said


def _exercises(programme: Programme, text: str) -> Found | None:
    """Show the exercises of the programme, in the plan that stands, else on the page of the programme."""
    plan = the_standing_plan(programme)
    to = reverse("planning:plan", args=[plan.number]) if plan else reverse("planning:programme")
    named = [Shown(it["name"], it["id"]) for it in programme.sections.get("exercises", ())]
    found = [it for it in named if holds(folded(" ".join((it.code, *it.names.values()))), text)]
    return _listed(_("Exercises"), [(it, f"{to}#exercises") for it in found])


def _terms(text: str) -> Found | None:
    """Show terms of the glossary, each on its own page of it."""
    to, language = reverse("ui:glossary"), page_language()
    named = [term.called(language) for term, _of in terms_matching(text)]
    return _listed(_("Glossary"), [(_said(it), f"{to}?{urlencode({'text': it})}") for it in named])


def _kind(kind: str | Promise, found: QuerySet[Any], to: str, *, by_code: bool = True) -> Found | None:
    rows = [(it, reverse(to, args=[it.code] if by_code else ())) for it in found[:SHOWN]]
    return Found(kind, rows, found.count() if len(rows) == SHOWN else len(rows)) if rows else None
