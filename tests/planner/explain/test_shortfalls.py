"""The reasons of one plan of the example: each request short of seats, and each change, held against another solve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from desk.sample_result import sample_plan
from planner.explain.solved_again import most_in_any_plan, with_more
from planner.small_world import small_problem

from tansiq_planner.check import check
from tansiq_planner.explain import explain_exercise, explain_request, explained, lacking
from tansiq_planner.explain.changes import Ladder, ladders_of_request, name_of
from tansiq_planner.explain.rivals import Rivals
from tansiq_planner.methods.asking.alone import courses_before
from tansiq_planner.methods.asking.giving_way import GivingWay
from tansiq_planner.problem import Pool, Problem, Request
from tansiq_planner.result import Relaxation, Unplanned
from tansiq_planner.solution import Edition, Plan


@pytest.fixture(scope="module")
def reasons(example_problem: Problem) -> dict[str, Unplanned]:
    return {it.id: it for it in explained(example_problem, sample_plan(), at_most=99)}


def ladder_of(problem: Problem, request: str, change: Relaxation) -> Ladder:
    name = (change.rule.value, change.code, *change.place.values())
    return next(it for it in ladders_of_request(problem, request) if name_of(it) == name)


def test_every_request_short_of_seats_has_its_reason(reasons: dict[str, Unplanned]) -> None:
    short = [it.id for it in reasons.values() if not it.reasons and not it.lost_to]

    assert short == []
    assert len(reasons) == 17


def test_what_rules_hold_back_is_told_with_the_smallest_change(
    example_problem: Problem, reasons: dict[str, Unplanned]
) -> None:
    held_back = {
        name: it for name, it in reasons.items() if it.possible_alone < example_problem.requests[name].seats
    }

    told = {
        name: [(change.rule.value, change.before, change.after, change.gains) for change in it.relaxations]
        for name, it in held_back.items()
    }
    assert told == {
        "rq-003": [("R06", 8, 9, 1), ("R07", 6, 5, 2)],
        "rq-006": [("R06", 9, 10, 1), ("R07", 8, 7, 5)],
        "rq-049": [("R06", 5, 6, 1), ("R07", 5, 3, 1)],
        "rq-055": [("R05", 21, 0, 8), ("R03", 1, 0, 8)],
    }


def test_the_smallest_changes_of_what_rules_hold_back_are_smallest(
    example_problem: Problem, reasons: dict[str, Unplanned]
) -> None:
    for name in ("rq-003", "rq-006", "rq-049", "rq-055"):
        alone = reasons[name].possible_alone
        for change in reasons[name].relaxations:
            ladder = ladder_of(example_problem, name, change)
            place = ladder.steps.index(change.after)
            lower = ladder.apply(example_problem, ladder.steps[place - 1]) if place else example_problem

            there = most_in_any_plan(ladder.apply(example_problem, change.after), name)

            assert (there - alone, most_in_any_plan(lower, name)) == (change.gains, alone)


def test_the_smallest_changes_of_what_was_lost_to_others_are_smallest(
    example_problem: Problem, reasons: dict[str, Unplanned]
) -> None:
    plan = sample_plan()
    names = ("rq-002", "rq-045", "rq-046", "rq-048")
    for name, change in [(it, change) for it in names for change in reasons[it].relaxations]:
        changed = ladder_of(example_problem, name, change)
        step = 1 if int(str(change.after)) > int(str(change.before)) else -1
        problem = changed.apply(example_problem, change.after)
        less = changed.apply(example_problem, int(str(change.after)) - step)

        found = with_more(problem, plan, name, plan.seats_of(name) + change.gains)

        assert found is not None
        assert check(problem, found).violations == ()
        assert with_more(less, plan, name, plan.seats_of(name) + 1) is None


def test_who_gives_way_is_who_loses_in_a_lawful_plan(example_problem: Problem) -> None:
    plan = sample_plan()
    trials = GivingWay(example_problem, plan)
    for name in ("rq-002", "rq-045", "rq-048", "rq-060"):
        given = trials.of(name).least()

        assert given is not None
        assert check(example_problem, given.plan).violations == ()
        assert given.gained == given.plan.seats_of(name) - plan.seats_of(name) >= 1
        lost = {it: plan.seats_of(it) - given.plan.seats_of(it) for it in example_problem.requests}
        assert dict(given.lost) == {it: seats for it, seats in lost.items() if seats > 0 and it != name}
        kept = {it.exercise for it in given.plan.exercises}
        assert given.fallen == tuple(it.exercise for it in plan.exercises if it.exercise not in kept)


def test_without_a_change_nobody_can_be_spared(
    example_problem: Problem, reasons: dict[str, Unplanned]
) -> None:
    plan = sample_plan()
    for name in ("rq-002", "rq-045", "rq-048", "rq-060"):
        everywhere = courses_before(example_problem, example_problem.requests[name].course)

        assert with_more(example_problem, plan, name, plan.seats_of(name) + 1, everywhere) is None
        assert reasons[name].lost_to != ()


def test_the_staff_course_lost_to_the_exercise_that_fills_its_school(reasons: dict[str, Unplanned]) -> None:
    assert reasons["rq-009"].possible_alone == 3
    assert {"ex-27-cax", "ex-27-ftx"} <= set(reasons["rq-009"].lost_to)
    assert ("R10", "v-dz-staff") in {
        (it.rule.value, it.place.get("venue")) for it in reasons["rq-009"].reasons
    }


def two_weeks_of_law() -> tuple[Problem, Plan]:
    """Give a problem with one teacher for two weeks, and the plan that gives each of them to another."""
    world = small_problem()
    border, cadre = world.units["u-border"], world.units["u-cadre"]
    until = date(2026, 3, 7)
    problem = replace(
        world,
        units=world.units | {"u-border": replace(border, max_absent_share=Fraction(8, 40))},
        courses=world.courses | {"teach": replace(world.courses["teach"], weeks=1, seats_max=4)},
        requests={
            "law": Request("law", border.id, "law", 14, until, 3),
            "teach": Request("teach", cadre.id, "teach", 2, until, 1),
        },
        exercises={},
        first_course_day=date(2026, 2, 22),
        pools=world.pools | {"south-staff": Pool("south-staff", "south", 0)},
    )
    law = Edition("law", "camp", date(2026, 2, 22), {"law": 8}, {"north-staff": 1})
    teach = Edition("teach", "camp", date(2026, 3, 1), {"teach": 2}, {"north-staff": 1})
    return problem, Plan.of([law, teach], [])


def test_a_higher_ceiling_lets_one_class_hold_more_of_the_unit() -> None:
    problem, plan = two_weeks_of_law()

    told = explain_request(problem, plan, "law")

    assert check(problem, plan).violations == ()
    assert (told.possible_alone, told.lost_to) == (14, ("teach",))
    changes = {(it.rule.value, *it.place.values(), it.before, it.after, it.gains) for it in told.relaxations}
    assert changes == {
        ("R06", "u-border", 8, 9, 1),
        ("R09", "north-staff", 1, 2, 6),
        ("R09", "south-staff", 0, 2, 6),
    }


def test_where_only_others_would_move_they_are_named_and_a_plan_without_loss_is_there(
    example_problem: Problem,
) -> None:
    plan = sample_plan()

    given = GivingWay(example_problem, plan).of("rq-042").free()
    told = explain_request(example_problem, plan, "rq-042")

    assert given is not None
    assert (dict(given.lost), given.fallen) == ({}, ())
    assert check(example_problem, given.plan).violations == ()
    assert told.lost_to == tuple(sorted(given.moved)) != ()
    assert [(it.code, it.figures) for it in told.reasons] == [("fits_if_moved", {"found": given.gained})]


def test_a_seat_left_empty_is_called_so(example_problem: Problem) -> None:
    plan = sample_plan()
    emptied = next(it for it in plan.editions if "rq-013" in it.seats and it.size > 15)
    seats = {**emptied.seats, "rq-013": emptied.seats["rq-013"] - 1}
    others = [it for it in plan.editions if it is not emptied]
    poorer = Plan.of([*others, replace(emptied, seats=seats)], list(plan.exercises))

    told = explain_request(example_problem, poorer, "rq-013")

    assert [(it.rule.value, it.code, it.place, it.figures) for it in told.reasons] == [
        ("R13", "room_left", {"request": "rq-013"}, {"found": 1})
    ]
    assert (told.seats, told.lost_to, told.relaxations) == (1, (), ())


def test_an_exercise_that_has_room_is_told_so(example_problem: Problem) -> None:
    plan = sample_plan()
    poorer = Plan.of(list(plan.editions), [it for it in plan.exercises if it.exercise != "ex-27-ftx"])

    told = explain_exercise(example_problem, poorer, "ex-27-ftx")
    given = GivingWay(example_problem, poorer).of("ex-27-ftx").free()

    assert [(it.rule.value, it.code, it.place) for it in told.reasons] == [
        ("R15", "room_left", {"exercise": "ex-27-ftx"})
    ]
    assert (told.possible_alone, told.lost_to) == (1, ())
    assert given is not None
    assert check(example_problem, given.plan).violations == ()
    assert [it.exercise for it in given.plan.exercises] == [it.exercise for it in plan.exercises]


def test_an_exercise_names_who_has_its_school(example_problem: Problem) -> None:
    staff_course_instead = GivingWay(example_problem, sample_plan()).of("rq-009").least()
    assert staff_course_instead is not None

    told = explain_exercise(example_problem, staff_course_instead.plan, "ex-27-cax")

    assert told.possible_alone == 1
    assert "rq-009" in told.lost_to


def test_without_relaxations_the_others_are_named_all_the_same(example_problem: Problem) -> None:
    told = explain_request(example_problem, sample_plan(), "rq-045", relaxations=False)

    assert (told.reasons, told.relaxations) == ((), ())
    assert told.lost_to != ()


@pytest.mark.slow
def test_reasons_are_the_same_again_in_another_process(
    example_problem: Problem, reasons: dict[str, Unplanned]
) -> None:
    again = explained(example_problem, sample_plan(), at_most=4)

    assert [it.id for it in again] == [it.id for it in lacking(example_problem, sample_plan())]
    assert list(again[:4]) == list(reasons.values())[:4]


def test_figures_are_asked_only_where_somebody_loses(example_problem: Problem) -> None:
    contest = Rivals(example_problem, sample_plan()).of(
        "rq-004", ladders_of_request(example_problem, "rq-004")
    )

    assert [it.code for it in contest.reasons] == ["room_left"]
    assert contest.relaxations == ()
