"""Writes entries as iCalendar (RFC 5545, with the names of RFC 7986), so that the same entries give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vDuration

from tansiq_desk.calendars.entries import Entry
from tansiq_desk.calendars.zones import zone_component

PRODUCT = "-//Tansiq//Joint programme//EN"
ONE_DAY = timedelta(days=1)
UNIVERSAL = "UTC"
NOT_TEXT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
"""Signs that RFC 5545 allows in no text (`CONTROL`); whoever pastes one means something else."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a calendar is called, the moment that entries without one carry, and for feeds how often to ask again."""

    title: str
    stamp: datetime
    description: str = ""
    asked_every: timedelta | None = None
    zone: str = ""
    """Time zone of whoever reads; without it, and without hours, the calendar names none."""


def calendar_bytes(heading: Heading, entries: Iterable[Entry]) -> bytes:
    """Write a calendar, the earliest entry first.

    A time zone is written as its rules are known to this machine for the years that the entries cover, so that a client
    whose own tables are older shows the same instant.
    """
    listed = sorted(entries, key=lambda it: (_day_of(it.first), it.uid))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = plain(heading.title)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    if heading.description:
        calendar.add("description", plain(heading.description))
        calendar.add("x-wr-caldesc", plain(heading.description))
    if heading.asked_every is not None:
        calendar.add("refresh-interval", vDuration(heading.asked_every), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", _duration(heading.asked_every))
    for zone, years in _zones(heading, listed).items():
        calendar.add_component(zone_component(zone, *years))
    for entry in listed:
        calendar.add_component(_event(heading, entry))
    return bytes(calendar.to_ical())


def _duration(length: timedelta) -> str:
    """Write a length of whole minutes (RFC 5545 3.3.6)."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"PT{hours}H{minutes}M" if minutes else f"PT{hours}H"


def plain(text: str) -> str:
    """Give a text with line ends as one sign each and without the signs that no calendar can hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_TEXT)


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _zones(heading: Heading, entries: list[Entry]) -> dict[str, tuple[int, int]]:
    """Give the time zones that hours are in, each with the years that its entries cover."""
    covered: dict[str, list[int]] = {}
    for entry in entries:
        if entry.has_hours and entry.zone != UNIVERSAL:
            covered.setdefault(entry.zone, []).extend((entry.first.year, entry.last.year))
    if not entries and heading.zone not in {"", UNIVERSAL}:
        covered[heading.zone] = [heading.stamp.year]  # a calendar without any component is none
    return {zone: (min(years), max(years)) for zone, years in sorted(covered.items())}


def _event(heading: Heading, entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    stamp = (entry.changed_at or heading.stamp).astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", stamp)
    if entry.changed_at is not None:
        event.add("last-modified", stamp)
        event.add("sequence", entry.sequence)
    if entry.has_hours:
        event.add("dtstart", _instant(entry.first))
        event.add("dtend", _instant(entry.last))
    else:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + ONE_DAY)
    event.add("summary", plain(entry.summary))
    if entry.category:
        event.add("categories", [plain(entry.category)])
    if entry.place:
        event.add("location", plain(entry.place))
    if entry.lines:
        event.add("description", plain("\n".join(entry.lines)))
    if entry.address:
        event.add("url", entry.address)
    if entry.is_tentative is not None:
        event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.has_hours else "TRANSPARENT")
    return event


def _instant(moment: date | datetime) -> date | datetime:
    """Give a moment as it is written: in universal time without the name of a zone, which needs no table."""
    is_universal = isinstance(moment, datetime) and moment.tzinfo == ZoneInfo(UNIVERSAL)
    return moment.astimezone(UTC) if is_universal and isinstance(moment, datetime) else moment
