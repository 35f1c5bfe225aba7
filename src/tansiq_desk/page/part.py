"""What of a plan concerns some of its units, for a reader who cannot look at two thousand of them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from tansiq_planner.problem import Problem
from tansiq_planner.result import OutOfReach, Result, Unplanned
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Part:
    """The editions that seat these units, the exercises they take part in, and what they miss.

    Parameters
    ----------
    problem : Problem
        The whole of it: classmates and rivals keep their names.
    result : Result
    units : collection of str or None
        Ids of the units; None for all.
    """

    problem: Problem
    result: Result
    units: Collection[str] | None = None

    @cached_property
    def plan(self) -> Plan:
        """What was decided for them."""
        plan = self.result.plan
        if self.units is None:
            return plan
        mine = {it.id for it in self.problem.requests.values() if it.unit in self.units}
        return replace(
            plan,
            editions=tuple(it for it in plan.editions if mine & it.seats.keys()),
            exercises=tuple(it for it in plan.exercises if it.exercise in self.exercises),
        )

    @cached_property
    def exercises(self) -> frozenset[str]:
        """Exercises in which they take part, held or not."""
        return frozenset(
            it.id
            for it in self.problem.exercises.values()
            if self.units is None or any(one.unit in self.units for one in it.participants)
        )

    @property
    def unplanned(self) -> list[Unplanned]:
        """What they asked for and do not get, and exercises of theirs that are not held."""
        return [it for it in self.result.unplanned if self.units is None or self._is_theirs(it.id)]

    def _is_theirs(self, key: str) -> bool:
        request = self.problem.requests.get(key)
        return key in self.exercises if request is None else request.unit in (self.units or ())

    @property
    def out_of_reach(self) -> list[OutOfReach]:
        """Targets that they cannot reach."""
        return [it for it in self.result.out_of_reach if self.units is None or it.unit in self.units]

    @property
    def their_problem(self) -> Problem:
        """The problem with these units and their requests alone: enough to count their readiness."""
        if self.units is None:
            return self.problem
        units = {key: unit for key, unit in self.problem.units.items() if key in self.units}
        requests = {key: it for key, it in self.problem.requests.items() if it.unit in self.units}
        return replace(self.problem, units=units, requests=requests)
