"""Seats that cost nobody anything are taken, and nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk.sample_result import sample_plan

from benchmarks.generator import tiny
from tansiq_planner.check import check
from tansiq_planner.methods.engines.linear import INFINITE, STAGE
from tansiq_planner.methods.finding.filling import filled
from tansiq_planner.methods.finding.greedy import greedy
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.goal import Goal, in_order
from tansiq_planner.methods.stages.options import goals_of
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan


def poorer_by_a_seat(plan: Plan, request: str) -> Plan:
    emptied = next(it for it in plan.editions if request in it.seats and it.size > 15)
    seats = {**emptied.seats, request: emptied.seats[request] - 1}
    others = [it for it in plan.editions if it is not emptied]
    return Plan.of([*others, replace(emptied, seats=seats)], list(plan.exercises))


def with_the_cost_closed(problem: Problem) -> tuple[Master, list[Goal], list[int]]:
    """Give a plan that lacks a seat, and a model in which nothing may cost more than that plan."""
    master = Master(problem)
    goals = goals_of(master, "A")
    cost = goals[-1]
    poorer = values_of(master, poorer_by_a_seat(sample_plan(), "rq-013"))
    master.model.row(cost.terms.items(), master.model.value(cost.terms, poorer), INFINITE, f"{STAGE} cost")
    return master, goals, poorer


def test_a_seat_left_empty_is_given_and_nobody_has_less(example_problem: Problem) -> None:
    master = Master(example_problem)
    goals = [goal for goal in goals_of(master, "A") if "seats" in goal.name]
    poorer = poorer_by_a_seat(sample_plan(), "rq-013")

    plan = master.plan(filled(master, values_of(master, poorer), goals))

    assert check(example_problem, plan).violations == ()
    assert plan.seats_of("rq-013") == sample_plan().seats_of("rq-013")
    assert [it for it in example_problem.requests if plan.seats_of(it) < poorer.seats_of(it)] == []
    assert [it.exercise for it in plan.exercises] == [it.exercise for it in poorer.exercises]


def test_seats_are_not_taken_against_a_stage_that_is_closed(example_problem: Problem) -> None:
    master, goals, poorer = with_the_cost_closed(example_problem)
    cost = goals[-1]

    values = filled(master, poorer, [goal for goal in goals if "seats" in goal.name])

    assert master.model.value(cost.terms, values) >= master.model.value(cost.terms, poorer)


def test_at_last_a_seat_may_cost_what_a_later_stage_had_saved(example_problem: Problem) -> None:
    master, goals, poorer = with_the_cost_closed(example_problem)

    plan = master.plan(filled(master, poorer, goals, at_last=True))

    assert plan.seats_of("rq-013") == sample_plan().seats_of("rq-013")
    assert check(example_problem, plan).violations == ()


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_is_lawful_and_no_worse_afterwards(seed: int) -> None:
    problem = tiny(seed)
    master = Master(problem)
    goals = [goal for goal in goals_of(master, "A") if "seats" in goal.name]
    terms = in_order(goals)
    built = master.complete(greedy(master.columns))

    values = filled(master, built, goals)

    assert check(problem, master.plan(values)).violations == ()
    assert master.model.value(terms, values) >= master.model.value(terms, built)
    requests = problem.requests
    before, after = master.plan(built), master.plan(values)
    assert [it for it in requests if after.seats_of(it) < before.seats_of(it)] == []
