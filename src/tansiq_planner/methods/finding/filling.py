"""Seats that cost nobody anything: a search that chooses by chance may have left some empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tansiq_planner.methods.asking.giving_way import GivingWay
from tansiq_planner.methods.engines.linear import Terms
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.methods.model.master import Master

MOST_TRIED = 40
"""Requests that are tried: enough for the programme of a region, and seconds in one of a continent."""


def filled(master: Master, values: list[int], terms: Terms) -> list[int]:
    """Give requests short of seats what they can have while nobody gives way, where that is better.

    Parameters
    ----------
    values : list of int
        A lawful plan.
    terms : mapping of int to int
        What is maximised.

    Returns
    -------
    list of int
        A lawful plan that is worth as much or more.
    """
    trials: GivingWay | None = None
    for request in list(_short(master, values, terms))[:MOST_TRIED]:
        trials = trials or GivingWay(master.problem, master.plan(values))
        given = trials.of(request).free()
        if given is None:
            continue
        better = values_of(master, given.plan)
        gain = master.model.value(terms, better) - master.model.value(terms, values)
        if gain > 0 and not master.model.broken(better):
            values, trials = better, None
    return values


def _short(master: Master, values: list[int], terms: Terms) -> Iterator[str]:
    """Give the requests that lack seats which are wanted, the most important first."""
    given: dict[str, int] = defaultdict(int)
    wanted = set()
    for (request, _), seat in master.seats.items():
        given[request] += values[seat]
        if seat in terms:
            wanted.add(request)
    requests = master.problem.requests.values()
    short = [it for it in requests if it.id in wanted and given[it.id] < it.seats]
    yield from (it.id for it in sorted(short, key=lambda it: it.priority))
