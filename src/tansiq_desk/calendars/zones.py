"""A time zone as a calendar carries it: its rules as this machine's tables have them, for the years that are needed.

Nothing about a country is written here: its offset is asked for. When a country changes its clocks and the tables of the
machine are renewed, the next feed has the new rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = timedelta(days=7)
"""No clock is changed there and back again within a week."""


def zone_component(key: str, first_year: int, last_year: int) -> Timezone:
    """Give the `VTIMEZONE` of a zone for some years, from a year before the first to the end of the one after the last."""
    zone = ZoneInfo(key)
    begin = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", key)
    component.add_component(_rule(zone, begin, begin))
    for before, instant in changes(zone, begin, datetime(last_year + 2, 1, 1, tzinfo=UTC)):
        component.add_component(_rule(zone, before, instant))
    return component


def changes(zone: tzinfo, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the instants at which the clocks of a zone are changed, each with the second before it."""
    before = begin
    while before < end:
        after = min(before + STEP, end)
        if _offset(zone, before) != _offset(zone, after):
            yield _narrowed(zone, before, after)
        before = after


def _narrowed(zone: tzinfo, before: datetime, after: datetime) -> tuple[datetime, datetime]:
    """Give the last second of the old offset and the first of the new one."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return before, after


def _rule(zone: tzinfo, before: datetime, instant: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Give the rule from an instant on; it begins, as RFC 5545 3.6.5 asks, at the hour of the clocks before it."""
    there = instant.astimezone(zone)
    rule = TimezoneDaylight() if there.dst() else TimezoneStandard()
    offset = _offset(zone, before)
    rule.add("dtstart", (instant + offset).replace(tzinfo=None))
    rule.add("tzoffsetfrom", offset)
    rule.add("tzoffsetto", _offset(zone, instant))
    rule.add("tzname", there.tzname() or str(zone))
    return rule


def _offset(zone: tzinfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
