"""Filling in a table by priority: what a planner does by hand, request after request, each into the first class that fits.

The most important request comes first; what a course builds on comes before it, at the same importance. A request joins
the first open class with room, or opens the first one for which enough people of the same course can be found. After
each priority the exercises that are ready get their first possible day. Nothing is ever taken back.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from benchmarks.peers.sheet import Sheet
from tansiq_planner.methods.model.lawful import lawful_days, lawful_slots
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan


def first_fit(problem: Problem) -> Plan:
    """Make a plan."""
    sheet = Sheet(problem, lawful_slots(problem))
    by_course: dict[str, list[int]] = defaultdict(list)
    for index, slot in enumerate(sheet.slots):
        by_course[slot.course].append(index)
    for indices in by_course.values():
        indices.sort(key=lambda it: (sheet.slots[it].start, sheet.slots[it].venue))
    ranks = _ranks(problem)
    order = sorted(problem.requests, key=ranks.__getitem__)
    queue: dict[str, list[str]] = defaultdict(list)
    for name in order:
        queue[problem.requests[name].course].append(name)
    for priority in (1, 2, 3):
        for name in order:
            if ranks[name][0] == priority:
                course = problem.requests[name].course
                _place(sheet, name, by_course[course], queue[course])
        _hold_exercises(problem, sheet)
    return sheet.plan()


def _ranks(problem: Problem) -> dict[str, tuple[int, int, date, str]]:
    """Rank requests by importance, then by how many courses stand before theirs, then by their day."""
    importance = {name: it.priority for name, it in problem.requests.items()}
    mine = {(it.unit, it.course): name for name, it in problem.requests.items()}
    for name in sorted(problem.requests, key=lambda it: problem.requests[it].priority):
        wanted = problem.requests[name]
        for before in _before(problem, wanted.unit, wanted.course):
            if (wanted.unit, before) in mine:
                other = mine[wanted.unit, before]
                importance[other] = min(importance[other], importance[name])
    return {
        name: (importance[name], len(_before(problem, it.unit, it.course)), it.by, name)
        for name, it in problem.requests.items()
    }


def _before(problem: Problem, unit: str, course: str) -> list[str]:
    """Give all courses that the unit's people need before this one."""
    found: list[str] = []
    waiting = [course]
    while waiting:
        row = problem.courses[waiting.pop()]
        needed = list(row.prerequisites)
        spoken = problem.parties[problem.units[unit].party].languages
        if row.language not in spoken and row.prepares_language != row.language:
            needed += [it.id for it in problem.courses.values() if it.prepares_language == row.language]
        new = [it for it in needed if it not in found]
        found += new
        waiting += new
    return found


def _place(sheet: Sheet, request: str, slots: list[int], queue: list[str]) -> None:
    for index in slots:
        if not sheet.remaining[request]:
            return
        if request not in sheet.slots[index].seats:
            continue
        if index in sheet.classes:
            sheet.join(index, request)
        else:
            sheet.open(index, [request, *(it for it in queue if it != request)])


def _hold_exercises(problem: Problem, sheet: Sheet) -> None:
    days = lawful_days(problem)
    for name in sorted(days, key=lambda it: (problem.exercises[it].level, it)):
        for day in days[name]:
            if name not in sheet.held and sheet.may_hold(day):
                sheet.hold(day)
                break
