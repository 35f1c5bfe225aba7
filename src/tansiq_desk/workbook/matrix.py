"""The readiness matrix before and after, in letters, points and colours."""

from __future__ import annotations

from datetime import date

from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tansiq_desk.words import Voice, date_text, is_right_to_left
from tansiq_desk.workbook import look
from tansiq_desk.workbook.tables import BOLD, Table, dress_page, put_value, text_alignment, write_table
from tansiq_desk.workbook.wording import word
from tansiq_planner.matrix import Cell, Readiness
from tansiq_planner.problem import Problem
from tansiq_planner.readiness import MICRO
from tansiq_planner.solution import Plan

SHADES = ("8CC5A2", "C9E3CF", "F7E8B2", "F2C58C", "E59A8F")
"""From the best letter to the lowest; light enough for black figures, apart in grey too."""
FIRST_TASK = 3


def write_matrix(page: Worksheet, problem: Problem, plan: Plan, lang: str) -> None:
    """Write two rows for each unit, before the plan and at the last day judged, and the letters below."""
    dress_page(page, word(lang, "plan_sheets", "readiness"), lang)
    page.freeze_panes = "C2"
    page.print_title_cols = "A:B"
    names = Voice(lang, problem.names, isolates=False)
    after_day = (problem.judged_half_years() or [problem.horizon.last])[-1]
    days = {
        _when(lang, "before", problem.as_of): Readiness(problem, None).at(problem.as_of),
        _when(lang, "after", after_day): Readiness(problem, plan).at(after_day),
    }
    columns = [
        key for key in problem.half_lives if any(task == key for day in days.values() for _, task in day)
    ]
    units = [unit.id for unit in problem.units.values() if unit.tasks]
    headings = [word(lang, "plan_headings", "unit"), word(lang, "plan_headings", "when")]
    rows = [[names.name(unit), when] for unit in units for when in days]
    table = Table([*headings, *(names.name(key) for key in columns)], rows, frozenset({0}))
    below = write_table(page, 1, table, lang)
    places = ((unit, cells) for unit in units for cells in days.values())
    for row, (unit, cells) in enumerate(places, start=2):
        for index, key in enumerate(columns):
            _write_cell(look.cell_at(page, row, FIRST_TASK + index), cells.get((unit, key)), problem)
    _write_legend(page, below + 1, problem, lang)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 34, 26
    for index in range(len(columns)):
        page.column_dimensions[look.cell_at(page, 1, FIRST_TASK + index).column_letter].width = 13
    page.row_dimensions[1].height = 56


def _when(lang: str, key: str, day: date) -> str:
    return word(lang, "plan_headings", key).format(day=date_text(lang, day))


def _write_cell(place: SheetCell, cell: Cell | None, problem: Problem) -> None:
    """Put the points as a number that shows its letter, so that the sheet can still be calculated with."""
    place.border = look.UNDERLINE
    if cell is None:
        return
    place.value = cell.micro_score // MICRO
    place.number_format = f'"{cell.letter.replace(chr(34), "")}"* 0'
    place.fill = fill_of(problem, cell.letter)
    place.font = BOLD if cell.at_target else look.CELL_FONT
    place.alignment = Alignment(readingOrder=look.LEFT_TO_RIGHT)


def fill_of(problem: Problem, letter: str) -> PatternFill:
    """Spread the letters of the programme over the shades, best first."""
    order = [name for name, _ in problem.letters]
    step = round(order.index(letter) * (len(SHADES) - 1) / max(1, len(order) - 1))
    return PatternFill("solid", start_color=SHADES[step])


def _write_legend(page: Worksheet, top: int, problem: Problem, lang: str) -> None:
    begin = look.cell_at(page, top, 1)
    put_value(begin, word(lang, "plan_headings", "legend"))
    begin.font = BOLD
    for row, (letter, points) in enumerate(problem.letters, start=top + 1):
        put_value(look.cell_at(page, row, 1), letter)
        look.cell_at(page, row, 1).fill = fill_of(problem, letter)
        look.cell_at(page, row, 1).alignment = text_alignment(lang, arabic=False)
        put_value(look.cell_at(page, row, 2), points)
    last = look.cell_at(page, top + len(problem.letters) + 1, 1)
    put_value(last, word(lang, "plan_headings", "bold"))
    begin.alignment = last.alignment = text_alignment(lang, arabic=is_right_to_left(lang))
