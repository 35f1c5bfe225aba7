"""What lies behind the bars: Ramadan, holidays and closed spans in words, estimated days marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tansiq_desk.page.geometry import WIDTH, Scale, month_end, months
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.calendar import Horizon, PartyCalendar, Window, YearlyWindow
from tansiq_planner.problem import Blackout, CapacityChange, Course, Problem, Unit, Venue

ROOM_FOR_NAME, ROOM_FOR_NUMBER = 27.0, 11.0
"""Units that a month needs to bear its name, or its number."""


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded stretch; `kind` is `ramadan`, `holiday`, `closed`, `reduced`, `away` or `warn`."""

    x: float
    width: float
    kind: str
    estimated: bool
    title: str


@dataclass(frozen=True, slots=True)
class AxisMonth:
    """One month of the axis; `edge` is where it begins."""

    edge: float
    middle: float
    label: str
    begins_year: bool


@dataclass(frozen=True, slots=True)
class AxisYear:
    """One year of the axis."""

    x: float
    width: float
    middle: float
    year: int


@dataclass(frozen=True)
class Ribbon:
    """The calendar of one party: shaded in its units' rows and drawn once in the head."""

    party: str
    bands: tuple[Band, ...]


def span_text(tongue: Tongue, first: date, last: date) -> str:
    """Write a span of days."""
    if first == last:
        return tongue.day(first)
    return tongue.label("span", first=tongue.day(first), last=tongue.day(last))


def _band(
    tongue: Tongue, scale: Scale, window: Window, kind: str, words: str, *, estimated: bool = False
) -> Iterable[Band]:
    extent = scale.extent(window.first, window.last)
    if extent is not None:
        title = f"{words}: {span_text(tongue, window.first, window.last)}"
        if estimated:
            title += f" ({tongue.label('estimated')})"
        yield Band(extent.x, extent.width, kind, estimated, title)


def ribbon(tongue: Tongue, scale: Scale, calendar: PartyCalendar) -> Ribbon:
    """Draw Ramadan and the public holidays of a party."""
    bands: list[Band] = []
    whose = tongue.name(calendar.party).plain
    for ramadan in calendar.ramadan:
        words = f"{tongue.label('ramadan')}, {whose}"
        bands += _band(tongue, scale, ramadan.window, "ramadan", words, estimated=not ramadan.confirmed)
    for holiday in calendar.holidays:
        words = f"{tongue.term('holiday', holiday.key).plain}, {whose}"
        bands += _band(tongue, scale, holiday.window, "holiday", words, estimated=not holiday.confirmed)
    return Ribbon(calendar.party, tuple(bands))


def unit_bands(tongue: Tongue, scale: Scale, unit: Unit) -> list[Band]:
    """Draw when a unit is not available."""
    words = tongue.label("not_available")
    return [band for window in unit.not_available for band in _band(tongue, scale, window, "away", words)]


def venue_bands(tongue: Tongue, scale: Scale, venue: Venue) -> list[Band]:
    """Draw when a venue is closed or holds fewer."""
    return [band for change in venue.changes for band in _change(tongue, scale, change)]


def _change(tongue: Tongue, scale: Scale, change: CapacityChange) -> Iterable[Band]:
    if change.capacity == 0:
        return _band(tongue, scale, change.window, "closed", tongue.label("venue_closed"))
    return _band(tongue, scale, change.window, "reduced", tongue.label("venue_reduced", n=change.capacity))


def course_bands(tongue: Tongue, scale: Scale, problem: Problem, course: Course) -> list[Band]:
    """Draw the seasons in which a course may not run, may not start, or runs under a warning, and locks."""
    horizon = problem.horizon
    bands: list[Band] = []
    for yearly in course.closed:
        for window in _every_year(yearly, horizon):
            bands += _band(tongue, scale, window, "closed", tongue.label("closed_season"))
    for season in problem.seasons:
        if season.course_tag is None or season.course_tag in course.tags:
            kind = "closed" if season.forbids and _all_tagged(problem, course, season.venue_tag) else "warn"
            for window in _every_year(season.window, horizon):
                bands += _band(tongue, scale, window, kind, tongue.name(season.id).plain)
    for lock in problem.locks:
        if isinstance(lock, Blackout) and (lock.courses is None or course.id in lock.courses):
            bands += _band(tongue, scale, lock.window, "closed", tongue.label("locked_span"))
    return bands


def _all_tagged(problem: Problem, course: Course, tag: str | None) -> bool:
    return tag is None or all(tag in problem.venues[venue].tags for venue in course.venues)


def _every_year(yearly: YearlyWindow, horizon: Horizon) -> list[Window]:
    return [yearly.in_year(year) for year in range(horizon.first.year - 1, horizon.last.year + 1)]


def axis_months(tongue: Tongue, scale: Scale, horizon: Horizon) -> list[AxisMonth]:
    """Give the months of the axis with their initials."""
    axis: list[AxisMonth] = []
    for first in months(horizon):
        extent = scale.extent(first, month_end(first))
        if extent is not None:
            edge = round(extent.x + extent.width if scale.rtl else extent.x, 1)
            label = _month_label(tongue, first, scale, extent.width)
            axis.append(AxisMonth(edge, extent.middle, label, first.month == 1))
    return axis


def _month_label(tongue: Tongue, first: date, scale: Scale, width: float) -> str:
    """Name a month, or number it in a long horizon; a month cut short may have room for neither."""
    if 30 / scale.days * WIDTH >= ROOM_FOR_NAME:
        return tongue.month(first) if width >= ROOM_FOR_NAME else ""
    return str(first.month) if width >= ROOM_FOR_NUMBER else ""


def axis_years(scale: Scale, horizon: Horizon) -> list[AxisYear]:
    """Give the years of the axis."""
    axis: list[AxisYear] = []
    for year in horizon.years:
        extent = scale.extent(date(year, 1, 1), date(year, 12, 31))
        if extent is not None:
            axis.append(AxisYear(extent.x, extent.width, extent.middle, year))
    return axis
