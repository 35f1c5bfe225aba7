"""Single figures of a problem that an officer could change, each as a ladder from the smallest step to the largest.

A ladder belongs to one rule and one place. Its last step switches the rule off there as far as the figure can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from tansiq_planner.errors import Figure
from tansiq_planner.methods.asking.alone import courses_behind
from tansiq_planner.methods.engines.cores import Name
from tansiq_planner.problem import Course, Problem, Unit
from tansiq_planner.rules import Rule

MOST_STEPS = 40
MONEY_STEP, MOST_MONEY = 100, 500_000


@dataclass(frozen=True)
class Ladder:
    """One figure that can be changed: its value as it stands, the values to try, and how a value is put in."""

    rule: Rule
    code: str
    place: Mapping[str, str]
    before: Figure
    steps: Sequence[Figure]
    apply: Callable[[Problem, Figure], Problem]


def name_of(ladder: Ladder) -> Name:
    """Name the figure that a ladder changes."""
    return (ladder.rule.value, ladder.code, *ladder.place.values())


def ladders_of_request(problem: Problem, request_id: str) -> Iterable[Ladder]:
    """Give every figure that could stand in the way of a request, the nearest to it first."""
    request = problem.requests[request_id]
    course = problem.courses[request.course]
    yield from _of_unit(problem.units[request.unit])
    yield from _of_course(course)
    yield from _of_by_date(problem, request_id)
    for name in sorted(courses_behind(problem, course.id) - {course.id}):
        yield from _qualified(problem, request.unit, name, request.seats)
    yield from _of_supply(problem, course)
    yield from _of_whole(problem, course.legal_basis)


def ladders_of_exercise(problem: Problem, exercise_id: str) -> Iterable[Ladder]:
    """Give every figure that could stand in the way of an exercise."""
    exercise = problem.exercises[exercise_id]
    for unit in sorted(
        {need.unit for need in exercise.preconditions} | {it.unit for it in exercise.participants}
    ):
        yield from _of_unit(problem.units[unit])
    for name in sorted({need.course for need in exercise.preconditions}):
        yield from _of_course(problem.courses[name])
    for need in exercise.preconditions:
        for request in problem.requests.values():
            if (request.unit, request.course) == (need.unit, need.course):
                yield from _of_by_date(problem, request.id)
        steps = tuple(range(need.seats - 1, -1, -1))
        place = {"exercise": exercise_id, "unit": need.unit, "course": need.course}
        yield Ladder(
            Rule.EXERCISE_PREPARED,
            "too_few_graduates",
            place,
            need.seats,
            steps,
            _set_precondition(exercise_id, need.unit, need.course),
        )
    weeks = tuple(range(1, 27))
    yield Ladder(
        Rule.EXERCISE_DAYS,
        "window_too_narrow",
        {"exercise": exercise_id},
        0,
        weeks,
        _widen_window(exercise_id),
    )
    yield from _of_whole(problem, exercise.legal_basis)


def _of_unit(unit: Unit) -> Iterable[Ladder]:
    ceiling = unit.absence_ceiling
    if ceiling is not None and unit.headcount is not None:
        steps = tuple(range(ceiling + 1, unit.headcount + 1))
        yield Ladder(
            Rule.ABSENCE_CEILING, "over_ceiling", {"unit": unit.id}, ceiling, steps, _set_ceiling(unit.id)
        )
    for window in unit.not_available:
        place = {"unit": unit.id, "from": window.first.isoformat(), "to": window.last.isoformat()}

        def drop(problem: Problem, _: Figure, gone: object = window) -> Problem:
            here = problem.units[unit.id]
            kept = tuple(it for it in here.not_available if it != gone)
            return replace(problem, units={**problem.units, unit.id: replace(here, not_available=kept)})

        days = (window.last - window.first).days + 1
        yield Ladder(Rule.UNIT_AVAILABLE, "not_available", place, days, (0,), drop)


def _of_course(course: Course) -> Iterable[Ladder]:
    place = {"course": course.id}

    def change(**figures: Callable[[Figure], object]) -> Callable[[Problem, Figure], Problem]:
        def apply(problem: Problem, figure: Figure) -> Problem:
            here = replace(problem.courses[course.id], **{key: of(figure) for key, of in figures.items()})  # type: ignore[arg-type]
            return replace(problem, courses={**problem.courses, course.id: here})

        return apply

    smaller = tuple(range(course.seats_min - 1, 0, -1))
    yield Ladder(
        Rule.CLASS_SIZE, "class_too_small", place, course.seats_min, smaller, change(seats_min=lambda it: it)
    )
    larger = tuple(range(course.seats_max + 1, course.seats_max + MOST_STEPS))
    yield Ladder(
        Rule.CLASS_SIZE, "class_too_large", place, course.seats_max, larger, change(seats_max=lambda it: it)
    )
    if course.closed or course.start_only:
        open_all = change(closed=lambda _: (), start_only=lambda _: ())
        count = len(course.closed) + len(course.start_only)
        yield Ladder(Rule.CLOSED_SEASON, "closed_season", place, count, (0,), open_all)
    if course.ramadan == "avoid":
        yield Ladder(
            Rule.RAMADAN, "in_ramadan", place, "avoid", ("half_days",), change(ramadan=lambda it: it)
        )
    more = tuple(range(course.editions_per_year + 1, course.editions_per_year + 7))
    yield Ladder(
        Rule.EDITIONS_PER_YEAR,
        "too_many_editions",
        place,
        course.editions_per_year,
        more,
        change(editions_per_year=lambda it: it),
    )


def _of_by_date(problem: Problem, request_id: str) -> Iterable[Ladder]:
    request = problem.requests[request_id]

    def apply(problem: Problem, figure: Figure) -> Problem:
        later = replace(problem.requests[request_id], by=figure)  # type: ignore[arg-type]
        return replace(problem, requests={**problem.requests, request_id: later})

    weeks = range(1, (problem.horizon.last - request.by).days // 7 + 1)
    steps = tuple(request.by + timedelta(days=7 * week) for week in weeks)
    yield Ladder(Rule.BY_DATE, "after_by_date", {"request": request_id}, request.by, steps, apply)


def _qualified(problem: Problem, unit: str, course: str, seats: int) -> Iterable[Ladder]:
    already = problem.units[unit].already_qualified.get(course, 0)

    def apply(problem: Problem, figure: Figure) -> Problem:
        here = problem.units[unit]
        known = {**here.already_qualified, course: int(str(figure))}
        return replace(problem, units={**problem.units, unit: replace(here, already_qualified=known)})

    rule = Rule.LANGUAGE if problem.courses[course].prepares_language else Rule.PREREQUISITE
    steps = tuple(range(already + 1, already + seats + 1))
    yield Ladder(rule, "not_enough_graduates", {"unit": unit, "course": course}, already, steps, apply)


def _of_supply(problem: Problem, course: Course) -> Iterable[Ladder]:
    yield from _of_pools(problem, course)
    yield from _of_venues(problem, course)
    yield from _of_lines(problem)


def _of_pools(problem: Problem, course: Course) -> Iterable[Ladder]:
    for pool in sorted({name for staff in course.staffing for name in staff}):
        capacity = problem.pools[pool].capacity

        def apply(problem: Problem, figure: Figure, name: str = pool) -> Problem:
            here = replace(problem.pools[name], capacity=int(str(figure)))
            return replace(problem, pools={**problem.pools, name: here})

        steps = tuple(range(capacity + 1, capacity + 9))
        yield Ladder(Rule.INSTRUCTORS, "too_few_instructors", {"pool": pool}, capacity, steps, apply)


def _of_venues(problem: Problem, course: Course) -> Iterable[Ladder]:
    for venue in course.venues:
        capacity = problem.venues[venue].capacity

        def apply(problem: Problem, figure: Figure, name: str = venue) -> Problem:
            here = replace(problem.venues[name], capacity=int(str(figure)))
            return replace(problem, venues={**problem.venues, name: here})

        steps = tuple(range(capacity + 1, capacity + MOST_STEPS))
        yield Ladder(Rule.VENUE, "over_capacity", {"venue": venue}, capacity, steps, apply)


def _of_lines(problem: Problem) -> Iterable[Ladder]:
    for line in problem.lines.values():
        for year, money in line.by_year.items():

            def pay(problem: Problem, figure: Figure, name: str = line.id, year: int = year) -> Problem:
                here = problem.lines[name]
                richer = replace(here, by_year={**here.by_year, year: int(str(figure))})
                return replace(problem, lines={**problem.lines, name: richer})

            steps = range(money + MONEY_STEP, money + MOST_MONEY + 1, MONEY_STEP)
            yield Ladder(Rule.BUDGET, "over_budget", {"line": line.id, "year": str(year)}, money, steps, pay)


def _of_whole(problem: Problem, basis: tuple[str, ...]) -> Iterable[Ladder]:
    if not problem.count_tacit_renewal:
        yield Ladder(
            Rule.LEGAL_BASIS,
            "not_in_force",
            {"accord": basis[0]},
            "no",
            ("tacit_renewal",),
            lambda problem, _: replace(problem, count_tacit_renewal=True),
        )
    for name in basis:
        accord = problem.accords[name]
        if accord.in_force(count_tacit_renewal=True) is None:
            yield Ladder(
                Rule.LEGAL_BASIS,
                "not_in_force",
                {"accord": name},
                accord.status,
                ("in_force",),
                _bring_into_force(name),
            )
    first = problem.first_course_day
    if first > problem.as_of:
        weeks = range(1, (first - problem.as_of).days // 7 + 1)
        steps = tuple(first - timedelta(days=7 * week) for week in weeks)
        yield Ladder(
            Rule.HORIZON,
            "before_first_day",
            {},
            first,
            steps,
            lambda problem, figure: replace(problem, first_course_day=figure),  # type: ignore[arg-type]
        )


def _set_ceiling(unit: str) -> Callable[[Problem, Figure], Problem]:
    def apply(problem: Problem, figure: Figure) -> Problem:
        here = problem.units[unit]
        share = Fraction(int(str(figure)), here.headcount or 1)
        return replace(problem, units={**problem.units, unit: replace(here, max_absent_share=share)})

    return apply


def _set_precondition(exercise: str, unit: str, course: str) -> Callable[[Problem, Figure], Problem]:
    def apply(problem: Problem, figure: Figure) -> Problem:
        here = problem.exercises[exercise]
        needs = tuple(
            replace(need, seats=int(str(figure))) if (need.unit, need.course) == (unit, course) else need
            for need in here.preconditions
        )
        return replace(problem, exercises={**problem.exercises, exercise: replace(here, preconditions=needs)})

    return apply


def _widen_window(exercise: str) -> Callable[[Problem, Figure], Problem]:
    def apply(problem: Problem, figure: Figure) -> Problem:
        here = problem.exercises[exercise]
        last = min(problem.horizon.last, here.window.last + timedelta(days=7 * int(str(figure))))
        wider = replace(here, window=replace(here.window, last=last))
        return replace(problem, exercises={**problem.exercises, exercise: wider})

    return apply


def _bring_into_force(accord: str) -> Callable[[Problem, Figure], Problem]:
    def apply(problem: Problem, _: Figure) -> Problem:
        here = replace(
            problem.accords[accord], status="in_force", in_force_on=problem.as_of, valid_until=None
        )
        return replace(problem, accords={**problem.accords, accord: here})

    return apply
