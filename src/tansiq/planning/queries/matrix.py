"""The readiness matrix on one day: units by competencies, with and without a plan, each cell with its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.opened import Hidden, opened, without
from tansiq.ui.tongue import page_language
from tansiq_desk.page import Part
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.matrix import Cell, Contribution, Readiness
from tansiq_planner.problem import Problem, Task
from tansiq_planner.readiness import MICRO

SHADES = 4


@dataclass(frozen=True, slots=True)
class Gain:
    """What an edition or exercise adds on the day shown, in points."""

    what: Name
    ended: date
    points: str
    cap: int


@dataclass(frozen=True, slots=True)
class Square:
    """A unit in a competency on a day: its letter and points, and how they came about."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with one square for each competency; None where it has no such task or its rating is not released."""

    unit: Name
    squares: tuple[Square | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything the page shows."""

    columns: tuple[Name, ...]
    lines: tuple[Line, ...]
    letters: tuple[tuple[str, str, str, int], ...]
    at_target: int
    cells: int


def matrix_on(
    version: PlanVersion, day: date, *, with_plan: bool, hidden: Hidden, units: tuple[str, ...] | None = None
) -> Matrix:
    """Give the matrix of a version's programme on a day, of some units or of all."""
    whole = opened(version)
    part = Part(whole.problem, whole.result, None if units is None else frozenset(units))
    problem = without(part.their_problem, hidden) if hidden else part.their_problem
    cells = Readiness(problem, part.plan if with_plan else None).at(day)
    drawn = _Drawn(problem, Tongue(page_language(), problem.names))
    columns = [
        key
        for key in problem.half_lives
        if any(known and column == key for (_, column), known in cells.items())
    ]
    lines = [
        Line(
            drawn.tongue.name(unit.id),
            tuple(drawn.square(unit.tasks, key, cells.get((unit.id, key))) for key in columns),
        )
        for unit in problem.units.values()
        if any(cells.get((unit.id, task.competency)) for task in unit.tasks)
    ]
    known = [square for line in lines for square in line.squares if square]
    letters = tuple(
        (letter, drawn.shade(letter), drawn.tongue.name(f"letter {letter}").text, points)
        for letter, points in problem.letters
    )
    return Matrix(
        tuple(drawn.tongue.name(key) for key in columns),
        tuple(lines),
        letters,
        sum(square.at_target for square in known),
        len(known),
    )


@dataclass(frozen=True)
class _Drawn:
    problem: Problem
    tongue: Tongue

    def shade(self, letter: str) -> str:
        order = [name for name, _ in self.problem.letters]
        return f"l{round(order.index(letter) * SHADES / max(1, len(order) - 1))}"

    def square(self, tasks: Sequence[Task], competency: str, cell: Cell | None) -> Square | None:
        task = next((it for it in tasks if it.competency == competency), None)
        if cell is None or task is None or task.start is None:
            return None
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
            gains=tuple(
                self.gain(it) for it in sorted(cell.contributions, key=lambda it: (it.ended, it.what))
            ),
        )

    def gain(self, it: Contribution) -> Gain:
        what = self.tongue.name(it.what.partition("@")[0])
        return Gain(what, it.ended, self.tongue.tenths(it.micro_points / MICRO), it.cap)
