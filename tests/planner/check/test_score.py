"""The score card of the small world, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.check.breaking import broken, with_
from planner.small_world import (
    FIELD,
    FRENCH,
    LAW_1,
    LAW_2,
    LAW_3,
    MAP,
    MINES,
    PATROL_1,
    TEACH,
    lawful_plan,
    small_problem,
)

from tansiq_planner.check import check
from tansiq_planner.scorecard import Share, Spending
from tansiq_planner.solution import Plan

MONTHS = 22
"""February 2026 to November 2027: January 2026 ends before `as_of`, December 2027 after the horizon."""
HALF_YEARS = 3
"""June and December 2026, June 2027."""


def score_of(problem, plan):
    return check(problem, plan).score


def test_seats_by_priority_late_ones_apart():
    score = score_of(small_problem(), lawful_plan())

    assert score.requested == {1: 10 + 6 + 8, 2: 4 + 4 + 3, 3: 4 + 6}
    assert score.seats == {1: 24, 2: 11, 3: 6}
    assert score.late_seats == 4


def test_an_edition_that_ends_on_the_day_of_a_request_is_on_time():
    by_the_end = with_(requests={"law-border-late": {"by": date(2026, 4, 16)}})
    score = score_of(by_the_end, lawful_plan())

    assert (score.seats[3], score.late_seats) == (10, 0)


def test_a_score_at_the_threshold_is_not_untrained():
    border = small_problem().units["u-border"]
    patrol, law = border.tasks
    at_threshold = with_(units={"u-border": {"tasks": (replace(patrol, start=30), law)}})
    just_under = with_(units={"u-border": {"tasks": (replace(patrol, start=29), law)}})

    assert score_of(at_threshold, Plan()).untrained_by_unit["u-border"] == 0
    assert score_of(just_under, Plan()).untrained_by_unit["u-border"] == HALF_YEARS


def test_exercises_by_level():
    score = score_of(small_problem(), broken(drop=[FIELD]).plan)

    assert score.held == {1: 1, 2: 0}
    assert score.exercises == {1: 1, 2: 1}


def test_weeks_led_by_national_instructors():
    score = score_of(small_problem(), lawful_plan())

    assert score.national_weeks == 1 + 1
    assert score.course_weeks == 1 + 2 + 1 + 1 + 3 + 4 + 4 + 3


def test_costs_by_payer_kind_and_year():
    score = score_of(small_problem(), lawful_plan())
    instruction = (1000 + 10 * 10) + (1000 + 10 * 6) + (1000 + 10 * 4)
    instruction += (2000 + 50 * 4) + (4000 + 200 * 8) + (5000 + 300 * 3)
    spent = {(row.payer, row.kind, row.year): row.spent for row in score.spending if row.spent}

    assert spent == {
        ("joint", "exercise", 2026): 10_000,
        ("joint", "exercise", 2027): 30_000,
        ("north", "instruction", 2026): instruction,
        ("north", "instruction", 2027): 4000 + 200 * 6,
        ("north", "lodging", 2026): 10 * (3 * 8 + 4 * 3),
        ("north", "lodging", 2027): 10 * 3 * 6,
        ("north", "mtt_deploy", 2026): 500 * (1 + 2 + 4),
        ("south", "allowance", 2026): 20 * (3 * 8 + 4 * 3),
        ("south", "allowance", 2027): 20 * 3 * 6,
        ("south", "language", 2026): 3000 + 100 * 4,
        ("south", "travel", 2026): 100 * (8 + 3),
        ("south", "travel", 2027): 100 * 6,
    }
    assert score.cost == sum(spent.values()) == 72_320


def spent_on(kind, **rate):
    """Give what each payer spends on a kind of cost when its rate is changed."""
    rows = score_of(with_(rates={kind: rate}), lawful_plan()).spending
    return {(row.payer, row.year): row.spent for row in rows if row.kind == kind and row.spent}


def test_the_payer_of_a_rate_is_provider_host_sender_or_one_by_name():
    assert spent_on("language", payer="joint") == {("joint", 2026): 3_400}
    assert spent_on("language", payer="provider") == {("north", 2026): 3_400}
    assert spent_on("language", payer="host") == {("south", 2026): 3_400}
    assert spent_on("exercise", payer="north") == {("north", 2026): 10_000, ("north", 2027): 30_000}


def test_exercises_without_a_rate_are_paid_jointly():
    rates = {kind: rate for kind, rate in small_problem().rates.items() if kind != "exercise"}

    assert score_of(replace(small_problem(), rates=rates), lawful_plan()).cost == 72_320
    assert check(replace(small_problem(), rates=rates), lawful_plan()).is_lawful


def test_a_line_carries_its_unspent_rest_up_to_its_share():
    rows = {(row.line, row.year): row for row in score_of(small_problem(), lawful_plan()).spending}

    assert rows["l-instruction", 2027].allowed == 5_100 + (17_000 - 16_900)
    assert rows["l-exercise", 2027].allowed == 29_000 + 12_000 // 10
    assert rows["l-language", 2027] == Spending("l-language", "south", "language", 2027, 0, 4_000 // 10)
    assert rows[None, 2026] == Spending(None, "north", "lodging", 2026, 360, None)


def test_a_share_of_a_line_is_rounded_down():
    odd = with_(lines={"l-language": {"by_year": {2026: 4_009}}})
    rows = {(row.line, row.year): row for row in score_of(odd, lawful_plan()).spending}

    assert rows["l-language", 2027].allowed == 400


def test_nothing_is_carried_into_the_first_year_nor_out_of_an_overspent_one():
    lines = {"l-instruction": {"by_year": {2025: 9_000, 2026: 16_000, 2027: 5_100}}}
    before_the_horizon = replace(LAW_1, start=date(2025, 12, 28))
    plan = broken(add=[before_the_horizon]).plan
    problem = replace(with_(lines=lines), baseline=Plan.of([before_the_horizon], []))
    rows = [row for row in score_of(problem, plan).spending if row.line == "l-instruction"]

    assert [(row.year, row.spent, row.allowed) for row in rows] == [
        (2025, 1_100, 9_000),
        (2026, 16_900, 16_000),
        (2027, 5_200, 5_100),
    ]


def test_what_was_carried_can_be_carried_again():
    """Of 4,000 a tenth passes to 2026; with it 3,400 of 3,800 are spent, and a tenth of 3,400 passes on."""
    problem = with_(lines={"l-language": {"by_year": {2025: 4_000, 2026: 3_400}}})
    problem = replace(problem, horizon=replace(problem.horizon, first=date(2025, 1, 5)))
    rows = [row for row in score_of(problem, lawful_plan()).spending if row.line == "l-language"]

    assert [(row.year, row.allowed) for row in rows] == [(2025, 4_000), (2026, 3_800), (2027, 340)]


def test_untrained_counts_essential_tasks_at_june_and_december():
    """Border starts patrol at 25 and cadre teaching at 28; both under 30 until they pass a course."""
    without_courses = Plan.of([LAW_1, LAW_2, LAW_3, FRENCH, MINES], [])

    assert score_of(small_problem(), without_courses).untrained_by_unit == {
        "u-border": HALF_YEARS,
        "u-cadre": HALF_YEARS,
        "u-partner": 0,
    }
    assert score_of(small_problem(), without_courses).untrained == 2 * HALF_YEARS
    assert score_of(small_problem(), broken(drop=[PATROL_1]).plan).untrained_by_unit["u-border"] == 1
    assert score_of(small_problem(), lawful_plan()).untrained == 0


def test_task_months_without_courses_are_those_already_at_target():
    score = score_of(small_problem(), Plan())
    assert score.task_months == 3 * MONTHS
    assert score.task_months_at_most == (5 + 3 + 4 + 2 + 4 + 3) * MONTHS


@pytest.mark.parametrize(("target", "months"), [(88, MONTHS), (89, 0)])
def test_a_score_at_its_target_counts(target, months):
    unit = small_problem().units["u-partner"]
    problem = with_(units={"u-partner": {"tasks": (replace(unit.tasks[0], target=target),)}})

    assert score_of(problem, Plan()).task_months == 3 * months


def test_task_months_of_a_task_that_reaches_its_target_for_a_while():
    """Teaching, weight 4: 28 + 48 r reaches its target of 70 while r is at least 0.875.

    r is 0.98, 0.93, 0.89 and 0.84 at the ends of March, April, May and June 2026, 12 to 103 days after the
    course.
    """
    score = score_of(small_problem(), Plan.of([TEACH], []))

    assert score.by_command["staff"].task_months == 4 * 3


def test_shares_of_commands_and_parties():
    score = score_of(small_problem(), broken(drop=[FRENCH, MINES]).plan)

    assert {name: (it.seats, it.requested) for name, it in score.by_command.items()} == {
        "guard": (28, 28),
        "partners": (0, 0),
        "staff": (10, 17),
    }
    assert score.by_party["north"] == Share(0, 0, 3 * MONTHS)
    assert score.by_party["south"].seats == 38


def test_changes_count_baseline_editions_and_exercises_not_at_their_place_and_day():
    moved = replace(MAP, start=date(2026, 11, 16))
    baseline = replace(small_problem(), baseline=lawful_plan())
    plan = broken(
        swap=[(MAP, moved), (LAW_1, replace(LAW_1, seats={"law-border": 5}))], drop=[FRENCH], add=[]
    ).plan

    assert score_of(baseline, plan).changes == 2
    assert score_of(baseline, lawful_plan()).changes == 0
    assert score_of(small_problem(), lawful_plan()).changes is None


def test_agreed_seats_are_those_of_the_baseline_that_its_requests_have_anywhere():
    agreed = sum(edition.size for edition in lawful_plan().editions)
    baseline = replace(small_problem(), baseline=lawful_plan())
    plan = broken(swap=[(LAW_1, replace(LAW_1, seats={"law-border": 5}))], drop=[FRENCH, MAP], add=[]).plan

    lost = FRENCH.size + LAW_1.size - 5
    assert score_of(baseline, lawful_plan()).agreed_seats == agreed
    assert score_of(baseline, plan).agreed_seats == agreed - lost
    assert score_of(baseline, plan).agreed_exercises == len(lawful_plan().exercises) - 1
    assert score_of(small_problem(), lawful_plan()).agreed_seats is None


def test_without_all_ratings_readiness_is_not_scored():
    problem = small_problem()
    unit = problem.units["u-partner"]
    withheld = with_(units={"u-partner": {"tasks": (replace(unit.tasks[0], start=None),)}})
    score = score_of(withheld, lawful_plan())

    assert (score.untrained, score.task_months, score.task_months_at_most) == (None, None, None)
    assert score.untrained_by_unit == {}
    assert score.by_party["south"] == Share(45, 45, None)


def test_seats_that_no_request_asks_for_are_not_counted():
    stray = replace(LAW_1, seats={"nobody": 3, "patrol-border": 2, "law-border": 6, "law-cadre": -4})
    score = score_of(small_problem(), Plan.of([stray], []))

    assert score.seats == {1: 6, 2: 0, 3: 0}
