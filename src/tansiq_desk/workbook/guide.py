"""The first sheet: how to use the workbook, and a list of its sheets to jump to."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words.languages import is_right_to_left
from tansiq_desk.workbook import look
from tansiq_desk.workbook.layout import Sheet
from tansiq_desk.workbook.wording import sheet_title, word

ADVICE = ("same", "keys", "move", "rows", "dates", "lists", "pairs", "wide", "formulas", "faults")
TITLE_FONT = Font(name="Arial", size=16, bold=True, color="1F4E5F")
LINK_FONT = Font(name="Arial", size=10, color="1F4E9F", underline="single")


def write_guide(page: Worksheet, sheets: list[tuple[Sheet, int]], lang: str) -> None:
    """Write the guide, with a link to each sheet and its number of rows."""
    page.title = sheet_title(lang, "guide")
    page.sheet_view.rightToLeft = is_right_to_left(lang)
    page.sheet_view.showGridLines = False
    page["A1"] = word(lang, "guide", "title")
    page["A1"].font = TITLE_FONT
    order = look.RIGHT_TO_LEFT if is_right_to_left(lang) else look.LEFT_TO_RIGHT
    for row, key in enumerate(ADVICE, start=3):
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        cell = look.cell_at(page, row, 1)
        cell.value = f"{row - 2}. {word(lang, 'guide', key)}"
        cell.font, cell.alignment = (
            look.CELL_FONT,
            Alignment(wrap_text=True, vertical="top", readingOrder=order),
        )
        page.row_dimensions[row].height = 28
    _list_sheets(page, len(ADVICE) + 4, sheets, lang)
    for letter, width in (("A", 40), ("B", 44), ("C", 14)):
        page.column_dimensions[letter].width = width
    look.print_on_a4(page, "1:1")


def _list_sheets(page: Worksheet, top: int, sheets: list[tuple[Sheet, int]], lang: str) -> None:
    for index, key in enumerate(("sheet", "file_key", "rows_now"), start=1):
        cell = look.cell_at(page, top, index)
        cell.value = word(lang, "guide", key)
        cell.font, cell.fill = look.HEADING_FONT, look.HEADING_FILL
    for row, (sheet, count) in enumerate(sheets, start=top + 1):
        title = sheet_title(lang, sheet.name)
        link = look.cell_at(page, row, 1)
        link.value = title
        link.hyperlink = Hyperlink(
            ref=link.coordinate, location=f"{quote_sheetname(title)}!A1", display=title
        )
        link.font = LINK_FONT
        look.cell_at(page, row, 2).value = sheet.name
        look.cell_at(page, row, 2).font = look.KEY_FONT
        look.cell_at(page, row, 3).value = count
        look.cell_at(page, row, 3).font = look.CELL_FONT
