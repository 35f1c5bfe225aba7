"""The lists that officers send, and the fields of each: what its cells hold, and which list a code points to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tansiq_desk.workbook.kinds import Kind
from tansiq_desk.workbook.layout import POINTS_TO, Column, layout
from tansiq_desk.workbook.wording import heading, sheet_title

LISTS = ("requests", "courses", "units", "venues", "instructor_pools")
"""Sections of the programme that come and go as lists of their own."""
WHOLE = Kind("whole", least=1)
PARTS = {
    "courses": (
        Column("instructors", ("instructors",), Kind("staffing", item=WHOLE), required=True),
        Column("teaches", ("teaches",), Kind("teaching"), required=False),
    )
}
"""What the workbook has on sheets of its own and a list has in one cell: `pool: 2, pool: 1 | pool: 3`, `skill: 12/80`."""
PART_WORDS = frozenset(column.key for columns in PARTS.values() for column in columns)
"""Fields that have their word from a sheet of the workbook."""
PART_TARGETS = {("courses", "instructors"): "instructor_pools", ("courses", "teaches"): "competencies"}
KEYED = {("units", "already_qualified"): "courses"}
LANGUAGE_FIELDS = frozenset(
    {("courses", "language"), ("courses", "prepares_language"), ("instructor_pools", "languages")}
)
TONGUES = ("ar", "fr", "en")


@dataclass(frozen=True)
class Field:
    """A field of a list.

    Parameters
    ----------
    section, key : str
        Such as `requests` and `seats`; `seats.max` where it lies deeper.
    path : tuple of str
        Keys from the row down to the value.
    kind : Kind
        What a cell holds, as in the workbook; `staffing` and `teaching` besides.
    target : str
        Section whose codes it names; nothing where it names none.
    required : bool
        Whether a new row must have it.
    """

    section: str
    key: str
    path: tuple[str, ...]
    kind: Kind
    target: str = ""
    required: bool = False

    def heading(self, lang: str) -> str:
        """Give what the field is called."""
        if self.key in PART_WORDS:
            return sheet_title(lang, f"{self.section}.{self.key}")
        return heading(lang, self.section, self.key)


@cache
def fields_of(section: str) -> Mapping[str, Field]:
    """Give the fields of a list by key, in the order of its columns."""
    sheet = next(it for it in layout() if it.name == section)
    found = {}
    for column in (*sheet.columns, *PARTS.get(section, ())):
        target = (
            PART_TARGETS.get((section, column.key))
            or KEYED.get((section, column.key))
            or _target(section, column)
        )
        is_deep = column.key.partition(".")[0] == "growth"  # asked for only where anything of it is said
        found[column.key] = Field(
            section, column.key, column.path, column.kind, target, required=column.required and not is_deep
        )
    return found


def _target(section: str, column: Column) -> str:
    wanted = f"{section}:{column.key}"
    return next((target for target, columns in POINTS_TO.items() if wanted in columns), "")


def title_of(lang: str, section: str) -> str:
    """Give what a list is called."""
    return sheet_title(lang, section)


def required_of(section: str) -> tuple[str, ...]:
    """Give the fields that a new row must have, besides its names."""
    return tuple(key for key, field in fields_of(section).items() if field.required)
