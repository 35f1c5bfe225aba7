"""Words and limits of the lists that come from officers' sheets and go out as such."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS = {
    "documents.take_in_sheet": _("took in a list from a sheet"),
    "documents.take_back_sheet": _("took back a list that had been taken in"),
    "documents.forget_mapping": _("forgot how the columns of a sender are read"),
}
ENTRIES = {
    "sender": _("sent by"),
    "section": _("list"),
    "left": _("rows left"),
    "rows": _("rows"),
    "headings": _("headings"),
}
MOST_SHEET_BYTES = 10_000_000
"""Of a sheet to read; 20,000 needs have 700 thousand."""
LONGEST_SENDER = 120


class LineKind(TextChoices):
    """What taking in a list does to one of its rows."""

    ADDED = "added", pgettext_lazy("row of a list", "added")
    CHANGED = "changed", pgettext_lazy("row of a list", "changed")
    SAME = "same", pgettext_lazy("row of a list", "the same")
    REFUSED = "refused", pgettext_lazy("row of a list", "left as it is")
    FAULTY = "faulty", pgettext_lazy("row of a list", "faulty")


class DayOrder(TextChoices):
    """How a day such as 3/4/2026 is read where no cell of its column tells."""

    ASKED = "", _("no day of this sheet asks for it")
    DAY_FIRST = "day", _("day first: 3/4 is 3 April")
    MONTH_FIRST = "month", _("month first: 3/4 is 4 March")


FAULTS: Mapping[str, tuple[object, object]] = {
    "formula_without_value": (
        _("This cell has a formula whose value was never computed."),
        _("Open the file, save it anew, or paste the value alone."),
    ),
    "error_value": (_("This cell shows the error %(given)s."), _("Mend the formula, or write the value.")),
    "not_a_number": (_("“%(given)s” is no number."), _("Write a number alone, in any digits.")),
    "not_whole": (_("%(given)s is no whole number."), _("Write a whole number.")),
    "not_a_day": (
        _("“%(given)s” is no day."),
        _("Write a day such as 31/12/2026 or 31 December 2026, with its year."),
    ),
    "day_either_way": (
        _("“%(given)s” can be read in two ways: which number is the month?"),
        _("Choose on the page of columns whether the day or the month comes first."),
    ),
    "not_a_choice": (
        _("“%(given)s” is none of the words that can stand here."),
        _("Write one of: %(near)s."),
    ),
    "name_unknown": (
        _("Nothing that you see is called “%(given)s”."),
        _("Write its code, or its name as the node has it."),
    ),
    "name_of_several": (
        _("Several are called “%(given)s”."),
        _("Write the code of the one that is meant: %(near)s."),
    ),
    "not_a_pair": (
        _("“%(given)s” is not written in pairs."),
        _("Write each as code: number, with a comma between two."),
    ),
    "not_teaching": (
        _("“%(given)s” does not say what is gained and up to where."),
        _("Write each as competency: gain/cap, such as c-med: 12/80."),
    ),
    "value_too_long": (
        _("“%(given)s…” is far longer than what can stand here."),
        _("Write the value alone, or each part of a list, with at most 200 signs."),
    ),
    "missing_value": (_("Something that a new row must have is missing: %(given)s."), _("Fill in the cell.")),
    "no_column": (
        _("A new row must have this, and no column says it: %(given)s."),
        _("Choose its column, or give one value for all rows, on the page of columns."),
    ),
    "row_twice": (
        _("The record %(given)s stands in the sheet twice."),
        _("Leave one of the two rows out, or join them."),
    ),
    "code_needed": (
        _("Nothing is known under this name, and a new one needs a code."),
        _("Add a column with its code: small Latin letters, digits and hyphens."),
    ),
    "name_missing": (_("The row says neither a code nor a name."), _("Write which record it is about.")),
}
"""What can be wrong with a cell, and what would be right; what the planner's own reader finds has its words there."""
NEAREST = _("Nearest: %(near)s.")


def fault_texts(code: str, given: str, near: str) -> tuple[str, str]:
    """Give what is wrong with a cell and what would be right, in the language of the moment."""
    text, remedy = FAULTS[code]
    said = {"given": given, "near": near}
    told = str(remedy) % said
    if near and code == "name_unknown":
        told = f"{str(NEAREST) % said} {told}"
    return str(text) % said, told
