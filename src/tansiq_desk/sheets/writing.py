"""Writes lists as Excel sheets and CSV: real days and numbers, text that is never a formula, and read back without loss."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from tansiq_desk.sheets.fields import Field, fields_of, title_of
from tansiq_desk.sheets.rows import at
from tansiq_desk.sheets.vocabulary import BESIDE
from tansiq_desk.workbook.cells import FORMULA_SIGNS, quoted
from tansiq_desk.workbook.wording import choice_label

SIGN = ";"
"""Between the cells of CSV: what Excel expects where a comma stands before decimals."""
Cell = str | int | float | date | None
LARGE = 10_000
"""Numbers from which a column is written with signs between thousands."""


@dataclass(frozen=True)
class Listed:
    """A list to write.

    Parameters
    ----------
    section : str
    rows : sequence of mapping
        As the programme has them.
    beside : mapping
        By field that holds a code: what each code is called, for a column of its own beside it.
    labels : mapping
        By field of an open list: the word of each value.
    more : mapping
        Further columns by heading, one value for each row; nothing is read back from them.
    """

    section: str
    rows: Sequence[Mapping[str, Any]]
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    more: Mapping[str, Sequence[Cell]] = field(default_factory=dict)


def headings_and_rows(listed: Listed, lang: str) -> tuple[list[str], list[list[Cell]]]:
    """Give the headings and the cells of a list."""
    fields = list(fields_of(listed.section).values())
    headings: list[str] = []
    for it in fields:
        headings.append(it.heading(lang))
        if it.key in listed.beside:
            headings.append(f"{it.heading(lang)} {BESIDE}")
    headings += [f"{it} {BESIDE}" for it in listed.more]
    rows = [list(_cells(listed, fields, row, number, lang)) for number, row in enumerate(listed.rows)]
    return headings, rows


def _cells(
    listed: Listed, fields: Iterable[Field], row: Mapping[str, Any], number: int, lang: str
) -> Iterable[Cell]:
    for it in fields:
        value = at(row, it.key, listed.section)
        yield cell_of(it, value, lang, listed.labels.get(it.key, {}))
        if it.key in listed.beside:
            yield listed.beside[it.key].get(value)
    for column in listed.more.values():
        yield column[number]


def cell_of(it: Field, value: Any, lang: str, labels: Mapping[str, str] | None = None) -> Cell:
    """Give a value as it stands in a cell."""
    if value is None or value in ([], {}):
        return None
    match it.kind.name:
        case "day":
            return date.fromisoformat(value) if isinstance(value, str) else value
        case "whole" | "number":
            return value if isinstance(value, int | float) else str(value)
        case "text":
            return quoted(value)
        case "choice":
            return choice_label(lang, value)
        case "list":
            return ", ".join(map(str, value))
        case "pairs":
            return _pairs(value)
        case "staffing":
            return " | ".join(map(_pairs, value.get("one_of", [value])))
        case "teaching":
            return ", ".join(f"{code}: {one['gain']}/{one['cap']}" for code, one in value.items())
        case _:
            return (labels or {}).get(value, str(value))


def _pairs(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {count}" for key, count in value.items())


def list_workbook(listed: Listed, lang: str, marking: Mapping[str, str] | None = None) -> bytes:
    """Write a list as an `.xlsx` file: right to left where its language is, headings that stay, filters."""
    return table_workbook(title_of(lang, listed.section), *headings_and_rows(listed, lang), lang, marking)


def table_workbook(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    lang: str,
    marking: Mapping[str, str] | None = None,
) -> bytes:
    """Write headings and rows as an `.xlsx` file of one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 - loaded when a list is first asked for

    from tansiq_desk.workbook import look  # noqa: PLC0415 - the same
    from tansiq_desk.workbook.tables import Table, write_page  # noqa: PLC0415 - the same

    book = Workbook()
    money = frozenset(it for it, _ in enumerate(headings) if any(_is_large(row[it]) for row in rows[:200]))
    write_page(
        book.worksheets[0], title, Table(list(headings), [list(row) for row in rows], money=money), lang
    )
    look.mark(book, marking or {}, lang)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _is_large(value: Cell) -> bool:
    return isinstance(value, int) and value >= LARGE


def list_csv(listed: Listed, lang: str) -> bytes:
    """Write a list as CSV in UTF-8; a text that a program would take for a formula stands behind an apostrophe."""
    headings, rows = headings_and_rows(listed, lang)
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=SIGN)
    writer.writerow(headings)
    writer.writerows([[_written(it) for it in row] for row in rows])
    return ("\ufeff" + stream.getvalue()).encode()


def _written(value: Cell) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str() if value.lstrip("'").startswith(FORMULA_SIGNS):
            return f"'{value}"
        case _:
            return str(value)
