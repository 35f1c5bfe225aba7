"""Reads the forms of offers and requests, each into the columns of its table and what it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.accords.rules.crossing import LARGE, MEDIUM, SMALL, Columns, Form, Row
from tansiq.training.rules.requests import RequestState
from tansiq.training.rules.words import CostKind, CourseMode, Language, RamadanRule, SpanKind

SPAN = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
MOST_ALTERNATIVES = 20
LATE = {"allowed": True, "refused": False}
GIVEN_BY_PLANS = frozenset({RequestState.PLANNED, RequestState.FULFILLED, RequestState.PARTLY})
"""States that follow from a plan, which crosses by itself: a request is told to be accepted, and every node adds its own."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form of an offer says: the course, what it stands on by code, and the places that its party brings."""

    course: Columns
    provider: str
    venues: tuple[str, ...]
    legal_basis: tuple[str, ...]
    prerequisites: tuple[str, ...]
    alternatives: tuple[Mapping[str, int], ...]
    teaches: Mapping[str, tuple[int, int]]
    spans: Mapping[str, tuple[str, ...]]
    own_venues: tuple[Place, ...]
    own_pools: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A venue or a pool that crosses with an offer, and the days on which it has another capacity."""

    columns: Columns
    changes: tuple[Columns, ...]


def request_state_told(state: str) -> RequestState:
    """Give the state in which a request crosses."""
    return RequestState.ACCEPTED if state in GIVEN_BY_PLANS else RequestState(state)


def read_request(form: Form) -> Columns:
    """Read the form of a request.

    Raises
    ------
    FormFaulty
    """
    row = Row(form, "").row("row")
    late = row.text("late") or "refused"
    priority = row.whole("priority", is_needed=True)
    if late not in LATE:
        raise row.fault("late")
    if priority not in {1, 2, 3}:
        raise row.fault("priority")
    return {
        "code": row.code("id"),
        "unit": row.code("unit"),
        "course": row.code("course"),
        "seats": _positive(row, "seats", MEDIUM),
        "by_on": row.day("by", is_needed=True),
        "priority": priority,
        "late_is_allowed": LATE[late],
        "state": row.choice("state", RequestState, is_needed=False) or RequestState.ACCEPTED.value,
    }


def read_offer(form: Form) -> Offer:
    """Read the form of an offer.

    Raises
    ------
    FormFaulty
    """
    whole = Row(form, "")
    row = whole.row("row")
    season = row.row("season")
    spans = {kind: tuple(_spans(season, kind)) for kind in SpanKind.values}
    return Offer(
        course=_course(row),
        provider=row.code("provider"),
        venues=tuple(row.codes("venues")),
        legal_basis=tuple(row.codes("legal_basis")),
        prerequisites=tuple(row.codes("prereq")),
        alternatives=tuple(_alternatives(row)),
        teaches=_teaches(row.row("teaches")),
        spans=spans,
        own_venues=tuple(_place(it, is_venue=True) for it in whole.rows("venues")),
        own_pools=tuple(_place(it, is_venue=False) for it in whole.rows("pools")),
    )


def _course(row: Row) -> Columns:
    seats, cost = row.row("seats"), row.row("cost")
    smallest, largest = _positive(seats, "min", MEDIUM), _positive(seats, "max", MEDIUM)
    if largest < smallest:
        raise seats.fault("max")
    return {
        "code": row.code("id"),
        **row.texts("name", "name", is_needed=True),
        "mode": row.choice("mode", CourseMode),
        "weeks": _positive(row, "weeks"),
        "seats_min": smallest,
        "seats_max": largest,
        "language": row.choice("language", Language),
        "prepares_language": row.choice("prepares_language", Language, is_needed=False),
        "ramadan": row.choice("ramadan", RamadanRule),
        "editions_a_year_at_most": _positive(row, "max_editions_per_year"),
        "cost_kind": cost.choice("kind", CostKind, is_needed=False) or CostKind.INSTRUCTION.value,
        "cost_fixed": cost.whole("fixed", is_needed=True, at_most=LARGE),
        "cost_per_seat": cost.whole("per_seat", is_needed=True, at_most=LARGE),
        "tags": row.words("tags"),
        "is_offered": row.flag("is_offered", otherwise=True),
    }


def _spans(season: Row, kind: str) -> list[str]:
    found = season.strings(kind)
    if not all(SPAN.fullmatch(it) for it in found):
        raise season.fault(kind)
    return found


def _alternatives(row: Row) -> list[Mapping[str, int]]:
    """Give who can teach; a course without anyone that may be named has none."""
    instructors = row.row("instructors")
    alone = [instructors] if instructors.keys else []
    every = instructors.rows("one_of") if instructors.keys == {"one_of"} else alone
    if len(every) > MOST_ALTERNATIVES:
        raise row.fault("instructors")
    return [{pool: _positive(it, pool) for pool in it.coded} for it in every]


def _teaches(row: Row) -> dict[str, tuple[int, int]]:
    found = {}
    for competency in row.coded:
        points = row.row(competency)
        gain, cap = _positive(points, "gain"), points.whole("cap", is_needed=True) or 0
        if gain > 100 or cap > 100:
            raise row.fault(competency)
        found[competency] = (gain, cap)
    return found


def _place(row: Row, *, is_venue: bool) -> Place:
    columns: Columns = {
        "code": row.code("id"),
        **row.texts("name", "name", is_needed=True),
        "capacity": row.whole("capacity", is_needed=True, at_most=MEDIUM),
    }
    if is_venue:
        if not columns["capacity"]:
            raise row.fault("capacity")
        columns |= {"region": row.text("region"), "tags": row.words("tags")}
    else:
        columns["languages"] = row.words("languages")
    return Place(columns, tuple(_change(it) for it in row.rows("changes")))


def _change(row: Row) -> Columns:
    first_on, last_on = row.day("from", is_needed=True), row.day("to", is_needed=True)
    if first_on and last_on and last_on < first_on:
        raise row.fault("to")
    return {
        "first_on": first_on,
        "last_on": last_on,
        "capacity": row.whole("capacity", is_needed=True, at_most=MEDIUM),
        "why": row.text("why"),
    }


def _positive(row: Row, name: str, at_most: int = SMALL) -> int:
    number = row.whole(name, is_needed=True, at_most=at_most) or 0
    if number < 1:
        raise row.fault(name)
    return number
