"""The planner as a whole: the same again for the same settings, the same story 28 years later, the best on small worlds."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from planner.small_world import PLAIN, small_problem
from planner.years_later import shifted

from tansiq_planner.check import check
from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.model.lawful import lawful_slots
from tansiq_planner.problem import Problem, Request
from tansiq_planner.result import Progress, Settings
from tansiq_planner.solution import Edition, Plan
from tansiq_planner.solve import solve

ROOT = Path(__file__).parents[2]
SMALL = Settings(option="A", work=1)


def test_result_is_proved_and_says_how_it_ended() -> None:
    result = solve(small_problem(), SMALL)

    assert check(small_problem(), result.plan).violations == ()
    assert result.score == check(small_problem(), result.plan).score
    assert result.stopped_by in {"finished", "work"}


def test_cancelled_search_gives_the_best_plan_so_far() -> None:
    heard: list[Progress] = []

    result = solve(small_problem(), SMALL, progress=heard.append, cancelled=lambda: bool(heard))

    assert result.stopped_by == "cancelled"
    assert check(small_problem(), result.plan).violations == ()


@pytest.mark.slow
def test_a_search_with_nothing_new_still_says_every_second_that_it_lives(example_problem: Problem) -> None:
    heard: list[Progress] = []

    solve(
        example_problem,
        Settings(option="A", work=600),
        progress=heard.append,
        cancelled=lambda: len(heard) > 4,
    )

    waited = [later.seconds - earlier.seconds for earlier, later in itertools.pairwise(heard)]
    assert all(1.0 <= it < 5.0 for it in waited[-2:])
    assert len({(it.phase, it.best, it.bound) for it in heard[-3:]}) == 1


def test_cancel_while_reasons_are_sought_keeps_the_plan_and_lists_what_is_missing() -> None:
    problem = small_problem()
    request = replace(next(iter(problem.requests.values())), id="rq-greedy", seats=40)
    asking = replace(problem, requests={**problem.requests, request.id: request})
    heard: list[Progress] = []

    result = solve(
        asking, SMALL, progress=heard.append, cancelled=lambda: any(it.phase == "reasons" for it in heard)
    )

    assert result.stopped_by in {"finished", "work"}
    short = {it.id: it.seats - result.plan.seats_of(it.id) for it in asking.requests.values()}
    dropped = asking.exercises.keys() - {it.exercise for it in result.plan.exercises}
    assert {it.id: it.seats for it in result.unplanned} == {
        **{name: seats for name, seats in short.items() if seats},
        **dict.fromkeys(dropped, 0),
    }


def test_clock_cuts_and_says_so() -> None:
    result = solve(small_problem(), replace(SMALL, work=500, seconds=0.1))

    assert result.stopped_by == "clock"


def test_unknown_option_is_refused() -> None:
    with pytest.raises(CannotPlanError) as refused:
        solve(small_problem(), Settings(option="Z"))

    assert refused.value.code == "unknown_option"


def tiny(seed: int) -> Problem:
    """Make a world of two courses and three requests in five weeks, small enough to try every plan."""
    draw = random.Random(seed)  # noqa: S311 - repeatable worlds, no secret
    base = small_problem()
    course = replace(
        PLAIN,
        id="tiny",
        seats_min=draw.randint(1, 3),
        seats_max=draw.randint(3, 5),
        editions_per_year=draw.randint(1, 2),
        ramadan="allowed",
    )
    last = base.horizon.sunday(base.horizon.week_of(base.first_course_day) + 6)
    requests = {
        f"rq-{number}": Request(f"rq-{number}", unit, "tiny", draw.randint(1, 4), last, draw.randint(1, 3))
        for number, unit in enumerate(("u-border", "u-cadre"), 1)
    }
    return replace(
        base, courses={"tiny": course}, requests=requests, exercises={}, pools=base.pools, locks=()
    )


def best_by_trying_all(problem: Problem) -> tuple[int, int, int]:
    """Try every set of editions and every way to fill them; give the best seats by priority."""
    slots = lawful_slots(problem)
    course = problem.courses["tiny"]
    best = (0, 0, 0)
    fillings = []
    for slot in slots:
        names = sorted(slot.seats)
        for counts in itertools.product(*(range(slot.seats[name] + 1) for name in names)):
            seats = {name: count for name, count in zip(names, counts, strict=True) if count}
            if course.seats_min <= sum(seats.values()) <= slot.capacity:
                fillings.append(Edition(slot.course, slot.venue, slot.start, seats, dict(course.staffing[0])))
    for size in range(course.editions_per_year + 1):
        for editions in itertools.combinations(fillings, size):
            given = [0, 0, 0]
            for edition in editions:
                for name, count in edition.seats.items():
                    given[problem.requests[name].priority - 1] += count
            if tuple(given) > best and check(problem, Plan.of(list(editions), [])).is_lawful:
                best = (given[0], given[1], given[2])
    return best


@pytest.mark.parametrize("seed", range(6))
def test_small_worlds_get_the_best_plan_there_is(seed: int) -> None:
    problem = tiny(seed)

    result = solve(problem, SMALL)

    assert tuple(result.score.seats.get(priority, 0) for priority in (1, 2, 3)) == best_by_trying_all(problem)
    assert [stage.proven for stage in result.stages if stage.name.startswith("seats")] == [True] * 3


@pytest.mark.parametrize(
    "option", ["A", *(pytest.param(it, marks=pytest.mark.slow) for it in ("B", "C-cost", "C-date"))]
)
def test_everything_28_years_later_is_planned_28_years_later(option: str) -> None:
    problem, settings = small_problem(), replace(SMALL, option=option)

    now, later = solve(problem, settings), solve(shifted(problem), settings)

    assert later.plan == shifted(now.plan)
    assert later.stages == now.stages


@pytest.mark.slow
def test_the_library_is_useful_alone() -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "examples" / "plan_a_year.py"],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.splitlines()[-1] == "lawful: True"
