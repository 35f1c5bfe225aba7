"""What the engines find: lawful, no worse than what came before, the same again with the same settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from planner.small_world import small_problem

from tansiq_planner.check import check
from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.finding.greedy import greedy
from tansiq_planner.methods.finding.search import Report, Search
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.told import Outcome
from tansiq_planner.problem import ExerciseLock, Problem, SeatsLock
from tansiq_planner.result import Settings

SMALL = Settings(option="A", work=2)
UNCOUNTED = {"standard", "months_at_standard"}
"""What only the stages of option C count."""


def searched(problem: Problem, settings: Settings = SMALL) -> tuple[Search, list[Report]]:
    heard: list[Report] = []
    search = Search(problem, settings, heard.append)
    return search, heard


@pytest.fixture(scope="module")
def found() -> tuple[Outcome, list[Report]]:
    """Search the small world once, for all that begin with its plan; give what was heard on the way too."""
    search, heard = searched(small_problem())
    return search.run(), heard


@pytest.mark.parametrize("world", ["small", "example"])
def test_greedy_plan_is_lawful(world: str, example_problem: Problem) -> None:
    problem = small_problem() if world == "small" else example_problem
    master = Master(problem)

    values = master.complete(greedy(master.columns))

    assert master.model.broken(values) == []
    assert check(problem, master.plan(values)).violations == ()


def test_greedy_plan_gives_most_of_the_example(example_problem: Problem) -> None:
    master = Master(example_problem)

    plan = master.plan(master.complete(greedy(master.columns)))

    given = sum(edition.size for edition in plan.editions)
    asked = sum(request.seats for request in example_problem.requests.values())
    assert given > 0.8 * asked


def told(outcome: Outcome) -> dict[str, int]:
    """Give what the search says that each stage came to, where the score card tells it too."""
    return {stage.name: stage.value for stage in outcome.stages if stage.name not in UNCOUNTED}


def counted(problem: Problem, outcome: Outcome) -> dict[str, int]:
    """Give what the checker counts for the same stages."""
    score = check(problem, outcome.plan).score
    known = {f"seats_{priority}": seats for priority, seats in score.seats.items()} | {
        "late_seats": score.late_seats,
        "untrained": score.untrained,
        "exercises": sum(score.held.values()),
        "task_months": score.task_months,
        "cost": score.cost,
        "national_weeks": score.national_weeks,
    }
    return {name: known[name] for name in told(outcome)}


@pytest.mark.parametrize("option", ["A", "B", "C-cost", "C-date"])
def test_every_option_gives_a_lawful_plan_whose_figures_the_checker_finds_too(option: str) -> None:
    problem = small_problem()

    outcome = searched(problem, replace(SMALL, option=option))[0].run()

    assert check(problem, outcome.plan).violations == ()
    assert told(outcome) == counted(problem, outcome)
    assert [stage.value <= stage.bound for stage in outcome.stages if stage.sense == "most"].count(False) == 0
    assert [stage.value >= stage.bound for stage in outcome.stages if stage.sense == "fewest"].count(
        False
    ) == 0


def test_same_settings_give_the_same_plan(found: tuple[Outcome, list[Report]]) -> None:
    assert searched(small_problem())[0].run() == found[0]


@pytest.mark.slow
@pytest.mark.parametrize("option", ["A", "B"])
def test_same_settings_give_the_same_plan_of_the_example(option: str, example_problem: Problem) -> None:
    settings = Settings(option=option, work=5)

    plans = [searched(example_problem, settings)[0].run() for _ in range(2)]

    assert plans[0] == plans[1]
    assert told(plans[0]) == counted(example_problem, plans[0])


@pytest.mark.slow
@pytest.mark.parametrize("option", ["C-cost", "C-date"])
def test_the_standard_is_sought_on_the_example(option: str, example_problem: Problem) -> None:
    outcome = searched(example_problem, Settings(option=option, work=5))[0].run()

    assert check(example_problem, outcome.plan).violations == ()
    assert outcome.stages[0].name == "standard"
    assert outcome.stages[0].value <= outcome.stages[0].bound


def test_every_plan_reported_on_the_way_is_lawful(found: tuple[Outcome, list[Report]]) -> None:
    plans = [report.plan for report in found[1] if report.plan is not None]

    assert plans
    assert [check(small_problem(), plan).violations for plan in plans] == [()] * len(plans)


def test_a_plan_reads_back_as_the_values_it_came_from() -> None:
    master = Master(small_problem())
    values = master.complete(greedy(master.columns))

    assert values_of(master, master.plan(values)) == values


def test_locks_are_kept(found: tuple[Outcome, list[Report]]) -> None:
    problem = small_problem()
    held = found[0].plan.exercises[0]
    exercise = problem.exercises[held.exercise]
    other = next(day.start for day in Master(problem).days[held.exercise] if day.start != held.start)
    locked = replace(problem, locks=(ExerciseLock("lk-1", exercise.id, other),))

    try:
        plan = searched(locked)[0].run().plan
    except CannotPlanError as error:
        pytest.skip(f"the small world has no plan with that day: {error}")

    assert {it.exercise: it.start for it in plan.exercises}[exercise.id] == other
    assert check(locked, plan).violations == ()


def test_locks_that_cannot_be_kept_are_refused() -> None:
    problem = small_problem()
    request = next(iter(problem.requests.values()))
    impossible = replace(problem, locks=(SeatsLock("lk-1", request.id, request.seats + 1),))

    with pytest.raises(CannotPlanError) as refused:
        searched(impossible)

    assert refused.value.code == "locks_conflict"


def test_baseline_is_kept_where_nothing_is_lost_by_it(found: tuple[Outcome, list[Report]]) -> None:
    again = searched(replace(small_problem(), baseline=found[0].plan))[0].run()

    assert next(stage.value for stage in again.stages if stage.name == "changes") == 0


def test_what_has_begun_stays(found: tuple[Outcome, list[Report]]) -> None:
    before = found[0].plan
    first = before.editions[0]
    later = replace(small_problem(), baseline=before, as_of=first.start + timedelta(days=1))

    after = searched(later)[0].run().plan

    assert first in after.editions
    assert check(later, after).violations == ()
