"""Plain tables to read and print: one heading row, repeated on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words.languages import is_right_to_left
from tansiq_desk.workbook import look
from tansiq_desk.workbook.cells import LONGEST_CELL, without_isolates, writable
from tansiq_desk.workbook.styles import Styles, set_text

Value = str | int | float | date | None
BOLD = Font(name="Arial", size=10, bold=True)
STRIPE = PatternFill("solid", start_color="F6F8F9")
NARROWEST, WIDEST, WIDEST_WRAPPED = 8, 60, 40
ARABIC = re.compile("[\u0600-\u06ff]")
CUT = "..."
DAY_FORMAT, MONEY_FORMAT = "yyyy-mm-dd", "#,##0"


@dataclass(frozen=True)
class Table:
    """Headings and rows; `wrapped` names the columns (from 0) of long text, `money` those of amounts."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    wrapped: frozenset[int] = frozenset()
    money: frozenset[int] = frozenset()


def write_page(page: Worksheet, title: str, table: Table, lang: str) -> None:
    """Write a sheet that is one table: filter, frozen heading, A4 across."""
    dress_page(page, title, lang)
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    write_table(page, 1, table, lang)
    page.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}{max(2, len(table.rows) + 1)}"
    fit_widths(page, [table])
    for number, row in enumerate(table.rows, start=2):
        look.fit_height(page, number, [(it + 1, str(row[it])) for it in table.wrapped if row[it]])


def dress_page(page: Worksheet, title: str, lang: str) -> None:
    """Set the title, the direction and the paper of a sheet."""
    page.title = title
    page.sheet_view.rightToLeft = is_right_to_left(lang)
    look.print_on_a4(page, "1:1")


def write_table(page: Worksheet, top: int, table: Table, lang: str) -> int:
    """Write a table from a row on; give the first row below it."""
    for index, heading in enumerate(table.headings, start=1):
        cell = look.cell_at(page, top, index)
        set_text(cell, without_isolates(heading))
        cell.font, cell.fill = look.HEADING_FONT, look.HEADING_FILL
        cell.alignment = look.HEADING_ALIGNMENT
    styles = Styles()
    for number, row in enumerate(table.rows, start=top + 1):
        for index, value in enumerate(row):
            is_arabic = isinstance(value, str) and bool(ARABIC.search(value))
            money, striped = index in table.money, (number - top) % 2 == 0
            kind = _Kind(lang, index in table.wrapped, money, striped, isinstance(value, str), is_arabic)
            cell = look.cell_at(page, number, index + 1)
            styles.wear(cell, kind, kind.dress)
            put_value(cell, value)
    return top + 1 + len(table.rows)


def put_value(cell: Cell, value: Value) -> None:
    """Set one cell that is dressed already; text is never a formula."""
    if isinstance(value, str) and value:
        set_text(cell, shortened(writable(without_isolates(value))))
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = DAY_FORMAT
    elif isinstance(value, int | float):
        cell.value = value


class _Kind(NamedTuple):
    """What the look of a cell depends on."""

    lang: str
    wrapped: bool
    money: bool
    striped: bool
    text: bool
    arabic: bool

    def dress(self, cell: Cell) -> None:
        cell.font, cell.border = look.CELL_FONT, look.UNDERLINE
        cell.alignment = (
            text_alignment(self.lang, arabic=self.arabic, wrapped=self.wrapped)
            if self.text
            else Alignment(vertical="top")
        )
        if self.money and not self.text:
            cell.number_format = MONEY_FORMAT
        if self.striped:
            cell.fill = STRIPE


def text_alignment(lang: str, *, arabic: bool, wrapped: bool = False) -> Alignment:
    """Let a text begin where its sheet's rows begin; one without an Arabic letter, such as an id, keeps its own order."""
    order = look.RIGHT_TO_LEFT if arabic else look.LEFT_TO_RIGHT
    return look.beside(order, right_to_left=is_right_to_left(lang), wrapped=wrapped)


def shortened(text: str) -> str:
    """Cut a text that no cell can hold."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def fit_widths(page: Worksheet, tables: Iterable[Table]) -> None:
    """Set the widths of the columns by what stands in them."""
    widths: dict[int, int] = {}
    for table in tables:
        for index, heading in enumerate(table.headings):
            column = [heading[: WIDEST // 2], *(_line(row[index]) for row in table.rows if index < len(row))]
            most = WIDEST_WRAPPED if index in table.wrapped else WIDEST
            needed = max(widths.get(index, NARROWEST), *(len(text) + 3 for text in column))
            widths[index] = min(needed, most)
    for index, width in widths.items():
        page.column_dimensions[get_column_letter(index + 1)].width = width


def _line(value: Value) -> str:
    return "" if value is None else max(str(value).split("\n"), key=len)
