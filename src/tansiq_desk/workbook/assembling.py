"""From the rows of each sheet to the programme as plain lists and mappings, with the place of every value."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from tansiq_desk.workbook.cells import CellFault, from_cell
from tansiq_desk.workbook.findings import Findings, Path, Place
from tansiq_desk.workbook.grid import ReadRow
from tansiq_desk.workbook.layout import SINGLES, Column, Sheet, layout

Plain = dict[Any, Any]


class Assembly:
    """The programme as it grows, sheet by sheet; parents come before what belongs to them."""

    def __init__(self, findings: Findings) -> None:
        self.plain: Plain = {}
        self.findings = findings
        self._named: dict[str, dict[str, tuple[Plain, Path]]] = {}
        self._first: dict[tuple[str, Any], Place] = {}
        self._numbers: dict[Path, list[int]] = {}

    def add(self, sheet: Sheet, rows: list[ReadRow]) -> None:
        """Add all rows of a sheet."""
        if sheet.name == SINGLES:
            self._singles(sheet, rows)
            return
        if sheet.shape == "list" and sheet.parent is None and sheet.required:
            self.plain.setdefault(sheet.path[0], [])
        filled = {self._owner(row) for row in rows if not self._says_nothing(sheet, row)}
        for row in rows:
            self._row(sheet, row, filled)

    @staticmethod
    def _owner(row: ReadRow) -> tuple[Any, Any]:
        return row.values.get("of"), row.values.get("key")

    @staticmethod
    def _says_nothing(sheet: Sheet, row: ReadRow) -> bool:
        """Tell whether a row only names its owner, which means an empty list or mapping."""
        leads = (
            {"of", "key"}
            if sheet.shape == "map_of_maps"
            else {"of", "alternative"}
            if sheet.shape == "staffing"
            else {"of"}
        )
        return bool(sheet.parent) and "of" in row.values and set(row.values) <= leads

    def _row(self, sheet: Sheet, row: ReadRow, filled: set[tuple[Any, Any]]) -> None:
        owner = self._container_of(sheet, row)
        if owner is None:
            return
        record, path = owner
        if self._says_nothing(sheet, row) and sheet.shape != "staffing":
            self._nothing(sheet, row, record, path, filled)
            return
        match sheet.shape:
            case "list":
                items = _descend(record, sheet.path, [])
                self._list_item(sheet, row, items, (*path, *sheet.path))
            case "tuples":
                items = _descend(record, sheet.path, [])
                self._tuple(sheet, row, items, (*path, *sheet.path))
            case "map":
                self._entry(sheet, row, _descend(record, sheet.path, {}), (*path, *sheet.path), "key")
            case "map_of_maps":
                key = row.values.get("key", "")
                inner = _descend(record, (*sheet.path, key), {})
                self.findings.stands((*path, *sheet.path, key), row.place("key"))
                self._entry(sheet, row, inner, (*path, *sheet.path, key), "key_2")
            case "staffing":
                self._staffing(sheet, row, record, path)

    def _container_of(self, sheet: Sheet, row: ReadRow) -> tuple[Plain, Path] | None:
        if sheet.parent is None:
            return self.plain, ()
        name = row.values.get("of")
        found = self._named.get(sheet.parent, {}).get(name) if isinstance(name, str) else None
        if found is None:
            self._fault("row_belongs_nowhere", row, "of", given="" if name is None else str(name))
        return found

    def _fault(self, code: str, row: ReadRow, *columns: str, **figures: Any) -> None:
        place = row.place(*columns)
        self.findings.fault(code, place.sheet, place.cell, **figures)

    def _nothing(
        self, sheet: Sheet, row: ReadRow, record: Plain, path: Path, filled: set[tuple[Any, Any]]
    ) -> None:
        key = row.values.get("key")
        inner = sheet.shape == "map_of_maps" and key is not None
        taken = self._owner(row) in filled if inner else any(owner == row.values["of"] for owner, _ in filled)
        if taken or not (sheet.required or inner):
            self._fault("row_of_nothing", row, "of", given=str(row.values["of"]))
            return
        where: Path = (*sheet.path, str(key)) if inner else sheet.path
        _descend(record, where, [] if sheet.shape in ("list", "tuples") else {})
        self.findings.stands((*path, *where), row.place("of"))

    def _list_item(self, sheet: Sheet, row: ReadRow, items: list[Any], path: Path) -> None:
        record: Plain = {}
        here = (*path, len(items))
        items.append(record)
        self.findings.stands(here, row.place(sheet.named_by or "id"))
        self._fill(sheet.columns, row, record, here)
        name = record.get(sheet.named_by) if sheet.named_by else None
        if isinstance(name, str):
            self._only_once(sheet, row, name, name, sheet.named_by or "id")
            self._named.setdefault(sheet.name, {}).setdefault(name, (record, here))

    def _only_once(self, sheet: Sheet, row: ReadRow, identity: object, given: object, column: str) -> bool:
        known = (sheet.name, identity)
        if known in self._first:
            self._fault("row_twice", row, column, given=str(given), first=self._first[known].cell)
            return False
        self._first[known] = row.place(column)
        return True

    def _fill(self, columns: tuple[Column, ...], row: ReadRow, record: Plain, path: Path) -> None:
        for column in columns:
            if column.path and not column.wide and column.key in row.places:
                self._set(column, row.values.get(column.key), record, path, row.places[column.key])
        wide = {column.key: column for column in columns if column.wide}
        for column in wide.values():
            if column.required:
                _descend(record, column.path, {})
        for key in row.places:
            stem, _, last = key.rpartition(".")
            if stem in wide:
                single = Column(key, (*wide[stem].path, last), wide[stem].kind, required=False)
                self._set(single, row.values.get(key), record, path, row.places[key])

    def _set(self, column: Column, value: Any, record: Plain, path: Path, place: Place) -> None:
        self.findings.stands((*path, *column.path), place)
        if value is None:
            return
        if column.presence:
            if value is True:
                _descend(record, column.path, {})
            elif value is not False:
                self.findings.fault(
                    "wrong_type", place.sheet, place.cell, given=str(value), expected="true_or_false"
                )
            return
        _descend(record, column.path[:-1], {})[column.path[-1]] = value

    def _tuple(self, sheet: Sheet, row: ReadRow, items: list[Any], path: Path) -> None:
        here = (*path, len(items))
        names = [column.key for column in sheet.columns if column.key != "of"]
        items.append([row.values.get(name) for name in names])
        self.findings.stands(here, row.place(*names))
        for index, name in enumerate(names):
            if name in row.places:
                self.findings.stands((*here, index), row.places[name])

    def _entry(self, sheet: Sheet, row: ReadRow, mapping: Plain, path: Path, key_column: str) -> None:
        key = row.values.get(key_column, "")
        here = (*path, key)
        if not self._only_once(sheet, row, (*path, normalize("NFC", str(key))), key, key_column):
            return
        self.findings.stands(here, row.place(key_column))
        if sheet.scalar:
            mapping[key] = row.values.get("value")
            if "value" in row.places:
                self.findings.stands(here, row.places["value"])
            return
        record: Plain = {}
        mapping[key] = record
        self._fill(sheet.columns, row, record, here)

    def _staffing(self, sheet: Sheet, row: ReadRow, record: Plain, path: Path) -> None:
        number = row.values.get("alternative")
        here = (*path, *sheet.path)
        empty = not {"key", "value"} & set(row.values)
        if number is None:
            mapping = _descend(record, sheet.path, {})
            if "one_of" in mapping:
                self._fault("alternatives_mixed", row, "alternative", given=str(row.values["of"]))
            elif not empty:
                self._entry(sheet, row, mapping, here, "key")
            return
        if not isinstance(number, int):
            self._fault("alternative_not_a_number", row, "alternative", given=str(number))
            return
        self._alternative(sheet, row, record, path, number, empty=empty)

    def _alternative(
        self, sheet: Sheet, row: ReadRow, record: Plain, path: Path, number: int, *, empty: bool
    ) -> None:
        """Add a row to an alternative; they stand in the order in which their numbers first appear."""
        mapping = _descend(record, sheet.path, {})
        if mapping and "one_of" not in mapping:
            self._fault("alternatives_mixed", row, "alternative", given=str(row.values["of"]))
            return
        options = mapping.setdefault("one_of", [])
        numbers = self._numbers.setdefault(path, [])
        if number not in numbers:
            numbers.append(number)
            options.append({})
        index = numbers.index(number)
        here = (*path, *sheet.path, "one_of", index)
        self.findings.stands(here, row.place("alternative"))
        if not empty:
            self._entry(sheet, row, options[index], here, "key")

    def _singles(self, sheet: Sheet, rows: list[ReadRow]) -> None:
        for row in rows:
            key = row.values.get("key")
            if key is None:
                self._fault("column_without_key", row, "value", given=row.place("key").cell)
                continue
            column = sheet.by_key.get(key) if isinstance(key, str) else None
            if column is None:
                self._fault("entry_unknown", row, "key", given=str(key))
            elif self._only_once(sheet, row, key, key, "key"):
                self._single(column, row)

    def _single(self, column: Column, row: ReadRow) -> None:
        place = row.place("value", "key")
        try:
            value = from_cell(column.kind, row.values.get("value"))
        except CellFault as fault:
            self.findings.fault(fault.code, place.sheet, place.cell, **fault.figures)
            return
        self._set(column, value, self.plain, (), place)


def assemble(rows: dict[str, list[ReadRow]], findings: Findings) -> Plain:
    """Build the programme as plain lists, mappings, numbers, texts and days."""
    assembly = Assembly(findings)
    for sheet in layout():
        if sheet.name in rows:
            assembly.add(sheet, rows[sheet.name])
    return assembly.plain


def _descend(record: Plain, path: tuple[Any, ...], last: Any) -> Any:
    """Give what stands at a path; mappings are made on the way, and `last` put where nothing stands."""
    here: Any = record
    for key in path[:-1]:
        here = here.setdefault(key, {})
    return here.setdefault(path[-1], last) if path else here
