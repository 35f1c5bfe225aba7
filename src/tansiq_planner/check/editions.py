"""Rules that one edition meets or breaks by itself (R02-R05, R07), and the editions of a year (R08)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tansiq_planner.calendar import SUNDAY, YearlyWindow
from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.errors import Figure
from tansiq_planner.problem import Season
from tansiq_planner.rules import Rule, Violation


def horizon(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R02, editions: a Sunday, not too early, inside the horizon."""
    problem = resolved.problem
    for placed in resolved.new_editions:
        place = {"edition": placed.id}
        if placed.first.weekday() != SUNDAY:
            yield Violation(Rule.HORIZON, "not_a_sunday", place, {"found": placed.first})
        for code, earliest in (
            ("before_first_course_day", problem.first_course_day),
            ("before_as_of", problem.as_of),
        ):
            if placed.first < earliest:
                yield Violation(Rule.HORIZON, code, place, {"found": placed.first, "allowed": earliest})
        span = problem.horizon
        if placed.first < span.first or placed.last > span.last:
            figures = _days(placed) | {"from": span.first, "to": span.last}
            yield Violation(Rule.HORIZON, "outside_horizon", place, figures)


def closed_season(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R03: closed spans of the course, seasons by tags, spans in which the course starts."""
    for placed in resolved.in_calendar:
        place = {"edition": placed.id}
        for window in placed.course.closed:
            if window.meets(placed.first, placed.last):
                yield Violation(Rule.CLOSED_SEASON, "closed_span", place, _days(placed) | _yearly(window))
        for season in resolved.problem.seasons:
            if _forbids(resolved, season, placed):
                figures = _days(placed) | _yearly(season.window)
                yield Violation(Rule.CLOSED_SEASON, "season", place | {"season": season.id}, figures)
        spans = placed.course.start_only
        if spans and not any(window.meets(placed.first, placed.first) for window in spans):
            allowed = tuple(" ".join(map(str, _yearly(window).values())) for window in spans)
            figures = {"found": placed.first, "allowed": allowed}
            yield Violation(Rule.CLOSED_SEASON, "outside_start_spans", place, figures)


def _forbids(resolved: ResolvedPlan, season: Season, placed: Placed) -> bool:
    at = resolved.problem.venues.get(placed.edition.venue)
    venue_tags = at.tags if at is not None else frozenset()
    return (
        season.forbids
        and (season.course_tag is None or season.course_tag in placed.course.tags)
        and (season.venue_tag is None or season.venue_tag in venue_tags)
        and season.window.meets(placed.first, placed.last)
    )


def ramadan(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R04: courses that avoid the month of fasting, at the venue and of every unit seated."""
    problem = resolved.problem
    for placed in resolved.in_calendar:
        if placed.course.ramadan != "avoid":
            continue
        at = problem.venues.get(placed.edition.venue)
        if at is not None and problem.calendars[at.party].is_ramadan(placed.first, placed.last):
            place = {"edition": placed.id, "venue": at.id, "party": at.party}
            yield Violation(Rule.RAMADAN, "ramadan_at_venue", place, _days(placed))
        for unit in placed.by_unit():
            party = problem.units[unit].party
            if problem.calendars[party].is_ramadan(placed.first, placed.last):
                place = {"edition": placed.id, "unit": unit, "party": party}
                yield Violation(Rule.RAMADAN, "ramadan_of_unit", place, _days(placed))


def unit_available(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R05, editions: no unit seated while it is not available."""
    for placed in resolved.new_editions:
        for unit in placed.by_unit():
            for window in resolved.problem.units[unit].not_available:
                if window.meets(placed.first, placed.last):
                    figures = _days(placed) | {"from": window.first, "to": window.last}
                    place = {"edition": placed.id, "unit": unit}
                    yield Violation(Rule.UNIT_AVAILABLE, "unit_not_available", place, figures)


def class_size(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R07: smallest and largest class, seats above zero, each edition once."""
    for placed in resolved.new_editions:
        place = {"edition": placed.id}
        for request, seats in placed.edition.seats.items():
            if seats <= 0:
                row = place | {"request": request}
                yield Violation(Rule.CLASS_SIZE, "seats_not_positive", row, {"found": seats})
        if placed.size < placed.course.seats_min:
            figures = {"found": placed.size, "allowed": placed.course.seats_min}
            yield Violation(Rule.CLASS_SIZE, "too_few", place, figures)
        if placed.size > placed.course.seats_max:
            figures = {"found": placed.size, "allowed": placed.course.seats_max}
            yield Violation(Rule.CLASS_SIZE, "too_many", place, figures)
    for edition, times in Counter(placed.id for placed in resolved.placed).items():
        if times > 1:
            yield Violation(Rule.CLASS_SIZE, "edition_twice", {"edition": edition}, {"found": times})


def editions_per_year(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R08: editions of a course that start in one calendar year."""
    found = Counter((placed.course.id, placed.first.year) for placed in resolved.placed)
    with_new = {(placed.course.id, placed.first.year) for placed in resolved.new_editions}
    for (course, year), count in sorted(found.items()):
        allowed = resolved.problem.courses[course].editions_per_year
        if count > allowed and (course, year) in with_new:
            place = {"course": course, "year": str(year)}
            figures = {"found": count, "allowed": allowed}
            yield Violation(Rule.EDITIONS_PER_YEAR, "too_many_editions", place, figures)


def _days(placed: Placed) -> dict[str, Figure]:
    return {"first": placed.first, "last": placed.last}


def _yearly(window: YearlyWindow) -> dict[str, Figure]:
    """Name the ends of a yearly span as month-day."""
    return {
        key: f"{month:02}-{day:02}" for key, (month, day) in (("from", window.first), ("to", window.last))
    }
