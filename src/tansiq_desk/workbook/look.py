"""How a sheet looks and what its cells accept: fonts, widths, directions, frozen rows, lists of choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from textwrap import wrap
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words.languages import base, is_right_to_left
from tansiq_desk.workbook.cells import YES_NO, writable
from tansiq_desk.workbook.kinds import Kind
from tansiq_desk.workbook.layout import Column
from tansiq_desk.workbook.wording import choice_label

KEY_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
SPARE_ROWS = 500
"""Rows below the last one that still offer their lists and check what is typed."""
LONGEST_HEADING = 250
"""Characters of a page's heading, codes included; Excel refuses a file with more than 255."""
LONGEST_INLINE_LIST = 255
"""Characters that Excel allows in a list written into its own rule."""
KEY_FONT = Font(name="Arial", size=7, color="808080")
HEADING_FONT = Font(name="Arial", size=10, bold=True, color="FFFFFF")
CELL_FONT = Font(name="Arial", size=10)
HEADING_FILL = PatternFill("solid", start_color="1F4E5F")
NAMING_FILL = PatternFill("solid", start_color="EEF3F5")
UNDERLINE = Border(bottom=Side(style="thin", color="D0D7DB"))
FORMATS = {"day": "yyyy-mm-dd", "whole": "#,##0", "number": "General", "share": "0.0#%"}
WIDTHS = {
    "text": 34,
    "list": 26,
    "pairs": 30,
    "moment": 24,
    "day": 12,
    "whole": 11,
    "number": 11,
    "yes_no": 9,
}
FIRST_YEAR = 1900
"""A number that cannot be less is a year, which has no groups of digits."""
RIGHT_TO_LEFT, LEFT_TO_RIGHT = 2, 1
TONGUES = {"ar": RIGHT_TO_LEFT, "fr": LEFT_TO_RIGHT, "en": LEFT_TO_RIGHT}
FIGURES = ("day", "whole", "number")
"""Kinds that every program puts where figures belong."""
LINE, HIGHEST = 13, 400
"""Points of one line of text at size 10, and of the highest row; Excel allows 409."""
FILLED = 0.92
"""Part of a line that is reckoned to be filled where a text is broken, so that wider fonts have room too."""
HEADING_ALIGNMENT = Alignment(wrap_text=True, vertical="center", horizontal="center")


def number_format(kind: Kind) -> str:
    """Give the number format of a column: text stays text, so that Excel turns no id into a date."""
    if kind.name == "number" and (kind.least, kind.most) == (0.0, 1.0):
        return FORMATS["share"]
    if kind.name == "whole" and (kind.least or 0) >= FIRST_YEAR:
        return "0"
    return FORMATS.get(kind.name, "@")


def dress_sheet(sheet: Worksheet, lang: str, colour: str) -> None:
    """Set direction, tab colour, frozen rows and paper."""
    sheet.sheet_view.rightToLeft = is_right_to_left(lang)
    sheet.sheet_properties.tabColor = colour
    sheet.freeze_panes = f"B{FIRST_ROW}"
    print_on_a4(sheet, f"{HEADING_ROW}:{HEADING_ROW}")


def print_on_a4(sheet: Worksheet, repeated_rows: str) -> None:
    """Print on A4 across, all columns on the page's width, with some rows on top of each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = repeated_rows
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=HeaderFooterPart("&A - &P / &N"))


def mark(book: Workbook, marking: Mapping[str, str], lang: str) -> None:
    """Print the programme's marking on top of every page of a workbook, as on every other paper of it."""
    own = base(lang)
    text = next((marking[tongue] for tongue in (own, "ar", "en", "fr") if marking.get(tongue)), "")
    for sheet in book.worksheets if text else ():
        sheet.HeaderFooter.oddHeader = HeaderFooterItem(center=HeaderFooterPart(_heading(text)))


def _heading(text: str) -> str:
    """Give a text as the heading of a page can hold it: one line, no codes of its own, not too long."""
    words = " ".join(text.split())
    heading = _coded(words)
    while len(heading) > LONGEST_HEADING:
        words = words[:-1]
        heading = _coded(f"{words}…")
    return heading


def _coded(text: str) -> str:
    return writable(text).replace("&", "&&")  # a single one begins a code


def dress_column(sheet: Worksheet, index: int, column: Column, *, longest: int) -> None:
    """Set width, font, format and direction for a whole column, rows still to come included."""
    dimension = sheet.column_dimensions[get_column_letter(index)]
    wished = WIDTHS.get(column.kind.name, max(12, longest + 2))
    dimension.width = (
        min(wished, max(10, longest + 2)) if column.kind.name in ("text", "list", "pairs") else wished
    )
    dimension.number_format = number_format(column.kind)
    dimension.font = CELL_FONT
    is_rtl = bool(sheet.sheet_view.rightToLeft)
    dimension.alignment = alignment_for(tongue_of(column), column.kind.name, right_to_left=is_rtl)


@cache
def alignment_for(tongue: str, kind: str, *, right_to_left: bool) -> Alignment:
    """Give the direction and side of a cell's text, so that ids and French stay in order on a right-to-left sheet.

    Parameters
    ----------
    tongue : str
        Last part of the column's key.
    kind : str
        Name of its kind.
    right_to_left : bool
        Of the sheet: what belongs to no language begins where its rows begin.
    """
    if kind == "text" and tongue in TONGUES:
        return beside(TONGUES[tongue], right_to_left=tongue == "ar", wrapped=True)
    if kind == "text":
        return beside(0, right_to_left=right_to_left, wrapped=True)
    if kind in FIGURES:
        return Alignment(vertical="top")
    order = LEFT_TO_RIGHT if kind in ("code", "list", "pairs", "moment", "month_day") else 0
    return beside(order, right_to_left=right_to_left)


def beside(order: int, *, right_to_left: bool, wrapped: bool = False) -> Alignment:
    """Put text at the side where it begins, a little off the border: beside figures it would look like one of them."""
    side: Literal["left", "right"] = "right" if right_to_left else "left"
    return Alignment(horizontal=side, indent=1, vertical="top", wrap_text=wrapped, readingOrder=order)


def fit_height(sheet: Worksheet, row: int, wrapped: Iterable[tuple[int, str]]) -> None:
    """Make a row as high as its wrapped texts are long; not every program does so by itself.

    Parameters
    ----------
    sheet : Worksheet
        With the widths of its columns set.
    row : int
    wrapped : iterable of (int, str)
        Columns from 1, and what stands in them.
    """
    lines = 1
    for index, text in wrapped:
        width = sheet.column_dimensions[get_column_letter(index)].width
        lines = max(lines, lines_of(text, max(2, int(width) - 2)))
    if lines > 1:
        sheet.row_dimensions[row].height = min(HIGHEST, LINE * lines + 2)


@cache
def lines_of(text: str, width: int) -> int:
    """Count the lines that a text takes where about so many letters stand in one."""
    narrow = max(1, int(width * FILLED))
    return sum(1 if len(line) <= width else len(wrap(line, narrow)) for line in text.split("\n"))


def dress_cell(cell: Cell, column: Column, *, is_name: bool, right_to_left: bool) -> None:
    """Set font, border, direction and format of a cell; `is_name` marks what names its row."""
    cell.number_format = number_format(column.kind)
    cell.font, cell.border = CELL_FONT, UNDERLINE
    cell.alignment = alignment_for(tongue_of(column), column.kind.name, right_to_left=right_to_left)
    if is_name:
        cell.fill = NAMING_FILL


def tongue_of(column: Column) -> str:
    """Give the last part of a column's key, which is a language for texts in three."""
    return column.key.rpartition(".")[2]


def dress_headings(sheet: Worksheet, columns: int) -> None:
    """Make keys small and grey, and headings stand out."""
    for index in range(1, columns + 1):
        cell_at(sheet, KEY_ROW, index).font = KEY_FONT
        heading = cell_at(sheet, HEADING_ROW, index)
        heading.font, heading.fill = HEADING_FONT, HEADING_FILL
        heading.alignment = HEADING_ALIGNMENT
    sheet.row_dimensions[KEY_ROW].height = 10
    sheet.row_dimensions[HEADING_ROW].height = 32


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Give a cell to write to.

    Raises
    ------
    TypeError
        The cell is hidden under a merged one.
    """
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(cell.coordinate)
    return cell


def rule_for(column: Column, lang: str, ids: str | None, *, strict: bool) -> DataValidation | None:
    """Give what Excel checks when somebody types into a column; None where anything may stand.

    Parameters
    ----------
    ids : str or None
        Range of the ids to choose from.
    strict : bool
        Whether anything else is refused, or only asked about.
    """
    if column.kind.name in ("list", "pairs"):
        return None
    if ids is not None:
        style: Literal["stop", "warning"] = "stop" if strict else "warning"
        return DataValidation(
            type="list", formula1=ids, allow_blank=True, showErrorMessage=True, errorStyle=style
        )
    match column.kind.name:
        case "choice":
            return _choice([choice_label(lang, value) for value in column.kind.choices])
        case "yes_no":
            return _choice([choice_label(lang, value) for value in YES_NO])
        case "whole" | "number":
            return _figure(column.kind)
        case "day":
            return DataValidation(
                type="date",
                operator="between",
                formula1="1",
                formula2="2958465",
                allow_blank=True,
                showErrorMessage=True,
                errorStyle="warning",
            )
    return None


def _choice(labels: list[str]) -> DataValidation:
    listed = ",".join(labels)
    if len(listed) > LONGEST_INLINE_LIST or any("," in label or '"' in label for label in labels):
        raise ValueError(listed)
    return DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)


def _figure(kind: Kind) -> DataValidation:
    least = -1e15 if kind.least is None else kind.least
    most = 1e15 if kind.most is None else kind.most
    return DataValidation(
        type="whole" if kind.name == "whole" else "decimal",
        operator="between",
        formula1=f"{least:.15g}",
        formula2=f"{most:.15g}",
        allow_blank=True,
        showErrorMessage=True,
    )
