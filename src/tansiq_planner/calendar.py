"""Days, weeks and what each party calls a working day.

Weeks are integers counted from the first Sunday of the horizon; days are `datetime.date`. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

DAYS_IN_WEEK = 7
LAST_COURSE_DAY = 4
"""Offset from Sunday of the last day of an edition: Thursday."""
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
"""Days of the week as `date.weekday` counts them."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days; the first and the last belong to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, first: date, last: date) -> bool:
        """Tell whether any day of `first`..`last` lies in the window."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class YearlyWindow:
    """A span of month-days that returns every year, such as 15 June to 1 September.

    A window whose last month-day comes before its first runs over New Year.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def in_year(self, year: int) -> Window:
        """Give the span that begins in `year`; 29 February falls back to the 28th."""
        ends_in = year if self.first <= self.last else year + 1
        return Window(_month_day(year, self.first), _month_day(ends_in, self.last))

    def meets(self, first: date, last: date) -> bool:
        """Tell whether any day of `first`..`last` lies in the window of any year."""
        return any(self.in_year(year).meets(first, last) for year in range(first.year - 1, last.year + 1))


def _month_day(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    if (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        day = 28
    return date(year, month, day)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday of a party, of one or more days.

    `confirmed` is false while the date rests on a computed lunar calendar.
    """

    key: str
    window: Window
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Ramadan:
    """The month of fasting as one party keeps it."""

    window: Window
    confirmed: bool


@dataclass(frozen=True)
class PartyCalendar:
    """Weekend, holidays and Ramadan of one party.

    Parameters
    ----------
    party : str
    weekend : frozenset of int
        Days of the week, as `date.weekday` counts them (Monday 0).
    holidays : tuple of Holiday
    ramadan : tuple of Ramadan
    """

    party: str
    weekend: frozenset[int]
    holidays: tuple[Holiday, ...] = ()
    ramadan: tuple[Ramadan, ...] = ()

    @cached_property
    def holiday_days(self) -> frozenset[date]:
        """Every single day that is a public holiday."""
        return frozenset(
            day
            for holiday in self.holidays
            for day in days_between(holiday.window.first, holiday.window.last)
        )

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` is neither weekend nor public holiday."""
        return day.weekday() not in self.weekend and day not in self.holiday_days

    def is_ramadan(self, first: date, last: date) -> bool:
        """Tell whether any day of `first`..`last` lies in Ramadan."""
        return any(ramadan.window.meets(first, last) for ramadan in self.ramadan)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The span planned for, cut in weeks from Sunday to Saturday.

    Parameters
    ----------
    first : date
        A Sunday.
    last : date
        Last day on which an edition or exercise may still run.
    """

    first: date
    last: date

    @property
    def weeks(self) -> int:
        """Count the weeks that begin in the horizon."""
        return (self.last - self.first).days // DAYS_IN_WEEK + 1

    @property
    def years(self) -> range:
        """Calendar years that the horizon touches."""
        return range(self.first.year, self.last.year + 1)

    def week_of(self, day: date) -> int:
        """Give the week that holds `day`; negative before the horizon."""
        return (day - self.first).days // DAYS_IN_WEEK

    def sunday(self, week: int) -> date:
        """Give the first day of a week."""
        return self.first + timedelta(days=DAYS_IN_WEEK * week)

    def course_end(self, start: date, weeks: int) -> date:
        """Give the Thursday on which an edition of so many weeks ends."""
        return start + timedelta(days=DAYS_IN_WEEK * (weeks - 1) + LAST_COURSE_DAY)

    def month_ends(self) -> list[date]:
        """Give the last day of each calendar month inside the horizon."""
        ends: list[date] = []
        year, month = self.first.year, self.first.month
        while True:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            end = date(year, month, 1) - timedelta(days=1)
            if end > self.last:
                return ends
            ends.append(end)


def days_between(first: date, last: date) -> Iterator[date]:
    """Give every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
