"""R20: what officers locked, what lies in closed spans, and what has begun already."""

from __future__ import annotations

from collections.abc import Iterator

from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.errors import Figure
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, SeatsLock
from tansiq_planner.rules import Rule, Violation


def locks(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R20, lock by lock, then the facts."""
    for lock in resolved.problem.locks:
        if isinstance(lock, EditionLock):
            yield from _edition(resolved, lock)
        elif isinstance(lock, ExerciseLock):
            yield from _exercise(resolved, lock)
        elif isinstance(lock, SeatsLock):
            yield from _seats(resolved, lock)
        else:
            yield from _closed(resolved, lock)
    yield from _facts(resolved)


def _edition(resolved: ResolvedPlan, lock: EditionLock) -> Iterator[Violation]:
    wanted = (lock.course, lock.venue, lock.start)
    place = {"lock": lock.id, "course": lock.course, "venue": lock.venue, "day": lock.start.isoformat()}
    for edition in resolved.plan.editions:
        if (edition.course, edition.venue, edition.start) == wanted:
            break
    else:
        yield Violation(Rule.LOCKS, "edition_missing", place)
        return
    for request, seats in lock.seats.items():
        found = edition.seats.get(request, 0)
        if found != seats:
            row = {"lock": lock.id, "edition": edition.id, "request": request}
            yield Violation(Rule.LOCKS, "edition_seats", row, {"found": found, "allowed": seats})


def _exercise(resolved: ResolvedPlan, lock: ExerciseLock) -> Iterator[Violation]:
    place = {"lock": lock.id, "exercise": lock.exercise}
    starts = [held.start for held in resolved.plan.exercises if held.exercise == lock.exercise]
    if not starts:
        yield Violation(Rule.LOCKS, "exercise_not_held", place, {"allowed": lock.start})
    elif lock.start not in starts:
        figures: dict[str, Figure] = {"found": starts[0], "allowed": lock.start}
        yield Violation(Rule.LOCKS, "exercise_moved", place, figures)


def _seats(resolved: ResolvedPlan, lock: SeatsLock) -> Iterator[Violation]:
    found = sum(
        row.seats for placed in resolved.placed for row in placed.seated if row.request.id == lock.request
    )
    if found < lock.at_least:
        place = {"lock": lock.id, "request": lock.request}
        yield Violation(Rule.LOCKS, "too_few_seats", place, {"found": found, "allowed": lock.at_least})


def _closed(resolved: ResolvedPlan, lock: Blackout) -> Iterator[Violation]:
    span: dict[str, Figure] = {"from": lock.window.first, "to": lock.window.last}
    for placed in resolved.new_editions:
        is_meant = lock.courses is None or placed.course.id in lock.courses
        if is_meant and lock.window.meets(placed.first, placed.last):
            place = {"lock": lock.id, "edition": placed.id}
            figures = {"first": placed.first, "last": placed.last} | span
            yield Violation(Rule.LOCKS, "in_closed_span", place, figures)
    for conducted in resolved.new_exercises if lock.exercises else ():
        if lock.window.meets(conducted.first, conducted.last):
            place = {"lock": lock.id, "exercise": conducted.id}
            figures = {"first": conducted.first, "last": conducted.last} | span
            yield Violation(Rule.LOCKS, "exercise_in_closed_span", place, figures)


def _facts(resolved: ResolvedPlan) -> Iterator[Violation]:
    """Compare what began before `as_of` with the plan."""
    problem, plan = resolved.problem, resolved.plan
    editions = {edition.id: edition for edition in reversed(plan.editions)}
    for begun in problem.begun_editions:
        place = {"edition": begun.id}
        if begun.id not in editions:
            yield Violation(Rule.LOCKS, "begun_edition_missing", place)
        elif editions[begun.id] != begun:
            yield Violation(Rule.LOCKS, "begun_edition_changed", place)
    for held in problem.begun_exercises:
        place = {"exercise": held.exercise}
        found = [other for other in plan.exercises if other.exercise == held.exercise]
        if not found:
            yield Violation(Rule.LOCKS, "begun_exercise_missing", place)
        elif held not in found:
            yield Violation(Rule.LOCKS, "begun_exercise_changed", place)
