"""The locks in a plan file: under which of them the plan was made, in the form of the programme file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tansiq_planner.errors import Fault
from tansiq_planner.files.baseline import absent
from tansiq_planner.files.building import build_lock
from tansiq_planner.files.references.fixed import lock_keys
from tansiq_planner.files.schema import training
from tansiq_planner.files.schema.basics import Span
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.problem import EditionLock, ExerciseLock, Lock, Problem, SeatsLock


def written_lock(lock: Lock) -> dict[str, object]:
    """Write a lock down as the plain value of a plan file."""
    return _row(lock).model_dump(mode="json", by_alias=True)


def _row(lock: Lock) -> training.Lock:
    if isinstance(lock, EditionLock):
        edition = training.EditionAt(
            course=lock.course, venue=lock.venue, start=lock.start, seats=dict(sorted(lock.seats.items()))
        )
        return training.Lock(id=lock.id, edition=edition)
    if isinstance(lock, ExerciseLock):
        return training.Lock(id=lock.id, exercise=lock.exercise, start=lock.start)
    if isinstance(lock, SeatsLock):
        return training.Lock(id=lock.id, request=lock.request, seats_at_least=lock.at_least)
    span = Span(from_=lock.window.first, to=lock.window.last)
    courses = None if lock.courses is None else sorted(lock.courses)
    return training.Lock(id=lock.id, closed=span, courses=courses, exercises=lock.exercises)


def under_locks_of(problem: Problem, document: PlanDocument) -> Problem:
    """Give the problem with the locks under which a plan was made; those of the programme itself stand once.

    Parameters
    ----------
    problem : Problem
    document : PlanDocument
        Read by `read_plan`. A plan written before plans named their locks has none.
    """
    known = {lock.id for lock in problem.locks}
    added = tuple(build_lock(row) for row in document.locks if row.id not in known)
    return replace(problem, locks=(*problem.locks, *added))


def faults_of_locks(document: PlanDocument, problem: Problem | None) -> Iterator[Fault]:
    """Find locks of a plan that name what the programme does not hold; without it, those that fix not exactly one thing."""
    for row in document.locks:
        yield from lock_keys(row) if problem is None else _strangers(row, problem)


def _strangers(row: training.Lock, problem: Problem) -> Iterable[Fault]:
    here = ("locks", row.id)
    if row.edition is not None:
        yield from absent(row.edition.course, "courses", problem.courses, *here, "edition", "course")
        yield from absent(row.edition.venue, "venues", problem.venues, *here, "edition", "venue")
        for name in row.edition.seats:
            yield from absent(name, "requests", problem.requests, *here, "edition", "seats", name)
    if row.exercise is not None:
        yield from absent(row.exercise, "exercises", problem.exercises, *here, "exercise")
    if row.request is not None:
        yield from absent(row.request, "requests", problem.requests, *here, "request")
    for name in row.courses or ():
        yield from absent(name, "courses", problem.courses, *here, "courses")
