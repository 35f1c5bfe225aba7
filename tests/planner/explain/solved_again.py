"""What a request can have, asked of the plain model of the whole question: no crowd, no short search, no stretched rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tansiq_planner.methods.asking.alone import courses_before, courses_behind
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

WORK = 60.0


def most_in_any_plan(problem: Problem, request: str) -> int:
    """Give the most seats of a request when nothing else is wanted, proven."""
    behind = courses_behind(problem, problem.requests[request].course)
    wanted = {name: it for name, it in problem.requests.items() if it.course in behind}
    master = Master(replace(problem, requests=wanted, exercises={}, locks=(), baseline=None))
    seats = {seat: 1 for (name, _), seat in master.seats.items() if name == request}
    if not seats:
        return 0
    outcome = maximise(master.model, seats, work=WORK)
    assert outcome.proven
    return master.model.value(seats, outcome.values or [])


def with_more(
    problem: Problem, plan: Plan, request: str, seats: int, moving: Collection[str] = ()
) -> Plan | None:
    """Give a plan with so many seats of a request and nobody worse off; None when it is proven that there is none.

    Every edition and exercise stays but for the courses before the request, where others keep their number of seats and
    come into editions in which they are not only within `moving`, where they lack seats, or where they are of its unit.
    """
    master = Master(problem)
    model, values = master.model, values_of(master, plan)
    own = problem.requests[request]
    before = courses_before(problem, own.course)
    kept = [it for days in master.start.values() for it in days]
    for index, slot in enumerate(master.slots):
        if slot.course not in before:
            kept += [master.edition[index], *master.staffing[index]]
    totals: dict[str, list[int]] = {}
    for (name, _), seat in master.seats.items():
        other = problem.requests[name]
        if other.course not in before:
            kept.append(seat)
            continue
        totals.setdefault(name, []).append(seat)
        wants = other.unit == own.unit or plan.seats_of(name) < other.seats
        if not values[seat] and not wants and other.course not in moving:
            model.upper[seat] = 0
    for variable in kept:
        model.lower[variable] = model.upper[variable] = values[variable]
    for name, its_seats in totals.items():
        least = seats if name == request else plan.seats_of(name)
        model.row([(seat, 1) for seat in its_seats], least, 10**6, "at least", name)
    outcome = maximise(model, {}, work=WORK)
    assert outcome.impossible or outcome.values is not None
    return None if outcome.values is None else master.plan(outcome.values)
