"""Who has what a request would need: found by giving it one more seat and seeing who must give way."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from tansiq_planner.methods.alone import courses_behind
from tansiq_planner.methods.cpsat import maximise
from tansiq_planner.methods.known import values_of
from tansiq_planner.methods.master import Master
from tansiq_planner.methods.neighbourhood import Neighbourhoods
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

WORK = 1.0
WEIGHT = {1: 25, 2: 5, 3: 1}
EXERCISE_WEIGHT = 1000


class Rivals:
    """Trials on one plan: a request gets one seat more, and whoever must give way is named."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self._master = Master(problem)
        self._values = values_of(self._master, plan)
        self._parts = Neighbourhoods(self._master, seed=1)

    def of(self, request_id: str) -> tuple[str, ...]:
        """Give the requests and exercises that lose when a request gets one seat more than in the plan.

        The request's course and all it builds on are taken back and solved again; everything else stays as planned.
        The fewest seats are taken from others, high priorities last.
        """
        request = self.problem.requests[request_id]
        free = self._parts.free(np.array(self._values), set(courses_behind(self.problem, request.course)))
        small, variables = self._master.model.reduced(self._values, free)
        place = {variable: index for index, variable in enumerate(variables)}
        own = [
            place[seat]
            for (name, _), seat in self._master.seats.items()
            if name == request_id and seat in place
        ]
        fixed = sum(
            self._values[seat]
            for (name, _), seat in self._master.seats.items()
            if name == request_id and seat not in place
        )
        wanted = self.plan.seats_of(request_id) + 1 - fixed
        small.row(((seat, 1) for seat in own), wanted, request.seats, "one more", request_id)
        outcome = maximise(small, self._others(request_id, place), work=WORK, brief=True)
        if outcome.values is None:
            return ()
        return self._losers(request_id, dict(zip(variables, outcome.values, strict=True)))

    def _others(self, request_id: str, place: dict[int, int]) -> dict[int, int]:
        terms = {
            place[seat]: WEIGHT[self.problem.requests[name].priority]
            for (name, _), seat in self._master.seats.items()
            if name != request_id and seat in place
        }
        for starts in self._master.start.values():
            terms |= {place[it]: EXERCISE_WEIGHT for it in starts if it in place}
        return terms

    def _losers(self, request_id: str, changed: dict[int, int]) -> tuple[str, ...]:
        lost: dict[str, int] = defaultdict(int)
        for (name, _), seat in self._master.seats.items():
            lost[name] += self._values[seat] - changed.get(seat, self._values[seat])
        fallen = [
            exercise
            for exercise, starts in self._master.start.items()
            if any(self._values[it] for it in starts)
            and not any(changed.get(it, self._values[it]) for it in starts)
        ]
        losers = sorted(name for name, seats in lost.items() if seats > 0 and name != request_id)
        return (*losers, *fallen)
