"""What can be wrong, by code and figures. The words in Arabic, French and English are `tansiq_desk.words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tansiq_planner.conflict import Conflict

Figure = int | str | float | date | Fraction | tuple[str, ...]
"""What a sentence about a fault, a violation or a reason may hold."""


class PlannerError(Exception):
    """Base of every error that this library raises on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file.

    Parameters
    ----------
    code : str
        Which fault, such as `unknown_key` or `no_such_id`; `tansiq_desk.words` has a sentence and a remedy for each.
    path : tuple of str or int
        Where in the file: section, id or index, key.
    figures : mapping
        What the sentence needs: `given`, `expected`, `first`, ...
    file : str
        Name of the part.
    line, column : int or None
        Counted from 1, in a text file.
    sheet, cell : str or None
        In a workbook.
    """

    code: str
    path: tuple[str | int, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None


class FaultyFileError(PlannerError):
    """A programme or plan file cannot be used. `faults` lists everything found; nothing was planned or written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fault(s), first: {faults[0] if faults else None}")
        self.faults = faults


class CannotPlanError(PlannerError):
    """No lawful plan exists or it cannot be scored as asked. `code` and `figures` say why.

    `conflicts` names the locks that cannot hold together, with the rules between them, where `code` is `locks_conflict`.
    """

    def __init__(
        self,
        code: str,
        figures: Mapping[str, Figure] | None = None,
        conflicts: tuple[Conflict, ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.figures = dict(figures or {})
        self.conflicts = conflicts
