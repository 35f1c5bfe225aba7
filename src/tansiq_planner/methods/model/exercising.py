"""Exercises in the model: held once, after those they need, with their preconditions met (R15, R16, R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tansiq_planner.rules import Rule

if TYPE_CHECKING:
    from tansiq_planner.methods.model.master import Master


def conduct_exercises(master: Master) -> None:
    """Add the rules of exercises to a master model."""
    _held_once(master)
    _in_order(master)
    _prepared(master)


def _held_once(master: Master) -> None:
    """Start each exercise on one day at the most."""
    for exercise, starts in master.start.items():
        if starts:
            begun = max(master.model.lower[it] for it in starts)
            master.count(starts, begun, 1, Rule.EXERCISE_DAYS, exercise)


def _in_order(master: Master) -> None:
    """Start an exercise only after those it needs have ended (R16)."""
    for exercise, days in master.days.items():
        for before in master.problem.exercises[exercise].after:
            for index, day in enumerate(days):
                ended = [
                    (variable, -1)
                    for variable, other in zip(
                        master.start.get(before, []), master.days.get(before, []), strict=True
                    )
                    if other.end < day.start
                ]
                started = [(variable, 1) for variable in master.start[exercise][: index + 1]]
                master.capped([*started, *ended], 0, Rule.EXERCISE_ORDER, exercise, before)


def _prepared(master: Master) -> None:
    """Start an exercise only once its preconditions have graduated (R17)."""
    for exercise, days in master.days.items():
        for need in master.problem.exercises[exercise].preconditions:
            missing = need.seats - master.problem.units[need.unit].already_qualified.get(need.course, 0)
            if missing <= 0:
                continue
            last_of_week = {day.start.isocalendar()[:2]: index for index, day in enumerate(days)}
            for index in last_of_week.values():
                started = [(variable, missing) for variable in master.start[exercise][: index + 1]]
                graduates = master.graduates_before(need.unit, need.course, days[index].start)
                terms = [*started, *((variable, -count) for variable, count in graduates)]
                master.capped(terms, 0, Rule.EXERCISE_PREPARED, exercise, need.unit, need.course)
