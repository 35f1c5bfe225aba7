"""A plan as values of the master model's variables."""

from __future__ import annotations

from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.model.master import Master
from tansiq_planner.solution import Plan


def values_of(master: Master, plan: Plan) -> list[int]:
    """Give the values that stand for a plan.

    Raises
    ------
    CannotPlanError
        With code `not_lawful_here` when an edition or exercise is at a place or day that the rules forbid.
    """
    values, elsewhere = values_near(master, plan)
    if elsewhere:
        raise CannotPlanError("not_lawful_here", {"edition": min(elsewhere)})
    return values


def values_near(master: Master, plan: Plan) -> tuple[list[int], dict[str, str]]:
    """Give the values of what the rules still allow of a plan, and the course of each edition that they do not.

    Seats that a request may no longer have there are left out; an exercise on a forbidden day is not held.
    """
    values = [0] * master.model.size
    elsewhere: dict[str, str] = {}
    places = {(slot.course, slot.venue, slot.start): index for index, slot in enumerate(master.slots)}
    for edition in plan.editions:
        index = places.get((edition.course, edition.venue, edition.start))
        options = [dict(option) for option in master.problem.courses[edition.course].staffing]
        if index is None or dict(edition.instructors) not in options:
            elsewhere[edition.id] = edition.course
            continue
        values[master.edition[index]] = 1
        values[master.staffing[index][options.index(dict(edition.instructors))]] = 1
        for request, count in edition.seats.items():
            seat = master.seats.get((request, index))
            if seat is not None:
                values[seat] = min(count, master.model.upper[seat])
    for held in plan.exercises:
        for variable, day in zip(master.start[held.exercise], master.days[held.exercise], strict=True):
            if day.start == held.start:
                values[variable] = 1
    return master.complete(values), elsewhere
