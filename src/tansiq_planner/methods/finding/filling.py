"""Seats that cost nobody anything: a search that chooses by chance may have left some empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tansiq_planner.methods.asking.giving_way import GivingWay
from tansiq_planner.methods.engines.linear import STAGE
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.goal import Goal

MOST_TRIED = 40
"""Requests that are tried: enough for the programme of a region, and seconds in one of a continent."""


def filled(master: Master, values: list[int], goals: Sequence[Goal], *, at_last: bool = False) -> list[int]:
    """Give requests short of seats what they can have while nobody gives way, where that is better.

    Parameters
    ----------
    values : list of int
        A lawful plan.
    goals : sequence of Goal
        What is maximised, the most important first.
    at_last : bool
        These are all the goals there are: a seat may cost what a later one had saved.

    Returns
    -------
    list of int
        A lawful plan that is worth as much or more.
    """

    def worth(state: list[int]) -> list[int]:
        return [master.model.value(goal.terms, state) for goal in goals]

    trials: GivingWay | None = None
    for request in list(_short(master, values, goals))[:MOST_TRIED]:
        trials = trials or GivingWay(master.problem, master.plan(values))
        given = trials.of(request).free()
        if given is None:
            continue
        better = values_of(master, given.plan)
        broken = [row for row in master.model.broken(better) if not (at_last and row.rule.startswith(STAGE))]
        if worth(better) > worth(values) and not broken:
            values, trials = better, trials.on(master.plan(better))
    return values


def _short(master: Master, values: list[int], goals: Sequence[Goal]) -> Iterator[str]:
    """Give the requests that lack seats which are wanted, the most important first."""
    given: dict[str, int] = defaultdict(int)
    wanted, terms = set(), {variable for goal in goals if "seats" in goal.name for variable in goal.terms}
    for (request, _), seat in master.seats.items():
        given[request] += values[seat]
        if seat in terms:
            wanted.add(request)
    requests = master.problem.requests.values()
    short = [it for it in requests if it.id in wanted and given[it.id] < it.seats]
    yield from (it.id for it in sorted(short, key=lambda it: it.priority))
