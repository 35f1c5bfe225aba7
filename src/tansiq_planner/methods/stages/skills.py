"""Readiness in the linear model: when a unit's score in a competency is at or above a threshold on a day.

Caps ascending, a score is the smallest of ``cap_i + gains of all higher caps`` and ``start + all gains``. So it is at or
above a threshold exactly when each of these sums is: one row each, where the cap itself lies below the threshold.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tansiq_planner.methods.model.master import Master, Term
from tansiq_planner.problem import Task, Unit
from tansiq_planner.readiness import MICRO, micro_points_per_seat, retention_ppm


class Skills:
    """Gains of every unit and competency on the variables of a master model."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self._sources: dict[tuple[str, str], list[tuple[int, date, int, int, int]]] = defaultdict(list)
        self._collect()

    def _collect(self) -> None:
        """Keep for each (unit, competency): variable, last day, gain, quota, cap."""
        problem = self.master.problem
        for (request_id, index), seat in self.master.seats.items():
            slot, request = self.master.slots[index], problem.requests[request_id]
            quota = problem.quotas[request.unit, request.course]
            for teaching in problem.courses[slot.course].teaches:
                key = (request.unit, teaching.competency)
                self._sources[key].append((seat, slot.end, teaching.gain, quota, teaching.cap))
        for name, days in self.master.days.items():
            for unit, teaching in problem.exercises[name].raises:
                for variable, day in zip(self.master.start[name], days, strict=True):
                    self._sources[unit, teaching.competency].append(
                        (variable, day.end, teaching.gain, 1, teaching.cap)
                    )

    def reached(self, unit: Unit, task: Task, threshold: int, day: date) -> int | bool:
        """Give a variable that may be 1 only when the score is at or above `threshold` points on `day`.

        False and True stand for scores that are never, or always, there.
        """
        if task.start is None:
            return False
        if task.start >= threshold:
            return True
        by_cap: dict[int, list[Term]] = defaultdict(list)
        half_life = self.master.problem.half_lives[task.competency]
        for variable, ended, gain, quota, cap in self._sources[unit.id, task.competency]:
            if ended <= day and cap > task.start:
                ppm = retention_ppm((day - ended).days, half_life, unit.yearly_turnover)
                by_cap[cap].append((variable, micro_points_per_seat(gain, quota, ppm)))
        return self._at_threshold(task.start, threshold, by_cap)

    def _at_threshold(self, start: int, threshold: int, by_cap: dict[int, list[Term]]) -> int | bool:
        caps = sorted(by_cap)
        if not caps or caps[-1] < threshold:
            return False
        rows: list[tuple[int, list[Term]]] = []
        for base, first in [(start, 0), *((cap, place + 1) for place, cap in enumerate(caps))]:
            if base < threshold:
                terms = [term for cap in caps[first:] for term in by_cap[cap]]
                rows.append(((threshold - base) * MICRO, terms))
        model = self.master.model
        if any(sum(model.upper[v] * c for v, c in terms) < needed for needed, terms in rows):
            return False
        variable = model.variable(0, 1)
        for needed, terms in rows:
            clipped = [(v, -min(c, needed)) for v, c in terms]
            model.at_most([(variable, needed), *clipped], 0, "readiness")
        self.master.follow(lambda values: _fill(values, variable, rows))
        self.master.follows.add(variable)
        return variable


def _fill(values: list[int], variable: int, rows: list[tuple[int, list[Term]]]) -> None:
    values[variable] = int(all(sum(values[v] * c for v, c in terms) >= needed for needed, terms in rows))
