"""The layout of the workbook: every key of the schema has its place, every place its words."""

from itertools import chain
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from tansiq_desk.workbook import look
from tansiq_desk.workbook.cells import SPREAD, YES_NO
from tansiq_desk.workbook.kinds import LayoutError
from tansiq_desk.workbook.layout import (
    NAMES_ITSELF,
    POINTS_LOOSELY,
    POINTS_NOWHERE,
    POINTS_TO,
    layout,
    layout_of,
    schema_fields,
)
from tansiq_desk.workbook.wording import choice_label, choices_by_label, heading, sheet_title
from tansiq_desk.workbook.writing import HIDDEN
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.schema.basics import Id

TONGUES = ("ar", "fr", "en")
ID_PATTERN = get_args(Id)[1].metadata[0].pattern
COLUMNS = [(sheet, column) for sheet in layout() for column in sheet.columns]


def records_in(annotation):
    """Give the records that a type can hold, through lists, mappings and alternatives."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return records_in(get_args(annotation)[0])
    if origin is dict:
        return records_in(get_args(annotation)[1])
    if origin in (list, Union, UnionType):
        return list(chain.from_iterable(records_in(inside) for inside in get_args(annotation)))
    return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def keys_of(model, path=()):
    """Give the path of every key that holds a value, read off the models alone."""
    for key, declared in schema_fields(model):
        here = (*path, key)
        inside = records_in(declared.annotation)
        if inside and ".".join(here) != "courses.instructors":
            yield from chain.from_iterable(keys_of(record, here) for record in inside)
        else:
            yield ".".join(here)


def test_every_key_of_the_schema_has_its_column_and_no_column_is_without_a_key():
    carried = {
        ".".join((*([] if sheet.shape == "singles" else [sheet.name]), *column.path))
        for sheet, column in COLUMNS
        if column.path and not column.presence and sheet.shape != "tuples"
    }
    alone = {sheet.name for sheet in layout() if sheet.scalar or sheet.shape == "tuples"}

    assert carried | alone == set(keys_of(Programme))


def test_a_key_added_to_the_schema_gets_a_column_by_itself():
    class Remark(BaseModel):
        on: str
        seen: bool = False

    class Wider(Programme):
        remarks: list[Remark]
        tone: str | None = None

    found = {sheet.name: [column.key for column in sheet.columns] for sheet in layout_of(Wider)}

    assert found["remarks"] == ["on", "seen"]
    assert found["programme"][-1] == "tone"


@pytest.mark.parametrize("annotation", [set[str], complex, list[list[str]], dict[str, list[str]]])
def test_a_key_that_no_cell_can_hold_is_refused(annotation):
    odd = type("Odd", (BaseModel,), {"__annotations__": {"key": annotation}})

    with pytest.raises(LayoutError):
        layout_of(odd)


def test_references_name_columns_that_exist():
    names = {f"{sheet.name}:{column.key}" for sheet, column in COLUMNS}
    named = chain(POINTS_NOWHERE, *POINTS_TO.values(), *POINTS_LOOSELY.values())

    assert sorted(set(named) - names) == []
    assert sorted((POINTS_TO.keys() | POINTS_LOOSELY.keys()) - {sheet.name for sheet in layout()}) == []


def test_every_id_says_which_sheet_it_points_to():
    told = set(chain(POINTS_NOWHERE, *POINTS_TO.values(), *POINTS_LOOSELY.values()))
    ids = {
        f"{sheet.name}:{column.key}"
        for sheet, column in COLUMNS
        if ID_PATTERN in (column.kind.pattern, column.kind.item and column.kind.item.pattern)
        and column.path[-1:] != ("id",)
        and column.key not in NAMES_ITSELF
    }

    assert sorted(ids - told) == []


@pytest.mark.parametrize("lang", TONGUES)
def test_every_column_has_a_heading(lang):
    assert [
        f"{sheet.name}:{column.key}" for sheet, column in COLUMNS if not heading(lang, sheet.name, column.key)
    ] == []


@pytest.mark.parametrize("lang", TONGUES)
def test_sheet_titles_are_short_plain_and_told_apart(lang):
    titles = [sheet_title(lang, name) for name in ("guide", *(sheet.name for sheet in layout()))]

    assert [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\")] == []
    assert [title for title in titles if title != title.strip("' ")] == []
    assert len({title.casefold() for title in (*titles, HIDDEN)}) == len(titles) + 1


@pytest.mark.parametrize("lang", TONGUES)
def test_every_choice_has_a_label_that_reads_back(lang):
    kinds = {
        kind for _, column in COLUMNS for kind in (column.kind, column.kind.item) if kind and kind.choices
    }
    wrong = [
        (choice, label)
        for choices in (YES_NO, *(kind.choices for kind in kinds))
        for choice in choices
        for label in [choice_label(lang, choice)]
        if choices_by_label(choices)[label.casefold()] != choice or SPREAD.search(label) or '"' in label
    ]

    assert wrong == []


@pytest.mark.parametrize("lang", TONGUES)
def test_every_list_of_choices_fits_the_rule_of_its_column(lang):
    rules = [look.rule_for(column, lang, None, strict=True) for _, column in COLUMNS if column.kind.choices]

    assert [rule.formula1 for rule in rules if len(rule.formula1) > look.LONGEST_INLINE_LIST + 2] == []


def test_years_are_written_without_groups_of_digits():
    formats = {f"{sheet.name}:{column.key}": look.number_format(column.kind) for sheet, column in COLUMNS}

    assert formats["calendars.ramadan:year"] == "0"
    assert formats["budget.rates:amount"] == "#,##0"
    assert formats["units:max_absent_share"] == "0.0#%"
    assert formats["units:id"] == "@"
