"""What the planner is measured against gives lawful plans, and the bound is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.generator import SIZES, make_problem, tiny
from benchmarks.measured import contestants
from benchmarks.measured.contestants import Task, worth
from benchmarks.measured.recorder import Recorder
from benchmarks.peers.first_fit import first_fit
from benchmarks.peers.rows import WEIGHTS, weighted_seats
from tansiq_planner.check import check
from tansiq_planner.files import read_problem
from tansiq_planner.methods.finding.greedy import greedy
from tansiq_planner.methods.model.master import Master

EXAMPLE = Path(__file__).parents[2] / "examples/example-programme.yaml"
ENGINES = ["cp-sat", "highs"]


def scored(problem, plan):
    """Weigh the seats as the checker counts them."""
    return sum(WEIGHTS[priority] * seats for priority, seats in check(problem, plan).score.seats.items())


def solved(name, problem):
    """Have an engine solve the weighted seats."""
    return contestants.seats_by_engine(name)(Task(problem, 30.0, 1), Recorder())


@pytest.mark.parametrize("seed", range(40))
def test_filling_in_by_priority_is_lawful(seed) -> None:
    problem = tiny(seed)

    assert check(problem, first_fit(problem)).violations == ()


def test_filling_in_by_priority_is_lawful_on_the_example_and_gives_most_of_its_seats() -> None:
    problem = read_problem([EXAMPLE])

    report = check(problem, first_fit(problem))

    assert report.violations == ()
    assert sum(report.score.seats.values()) > 0.7 * sum(report.score.requested.values())


def test_small_programme_is_scarce_but_most_can_be_given() -> None:
    problem = make_problem(SIZES["S"], 1)
    master = Master(problem)
    asked = sum(WEIGHTS[it.priority] * it.seats for it in problem.requests.values())

    by_hand, built = first_fit(problem), master.plan(master.complete(greedy(master.columns)))
    bound = contestants.relaxation(Task(problem, 60.0, 1), Recorder()).bound

    assert check(problem, by_hand).violations == check(problem, built).violations == ()
    assert 0.7 * asked < bound < 0.95 * asked
    assert 0.75 * bound < scored(problem, by_hand) < 0.95 * bound
    assert scored(problem, built) < 0.95 * bound


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("seed", [1, 4])
def test_engine_gives_a_lawful_plan_worth_its_proven_figure(name, seed) -> None:
    problem = tiny(seed)

    came = solved(name, problem)

    assert came.proven
    assert check(problem, came.plan).violations == ()
    assert worth(problem, came.plan) == scored(problem, came.plan) == round(came.bound)


@pytest.mark.parametrize("seed", range(5))
def test_engines_agree_between_the_plan_by_hand_and_the_bound(seed) -> None:
    problem = tiny(seed)

    values = [worth(problem, solved(name, problem).plan) for name in ENGINES]
    bound = contestants.relaxation(Task(problem, 30.0, 1), Recorder()).bound

    assert values[0] == values[1]
    assert scored(problem, first_fit(problem)) <= values[0] <= bound + 1e-6


@pytest.mark.parametrize("name", ENGINES)
def test_engine_goes_through_the_stages_of_coverage(name) -> None:
    problem = tiny(2)

    came = contestants.stages_by_engine(name)(Task(problem, 60.0, 1), Recorder())

    report = check(problem, came.plan)
    figures = {row["name"]: row["value"] for row in came.stages}
    assert report.violations == ()
    assert [row["proven"] for row in came.stages] == [True] * len(came.stages)
    assert {f"seats_{priority}": seats for priority, seats in report.score.seats.items()} == {
        name: figures[name] for name in ("seats_1", "seats_2", "seats_3")
    }


def test_late_seats_are_worth_nothing() -> None:
    problem = make_problem(SIZES["S"], 1)
    master = Master(problem)

    terms = weighted_seats(master)

    late = {seat for (request, index), seat in master.seats.items() if request in master.slots[index].late}
    assert late
    assert late & set(terms) == set()
