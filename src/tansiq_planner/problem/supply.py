"""What can be offered: courses, the venues that hold them and the instructors who give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tansiq_planner.calendar import Window, YearlyWindow


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a course or exercise adds to a competency: points gained, up to a level it cannot pass alone."""

    competency: str
    gain: int
    cap: int


@dataclass(frozen=True)
class Course:
    """A course as the provider's catalogue gives it.

    Parameters
    ----------
    id, provider : str
        Provider is the party that offers it.
    mode : str
        `resident`, at a school abroad, or `mtt`, a mobile training team in the trainees' country.
    venues : tuple of str
    weeks : int
        Runs from a Sunday to the Thursday of its last week and loads all its weeks.
    seats_min, seats_max : int
        Class size.
    language : str
    prepares_language : str or None
        Language that its graduates can follow a course in.
    prerequisites : tuple of str
        Courses of which the unit needs a graduate for each seat.
    staffing : tuple of mapping of str to int
        Alternatives; each says how many instructors of which pools teach in every week. At least one.
    closed : tuple of YearlyWindow
        No day of an edition lies in one of them.
    start_only : tuple of YearlyWindow
        Where not empty, editions start inside one of them.
    ramadan : str
        `avoid`, `half_days` or `allowed`.
    editions_per_year : int
        By the calendar year of their start.
    cost_kind : str
        Kind of money that `cost_fixed` (per edition) and `cost_per_seat` are charged to.
    teaches : tuple of Teaching
    legal_basis : tuple of str
        Accords, all of which must be in force on every day.
    tags : frozenset of str
    """

    id: str
    provider: str
    mode: str
    venues: tuple[str, ...]
    weeks: int
    seats_min: int
    seats_max: int
    language: str
    prepares_language: str | None
    prerequisites: tuple[str, ...]
    staffing: tuple[Mapping[str, int], ...]
    closed: tuple[YearlyWindow, ...]
    start_only: tuple[YearlyWindow, ...]
    ramadan: str
    editions_per_year: int
    cost_kind: str
    cost_fixed: int
    cost_per_seat: int
    teaches: tuple[Teaching, ...]
    legal_basis: tuple[str, ...]
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """A span in which another capacity holds; 0 is a closure. It counts in every week it touches."""

    window: Window
    capacity: int


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where people are trained; capacity is people in one week."""

    id: str
    party: str
    capacity: int
    changes: tuple[CapacityChange, ...] = ()
    tags: frozenset[str] = frozenset()

    def capacity_between(self, first: date, last: date) -> int:
        """Give the smallest capacity that holds on any day of `first`..`last`."""
        return _smallest(self.capacity, self.changes, first, last)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a pool grows: `added` instructors for every `per` graduates of `course`, up to `maximum` in all."""

    course: str
    per: int
    added: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Pool:
    """Instructors of one party; capacity is instructors available in one week, before growth."""

    id: str
    party: str
    capacity: int
    growth: Growth | None = None
    changes: tuple[CapacityChange, ...] = ()

    def capacity_between(self, first: date, last: date, graduates: int = 0) -> int:
        """Give the capacity on `first`..`last` when so many graduates of the growth course are there.

        Graduates are those of the pool's own party whose edition ended before the week. A change of capacity
        replaces the base; what has grown comes on top.
        """
        base = _smallest(self.capacity, self.changes, first, last)
        if self.growth is None:
            return base
        grown = graduates // self.growth.per * self.growth.added
        return min(base + grown, max(base, self.growth.maximum))


def _smallest(capacity: int, changes: tuple[CapacityChange, ...], first: date, last: date) -> int:
    held = [change.capacity for change in changes if change.window.meets(first, last)]
    return min(held) if held else capacity
