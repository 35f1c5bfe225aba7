"""Reads what `--lock` and `--close` fix before planning (R20).

A lock is written `course@venue@2025-09-07` (an edition), `exercise=2025-11-09` (its first day) or
`request=10` (at least so many seats); a closed span `2026-02-18/2026-03-19`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count

from tansiq_planner.calendar import DAYS_IN_WEEK, SUNDAY, Window
from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.shape import nearest
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Lock, Problem, SeatsLock

EDITION_PARTS = 3


class _Refused(Exception):
    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults)
        self.faults = faults


def locks_of(locks: Sequence[str], closed: Sequence[str], problem: Problem) -> tuple[list[Lock], list[Fault]]:
    """Read every lock and closed span.

    Returns
    -------
    (list of Lock, list of Fault)
        All that could be read, and everything that is wrong with the rest.
    """
    found: list[Lock] = []
    faults: list[Fault] = []
    wanted = [("--lock", _lock, text) for text in locks] + [("--close", _closed, text) for text in closed]
    taken = {lock.id for lock in problem.locks}
    free = (name for number in count(1) if (name := f"asked-{number}") not in taken)
    for (option, read, text), name in zip(wanted, free, strict=False):
        try:
            found.append(read(name, text, (option, text), problem))
        except _Refused as error:
            faults.extend(error.faults)
    return found, faults


def _lock(name: str, text: str, where: tuple[str, str], problem: Problem) -> Lock:
    if text.count("@") == EDITION_PARTS - 1:
        return _edition(name, text, where, problem)
    target, sign, value = text.partition("=")
    if not sign:
        raise _Refused(Fault("lock_form", where, {"given": text}))
    if target in problem.requests:
        return _seats(name, target, value, where, problem)
    if target in problem.exercises:
        start = _day(value, where, problem)
        return ExerciseLock(name, target, start)
    known = {**problem.exercises, **problem.requests}
    raise _Refused(_absent(target, "exercises requests", known, where))


def _edition(name: str, text: str, where: tuple[str, str], problem: Problem) -> EditionLock:
    course, venue, day = text.split("@")
    faults = []
    if course not in problem.courses:
        faults.append(_absent(course, "courses", problem.courses, where))
    if venue not in problem.venues:
        faults.append(_absent(venue, "venues", problem.venues, where))
    if faults:
        raise _Refused(*faults)
    venues = problem.courses[course].venues
    if venue not in venues:
        named: dict[str, Figure] = {"given": venue, "course": course, "expected": venues}
        raise _Refused(Fault("venue_not_of_course", where, named))
    start = _day(day, where, problem)
    if start.weekday() != SUNDAY:
        before = problem.horizon.sunday(problem.horizon.week_of(start))
        days = {"given": start, "before": before, "after": before + timedelta(days=DAYS_IN_WEEK)}
        raise _Refused(Fault("not_a_sunday", where, days))
    return EditionLock(name, course, venue, start)


def _seats(name: str, request: str, value: str, where: tuple[str, str], problem: Problem) -> SeatsLock:
    asked = problem.requests[request].seats
    if not (value.isascii() and value.isdigit()) or int(value[:9]) == 0:
        raise _Refused(Fault("lock_form", where, {"given": value}))
    if len(value) > 9 or int(value) > asked:
        raise _Refused(Fault("more_than_asked", where, {"given": int(value[:9]), "asked": asked}))
    return SeatsLock(name, request, int(value))


def _closed(name: str, text: str, where: tuple[str, str], _: Problem) -> Blackout:
    first, sign, last = text.partition("/")
    if not sign:
        raise _Refused(Fault("close_form", where, {"given": text}))
    window = Window(_iso(first, where), _iso(last, where))
    if window.last < window.first:
        raise _Refused(Fault("span_reversed", where, {"first": window.first, "last": window.last}))
    return Blackout(name, window, courses=None, exercises=True)


def _day(text: str, where: tuple[str, str], problem: Problem) -> date:
    day = _iso(text, where)
    span = problem.horizon
    if not span.first <= day <= span.last:
        days = {"given": day, "first": span.first, "last": span.last}
        raise _Refused(Fault("outside_horizon", where, days))
    return day


def _iso(text: str, where: tuple[str, str]) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise _Refused(Fault("bad_date", where, {"given": text}))
    return day


def _absent(given: str, kind: str, known: Iterable[str], where: tuple[str, str]) -> Fault:
    return Fault("no_such_id", where, {"given": given, "kind": kind, "nearest": nearest(given, tuple(known))})
