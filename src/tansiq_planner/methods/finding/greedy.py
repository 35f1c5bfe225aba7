"""Build a plan week by week, the most urgent first: what a good planner does by hand, in a blink.

Each (unit, course) has the day by which it should have ended, its own and that of all that builds on it, and the
priority of the most important of these. Editions are taken in the order of their start, so that prerequisites,
instructors grown and money spent are always known.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from heapq import heapify, heappop, heappush

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.methods.finding.ledger import Ledger
from tansiq_planner.methods.model.columns import Columns
from tansiq_planner.methods.model.lawful import Day
from tansiq_planner.problem import Problem

WEIGHT = {1: 25, 2: 5, 3: 1}
GOOD_CLASS = 0.7
"""A class at least so full is taken at once; a smaller one waits while there is time."""
HURRY_WEEKS = 10


class Urgency:
    """When each (unit, course) should have ended, and how important it is, with all that builds on it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.by: dict[tuple[str, str], date] = {}
        self.priority: dict[tuple[str, str], int] = {}
        for request in problem.requests.values():
            self._lower((request.unit, request.course), request.by, request.priority)
        for exercise in problem.exercises.values():
            latest = exercise.window.last - timedelta(days=exercise.conduct_days)
            for need in exercise.preconditions:
                self._lower((need.unit, need.course), latest, 1)
        for unit, course in list(self.by):
            self._pass_down(unit, course)

    def _lower(self, key: tuple[str, str], by: date, priority: int) -> None:
        self.by[key] = min(by, self.by.get(key, by))
        self.priority[key] = min(priority, self.priority.get(key, priority))

    def _pass_down(self, unit: str, course_id: str) -> None:
        course = self.problem.courses[course_id]
        needed = list(course.prerequisites)
        languages = self.problem.parties[self.problem.units[unit].party].languages
        if course.language not in languages and course.prepares_language != course.language:
            needed += [
                it.id for it in self.problem.courses.values() if it.prepares_language == course.language
            ]
        by = self.by[unit, course_id] - timedelta(days=DAYS_IN_WEEK * (course.weeks + 1))
        for before in needed:
            if (unit, before) in self.problem.quotas:
                self._lower((unit, before), by, self.priority[unit, course_id])
                self._pass_down(unit, before)


def greedy(columns: Columns) -> list[int]:
    """Give values for the variables of a lawful plan, locks apart."""
    problem = columns.problem
    ledger, urgency = Ledger(problem), Urgency(problem)
    values = [0] * columns.model.size
    by_week: dict[int, list[int]] = defaultdict(list)
    for index, slot in enumerate(columns.slots):
        by_week[slot.week].append(index)
    held: dict[str, Day] = {}
    for week in range(min(by_week, default=0), problem.horizon.weeks):
        _hold_exercises(columns, ledger, week, held, values)
        _open_editions(columns, ledger, urgency, by_week.get(week, []), values)
    return values


def _hold_exercises(
    columns: Columns, ledger: Ledger, week: int, held: dict[str, Day], values: list[int]
) -> None:
    for name in sorted(columns.days, key=lambda it: (columns.problem.exercises[it].level, it)):
        if name in held:
            continue
        for variable, day in zip(columns.start[name], columns.days[name], strict=True):
            if day.running[0] != week and not day.begun:
                continue
            ready = all(
                before in held and held[before].end < day.start
                for before in columns.problem.exercises[name].after
            )
            if day.begun or (ready and ledger.may_hold(day)):
                ledger.add_exercise(day)
                values[variable] = 1
                held[name] = day
                break


def _open_editions(
    columns: Columns, ledger: Ledger, urgency: Urgency, slots: list[int], values: list[int]
) -> None:
    waiting = []
    for index in slots:
        slot = columns.slots[index]
        if slot.begun is not None:
            staff = columns.problem.courses[slot.course].staffing.index(dict(slot.begun.instructors))
            _enter(columns, ledger, index, dict(slot.seats), staff, values)
        else:
            waiting.append(index)
    offers = [(-offer[0], index) for index in waiting if (offer := _class(columns, ledger, urgency, index))]
    heapify(offers)
    while offers:
        # others have taken people, places and money since: the best offer counts only if it is still the best
        _, index = heappop(offers)
        offer = _class(columns, ledger, urgency, index)
        if offer is None:
            continue
        worth, seats, staff = offer
        if offers and (-worth, index) > offers[0]:
            heappush(offers, (-worth, index))
            continue
        _enter(columns, ledger, index, seats, staff, values)


def _enter(
    columns: Columns, ledger: Ledger, index: int, seats: dict[str, int], staffing: int, values: list[int]
) -> None:
    ledger.add_edition(columns.slots[index], seats, staffing)
    values[columns.edition[index]] = 1
    values[columns.staffing[index][staffing if len(columns.staffing[index]) > 1 else 0]] = 1
    for request, count in seats.items():
        values[columns.seats[request, index]] = count


def _class(
    columns: Columns, ledger: Ledger, urgency: Urgency, index: int
) -> tuple[float, dict[str, int], int] | None:
    """Fill a class with the most urgent requests; None when it cannot or should not be held."""
    problem, slot = columns.problem, columns.slots[index]
    course = problem.courses[slot.course]
    staffing = ledger.staffing(slot)
    if ledger.editions_left(slot) < 1 or staffing is None:
        return None
    room = min(slot.capacity, ledger.free_places(slot.venue, slot.running))
    seats: dict[str, int] = {}
    taken: dict[str, int] = defaultdict(int)
    wanted = sorted(
        (request for request in slot.seats if ledger.remaining[request] > 0),
        key=lambda it: _rank(problem, urgency, it),
    )
    worth, slack = 0.0, 10**6
    for request in wanted:
        unit = problem.units[problem.requests[request].unit]
        free = min(ledger.free_people(unit, slot.running), ledger.may_start(unit.id, course.id, slot.start))
        count = min(slot.seats[request], ledger.remaining[request], room, free - taken[unit.id])
        if count > 0:
            seats[request] = count
            taken[unit.id] += count
            room -= count
            key = (unit.id, course.id)
            weeks_left = (urgency.by[key] - slot.end).days // DAYS_IN_WEEK
            slack = min(slack, weeks_left if weeks_left >= 0 else 10**6)
            worth += count * WEIGHT[urgency.priority[key]] / (1 + max(0, weeks_left) / 8)
    size = sum(seats.values())
    if size < course.seats_min or not ledger.affordable(slot, seats, staffing):
        return None
    outstanding = sum(ledger.remaining[request] for request in slot.seats)
    if size < min(GOOD_CLASS * slot.capacity, outstanding) and slack > HURRY_WEEKS:
        return None
    return worth / slot.weeks, seats, staffing


def _rank(problem: Problem, urgency: Urgency, request: str) -> tuple[int, date, str]:
    wanted = problem.requests[request]
    key = (wanted.unit, wanted.course)
    return urgency.priority[key], urgency.by[key], request
