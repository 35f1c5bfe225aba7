"""What the cells of a list may name: the records that a person sees, in every language, and the words of open lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import override

from tansiq.organisations.models import Organisation
from tansiq.people.models import Person
from tansiq.planning.queries.programme_file.document import ASKED_FOR, course_rows, request_row
from tansiq.planning.queries.programme_file.rows import Rows
from tansiq.planning.queries.programme_file.seen import hidden_codes, without_hidden
from tansiq.planning.queries.programme_file.shapes import shaped
from tansiq.training.models import Course, Request
from tansiq.training.rules import CostKind, Region, UnitType
from tansiq.ui.tongue import page_language
from tansiq_desk.sheets.fields import TONGUES
from tansiq_desk.sheets.folding import folded
from tansiq_desk.sheets.naming import Known, Names

NAMED = (
    "units", "courses", "venues", "instructor_pools", "parties", "organisations", "accords", "competencies",
)  # fmt: skip
OPEN_LISTS: Mapping[tuple[str, str], type[TextChoices]] = {
    ("units", "type"): UnitType,
    ("venues", "region"): Region,
    ("courses", "cost.kind"): CostKind,
}
"""Fields whose words the programme file keeps as keys, with what those are called."""


def known_to(seen: Rows) -> Known:
    """Give what a reader's cells may name, from the rows that they see."""
    names = {section: _names(seen[section]) for section in NAMED}
    names["border.sectors"] = _names({it["id"]: it for it in seen["border"].get("", {}).get("sectors", ())})
    return Known(names, {key: _words(kind) for key, kind in OPEN_LISTS.items()})


def _names(rows: Mapping[str, Mapping[str, object]]) -> Names:
    found, own = Names(), page_language()[:2]
    for code, row in rows.items():
        named = row.get("name") or row.get("title")
        texts = named if isinstance(named, Mapping) else {}
        tongues = sorted(texts, key=lambda it: it != own)  # what is offered for a slip is the first
        found.add(code, [texts[it] for it in tongues])
    return found


def _words(kind: type[TextChoices]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tongue in TONGUES:
        with override(tongue):
            for value, label in kind.choices:
                found.setdefault(folded(str(label)), value)
    return found


def labels_of(section: str) -> dict[str, dict[str, str]]:
    """Give the word of each value of a list's open fields, in the language of the moment."""
    return {
        key: {value: str(label) for value, label in kind.choices}
        for (of, key), kind in OPEN_LISTS.items()
        if of == section
    }


def senders(person: Person) -> list[str]:
    """Give the organisations that may have sent a list, as the page's language calls them first."""
    seen = Organisation.objects.seen_by_parties(person.parties).order_by("pk")
    return [it for record in seen for it in list(record.names.values())[:1]]


def rows_elsewhere(person: Person, section: str) -> dict[str, dict[str, Any]]:
    """Give the records that a person sees and the programme has not: needs not accepted, offers withdrawn, as rows by code."""
    if section == "requests":
        of_requests = Request.objects.seen_by_parties(person.parties).exclude(state__in=ASKED_FOR)
        return {
            it.code: request_row(it) for it in of_requests.select_related("unit", "course").order_by("pk")
        }
    if section != "courses":
        return {}
    withdrawn = Course.objects.seen_by_parties(person.parties).filter(is_offered=False)
    rows = {it["id"]: _whole(it) for it in course_rows(withdrawn)} if withdrawn.exists() else {}
    return without_hidden({"courses": rows}, hidden_codes(person))["courses"] if rows else {}


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row with everything filled in that a file may leave out; one that no file can hold stays as it is."""
    return shaped("courses", row)[0] or row
