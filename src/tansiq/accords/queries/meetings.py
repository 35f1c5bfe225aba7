"""Reads about meetings and their minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet

from tansiq.accords.models import AgendaItem, Delegation, Meeting
from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules import MinutesState
from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind, time_zone_of
from tansiq.people.models import Person
from tansiq.ui.tongue import hour_text, zone_text

HAS_MINUTES = ~Q(minutes_ar="") | ~Q(minutes_fr="") | ~Q(minutes_en="")


def _seen(person: Person) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = Meeting.objects.seen_by_parties(person.parties)
    return found.select_related("accord")


def meetings_listed(
    person: Person, *, under: Collection[int] | None = None, kind: str = "", state: str = "", text: str = ""
) -> QuerySet[Meeting]:
    """Give meetings, the latest first: all, or those under some accords, of a kind, state or text."""
    found = (
        _seen(person).annotate(decision_count=Count("decisions", distinct=True)).order_by("-first_on", "code")
    )
    if under is not None:
        found = found.filter(accord__in=under)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(says(text))
    return found


def meeting_seen(person: Person, code: str) -> Meeting:
    """Give a meeting that someone may see, with its delegations by name and its agenda in order.

    Raises
    ------
    NotFound
    """
    meeting = (
        _seen(person)
        .filter(code=code)
        .prefetch_related(
            Prefetch(
                "delegations", Delegation.objects.order_by("position").prefetch_related("organisations")
            ),
            Prefetch("agenda", AgendaItem.objects.order_by("position")),
        )
        .first()
    )
    if meeting is None:
        raise NotFound
    name_parties(meeting.delegations.all(), "party", party_names())
    return meeting


def meetings_for_choice(person: Person) -> QuerySet[Meeting]:
    """Give the meetings that a fact can belong to: those of both sides."""
    return _seen(person).filter(owner=JOINT).order_by("-first_on", "code")


def minutes_awaiting(person: Person) -> QuerySet[Meeting]:
    """Give the meetings whose minutes are written and wait for the agreement of someone's party."""
    return (
        _seen(person)
        .filter(HAS_MINUTES, state=MinutesState.DRAFT)
        .filter(delegations__party=person.party, delegations__agreed_at=None)
        .order_by("first_on", "code")
    )


@dataclass(frozen=True, slots=True)
class HoursThere:
    """The hours of a meeting as the clocks of one city show them; the days where they are others than at its place."""

    city: str
    opens: str
    closes: str
    opens_on: date | None
    closes_on: date | None


def hours_told(meeting: Meeting) -> list[HoursThere]:
    """Give the hours of a meeting in the time of its place, then in those of the participants; nothing without hours."""
    opens_at, closes_at = meeting.opens_at, meeting.closes_at
    if opens_at is None or closes_at is None:
        return []
    found = []
    for zone in dict.fromkeys([meeting.time_zone, *_zones_of_participants()]):
        opens, closes = (it.astimezone(ZoneInfo(zone)) for it in (opens_at, closes_at))
        days = (
            opens.date() if opens.date() != meeting.first_on else None,
            closes.date() if closes.date() != meeting.last_on else None,
        )
        found.append(HoursThere(zone_text(zone), hour_text(opens, zone), hour_text(closes, zone), *days))
    return found


def _zones_of_participants() -> list[str]:
    parties = Party.objects.filter(kind=PartyKind.PARTICIPANT).order_by("calendar_position", "code")
    return [time_zone_of(code) for code in parties.values_list("code", flat=True)]
