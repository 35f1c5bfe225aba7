"""Editions and exercise days that no rule forbids by themselves.

Calendars, accords, seasons and closures delete candidates here, once; what is left can only conflict with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK, Window, days_between
from tansiq_planner.problem import Blackout, Course, EditionLock, Exercise, ExerciseLock, Problem, Request
from tansiq_planner.solution import Edition


@dataclass(frozen=True)
class Slot:
    """A possible edition: course, venue and first week, with the most seats that each request could have in it.

    `begun` holds the edition itself where it is already a fact.
    """

    course: str
    venue: str
    week: int
    weeks: int
    start: date
    end: date
    seats: Mapping[str, int]
    late: frozenset[str]
    capacity: int
    begun: Edition | None = None

    @property
    def running(self) -> range:
        """Weeks that the edition loads."""
        return range(self.week, self.week + self.weeks)


@dataclass(frozen=True)
class Day:
    """A possible first day of an exercise with the days of its conferences."""

    exercise: str
    start: date
    end: date
    running: range
    conferences: Mapping[str, date]
    begun: bool = False


def basis_window(problem: Problem, accords: Iterable[str]) -> Window | None:
    """Give the span in which all the accords and all their parents are in force; None for never (R01)."""
    first, last = date.min, date.max
    for name in accords:
        current: str | None = name
        while current is not None:
            accord = problem.accords[current]
            window = accord.in_force(count_tacit_renewal=problem.count_tacit_renewal)
            if window is None:
                return None
            first, last = max(first, window.first), min(last, window.last)
            current = accord.parent
    return Window(first, last) if first <= last else None


def lawful_slots(problem: Problem) -> list[Slot]:
    """Give every possible edition, the begun ones first, then by course, venue and week."""
    slots = [_begun_slot(problem, edition) for edition in problem.begun_editions]
    by_course: dict[str, list[Request]] = {}
    for request in problem.requests.values():
        by_course.setdefault(request.course, []).append(request)
    for course_id in sorted(by_course):
        course = problem.courses[course_id]
        slots.extend(_course_slots(problem, course, by_course[course_id]))
    return slots


def _begun_slot(problem: Problem, edition: Edition) -> Slot:
    course = problem.courses[edition.course]
    end = problem.horizon.course_end(edition.start, course.weeks)
    week = problem.horizon.week_of(edition.start)
    late = frozenset(name for name in edition.seats if problem.requests[name].by < end)
    return Slot(
        edition.course,
        edition.venue,
        week,
        course.weeks,
        edition.start,
        end,
        dict(edition.seats),
        late,
        edition.size,
        edition,
    )


def _course_slots(problem: Problem, course: Course, requests: list[Request]) -> Iterable[Slot]:
    basis = basis_window(problem, course.legal_basis)
    if basis is None:
        return
    earliest = max(problem.first_course_day, problem.as_of)
    for venue in course.venues:
        for week in range(max(0, problem.horizon.week_of(earliest)), problem.horizon.weeks):
            start = problem.horizon.sunday(week)
            end = problem.horizon.course_end(start, course.weeks)
            if start < earliest or end > problem.horizon.last or start < basis.first or end > basis.last:
                continue
            if _may_run(problem, course, venue, start, end):
                slot = _slot(problem, course, venue, week, requests)
                if slot is not None:
                    yield slot


def _may_run(problem: Problem, course: Course, venue: str, start: date, end: date) -> bool:
    """Apply R03, the venue's side of R04, and the closed spans of R20."""
    place = problem.venues[venue]
    if any(window.meets(start, end) for window in course.closed):
        return False
    if course.start_only and not any(window.meets(start, start) for window in course.start_only):
        return False
    for season in problem.seasons:
        tagged = (season.course_tag is None or season.course_tag in course.tags) and (
            season.venue_tag is None or season.venue_tag in place.tags
        )
        if season.forbids and tagged and season.window.meets(start, end):
            return False
    if course.ramadan == "avoid" and problem.calendars[place.party].is_ramadan(start, end):
        return False
    return not any(
        lock.window.meets(start, end) and (lock.courses is None or course.id in lock.courses)
        for lock in problem.locks
        if isinstance(lock, Blackout)
    )


def _slot(problem: Problem, course: Course, venue: str, week: int, requests: list[Request]) -> Slot | None:
    start = problem.horizon.sunday(week)
    end = problem.horizon.course_end(start, course.weeks)
    last = problem.horizon.sunday(week + course.weeks) - timedelta(days=1)
    capacity = min(course.seats_max, problem.venues[venue].capacity_between(start, last))
    seats: dict[str, int] = {}
    late: set[str] = set()
    for request in requests:
        most = min(capacity, _most_seats(problem, course, request, start, end))
        if most > 0:
            seats[request.id] = most
            if end > request.by:
                late.add(request.id)
    if capacity < course.seats_min or sum(seats.values()) < course.seats_min:
        return None
    return Slot(course.id, venue, week, course.weeks, start, end, seats, frozenset(late), capacity)


def _most_seats(problem: Problem, course: Course, request: Request, start: date, end: date) -> int:
    """Apply R05, R06, R13, R18 and the unit's side of R04 to one request in one edition."""
    unit = problem.units[request.unit]
    if end > request.by and not request.late_allowed:
        return 0
    if any(window.meets(start, end) for window in unit.not_available):
        return 0
    if course.ramadan == "avoid" and problem.calendars[unit.party].is_ramadan(start, end):
        return 0
    limits = [request.seats]
    limits += [limit for limit in (unit.absence_ceiling, unit.headcount) if limit is not None]
    return min(limits)


def lawful_days(problem: Problem) -> dict[str, list[Day]]:
    """Give the possible first days of every exercise; an exercise without any cannot be held."""
    begun = {held.exercise: held for held in problem.begun_exercises}
    days: dict[str, list[Day]] = {}
    for exercise in problem.exercises.values():
        held = begun.get(exercise.id)
        if held is None:
            days[exercise.id] = list(_exercise_days(problem, exercise))
        else:
            end = held.end(exercise.conduct_days)
            days[exercise.id] = [
                Day(
                    exercise.id,
                    held.start,
                    end,
                    _weeks(problem, held.start, end),
                    dict(held.conferences),
                    begun=True,
                )
            ]
    return days


def _weeks(problem: Problem, first: date, last: date) -> range:
    return range(problem.horizon.week_of(first), problem.horizon.week_of(last) + 1)


def _exercise_days(problem: Problem, exercise: Exercise) -> Iterable[Day]:
    basis = basis_window(problem, exercise.legal_basis)
    if basis is None:
        return
    first = max(exercise.window.first, problem.as_of, problem.horizon.first)
    last = min(exercise.window.last, problem.horizon.last)
    for start in days_between(first, last - timedelta(days=exercise.conduct_days - 1)):
        end = start + timedelta(days=exercise.conduct_days - 1)
        if start < basis.first or end > basis.last or not _may_conduct(problem, exercise, start, end):
            continue
        conferences = conference_days(problem, exercise, start)
        if conferences is not None:
            yield Day(exercise.id, start, end, _weeks(problem, start, end), conferences)


def _may_conduct(problem: Problem, exercise: Exercise, start: date, end: date) -> bool:
    """Apply R05, R15 and the closed spans of R20."""
    parties = (
        exercise.hosts | exercise.observers | {problem.units[it.unit].party for it in exercise.participants}
    )
    for party in parties:
        calendar = problem.calendars[party]
        if not (calendar.is_working_day(start) and calendar.is_working_day(end)):
            return False
        if any(holiday.window.meets(start, end) for holiday in calendar.holidays):
            return False
    for participant in exercise.participants:
        if any(window.meets(start, end) for window in problem.units[participant.unit].not_available):
            return False
    return not any(
        isinstance(lock, Blackout) and lock.exercises and lock.window.meets(start, end)
        for lock in problem.locks
    )


def conference_days(problem: Problem, exercise: Exercise, start: date) -> dict[str, date] | None:
    """Give each planning conference the latest day that R19 allows; None when one has no day.

    A conference that the baseline already held before `as_of` keeps its day where its lead time still holds.
    """
    parties = exercise.hosts | {problem.units[it.unit].party for it in exercise.participants}
    calendars = [problem.calendars[party] for party in sorted(parties)]
    held: dict[str, date] = {}
    if problem.baseline is not None:
        for other in problem.baseline.exercises:
            if other.exercise == exercise.id:
                held = {kind: day for kind, day in other.conferences.items() if day < problem.as_of}
    days: dict[str, date] = {}
    ceiling = start
    for kind, weeks_before in sorted(exercise.conferences.items(), key=lambda pair: pair[1]):
        day = min(start - timedelta(days=DAYS_IN_WEEK * weeks_before), ceiling - timedelta(days=1))
        if kind in held and held[kind] <= day:
            day = held[kind]
        else:
            while day >= problem.as_of and not all(calendar.is_working_day(day) for calendar in calendars):
                day -= timedelta(days=1)
            if day < problem.as_of:
                return None
        days[kind] = ceiling = day
    return dict(reversed(days.items()))


def locked_slot(problem: Problem, lock: EditionLock, slots: list[Slot]) -> int | None:
    """Give the place in `slots` of a locked edition; None when no rule allows it there."""
    week = problem.horizon.week_of(lock.start)
    for index, slot in enumerate(slots):
        if (slot.course, slot.venue, slot.week) == (lock.course, lock.venue, week):
            return index
    return None


def locked_day(lock: ExerciseLock, days: Mapping[str, list[Day]]) -> int | None:
    """Give the place of a locked first day among the possible ones; None when it is none of them."""
    for index, day in enumerate(days[lock.exercise]):
        if day.start == lock.start:
            return index
    return None
