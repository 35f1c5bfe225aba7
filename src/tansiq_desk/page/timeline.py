"""The timeline by unit, by venue and by course, over one axis and the calendars of all parties."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tansiq_desk.page.bars import Bar, Draughtsman, Row, stacked
from tansiq_desk.page.geometry import WIDTH, Scale
from tansiq_desk.page.part import Part
from tansiq_desk.page.shading import (
    AxisMonth,
    AxisYear,
    Ribbon,
    axis_months,
    axis_years,
    course_bands,
    ribbon,
    unit_bands,
    venue_bands,
)
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.problem import Problem, Unit
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a command, a party, a mode of course, or the exercises."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Grouping:
    """The whole plan seen by `unit`, `venue` or `course`."""

    by: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Timeline:
    """Everything that the timeline draws, in units of `WIDTH`."""

    width: int
    months: tuple[AxisMonth, ...]
    years: tuple[AxisYear, ...]
    ribbons: tuple[Ribbon, ...]
    as_of: float | None
    gate: float | None
    groupings: tuple[Grouping, ...]


@dataclass(frozen=True)
class _Drawing:
    problem: Problem
    plan: Plan
    tongue: Tongue
    draw: Draughtsman
    part: Part

    @property
    def units(self) -> list[Unit]:
        """The units that are shown."""
        return list(self.part.their_problem.units.values())

    def shown(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Keep every row of the whole; of a part, those with something on them."""
        return tuple(row for row in rows if row.bars or self.part.units is None)

    def by_unit(self) -> Iterable[Group]:
        yield self.exercises()
        for command in _firsts(unit.command for unit in self.units):
            rows = [self.unit(unit.id) for unit in self.units if unit.command == command]
            yield Group(self.tongue.name(command).text, tuple(rows))

    def unit(self, key: str) -> Row:
        unit = self.problem.units[key]
        bars: list[Bar] = []
        for edition in self.plan.editions:
            mine = [request for request in edition.seats if self.problem.requests[request].unit == key]
            if mine:
                bars.append(self.draw.edition(edition, short(edition.course), mine))
        bars += [
            self.draw.exercise(held)
            for held in self.plan.exercises
            if any(it.unit == key for it in self.problem.exercises[held.exercise].participants)
        ]
        asked = sum(request.seats for request in self.problem.requests.values() if request.unit == key)
        given = sum(self.plan.seats_of(rq.id) for rq in self.problem.requests.values() if rq.unit == key)
        note = self.tongue.label("seats_of", given=given, n=asked) if asked else ""
        return stacked(
            self.tongue.name(key), note, unit.party, unit_bands(self.tongue, self.draw.scale, unit), bars
        )

    def by_venue(self) -> Iterable[Group]:
        for party in _firsts(venue.party for venue in self.problem.venues.values()):
            rows = [self.venue(venue.id) for venue in self.problem.venues.values() if venue.party == party]
            yield Group(self.tongue.name(party).text, self.shown(rows))

    def venue(self, key: str) -> Row:
        venue = self.problem.venues[key]
        bars = [
            self.draw.edition(edition, short(edition.course))
            for edition in self.plan.editions
            if edition.venue == key
        ]
        bars += [
            self.draw.exercise(held)
            for held in self.plan.exercises
            if self.problem.exercises[held.exercise].venue == key
        ]
        note = self.tongue.label("capacity", n=venue.capacity)
        return stacked(
            self.tongue.name(key), note, venue.party, venue_bands(self.tongue, self.draw.scale, venue), bars
        )

    def by_course(self) -> Iterable[Group]:
        for mode in _firsts(course.mode for course in self.problem.courses.values()):
            rows = [self.course(course.id) for course in self.problem.courses.values() if course.mode == mode]
            yield Group(self.tongue.term("mode", mode).text, self.shown(rows))
        yield self.exercises()

    def course(self, key: str) -> Row:
        course = self.problem.courses[key]
        bars = [
            self.draw.edition(edition, str(edition.size), of=edition.venue)
            for edition in self.plan.editions
            if edition.course == key
        ]
        note = self.tongue.label("weeks", n=course.weeks)
        bands = course_bands(self.tongue, self.draw.scale, self.problem, course)
        return stacked(self.tongue.name(key), note, self.problem.venues[course.venues[0]].party, bands, bars)

    def exercises(self) -> Group:
        held = {it.exercise: it for it in self.plan.exercises}
        rows: list[Row] = []
        for exercise in self.problem.exercises.values():
            if exercise.id not in self.part.exercises:
                continue
            it = held.get(exercise.id)
            bars = [self.draw.exercise(it), *self.draw.conferences(it)] if it else []
            note = exercise.kind if it else self.tongue.label("not_held")
            rows.append(
                stacked(
                    self.tongue.name(exercise.id), note, self.problem.venues[exercise.venue].party, (), bars
                )
            )
        return Group(self.tongue.label("exercises"), tuple(rows))


def short(key: str) -> str:
    """Give an id without the word before its first hyphen, as a label in tight places."""
    return key.partition("-")[2] or key


def _firsts(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))


def timeline(part: Part, tongue: Tongue) -> Timeline:
    """Lay out a part of a plan over the horizon."""
    problem = part.problem
    scale = Scale.of(problem.horizon, rtl=tongue.rtl)
    drawing = _Drawing(problem, part.plan, tongue, Draughtsman(problem, tongue, scale), part)
    views: dict[str, Callable[[], Iterable[Group]]] = {
        "unit": drawing.by_unit,
        "venue": drawing.by_venue,
        "course": drawing.by_course,
    }
    return Timeline(
        width=WIDTH,
        months=tuple(axis_months(tongue, scale, problem.horizon)),
        years=tuple(axis_years(scale, problem.horizon)),
        ribbons=tuple(ribbon(tongue, scale, calendar) for calendar in problem.calendars.values()),
        as_of=scale.at(problem.as_of),
        gate=scale.at(problem.first_course_day),
        groupings=tuple(
            Grouping(by, tuple(group for group in view() if group.rows)) for by, view in views.items()
        ),
    )
