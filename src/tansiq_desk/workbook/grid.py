"""From the sheets of a workbook to rows of values by column, each with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.workbook.cells import CellFault, from_cell, plain_text
from tansiq_desk.workbook.findings import Findings, Place
from tansiq_desk.workbook.kinds import Kind
from tansiq_desk.workbook.layout import SINGLES, Column, Sheet, layout
from tansiq_desk.workbook.look import FIRST_ROW, HEADING_ROW, KEY_ROW
from tansiq_desk.workbook.writing import HIDDEN, VERSION

MOST_ROWS = 60_000
MOST_CELLS = 900_000
KEY_LIKE = re.compile(r"[a-z_]+(\.[a-z_]+)*:\S+")
ID_LIKE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
SINGLES_COLUMNS = ("key", "label", "value")
TEXT = Kind("text")


@dataclass(frozen=True)
class ReadRow:
    """One row that says something: values by column (blank ones left out), and the cell of every column."""

    values: dict[str, Any]
    places: dict[str, Place]

    def place(self, *columns: str) -> Place:
        """Give the cell of the first of these columns that is there, else the row's first cell."""
        found = [self.places[column] for column in columns if column in self.places]
        return found[0] if found else next(iter(self.places.values()))


@dataclass(frozen=True)
class ReadSheet:
    """A sheet found in the workbook with the columns it has, by index."""

    sheet: Sheet
    page: Worksheet
    columns: dict[int, Column]

    @property
    def title(self) -> str:
        """The title as people see it."""
        return str(self.page.title)


def read_rows(book: Workbook, findings: Findings) -> dict[str, list[ReadRow]]:
    """Give the rows of each sheet by its machine name; every fault goes to `findings`."""
    promised = _promised(book, findings)
    if promised is None:
        return {}
    found: dict[str, ReadSheet] = {}
    for page in book.worksheets:
        if page.title != HIDDEN:
            _meet(page, found, findings)
    _miss(promised, found, findings)
    return {name: list(_rows(sheet, findings)) for name, sheet in found.items()}


def _promised(book: Workbook, findings: Findings) -> dict[str, tuple[str, list[str]]] | None:
    """Give title and columns of each sheet as they were written; None when this is no programme workbook."""
    if HIDDEN not in book.sheetnames or not isinstance(book[HIDDEN], Worksheet):
        findings.fault("workbook_not_a_programme", None)
        return None
    page = book[HIDDEN]
    version = page["A1"].value
    if version != VERSION:
        findings.fault("workbook_other_version", None, given=str(version), expected=VERSION)
        return None
    rows = page.iter_rows(
        min_row=2, max_row=min(page.max_row, MOST_CELLS // 100), max_col=3, values_only=True
    )
    return {str(name): (str(title), str(keys or "").split()) for name, title, keys in rows if name}


def _meet(page: Worksheet, found: dict[str, ReadSheet], findings: Findings) -> None:
    """Tell which sheet a page is, by the keys in its first row; a page without keys is the officers' own."""
    if page.max_row > MOST_ROWS or page.max_row * page.max_column > MOST_CELLS:
        findings.fault("sheet_too_large", page.title, rows=page.max_row, at_most=MOST_ROWS)
        return
    keys = {
        index: plain_text(cell.value)
        for index, cell in enumerate(page[KEY_ROW], start=1)
        if isinstance(cell.value, str) and KEY_LIKE.fullmatch(plain_text(cell.value))
    }
    names = [key.partition(":")[0] for key in keys.values()]
    known = {sheet.name: sheet for sheet in layout()}
    if not names:
        return
    name = max(set(names), key=lambda one: (one in known, names.count(one), one))
    if name not in known:
        findings.fault("sheet_unknown", page.title, f"{get_column_letter(min(keys))}{KEY_ROW}", given=name)
    elif name in found:
        findings.fault("sheet_twice", page.title, given=name, first=found[name].title)
    else:
        found[name] = ReadSheet(known[name], page, _columns(page, known[name], keys, findings))


def _columns(page: Worksheet, sheet: Sheet, keys: dict[int, str], findings: Findings) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    first: dict[str, str] = {}
    for index, full in keys.items():
        cell = f"{get_column_letter(index)}{KEY_ROW}"
        name, _, key = full.partition(":")
        column = _column(sheet, key) if name == sheet.name else None
        if column is None:
            findings.fault("column_unknown", page.title, cell, given=full)
        elif key in first:
            findings.fault("column_twice", page.title, cell, given=key, first=first[key])
        else:
            columns[index], first[key] = column, cell
    return columns


def _column(sheet: Sheet, key: str) -> Column | None:
    if sheet.name == SINGLES:
        return Column(key, (), TEXT) if key in SINGLES_COLUMNS else None
    if key in sheet.by_key and not sheet.by_key[key].wide:
        return sheet.by_key[key]
    stem, dot, last = key.rpartition(".")
    wide = sheet.by_key.get(stem)
    if not (dot and last and wide and wide.wide):
        return None
    return Column(key, (*wide.path, last), wide.kind, required=False, wide=True)


def _miss(
    promised: dict[str, tuple[str, list[str]]], found: dict[str, ReadSheet], findings: Findings
) -> None:
    for name, (title, written) in promised.items():
        if name not in found:
            if not any(fault.sheet == title for fault in findings.faults):
                findings.fault("sheet_missing", title, given=name)
            continue
        keys = [key for key in SINGLES_COLUMNS if key != "label"] if name == SINGLES else written
        here = {column.key for column in found[name].columns.values()}
        for key in keys:
            if key not in here:
                findings.fault("column_missing", found[name].title, given=key)


def _rows(read: ReadSheet, findings: Findings) -> Iterator[ReadRow]:
    _refuse_merged(read, findings)
    _refuse_lost_headings(read, findings)
    strays: set[int] = set()
    for cells in read.page.iter_rows(min_row=FIRST_ROW):
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for index, cell in enumerate(cells, start=1):
            column = read.columns.get(index)
            if column is not None:
                places[column.key] = Place(read.title, cell.coordinate)
                value = _value(cell, column, read, findings)
                if value is not None:
                    values[column.key] = value
            elif (
                cell.value is not None
                and read.page.cell(KEY_ROW, index).value is None
                and index not in strays
            ):
                strays.add(index)
                findings.fault(
                    "column_without_key", read.title, cell.coordinate, given=get_column_letter(index)
                )
        if values:
            yield ReadRow(values, places)


def _value(cell: Cell | MergedCell, column: Column, read: ReadSheet, findings: Findings) -> Any:
    if read.sheet.name == SINGLES:
        return _of_single(column, _raw(cell, read, findings))
    raw = _raw(cell, read, findings)
    try:
        return from_cell(column.kind, raw)
    except CellFault as fault:
        findings.fault(fault.code, read.title, cell.coordinate, **fault.figures)
        return None


def _of_single(column: Column, raw: Any) -> Any:
    """Give the key in the sheet of singles trimmed, the value as it stands: only its key tells its kind."""
    if column.key == "label" or (isinstance(raw, str) and not raw.strip()):
        return None
    return plain_text(raw) if column.key == "key" and isinstance(raw, str) else raw


def _raw(cell: Cell | MergedCell, read: ReadSheet, findings: Findings) -> Any:
    if cell.data_type == "f":
        findings.fault("cell_formula", read.title, cell.coordinate)
        return None
    if cell.data_type == "e":
        findings.fault("cell_error", read.title, cell.coordinate, given=str(cell.value))
        return None
    return cell.value


def _refuse_merged(read: ReadSheet, findings: Findings) -> None:
    for merged in read.page.merged_cells.ranges:
        if (merged.min_row, merged.max_row) != (HEADING_ROW, HEADING_ROW):
            first = f"{get_column_letter(merged.min_col)}{merged.min_row}"
            findings.fault("merged_cells", read.title, first, given=str(merged.coord))


def _refuse_lost_headings(read: ReadSheet, findings: Findings) -> None:
    """Notice that the second row holds a record: without its headings the first record would be lost."""
    for index, column in read.columns.items():
        value = read.page.cell(HEADING_ROW, index).value
        text_of_code = isinstance(value, str) and column.kind.name == "code" and ID_LIKE.fullmatch(value)
        if text_of_code or (value is not None and not isinstance(value, str)):
            cell = f"{get_column_letter(index)}{HEADING_ROW}"
            findings.fault("headings_missing", read.title, cell)
            return
