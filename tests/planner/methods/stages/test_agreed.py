"""With a plan of before: what was agreed comes first, and only what must is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.small_world import lawful_plan, small_problem

from benchmarks.generator import tiny
from tansiq_planner.calendar import Window
from tansiq_planner.check import check
from tansiq_planner.methods.finding.search import Search
from tansiq_planner.methods.model.columns import Columns
from tansiq_planner.methods.stages.agreed import AGREED
from tansiq_planner.methods.stages.goal import SHARPEST, graded
from tansiq_planner.problem import EditionLock, Problem
from tansiq_planner.result import Settings
from tansiq_planner.scorecard import ScoreCard

WORK = 10


def planned(problem: Problem, **settings: object) -> tuple[dict[str, int], ScoreCard]:
    """Plan again; give the figure of each stage in order, and what the checker counts."""
    outcome = Search(problem, replace(Settings("A", work=WORK), **settings), lambda _: None).run()
    report = check(problem, outcome.plan)
    assert report.violations == ()
    return {stage.name: stage.value for stage in outcome.stages}, report.score


def after(**changes: object) -> Problem:
    return replace(small_problem(), baseline=lawful_plan(), **changes)


def without_days(problem: Problem, course: str, first: date, last: date) -> Problem:
    row = problem.courses[course]
    closed = replace(row, closed=(*row.closed, Window(first, last)))
    return replace(problem, courses={**problem.courses, course: closed})


def test_an_agreed_plan_that_still_holds_is_kept_whole() -> None:
    figures, score = planned(after())

    agreed = sum(edition.size for edition in lawful_plan().editions)
    assert list(figures)[:3] == list(AGREED)
    assert (score.agreed_exercises, score.agreed_seats, score.changes) == (
        len(lawful_plan().exercises),
        agreed,
        0,
    )


def test_only_an_edition_that_must_is_moved_and_its_seats_are_kept() -> None:
    edition = lawful_plan().editions[0]
    problem = without_days(after(), edition.course, edition.start, edition.start)

    figures, score = planned(problem)

    assert figures["agreed_seats"] == sum(it.size for it in lawful_plan().editions)
    assert figures["changes"] == 1
    assert (score.agreed_seats, score.changes) == (figures["agreed_seats"], figures["changes"])


def test_an_agreed_exercise_moves_with_its_window() -> None:
    problem = after()
    held = lawful_plan().exercises[0]
    row = problem.exercises[held.exercise]
    later = replace(row, window=Window(held.start.replace(day=held.start.day + 1), row.window.last))

    figures, score = planned(replace(problem, exercises={**problem.exercises, held.exercise: later}))

    assert figures["agreed_exercises"] == len(lawful_plan().exercises)
    assert score.agreed_exercises == len(lawful_plan().exercises)
    assert figures["changes"] >= 1


def test_asked_for_last_changes_are_one_stage_after_the_seats() -> None:
    figures, _ = planned(after(), agreed_last=True)

    assert list(figures) == ["seats_1", "exercises", "seats_2", "seats_3", "late_seats", "changes", "cost"]


@pytest.mark.parametrize("seed", range(1, 13))
def test_no_order_keeps_more_of_what_was_agreed(seed: int) -> None:
    problem = tiny(seed)
    before = Search(problem, Settings("A", work=WORK), lambda _: None).run().plan
    edition = before.editions[0]
    moved = without_days(replace(problem, baseline=before), edition.course, edition.start, edition.start)

    _, first = planned(moved)
    _, last = planned(moved, agreed_last=True)

    assert (first.agreed_exercises, first.agreed_seats) >= (last.agreed_exercises, last.agreed_seats)
    if (first.agreed_exercises, first.agreed_seats) == (last.agreed_exercises, last.agreed_seats):
        assert first.changes <= last.changes


def test_things_of_a_lower_grade_outweigh_all_of_the_higher_ones() -> None:
    (goal,) = graded("kept", {1: {0: 1, 1: 1}, 2: {2: 1, 3: 1, 4: 1}}, {1: 2, 2: 3})

    assert goal.terms == {0: 4, 1: 4, 2: 1, 3: 1, 4: 1}
    assert [goal.figure(value) for value in (0, 3, 4, 7, 8, 11)] == [0, 3, 1, 4, 2, 5]


def test_grades_too_many_for_one_figure_are_stages_of_their_own() -> None:
    goals = graded("kept", {1: {0: 1}, 2: {1: 1}}, {1: SHARPEST, 2: SHARPEST})

    assert [(goal.name, goal.most) for goal in goals] == [("kept_1", SHARPEST), ("kept_2", SHARPEST)]


def test_a_lock_against_the_agreed_plan_is_kept_and_little_else_moves() -> None:
    problem = after()
    held = lawful_plan().editions[0]
    other = next(
        slot
        for slot in Columns(problem).slots
        if (slot.course, slot.venue) == (held.course, held.venue) and slot.start > held.start
    )
    lock = EditionLock("lk-1", held.course, held.venue, other.start, {})

    figures, score = planned(replace(problem, locks=(lock,)))

    assert figures["changes"] <= 2
    assert score.agreed_exercises == len(lawful_plan().exercises)
