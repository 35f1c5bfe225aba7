"""The traps of the example: what each short request could have at most, and which figure stands in its way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tansiq_planner.explain import explain_exercise, explain_request, explained
from tansiq_planner.methods.asking.alone import can_be_held, most_alone
from tansiq_planner.methods.model.lawful import basis_window, lawful_days
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan


@pytest.mark.parametrize(
    ("request_id", "asked", "most"),
    [
        ("rq-003", 10, 8),
        ("rq-006", 14, 9),
        ("rq-049", 6, 5),
        ("rq-055", 8, 0),
        ("rq-060", 2, 2),
        ("rq-009", 3, 3),
    ],
)
def test_most_that_any_plan_could_give(
    example_problem: Problem, request_id: str, asked: int, most: int
) -> None:
    assert (example_problem.requests[request_id].seats, most_alone(example_problem, request_id)) == (
        asked,
        most,
    )


def test_ceiling_against_class_minimum_is_the_reason_of_rq_006(example_problem: Problem) -> None:
    explained = explain_request(example_problem, Plan(), "rq-006")

    rules = {(it.rule.value, it.before, it.after) for it in explained.relaxations}
    assert explained.possible_alone == 9
    assert ("R06", 9, 10) in rules
    assert ("R07", 8, 7) in rules


def test_rotation_or_the_september_start_is_the_reason_of_rq_055(example_problem: Problem) -> None:
    explained = explain_request(example_problem, Plan(), "rq-055")

    assert {reason.rule.value for reason in explained.reasons} == {"R03", "R05"}
    assert explained.possible_alone == 0


def tight_staff(problem: Problem) -> Problem:
    unit = replace(problem.units["u-ly-stf"], max_absent_share=Fraction(1, 5))
    return replace(problem, units={**problem.units, "u-ly-stf": unit})


def test_a_ceiling_of_a_fifth_stops_the_whole_chain_of_exercises(example_problem: Problem) -> None:
    problem = tight_staff(example_problem)

    assert most_alone(problem, "rq-006") == 0
    assert {name: can_be_held(problem, name) for name in problem.exercises} == dict.fromkeys(
        problem.exercises, False
    )


def test_the_explanation_names_that_ceiling_and_what_frees_the_chain(example_problem: Problem) -> None:
    explained = explain_exercise(tight_staff(example_problem), Plan(), "ex-25-ttx")

    ceilings = [it for it in explained.relaxations if it.rule.value == "R06"]
    assert [(it.place, it.before, it.after) for it in ceilings] == [({"unit": "u-ly-stf"}, 6, 8)]


def test_an_exercise_whose_forerunner_is_not_held_says_so(example_problem: Problem) -> None:
    explained = explain_exercise(example_problem, Plan(), "ex-26-comex")

    assert [(it.rule.value, it.place["before"]) for it in explained.reasons] == [("R16", "ex-25-ttx")]


def test_annex_under_negotiation_carries_nothing(example_problem: Problem) -> None:
    assert basis_window(example_problem, ("agr-annex-brd",)) is None


def test_last_exercise_falls_without_tacit_renewal(example_problem: Problem) -> None:
    without = replace(example_problem, count_tacit_renewal=False)

    assert [name for name, days in lawful_days(example_problem).items() if not days] == []
    assert [name for name, days in lawful_days(without).items() if not days] == ["ex-27-ftx"]


def test_explanations_come_from_their_own_process_and_say_everything(example_problem: Problem) -> None:
    wanted = {name: example_problem.requests[name] for name in ("rq-006", "rq-055")}
    problem = replace(example_problem, requests=wanted, exercises={})

    found = {it.id: it for it in explained(problem, Plan(), at_most=1)}

    assert {name: it.seats for name, it in found.items()} == {"rq-006": 14, "rq-055": 8}
    assert (found["rq-006"].possible_alone, found["rq-006"].reasons != ()) == (9, True)
    assert found["rq-055"].reasons == ()
