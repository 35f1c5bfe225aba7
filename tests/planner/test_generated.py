"""Two hundred invented programmes: every plan lawful, every bound true, by either way of searching."""

from __future__ import annotations

import pytest

from benchmarks.generator import tiny
from tansiq_planner.check import check
from tansiq_planner.methods.finding import search
from tansiq_planner.methods.finding.search import Search
from tansiq_planner.methods.told import Outcome
from tansiq_planner.problem import Problem
from tansiq_planner.result import Settings


def planned(problem: Problem, option: str, work: int) -> Outcome:
    return Search(problem, Settings(option=option, work=work), lambda _: None).run()


def judge(seed: int, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tiny(seed)
    exact = planned(problem, option, 10)
    monkeypatch.setattr(search, "EXACT_AT_ONCE", 0)  # as if the programme were a large one

    outcome = planned(problem, option, 2)

    assert [check(problem, it.plan).violations for it in (exact, outcome)] == [(), ()]
    alike = True  # a bound counts among plans that are as good in the stages before
    for there, here in zip(exact.stages, outcome.stages, strict=True):
        if not (alike and there.proven):
            break
        sign = 1 if here.sense == "most" else -1
        assert sign * here.bound >= sign * there.value
        assert sign * here.value <= sign * there.value
        alike = here.value == there.value


@pytest.mark.parametrize("option", ["A", "B", "C-cost", "C-date"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(it, marks=pytest.mark.slow) for it in (1, 2))])
def test_plans_are_lawful_and_bounds_true(seed: int, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(seed, option, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 200))
def test_many_plans_are_lawful_and_bounds_true(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(seed, ("A", "B", "C-cost", "C-date")[seed % 4], monkeypatch)
