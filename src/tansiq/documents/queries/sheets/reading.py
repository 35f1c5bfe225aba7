"""A sheet that was given: its rows, where its headings stand, which column is which field; as last time where it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from tansiq.core.rules import folded
from tansiq.documents.models import GivenSheet, SheetMapping
from tansiq.people.models import Person
from tansiq_desk.sheets.days import order_among
from tansiq_desk.sheets.fields import fields_of
from tansiq_desk.sheets.finding import MOST_LOOKED_AT, Head, head_of, headings_key, known_by_values, two_rows
from tansiq_desk.sheets.grid import Row, shown, unpacked
from tansiq_desk.sheets.naming import Known
from tansiq_desk.sheets.rows import Columns


def rows_given(given: GivenSheet) -> list[Row]:
    """Give the rows of the sheet that was chosen."""
    sheet = given.told[given.sheet]
    return unpacked(bytes(given.rows)[sheet["start"] : sheet["end"]])


def first_rows(sheet: dict[str, Any]) -> list[Row]:
    """Give the first rows of a sheet."""
    return [(number, cells) for number, cells in sheet["head"]]


def columns_of(given: GivenSheet) -> Columns:
    """Give how the columns of a sheet that was given are read."""
    head = given.head
    return Columns(given.section, head["last"], head["fields"], head.get("fixed", {}), head.get("order", ""))


def orders_of(sheet: dict[str, Any]) -> dict[int, list[int]]:
    """Give by column how many of its texts tell whether the day or the month comes first."""
    return {int(column): counts for column, counts in sheet["orders"].items()}


def best_sheet(sheets: Sequence[dict[str, Any]]) -> int:
    """Give the place of the sheet that is most of a list; hidden ones come last."""
    most_cells = 2 * MOST_LOOKED_AT // max(len(sheets), 1)
    heads = [
        (not it["is_hidden"], head_of(first_rows(it), most_cells=most_cells).score, -place)
        for place, it in enumerate(sheets)
    ]
    return heads.index(max(heads)) if heads else 0


def head_guessed(sheet: dict[str, Any], known: Known, section: str = "", at: int | None = None) -> Head:
    """Give the head of a sheet as its words and what stands under them show it."""
    rows = first_rows(sheet)
    names = {of: [*names.by_name, *names.codes] for of, names in known.names.items()}
    return known_by_values(head_of(rows, section, at), rows, names)


def headings_sha256(headings: Sequence[str]) -> str:
    """Give the hash by which headings are known again."""
    return hashlib.sha256(headings_key(headings).encode()).hexdigest()


def remembered(person: Person, sender: str, sheet: dict[str, Any]) -> tuple[SheetMapping, int, int] | None:
    """Give how a sender's sheet with these headings was read last time, and the rows of its headings."""
    kept = SheetMapping.objects.filter(owner=person.party, sender_folded=folded(sender)).order_by(
        "-at", "-pk"
    )
    by_hash = {it.headings_sha256: it for it in reversed(kept)}
    if not by_hash:
        return None
    rows = first_rows(sheet)
    for place, (number, cells) in enumerate(rows):
        found = by_hash.get(headings_sha256([shown(it) for it in cells]))
        if found:
            return found, number, number
        if place:
            above, upper = rows[place - 1]
            found = by_hash.get(headings_sha256(two_rows(upper, cells)))
            if found:
                return found, above, number
    return None


def asks_for_order(sheet: dict[str, Any], fields: Sequence[str], section: str) -> bool:
    """Tell whether a column of days has texts that can be read either way, and none that tells which."""
    if not section:
        return False
    kinds = fields_of(section)
    return any(
        order_among(counts) is None
        and column < len(fields)
        and fields[column] in kinds
        and kinds[fields[column]].kind.name == "day"
        for column, counts in orders_of(sheet).items()
    )
