"""Bounds sought stage by stage: never below what a plan can have, and only used where they count."""

from __future__ import annotations

import numpy as np
import pytest
from planner.small_world import small_problem

from tansiq_planner.methods.finding.greedy import greedy
from tansiq_planner.methods.finding.ladder import Rung, climb
from tansiq_planner.methods.finding.outline import Outline
from tansiq_planner.methods.finding.search import Search
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.options import goals_of
from tansiq_planner.result import Settings


@pytest.fixture(scope="module")
def best() -> Search:
    """Search the small world until nothing better can be in any stage before the last, the cost."""
    search = Search(small_problem(), Settings(option="A", work=3), lambda _: None)
    *stages, _cost = search.run().stages
    assert {stage.name: stage.proven for stage in stages if not stage.proven} == {}
    return search


@pytest.mark.parametrize("work", [0.0, 1e-9, 20.0])
def test_no_bound_lies_under_the_best_plan_however_soon_the_search_is_cut(work: float, best: Search) -> None:
    master = Master(small_problem())
    goals = [goal for goal in goals_of(master, "A") if goal.name != "cost"]
    had = [master.model.value(goal.terms, master.complete(greedy(master.columns))) for goal in goals]
    start = np.array(master.complete(greedy(master.columns)), float)

    rungs = climb(Outline(master, 1), goals, had, start, work)

    sums = [best.master.model.value(goal.terms, best.values) for goal in goals]
    counting = [rung for place, rung in enumerate(rungs) if rung.holds_for(sums[:place])]
    assert counting
    for place, rung in enumerate(rungs):
        if rung in counting:
            assert rung.bound >= sums[place]


def test_a_bound_counts_only_for_plans_that_have_what_it_took_for_granted() -> None:
    rung = Rung(7.0, (44, 3))

    assert [rung.holds_for(had) for had in ([44, 3], [45, 3], [43, 3], [44, 2])] == [True, True, False, False]
