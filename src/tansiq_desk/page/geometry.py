"""Where a day lies on the timeline: time runs with the reading direction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from tansiq_planner.calendar import Horizon

WIDTH = 1120
"""Units across the whole horizon; the drawing scales to the page."""


class Spanning(Protocol):
    """Something that takes room from `left` to `right` in its row."""

    @property
    def left(self) -> float: ...  # noqa: D102
    @property
    def right(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of the timeline from its left edge, whichever way time runs."""

    x: float
    width: float

    @property
    def middle(self) -> float:
        """Half way."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units; mirrored when time runs from right to left."""

    first: date
    days: int
    rtl: bool

    @staticmethod
    def of(horizon: Horizon, *, rtl: bool) -> Scale:
        """Spread the whole weeks of a horizon over the width."""
        return Scale(horizon.first, horizon.weeks * 7, rtl)

    def extent(self, first: date, last: date) -> Extent | None:
        """Give where `first`..`last`, both included, lie; None when outside."""
        begin = max(0, (first - self.first).days)
        end = min(self.days, (last - self.first).days + 1)
        if end <= begin:
            return None
        width = (end - begin) / self.days * WIDTH
        start = begin / self.days * WIDTH
        return Extent(round(WIDTH - start - width if self.rtl else start, 1), round(width, 1))

    def clipped(self, first: date, last: date) -> Extent:
        """Give where `first`..`last` lies, or the edge of the horizon that it lies beyond."""
        beyond = date.fromordinal(self.first.toordinal() + self.days - 1)
        begin = min(max(first, self.first), beyond)
        inside = self.extent(begin, max(begin, last))
        return inside if inside is not None else Extent(0.0, 0.0)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the horizon."""
        return 0 <= (day - self.first).days < self.days

    def at(self, day: date) -> float | None:
        """Give where a day begins; None outside the horizon."""
        if not self.holds(day):
            return None
        along = (day - self.first).days / self.days * WIDTH
        return round(WIDTH - along if self.rtl else along, 1)


def months(horizon: Horizon) -> list[date]:
    """Give the first day of every month that the horizon touches."""
    firsts: list[date] = []
    day = horizon.first.replace(day=1)
    while day <= horizon.last:
        firsts.append(day)
        day = (day + timedelta(days=31)).replace(day=1)
    return firsts


def month_end(first: date) -> date:
    """Give the last day of the month that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def lanes(spans: Sequence[Spanning]) -> list[int]:
    """Give each span, in order of its left edge, the first lane where it meets no other.

    Returns
    -------
    list of int
        Lane of each span, in the order given.
    """
    ends: list[float] = []
    lane_of = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda i: (spans[i].left, spans[i].right)):
        free = _first_free(ends, spans[index].left)
        if free == len(ends):
            ends.append(0.0)
        ends[free] = spans[index].right
        lane_of[index] = free
    return lane_of


def _first_free(ends: Iterable[float], left: float) -> int:
    taken = 0
    for lane, end in enumerate(ends):
        if end <= left:
            return lane
        taken = lane + 1
    return taken
