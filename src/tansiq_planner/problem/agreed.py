"""Who cooperates, under which accords, and the seasons all observe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tansiq_planner.calendar import Window, YearlyWindow

IN_FORCE_STATES = frozenset({"in_force", "expiring", "renewed"})


@dataclass(frozen=True, slots=True)
class Party:
    """A nation that takes part or observes; `languages` are those its people follow a course in unprepared."""

    id: str
    kind: str
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Accord:
    """An agreement, annex, plan or minutes that can carry activities.

    Parameters
    ----------
    id : str
    parent : str or None
        Accord under which this one stands; it must be in force too.
    status : str
        `in_force`, `expiring` and `renewed` carry activities; every other state carries none.
    in_force_on, valid_until : date or None
        First and last day; None for a last day means no end.
    tacit_renewal_months : int or None
        The accord goes on by itself for so many months, again and again, unless somebody denounces it.
    """

    id: str
    parent: str | None
    status: str
    in_force_on: date | None
    valid_until: date | None
    tacit_renewal_months: int | None = None

    def in_force(self, *, count_tacit_renewal: bool) -> Window | None:
        """Give the span in which the accord itself is in force, its parents left aside; None for never."""
        if self.status not in IN_FORCE_STATES or self.in_force_on is None:
            return None
        if self.valid_until is None or (self.tacit_renewal_months and count_tacit_renewal):
            return Window(self.in_force_on, date.max - timedelta(days=1))
        return Window(self.in_force_on, self.valid_until)


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year in which tagged courses may not run at tagged venues, or run with a warning.

    A tag that is None matches everything; `forbids` false means that the season only warns.
    """

    id: str
    window: YearlyWindow
    course_tag: str | None
    venue_tag: str | None
    forbids: bool
