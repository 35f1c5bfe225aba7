"""Rules of who may be seated: prerequisites (R11), language (R12), what a request asks for (R13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.check.tally import Tally
from tansiq_planner.problem import Course, Problem, Unit
from tansiq_planner.rules import Rule, Violation

Starts = dict[tuple[str, str], dict[date, Tally]]
"""Seats by unit and course, then by first day."""


def prerequisite(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R11: for each prerequisite by itself, seats started so far against graduates so far."""
    for (unit_id, course_id), starts in _starts(resolved).items():
        unit = resolved.problem.units[unit_id]
        for needed in resolved.problem.courses[course_id].prerequisites:
            for day, found, allowed in _short(resolved, unit, starts, [needed]):
                place = {"unit": unit_id, "course": course_id, "prerequisite": needed, "day": day.isoformat()}
                figures = {"found": found, "allowed": allowed}
                yield Violation(Rule.PREREQUISITE, "too_few_graduates", place, figures)


def language(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R12: seats in a language that the unit does not speak against those prepared for it."""
    problem = resolved.problem
    for (unit_id, course_id), starts in _starts(resolved).items():
        unit, course = problem.units[unit_id], problem.courses[course_id]
        if not _needs_language(problem, unit, course):
            continue
        preparing = [
            other.id for other in problem.courses.values() if other.prepares_language == course.language
        ]
        for day, found, allowed in _short(resolved, unit, starts, preparing):
            place = {
                "unit": unit_id,
                "course": course_id,
                "language": course.language,
                "day": day.isoformat(),
            }
            yield Violation(Rule.LANGUAGE, "too_few_prepared", place, {"found": found, "allowed": allowed})


def _needs_language(problem: Problem, unit: Unit, course: Course) -> bool:
    spoken = problem.parties[unit.party].languages
    return course.language not in spoken and course.prepares_language != course.language


def _starts(resolved: ResolvedPlan) -> Starts:
    starts: Starts = {}
    for placed in resolved.placed:
        for unit, seats in placed.by_unit().items():
            by_day = starts.setdefault((unit, placed.course.id), defaultdict(Tally))
            by_day[placed.first].add(seats, is_fact=placed.is_fact)
    return dict(sorted(starts.items()))


def _short(
    resolved: ResolvedPlan, unit: Unit, starts: dict[date, Tally], needed: Iterable[str]
) -> Iterator[tuple[date, int, int]]:
    """Give the days on which new people start and more have started than are ready, with both numbers."""
    needed = list(needed)
    already = sum(unit.already_qualified.get(course, 0) for course in needed)
    started = 0
    for day in sorted(starts):
        started += starts[day].found
        ready = already + sum(resolved.graduates_before(unit.id, course, day) for course in needed)
        if started > ready and starts[day].new > 0:
            yield day, started, ready


def by_date(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R13: known requests for this course, on time unless late seats are allowed, no more than asked."""
    given: dict[str, Tally] = defaultdict(Tally)
    for placed in resolved.placed:
        for row in placed.seated:
            given[row.request.id].add(row.seats, is_fact=placed.is_fact)
        if not placed.is_fact:
            yield from _requests_of(resolved, placed)
    for name, load in sorted(given.items()):
        asked = resolved.problem.requests[name].seats
        if load.breaks(asked):
            figures = {"found": load.found, "allowed": asked}
            yield Violation(Rule.BY_DATE, "too_many_seats", {"request": name}, figures)


def _requests_of(resolved: ResolvedPlan, placed: Placed) -> Iterator[Violation]:
    for name, seats in placed.edition.seats.items():
        place = {"edition": placed.id, "request": name}
        request = resolved.problem.requests.get(name)
        if request is None:
            yield Violation(Rule.BY_DATE, "unknown_request", place)
        elif request.course != placed.course.id:
            yield Violation(Rule.BY_DATE, "request_of_other_course", place, {"asked": request.course})
        elif seats > 0 and placed.last > request.by and not request.late_allowed:
            figures = {"found": placed.last, "allowed": request.by}
            yield Violation(Rule.BY_DATE, "after_by_date", place, figures)
