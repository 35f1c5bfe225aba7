"""Why this week: what an edition would break, or cost and gain, if it began in another one. Everything else stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.check import check, violations_of
from tansiq_planner.compare import CostEffect, compare
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Rule, Violation
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Edition, Plan

WEEKS = (-2, -1, 1, 2)
"""Weeks around the planned one that are tried."""
WHO_CANNOT_COME = {Rule.RAMADAN, Rule.UNIT_AVAILABLE, Rule.BY_DATE}
"""Rules that keep single units or requests out of an edition, and not the edition out of its week."""
LESS_IS_BETTER = {"late_seats", "untrained", "changes", "cost"}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of the score card before and after; `is_gain` where the change is for the better."""

    name: str
    before: int
    after: int
    is_gain: bool


@dataclass(frozen=True)
class Neighbour:
    """The plan with one edition in another week.

    Parameters
    ----------
    start : date
    broken : tuple of Violation
        What it would break that the plan does not; empty where the week is lawful.
    given_up : mapping of str to int
        Seats by request that would have to be given up for it to be lawful.
    instructors : mapping of str to int
        Who would teach: as planned, or another alternative of the course where only that one is free.
    figures : tuple of FigureChange
        Figures of the score card that would change, where lawful.
    costs : tuple of CostEffect
        What payers would spend more or less, by kind and year, where lawful.
    """

    start: date
    broken: tuple[Violation, ...] = ()
    given_up: Mapping[str, int] = field(default_factory=dict)
    instructors: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[FigureChange, ...] = ()
    costs: tuple[CostEffect, ...] = ()

    @property
    def is_lawful(self) -> bool:
        """Whether the week would break nothing."""
        return not self.broken


def neighbours(problem: Problem, plan: Plan, edition: Edition) -> tuple[Neighbour, ...]:
    """Try the weeks around an edition, judged by the checker alone.

    A week is tried with the planned instructors, then with the course's alternatives, then without those who cannot
    come in it. The first that is lawful is given, else what the planned edition would break there.

    Parameters
    ----------
    problem : Problem
    plan : Plan
    edition : Edition
        One of the plan's.

    Returns
    -------
    tuple of Neighbour
        Two weeks before and two after, in the order of time.
    """
    return elsewhen(
        problem, plan, edition, [edition.start + timedelta(days=DAYS_IN_WEEK * weeks) for weeks in WEEKS]
    )


def elsewhen(problem: Problem, plan: Plan, edition: Edition, starts: Iterable[date]) -> tuple[Neighbour, ...]:
    """Try an edition on these first days, as `neighbours` does in the weeks around."""
    trials = _Trials(problem, plan, edition)
    return tuple(trials.at(start) for start in starts)


class _Trials:
    """The plan again and again, with one edition changed."""

    def __init__(self, problem: Problem, plan: Plan, edition: Edition) -> None:
        self.problem, self.plan, self.edition = problem, plan, edition
        self.before = check(problem, plan)

    def at(self, start: date) -> Neighbour:
        """Try one week."""
        moved = replace(self.edition, start=start)
        if not (broken := self._news(moved)):
            return self._lawful(moved)
        for trial in self._ways(moved, broken):
            if not self._news(trial):
                return self._lawful(trial)
        return Neighbour(start, broken, {}, moved.instructors)

    def _ways(self, moved: Edition, broken: Iterable[Violation]) -> Iterator[Edition]:
        """Give the edition with its alternatives of instructors, then with each staffing without those who cannot come."""
        planned = moved.instructors
        others = [it for it in self.problem.courses[moved.course].staffing if it != planned]
        yield from (replace(moved, instructors=staff) for staff in others)
        barred = [
            it.place for it in broken if it.rule in WHO_CANNOT_COME and it.place.get("edition") == moved.id
        ]
        coming = {
            name: seats
            for name, seats in moved.seats.items()
            if not any(
                place.get("request") == name or place.get("unit") == self.problem.requests[name].unit
                for place in barred
            )
        }
        if 0 < len(coming) < len(moved.seats):
            yield from (replace(moved, seats=coming, instructors=staff) for staff in (planned, *others))

    def _plan(self, trial: Edition) -> Plan:
        others = [it for it in self.plan.editions if it is not self.edition]
        return Plan.of([*others, trial], list(self.plan.exercises))

    def _news(self, trial: Edition) -> tuple[Violation, ...]:
        after = violations_of(self.problem, self._plan(trial))
        return tuple(it for it in after if it not in self.before.violations)

    def _lawful(self, trial: Edition) -> Neighbour:
        changed = self._plan(trial)
        given_up = {name: seats for name, seats in self.edition.seats.items() if name not in trial.seats}
        figures = _figures(self.before.score, check(self.problem, changed).score)
        costs = compare(self.problem, self.plan, changed).costs
        return Neighbour(
            trial.start,
            (),
            given_up,
            trial.instructors,
            tuple(figures),
            tuple(it for it in costs if it.before != it.after),
        )


def _figures(before: ScoreCard, after: ScoreCard) -> Iterator[FigureChange]:
    old, new = _by_name(before), _by_name(after)
    for name in old:
        first, second = old[name], new[name]
        if first is not None and second is not None and first != second:
            yield FigureChange(name, first, second, (second < first) == (name in LESS_IS_BETTER))


def _by_name(score: ScoreCard) -> dict[str, int | None]:
    seats: dict[str, int | None] = {f"seats_{priority}": given for priority, given in score.seats.items()}
    return seats | {
        "late_seats": score.late_seats,
        "untrained": score.untrained,
        "task_months": score.task_months,
        "national_weeks": score.national_weeks,
        "agreed_exercises": score.agreed_exercises,
        "agreed_seats": score.agreed_seats,
        "changes": score.changes,
        "cost": score.cost,
    }
