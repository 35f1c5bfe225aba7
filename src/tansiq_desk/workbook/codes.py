"""What can be wrong with a workbook, by code, with the figures that each fault carries.

The words are in `tansiq_desk.words`. What is wrong with a value itself (too large, no such id) is found by
the reader of the programme file, as in any other file (`tansiq_planner.files.codes`), and only gains the
sheet and cell here. A file that is missing, no file, unreadable or too large has that reader's codes too.
"""

from __future__ import annotations

from collections.abc import Mapping

OF_THE_WORKBOOK: Mapping[str, tuple[str, ...]] = {
    "workbook_damaged": (),
    "workbook_encrypted": (),
    "workbook_old_format": (),
    "workbook_has_macros": (),
    "workbook_unpacks_too_large": ("size", "at_most"),
    "workbook_merges_too_much": ("at_most",),
    "workbook_has_entities": (),
    "workbook_too_many_sheets": ("found", "at_most"),
    "workbook_says_too_much": ("signs",),
    "workbook_not_a_programme": (),
    "workbook_other_version": ("given", "expected"),
}
"""Faults of the file as a whole: nothing of it was read."""

OF_SHEETS: Mapping[str, tuple[str, ...]] = {
    "sheet_missing": ("given",),
    "sheet_twice": ("given", "first"),
    "sheet_unknown": ("given",),
    "sheet_too_large": ("rows", "at_most"),
    "sheet_says_too_much": ("cells", "signs"),
    "sheet_too_wide": ("at_most",),
    "sheet_text_too_long": ("length", "at_most"),
    "column_unknown": ("given",),
    "column_twice": ("given", "first"),
    "column_missing": ("given",),
    "column_without_key": ("given",),
    "headings_missing": (),
    "merged_cells": ("given",),
}
"""Faults of a sheet: what the workbook holds was not judged further.

`given` is a machine key, a column's letter or a range; `first` the title of a sheet or a cell.
"""

OF_ROWS: Mapping[str, tuple[str, ...]] = {
    "entry_unknown": ("given",),
    "row_twice": ("given", "first"),
    "row_of_nothing": ("given",),
    "row_belongs_nowhere": ("given",),
    "alternatives_mixed": ("given",),
    "alternative_not_a_number": ("given",),
}
"""Faults of a row: `given` is what it is named by or belongs to (empty for nothing), `first` a cell."""

OF_CELLS: Mapping[str, tuple[str, ...]] = {
    "cell_formula": (),
    "cell_error": ("given",),
    "day_with_time": ("given",),
    "not_a_pair": ("given",),
    "pair_twice": ("given",),
    "cell_too_long": ("length", "at_most"),
}
"""Faults of a cell; the last one is found in writing."""

CODES: Mapping[str, tuple[str, ...]] = {**OF_THE_WORKBOOK, **OF_SHEETS, **OF_ROWS, **OF_CELLS}
"""All of them."""
