"""Parties, accords, calendars and what `meta` says: the ids exist, and the days can be meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK, SUNDAY
from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.references.facts import JOINT, Facts, cycles
from tansiq_planner.problem.agreed import IN_FORCE_STATES

MAX_WEEKS = 1_044
"""Twenty years: longer horizons come from a mistyped year."""


def check_agreed(facts: Facts) -> Iterable[Fault]:
    """Give every fault of these sections, without places."""
    yield from _horizon(facts)
    yield from _gate(facts)
    yield from _scale(facts)
    yield from _accords(facts)
    yield from _names_of_parties(facts)
    for index, milestone in enumerate(facts.programme.calendar.planning_cycle):
        yield from facts.absent(milestone.by, "organisations", "calendar", "planning_cycle", index, "by")


def sundays_only(day: date, *path: str | int) -> Iterable[Fault]:
    """Say so when a day is not a Sunday, with the Sundays around it."""
    late = (day.weekday() - SUNDAY) % DAYS_IN_WEEK
    if late:
        before = day - timedelta(days=late)
        figures = {"given": day, "before": before, "after": before + timedelta(days=DAYS_IN_WEEK)}
        yield Fault("not_a_sunday", path, figures)


def within_horizon(facts: Facts, day: date, *path: str | int) -> Iterable[Fault]:
    """Say so when a day lies outside the programme."""
    horizon = facts.horizon
    if horizon is not None and horizon.start <= horizon.end and not horizon.start <= day <= horizon.end:
        yield Fault("outside_horizon", path, {"given": day, "first": horizon.start, "last": horizon.end})


def _horizon(facts: Facts) -> Iterable[Fault]:
    horizon = facts.horizon
    if horizon is None:
        return
    yield from sundays_only(horizon.start, "meta", "horizon", "start")
    weeks = (horizon.end - horizon.start).days // DAYS_IN_WEEK + 1
    if horizon.end <= horizon.start:
        figures = {"first": horizon.start, "last": horizon.end}
        yield Fault("horizon_reversed", ("meta", "horizon", "end"), figures)
    elif weeks > MAX_WEEKS:
        yield Fault("horizon_too_long", ("meta", "horizon", "end"), {"weeks": weeks, "at_most": MAX_WEEKS})
    if isinstance(facts.as_of, date):
        yield from within_horizon(facts, facts.as_of, "meta", "as_of")


def _gate(facts: Facts) -> Iterable[Fault]:
    if facts.gate is None:
        return
    path, given = ("meta", "gate", "annual_plan"), facts.gate.annual_plan
    yield from facts.absent(given, "accords", *path)
    for row in facts.programme.accords:
        if row.id == given and row.type != "annual_plan":
            yield Fault("gate_not_annual_plan", path, {"given": given, "type": row.type})
        elif row.id == given and row.signed_on is None:
            yield Fault("gate_not_signed", path, {"given": given})


def _scale(facts: Facts) -> Iterable[Fault]:
    if not facts.scale:
        return
    letter_of: dict[int, str] = {}
    for letter, row in facts.scale.items():
        other = letter_of.setdefault(row.min, letter)
        if other != letter:
            figures: dict[str, Figure] = {"letter": letter, "other": other, "given": row.min}
            yield Fault("same_minimum", ("meta", "rating_scale", letter, "min"), figures)
    lowest = min(letter_of)
    if lowest:
        figures = {"letter": letter_of[lowest], "given": lowest}
        yield Fault("lowest_not_zero", ("meta", "rating_scale", letter_of[lowest], "min"), figures)


def _accords(facts: Facts) -> Iterable[Fault]:
    accords = facts.programme.accords
    for row in accords:
        yield from facts.absent(row.parent, "accords", "accords", row.id, "parent")
        if row.status in IN_FORCE_STATES and row.in_force_on is None:
            yield Fault("no_in_force_day", ("accords", row.id, "status"), {"status": row.status})
        first = row.in_force_on
        if first is not None and row.valid_until is not None and row.valid_until < first:
            figures = {"first": first, "last": row.valid_until}
            yield Fault("ends_before_start", ("accords", row.id, "valid_until"), figures)
    for cycle in cycles({row.id: [row.parent] if row.parent else [] for row in accords}):
        yield Fault("cycle", ("accords", cycle[0], "parent"), {"members": cycle})


def _names_of_parties(facts: Facts) -> Iterable[Fault]:
    programme = facts.programme
    for body in programme.organisations:
        yield from facts.absent(body.party, "parties", "organisations", body.id, "party", also=[JOINT])
    for row in programme.calendars:
        yield from facts.absent(row.party, "parties", "calendars", row.party, "party")
        for index, day in enumerate(row.weekend):
            if day in row.weekend[:index]:
                yield Fault("repeated_value", ("calendars", row.party, "weekend", index), {"given": day})
