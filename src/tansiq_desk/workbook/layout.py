"""Which sheet and column carries which key of the programme file.

Everything is derived from the schema, so that a new key has its column the day it is added; the tables below
only say where a choice exists: what is packed into one cell, what gets a column per key, and which sheet an
id points to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from tansiq_desk.workbook.kinds import Kind, LayoutError, is_record, kind_of, unwrap
from tansiq_planner.files.located import ROW_KEYS
from tansiq_planner.files.schema import Programme

SINGLES = "programme"
"""Sheet of everything that a programme has once: one row per key."""

PACKED = frozenset(
    {
        "units.already_qualified",
        "locks.edition.seats",
        "baseline.editions.seats",
        "baseline.editions.instructors",
        "baseline.exercises.conferences",
    }
)
"""Small mappings that stand in one cell, as `key: value, key: value`."""

WIDE = frozenset({"exercises.planning_offsets_weeks", "budget.lines.by_year"})
"""Mappings with a column for each key."""

PLACES_IN_TUPLE = {"border.line_latlon": ("lat", "lon")}
"""What the places of a tuple are called."""

KEYED_BY = {".".join(path): key for path, key in ROW_KEYS.items()}
"""Lists whose records are named by another key than `id`."""

STAFFING = "courses.instructors"
"""Alternatives of instructors: the one place where the schema allows two shapes."""

POINTS_TO = {
    "parties": (
        "units:party",
        "venues:party",
        "instructor_pools:party",
        "courses:provider",
        "calendars:party",
        "border.places:country",
        "border.activity_notices:party",
        "exercises:observers",
    ),
    "organisations": (
        "units:owner",
        "calendar.planning_cycle:by",
        "institution_indicators:unit",
        "lessons:owner",
        "user_roles:org",
    ),
    "accords": (
        "accords:parent",
        "programme:meta.gate.annual_plan",
        "courses:legal_basis",
        "exercises:legal_basis",
    ),
    "competencies": (
        "units.metl:key",
        "courses.teaches:key",
        "exercises.objectives:competency",
        "exercises.raises:key_2",
    ),
    "meta.rating_scale": ("units.metl:target",),
    "units": (
        "requests:unit",
        "exercises.participants:unit",
        "exercises.requires_courses:unit",
        "exercises.raises:key",
        "border.sectors:ly_unit",
        "border.sectors:dz_unit",
    ),
    "venues": ("courses:venues", "exercises:venue", "locks:edition.venue", "baseline.editions:venue"),
    "instructor_pools": ("courses.instructors:key",),
    "courses": (
        "courses:prereq",
        "instructor_pools:growth.course",
        "requests:course",
        "exercises.requires_courses:course",
        "locks:edition.course",
        "locks:courses",
        "baseline.editions:course",
        "units:already_qualified",
    ),
    "requests": ("locks:request", "locks:edition.seats", "baseline.editions:seats"),
    "exercises": ("exercises:requires_exercises", "locks:exercise", "baseline.exercises:exercise"),
    "border.places": ("border.crossings:places", "border.sectors:anchor"),
    "border.sectors": (
        "units:sector",
        "exercises:sectors",
        "border.crossings:sector",
        "border.liaison_channels:sector",
        "border.activity_notices:sector",
    ),
}
"""Sheets of ids, with the columns (`sheet:column`) that hold such ids."""

POINTS_LOOSELY = {
    "parties": (
        "programme:part.party",
        "organisations:party",
        "user_roles:party",
        "exercises:host",
        "budget.rates:payer",
        "budget.lines:payer",
    ),
}
"""The same where another word may stand too, such as `joint`."""

NAMES_ITSELF = frozenset({"id", "of"})
"""Columns that name their own row, or the row of another sheet that they belong to."""

POINTS_NOWHERE = frozenset(
    {"programme:part.programme", "parties:node", "lessons:source", "baseline.editions:instructors"}
)
"""Ids without one sheet of their own to choose from."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one row of the sheet of singles.

    Parameters
    ----------
    key : str
        Machine name, unique in its sheet: `of` for the row it belongs to, `key`, `key_2` and `alternative`
        for the keys of mappings, else the keys of the file joined by dots.
    path : tuple of str
        Keys from the record down to the value; empty for `of`, `key` and the like.
    kind : Kind
    required, nullable : bool
        Whether the file must have the key, and whether it may say null.
    default : object
        What holds where the key is absent.
    wide : bool
        Whether this stands for one column per key of a mapping.
    presence : bool
        Whether it only says that an otherwise empty record is there.
    """

    key: str
    path: tuple[str, ...]
    kind: Kind
    required: bool = True
    nullable: bool = False
    default: Any = None
    wide: bool = False
    presence: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name : str
        Keys of the file joined by dots, such as `units.metl`.
    path : tuple of str
        Keys from the programme (or from a record of `parent`) down to the list or mapping that the rows are.
    shape : str
        `singles`, `list`, `tuples`, `map`, `map_of_maps` or `staffing`.
    parent : str or None
        Sheet whose rows own the rows of this one.
    columns : tuple of Column
    named_by : str or None
        Column that names a row for the sheets below.
    scalar : bool
        Whether the mapping's values are single values, in column `value`.
    required : bool
        Whether an absent list or mapping is a fault.
    """

    name: str
    path: tuple[str, ...]
    shape: str
    parent: str | None = None
    columns: tuple[Column, ...] = ()
    named_by: str | None = None
    scalar: bool = False
    required: bool = False

    @property
    def by_key(self) -> dict[str, Column]:
        """Columns by machine name."""
        return {column.key: column for column in self.columns}


@dataclass
class _Draft:
    """Sheets found so far, the singles among them."""

    singles: list[Column] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)


CODE = Kind("code")
OF = Column("of", (), CODE)


@cache
def layout() -> tuple[Sheet, ...]:
    """Give every sheet of the workbook, in order; the sheet of singles comes first."""
    return layout_of(Programme)


def layout_of(model: type[BaseModel]) -> tuple[Sheet, ...]:
    """Give the sheets for a schema.

    Raises
    ------
    LayoutError
        The schema holds something for which there is neither a column nor an exception above.
    """
    draft = _Draft()
    _record(draft, model, (), (), None, draft.singles)
    return (Sheet(SINGLES, (), "singles", columns=tuple(draft.singles)), *draft.sheets)


def schema_fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Give the keys of a record as the file spells them."""
    model.model_rebuild()
    for name, declared in model.model_fields.items():
        yield declared.alias or name, declared


def _record(
    draft: _Draft,
    model: type[BaseModel],
    full: tuple[str, ...],
    inside: tuple[str, ...],
    parent: str | None,
    columns: list[Column],
) -> None:
    """Add a record's columns, and its lists and mappings as sheets; `full` leads from the programme."""
    for key, declared in schema_fields(model):
        here, path = (*full, key), (*inside, key)
        name, found = ".".join(here), unwrap(declared.annotation, tuple(declared.metadata))
        kind = kind_of(declared.annotation, tuple(declared.metadata))
        column_key = ".".join(path)
        if kind is not None:
            default = None if declared.is_required() else declared.default
            columns.append(Column(column_key, path, kind, declared.is_required(), found.nullable, default))
        elif is_record(found.bare):
            if found.nullable and _can_be_empty(found.bare):
                columns.append(Column(column_key, path, Kind("yes_no"), required=False, presence=True))
            _record(draft, found.bare, here, path, parent, columns)
        elif name in PACKED or name in WIDE:
            item = kind_of(get_args(found.bare)[1])
            kind = Kind("pairs", item=item) if name in PACKED else item
            if kind is None:
                raise LayoutError(name)
            default = None if declared.is_required() else declared.default
            columns.append(
                Column(
                    column_key, path, kind, declared.is_required(), found.nullable, default, wide=name in WIDE
                )
            )
        else:
            draft.sheets.append(Sheet(name, path, "reserved"))
            place = len(draft.sheets) - 1
            sheet = _sheet(draft, name, here, path, parent, declared)
            draft.sheets[place] = sheet


def _sheet(
    draft: _Draft,
    name: str,
    full: tuple[str, ...],
    path: tuple[str, ...],
    parent: str | None,
    declared: FieldInfo,
) -> Sheet:
    bare = unwrap(declared.annotation, tuple(declared.metadata)).bare
    lead = [OF] if parent else []
    required = declared.is_required()
    if name == STAFFING:
        columns = (
            *lead,
            Column("alternative", (), Kind("whole", least=1)),
            Column("key", (), CODE),
            _count_column(),
        )
        return Sheet(name, path, "staffing", parent, columns, scalar=True, required=required)
    if get_origin(bare) is list:
        item = unwrap(get_args(bare)[0]).bare
        if get_origin(item) is tuple:
            places = zip(PLACES_IN_TUPLE[name], get_args(item), strict=True)
            columns = (*lead, *(Column(key, (key,), _one(kind, name)) for key, kind in places))
            return Sheet(name, path, "tuples", parent, columns, required=required)
        if not is_record(item):
            raise LayoutError(name)
        own: list[Column] = []
        named_by = KEYED_BY.get(name, "id") if parent is None else None
        _rows(draft, item, full, name, own, parent)
        if not any(column.key == named_by and column.kind.name == "code" for column in own):
            named_by = None
        return Sheet(name, path, "list", parent, (*lead, *own), named_by, required=required)
    if get_origin(bare) is dict:
        return _mapping(draft, name, full, path, parent, declared)
    raise LayoutError(name)


def _mapping(
    draft: _Draft,
    name: str,
    full: tuple[str, ...],
    path: tuple[str, ...],
    parent: str | None,
    declared: FieldInfo,
) -> Sheet:
    key, value = get_args(unwrap(declared.annotation, tuple(declared.metadata)).bare)
    lead, shape = [*([OF] if parent else []), Column("key", (), _one(key, name))], "map"
    inner = unwrap(value).bare
    if get_origin(inner) is dict:
        key, value = get_args(inner)
        lead.append(Column("key_2", (), _one(key, name)))
        shape, inner = "map_of_maps", unwrap(value).bare
    own: list[Column] = []
    if is_record(inner):
        _rows(draft, inner, full, name, own, name)
    else:
        own.append(Column("value", (), _one(value, name)))
    scalar = not is_record(inner)
    return Sheet(name, path, shape, parent, (*lead, *own), None, scalar, declared.is_required())


def _rows(
    draft: _Draft, item: Any, full: tuple[str, ...], name: str, own: list[Column], parent: str | None
) -> None:
    """Add the columns of the records that are the rows of a sheet; a third level of sheets is refused."""
    before = len(draft.sheets)
    _record(draft, item, full, (), name, own)
    own.sort(key=_rank)
    if parent is not None and len(draft.sheets) != before:
        raise LayoutError(f"{name}: a third level of sheets")


def _rank(column: Column) -> int:
    """Put what names a row first and what people call it beside that; the rest keeps its order."""
    if column.key in ("id", "party") and column.required:
        return 0 if column.key == "id" else 2
    return 1 if column.path[:1] in (("name",), ("title",)) else 2


def _one(annotation: Any, name: str) -> Kind:
    kind = kind_of(annotation)
    if kind is None:
        raise LayoutError(name)
    return kind


def _count_column() -> Column:
    return Column("value", (), Kind("whole", least=1, most=1_000_000))


def _can_be_empty(model: type[BaseModel]) -> bool:
    try:
        model()
    except ValidationError:
        return False
    return True
