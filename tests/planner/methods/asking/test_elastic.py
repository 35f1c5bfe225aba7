"""A figure raised in the elastic model gives the rows of a problem that has the figure so from the start."""

from __future__ import annotations

import pytest

from tansiq_planner.explain.changes import ladders_of_request, name_of
from tansiq_planner.methods.asking.elastic import Elastic, Name, roomy
from tansiq_planner.methods.engines.linear import INFINITE, Row
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Problem

Limits = dict[tuple[object, ...], tuple[int, int]]


@pytest.fixture(scope="module")
def elastic(example_problem: Problem) -> Elastic:
    return Elastic(example_problem)


def limits(rows: list[Row], rule: str, raised: dict[int, int]) -> Limits:
    """Give the limits of a rule's rows by their place and terms, with some variables put in."""
    found: Limits = {}
    for row in rows:
        terms = frozenset((v, c) for v, c in row.terms.items() if v not in raised)
        shift = sum(c * raised[v] for v, c in row.terms.items() if v in raised)
        low = row.low if row.low <= -INFINITE else row.low - shift
        if row.rule == rule:
            found[row.place, terms] = (low, row.high - shift)
    return found


@pytest.mark.parametrize(
    ("request_id", "figure"),
    [
        ("rq-003", ("R06", "over_ceiling", "u-ly-trg")),
        ("rq-046", ("R08", "too_many_editions", "crs-eng-201")),
        ("rq-007", ("R09", "too_few_instructors", "ip-lng")),
        ("rq-017", ("R09", "too_few_instructors", "ip-ly")),
        ("rq-060", ("R10", "over_capacity", "v-dz-staff")),
        ("rq-003", ("R11", "not_enough_graduates", "u-ly-trg", "crs-ins-101")),
        ("rq-046", ("R12", "not_enough_graduates", "u-ly-eng", "crs-lng-101")),
        ("rq-002", ("R14", "over_budget", "bl-01", "2026")),
    ],
)
@pytest.mark.parametrize("by", [1, 3])
def test_a_raised_figure_gives_the_rows_of_the_changed_problem(
    example_problem: Problem, elastic: Elastic, request_id: str, figure: Name, by: int
) -> None:
    ladder = next(it for it in ladders_of_request(example_problem, request_id) if name_of(it) == figure)
    sign = 1 if int(str(ladder.steps[-1])) > int(str(ladder.before)) else -1
    problem = ladder.apply(example_problem, int(str(ladder.before)) + sign * by)
    changed = Master(problem, roomy(example_problem))

    raised = dict.fromkeys(elastic.more.values(), 0) | {elastic.more[figure]: by}
    stretched = limits(elastic.master.model.rows, figure[0], raised)
    wanted = limits(changed.model.rows, figure[0], {})
    moved = limits(elastic.master.model.rows, figure[0], dict.fromkeys(raised, 0))

    assert {key: stretched.get(key) for key in wanted} == wanted
    assert stretched != moved
