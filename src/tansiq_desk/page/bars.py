"""One bar for each edition and exercise in a row of the timeline, with what it says when pointed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tansiq_desk.page.geometry import WIDTH, Scale, lanes
from tansiq_desk.page.shading import Band, span_text
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise

BAR_HEIGHT, LANE_HEIGHT, PADDING = 12, 16, 4
LINE_HEIGHT, LETTERS_IN_LINE = 19, 30
"""Of the names beside the rows; each has its id in a line below."""
NARROWEST = 5.0
LETTER_WIDTH, LABEL_GAP = 5.2, 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in units of the timeline.

    `kind` is `resident`, `mtt`, `exercise`, `conference` or `report`; `label` stands at
    `label_x`, in the bar (`anchor` is `middle`), right of it (`start`) or left of it (`end`).
    """

    x: float
    width: float
    y: int
    kind: str
    half_days: bool
    label: str
    label_x: float
    anchor: str
    title: str
    href: str

    @property
    def left(self) -> float:
        """Left edge with the label."""
        return self.x - (_label_width(self.label) if self.anchor == "end" else 0.0)

    @property
    def right(self) -> float:
        """Right edge with the label."""
        return self.x + self.width + (_label_width(self.label) if self.anchor == "start" else 0.0)

    @property
    def middle(self) -> float:
        """Where a mark of one day points."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Row:
    """A row of the timeline: a unit, venue, course or exercise."""

    name: Name
    note: str
    party: str
    bands: tuple[Band, ...]
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True)
class Draughtsman:
    """Draws the bars of one plan in one language."""

    problem: Problem
    tongue: Tongue
    scale: Scale

    def end_of(self, edition: Edition) -> date:
        """Give the Thursday on which an edition ends."""
        return self.problem.horizon.course_end(edition.start, self.problem.courses[edition.course].weeks)

    def half_days(self, edition: Edition) -> bool:
        """Tell whether an edition has half days because it runs in a Ramadan of its venue or its units."""
        return is_half_days(self.problem, edition)

    def edition(self, edition: Edition, label: str, requests: Iterable[str] = (), of: str = "") -> Bar:
        """Draw an edition; the title says what `of` is (the course, unless its row does) and counts the seats.

        The seats are those of the requests given, else of the whole class.
        """
        course = self.problem.courses[edition.course]
        tongue = self.tongue
        lines = [
            tongue.name(of or course.id).plain,
            span_text(tongue, edition.start, self.end_of(edition)),
            *(
                [self._seats(edition, request) for request in requests]
                or [tongue.label("seats", n=edition.size)]
            ),
        ]
        if self.half_days(edition):
            lines.append(tongue.label("half_days"))
        bar = self._bar(
            edition.start, self.end_of(edition), course.mode, label, "\n".join(lines), anchor_of(edition)
        )
        return replace(bar, half_days=self.half_days(edition))

    def _seats(self, edition: Edition, request: str) -> str:
        return f"{self.tongue.label('seats', n=edition.seats[request])} {self.tongue.code(request)}"

    def exercise(self, held: HeldExercise) -> Bar:
        """Draw the conduct days of an exercise."""
        exercise = self.problem.exercises[held.exercise]
        end = held.end(exercise.conduct_days)
        title = "\n".join(
            (
                f"{self.tongue.name(exercise.id).plain} {self.tongue.code(exercise.kind)}",
                span_text(self.tongue, held.start, end),
                self.tongue.name(exercise.venue).plain,
            )
        )
        return self._bar(held.start, end, "exercise", exercise.kind, title, f"x-{exercise.id}")

    def conferences(self, held: HeldExercise) -> Iterable[Bar]:
        """Draw the planning conferences and the days on which reports are due."""
        days = {"conference": held.conferences, "report": report_days(self.problem, held)}
        for sort, dated in days.items():
            for kind, day in dated.items():
                if self.scale.holds(day):
                    yield self._day(held, sort, kind, day)

    def _day(self, held: HeldExercise, sort: str, kind: str, day: date) -> Bar:
        words = self.tongue.term(sort, kind).plain
        title = f"{words}: {self.tongue.day(day)}"
        return self._bar(day, day, sort, "", title, f"x-{held.exercise}")

    def _bar(self, first: date, last: date, kind: str, label: str, title: str, href: str) -> Bar:
        extent = self.scale.clipped(first, last)
        width = max(extent.width, NARROWEST)
        x = extent.x + extent.width - width if self.scale.rtl else extent.x
        label_x, anchor = _label_place(x, width, _label_width(label), rtl=self.scale.rtl)
        return Bar(
            x=round(x, 1),
            width=round(width, 1),
            y=0,
            kind=kind,
            half_days=False,
            label=label,
            label_x=round(label_x, 1),
            anchor=anchor,
            title=title,
            href=href,
        )


def stacked(name: Name, note: str, party: str, bands: Iterable[Band], bars: list[Bar]) -> Row:
    """Put bars in lanes so that none covers another; the row has room for its name beside it."""
    lane_of = lanes(bars)
    placed = tuple(
        replace(bar, y=PADDING + LANE_HEIGHT * lane) for bar, lane in zip(bars, lane_of, strict=True)
    )
    needed = LANE_HEIGHT * (max(lane_of, default=0) + 1) + 2 * PADDING - (LANE_HEIGHT - BAR_HEIGHT)
    lines = 2 + len(name.text) // LETTERS_IN_LINE
    height = max(needed, LINE_HEIGHT * lines)
    return Row(name, note, party, tuple(bands), placed, height)


def anchor_of(edition: Edition) -> str:
    """Give the id of the edition's row in the table."""
    return "e-" + edition.id.replace("@", "-")


def is_half_days(problem: Problem, edition: Edition) -> bool:
    """Tell whether a `half_days` course meets a Ramadan of the venue's or a seated unit's party."""
    course = problem.courses[edition.course]
    end = problem.horizon.course_end(edition.start, course.weeks)
    parties = {problem.venues[edition.venue].party}
    parties |= {problem.units[problem.requests[request].unit].party for request in edition.seats}
    return course.ramadan == "half_days" and any(
        problem.calendars[party].is_ramadan(edition.start, end) for party in parties
    )


def report_days(problem: Problem, held: HeldExercise) -> Mapping[str, date]:
    """Give the day on which each report of an exercise is due."""
    reports = problem.exercises[held.exercise].reports
    return {kind: held.start + timedelta(days=DAYS_IN_WEEK * weeks) for kind, weeks in reports.items()}


def _label_place(x: float, width: float, needed: float, *, rtl: bool) -> tuple[float, str]:
    """Put a label into its bar, else behind it in time, else before it where the horizon ends."""
    if needed <= width:
        return x + width / 2, "middle"
    to_left = x >= needed if rtl else x + width + needed > WIDTH
    return (x - LABEL_GAP, "end") if to_left else (x + width + LABEL_GAP, "start")


def _label_width(label: str) -> float:
    return len(label) * LETTER_WIDTH + 2 * LABEL_GAP if label else 0.0
