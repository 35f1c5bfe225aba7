"""Locks and the baseline: one thing each, about rows that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.references.agreed import sundays_only, within_horizon
from tansiq_planner.files.references.facts import Facts
from tansiq_planner.files.schema import training

KEYS_OF_LOCK: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "edition": ((), ()),
    "exercise": (("start",), ()),
    "request": (("seats_at_least",), ()),
    "closed": ((), ("courses", "exercises")),
}
"""By kind of lock: the keys it needs and those it may have."""
FREE_KEYS = frozenset({"id", "why"})


def check_fixed(facts: Facts) -> Iterable[Fault]:
    """Give every fault of locks and baseline, without places."""
    for lock in facts.programme.locks:
        yield from lock_keys(lock)
        yield from _lock(facts, lock)
    if facts.programme.baseline is not None:
        yield from check_decisions(facts, facts.programme.baseline, ("baseline",))


def lock_keys(lock: training.Lock) -> Iterable[Fault]:
    """Give every fault of what a lock fixes: nothing, two things, a key too few or too many; without places."""
    here = ("locks", lock.id)
    fields = training.Lock.model_fields.items()  # a key that says only its default says nothing
    given = {name for name, field in fields if getattr(lock, name) != field.default} - FREE_KEYS
    kinds = tuple(kind for kind in KEYS_OF_LOCK if kind in given)
    if not kinds:
        yield Fault("lock_without_kind", here, {"expected": tuple(KEYS_OF_LOCK)})
    elif len(kinds) > 1:
        yield Fault("lock_of_two_kinds", here, {"found": kinds})
    else:
        needed, allowed = KEYS_OF_LOCK[kinds[0]]
        for key in needed:
            if key not in given:
                yield Fault("missing_key", (*here, key), {"key": key})
        for key in sorted(given - {kinds[0], *needed, *allowed}):
            yield Fault("key_not_of_lock", (*here, key), {"key": key, "kind": kinds[0]})


def _lock(facts: Facts, lock: training.Lock) -> Iterable[Fault]:
    here = ("locks", lock.id)
    if lock.edition is not None:
        yield from _edition(facts, lock.edition, (*here, "edition"))
        yield from within_horizon(facts, lock.edition.start, *here, "edition", "start")
        yield from _venue(facts, lock.edition, (*here, "edition", "venue"))
    yield from facts.absent(lock.exercise, "exercises", *here, "exercise")
    if lock.exercise is not None and lock.start is not None:
        yield from within_horizon(facts, lock.start, *here, "start")
    yield from facts.absent(lock.request, "requests", *here, "request")
    if lock.request is not None and lock.seats_at_least is not None:
        path = (*here, "seats_at_least")
        yield from _asked(facts, lock.request, lock.seats_at_least, path)
    yield from facts.all_absent(lock.courses or (), "courses", *here, "courses")


def _venue(facts: Facts, edition: training.EditionAt, path: tuple[str, ...]) -> Iterable[Fault]:
    for course in facts.programme.courses:
        is_elsewhere = course.id == edition.course and edition.venue not in course.venues
        if is_elsewhere and edition.venue in facts.ids["venues"]:
            figures: dict[str, Figure] = {
                "given": edition.venue,
                "course": course.id,
                "expected": tuple(course.venues),
            }
            yield Fault("venue_not_of_course", path, figures)


def _edition(
    facts: Facts, edition: training.EditionAt | training.PlannedEdition, path: tuple[str | int, ...]
) -> Iterable[Fault]:
    yield from facts.absent(edition.course, "courses", *path, "course")
    yield from facts.absent(edition.venue, "venues", *path, "venue")
    yield from sundays_only(edition.start, *path, "start")
    courses = {row.id: row.course for row in facts.programme.requests}
    for request, seats in edition.seats.items():
        here = (*path, "seats", request)
        yield from facts.absent(request, "requests", *here)
        if courses.get(request, edition.course) != edition.course:
            figures = {"given": request, "course": courses[request], "expected": edition.course}
            yield Fault("request_of_other_course", here, figures)
        yield from _asked(facts, request, seats, here)


def _asked(facts: Facts, request: str, seats: int, path: tuple[str | int, ...]) -> Iterable[Fault]:
    for row in facts.programme.requests:
        if row.id == request and seats > row.seats:
            yield Fault("more_than_asked", path, {"given": seats, "asked": row.seats})


def check_decisions(facts: Facts, decisions: training.Baseline, path: tuple[str, ...]) -> Iterable[Fault]:
    """Give every fault of a plan's editions and exercises, without places.

    Parameters
    ----------
    facts : Facts
    decisions : Baseline
    path : tuple of str
        Of the mapping that holds `editions` and `exercises`.
    """
    for index, edition in enumerate(decisions.editions):
        here = (*path, "editions", edition.id or index)
        yield from _edition(facts, edition, here)
        yield from facts.keys_absent(edition.instructors, "instructor_pools", *here, "instructors")
    for index, held in enumerate(decisions.exercises):
        yield from facts.absent(held.exercise, "exercises", *path, "exercises", index, "exercise")
