"""Parts of a plan to be taken back and solved again.

A part is a **corner**: a few courses that touch each other, because they share a unit, instructors or a venue, or one
builds on the other. Where requests are short of seats, their courses are taken first. (Large neighbourhood search: Shaw,
CP 1998; related removals as there.)
"""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np

from tansiq_planner.methods.model.master import Master

FIRST_SIZE, SMALLEST, LARGEST = 4.0, 2.0, 12.0
"""How many courses a corner holds."""
EXERCISES_TOO = 0.3
SHORT_FIRST = 0.8


class Neighbourhoods:
    """Chooses parts of plans on one master model.

    Parameters
    ----------
    master : Master
    seed : int
    """

    def __init__(self, master: Master, seed: int) -> None:
        self.master = master
        self._random = random.Random(seed)  # noqa: S311 - repeatable search, no secret
        self._size = FIRST_SIZE
        self.follows = np.ones(master.model.size, bool)
        """Which variables are no decisions but follow from others."""
        self.follows[[*master.columns.choices(), *master.seats.values()]] = False
        self._seats = _Seats(master)
        self._slots_of: dict[str, list[int]] = {}
        for index, slot in enumerate(master.slots):
            self._slots_of.setdefault(slot.course, []).append(index)
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

    def short(self, values: np.ndarray) -> list[str]:
        """Give the courses of requests that lack seats, one entry for each missing seat."""
        given = self._seats.by_request(values)
        return [
            request.course
            for place, request in enumerate(self.master.problem.requests.values())
            for _ in range(request.seats - given[place])
            if request.course in self._slots_of
        ]

    def another_seed(self) -> int:
        """Give a seed for the next search."""
        return self._random.randrange(10**6)

    def learn(self, *, proven: bool) -> None:
        """Take larger corners after one that was solved to its end, smaller ones after one that was not."""
        self._size = min(LARGEST, self._size + 0.1) if proven else max(SMALLEST, self._size - 0.3)

    def corner(self, values: np.ndarray) -> np.ndarray:
        """Give the variables open again in a corner."""
        return self.free(values, self.part(values))

    def part(self, values: np.ndarray) -> set[str]:
        """Choose the courses to take back."""
        seeds = self.short(values) if self._random.random() < SHORT_FIRST else []
        first = self._random.choice(seeds or sorted(self._slots_of))
        chosen = {first}
        frontier = list(self._near[first])
        while frontier and len(chosen) < round(self._size):
            following = self._random.choice(frontier)
            chosen.add(following)
            frontier = [it for name in sorted(chosen) for it in self._near[name] if it not in chosen]
        return chosen

    def free(self, values: np.ndarray, courses: set[str]) -> np.ndarray:
        """Give the variables that are open again: those of the courses, all exercises, and seats in held editions.

        What follows from them is open too; all else stands.
        """
        master = self.master
        opened: list[int] = []
        for name in sorted(courses):
            for index in self._slots_of.get(name, ()):
                opened += (master.edition[index], *master.staffing[index])
        if self._random.random() < EXERCISES_TOO:
            for starts in master.start.values():
                opened += starts
        units = {
            master.problem.requests[request].unit
            for name in courses
            for index in self._slots_of.get(name, [])[:1]
            for request in master.slots[index].seats
        }
        seats = self._seats.among(values, np.array(opened, np.int64), units)
        return master.model.table.connected(np.union1d(opened, seats).astype(np.int64), self.follows)


class _Seats:
    """The seats of a model as arrays: variable, edition, request and unit of each."""

    def __init__(self, master: Master) -> None:
        requests = {name: place for place, name in enumerate(master.problem.requests)}
        self._units = {name: place for place, name in enumerate(master.problem.units)}
        unit_of = [self._units[it.unit] for it in master.problem.requests.values()]
        self._requests = len(requests)
        self._variable = np.fromiter(master.seats.values(), np.int64, len(master.seats))
        self._edition = np.array([master.edition[index] for _, index in master.seats], np.int64)
        self._request = np.array([requests[name] for name, _ in master.seats], np.int64)
        self._unit = np.array(unit_of, np.int64)[self._request]

    def by_request(self, values: np.ndarray) -> list[int]:
        """Count the seats of each request, in the order of the problem."""
        given: list[int] = (
            np.bincount(self._request, values[self._variable], self._requests).astype(int).tolist()
        )
        return given

    def among(self, values: np.ndarray, editions: np.ndarray, units: set[str]) -> np.ndarray:
        """Give the seats in some editions, and those of some units in editions that are held."""
        concerned = np.zeros(len(self._units), bool)
        concerned[[self._units[name] for name in units]] = True
        held = (values[self._edition] > 0) & concerned[self._unit]
        return self._variable[held | np.isin(self._edition, editions)]
