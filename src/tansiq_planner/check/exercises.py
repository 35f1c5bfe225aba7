"""Rules of exercises: horizon (R02), units (R05), days (R15), order (R16), preparation (R17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tansiq_planner.check.resolved import Conducted, ResolvedPlan, shifted
from tansiq_planner.errors import Figure
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Rule, Violation


def horizon(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R02, exercises: not before `as_of`, conduct days inside the horizon."""
    problem = resolved.problem
    for conducted in resolved.new_exercises:
        place = {"exercise": conducted.id}
        if conducted.first < problem.as_of:
            figures: dict[str, Figure] = {"found": conducted.first, "allowed": problem.as_of}
            yield Violation(Rule.HORIZON, "exercise_before_as_of", place, figures)
        span = problem.horizon
        if conducted.first < span.first or conducted.last > span.last:
            figures = _days(conducted) | {"from": span.first, "to": span.last}
            yield Violation(Rule.HORIZON, "exercise_outside_horizon", place, figures)


def unit_available(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R05, exercises: no unit takes part while it is not available."""
    for conducted in resolved.new_exercises:
        for unit in dict.fromkeys(row.unit for row in conducted.exercise.participants):
            for window in resolved.problem.units[unit].not_available:
                if window.meets(conducted.first, conducted.last):
                    figures = _days(conducted) | {"from": window.first, "to": window.last}
                    place = {"exercise": conducted.id, "unit": unit}
                    yield Violation(Rule.UNIT_AVAILABLE, "exercise_unit_not_available", place, figures)


def exercise_days(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R15: held once, in its window, on days on which all present work."""
    for name, times in Counter(conducted.id for conducted in resolved.conducted).items():
        if times > 1:
            yield Violation(Rule.EXERCISE_DAYS, "held_twice", {"exercise": name}, {"found": times})
    for conducted in resolved.new_exercises:
        window = conducted.exercise.window
        if conducted.first < window.first or conducted.last > window.last:
            figures = _days(conducted) | {"from": window.first, "to": window.last}
            yield Violation(Rule.EXERCISE_DAYS, "outside_window", {"exercise": conducted.id}, figures)
        for party in sorted(parties_of(resolved.problem, conducted) | conducted.exercise.observers):
            yield from _days_of_party(resolved, conducted, party)


def _days_of_party(resolved: ResolvedPlan, conducted: Conducted, party: str) -> Iterator[Violation]:
    calendar = resolved.problem.calendars[party]
    place = {"exercise": conducted.id, "party": party}
    if not calendar.is_working_day(conducted.first):
        yield Violation(Rule.EXERCISE_DAYS, "first_day_not_working", place, {"found": conducted.first})
    if not calendar.is_working_day(conducted.last):
        yield Violation(Rule.EXERCISE_DAYS, "last_day_not_working", place, {"found": conducted.last})
    inner = (shifted(conducted.first, 1), shifted(conducted.last, -1))
    for holiday in calendar.holidays:
        if inner[0] <= inner[1] and holiday.window.meets(*inner):
            figures: dict[str, Figure] = {"from": holiday.window.first, "to": holiday.window.last}
            row = place | {"holiday": holiday.key}
            yield Violation(Rule.EXERCISE_DAYS, "holiday_between", row, _days(conducted) | figures)


def exercise_order(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R16: every exercise required before is held and has ended."""
    for conducted in resolved.new_exercises:
        for before in conducted.exercise.after:
            place = {"exercise": conducted.id, "before": before}
            ends = [other.last for other in resolved.conducted if other.id == before]
            if not ends:
                yield Violation(Rule.EXERCISE_ORDER, "not_held", place)
            elif min(ends) >= conducted.first:
                figures: dict[str, Figure] = {"found": min(ends), "allowed": shifted(conducted.first, -1)}
                yield Violation(Rule.EXERCISE_ORDER, "not_ended", place, figures)


def exercise_prepared(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R17: graduates that an exercise asks for, counted before its first day."""
    for conducted in resolved.new_exercises:
        for need in conducted.exercise.preconditions:
            unit = resolved.problem.units[need.unit]
            found = unit.already_qualified.get(need.course, 0)
            found += resolved.graduates_before(need.unit, need.course, conducted.first)
            if found < need.seats:
                place = {"exercise": conducted.id, "unit": need.unit, "course": need.course}
                figures = {"found": found, "allowed": need.seats}
                yield Violation(Rule.EXERCISE_PREPARED, "too_few_graduates", place, figures)


def parties_of(problem: Problem, conducted: Conducted) -> frozenset[str]:
    """Give the parties of hosts and participants."""
    units = (problem.units[row.unit] for row in conducted.exercise.participants)
    return conducted.exercise.hosts | {unit.party for unit in units}


def _days(conducted: Conducted) -> dict[str, Figure]:
    return {"first": conducted.first, "last": conducted.last}
