"""A sheet as it was read: its rows by number, what stands in each cell, and what people should know of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

ROWS = "rows.bin"
"""Name of the file of all rows, in the folder of the file that is read."""
Row = tuple[int, list[Any]]
"""Number of the row as the program of the officer shows it, and its cells from the first column on."""
HEAD_ROWS, HEAD_SIGNS = 40, 100
"""Rows that are shown, and looked through for headings, and what is shown of each of their texts."""
MOST_HEAD_SIGNS = 400_000
"""Of the rows shown of all sheets together: every page about them loads these."""
LARGEST_NUMBER = 10**18
"""Shown as a number; what is larger is shown as its first digits."""
MOST_SIGNS = 10_000_000
"""Of all cells of a sheet; the longest lists of needs have some hundred thousand."""
MOST_UNPACKED = 16 * MOST_SIGNS
"""Bytes of the rows of a sheet that is no larger, written down."""


@dataclass
class Grid:
    """One sheet.

    Parameters
    ----------
    title : str
    rows : list of Row
        Rows that say something. A cell holds None, a number, a text, yes or no, `{"day": ...}` or `{"error": ...}`.
    is_hidden : bool
    hidden_rows, hidden_columns : int
        How many of those that say something are hidden; they are read like the others.
    formulas : int
        Cells whose value was computed by the program that saved the file.
    merged : int
        Merged ranges whose text was put into each of their cells.
    orders : dict
        By column from 0: how many texts can only be read day first, only month first, or either way.
    """

    title: str
    rows: list[Row] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    formulas: int = 0
    merged: int = 0
    orders: dict[int, list[int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Columns up to the last that says something."""
        return max((len(cells) for _, cells in self.rows), default=0)

    def told(self, most_signs: int = MOST_HEAD_SIGNS) -> dict[str, Any]:
        """All but the rows, with the first of them, as long as these say no more than so many signs: what a page shows."""
        said = {**asdict(replace(self, rows=[])), "rows": len(self.rows), "width": self.width}
        return {
            **said,
            "orders": {str(key): it for key, it in self.orders.items()},
            "head": list(self._head(most_signs)),
        }

    def _head(self, most_signs: int) -> Iterator[Row]:
        signs = 0
        for number, cells in self.rows[:HEAD_ROWS]:
            beginnings = [_beginning(it) for it in cells]
            yield number, beginnings
            signs += sum(map(signs_in, beginnings))
            if signs > most_signs:
                return


def _beginning(value: Any) -> Any:
    is_endless = type(value) is int and abs(value) >= LARGEST_NUMBER
    return str(value)[:HEAD_SIGNS] if is_endless or isinstance(value, str) else value


def packed(rows: Iterable[Row]) -> bytes:
    """Write rows down as few bytes."""
    return zlib.compress(json.dumps(list(rows), ensure_ascii=True, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes) -> list[Row]:
    """Give rows that were written down by `packed`.

    Raises
    ------
    ValueError
        They are more than any sheet that is read has, or were never written down so.
    """
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content, MOST_UNPACKED)
    except zlib.error as error:
        raise ValueError from error
    if not unpacking.eof:
        raise ValueError
    return [(number, cells) for number, cells in json.loads(text)]


def signs_in(value: Any) -> int:
    """Count how many signs a cell takes when it is written down, about."""
    match value:
        case None:
            return 0
        case str():
            return len(value)
        case int():
            return 1 + value.bit_length() // 3
        case _:
            return 20


def letters(column: int) -> str:
    """Give the letters of a column counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    found, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def cell_name(row: int, column: int) -> str:
    """Name a cell; columns are counted from 0.

    >>> cell_name(12, 1)
    'B12'
    """
    return f"{letters(column)}{row}"


def shown(value: Any) -> str:
    """Give what stands in a cell as a text."""
    match value:
        case None:
            return ""
        case {"day": text} | {"error": text}:
            return str(text)
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def day_of(value: Any) -> date | None:
    """Give the day that a cell holds as a real date; None for any other."""
    return date.fromisoformat(value["day"]) if isinstance(value, Mapping) and "day" in value else None


def is_blank(value: Any) -> bool:
    """Tell whether a cell says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())
