"""A plan made for an earlier state of the programme, as the baseline of a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.shape import nearest
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, Plan


def baseline_for(plan: Plan, problem: Problem) -> tuple[Plan, tuple[str, ...]]:
    """Leave out of a plan what the programme no longer holds.

    What has not begun and names a course, venue, pool or exercise that is gone cannot be kept and is left
    out; an edition keeps the seats of the requests that are still there.

    Parameters
    ----------
    plan : Plan
    problem : Problem

    Returns
    -------
    (Plan, tuple of str)
        The rest, and the ids of the editions, requests and exercises left out, sorted.

    Raises
    ------
    FaultyFileError
        Where something that began before `problem.as_of` names what is gone: a fact cannot be left out.
    """
    begun = Plan(
        tuple(edition for edition in plan.editions if edition.start < problem.as_of),
        tuple(held for held in plan.exercises if held.start < problem.as_of),
    )
    faults = gone_from(begun, problem)
    if faults:
        raise FaultyFileError(faults)
    editions = [kept for edition in plan.editions if (kept := _kept(edition, problem)) is not None]
    exercises = [held for held in plan.exercises if held.exercise in problem.exercises]
    kept_ids = {edition.id for edition in editions} | {held.exercise for held in exercises}
    left_out = {edition.id for edition in plan.editions} | {held.exercise for held in plan.exercises}
    withdrawn = {name for edition in plan.editions for name in edition.seats if name not in problem.requests}
    return Plan.of(editions, exercises), tuple(sorted((left_out - kept_ids) | withdrawn))


def gone_from(plan: Plan, problem: Problem) -> list[Fault]:
    """Find everything that a plan names and the programme does not hold; paths are those of a plan file."""
    faults = [fault for edition in plan.editions for fault in _gone(edition, problem)]
    for index, held in enumerate(plan.exercises):
        faults += absent(held.exercise, "exercises", problem.exercises, "exercises", index, "exercise")
    return faults


def _gone(edition: Edition, problem: Problem) -> Iterable[Fault]:
    here = ("editions", edition.id)
    yield from absent(edition.course, "courses", problem.courses, *here, "course")
    yield from absent(edition.venue, "venues", problem.venues, *here, "venue")
    for name in edition.seats:
        yield from absent(name, "requests", problem.requests, *here, "seats", name)
    for name in edition.instructors:
        yield from absent(name, "instructor_pools", problem.pools, *here, "instructors", name)


def absent(given: str, kind: str, known: Collection[str], *path: str | int) -> Iterable[Fault]:
    """Say that an id names nothing, with the known id most like it."""
    if given not in known:
        yield Fault(
            "no_such_id", path, {"given": given, "kind": kind, "nearest": nearest(given, tuple(known))}
        )


def _kept(edition: Edition, problem: Problem) -> Edition | None:
    seats = {name: count for name, count in edition.seats.items() if name in problem.requests}
    is_there = edition.course in problem.courses and edition.venue in problem.venues
    if not is_there or not seats or any(pool not in problem.pools for pool in edition.instructors):
        return None
    return replace(edition, seats=seats)
