"""Units, venues, instructors, courses and requests: the ids exist, and the numbers can be meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from tansiq_planner.calendar import DAYS_IN_WEEK, LAST_COURSE_DAY, YearlyWindow
from tansiq_planner.errors import Fault
from tansiq_planner.files.references.agreed import within_horizon
from tansiq_planner.files.references.facts import Facts, cycles
from tansiq_planner.files.schema import training
from tansiq_planner.files.shape import nearest

ANY_LEAP_YEAR = 2024


def check_training(facts: Facts) -> Iterable[Fault]:
    """Give every fault of these sections, without places."""
    for unit in facts.programme.units:
        yield from _unit(facts, unit)
    for venue in facts.programme.venues:
        yield from facts.absent(venue.party, "parties", "venues", venue.id, "party")
    for pool in facts.programme.instructor_pools:
        yield from _pool(facts, pool)
    capacities = {row.id: _largest_capacity(row) for row in facts.programme.venues}
    for course in facts.programme.courses:
        yield from _course_ids(facts, course)
        yield from _course_sense(course, capacities)
    for cycle in cycles({row.id: row.prereq for row in facts.programme.courses}):
        yield Fault("cycle", ("courses", cycle[0], "prereq"), {"members": cycle})
    for request in facts.programme.requests:
        yield from facts.absent(request.unit, "units", "requests", request.id, "unit")
        yield from facts.absent(request.course, "courses", "requests", request.id, "course")
        yield from within_horizon(facts, request.by, "requests", request.id, "by")


def _unit(facts: Facts, unit: training.Unit) -> Iterable[Fault]:
    here = ("units", unit.id)
    yield from facts.absent(unit.party, "parties", *here, "party")
    yield from facts.absent(unit.owner, "organisations", *here, "owner")
    yield from facts.absent(unit.sector, "sectors", *here, "sector")
    yield from facts.keys_absent(unit.already_qualified, "courses", *here, "already_qualified")
    yield from facts.keys_absent(unit.metl, "competencies", *here, "metl")
    if facts.scale is None:
        return
    for competency, task in unit.metl.items():
        if task.target not in facts.scale:
            close = nearest(task.target, tuple(facts.scale))
            figures = {"given": task.target, "kind": "letters", "nearest": close}
            yield Fault("no_such_id", (*here, "metl", competency, "target"), figures)


def _pool(facts: Facts, pool: training.Pool) -> Iterable[Fault]:
    here = ("instructor_pools", pool.id)
    yield from facts.absent(pool.party, "parties", *here, "party")
    if pool.growth is None:
        return
    yield from facts.absent(pool.growth.course, "courses", *here, "growth", "course")
    if pool.growth.max < pool.capacity:
        figures = {"max": pool.growth.max, "capacity": pool.capacity}
        yield Fault("growth_under_capacity", (*here, "growth", "max"), figures)


def _course_ids(facts: Facts, course: training.Course) -> Iterable[Fault]:
    here = ("courses", course.id)
    yield from facts.absent(course.provider, "parties", *here, "provider")
    yield from facts.all_absent(course.legal_basis, "accords", *here, "legal_basis")
    yield from facts.all_absent(course.venues, "venues", *here, "venues")
    yield from facts.all_absent(course.prereq, "courses", *here, "prereq")
    yield from facts.keys_absent(course.teaches, "competencies", *here, "teaches")
    if isinstance(course.instructors, training.Staffing):
        for index, option in enumerate(course.instructors.one_of):
            yield from facts.keys_absent(option, "instructor_pools", *here, "instructors", "one_of", index)
    else:
        yield from facts.keys_absent(course.instructors, "instructor_pools", *here, "instructors")


def _largest_capacity(venue: training.Venue) -> int:
    return max(venue.capacity, *(change.capacity for change in venue.changes), 0)


def _course_sense(course: training.Course, capacities: dict[str, int]) -> Iterable[Fault]:
    here = ("courses", course.id)
    if course.seats.min > course.seats.max:
        figures = {"min": course.seats.min, "max": course.seats.max}
        yield Fault("min_over_max", (*here, "seats", "min"), figures)
    held = [capacities.get(venue) for venue in course.venues]
    known = [capacity for capacity in held if capacity is not None]
    if len(known) == len(held) and course.seats.min > max(known):
        figures = {"min": course.seats.min, "capacity": max(known)}
        yield Fault("class_over_venues", (*here, "seats", "min"), figures)
    season = course.season
    if not _is_ever_open(course.weeks, tuple(season.closed), tuple(season.start_only)):
        yield Fault("season_never_open", (*here, "season"), {"weeks": course.weeks})


@lru_cache(maxsize=1_000)
def _is_ever_open(weeks: int, closed: tuple[str, ...], start_only: tuple[str, ...]) -> bool:
    """Tell whether the spans alone leave a day in any year from which the course can run."""
    if not closed and not start_only:
        return True
    shut, entry = [_window(span) for span in closed], [_window(span) for span in start_only]
    lasts = timedelta(days=DAYS_IN_WEEK * (weeks - 1) + LAST_COURSE_DAY)
    for offset in range(366):
        first = date(ANY_LEAP_YEAR, 1, 1) + timedelta(days=offset)
        may_start = not entry or any(window.meets(first, first) for window in entry)
        if may_start and not any(window.meets(first, first + lasts) for window in shut):
            return True
    return False


def _window(span: str) -> YearlyWindow:
    first, last = (tuple(int(number) for number in end.split("-")) for end in span.split("/"))
    return YearlyWindow((first[0], first[1]), (last[0], last[1]))
