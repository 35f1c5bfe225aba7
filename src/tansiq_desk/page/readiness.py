"""The readiness matrix before and after, with the sum behind every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.matrix import Cell, Contribution, Readiness
from tansiq_planner.problem import Problem, Task, Unit
from tansiq_planner.readiness import MICRO
from tansiq_planner.solution import Plan

Column = Mapping[tuple[str, str], Cell | None]
MOST_DAYS = 8
"""Days to choose from; of a longer horizon the last ones."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A score in its letter, whole points rounded down."""

    letter: str
    css: str
    points: int
    at_target: bool


@dataclass(frozen=True, slots=True)
class GainRow:
    """One edition or exercise in the sum; `points` on each day of the matrix, empty before it ended."""

    source: Name
    end: date
    seats: int
    quota: int
    cap: int
    points: tuple[str, ...]


@dataclass(frozen=True)
class MatrixCell:
    """A unit in a competency: before the plan, and on each day of the matrix."""

    id: str
    competency: Name
    target: int
    target_letter: str
    weight: int
    essential: bool
    before: Shade
    after: tuple[Shade, ...]
    gains: tuple[GainRow, ...]
    trained: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A unit with one cell for each column, None where it has no such task or its rating is not released."""

    unit: Name
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True, slots=True)
class LetterKey:
    """A letter of the legend."""

    letter: str
    css: str
    name: str
    points: int


@dataclass(frozen=True)
class Matrix:
    """Everything that the heat map shows."""

    days: tuple[date, ...]
    columns: tuple[Name, ...]
    rows: tuple[MatrixRow, ...]
    letters: tuple[LetterKey, ...]
    counts: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    problem: Problem
    tongue: Tongue
    days: tuple[date, ...]
    before: Column
    after: tuple[Column, ...]

    def row(self, unit: Unit, competencies: Sequence[str]) -> MatrixRow:
        tasks = {task.competency: task for task in unit.tasks}
        cells = tuple(self.cell(unit, tasks[key]) if key in tasks else None for key in competencies)
        return MatrixRow(self.tongue.name(unit.id), cells)

    def cell(self, unit: Unit, task: Task) -> MatrixCell | None:
        key = (unit.id, task.competency)
        start = self.before[key]
        ends = [column[key] for column in self.after]
        if start is None:
            return None
        known = [cell for cell in ends if cell is not None]
        return MatrixCell(
            id=f"c{list(self.problem.units).index(unit.id)}-{task.competency}",
            competency=self.tongue.name(task.competency),
            target=task.target,
            target_letter=next(
                (letter for letter, points in self.problem.letters if points <= task.target), ""
            ),
            weight=task.weight,
            essential=task.is_essential,
            before=self.shade(start),
            after=tuple(self.shade(cell) for cell in known),
            gains=tuple(self.gains(known)),
            trained=tuple(cell.share_trained for cell in known),
        )

    def shade(self, cell: Cell) -> Shade:
        return Shade(cell.letter, self.css(cell.letter), cell.micro_score // MICRO, cell.at_target)

    def css(self, letter: str) -> str:
        """Spread the letters of the programme over the five shades, best first."""
        order = [name for name, _ in self.problem.letters]
        return f"l{round(order.index(letter) * 4 / max(1, len(order) - 1))}"

    def gains(self, cells: list[Cell]) -> list[GainRow]:
        by_day = [{it.what: it for it in cell.contributions} for cell in cells]
        all_of_them = {what: it for day in by_day for what, it in day.items()}
        ordered = sorted(all_of_them.values(), key=lambda it: (it.cap, it.ended, it.what))
        return [self.gain(it, [day.get(it.what) for day in by_day]) for it in ordered]

    def gain(self, it: Contribution, on_days: list[Contribution | None]) -> GainRow:
        exercise = it.what in self.problem.exercises
        return GainRow(
            source=self.source(it),
            end=it.ended,
            seats=0 if exercise else it.seats,
            quota=it.quota,
            cap=it.cap,
            points=tuple(
                "" if found is None else self.tongue.tenths(found.micro_points / MICRO) for found in on_days
            ),
        )

    def source(self, it: Contribution) -> Name:
        return self.tongue.name(it.what.partition("@")[0])


def readiness_matrix(problem: Problem, plan: Plan, tongue: Tongue) -> Matrix | None:
    """Give the matrix at every half-year end and at the end of the horizon; None without any rating."""
    days = _days(problem)
    before = Readiness(problem, None).at(problem.as_of)
    readiness = Readiness(problem, plan)
    after = tuple(readiness.at(day) for day in days)
    if not any(before.values()):
        return None
    reading = _Reading(problem, tongue, days, before, after)
    competencies = [key for key in problem.half_lives if any(column == key for _, column in before)]
    return Matrix(
        days=days,
        columns=tuple(tongue.name(key) for key in competencies),
        rows=tuple(reading.row(unit, competencies) for unit in problem.units.values() if unit.tasks),
        letters=tuple(
            LetterKey(letter, reading.css(letter), tongue.name(f"letter {letter}").text, points)
            for letter, points in problem.letters
        ),
        counts=tuple(_count(column, tongue) for column in after),
    )


def _days(problem: Problem) -> tuple[date, ...]:
    days = problem.judged_half_years()
    if not days or days[-1] < problem.horizon.last:
        days = [*days, problem.horizon.last]
    return tuple(days[-MOST_DAYS:])


def _count(column: Column, tongue: Tongue) -> str:
    cells = [cell for cell in column.values() if cell is not None]
    return tongue.label("cells_at_target", at=sum(cell.at_target for cell in cells), n=len(cells))
