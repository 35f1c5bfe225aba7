"""Lists to give out: what a person sees of a section, filtered as its page is, as rows of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tansiq.core.rules import JOINT
from tansiq.documents.queries.sheets.knowing import known_to, labels_of, rows_elsewhere
from tansiq.documents.queries.sheets.preview import Preview
from tansiq.documents.queries.sheets.reading import rows_given
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.hiding import hidden_from, out_of_reach_without, score_without, without
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.programme_file.document import request_row
from tansiq.planning.queries.programme_file.rows import Rows, rows_of
from tansiq.planning.queries.programme_file.seen import hidden_codes, known_document, without_hidden
from tansiq.training import queries as training
from tansiq.training.queries.requests import FILTERS
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import page_language
from tansiq_desk import workbook
from tansiq_desk.sheets.grid import shown
from tansiq_desk.sheets.writing import Listed, list_csv, list_workbook, table_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
"""Forms in which a list is given, each with its media type."""
ASKED: Mapping[str, tuple[str, ...]] = {
    "requests": ("text", *FILTERS),
    "courses": ("text", "mode", "party", "competency", "offered"),
    "units": ("text", "party", "command"),
    "venues": ("text", "party"),
    "instructor_pools": ("text", "party"),
}
"""What each list is filtered by, as on its page."""


def listed(section: str, programme: Programme, person: Person, filters: Mapping[str, str]) -> Listed:
    """Give the list that a person sees, filtered as its page is."""
    records = _records(section, person, {key: it for key, it in filters.items() if it})
    known = rows_of(known_document(programme))
    seen = known if JOINT in person.parties else without_hidden(known, hidden_codes(person))
    rows = {**rows_elsewhere(person, section), **seen[section]}
    if section == "requests":
        rows = {it.code: request_row(it) for it in records}
        names = {
            "unit": {it.unit.code: called_plainly(it.unit) for it in records},
            "course": {it.course.code: called_plainly(it.course) for it in records},
        }
        return Listed(section, list(rows.values()), beside=names)
    found = [_shareable(section, rows[it.code], person) for it in records if it.code in rows]
    return Listed(section, found, beside=_beside(section, seen), labels=labels_of(section))


def _records(section: str, person: Person, filters: Mapping[str, Any]) -> list[Any]:
    match section:
        case "requests":
            return list(training.requests_listed(person, **filters))
        case "courses":
            return list(training.courses_listed(person, **{"offered": "yes", **filters}))
        case "units":
            return list(training.units_listed(person, **filters))
        case _:
            return list(
                training.places_listed(person, "venues" if section == "venues" else "pools", **filters)
            )


def _shareable(section: str, row: dict[str, Any], person: Person) -> dict[str, Any]:
    """Leave out of another party's unit who was qualified before, which only its own side sees."""
    is_theirs = section != "units" or JOINT in person.parties or row["party"] in person.parties
    return row if is_theirs else {**row, "already_qualified": {}}


def _beside(section: str, seen: Rows) -> dict[str, dict[str, str]]:
    """Give what the codes of a list are called, for a column beside them."""
    told = known_to(seen)
    wanted = {"units": {"owner": "organisations"}, "courses": {"provider": "parties"}}.get(section, {})
    own = page_language().partition("-")[0]
    return {
        key: {
            code: (row.get("name") or {}).get(own) or told.of(target).told.get(code, "")
            for code, row in seen[target].items()
        }
        for key, target in wanted.items()
    }


def list_written(given: Listed, form: str, marking: Mapping[str, str] | None) -> bytes:
    """Write a list as a file, in the page's language."""
    return (
        list_csv(given, page_language()) if form == "csv" else list_workbook(given, page_language(), marking)
    )


def plan_written(version: PlanVersion, person: Person) -> bytes:
    """Write a plan as a workbook, without what it tells of ratings that the reader may not see."""
    whole, hidden = opened(version), hidden_from(person, version.programme)
    result = replace(
        whole.result, score=score_without(whole, hidden) or whole.result.score,
        out_of_reach=out_of_reach_without(whole, hidden),
    )  # fmt: skip
    return workbook.write_plan_workbook(without(whole.problem, hidden), result, page_language())


def faulty_written(preview: Preview, heading: str) -> bytes:
    """Write the rows that cannot be taken in as a sheet like the one that was given, with what is wrong in a last column."""
    reasons = preview.faulty_rows()
    headings = preview.given.head["headings"]
    width = max(len(headings), 1)
    rows: list[list[Any]] = []
    for number, cells in rows_given(preview.given):
        if number in reasons:
            said = [shown(it) for it in cells[:width]]
            rows.append([*said, *[None] * (width - len(said)), reasons[number]])
    return table_workbook(preview.sheet, [*headings, heading], rows, page_language())
