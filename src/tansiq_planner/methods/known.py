"""A plan as values of the master model's variables."""

from __future__ import annotations

from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.master import Master
from tansiq_planner.solution import Plan


def values_of(master: Master, plan: Plan) -> list[int]:
    """Give the values that stand for a plan.

    Raises
    ------
    CannotPlanError
        With code `not_lawful_here` when an edition or exercise is at a place or day that the rules forbid.
    """
    values = [0] * master.model.size
    places = {(slot.course, slot.venue, slot.start): index for index, slot in enumerate(master.slots)}
    for edition in plan.editions:
        index = places.get((edition.course, edition.venue, edition.start))
        if index is None:
            raise CannotPlanError("not_lawful_here", {"edition": edition.id})
        values[master.edition[index]] = 1
        options = master.problem.courses[edition.course].staffing
        taken = [dict(option) for option in options].index(dict(edition.instructors))
        values[master.staffing[index][taken]] = 1
        for request, count in edition.seats.items():
            values[master.seats[request, index]] = count
    for held in plan.exercises:
        for variable, day in zip(master.start[held.exercise], master.days[held.exercise], strict=True):
            if day.start == held.start:
                values[variable] = 1
    return master.complete(values)
