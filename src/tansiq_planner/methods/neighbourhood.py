"""Improve a plan by taking a part of it back and solving that part exactly, again and again.

Two kinds of part take turns. A **corner** is a few courses that touch each other: they share a unit, instructors or a
venue, or one builds on the other; where requests are short of seats, their courses are taken first. A **support** is
the whole programme on the few editions that the plan or the linear relaxation of a slightly shaken objective uses
(relaxation induced neighbourhoods: Danna, Rothberg and Le Pape, Mathematical Programming 102, 2005).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping

from tansiq_planner.methods.cpsat import Found, maximise
from tansiq_planner.methods.highs import Relaxation
from tansiq_planner.methods.linear import Terms
from tansiq_planner.methods.master import Master
from tansiq_planner.methods.outline import LARGE

SMALLEST, LARGEST = 2, 12
EXERCISES_TOO = 0.3
UNUSED = 1e-6
CORNER_WORK, SUPPORT_WORK = 0.3, 3.0
CORNERS_PER_SUPPORT = 12
SECONDS_PER_WORK = 2.5
"""CPU seconds of one unit of the exact search's own deterministic time, measured; keeps `work` near seconds."""
RELAXATION_COST, CORNER_COST = 3.0, 0.3
SHAKE = 0.15


class Improver:
    """Neighbourhood search on one master model.

    Parameters
    ----------
    master : Master
    seed : int
    """

    def __init__(self, master: Master, seed: int) -> None:
        self.master = master
        self._random = random.Random(seed)  # noqa: S311 - repeatable search, no secret
        self._size = 4.0
        self._relaxation: Relaxation | None = None
        self._warm = False
        self._choices = set(master.columns.choices())
        self._slots_of: dict[str, list[int]] = defaultdict(list)
        for index, slot in enumerate(master.slots):
            self._slots_of[slot.course].append(index)
        self._near = self._neighbours()

    def _neighbours(self) -> dict[str, list[str]]:
        problem = self.master.problem
        units: dict[str, set[str]] = defaultdict(set)
        for request in problem.requests.values():
            units[request.course].add(request.unit)
        near: dict[str, list[str]] = {}
        for name in self._slots_of:
            course = problem.courses[name]
            pools = {pool for staff in course.staffing for pool in staff}
            scored = []
            for other_name in self._slots_of:
                other = problem.courses[other_name]
                score = 3 * (other_name in course.prerequisites or name in other.prerequisites)
                score += 2 * bool(pools & {pool for staff in other.staffing for pool in staff})
                score += len(units[name] & units[other_name]) + bool(set(course.venues) & set(other.venues))
                if other_name != name and score:
                    scored += [other_name] * score
            near[name] = scored
        return near

    def short(self, values: list[int]) -> list[str]:
        """Give the courses of requests that lack seats, one entry for each missing seat."""
        given: dict[str, int] = defaultdict(int)
        for (request, _), seat in self.master.seats.items():
            given[request] += values[seat]
        return [
            request.course
            for request in self.master.problem.requests.values()
            for _ in range(request.seats - given[request.id])
            if request.course in self._slots_of
        ]

    def part(self, values: list[int]) -> set[str]:
        """Choose the courses to take back."""
        seeds = self.short(values) if self._random.random() < 0.8 else []
        first = self._random.choice(seeds or sorted(self._slots_of))
        chosen = {first}
        frontier = list(self._near[first])
        while frontier and len(chosen) < round(self._size):
            following = self._random.choice(frontier)
            chosen.add(following)
            frontier = [it for name in sorted(chosen) for it in self._near[name] if it not in chosen]
        return chosen

    def free(self, values: list[int], courses: set[str]) -> set[int]:
        """Give the variables that are open again: those of the courses, all exercises, and seats in held editions."""
        master = self.master
        shut = set(self._choices)
        for name in courses:
            for index in self._slots_of[name]:
                shut.discard(master.edition[index])
                shut.difference_update(master.staffing[index])
        if self._random.random() < EXERCISES_TOO:
            for starts in master.start.values():
                shut.difference_update(starts)
        units = {
            master.problem.requests[request].unit
            for name in courses
            for index in self._slots_of[name][:1]
            for request in master.slots[index].seats
        }
        closed_seats = {
            seat
            for (request, index), seat in master.seats.items()
            if master.edition[index] in shut
            and (not values[master.edition[index]] or master.problem.requests[request].unit not in units)
        }
        return set(range(master.model.size)) - shut - closed_seats

    def support(self, values: list[int], gentle: Mapping[int, float]) -> set[int]:
        """Give the variables open again when only editions of the plan or of a shaken relaxation may be held."""
        master = self.master
        shaken = dict(gentle)
        typical = sum(gentle.values()) / max(1, len(gentle))
        for held, slot in zip(master.edition, master.slots, strict=True):
            shaken[held] = shaken.get(held, 0.0) - self._random.random() * SHAKE * typical * slot.capacity
        if self._relaxation is None:
            self._relaxation = Relaxation(master.model)
        self._relaxation.maximise(shaken)
        solved = self._relaxation.solve(interior=not self._warm)
        self._warm = True
        if solved is None:
            return set()
        relaxed = solved[1]
        free = set(range(master.model.size))
        for index, held in enumerate(master.edition):
            if not values[held] and relaxed[held] < UNUSED:
                free.difference_update({held, *master.staffing[index]})
                free.difference_update(master.seats[request, index] for request in master.slots[index].seats)
        return free

    def refresh(self) -> None:
        """Forget the relaxation after rows were added to the model."""
        self._relaxation, self._warm = None, False

    def improve(
        self,
        values: list[int],
        terms: Terms,
        gentle: Mapping[int, float],
        *,
        work: float,
        best_possible: float,
        better: Callable[[list[int]], None],
    ) -> tuple[list[int], float]:
        """Improve until the bound is met or the work is spent; give the values and the work done.

        Parameters
        ----------
        terms : mapping of int to int
            What is maximised.
        gentle : mapping of int to float
            The same aims in weights of like size, for the relaxation.
        work : float
            About CPU seconds.
        """
        model = self.master.model
        spent = 0.0
        worth = model.value(terms, values)
        turn = 0
        while spent < work and worth < best_possible:
            if turn % (CORNERS_PER_SUPPORT + 1) == 0 and model.size <= LARGE:
                free, limit = self.support(values, gentle), SUPPORT_WORK
                spent += RELAXATION_COST
            else:
                free, limit = self.free(values, self.part(values)), CORNER_WORK
                spent += CORNER_COST
            turn += 1
            outcome = self._solve(values, terms, free, limit)
            spent += outcome.work * SECONDS_PER_WORK
            if limit == CORNER_WORK:
                self._size = (
                    min(LARGEST, self._size + 0.1) if outcome.proven else max(SMALLEST, self._size - 0.3)
                )
            now = model.value(terms, values)
            if now > worth:
                worth = now
                better(values)
        return values, spent

    def _solve(self, values: list[int], terms: Terms, free: set[int], limit: float) -> Found:
        """Solve the open part and write what is better into `values`."""
        small, variables = self.master.model.reduced(values, free)
        place = {variable: index for index, variable in enumerate(variables)}
        inside = {place[v]: c for v, c in terms.items() if v in place}
        hint = [values[v] for v in variables]
        outcome = maximise(
            small, inside, hint=hint, seed=self._random.randrange(10**6), work=limit, brief=True
        )
        if outcome.values is not None and small.value(inside, outcome.values) >= small.value(inside, hint):
            for variable, value in zip(variables, outcome.values, strict=True):
                values[variable] = value
        return outcome
