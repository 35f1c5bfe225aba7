"""A programme file as rows: each section by the codes of its records, each record with its owner and what it is called."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from pydantic import ValidationError

from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.training.models import Competency
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.located import Document, located
from tansiq_planner.files.reading import programme_of
from tansiq_planner.files.schema import Programme

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""By section, by code; sections that are one whole have one row of no code."""

LISTS: Mapping[str, str] = {
    "parties": "id",
    "organisations": "id",
    "accords": "id",
    "competencies": "id",
    "units": "id",
    "venues": "id",
    "instructor_pools": "id",
    "courses": "id",
    "requests": "id",
    "exercises": "id",
    "calendars": "party",
    "institution_indicators": "id",
    "lessons": "id",
    "user_roles": "id",
    "locks": "id",
}
WHOLES = ("meta", "border", "calendar", "budget")
LINES = "budget.lines"
"""Lines of the budget are rows of their own: each has a payer."""
RECORDS = (
    "parties", "organisations", "accords", "competencies", "units", "venues", "instructor_pools", "courses",
    "institution_indicators",
)  # fmt: skip
"""Sections that areas keep as records; the others are kept as the file has them."""
PLACES: Mapping[str, int] = {
    key: getattr(kind._meta.get_field(name), "decimal_places")  # noqa: B009 - of decimal fields alone
    for key, kind, name in (
        ("max_absent_share", Unit, "absent_share_at_most"),
        ("yearly_turnover", Unit, "turnover_share"),
        ("half_life_months", Competency, "half_life_months"),
    )
}
"""Decimal places that records have."""
SECTIONS = ("meta", *LISTS, "border", "calendar", "budget", LINES)


def normal(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document with everything filled in that its file may leave out, so that two of them can be compared.

    A record that no file can hold, such as a course without instructors, is left out.
    """
    try:
        whole = Programme.model_validate(document)
    except ValidationError as error:
        fitting = _without_rows(document, {it["loc"][:2] for it in error.errors()})
        if fitting == document:
            raise
        return normal(fitting)
    return whole.model_dump(mode="json", by_alias=True, exclude_none=True)


def as_kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document as records hold it: without empty texts, shares and half lives with the places that are kept."""
    kept = {section: _as_kept(of) if section in RECORDS else of for section, of in document.items()}
    meta = document["meta"]
    return {**kept, "meta": {**meta, "title": _as_kept(meta["title"])}}


def _as_kept(value: Any, places: int | None = None) -> Any:
    match value:
        case Mapping():
            return {key: _as_kept(it, PLACES.get(key)) for key, it in value.items() if it != ""}
        case list():
            return [_as_kept(it) for it in value]
        case float() if places is not None:
            return round(value, places)
        case _:
            return value


def _without_rows(document: Mapping[str, Any], bad: set[tuple[int | str, ...]]) -> dict[str, Any]:
    return {
        section: [row for index, row in enumerate(of) if (section, index) not in bad]
        if section in LISTS
        else of
        for section, of in document.items()
    }


def rows_of(document: Mapping[str, Any]) -> Rows:
    """Give the rows of a document in its normal form."""
    rows: Rows = {
        section: {row[key]: row for row in document.get(section, ())} for section, key in LISTS.items()
    }
    for section in WHOLES:
        whole = {name: it for name, it in (document.get(section) or {}).items() if name != "lines"}
        rows[section] = {"": whole} if whole else {}
    rows[LINES] = {row["id"]: row for row in document.get("budget", {}).get("lines", ())}
    return rows


def document_from(rows: Rows) -> dict[str, Any]:
    """Give the document of some rows."""
    document: dict[str, Any] = {section: list(rows[section].values()) for section in LISTS}
    document |= {section: rows[section][""] for section in WHOLES if rows[section]}
    if rows[LINES]:
        document["budget"] = {**document.get("budget", {}), "lines": list(rows[LINES].values())}
    return document


def owner_of(section: str, row: Row, rows: Rows) -> str:
    """Give the party whose record a row is; what belongs to both sides is joint."""
    match section:
        case "parties":
            owner = row["id"]
        case "organisations" | "units" | "venues" | "instructor_pools" | "calendars" | "user_roles":
            owner = row["party"]
        case "courses":
            owner = row["provider"]
        case "requests":
            owner = rows["units"].get(row["unit"], {}).get("party", "")
        case "institution_indicators":
            owner = rows["organisations"].get(row["unit"], {}).get("party", "")
        case "budget.lines":
            owner = row["payer"]
        case _:
            owner = JOINT
    return str(owner)


def names_of(section: str, row: Row, rows: Rows) -> Mapping[str, str]:
    """Give what a row is called, by language; a request by its course."""
    if section == "requests":
        return names_of("courses", rows["courses"].get(row["course"], {}), rows)
    named = row.get("name") or row.get("title")
    return named if isinstance(named, Mapping) else {}


def faults_in(document: Mapping[str, Any]) -> list[Fault]:
    """Give what the reader of programme files finds wrong with a document.

    The programme as it is is judged again with every preview: what was found in the latest documents is remembered.
    """
    key = hashlib.sha256(json.dumps(document, default=str).encode()).digest()
    with _ONE_AT_A_TIME:
        found = _FOUND.get(key)
    if found is None:
        found = _judged(document)
        with _ONE_AT_A_TIME:
            while len(_FOUND) >= REMEMBERED:
                del _FOUND[next(iter(_FOUND))]
            _FOUND[key] = found
    return list(found)


REMEMBERED = 16
_FOUND: dict[bytes, tuple[Fault, ...]] = {}
"""By the hash of the document: the documents themselves would fill the memory of an idle node."""
_ONE_AT_A_TIME = Lock()
"""Pages are answered side by side; judging itself is not held up."""


def _judged(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    try:
        programme_of([Document("", located(document, {}))])
    except FaultyFileError as error:
        return tuple(error.faults)
    return ()


def new_faults(before: Iterable[Fault], after: Iterable[Fault]) -> list[Fault]:
    """Give the faults that were not there before."""
    known = {(it.code, it.path) for it in before}
    return [it for it in after if (it.code, it.path) not in known]


def row_at(path: tuple[str | int, ...]) -> tuple[str, str]:
    """Give the section and the code of the row that a path leads into."""
    match [str(step) for step in path]:
        case ["budget", "lines", code, *_rest]:
            return LINES, code
        case [section, *_rest] if section in WHOLES:
            return section, ""
        case [section, code, *_rest]:
            return section, code
        case _:
            return "", ""
