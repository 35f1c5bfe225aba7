"""A programme as an Excel workbook, with the same bytes for the same programme and language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words.languages import is_right_to_left
from tansiq_desk.workbook import look
from tansiq_desk.workbook.cells import LONGEST_CELL, to_cell
from tansiq_desk.workbook.guide import write_guide
from tansiq_desk.workbook.layout import POINTS_LOOSELY, POINTS_TO, SINGLES, Column, Sheet, layout
from tansiq_desk.workbook.rows import Row, rows_of
from tansiq_desk.workbook.steady import steady_bytes
from tansiq_desk.workbook.styles import Styles, set_text
from tansiq_desk.workbook.wording import heading, sheet_title, word
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.schema import Programme

HIDDEN = "_tansiq"
VERSION = "tansiq-workbook/1"
COLOURS = ("1F4E5F", "8A6D3B", "3F6B4F", "6B3F5E", "4A4E8A")


def programme_to_workbook(programme: Programme, lang: str) -> bytes:
    """Write a programme as an Excel workbook that reads back without loss.

    Parameters
    ----------
    programme : Programme
    lang : str
        One of `tansiq_desk.words.languages.LANGUAGES`: headings, choices, guide and direction of the sheets.

    Returns
    -------
    bytes
        The `.xlsx` file; the same for the same programme and language.

    Raises
    ------
    FaultyFileError
        Two records share the id by which other sheets name them, or a list is too long for one cell.
    """
    rows = rows_of(programme)
    _refuse_twins(rows)
    book = Workbook()
    guide = book.worksheets[0]
    styles = Styles()
    written: list[tuple[Sheet, tuple[Column, ...]]] = []
    for sheet in layout():
        page = book.create_sheet(sheet_title(lang, sheet.name))
        columns = _columns(sheet, rows[sheet.name])
        _write_sheet(page, sheet, columns, rows, lang, styles)
        written.append((sheet, columns))
    write_guide(guide, [(sheet, len(rows[sheet.name])) for sheet, _ in written], lang)
    _write_hidden(book.create_sheet(HIDDEN), written, lang)
    marking = programme.meta.marking
    look.mark(book, {} if marking is None else marking.model_dump(exclude_none=True), lang)
    return _saved(book, programme.meta.as_of)


def _refuse_twins(rows: dict[str, list[Row]]) -> None:
    faults = []
    parents = {sheet.parent for sheet in layout()}
    for sheet in layout():
        seen: set[str] = set()
        for row in rows[sheet.name] if sheet.name in parents else []:
            name = row[sheet.named_by or ""]
            if name in seen:
                faults.append(Fault("row_twice", (*sheet.path, name), {"given": name, "first": name}))
            seen.add(name)
    if faults:
        raise FaultyFileError(faults)


def _columns(sheet: Sheet, rows: list[Row]) -> tuple[Column, ...]:
    """Give the columns to write: a mapping with a column for each key becomes as many columns."""
    columns: list[Column] = []
    for column in sheet.columns:
        if not column.wide:
            columns.append(column)
            continue
        keys = sorted(
            {key for row in rows for key in row[column.key]}, key=lambda key: (isinstance(key, str), key)
        )
        columns += [
            Column(f"{column.key}.{key}", (*column.path, key), column.kind, required=False) for key in keys
        ]
    return tuple(columns)


def _value(row: Row, column: Column) -> Any:
    if column.key in row:
        return row[column.key]
    stem, _, key = column.key.rpartition(".")
    wide = row.get(stem)
    return wide.get(column.path[-1]) if isinstance(wide, dict) and key else None


def _write_sheet(
    page: Worksheet,
    sheet: Sheet,
    columns: tuple[Column, ...],
    rows: dict[str, list[Row]],
    lang: str,
    styles: Styles,
) -> None:
    look.dress_sheet(page, lang, COLOURS[sum(map(ord, sheet.name.split(".")[0])) % len(COLOURS)])
    if sheet.name == SINGLES:
        _write_singles(page, sheet, rows, lang, styles)
        return
    own = rows[sheet.name]
    for index, column in enumerate(columns, start=1):
        look.cell_at(page, look.KEY_ROW, index).value = f"{sheet.name}:{column.key}"
        title = _heading(sheet, column, lang)
        look.cell_at(page, look.HEADING_ROW, index).value = title
        longest = len(title) // 2
        for number, row in enumerate(own, start=look.FIRST_ROW):
            value = to_cell(column.kind, _value(row, column), lang)
            _put(styles, look.cell_at(page, number, index), column, value, sheet, lang)
            longest = max(longest, len(str(value or "")))
        look.dress_column(page, index, column, longest=min(longest, 60))
        last = max(look.FIRST_ROW, len(own) + look.FIRST_ROW - 1) + look.SPARE_ROWS
        letter = get_column_letter(index)
        _add_rule(
            page, f"{letter}{look.FIRST_ROW}:{letter}{last}", f"{sheet.name}:{column.key}", column, rows, lang
        )
    look.dress_headings(page, len(columns))
    _fit_heights(page, [it for it, column in enumerate(columns, 1) if column.kind.name == "text"])
    last = max(look.FIRST_ROW, len(own) + look.HEADING_ROW)
    page.auto_filter.ref = f"A{look.HEADING_ROW}:{get_column_letter(len(columns))}{last}"


def _fit_heights(page: Worksheet, wrapped: Sequence[int]) -> None:
    """Make every row as high as its texts need; `wrapped` names their columns, from 1."""
    for row in range(look.FIRST_ROW, page.max_row + 1):
        texts = ((index, page.cell(row, index).value) for index in wrapped)
        look.fit_height(page, row, [(index, text) for index, text in texts if isinstance(text, str)])


def _heading(sheet: Sheet, column: Column, lang: str) -> str:
    if sheet.by_key.get(column.key) is None:
        stem, _, key = column.key.rpartition(".")
        return f"{heading(lang, sheet.name, stem)}: {key}"
    return heading(lang, sheet.name, column.key)


def _write_singles(
    page: Worksheet, sheet: Sheet, rows: dict[str, list[Row]], lang: str, styles: Styles
) -> None:
    row = rows[SINGLES][0]
    titles = (
        word(lang, "guide", "file_key"),
        word(lang, "guide", "setting"),
        heading(lang, SINGLES, "value"),
    )
    for index, (key, title) in enumerate(zip(("key", "label", "value"), titles, strict=True), start=1):
        look.cell_at(page, look.KEY_ROW, index).value = f"{SINGLES}:{key}"
        look.cell_at(page, look.HEADING_ROW, index).value = title
    for number, column in enumerate(sheet.columns, start=look.FIRST_ROW):
        look.cell_at(page, number, 1).value = column.key
        look.cell_at(page, number, 1).font = look.KEY_FONT
        look.cell_at(page, number, 2).value = heading(lang, SINGLES, column.key)
        look.cell_at(page, number, 2).font, look.cell_at(page, number, 2).fill = (
            look.CELL_FONT,
            look.NAMING_FILL,
        )
        value = to_cell(column.kind, row[column.key], lang)
        _put(styles, look.cell_at(page, number, 3), column, value, sheet, lang)
        _add_rule(page, f"C{number}", f"{SINGLES}:{column.key}", column, rows, lang)
    look.dress_headings(page, 3)
    for letter, width in (("A", 26), ("B", 46), ("C", 60)):
        page.column_dimensions[letter].width = width
    _fit_heights(page, [3])


def _put(styles: Styles, cell: Cell, column: Column, value: Any, sheet: Sheet, lang: str) -> None:
    """Set a cell; text is always text, however much it looks like a formula.

    Raises
    ------
    FaultyFileError
        The text is longer than a cell can hold.
    """
    if value is None:
        return
    is_name = column.key in ("id", "of")
    kind = (column.kind.name, look.number_format(column.kind), look.tongue_of(column), is_name)
    is_rtl = is_right_to_left(lang)
    styles.wear(
        cell, kind, lambda first: look.dress_cell(first, column, is_name=is_name, right_to_left=is_rtl)
    )
    if not isinstance(value, str):
        cell.value = value
        cell.number_format = look.number_format(column.kind)
        return
    if len(value) > LONGEST_CELL:
        figures = {"length": len(value), "at_most": LONGEST_CELL}
        raise FaultyFileError([Fault("cell_too_long", (*sheet.path, column.key), figures)])
    set_text(cell, value)


def _add_rule(
    page: Worksheet, cells: str, name: str, column: Column, rows: dict[str, list[Row]], lang: str
) -> None:
    target, strict = _target(name, column)
    ids = None
    if target is not None:
        sheet = next(one for one in layout() if one.name == target)
        index = [one.key for one in sheet.columns].index(sheet.named_by or "key") + 1
        letter = get_column_letter(index)
        last = max(look.FIRST_ROW, len(rows[target]) + look.HEADING_ROW) + look.SPARE_ROWS
        ids = f"{quote_sheetname(sheet_title(lang, target))}!${letter}${look.FIRST_ROW}:${letter}${last}"
    rule = look.rule_for(column, lang, ids, strict=strict)
    if rule is not None:
        rule.add(cells)
        page.add_data_validation(rule)


def _target(name: str, column: Column) -> tuple[str | None, bool]:
    if column.key == "of":
        return next(sheet.parent for sheet in layout() if sheet.name == name.partition(":")[0]), True
    for table, strict in ((POINTS_TO, True), (POINTS_LOOSELY, False)):
        for sheet, columns in table.items():
            if name in columns:
                return sheet, strict
    return None, False


def _write_hidden(page: Worksheet, written: list[tuple[Sheet, tuple[Column, ...]]], lang: str) -> None:
    """Keep what was written, so that a sheet or column gone missing is noticed."""
    page.sheet_state = "veryHidden"
    page.append([VERSION, lang])
    for sheet, columns in written:
        page.append([sheet.name, sheet_title(lang, sheet.name), " ".join(column.key for column in columns)])


def _saved(book: Workbook, day: date) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return steady_bytes(stream.getvalue(), day)
