"""R19: planning conferences on common working days, in order, with their lead times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.check.exercises import parties_of
from tansiq_planner.check.resolved import Conducted, ResolvedPlan, shifted
from tansiq_planner.errors import Figure
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Rule, Violation


def conferences(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R19, for every exercise that is a decision."""
    for conducted in resolved.new_exercises:
        yield from _known_kinds(conducted)
        yield from _in_order(conducted)
        was_held = _already_held(resolved.problem, conducted.id)
        for kind, day in conducted.held.conferences.items():
            if kind in conducted.exercise.conferences:
                yield from _early_enough(conducted, kind, day)
                if was_held.get(kind) != day:
                    yield from _still_possible(resolved.problem, conducted, kind, day)


def _already_held(problem: Problem, exercise: str) -> dict[str, date]:
    """Give the conferences that lie behind: facts, whatever the calendars say today."""
    if problem.baseline is None:
        return {}
    return {
        kind: day
        for held in problem.baseline.exercises
        if held.exercise == exercise
        for kind, day in held.conferences.items()
        if day < problem.as_of
    }


def _known_kinds(conducted: Conducted) -> Iterator[Violation]:
    wanted, found = conducted.exercise.conferences, conducted.held.conferences
    for kind in wanted:
        if kind not in found:
            yield Violation(Rule.CONFERENCES, "missing", {"exercise": conducted.id, "conference": kind})
    for kind in found:
        if kind not in wanted:
            place = {"exercise": conducted.id, "conference": kind}
            yield Violation(Rule.CONFERENCES, "unknown_conference", place)


def _early_enough(conducted: Conducted, kind: str, day: date) -> Iterator[Violation]:
    weeks = conducted.exercise.conferences[kind]
    latest = shifted(conducted.first, -DAYS_IN_WEEK * weeks)
    if day > latest:
        figures: dict[str, Figure] = {"found": day, "allowed": latest, "weeks": weeks}
        yield Violation(Rule.CONFERENCES, "lead_too_short", _place(conducted, kind), figures)


def _still_possible(problem: Problem, conducted: Conducted, kind: str, day: date) -> Iterator[Violation]:
    place = _place(conducted, kind)
    if day < problem.as_of:
        figures: dict[str, Figure] = {"found": day, "allowed": problem.as_of}
        yield Violation(Rule.CONFERENCES, "before_as_of", place, figures)
    for party in sorted(parties_of(problem, conducted)):
        if not problem.calendars[party].is_working_day(day):
            row = place | {"party": party}
            yield Violation(Rule.CONFERENCES, "not_a_working_day", row, {"found": day})


def _in_order(conducted: Conducted) -> Iterator[Violation]:
    """Compare each conference with the one before it, the longest lead first."""
    order = sorted(conducted.exercise.conferences.items(), key=lambda row: -row[1])
    given = [
        (kind, conducted.held.conferences[kind]) for kind, _ in order if kind in conducted.held.conferences
    ]
    for (earlier, before), (kind, day) in pairwise(given):
        if day <= before:
            place = _place(conducted, kind) | {"before": earlier}
            figures: dict[str, Figure] = {"found": day, "allowed": shifted(before, 1)}
            yield Violation(Rule.CONFERENCES, "out_of_order", place, figures)


def _place(conducted: Conducted, kind: str) -> dict[str, str]:
    return {"exercise": conducted.id, "conference": kind}
