"""When a course that is held in its season only can end at the earliest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

DAYS_IN_WEEK = 7
LAST_COURSE_DAY = 4
"""Days from the Sunday on which a week begins to the Thursday on which it ends."""
SUNDAY = 6
STARTS_LOOKED_AT = 110
"""Two years of Sundays: a course that starts once a year has started by then."""


def earliest_end(day: date, weeks: int, closed: Sequence[str], start_only: Sequence[str]) -> date | None:
    """Give the earliest last day of a course that is not yet begun on a day, or None when its season never opens."""
    start = day + timedelta(days=(SUNDAY - day.weekday()) % DAYS_IN_WEEK)
    for _number in range(STARTS_LOOKED_AT):
        end = start + timedelta(days=(weeks - 1) * DAYS_IN_WEEK + LAST_COURSE_DAY)
        opens = not start_only or any(_in_span(start, span) for span in start_only)
        if opens and not any(_in_span(it, span) for span in closed for it in _days(start, end)):
            return end
        start += timedelta(days=DAYS_IN_WEEK)
    return None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _in_span(day: date, span: str) -> bool:
    first, _slash, last = span.partition("/")
    month_day = day.strftime("%m-%d")
    return first <= month_day <= last if first <= last else month_day >= first or month_day <= last
