"""The rows of the tables of editions and exercises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from tansiq_desk.page.bars import anchor_of, is_half_days, report_days
from tansiq_desk.page.part import Part
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.calendar import Window
from tansiq_planner.problem import Precondition, Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan


@dataclass(frozen=True, slots=True)
class Seated:
    """People of one request in an edition, and whether they come later than the request's day."""

    unit: Name
    request: str
    seats: int
    priority: int
    late: bool


@dataclass(frozen=True)
class EditionRow:
    """One edition as the table shows it; `estimated` says that it meets unconfirmed days."""

    anchor: str
    start: date
    end: date
    weeks: int
    course: Name
    mode: str
    venue: Name
    size: int
    seats_max: int
    seated: tuple[Seated, ...]
    instructors: tuple[tuple[Name, int], ...]
    half_days: bool
    estimated: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """A conference or report with its day."""

    name: Name
    day: date
    beyond: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A precondition of an exercise with the graduates there are."""

    unit: Name
    course: Name
    needed: int
    have: int


@dataclass(frozen=True)
class ExerciseCard:
    """One exercise, held or not."""

    exercise: str
    anchor: str
    name: Name
    kind: str
    level: int
    start: date | None
    end: date | None
    window: Window
    days: int
    venue: Name
    hosts: tuple[Name, ...]
    observers: tuple[Name, ...]
    participants: tuple[tuple[Name, int], ...]
    prepared: tuple[Prepared, ...]
    conferences: tuple[Dated, ...]
    reports: tuple[Dated, ...]
    cost: int


def edition_rows(problem: Problem, plan: Plan, tongue: Tongue) -> list[EditionRow]:
    """Give every edition of the plan, by first day."""
    return [_edition_row(problem, edition, tongue) for edition in plan.editions]


def _edition_row(problem: Problem, edition: Edition, tongue: Tongue) -> EditionRow:
    course = problem.courses[edition.course]
    end = problem.horizon.course_end(edition.start, course.weeks)
    return EditionRow(
        anchor=anchor_of(edition),
        start=edition.start,
        end=end,
        weeks=course.weeks,
        course=tongue.name(course.id),
        mode=course.mode,
        venue=tongue.name(edition.venue),
        size=edition.size,
        seats_max=course.seats_max,
        seated=tuple(
            _seated(problem, request, seats, end, tongue) for request, seats in edition.seats.items()
        ),
        instructors=tuple((tongue.name(pool), number) for pool, number in edition.instructors.items()),
        half_days=is_half_days(problem, edition),
        estimated=_meets_estimate(problem, edition, end),
        begun=edition.start < problem.as_of,
    )


def _seated(problem: Problem, key: str, seats: int, end: date, tongue: Tongue) -> Seated:
    request = problem.requests[key]
    return Seated(tongue.name(request.unit), key, seats, request.priority, late=end > request.by)


def _meets_estimate(problem: Problem, edition: Edition, end: date) -> bool:
    parties = {problem.venues[edition.venue].party}
    parties |= {problem.units[problem.requests[request].unit].party for request in edition.seats}
    calendars = [problem.calendars[party] for party in parties]
    estimated = [it.window for calendar in calendars for it in calendar.ramadan if not it.confirmed]
    estimated += [it.window for calendar in calendars for it in calendar.holidays if not it.confirmed]
    return any(window.meets(edition.start, end) for window in estimated)


def exercise_cards(part: Part, tongue: Tongue) -> list[ExerciseCard]:
    """Give the exercises of a part, held or not, in the order in which they build on each other."""
    problem, plan = part.problem, part.result.plan  # who is prepared is counted in the whole of it
    held = {it.exercise: it for it in plan.exercises}
    ordered = sorted(part.exercises, key=lambda key: (problem.exercises[key].level, key))
    return [_card(problem, plan, held.get(key), key, tongue) for key in ordered]


def _card(problem: Problem, plan: Plan, held: HeldExercise | None, key: str, tongue: Tongue) -> ExerciseCard:
    exercise = problem.exercises[key]
    before = held.start if held else exercise.window.last
    return ExerciseCard(
        exercise=key,
        anchor=f"x-{key}",
        name=tongue.name(key),
        kind=exercise.kind,
        level=exercise.level,
        start=held.start if held else None,
        end=held.end(exercise.conduct_days) if held else None,
        window=exercise.window,
        days=exercise.conduct_days,
        venue=tongue.name(exercise.venue),
        hosts=tuple(tongue.name(party) for party in sorted(exercise.hosts)),
        observers=tuple(tongue.name(party) for party in sorted(exercise.observers)),
        participants=tuple((tongue.name(it.unit), it.headcount) for it in exercise.participants),
        prepared=tuple(_prepared(problem, plan, need, before, tongue) for need in exercise.preconditions),
        conferences=_dated(problem, "conference", held.conferences, tongue) if held else (),
        reports=_dated(problem, "report", report_days(problem, held), tongue) if held else (),
        cost=exercise.cost,
    )


def _dated(problem: Problem, sort: str, days: Mapping[str, date], tongue: Tongue) -> tuple[Dated, ...]:
    return tuple(
        Dated(tongue.term(sort, kind), day, day > problem.horizon.last)
        for kind, day in sorted(days.items(), key=itemgetter(1))
    )


def _prepared(problem: Problem, plan: Plan, need: Precondition, before: date, tongue: Tongue) -> Prepared:
    weeks = problem.courses[need.course].weeks
    have = problem.units[need.unit].already_qualified.get(need.course, 0)
    for edition in plan.editions:
        if edition.course == need.course and problem.horizon.course_end(edition.start, weeks) < before:
            have += sum(
                seats
                for request, seats in edition.seats.items()
                if problem.requests[request].unit == need.unit
            )
    return Prepared(tongue.name(need.unit), tongue.name(need.course), need.seats, have)
