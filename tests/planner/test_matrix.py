"""The readiness matrix: letters, the sum behind each, and targets out of reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.small_world import LAW_1, LAW_3, TEACH, lawful_plan, small_problem

from tansiq_planner.check import check
from tansiq_planner.matrix import Readiness, letter_of, out_of_reach, readiness_at
from tansiq_planner.problem import Task
from tansiq_planner.readiness import MICRO
from tansiq_planner.result import OutOfReach
from tansiq_planner.solution import Plan


def retained(days: int, half_life: float, turnover: float) -> float:
    months, years = days / (365.25 / 12), days / 365.25
    return (0.3 + 0.7 * 2 ** (-months / half_life)) * (1 - turnover) ** years


def points(cell) -> float:
    return cell.micro_score / MICRO


def at(day: date, plan: Plan | None = None, problem=None):
    return readiness_at(problem or small_problem(), lawful_plan() if plan is None else plan, day)


def test_a_full_course_by_hand():
    """Teaching of the cadre on 30 June 2026: all 4 of 4 passed on 19 March, 103 days before."""
    cell = at(date(2026, 6, 30))["u-cadre", "c-teach"]

    assert points(cell) == pytest.approx(28 + 48 * retained(103, 11.0, 0.05), abs=1e-3)
    assert (cell.letter, cell.at_target, cell.is_untrained) == ("P", False, False)


def test_a_course_in_three_editions_by_hand():
    """Law of the border unit on 31 December 2026: 6 of 14 passed on 19 February, 6 and 2 on 16 April."""
    cell = at(date(2026, 12, 31))["u-border", "c-law"]
    first, second = retained(315, 6.5, 0.10), retained(259, 6.5, 0.10)

    assert points(cell) == pytest.approx(40 + 40 * (6 * first + 6 * second + 2 * second) / 14, abs=1e-3)


def test_courses_and_exercises_with_three_caps_by_hand():
    """Patrol of the border unit on 30 April 2027: a course (cap 80), then two exercises (caps 85 and 88)."""
    cell = at(date(2027, 4, 30))["u-border", "c-patrol"]
    course = 30 * (8 * retained(351, 11.0, 0.10) + 6 * retained(57, 11.0, 0.10)) / 14
    after_course = min(80, 25 + course)
    after_map = min(85, after_course + 10 * retained(177, 11.0, 0.10))
    after_field = min(88, after_map + 12 * retained(15, 11.0, 0.10))

    assert points(cell) == pytest.approx(after_field, abs=1e-3)


def test_a_cell_shows_how_it_came_about():
    cell = at(date(2027, 4, 30))["u-border", "c-patrol"]

    assert [(it.what, it.ended, it.gain, it.cap, it.seats, it.quota) for it in cell.contributions] == [
        ("patrol@school@2026-04-26", date(2026, 5, 14), 30, 80, 8, 14),
        ("patrol@school@2027-02-14", date(2027, 3, 4), 30, 80, 6, 14),
        ("map", date(2026, 11, 4), 10, 85, 1, 1),
        ("field", date(2027, 4, 15), 12, 88, 1, 1),
    ]
    assert cell.micro_score == cell.start * MICRO + sum(it.micro_points for it in cell.contributions)
    assert all(
        it.micro_points == -(-it.gain * it.retention_ppm // it.quota) * it.seats for it in cell.contributions
    )


def test_a_gain_counts_in_full_on_the_last_day_and_not_before():
    before = at(date(2026, 3, 18))["u-cadre", "c-teach"]
    on_the_day = at(date(2026, 3, 19))["u-cadre", "c-teach"]
    day_after = at(date(2026, 3, 20))["u-cadre", "c-teach"]

    assert (points(before), before.contributions) == (28, ())
    assert (points(on_the_day), on_the_day.letter, on_the_day.at_target) == (76, "T-", True)
    assert 75.8 < points(day_after) < 76


def test_a_full_exercise_counts_in_full_for_the_units_it_raises():
    assert (
        points(at(date(2026, 11, 4), Plan.of([], [*lawful_plan().exercises]))["u-border", "c-patrol"]) == 35
    )


def test_without_a_plan_the_commanders_scores_stand():
    cells = readiness_at(small_problem(), None, date(2027, 6, 30))

    assert {key: (cell.micro_score, cell.letter) for key, cell in cells.items()} == {
        ("u-border", "c-patrol"): (25 * MICRO, "U"),
        ("u-border", "c-law"): (40 * MICRO, "P-"),
        ("u-cadre", "c-teach"): (28 * MICRO, "U"),
        ("u-cadre", "c-mines"): (20 * MICRO, "U"),
        ("u-cadre", "c-law"): (45 * MICRO, "P-"),
        ("u-partner", "c-patrol"): (88 * MICRO, "T"),
    }
    assert [key for key, cell in cells.items() if cell.is_untrained] == [
        ("u-border", "c-patrol"),
        ("u-cadre", "c-teach"),
        ("u-cadre", "c-mines"),
    ]


@pytest.mark.parametrize(
    ("micro_score", "letter"),
    [(100 * MICRO, "T"), (85 * MICRO, "T"), (85 * MICRO - 1, "T-"), (50 * MICRO, "P"), (0, "U")],
)
def test_a_letter_begins_at_its_points(micro_score, letter):
    assert letter_of(small_problem(), micro_score) == letter


def test_a_score_under_every_letter_has_the_lowest():
    assert letter_of(replace(small_problem(), letters=(("A", 60), ("B", 20))), 19 * MICRO) == "B"


def test_a_rating_that_was_not_released_gives_no_cell():
    problem = small_problem()
    border = problem.units["u-border"]
    withheld = replace(border, tasks=(replace(border.tasks[0], start=None), border.tasks[1]))
    cells = at(date(2026, 6, 30), problem=replace(problem, units={**problem.units, "u-border": withheld}))

    assert cells["u-border", "c-patrol"] is None
    assert cells["u-border", "c-law"].start == 40


def test_the_share_trained_counts_people_by_the_day():
    cells = at(date(2026, 4, 15))

    assert cells["u-border", "c-law"].share_trained == (6, 40)
    assert cells["u-cadre", "c-law"].share_trained == (4 + 2, 16)
    assert cells["u-cadre", "c-mines"].share_trained == (0, 16)
    assert at(date(2026, 4, 16))["u-border", "c-law"].share_trained == (14, 40)


def test_who_passes_a_course_built_on_another_is_counted_once():
    problem = small_problem()
    advanced = replace(problem.courses["teach"], teaches=problem.courses["law"].teaches)
    cells = at(date(2026, 12, 31), problem=replace(problem, courses={**problem.courses, "teach": advanced}))

    assert cells["u-cadre", "c-law"].share_trained == (2 + 4 + 2, 16)
    assert [it.what for it in cells["u-cadre", "c-law"].contributions] == [LAW_1.id, TEACH.id, LAW_3.id]


def test_no_more_are_trained_than_there_are_people():
    problem = small_problem()
    tiny = replace(problem.units["u-border"], headcount=9)
    unknown = replace(problem.units["u-cadre"], headcount=None)
    cells = at(
        date(2026, 12, 31),
        problem=replace(problem, units={**problem.units, "u-border": tiny, "u-cadre": unknown}),
    )

    assert cells["u-border", "c-law"].share_trained == (9, 9)
    assert cells["u-cadre", "c-law"].share_trained is None


def test_the_matrix_and_the_score_card_agree():
    problem, plan = small_problem(), lawful_plan()
    readiness, score = Readiness(problem, plan), check(problem, plan).score
    months = [readiness.at(day).values() for day in problem.judged_months()]
    half_years = [readiness.at(day).values() for day in problem.judged_half_years()]

    assert score.task_months == sum(cell.weight for cells in months for cell in cells if cell.at_target)
    assert score.untrained == sum(
        cell.is_untrained and cell.weight >= 4 for cells in half_years for cell in cells
    )


def with_target(target: int):
    """Give the small problem with another target for patrol of the border unit: 25 + 30 + 10 + 12 = 77."""
    problem = small_problem()
    border = problem.units["u-border"]
    tasks = (replace(border.tasks[0], target=target), border.tasks[1])
    return replace(problem, units={**problem.units, "u-border": replace(border, tasks=tasks)})


def test_every_target_of_the_small_world_can_be_reached():
    assert out_of_reach(small_problem()) == ()


@pytest.mark.parametrize(
    ("target", "rows"),
    [
        (76, ()),
        (77, (OutOfReach("u-border", "c-patrol", 77, 77, "day_0", taught=True),)),
        (78, (OutOfReach("u-border", "c-patrol", 78, 77, "never", taught=True),)),
    ],
)
def test_a_target_is_out_of_reach_for_good_or_after_a_day(target, rows):
    assert out_of_reach(with_target(target)) == rows


def test_a_cap_can_put_a_target_out_of_reach():
    problem = with_target(70)
    low = replace(problem.courses["patrol"].teaches[0], cap=50)
    patrol = replace(problem.courses["patrol"], teaches=(low,))
    capped = replace(problem, courses={**problem.courses, "patrol": patrol})

    assert [(row.competency, row.best) for row in out_of_reach(with_target(73))] == []
    assert out_of_reach(replace(capped, units=with_target(73).units)) == (
        OutOfReach("u-border", "c-patrol", 73, 50 + 10 + 12, "never", taught=True),
    )


def test_what_nothing_raises_is_not_taught():
    problem = small_problem()
    partner = replace(
        problem.units["u-partner"], tasks=(Task("c-law", 2, 50, 49), Task("c-mines", 2, 50, 50))
    )

    assert out_of_reach(replace(problem, units={**problem.units, "u-partner": partner})) == (
        OutOfReach("u-partner", "c-law", 50, 49, "never", taught=False),
    )


def test_the_example_names_its_planted_gaps(example_problem):
    rows = out_of_reach(example_problem)

    assert [(row.unit, row.competency, row.best, row.when) for row in rows if not row.taught] == [
        ("u-ly-ct-2", "c-com", 30, "never"),
        ("u-ly-med", "c-com", 30, "never"),
        ("u-dz-brd", "c-com", 80, "never"),
        ("u-dz-brd", "c-sar", 72, "never"),
        ("u-dz-brd", "c-pln", 82, "never"),
    ]
    assert [(row.unit, row.competency, row.best, row.when) for row in rows if row.taught] == [
        ("u-ly-bg-c", "c-com", 25 + 5, "never"),
        ("u-ly-ct-2", "c-exp", 22 + 8, "never"),
        ("u-ly-trg", "c-tmg", 25 + 45, "day_0"),
        ("u-ly-trg", "c-lng", 25 + 15, "never"),
    ]
