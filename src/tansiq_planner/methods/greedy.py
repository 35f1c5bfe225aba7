"""Build a plan week by week, the most urgent first: what a good planner does by hand, in a blink.

Each (unit, course) has the day by which it should have ended, its own and that of all that builds on it, and the
priority of the most important of these. Editions are taken in the order of their start, so that prerequisites,
instructors grown and money spent are always known.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.methods.lawful import Day
from tansiq_planner.methods.ledger import Ledger
from tansiq_planner.methods.master import Master
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


def greedy(master: Master) -> list[int]:
    """Give values for every variable of the master model: a lawful plan, locks apart."""
    problem = master.problem
    ledger, urgency = Ledger(problem), Urgency(problem)
    values = [0] * master.model.size
    by_week: dict[int, list[int]] = defaultdict(list)
    for index, slot in enumerate(master.slots):
        by_week[slot.week].append(index)
    held: dict[str, Day] = {}
    for week in range(min(by_week, default=0), problem.horizon.weeks):
        _hold_exercises(master, ledger, week, held, values)
        _open_editions(master, ledger, urgency, by_week.get(week, []), values)
    return master.complete(values)


def _hold_exercises(
    master: Master, ledger: Ledger, week: int, held: dict[str, Day], values: list[int]
) -> None:
    for name in sorted(master.days, key=lambda it: (master.problem.exercises[it].level, it)):
        if name in held:
            continue
        for variable, day in zip(master.start[name], master.days[name], strict=True):
            if day.running[0] != week and not day.begun:
                continue
            ready = all(
                before in held and held[before].end < day.start
                for before in master.problem.exercises[name].after
            )
            if day.begun or (ready and ledger.may_hold(day)):
                ledger.add_exercise(day)
                values[variable] = 1
                held[name] = day
                break


def _open_editions(
    master: Master, ledger: Ledger, urgency: Urgency, slots: list[int], values: list[int]
) -> None:
    waiting = set(slots)
    for index in slots:
        slot = master.slots[index]
        if slot.begun is not None:
            staff = master.problem.courses[slot.course].staffing.index(dict(slot.begun.instructors))
            _enter(master, ledger, index, dict(slot.seats), staff, values)
            waiting.discard(index)
    while waiting:
        best: tuple[float, int, dict[str, int], int] | None = None
        for index in sorted(waiting):
            offer = _class(master, ledger, urgency, index)
            if offer is None:
                waiting.discard(index)
                continue
            worth, seats, staff = offer
            if best is None or worth > best[0]:
                best = (worth, index, seats, staff)
        if best is None:
            return
        _, index, seats, staff = best
        _enter(master, ledger, index, seats, staff, values)
        waiting.discard(index)


def _enter(
    master: Master, ledger: Ledger, index: int, seats: dict[str, int], staffing: int, values: list[int]
) -> None:
    ledger.add_edition(master.slots[index], seats, staffing)
    values[master.edition[index]] = 1
    values[master.staffing[index][staffing if len(master.staffing[index]) > 1 else 0]] = 1
    for request, count in seats.items():
        values[master.seats[request, index]] = count


def _class(
    master: Master, ledger: Ledger, urgency: Urgency, index: int
) -> tuple[float, dict[str, int], int] | None:
    """Fill a class with the most urgent requests; None when it cannot or should not be held."""
    problem, slot = master.problem, master.slots[index]
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
