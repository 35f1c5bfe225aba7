"""From a plan to what its courses and exercises add to each unit's tasks, and to scores on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.problem import Problem, Task, Teaching
from tansiq_planner.readiness import micro_points_per_seat, retention_ppm, score

Key = tuple[str, str]
"""Unit and competency."""


@dataclass(frozen=True, slots=True)
class Passed:
    """People of a unit that passed an edition, of all it asked for; 1 of 1 for an exercise."""

    what: str
    ended: date
    seats: int
    quota: int


@dataclass(frozen=True, slots=True)
class Gain:
    """What one edition or exercise adds to a unit in a competency, before it fades.

    Parameters
    ----------
    what : str
        Id of the edition or exercise.
    ended : date
        Its last day; on it the gain counts in full.
    gain, cap : int
        Points when the whole quota passes, and the level that it cannot pass alone.
    seats, quota : int
        People of the unit that passed, and people it asked for; 1 of 1 for an exercise.
    half_life : float
        Months.
    turnover : float
        Share of the unit's people replaced in a year.
    """

    what: str
    ended: date
    gain: int
    cap: int
    seats: int
    quota: int
    half_life: float
    turnover: float

    def retention_ppm(self, age_days: int) -> int:
        """Give the part still there so many days after the end, in parts per million; 0 before it."""
        return retention_ppm(age_days, self.half_life, self.turnover)

    def micro_points(self, age_days: int) -> int:
        """Give what it adds so many days after the end, before its cap."""
        return micro_points_per_seat(self.gain, self.quota, self.retention_ppm(age_days)) * self.seats

    def age(self, day: date) -> int:
        """Count the days from the end to `day`; below zero before it."""
        return (day - self.ended).days


def gains_of(resolved: ResolvedPlan) -> Mapping[Key, list[Gain]]:
    """Give the gains of a plan for each task of each unit, in the order of the plan, editions first."""
    problem = resolved.problem
    gains: dict[Key, list[Gain]] = {(unit, task.competency): [] for unit, task in tasks_of(problem)}
    for unit, row, passed in _raised(resolved):
        if (unit, row.competency) in gains:
            gains[unit, row.competency].append(gain_of(problem, unit, row, passed))
    return gains


def _raised(resolved: ResolvedPlan) -> Iterator[tuple[str, Teaching, Passed]]:
    """Give each unit what it learns in each edition and exercise; an exercise held twice counts once."""
    for placed in resolved.placed:
        for unit, seats in placed.by_unit().items():
            quota = resolved.problem.quotas[unit, placed.course.id]
            for row in placed.course.teaches:
                yield unit, row, Passed(placed.id, placed.last, seats, quota)
    first_held = {conducted.id: conducted for conducted in reversed(resolved.conducted)}
    for conducted in first_held.values():
        for unit, row in conducted.exercise.raises:
            yield unit, row, Passed(conducted.id, conducted.last, 1, 1)


def gain_of(problem: Problem, unit: str, row: Teaching, passed: Passed) -> Gain:
    """Give the gain of a unit in one competency from what it has passed."""
    half_life = problem.half_lives[row.competency]
    turnover = problem.units[unit].yearly_turnover
    return Gain(passed.what, passed.ended, row.gain, row.cap, passed.seats, passed.quota, half_life, turnover)


def tasks_of(problem: Problem) -> Iterator[tuple[str, Task]]:
    """Give every task with its unit."""
    for unit in problem.units.values():
        for task in unit.tasks:
            yield unit.id, task


def score_on(start: int, gains: Iterable[Gain], day: date) -> int:
    """Give the score on a day from the commander's score and the gains, in micro-points."""
    return score(start, ((gain.cap, gain.micro_points(gain.age(day))) for gain in gains if gain.ended <= day))
