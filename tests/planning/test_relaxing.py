"""Every change that the planner can propose says the same in a programme's document as in the planner's own problem."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tansiq.home.rehearsal import EXAMPLE
from tansiq.planning.queries.plans.relaxing import relaxed
from tansiq_planner.explain.changes import Ladder, ladders_of_exercise, ladders_of_request
from tansiq_planner.files import read_problem, read_problem_text, read_programme
from tansiq_planner.problem import Problem
from tansiq_planner.result import Relaxation

PROBLEM = read_problem([EXAMPLE])
DOCUMENT = read_programme([EXAMPLE])[0].model_dump(mode="json", by_alias=True, exclude_none=True)
GATED = replace(PROBLEM, count_tacit_renewal=False)


def ladders(problem: Problem) -> Iterator[Ladder]:
    seen = set()
    for found in (
        *(ladder for request in problem.requests for ladder in ladders_of_request(problem, request)),
        *(ladder for exercise in problem.exercises for ladder in ladders_of_exercise(problem, exercise)),
    ):
        if (key := (found.code, *found.place.values())) not in seen and found.steps:
            seen.add(key)
            yield found


def by_code() -> dict[str, list[Ladder]]:
    found: dict[str, list[Ladder]] = {}
    for ladder in (*ladders(PROBLEM), *ladders(GATED)):
        found.setdefault(ladder.code, []).append(ladder)
    return found


LADDERS = by_code()


@pytest.mark.parametrize("code", sorted(LADDERS))
def test_change_in_the_document_is_the_change_of_the_planner(code: str) -> None:
    for ladder in LADDERS[code][:6]:
        for step in {ladder.steps[0], ladder.steps[-1]}:
            change = Relaxation(ladder.rule, ladder.code, ladder.place, ladder.before, step, 1)
            read = read_problem_text(json.dumps(relaxed(DOCUMENT, change)))
            expected = ladder.apply(GATED if step == "tacit_renewal" else PROBLEM, step)

            assert comparable(read) == comparable(expected), (code, ladder.place, step)


def comparable(problem: Problem) -> Problem:
    """Leave out the hashes of the parts; a ceiling counts in people, a need of nobody is none, growth starts above."""
    units = {
        name: (replace(unit, max_absent_share=None), unit.absence_ceiling)
        for name, unit in problem.units.items()
    }
    exercises = {
        name: replace(it, preconditions=tuple(need for need in it.preconditions if need.seats))
        for name, it in problem.exercises.items()
    }
    pools = {
        name: replace(
            pool, growth=pool.growth and replace(pool.growth, maximum=max(pool.growth.maximum, pool.capacity))
        )
        for name, pool in problem.pools.items()
    }
    return replace(problem, parts=(), units=units, exercises=exercises, pools=pools)


def test_every_change_that_the_planner_knows_is_tried() -> None:
    from tansiq.planning.queries.plans import relaxing

    assert set(LADDERS) <= set(relaxing._CHANGES)
    assert set(relaxing._CHANGES) - set(LADDERS) <= {"not_in_force"}
