"""A target met exactly by hand is met by the solver's rows and by the checker alike, and missed by both with a seat less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.small_world import small_problem

from tansiq_planner.check.gained import gains_of, score_on
from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.skills import Skills
from tansiq_planner.problem import Problem, Request, Task, Teaching
from tansiq_planner.readiness import MICRO
from tansiq_planner.solution import Edition, Plan

LAST = date(2026, 4, 30)
"""A Thursday and the last day of a month: what ends on it has not faded when it is judged."""
LAW = Task("c-law", 5, 70, 50)


def world(gain: int, quota: int) -> Problem:
    """Give one unit that reaches 50 + gain points with all its seats, and the start that ends on the judged day."""
    base = small_problem()
    law = replace(base.courses["law"], teaches=(Teaching("c-law", gain, 90),), seats_min=1)
    unit = replace(base.units["u-border"], tasks=(LAW,))
    request = Request("law-border", "u-border", "law", quota, date(2026, 12, 31), 1)
    return replace(
        base,
        courses={"law": law},
        units={**base.units, "u-border": unit},
        requests={request.id: request},
        exercises={},
    )


def reached_in_rows(problem: Problem, seats: int) -> bool:
    master = Master(problem)
    variable = Skills(master).reached(problem.units["u-border"], LAW, 70, LAST)
    if isinstance(variable, bool):
        return variable
    last_week = {seat for (_, index), seat in master.seats.items() if master.slots[index].end == LAST}
    master.model.row([(it, 1) for it in last_week], seats, seats, "given")
    earlier = [it for it in master.seats.values() if it not in last_week]
    master.model.row([(it, 1) for it in earlier], 0, 0, "nothing else")
    outcome = maximise(master.model, {variable: 1})
    assert outcome.values is not None
    return bool(outcome.values[variable])


def reached_in_check(problem: Problem, seats: int) -> bool:
    plan = Plan.of([Edition("law", "camp", date(2026, 4, 26), {"law-border": seats}, {"north-staff": 1})], [])
    gains = gains_of(ResolvedPlan(problem, plan))["u-border", "c-law"]
    return score_on(50, gains, LAST) >= 70 * MICRO


@pytest.mark.parametrize("quota", [1, 3, 6, 7, 9])
def test_full_seats_meet_a_target_that_lies_exactly_at_their_gain(quota: int) -> None:
    problem = world(20, quota)

    assert (reached_in_rows(problem, quota), reached_in_check(problem, quota)) == (True, True)


@pytest.mark.parametrize("quota", [3, 6, 7, 9])
def test_one_seat_less_misses_it(quota: int) -> None:
    problem = world(20, quota)

    assert (reached_in_rows(problem, quota - 1), reached_in_check(problem, quota - 1)) == (False, False)


@pytest.mark.parametrize("quota", [1, 3, 7, 9])
def test_a_gain_one_point_short_misses_it_with_all_seats(quota: int) -> None:
    problem = world(19, quota)

    assert (reached_in_rows(problem, quota), reached_in_check(problem, quota)) == (False, False)
