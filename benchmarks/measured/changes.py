"""What goes wrong after a plan was agreed: the moon is seen a day later, an instructor is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK, PartyCalendar, Window
from tansiq_planner.check import check
from tansiq_planner.problem import CapacityChange, Problem
from tansiq_planner.solution import Plan

WEEKS_LOST = 12
PLACES_TRIED = 60


def moved_eid(problem: Problem, plan: Plan) -> tuple[Problem, str]:
    """Move the first Eid whose move breaks the plan; where none does, the first one that is still estimated.

    An Eid moves by one to three days, later or earlier, for every party, and the end of Ramadan with it.
    """
    tried = list(_moves(problem))
    for changed, words in tried:
        if not check(changed, plan).is_lawful:
            return changed, words
    return tried[0]


def _moves(problem: Problem) -> Iterator[tuple[Problem, str]]:
    eids = sorted(
        {
            (it.window.first.year, it.key)
            for calendar in problem.calendars.values()
            for it in calendar.holidays
            if "eid" in it.key and it.window.last >= problem.as_of and not it.confirmed
        }
    )
    for days in (1, -1, 2, -2, 3, -3):
        for year, key in eids:
            calendars = {
                name: _moved(calendar, year, key, timedelta(days=days))
                for name, calendar in problem.calendars.items()
            }
            yield replace(problem, calendars=calendars), f"{key} {year} by {days:+d} days"


def _moved(calendar: PartyCalendar, year: int, key: str, by: timedelta) -> PartyCalendar:
    holidays = tuple(
        replace(it, window=Window(it.window.first + by, it.window.last + by))
        if it.key == key and it.window.first.year == year
        else it
        for it in calendar.holidays
    )
    ramadan = tuple(
        replace(it, window=Window(it.window.first, it.window.last + by))
        if "fitr" in key and it.window.last.year == year
        else it
        for it in calendar.ramadan
    )
    return replace(calendar, holidays=holidays, ramadan=ramadan)


def lost_instructor(problem: Problem, plan: Plan) -> tuple[Problem, str]:
    """Take one instructor for some weeks from where the plan needs all of them in most weeks and cannot do without."""
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for edition in plan.editions:
        first = problem.horizon.week_of(edition.start)
        for week in range(first, first + problem.courses[edition.course].weeks):
            for pool, count in edition.instructors.items():
                used[pool][week] += count
    full = {
        (pool, start): sum(
            used[pool][week] >= problem.pools[pool].capacity for week in range(start, start + WEEKS_LOST)
        )
        for pool in sorted(used)
        for start in sorted(used[pool])
    }
    places = sorted(full, key=lambda key: (-full[key], key))
    tried = [_without_one(problem, *place) for place in places[:PLACES_TRIED]]
    for changed, words in tried:
        if not check(changed, plan).is_lawful:
            return changed, words
    return tried[0]


def _without_one(problem: Problem, pool: str, start: int) -> tuple[Problem, str]:
    first = problem.horizon.sunday(start)
    window = Window(first, first + timedelta(days=WEEKS_LOST * DAYS_IN_WEEK - 1))
    row = problem.pools[pool]
    left = max(0, row.capacity_between(window.first, window.last) - 1)
    smaller = replace(row, changes=(*row.changes, CapacityChange(window, left)))
    words = f"one instructor of {pool} from {first.isoformat()} for {WEEKS_LOST} weeks"
    return replace(problem, pools={**problem.pools, pool: smaller}), words
