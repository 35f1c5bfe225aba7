"""What an edition or exercise costs, as the engines count it: amounts by payer and kind on the model's variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tansiq_planner.methods.model.lawful import Slot
from tansiq_planner.problem import Problem, Rate


class Charge(NamedTuple):
    """An amount of money on a variable."""

    payer: str
    kind: str
    variable: int
    amount: int


class ExerciseCharge(NamedTuple):
    """What one exercise costs."""

    payer: str
    kind: str
    amount: int


def charges_of_slot(
    problem: Problem, slot: Slot, held: int, staffing: list[int], seats: Mapping[str, int]
) -> Iterable[Charge]:
    """Give every cost of an edition; `held`, `staffing` and `seats` are its variables."""
    course = problem.courses[slot.course]
    for rate in problem.rates.values():
        if course.mode not in rate.modes:
            continue
        if rate.per == "course" and rate.kind == course.cost_kind:
            payer = _payer(problem, rate, slot, None)
            yield Charge(payer, rate.kind, held, course.cost_fixed)
            for variable in seats.values():
                yield Charge(payer, rate.kind, variable, course.cost_per_seat)
        elif rate.per in {"person", "person_week"}:
            weeks = slot.weeks if rate.per == "person_week" else 1
            for request, variable in seats.items():
                yield Charge(_payer(problem, rate, slot, request), rate.kind, variable, rate.amount * weeks)
        elif rate.per == "team_week":
            home = problem.venues[slot.venue].party
            for variable, staff in zip(staffing, course.staffing, strict=True):
                if any(problem.pools[pool].party != home for pool in staff):
                    yield Charge(
                        _payer(problem, rate, slot, None), rate.kind, variable, rate.amount * slot.weeks
                    )


def charges_of_exercise(problem: Problem, exercise: str) -> ExerciseCharge:
    """Give the cost of an exercise; without a rate for exercises it is charged to nobody's line."""
    rate = problem.rates.get("exercise")
    payer = "joint" if rate is None else rate.payer
    return ExerciseCharge(payer, "exercise", problem.exercises[exercise].cost)


def _payer(problem: Problem, rate: Rate, slot: Slot, request: str | None) -> str:
    if rate.payer == "provider":
        return problem.courses[slot.course].provider
    if rate.payer == "host":
        return problem.venues[slot.venue].party
    if rate.payer == "sender":
        if request is None:
            raise AssertionError(rate.kind)  # the reader refuses such a rate
        return problem.units[problem.requests[request].unit].party
    return rate.payer
