"""The plans beside the example are for it, are lawful, and are worth what their page in the reference says."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import pytest
from desk.example_plan import OPTIONS, planned_example

from tansiq_planner.check import check
from tansiq_planner.result import Settings, Stage

PAGE = Path("docs/reference/example-plans.md")


@pytest.mark.parametrize("option", OPTIONS)
def test_plan_beside_the_example_is_lawful(option: str) -> None:
    problem, result = planned_example(option)

    assert check(problem, result.plan).violations == ()
    assert result.settings == Settings(option)


@pytest.mark.parametrize("option", OPTIONS)
def test_stages_of_the_plan_are_what_the_checker_counts(option: str) -> None:
    _, result = planned_example(option)
    score = result.score
    counted = {f"seats_{priority}": seats for priority, seats in score.seats.items()} | {
        "untrained": score.untrained,
        "exercises": sum(score.held.values()),
        "task_months": score.task_months,
        "late_seats": score.late_seats,
        "national_weeks": score.national_weeks,
        "cost": score.cost,
    }

    told = {stage.name: stage.value for stage in result.stages}

    assert told == {name: counted[name] for name in told}


@pytest.mark.parametrize("option", OPTIONS)
def test_everything_that_the_plan_lacks_has_its_reasons(option: str) -> None:
    problem, result = planned_example(option)
    short = {it.id for it in problem.requests.values() if result.plan.seats_of(it.id) < it.seats}
    held = {it.exercise for it in result.plan.exercises}

    told = {it.id for it in result.unplanned}

    assert told == short | (set(problem.exercises) - held)


@pytest.mark.parametrize("option", OPTIONS)
def test_page_tells_every_stage_with_its_bound(option: str) -> None:
    _, result = planned_example(option)

    rows = [
        f"| {option} | `{stage.name}` | {stage.value} | {_bound(stage)} | {'proven' if stage.proven else 'open'} |"
        for stage in result.stages
    ]

    assert [row for row in rows if row not in PAGE.read_text(encoding="utf-8").splitlines()] == []


def _bound(stage: Stage) -> str:
    return f"{stage.bound:.0f}" if isfinite(stage.bound) else "none"
