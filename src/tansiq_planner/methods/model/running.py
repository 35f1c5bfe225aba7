"""Sums that grow with time: seats started or graduated so far, as a chain of variables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from tansiq_planner.methods.engines.linear import LinearModel
from tansiq_planner.methods.engines.table import SUM


class RunningSum:
    """The sum of seat variables by day.

    One variable per distinct day holds the sum up to and with that day, so that each row that needs it has one term
    instead of a hundred.
    """

    def __init__(self, model: LinearModel, events: list[tuple[date, int]], name: str) -> None:
        by_day: dict[date, list[int]] = {}
        for day, variable in events:
            by_day.setdefault(day, []).append(variable)
        self.days = sorted(by_day)
        self._totals: list[int] = []
        self._by_day = [by_day[day] for day in self.days]
        least = most = 0
        for day in self.days:
            least += sum(model.lower[variable] for variable in by_day[day])
            most += sum(model.upper[variable] for variable in by_day[day])
            total = model.variable(least, most, continuous=True)
            before = [(self._totals[-1], -1)] if self._totals else []
            model.row(
                [(total, 1), *before, *((it, -1) for it in by_day[day])], 0, 0, SUM, name, day.isoformat()
            )
            self._totals.append(total)

    def fill(self, values: list[int]) -> None:
        """Set the totals from the values of what they add up."""
        so_far = 0
        for total, variables in zip(self._totals, self._by_day, strict=True):
            so_far += sum(values[variable] for variable in variables)
            values[total] = so_far

    def before(self, day: date) -> list[tuple[int, int]]:
        """Give the sum of what lies before `day`."""
        return self._at(bisect_left(self.days, day))

    def until(self, day: date) -> list[tuple[int, int]]:
        """Give the sum of what lies before or on `day`."""
        return self._at(bisect_right(self.days, day))

    def _at(self, place: int) -> list[tuple[int, int]]:
        return [(self._totals[place - 1], 1)] if place else []
