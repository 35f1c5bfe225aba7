"""Reads the sheets of a workbook or a CSV file that anybody may have sent, within limits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn
from warnings import catch_warnings, simplefilter

from tansiq_desk.sheets.days import order_of
from tansiq_desk.sheets.folding import DIGITS
from tansiq_desk.sheets.grid import MOST_SIGNS, Grid, cell_name, is_blank, letters, signs_in
from tansiq_desk.workbook.cells import ESCAPED, FORMULA_SIGNS, unescaped
from tansiq_planner.errors import Fault, FaultyFileError, Figure

MOST_BYTES = 10_000_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 50_000, 120, 900_000
"""Of the rows that say something; a list of needs has some hundreds."""
MOST_SHEETS, MOST_SIGNS_OF_ALL = 40, 20_000_000
LONGEST_TEXT, LONGEST_TITLE, LONGEST_ERROR = 4_000, 100, 40
ENDINGS = (".xlsx", ".csv")
SIGNS = ("\t", ";", ",", "|")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
"""What a text file begins with that says its encoding."""
ENCODINGS = ("utf-8", "cp1256")
"""Of a CSV file without a mark, tried one after the other; the last is what old programs in Arabic write."""
SIGNS_COUNTED = 20_000
"""Of the beginning of a CSV file, to tell what stands between its cells."""


class OutOfOrderError(ValueError):
    """A row or a cell stands after one that it should stand before: no program of tables writes that."""


def read_sheets(path: Path) -> list[Grid]:
    """Give every sheet of a file that says something.

    Raises
    ------
    FaultyFileError
        The file is no such file, has macros or a password, is damaged or too large.
    """
    ending = path.suffix.lower()
    if ending in (".xlsm", ".xltm", ".xlsb"):
        raise refused(path, "workbook_has_macros")
    if path.stat().st_size > MOST_BYTES:
        raise refused(path, "file_too_large", size=path.stat().st_size, at_most=MOST_BYTES)
    grids = _of_csv(path) if ending in (".csv", ".txt", ".tsv") else list(_of_workbook(path))
    return [it for it in grids if it.rows]


def refused(
    path: Path, code: str, sheet: str | None = None, cell: str | None = None, **figures: Figure
) -> FaultyFileError:
    """Give the refusal of a file, of one of its sheets, or of what stands in a cell."""
    return FaultyFileError([Fault(code, (), figures, file=path.name, sheet=sheet, cell=cell)])


# ------------------------------------------------------------------------------------------------------------- workbooks
def _of_workbook(path: Path) -> Iterator[Grid]:
    from tansiq_desk.workbook.opening import open_to_read  # noqa: PLC0415 - brings openpyxl

    with catch_warnings():
        simplefilter("ignore")  # of extensions that openpyxl leaves out, none of which holds content
        book = open_to_read(path)
        pages = [it for it in book.worksheets if not it.title.startswith("_tansiq")]
        if len(pages) > MOST_SHEETS:
            raise refused(path, "workbook_too_many_sheets", found=len(pages), at_most=MOST_SHEETS)
        signs = 0
        for page in pages:
            grid, found = _sheet(path, page)
            signs += found
            if signs > MOST_SIGNS_OF_ALL:
                raise refused(path, "workbook_says_too_much", signs=MOST_SIGNS_OF_ALL)
            yield grid


class _Room:
    """Counts what a sheet says, and refuses it once that is more than any list says."""

    def __init__(self, path: Path, grid: Grid) -> None:
        self.path, self.grid = path, grid
        self.rows = self.cells = self.signs = 0

    def take(self, number: int, cells: list[Any]) -> None:
        """Count a row, by its number."""
        self._measure(number, cells)
        self.rows += 1
        self.cells += len(cells)
        self.signs += sum(map(signs_in, cells))
        if self.rows > MOST_ROWS:
            raise refused(self.path, "sheet_too_large", self.grid.title, rows=self.rows, at_most=MOST_ROWS)
        if self.cells > MOST_CELLS or self.signs > MOST_SIGNS:
            raise refused(
                self.path, "sheet_says_too_much", self.grid.title, cells=MOST_CELLS, signs=MOST_SIGNS
            )

    def _measure(self, number: int, cells: list[Any]) -> None:
        """Refuse what would be cut: nothing of a sheet is left out without a word."""
        if len(cells) > MOST_COLUMNS:
            self._refuse("sheet_too_wide", number, len(cells) - 1, at_most=letters(MOST_COLUMNS - 1))
        for column, value in enumerate(cells):
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                self._refuse("sheet_text_too_long", number, column, length=len(value), at_most=LONGEST_TEXT)

    def _refuse(self, code: str, row: int, column: int, **figures: Figure) -> NoReturn:
        raise refused(self.path, code, self.grid.title, cell_name(row, column), **figures)


def _sheet(path: Path, page: Any) -> tuple[Grid, int]:
    """Give a sheet, and how many signs stand in it."""
    from tansiq_desk.sheets.parsing import Parser  # noqa: PLC0415 - brings openpyxl

    grid = Grid(page.title[:LONGEST_TITLE], is_hidden=page.sheet_state != "visible")
    room = _Room(path, grid)
    try:
        with page._get_source() as source:  # noqa: SLF001 - openpyxl gives no other way to the raw rows
            parser = Parser(source, page)
            _read_into(grid, parser, room)
        _fill_merged(grid, parser)
        hidden = parser.hidden_columns()
    except FaultyFileError:
        raise
    except Exception as error:  # whatever a damaged part makes the parser of XML raise
        raise refused(path, "workbook_damaged", grid.title) from error
    if grid.merged:
        room = _Room(path, grid)
        for number, cells in grid.rows:
            room.take(number, cells)
    grid.formulas = parser.formulas
    grid.hidden_rows = sum(number in parser.hidden_rows for number, _ in grid.rows)
    grid.hidden_columns = sum(it < grid.width for it in hidden)
    grid.orders = orders_in(grid)
    return grid, room.signs


def _read_into(grid: Grid, parser: Any, room: _Room) -> None:
    last = 0
    for number, row in parser.parse():
        found = _row(row)
        if found:
            if number <= last:
                raise OutOfOrderError
            last = number
            room.take(number, found)
            grid.rows.append((number, found))


def _row(cells: list[dict[str, Any]]) -> list[Any]:
    found: list[Any] = []
    for cell in cells:
        value, column = _value(cell), cell["column"]
        if is_blank(value):
            continue
        if column <= len(found):
            raise OutOfOrderError
        found += [None] * (column - 1 - len(found))
        found.append(value)
    return found


def _value(cell: dict[str, Any]) -> Any:
    value = cell["value"]
    if cell["data_type"] == "e":
        return {"error": str(value)[:LONGEST_ERROR]}
    match value:
        case datetime():
            return {"day": value.date().isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time() | timedelta():
            return str(value)
        case str():
            return unescaped(value).replace("\0", "") if ESCAPED.search(value) else value
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
        case _:
            return value


def _fill_merged(grid: Grid, parser: Any) -> None:
    """Put the text of each merged range into all of its cells: people merge what holds for every row or column under it."""
    ranges = [it.bounds for it in parser.merged_cells.mergeCell] if parser.merged_cells is not None else []
    if not ranges:
        return
    rows = dict(grid.rows)
    for left, top, right, bottom in ranges:
        first = rows.get(top, [])
        value = first[left - 1] if len(first) >= left else None
        if is_blank(value):
            continue
        grid.merged += 1
        for number in range(top, bottom + 1):
            if number in rows:
                cells = rows[number]
                cells += [None] * (min(right, MOST_COLUMNS) - len(cells))
                cells[left - 1 : right] = [value] * len(cells[left - 1 : right])


def orders_in(grid: Grid) -> dict[int, list[int]]:
    """Count by column how many texts show whether the day or the month comes first."""
    found: dict[int, list[int]] = {}
    for _number, cells in grid.rows:
        for column, value in enumerate(cells):
            if isinstance(value, str) and 6 <= len(value) <= 24 and value.translate(DIGITS)[:1].isdigit():
                shown = order_of(value)
                if shown is not None:
                    place = {"day": 0, "month": 1, "": 2}[shown]
                    found.setdefault(column, [0, 0, 0])[place] += 1
    return found


# ------------------------------------------------------------------------------------------------------------------- CSV
def _of_csv(path: Path) -> list[Grid]:
    content = path.read_bytes()
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return list(_of_workbook(path))
    text = _text(path, content)
    sign = max(SIGNS, key=text[:SIGNS_COUNTED].count)
    grid = Grid(path.stem[:31])
    room = _Room(path, grid)
    try:
        for number, cells in enumerate(csv.reader(StringIO(text), delimiter=sign), 1):
            found = [_of_text(it) for it in cells]
            while found and found[-1] is None:
                found.pop()
            if found:
                room.take(number, found)
                grid.rows.append((number, found))
    except csv.Error as error:
        raise refused(path, "workbook_damaged") from error
    grid.orders = orders_in(grid)
    return [grid]


def _text(path: Path, content: bytes) -> str:
    marked = [encoding for mark, encoding in MARKS.items() if content.startswith(mark)]
    for encoding in marked or ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise refused(path, "workbook_damaged")


def _of_text(text: str) -> str | None:
    """Give a cell of CSV; the apostrophe that keeps a text from being taken for a formula goes."""
    said = text[1:] if text[:1] == "'" and text.lstrip("'").startswith(FORMULA_SIGNS) else text
    return said if said.strip() else None
