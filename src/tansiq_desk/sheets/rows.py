"""From the rows of a sheet to rows of the programme, each value with its cell, each fault with the cell it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tansiq_desk.sheets.converting import EMPTIED, LONGEST_VALUE, CellFault, Reader
from tansiq_desk.sheets.days import order_among
from tansiq_desk.sheets.fields import Field, fields_of
from tansiq_desk.sheets.folding import folded
from tansiq_desk.sheets.grid import Row, cell_name, is_blank
from tansiq_desk.sheets.naming import Known
from tansiq_desk.sheets.vocabulary import totals


@dataclass(frozen=True)
class Columns:
    """What was decided of a sheet: which list it is, where its data begin, which column is which field.

    Parameters
    ----------
    section : str
    last_heading : int
        Number of the last row of headings.
    fields : sequence of str
        By column; nothing for one that is not read.
    fixed : mapping
        Fields that have one value for all rows, as it was typed.
    order : str
        How 3/4/2026 is read where no cell tells: `day` or `month` first; nothing where nobody said.
    """

    section: str
    last_heading: int
    fields: Sequence[str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    order: str = ""


@dataclass
class SheetRow:
    """A row that was read.

    Parameters
    ----------
    number : int
        As the officer's program shows it.
    values : dict
        By field; blank cells are left out, None where a cell says that it is to be emptied.
    cells : dict
        The cell of each field of a column.
    faults : list of dict
        `cell`, `field`, `code`, `given`, `near`.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, key: str, code: str, given: str = "", near: Sequence[str] = ()) -> None:
        """Add what is wrong with a field; of one without a column it is told at the row's first cell."""
        cell = self.cells.get(key) or cell_name(self.number, 0)
        self.faults.append({"cell": cell, "field": key, "code": code, "given": given, "near": list(near)})


def read_rows(
    rows: Sequence[Row], mapping: Columns, known: Known, orders: Mapping[int, Sequence[int]]
) -> Iterator[SheetRow]:
    """Read the rows below the headings; one that only adds up the others is passed over."""
    fields = fields_of(mapping.section)
    readers = {
        column: Reader(fields[key], known, _order(mapping, orders.get(column)))
        for column, key in enumerate(mapping.fields)
        if key in fields
    }
    fixed = {key: Reader(fields[key], known, mapping.order or None) for key in mapping.fixed if key in fields}
    for number, cells in rows:
        if number <= mapping.last_heading or _adds_up(cells):
            continue
        row = SheetRow(number)
        for column, reader in readers.items():
            _read(row, reader, cells[column] if column < len(cells) else None, cell_name(number, column))
        if not row.values and not row.faults:
            continue
        for key, reader in fixed.items():
            if key not in row.values and not any(it["field"] == key for it in row.faults):
                _read(row, reader, mapping.fixed[key], "")
        yield row


def _order(mapping: Columns, counts: Sequence[int] | None) -> str | None:
    """Give the order of a column of days: what its cells show, else what the officer said."""
    shown = order_among(counts) if counts else None
    return shown or mapping.order or None


def _adds_up(cells: Sequence[Any]) -> bool:
    first = next((it for it in cells if not is_blank(it)), None)
    return isinstance(first, str) and len(first) <= LONGEST_VALUE and folded(first) in totals()


def _read(row: SheetRow, reader: Reader, raw: Any, cell: str) -> None:
    key = reader.field.key
    if cell:
        row.cells[key] = cell
    if isinstance(raw, str) and raw.strip() == EMPTIED and _may_be_emptied(reader.field):
        row.values[key] = None
        return
    try:
        value = reader.value(raw)
    except CellFault as fault:
        row.fault(key, fault.code, fault.given, fault.near)
        return
    if value is not None:
        row.values[key] = value


def _may_be_emptied(field: Field) -> bool:
    """Tell whether a dash empties a field; in a list it is the empty list, as in the workbook."""
    return not field.required and field.kind.name not in ("list", "pairs", "teaching", "staffing")


def laid_over(before: Mapping[str, Any] | None, row: SheetRow, section: str) -> dict[str, Any]:
    """Give a row of the programme with what a sheet says of it; the rest stays as it is."""
    whole: dict[str, Any] = deepcopy(dict(before)) if before else {}
    fields = fields_of(section)
    for key, value in row.values.items():
        *steps, last = fields[key].path
        here = whole
        for step in steps:
            here = here.setdefault(step, {})
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
    return {
        key: it
        for key, it in whole.items()
        if it != {} or key in ("metl", "already_qualified", "teaches", "season")
    }


def at(row: Mapping[str, Any] | None, key: str, section: str) -> Any:
    """Give what a row of the programme has in a field."""
    here: Any = row
    for step in fields_of(section)[key].path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def field_at(section: str, path: Sequence[str | int]) -> str:
    """Give the field that a path within a row leads to; nothing where it leads to none."""
    steps = tuple(str(it) for it in path)
    found = [
        key
        for key, it in fields_of(section).items()
        if it.path == steps[: len(it.path)] or steps == it.path[: len(steps)]
    ]
    return found[0] if steps and found else ""
