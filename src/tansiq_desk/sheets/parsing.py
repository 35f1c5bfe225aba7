"""The rows of one sheet as openpyxl reads them, and what it would leave out: formulas, merged ranges, what is hidden."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser


class Parser(WorkSheetParser):
    """Reads row by row, so that memory holds one row; values of formulas are those that the file keeps."""

    def __init__(self, source: Any, page: Any) -> None:
        book = page.parent
        super().__init__(
            source, page._shared_strings, data_only=True, epoch=book.epoch,  # noqa: SLF001 - as its own reader does
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - the same
        )  # fmt: skip
        self.formulas = 0
        self.hidden_rows: set[int] = set()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Read a cell; one whose formula was never computed is an error that says so."""
        cell: dict[str, Any] = super().parse_cell(element)
        if len(element) and element.find(FORMULA_TAG) is not None:
            self.formulas += 1
            if cell["value"] is None:
                cell.update(value="formula", data_type="e")
        return cell

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        """Read a row, and remember whether it is hidden."""
        number, cells = super().parse_row(row)
        if row.get("hidden") in ("1", "true"):
            self.hidden_rows.add(number)
        self.row_dimensions.clear()
        return number, cells

    def parse_formatting(self, element: Any) -> None:
        """Leave out colours that follow from values."""

    def parse_sheet_protection(self, element: Any) -> None:
        """Leave out what keeps people from changing the sheet."""

    def hidden_columns(self) -> set[int]:
        """Give the columns that are hidden, from 0."""
        found: set[int] = set()
        for letter, said in self.column_dimensions.items():
            if said.get("hidden") in ("1", "true"):
                first = column_index_from_string(letter)
                found.update(range(first - 1, min(int(said.get("max", first)), 1_000)))
        return found
