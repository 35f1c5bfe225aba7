"""The programme as a file for one reader: what they may not see is left out, and what cannot stand without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tansiq.accords.models import Accord
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Organisation, Party, Unit
from tansiq.people.models import Person, Role
from tansiq.planning.models import Programme
from tansiq.planning.queries.plans.hiding import Hidden, hidden_from
from tansiq.planning.queries.programme_file.document import programme_document
from tansiq.planning.queries.programme_file.rows import (
    LINES,
    Rows,
    document_from,
    faults_in,
    new_faults,
    normal,
    row_at,
    rows_of,
)
from tansiq.training.models import Competency, Course, Indicator, Pool, Request, Venue
from tansiq_planner.errors import Fault

ROUNDS = 12
"""How often what lost its footing is left out; a chain of records is no longer than this."""
WATCHERS = frozenset({"ly_unit", "dz_unit"})
KINDS: Mapping[str, Any] = {
    "units": Unit,
    "venues": Venue,
    "instructor_pools": Pool,
    "courses": Course,
    "requests": Request,
    "institution_indicators": Indicator,
    "user_roles": Role,
}
"""Sections whose records one side may keep from the other."""
TABLES: Mapping[str, Any] = {
    **KINDS,
    "parties": Party,
    "organisations": Organisation,
    "accords": Accord,
    "competencies": Competency,
}


def known_document(programme: Programme) -> dict[str, Any]:
    """Give the programme as its records have it, in the form in which documents are compared."""
    return normal(programme_document(programme))


def seen_document(programme: Programme, person: Person, known: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a person may see of the programme, as a file that can be read again."""
    if JOINT in person.parties:
        return _without_ratings(rows_of(known), hidden_from(person, programme), person)
    hidden = hidden_codes(person)
    rows = without_hidden(rows_of(known), hidden)
    parties = {*person.parties, JOINT}
    rows[LINES] = {code: row for code, row in rows[LINES].items() if row["payer"] in parties}
    document = _without_ratings(rows, hidden_from(person, programme), person)
    return standing(document, faults_in(known)) if any(hidden.values()) else document


def faults_seen(programme: Programme, person: Person, faults: Sequence[Fault]) -> list[Fault]:
    """Give the faults of the programme as its records have it, as far as they are faults of what a person sees of it."""
    if JOINT in person.parties:
        return list(faults)
    return faults_in(seen_document(programme, person, known_document(programme)))


def hidden_codes(person: Person) -> dict[str, frozenset[str]]:
    """Give the codes of the records that a person does not see, by section."""
    hidden = {}
    for section, kind in KINDS.items():
        seen = kind.objects.seen_by_parties(person.parties).values("pk")
        hidden[section] = frozenset(kind.objects.exclude(pk__in=seen).values_list("code", flat=True))
    return hidden


def without_hidden(rows: Rows, hidden: Mapping[str, frozenset[str]]) -> Rows:
    """Leave out hidden records, and every mention of them."""
    mentioned = frozenset[str]().union(
        *(codes for section, codes in hidden.items() if section not in {"requests", "user_roles"})
    )
    return {
        section: {
            code: _pruned(row, mentioned)
            for code, row in of.items()
            if code not in hidden.get(section, frozenset())
        }
        for section, of in rows.items()
    }


def _pruned(value: Any, codes: frozenset[str]) -> Any:
    """Leave out of lists and mappings what names one of these codes."""
    if isinstance(value, Mapping):
        return {
            key: _pruned(it, codes)
            for key, it in value.items()
            if key not in codes and not _names(it, codes) and not _is_about(it, codes)
        }
    if isinstance(value, list):
        return [_pruned(it, codes) for it in value if not _names(it, codes) and not _is_about(it, codes)]
    return value


def _names(value: Any, codes: frozenset[str]) -> bool:
    return isinstance(value, str) and value in codes


def _is_about(value: Any, codes: frozenset[str]) -> bool:
    """Tell whether a part of a row is about one of these records; a sector merely says which unit watches it."""
    return isinstance(value, Mapping) and any(
        _names(it, codes) for key, it in value.items() if key not in WATCHERS
    )


def _without_ratings(rows: Rows, hidden: Hidden, person: Person) -> dict[str, Any]:
    """Leave out ratings that are not for this reader, and the lists of other parties' units that hold them."""
    units = {}
    for code, unit in rows["units"].items():
        is_theirs = JOINT in person.parties or unit["party"] in person.parties
        tasks = {
            competency: {name: it for name, it in task.items() if name != "start" or (code, competency) not in hidden}
            for competency, task in unit["metl"].items()
            if is_theirs or (code, competency) not in hidden
        }  # fmt: skip
        units[code] = {**unit, "metl": tasks, **({} if is_theirs else {"already_qualified": {}})}
    return document_from({**rows, "units": units})


def standing(document: dict[str, Any], known_faults: Sequence[Fault]) -> dict[str, Any]:
    """Leave out rows that cannot stand without what was left out, until the rest is a programme."""
    for _round in range(ROUNDS):
        faults = new_faults(known_faults, faults_in(document))
        if not faults:
            break
        rows = rows_of(document)
        for fault in faults:
            section, code = row_at(fault.path)
            rows.get(section, {}).pop(code, None)
        document = document_from(rows)
    return document
