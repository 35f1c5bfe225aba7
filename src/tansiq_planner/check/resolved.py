"""A plan with its ids looked up, for every rule to read. An unknown id is told apart, never raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tansiq_planner.calendar import DAYS_IN_WEEK, LAST_COURSE_DAY, Horizon
from tansiq_planner.problem import Course, Exercise, Problem, Request, Unit
from tansiq_planner.solution import Edition, HeldExercise, Plan


@dataclass(frozen=True)
class Seated:
    """People of one request in one edition; always at least one."""

    request: Request
    unit: Unit
    seats: int


@dataclass(frozen=True)
class Placed:
    """An edition whose course is known.

    Parameters
    ----------
    edition : Edition
    course : Course
    first, last : date
        Its first day and the Thursday of its last week.
    weeks : range
        Weeks of the horizon that it loads.
    seated : tuple of Seated
        Requests for this course with seats above zero; all others are faults and seat nobody.
    size : int
        People in the class, those of unknown requests included.
    is_fact : bool
        Began before `as_of` and stands in the baseline.
    """

    edition: Edition
    course: Course
    first: date
    last: date
    weeks: range
    seated: tuple[Seated, ...]
    size: int
    is_fact: bool

    @property
    def id(self) -> str:
        """Name of the edition."""
        return self.edition.id

    def by_unit(self) -> dict[str, int]:
        """Count the people of each unit."""
        counts: dict[str, int] = {}
        for row in self.seated:
            counts[row.unit.id] = counts.get(row.unit.id, 0) + row.seats
        return counts


@dataclass(frozen=True)
class Conducted:
    """A held exercise that the problem knows, with its last day and the weeks that it loads."""

    held: HeldExercise
    exercise: Exercise
    first: date
    last: date
    weeks: range
    is_fact: bool

    @property
    def id(self) -> str:
        """Name of the exercise."""
        return self.exercise.id


@dataclass(frozen=True)
class ResolvedPlan:
    """The plan beside the problem; `placed` and `conducted` hold only what the problem knows."""

    problem: Problem
    plan: Plan

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Give the editions of known courses, in the order of the plan."""
        facts = {edition.id for edition in self.problem.begun_editions}
        rows: list[Placed] = []
        for edition in self.plan.editions:
            if edition.course in self.problem.courses:
                rows.append(_placed(self.problem, edition, is_fact=edition.id in facts))
                facts.discard(edition.id)
        return tuple(rows)

    @cached_property
    def conducted(self) -> tuple[Conducted, ...]:
        """Give the known exercises that are held, in the order of the plan."""
        facts = {(held.exercise, held.start) for held in self.problem.begun_exercises}
        rows: list[Conducted] = []
        for held in self.plan.exercises:
            exercise = self.problem.exercises.get(held.exercise)
            if exercise is not None:
                key = (held.exercise, held.start)
                last = shifted(held.start, exercise.conduct_days - 1)
                weeks = weeks_loaded(self.problem.horizon, held.start, last)
                rows.append(Conducted(held, exercise, held.start, last, weeks, key in facts))
                facts.discard(key)
        return tuple(rows)

    @cached_property
    def new_editions(self) -> tuple[Placed, ...]:
        """Give the editions that are decisions, not facts."""
        return tuple(placed for placed in self.placed if not placed.is_fact)

    @cached_property
    def new_exercises(self) -> tuple[Conducted, ...]:
        """Give the exercises that are decisions, not facts."""
        return tuple(conducted for conducted in self.conducted if not conducted.is_fact)

    @cached_property
    def in_calendar(self) -> tuple[Placed, ...]:
        """Give the new editions with a day in the horizon; seasons and fasting have no meaning elsewhere."""
        return tuple(placed for placed in self.new_editions if placed.weeks)

    @cached_property
    def _finished(self) -> Mapping[tuple[str, str], list[tuple[date, int]]]:
        finished: dict[tuple[str, str], list[tuple[date, int]]] = {}
        for placed in self.placed:
            for unit, seats in placed.by_unit().items():
                finished.setdefault((unit, placed.course.id), []).append((placed.last, seats))
        return finished

    def graduates_before(self, unit: str, course: str, day: date) -> int:
        """Count the people of a unit whose edition of the course ended before `day`."""
        return sum(seats for last, seats in self._finished.get((unit, course), ()) if last < day)

    def graduates_by(self, unit: str, course: str, day: date) -> int:
        """Count the people of a unit whose edition of the course ended on or before `day`."""
        return sum(seats for last, seats in self._finished.get((unit, course), ()) if last <= day)

    def days_of(self, week: int) -> tuple[date, date]:
        """Give the Sunday and the Saturday of a week."""
        sunday = self.problem.horizon.sunday(week)
        return sunday, sunday + timedelta(days=DAYS_IN_WEEK - 1)


def known_seats(problem: Problem, edition: Edition) -> Iterator[Seated]:
    """Give the seats above zero of requests that ask for the edition's course."""
    for name, seats in edition.seats.items():
        request = problem.requests.get(name)
        if request is not None and request.course == edition.course and seats > 0:
            yield Seated(request, problem.units[request.unit], seats)


def shifted(day: date, days: int) -> date:
    """Give the day so many days later, held within what a date can say."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def course_end(course: Course, start: date) -> date:
    """Give the Thursday on which an edition ends, wherever it starts."""
    return shifted(start, DAYS_IN_WEEK * (course.weeks - 1) + LAST_COURSE_DAY)


def weeks_loaded(horizon: Horizon, first: date, last: date) -> range:
    """Give the weeks of the horizon that hold a day of `first`..`last`."""
    return range(max(0, horizon.week_of(first)), min(horizon.weeks, horizon.week_of(last) + 1))


def people_in(seats: Iterable[int]) -> int:
    """Count people; a number below zero is a fault of its own and takes nobody away."""
    return sum(count for count in seats if count > 0)


def _placed(problem: Problem, edition: Edition, *, is_fact: bool) -> Placed:
    course = problem.courses[edition.course]
    last = course_end(course, edition.start)
    return Placed(
        edition=edition,
        course=course,
        first=edition.start,
        last=last,
        weeks=weeks_loaded(problem.horizon, edition.start, last),
        seated=tuple(known_seats(problem, edition)),
        size=people_in(edition.seats.values()),
        is_fact=is_fact,
    )
