"""Whatever programme is invented: every request short of seats is explained, and every change is true and smallest."""

from __future__ import annotations

import pytest
from planner.explain.solved_again import most_in_any_plan, with_more

from benchmarks.generator import tiny
from tansiq_planner.check import check
from tansiq_planner.explain.changes import ladders_of_request, name_of
from tansiq_planner.explain.shortfalls import lacking, shortfalls
from tansiq_planner.methods.asking.alone import courses_before, most_alone
from tansiq_planner.methods.finding.search import Search
from tansiq_planner.problem import Problem
from tansiq_planner.result import Relaxation, Settings, Unplanned
from tansiq_planner.solution import Plan


def judge(seed: int) -> None:
    problem = tiny(seed)
    option = ("A", "B")[seed % 2]
    plan = Search(problem, Settings(option=option, work=1), lambda _: None).run().plan

    everything = list(shortfalls(problem, plan, at_most=99))
    told = [it for it in everything if it.id in problem.requests]

    for exercise in (it for it in everything if it.id in problem.exercises and it.possible_alone):
        assert exercise.lost_to or exercise.reasons
    assert [it.id for it in told] == [it.id for it in lacking(problem, plan) if it.id in problem.requests]
    for it in told:
        asked = problem.requests[it.id].seats
        assert it.possible_alone == most_in_any_plan(problem, it.id)
        if it.possible_alone > plan.seats_of(it.id):
            assert it.lost_to or it.reasons
        for change in it.relaxations:
            if it.possible_alone < asked:
                judge_alone(problem, it, change)
            else:
                judge_contest(problem, plan, it, change)


def changed(problem: Problem, request: str, change: Relaxation, *, before: bool) -> Problem | None:
    """Give the problem with a change, or with the largest one that is smaller; None where that is no change."""
    name = (change.rule.value, change.code, *change.place.values())
    ladder = next(it for it in ladders_of_request(problem, request) if name_of(it) == name)
    if not before:
        return ladder.apply(problem, change.after)
    if change.after not in ladder.steps:  # money is found to the last unit
        return ladder.apply(problem, int(str(change.after)) - 1)
    place = list(ladder.steps).index(change.after)
    return ladder.apply(problem, ladder.steps[place - 1]) if place else None


def judge_alone(problem: Problem, told: Unplanned, change: Relaxation) -> None:
    there = changed(problem, told.id, change, before=False)
    less = changed(problem, told.id, change, before=True)

    assert there is not None
    assert most_in_any_plan(there, told.id) - told.possible_alone >= change.gains > 0
    assert less is None or most_in_any_plan(less, told.id) == told.possible_alone


def judge_contest(problem: Problem, plan: Plan, told: Unplanned, change: Relaxation) -> None:
    there = changed(problem, told.id, change, before=False)
    less = changed(problem, told.id, change, before=True)
    given = plan.seats_of(told.id)

    assert there is not None
    everywhere = courses_before(problem, problem.requests[told.id].course)
    found = with_more(there, plan, told.id, given + change.gains, everywhere)
    assert found is not None
    assert check(there, found).violations == ()
    assert with_more(less or problem, plan, told.id, given + 1) is None


@pytest.mark.parametrize("seed", range(4))
def test_reasons_are_true(seed: int) -> None:
    judge(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 120))
def test_many_reasons_are_true(seed: int) -> None:
    judge(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(120, 200))
def test_the_most_alone_is_the_most(seed: int) -> None:
    problem = tiny(seed)

    for name in problem.requests:
        assert most_alone(problem, name) == most_in_any_plan(problem, name)
