"""From a programme to the rows of each sheet: one mapping of column to value for every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tansiq_desk.workbook.layout import SINGLES, Column, Sheet, layout
from tansiq_planner.files.schema import Programme

Row = dict[str, Any]


def rows_of(programme: Programme) -> dict[str, list[Row]]:
    """Give the rows of every sheet by its name, in the order of the layout.

    Values are those of the schema (numbers, days, texts, lists), None where a cell stays blank. A column per
    key of a mapping (`Column.wide`) holds the whole mapping here.
    """
    plain = programme.model_dump(by_alias=True, mode="python")
    return {sheet.name: list(_rows(sheet, plain)) for sheet in layout()}


def _rows(sheet: Sheet, plain: Mapping[str, Any]) -> Iterator[Row]:
    if sheet.name == SINGLES:
        yield {column.key: _value(column, plain) for column in sheet.columns}
        return
    if sheet.parent is None:
        yield from _container(sheet, {}, at_path(plain, sheet.path))
        return
    parent = next(one for one in layout() if one.name == sheet.parent)
    for record in at_path(plain, parent.path) or []:
        lead = {"of": record[parent.named_by or "id"]}
        found = at_path(record, sheet.path)
        yield from _container(sheet, lead, found)
        if sheet.required and not found:
            yield lead


def at_path(plain: Any, path: tuple[str, ...]) -> Any:
    """Give what stands at a path of keys; None where it leads nowhere."""
    for key in path:
        if plain is None:
            return None
        plain = plain.get(key)
    return plain


def _container(sheet: Sheet, lead: Row, found: Any) -> Iterator[Row]:
    match sheet.shape:
        case "list":
            for record in found or []:
                yield lead | _record(sheet, record)
        case "tuples":
            names = [column.key for column in sheet.columns if column.key != "of"]
            for place in found or []:
                yield lead | dict(zip(names, place, strict=True))
        case "map":
            yield from _mapping(sheet, lead, found or {})
        case "map_of_maps":
            for key, inner in (found or {}).items():
                begun = lead | {"key": key}
                yield from _mapping(sheet, begun, inner, "key_2")
                if not inner:
                    yield begun
        case "staffing":
            yield from _staffing(sheet, lead, found or {})


def _mapping(sheet: Sheet, lead: Row, found: Mapping[Any, Any], name: str = "key") -> Iterator[Row]:
    for key, value in found.items():
        yield lead | {name: key} | ({"value": value} if sheet.scalar else _record(sheet, value))


def _staffing(sheet: Sheet, lead: Row, found: Mapping[str, Any]) -> Iterator[Row]:
    if "one_of" not in found:
        yield from _mapping(sheet, lead, found)
        return
    for number, option in enumerate(found["one_of"], start=1):
        begun = lead | {"alternative": number}
        yield from _mapping(sheet, begun, option)
        if not option:
            yield begun


def _record(sheet: Sheet, record: Mapping[str, Any]) -> Row:
    return {column.key: _value(column, record) for column in sheet.columns if column.path}


def _value(column: Column, record: Mapping[str, Any]) -> Any:
    value = at_path(record, column.path)
    if column.presence:
        return None if value is None else True
    if column.wide:
        return value or {}
    empty = value in ([], {}) and not isinstance(value, bool)
    return None if empty and value == column.default else value
