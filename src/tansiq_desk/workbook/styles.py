"""Styles made once for each kind of cell in a workbook: made anew for each cell they take most of the time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray

from tansiq_desk.workbook.cells import FORMULA_SIGNS


class Styles:
    """The styles of one workbook, by what they are for."""

    def __init__(self) -> None:
        self._made: dict[Hashable, StyleArray] = {}

    def wear(self, cell: Cell, kind: Hashable, dress: Callable[[Cell], None]) -> None:
        """Dress a cell like the first one of its kind.

        Parameters
        ----------
        cell : Cell
        kind : hashable
            Whatever the style depends on.
        dress : callable
            Sets font, fill and the like of the first such cell.
        """
        styled: Any = cell
        if kind not in self._made:
            dress(cell)
            self._made[kind] = copy(styled._style)  # noqa: SLF001 - as openpyxl's own manual copies styles
        else:
            styled._style = copy(self._made[kind])  # noqa: SLF001 - the same


def set_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text, however much it begins like a formula; its style is set before."""
    cell.value = text
    cell.data_type = "s"
    if text[:1] in FORMULA_SIGNS:
        cell.quotePrefix = True
