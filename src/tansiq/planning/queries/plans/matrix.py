"""The readiness matrix on one day: units by competencies, with and without a plan, each cell with its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import Hidden, without
from tansiq.planning.queries.plans.opened import opened
from tansiq.training.queries import Told, ratings_since
from tansiq.ui.tongue import page_language
from tansiq_desk.page import Part
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.matrix import Cell, Contribution, Readiness, letter_of
from tansiq_planner.problem import Problem, Task
from tansiq_planner.readiness import MICRO, score

SHADES = 4
Found = Mapping[tuple[str, str], Told]
"""Ratings newer than a plan's programme, by unit and competency."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What an edition or exercise adds on the day shown, in points; of the newer rating itself, `what` is None."""

    what: Name | None
    ended: date
    points: str
    cap: int


@dataclass(frozen=True, slots=True)
class Square:
    """A unit in a competency on a day: its letter and points, how they came about, and when a newer rating was given."""

    competency: str
    letter: str
    shade: str
    points: int
    start: int
    target: int
    target_letter: str
    weight: int
    at_target: bool
    gains: tuple[Gain, ...]
    rated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with one square for each competency; None where it has no such task or its rating is not released."""

    unit: Name
    squares: tuple[Square | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A letter in the legend: from how many points on it holds; the lowest one, below how many."""

    letter: str
    shade: str
    name: str
    points: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything the page shows; `hides_some` where a rating that the plan knows is kept from the reader."""

    columns: tuple[Name, ...]
    lines: tuple[Line, ...]
    letters: tuple[Band, ...]
    at_target: int
    cells: int
    newer: int
    hides_some: bool


def matrix_on(
    version: PlanVersion, day: date, *, with_plan: bool, hidden: Hidden, units: tuple[str, ...] | None = None
) -> Matrix:
    """Give the matrix of a version's programme on a day, of some units or of all, with ratings given since."""
    whole = opened(version)
    part = Part(whole.problem, whole.result, None if units is None else frozenset(units))
    known = part.their_problem
    found = _found_since(known, day, hidden)
    problem = _with_starts(without(known, hidden) if hidden else known, found)
    cells = Readiness(problem, part.plan if with_plan else None).at(day)
    drawn = _Drawn(problem, Tongue(page_language(), problem.names), found)
    columns = [
        key
        for key in problem.half_lives
        if any(cell and column == key for (_, column), cell in cells.items())
    ]
    lines = tuple(
        Line(
            drawn.tongue.name(unit.id),
            tuple(drawn.square(unit.id, unit.tasks, key, cells.get((unit.id, key))) for key in columns),
        )
        for unit in problem.units.values()
        if any(cells.get((unit.id, task.competency)) for task in unit.tasks)
    )
    shown = [square for line in lines for square in line.squares if square]
    return Matrix(
        tuple(drawn.tongue.name(key) for key in columns), lines, drawn.legend(),
        at_target=sum(square.at_target for square in shown), cells=len(shown),
        newer=sum(square.rated_on is not None for square in shown), hides_some=_hides(known, hidden),
    )  # fmt: skip


def _hides(problem: Problem, hidden: Hidden) -> bool:
    return any(
        task.start is not None and (unit.id, task.competency) in hidden
        for unit in problem.units.values()
        for task in unit.tasks
    )


def _found_since(problem: Problem, day: date, hidden: Hidden) -> Found:
    """Give the ratings that the plan's programme does not know yet, as far as the reader sees them."""
    starts = {
        (unit.id, task.competency): task.start for unit in problem.units.values() for task in unit.tasks
    }
    return {
        key: told
        for key, told in ratings_since(problem.as_of, day).items()
        if key in starts.keys() - hidden and not _is_known(told, problem.as_of, starts[key])
    }


def _is_known(told: Told, as_of: date, start: int | None) -> bool:
    """Tell whether a programme of the very day of a rating holds its points already."""
    return told.rating is None or (told.rating.rated_on == as_of and told.rating.points == start)


def _with_starts(problem: Problem, found: Found) -> Problem:
    """Give the problem with the points that stand of newer ratings; what lies above fades, see `_Drawn.cell`."""
    starts = {key: told.reckoning.start for key, told in found.items() if told.reckoning}
    units = {
        unit.id: replace(
            unit,
            tasks=tuple(
                replace(it, start=starts.get((unit.id, it.competency), it.start)) for it in unit.tasks
            ),
        )
        for unit in problem.units.values()
    }
    return replace(problem, units=units) if starts else problem


@dataclass(frozen=True)
class _Drawn:
    problem: Problem
    tongue: Tongue
    found: Found

    def legend(self) -> tuple[Band, ...]:
        letters = self.problem.letters
        above = [None, *(points for _, points in letters)]
        return tuple(
            Band(
                letter,
                self.shade(letter),
                self.tongue.name(f"letter {letter}").text,
                points,
                None if points else above[place],
            )
            for place, (letter, points) in enumerate(letters)
        )

    def shade(self, letter: str) -> str:
        order = [name for name, _ in self.problem.letters]
        return f"l{round(order.index(letter) * SHADES / max(1, len(order) - 1))}"

    def square(self, unit: str, tasks: Sequence[Task], competency: str, cell: Cell | None) -> Square | None:
        task = next((it for it in tasks if it.competency == competency), None)
        if cell is None or task is None or task.start is None:
            return None
        newer = self.found.get((unit, competency))
        gains = sorted(cell.contributions, key=lambda it: (it.ended, it.what))
        if newer is not None and newer.rating is not None:
            # what ended by the day of the rating is in it
            gains = [it for it in gains if it.ended > newer.rating.rated_on]
            cell = self.cell(cell, task, newer, gains)
        return Square(
            competency=competency,
            letter=cell.letter,
            shade=self.shade(cell.letter),
            points=cell.micro_score // MICRO,
            start=task.start,
            target=task.target,
            target_letter=next(
                (letter for letter, points in self.problem.letters if points <= task.target), ""
            ),
            weight=task.weight,
            at_target=cell.at_target,
            gains=(*self.rated(newer), *(self.gain(it) for it in gains)),
            rated_on=newer.rating.rated_on if newer and newer.rating else None,
        )

    def cell(self, cell: Cell, task: Task, newer: Told, gains: Sequence[Contribution]) -> Cell:
        """Give a cell anew from its newer rating, by the planner's formula: what it found above the start fades."""
        own = [(it.gain.cap, it.micro_points) for it in newer.reckoning.parts] if newer.reckoning else []
        later = [(it.cap, it.micro_points) for it in gains]
        points = score(cell.start, [*own, *later])
        return replace(
            cell,
            micro_score=points,
            letter=letter_of(self.problem, points),
            at_target=points >= task.target * MICRO,
        )

    def rated(self, newer: Told | None) -> list[Gain]:
        parts = newer.reckoning.parts if newer and newer.reckoning else ()
        return [
            Gain(None, it.gain.ended_on, self.tongue.tenths(it.micro_points / MICRO), it.gain.cap)
            for it in parts
        ]

    def gain(self, it: Contribution) -> Gain:
        what = self.tongue.name(it.what.partition("@")[0])
        return Gain(what, it.ended, self.tongue.tenths(it.micro_points / MICRO), it.cap)
