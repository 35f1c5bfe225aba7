"""What a plan decides, as variables: editions, their instructors and seats, first days of exercises."""

from __future__ import annotations

from collections.abc import Iterator

from tansiq_planner.methods.engines.linear import LinearModel
from tansiq_planner.methods.model.lawful import lawful_days, lawful_slots
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan


class Columns:
    """The variables of one problem, still without rows: enough to build a first plan.

    Attributes
    ----------
    model : LinearModel
    slots : list of Slot
    edition : list of int
        Variable of each slot: 1 when the edition is held.
    staffing : list of list of int
        Variables of each slot's alternatives of instructors; with a single one, the edition's own.
    seats : dict of (str, int) to int
        Variable by request and slot number.
    days : dict of str to list of Day
    start : dict of str to list of int
        Variable by exercise for each of its days.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = LinearModel()
        self.slots = lawful_slots(problem)
        self.days = lawful_days(problem)
        self.edition: list[int] = []
        self.staffing: list[list[int]] = []
        self.seats: dict[tuple[str, int], int] = {}
        self.start: dict[str, list[int]] = {}
        self._add_variables()

    def _add_variables(self) -> None:
        for index, slot in enumerate(self.slots):
            fixed = int(slot.begun is not None)
            held = self.model.variable(fixed, 1)
            self.edition.append(held)
            options = self.problem.courses[slot.course].staffing
            self.staffing.append(
                [held] if len(options) == 1 else [self.model.variable(0, 1) for _ in options]
            )
            for request, most in slot.seats.items():
                self.seats[request, index] = self.model.variable(most if fixed else 0, most)
        for exercise, days in self.days.items():
            self.start[exercise] = [self.model.variable(int(day.begun), 1) for day in days]

    def choices(self) -> Iterator[int]:
        """Give the variables that are 0 or 1: editions, their instructors, first days of exercises."""
        yield from self.edition
        for options in self.staffing:
            yield from options
        for starts in self.start.values():
            yield from starts

    def plan(self, values: list[int]) -> Plan:
        """Read a plan from the values of the variables."""
        editions = []
        for index, slot in enumerate(self.slots):
            if not values[self.edition[index]]:
                continue
            seats = {request: values[self.seats[request, index]] for request in slot.seats}
            options = self.problem.courses[slot.course].staffing
            taken = next(
                option for option, it in zip(options, self.staffing[index], strict=True) if values[it]
            )
            present = {request: count for request, count in seats.items() if count}
            editions.append(
                Edition(slot.course, slot.venue, slot.start, present, dict(sorted(taken.items())))
            )
        exercises = [
            HeldExercise(exercise, day.start, dict(day.conferences))
            for exercise, days in self.days.items()
            for variable, day in zip(self.start[exercise], days, strict=True)
            if values[variable]
        ]
        return Plan.of(editions, exercises)
