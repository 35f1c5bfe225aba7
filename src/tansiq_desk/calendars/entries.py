"""What stands in a calendar: an entry of whole days or of hours, and those that a plan makes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tansiq_desk.page.bars import report_days
from tansiq_desk.page.tongue import Tongue
from tansiq_desk.words import say
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan


@dataclass(frozen=True)
class Entry:
    """One entry: days, both included, or moments in the time of a place; and the parties and units that it concerns.

    `sequence` counts up with each version of what it tells of, `changed_at` is when that version came about.
    """

    uid: str
    first: date | datetime
    last: date | datetime
    summary: str
    category: str = ""
    place: str = ""
    lines: tuple[str, ...] = ()
    parties: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    address: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    is_tentative: bool | None = None

    @property
    def has_hours(self) -> bool:
        """Whether it runs from moment to moment, not over whole days."""
        return isinstance(self.first, datetime)

    @property
    def zone(self) -> str:
        """Name of the time zone of its hours; empty for whole days."""
        return getattr(self.first.tzinfo, "key", "") if isinstance(self.first, datetime) else ""


def plan_entries(
    problem: Problem, plan: Plan, tongue: Tongue, *, units: Collection[str] | None = None
) -> list[Entry]:
    """Give the entries of a plan: editions, exercises, their conferences and reports.

    Parameters
    ----------
    problem : Problem
    plan : Plan
    tongue : Tongue
        The language of names and headings.
    units : collection of str, optional
        The units whose seats and people are told; those of all units without it.
    """
    told = problem.units.keys() if units is None else frozenset(units)
    found = [_edition(problem, edition, tongue, told) for edition in plan.editions]
    for held in plan.exercises:
        found += _of_exercise(problem, held, tongue, told)
    return found


def _edition(problem: Problem, edition: Edition, tongue: Tongue, told: Collection[str]) -> Entry:
    course = problem.courses[edition.course]
    units = {request: problem.units[problem.requests[request].unit] for request in edition.seats}
    seats = [
        _said(tongue, unit.id, f"{tongue.label('seats', n=number)} {tongue.code(request)}")
        for (request, unit), number in zip(units.items(), edition.seats.values(), strict=True)
        if unit.id in told
    ]
    return Entry(
        uid=edition.id,
        first=edition.start,
        last=problem.horizon.course_end(edition.start, course.weeks),
        summary=tongue.name(course.id).text,
        category=tongue.term("mode", course.mode).text,
        place=tongue.name(edition.venue).text,
        lines=(tongue.code(course.id), *seats),
        parties=frozenset({problem.venues[edition.venue].party, *(unit.party for unit in units.values())})
        | {problem.pools[pool].party for pool in edition.instructors},
        units=frozenset(unit.id for unit in units.values()),
    )


def _said(tongue: Tongue, unit: str, text: str) -> str:
    return say(tongue.lang, "terms.colon", before=tongue.name(unit).plain, after=text)


@dataclass(frozen=True)
class _Exercise:
    """What the entries of one exercise have in common."""

    name: str
    active: frozenset[str]
    units: frozenset[str]


def _of_exercise(
    problem: Problem, held: HeldExercise, tongue: Tongue, told: Collection[str]
) -> Iterable[Entry]:
    exercise = problem.exercises[held.exercise]
    joining = [problem.units[it.unit].party for it in exercise.participants]
    its = _Exercise(
        tongue.name(exercise.id).text,
        exercise.hosts | {*joining, problem.venues[exercise.venue].party},
        frozenset(it.unit for it in exercise.participants),
    )
    people = [
        _said(tongue, it.unit, tongue.number(it.headcount)) for it in exercise.participants if it.unit in told
    ]
    yield Entry(
        uid=exercise.id,
        first=held.start,
        last=held.end(exercise.conduct_days),
        summary=its.name,
        category=tongue.label("exercise"),
        place=tongue.name(exercise.venue).text,
        lines=(tongue.term("exercise_kind", exercise.kind).text, *people),
        parties=its.active | exercise.observers,
        units=its.units,
    )
    yield from _around(problem, held, tongue, its)


def _around(problem: Problem, held: HeldExercise, tongue: Tongue, its: _Exercise) -> Iterable[Entry]:
    """Give the days around an exercise: its conferences, and when its reports are due."""
    for sort, days in {"conference": held.conferences, "report": report_days(problem, held)}.items():
        for key, day in days.items():
            yield Entry(
                uid=f"{held.exercise}-{key}", first=day, last=day,
                summary=f"{tongue.term(sort, key).text} - {its.name}", category=tongue.label(sort),
                parties=its.active, units=its.units,
            )  # fmt: skip
