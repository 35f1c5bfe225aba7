"""One value to one cell and back, and cells as people fill them."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq_desk.workbook.cells import CellFault, from_cell, quoted, to_cell, unescaped, unquoted, writable
from tansiq_desk.workbook.kinds import Kind

TEXT, CODE, WHOLE, DAY = Kind("text"), Kind("code"), Kind("whole"), Kind("day")
NUMBER, YES_NO, MONTH_DAY, MOMENT = Kind("number"), Kind("yes_no"), Kind("month_day"), Kind("moment")
CHOICE = Kind("choice", choices=("avoid", "half_days", "allowed"))
LIST, CHOICES = Kind("list", item=CODE), Kind("list", item=CHOICE)
COUNTS, DAYS = Kind("pairs", item=WHOLE), Kind("pairs", item=DAY)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (WHOLE, " ٩٠ ", 90),
        (WHOLE, "۹۰", 90),
        (WHOLE, "1 200", 1200),
        (WHOLE, "1\u202f200", 1200),
        (WHOLE, "1,200", 1200),
        (WHOLE, "١٬٢٠٠", 1200),
        (WHOLE, "−3", -3),
        (WHOLE, 90.0, 90),
        (WHOLE, 90.5, 90.5),
        (WHOLE, "90.5", "90.5"),
        (WHOLE, "1,20", "1,20"),
        (WHOLE, "many", "many"),
        (WHOLE, True, True),
        (NUMBER, "25 %", 0.25),
        (NUMBER, "٢٥٪", 0.25),
        (NUMBER, "٠٫٢٥", 0.25),
        (NUMBER, "0,25", 0.25),
        (NUMBER, "1e999", "1e999"),
        (NUMBER, 11, 11),
        (TEXT, " شمال  ", "شمال"),
        (TEXT, 12, "12"),
        (TEXT, 12.0, "12"),
        (TEXT, 12.5, "12.5"),
        (TEXT, date(2026, 1, 31), "2026-01-31"),
        (TEXT, "   ", None),
        (TEXT, '""', ""),
        (TEXT, '"so" and "so"', '"so" and "so"'),
        (TEXT, "a_x000D_b", "a\rb"),
        (TEXT, "_x000D_", None),
        (TEXT, "_xD800_", "_xD800_"),
        (CODE, "\u200eorg-ly-bg\u00a0", "org-ly-bg"),
        (CODE, 2025, "2025"),
        (DAY, "٢٠٢٦-٠١-٣١", date(2026, 1, 31)),
        (DAY, datetime(2026, 1, 31), date(2026, 1, 31)),  # noqa: DTZ001 - a cell has no time zone
        (DAY, "31/01/2026", "31/01/2026"),
        (DAY, "2026-02-30", "2026-02-30"),
        (DAY, 46053, 46053),
        (MONTH_DAY, date(2026, 5, 15), "05-15"),
        (MONTH_DAY, "٠٥-١٥", "05-15"),
        (MOMENT, "2026-01-18T06:00+02:00", "2026-01-18T06:00+02:00"),
        (CHOICE, "half_days", "half_days"),
        (CHOICE, "HALF DAYS", "half_days"),
        (CHOICE, "أنصاف أيام", "half_days"),
        (CHOICE, "demi-journées", "half_days"),
        (CHOICE, "never", "never"),
        (YES_NO, "oui", True),
        (YES_NO, "لا", False),
        (YES_NO, "TRUE", True),
        (YES_NO, 0, False),
        (YES_NO, "perhaps", "perhaps"),
        (LIST, "a، b;c\nd,, ", ["a", "b", "c", "d"]),
        (LIST, "-", []),
        (CHOICES, "avoid, مسموح", ["avoid", "allowed"]),
        (COUNTS, "crs-a: ٣؛ crs-b:4", {"crs-a": 3, "crs-b": 4}),
        (COUNTS, "-", {}),
        (DAYS, "ipc: 2026-01-31", {"ipc": date(2026, 1, 31)}),
    ],
)
def test_cells_are_read_as_people_fill_them(kind, cell, value):
    found = from_cell(kind, cell)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "cell", "code", "figures"),
    [
        (DAY, datetime(2026, 1, 31, 8, 30), "day_with_time", {"given": "2026-01-31 08:30:00"}),  # noqa: DTZ001
        (COUNTS, "crs-a 3", "not_a_pair", {"given": "crs-a 3"}),
        (COUNTS, "crs-a:", "not_a_pair", {"given": "crs-a:"}),
        (COUNTS, "a: 1, a: 2", "pair_twice", {"given": "a"}),
        (WHOLE, float("inf"), "cell_error", {"given": "inf"}),
        (NUMBER, float("nan"), "cell_error", {"given": "nan"}),
    ],
)
def test_what_no_reading_fits_is_a_fault(kind, cell, code, figures):
    with pytest.raises(CellFault) as refused:
        from_cell(kind, cell)
    assert (refused.value.code, refused.value.figures) == (code, figures)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back(text):
    cell = to_cell(TEXT, text, "ar")

    assert from_cell(TEXT, cell) == text
    assert not [sign for sign in cell if sign < " " and sign not in "\t\n"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='" x_0D5F'))
def test_quotes_and_escapes_undo_each_other(text):
    assert unquoted(quoted(text)) == text
    assert unescaped(writable(text)) == text


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 1, allow_nan=False))
def test_every_share_comes_back_to_the_last_digit(share):
    cell = to_cell(NUMBER, share, "en")
    kept = float(f"{cell:.16g}") if isinstance(cell, float) else cell  # as openpyxl writes a number

    assert from_cell(NUMBER, kept) == share
