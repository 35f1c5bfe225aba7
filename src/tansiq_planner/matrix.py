"""The readiness of every unit in every task on a day, with the sum behind each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tansiq_planner.check.gained import Gain, Key, Passed, gain_of, gains_of, score_on, tasks_of
from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.problem import Problem, Task
from tansiq_planner.readiness import MICRO, score
from tansiq_planner.result import OutOfReach
from tansiq_planner.solution import Plan


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one edition or exercise still adds on the day of the matrix.

    Parameters
    ----------
    what : str
        Id of the edition or exercise.
    ended : date
    gain, cap : int
        Points when the whole quota passes, and the level that it cannot pass alone.
    seats, quota : int
        People that passed and people asked for; 1 of 1 for an exercise.
    retention_ppm : int
        Part still there, in parts per million.
    micro_points : int
        What is added before the cap, in millionths of a point.
    """

    what: str
    ended: date
    gain: int
    cap: int
    seats: int
    quota: int
    retention_ppm: int
    micro_points: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit in a competency on a day.

    Parameters
    ----------
    micro_score : int
        Score in millionths of a point.
    letter : str
    at_target, is_untrained : bool
        At or above the target letter; under the lowest letter's threshold.
    start, target, weight : int
        The commander's score, the points at which the target letter begins, 1..5.
    share_trained : (int, int) or None
        People trained by the day and the training headcount; None where the headcount is not released.
        Counted are those already qualified and the graduates of each course that teaches the competency,
        except of courses that ask for another such course first (the same people), and never more than the
        headcount.
    contributions : tuple of Contribution
        Caps ascending, as they are taken; within a cap the earliest first.
    """

    micro_score: int
    letter: str
    at_target: bool
    is_untrained: bool
    start: int
    target: int
    weight: int
    share_trained: tuple[int, int] | None
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Readiness:
    """The readiness that a plan gives: gathered once, asked for many days.

    Without a plan only the commander's scores stand.
    """

    problem: Problem
    plan: Plan | None

    @cached_property
    def _resolved(self) -> ResolvedPlan:
        return ResolvedPlan(self.problem, self.plan or Plan())

    @cached_property
    def _gains(self) -> Mapping[Key, list[Gain]]:
        return gains_of(self._resolved)

    @cached_property
    def _first_courses(self) -> Mapping[Key, list[str]]:
        """Name the courses by which people of each unit were first trained in each competency."""
        passed = {
            (unit.id, course) for unit in self.problem.units.values() for course in unit.already_qualified
        }
        passed |= {(unit, placed.course.id) for placed in self._resolved.placed for unit in placed.by_unit()}
        found: dict[Key, list[str]] = {}
        for unit_id, course_id in sorted(passed):
            for row in self.problem.courses[course_id].teaches:
                if not any(self._teaches(name, row.competency) for name in self._needed_before[course_id]):
                    found.setdefault((unit_id, row.competency), []).append(course_id)
        return found

    def _teaches(self, course: str, competency: str) -> bool:
        return any(row.competency == competency for row in self.problem.courses[course].teaches)

    @cached_property
    def _needed_before(self) -> Mapping[str, set[str]]:
        """Give for each course all that its graduates have passed before."""
        needed: dict[str, set[str]] = {}
        for course in self.problem.courses.values():
            ahead, found = list(course.prerequisites), set[str]()
            while ahead:
                name = ahead.pop()
                if name not in found:
                    found.add(name)
                    ahead.extend(self.problem.courses[name].prerequisites)
            needed[course.id] = found - {course.id}
        return needed

    def at(self, day: date) -> dict[Key, Cell | None]:
        """Give every cell on a day, by unit and competency; see `readiness_at`."""
        return {
            (unit, task.competency): None if task.start is None else self._cell(unit, task, task.start, day)
            for unit, task in tasks_of(self.problem)
        }

    def _cell(self, unit: str, task: Task, start: int, day: date) -> Cell:
        gains = self._gains[unit, task.competency]
        micro_score = score_on(start, gains, day)
        return Cell(
            micro_score=micro_score,
            letter=letter_of(self.problem, micro_score),
            at_target=micro_score >= task.target * MICRO,
            is_untrained=micro_score < self.problem.untrained_below * MICRO,
            start=start,
            target=task.target,
            weight=task.weight,
            share_trained=self._share_trained(unit, task.competency, day),
            contributions=tuple(
                _contribution(gain, day)
                for gain in sorted(gains, key=lambda gain: (gain.cap, gain.ended, gain.what))
                if gain.ended <= day
            ),
        )

    def _share_trained(self, unit_id: str, competency: str, day: date) -> tuple[int, int] | None:
        unit = self.problem.units[unit_id]
        if unit.headcount is None:
            return None
        people = sum(
            unit.already_qualified.get(course, 0) + self._resolved.graduates_by(unit_id, course, day)
            for course in self._first_courses.get((unit_id, competency), ())
        )
        return min(people, unit.headcount), unit.headcount


def readiness_at(problem: Problem, plan: Plan | None, day: date) -> dict[Key, Cell | None]:
    """Give the readiness of every unit in every task at the end of a day.

    For many days of one plan build one `Readiness` and ask it for each.

    Parameters
    ----------
    problem : Problem
    plan : Plan or None
        None for the commanders' scores alone.
    day : date
        An edition counts in full on its last day (the Thursday of its last week), an exercise on its last
        conduct day.

    Returns
    -------
    dict of (str, str) to Cell or None
        By unit and competency, units in the order of the problem; None where the rating was not released.
    """
    return Readiness(problem, plan).at(day)


def letter_of(problem: Problem, micro_score: int) -> str:
    """Give the rating letter of a score in micro-points."""
    for letter, begins_at in problem.letters:
        if micro_score >= begins_at * MICRO:
            return letter
    return problem.letters[-1][0]


def out_of_reach(problem: Problem) -> tuple[OutOfReach, ...]:
    """Give the targets that no plan can reach, or only on the very day on which everything ends.

    Every request is taken as seated in full and every exercise as held, whatever the other rules say, and
    caps apply. A target missed even before any fading is out of reach for good (`never`). One that is met
    then, but missed once every gain is one day old, is met on one day at the most and only if all of it ends
    on that day (`day_0`). Each gain is taken whole, without the rounding of its seats. Tasks that start at
    their target need nothing; tasks without a released rating cannot be judged.

    Returns
    -------
    tuple of OutOfReach
        Units and tasks in the order of the problem; `best` in whole points, rounded down.
    """
    everything = _everything(problem)
    found = []
    for unit, task in tasks_of(problem):
        if task.start is None or task.start >= task.target:
            continue
        gains = everything.get((unit, task.competency), [])
        best, day_after = _best(task.start, gains, 0), _best(task.start, gains, 1)
        if day_after < task.target * MICRO:
            when = "never" if best < task.target * MICRO else "day_0"
            row = OutOfReach(unit, task.competency, task.target, best // MICRO, when, taught=bool(gains))
            found.append(row)
    return tuple(found)


def _everything(problem: Problem) -> Mapping[Key, list[Gain]]:
    """Give what all requests and exercises add to each task, as if all ended on one day."""
    gains: dict[Key, list[Gain]] = {}
    taught = [
        (unit, course, row) for unit, course in problem.quotas for row in problem.courses[course].teaches
    ]
    practised = [
        (unit, exercise.id, row) for exercise in problem.exercises.values() for unit, row in exercise.raises
    ]
    for unit, what, row in taught + practised:
        gain = gain_of(problem, unit, row, Passed(what, problem.horizon.last, 1, 1))
        gains.setdefault((unit, row.competency), []).append(gain)
    return gains


def _best(start: int, gains: list[Gain], age_days: int) -> int:
    return score(start, ((gain.cap, gain.micro_points(age_days)) for gain in gains))


def _contribution(gain: Gain, day: date) -> Contribution:
    return Contribution(
        what=gain.what,
        ended=gain.ended,
        gain=gain.gain,
        cap=gain.cap,
        seats=gain.seats,
        quota=gain.quota,
        retention_ppm=gain.retention_ppm(gain.age(day)),
        micro_points=gain.micro_points(gain.age(day)),
    )
