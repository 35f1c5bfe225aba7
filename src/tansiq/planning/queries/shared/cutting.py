"""Cuts the programme of this node into what a party may release as its part, and what both sides share.

A part holds nothing that its owner keeps from another participant: no record and no rating that was not released to all
of them, no mention of such a record, and never who has which role.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

from tansiq.core.rules import JOINT
from tansiq.planning.models import Programme
from tansiq.planning.queries.plans.hiding import Hidden
from tansiq.planning.queries.programme_file.document import programme_document
from tansiq.planning.queries.programme_file.rows import (
    LINES,
    SECTIONS,
    Row,
    Rows,
    document_from,
    faults_in,
    normal,
    owner_of,
    rows_of,
)
from tansiq.planning.queries.programme_file.seen import KINDS, standing, without_hidden
from tansiq.planning.queries.shared.parties import participants
from tansiq.training.models import Task
from tansiq_planner.files.normal import normal as without_defaults
from tansiq_planner.files.schema import Programme as Schema

OWN_SECTIONS = (
    "units", "venues", "instructor_pools", "courses", "requests", "calendars", "institution_indicators", LINES,
)  # fmt: skip
"""Sections whose rows stand in their owner's part where that is a participant; every other row is joint."""
RELEASED_ONE_BY_ONE = ("units", "venues", "instructor_pools", "courses", "requests")
"""Sections whose records their owner releases one by one; one that was not released to all participants stays here."""
NEVER = "user_roles"
"""Who has which role never leaves a node."""


def part_of(programme: Programme, party: str, on: date) -> dict[str, Any]:
    """Give what a participant would release as its part, as of a day: its own rows, without what it keeps to itself."""
    rows = _cut(rows_of(_shareable(programme, on)), party, participants())
    held = document_from(rows)
    inner = {section: of for section, of in held.items() if of}
    return {"part": {"party": party, "programme": programme.code}, **inner}


def joint_part(programme: Programme, on: date) -> dict[str, Any]:
    """Give what both sides share, as of a day: everything that stands in no participant's part."""
    joint: dict[str, Any] = document_from(_cut(rows_of(_shareable(programme, on)), JOINT, participants()))
    return joint


def part_text(part: Mapping[str, Any]) -> str:
    """Give the one text of a part: what its file may leave out is left out, keys sorted, no blanks, normal form C."""
    said = _in_one_form(without_defaults(Schema, part))
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def part_sha256(content: str) -> str:
    """Give the hash by which a part is named: of the bytes of its text."""
    return hashlib.sha256(content.encode()).hexdigest()


def kept_back(party: str) -> dict[str, list[str]]:
    """Give the codes of a party's own records that its part leaves out, by section: they were not released to all."""
    hidden = _kept_to_themselves(participants())
    kept = {section: sorted(codes & _codes_of(section, party)) for section, codes in hidden.items()}
    return {section: codes for section, codes in kept.items() if codes}


def ratings_kept_back(party: str) -> list[str]:
    """Give the ratings that a party's part leaves out, each as its unit and competency."""
    own = Task.objects.filter(unit__owner=party).values_list("unit__code", "competency__code")
    kept = _ratings_kept(participants())
    return sorted(f"{unit} {competency}" for unit, competency in own if (unit, competency) in kept)


def part_owner(section: str, row: Row, rows: Rows, parties: Collection[str]) -> str:
    """Give whose part a row stands in."""
    owner = owner_of(section, row, rows) if section in OWN_SECTIONS else JOINT
    return owner if owner in parties else JOINT


def _cut(rows: Rows, party: str, parties: Collection[str]) -> Rows:
    return {
        section: {
            code: row
            for code, row in rows[section].items()
            if part_owner(section, row, rows, parties) == party
        }
        for section in SECTIONS
    }


def _shareable(programme: Programme, on: date) -> dict[str, Any]:
    """Give the programme without what a participant keeps from another, and without what cannot stand then."""
    known = normal(programme_document(programme, on))
    known[NEVER] = []
    parties = participants()
    hidden = _kept_to_themselves(parties)
    rows = without_hidden(rows_of(known), hidden)
    rows["units"] = _without_ratings(rows["units"], _ratings_kept(parties))
    document = document_from(rows)
    return standing(document, faults_in(known)) if any(hidden.values()) else document


def _kept_to_themselves(parties: frozenset[str]) -> dict[str, frozenset[str]]:
    """Give the codes of participants' records that are not released to every other participant, by section."""
    return {
        section: frozenset(
            code
            for code, owner, released in kind.objects.values_list("code", "owner", "released_to")
            if owner in parties and not _reaches_all(owner, released, parties)
        )
        for section, kind in ((it, KINDS[it]) for it in RELEASED_ONE_BY_ONE)
    }


def _codes_of(section: str, party: str) -> frozenset[str]:
    return frozenset(KINDS[section].objects.filter(owner=party).values_list("code", flat=True))


def _reaches_all(owner: str, released_to: str, parties: frozenset[str]) -> bool:
    return parties - {owner} <= set(released_to.split())


def _ratings_kept(parties: frozenset[str]) -> Hidden:
    tasks = Task.objects.values_list("unit__code", "competency__code", "unit__owner", "released_to")
    return frozenset(
        (unit, competency)
        for unit, competency, owner, released in tasks
        if not _reaches_all(owner, released, parties)
    )


def _without_ratings(units: dict[str, Row], kept: Hidden) -> dict[str, Row]:
    return {
        code: {
            **unit,
            "metl": {
                competency: {
                    name: it for name, it in task.items() if name != "start" or (code, competency) not in kept
                }
                for competency, task in unit["metl"].items()
            },
        }
        for code, unit in units.items()
    }


def _in_one_form(value: Any) -> Any:
    """Write every text in normal form C, and whole numbers as whole numbers."""
    match value:
        case str():
            return normalize("NFC", value)
        case float() if value.is_integer():
            return int(value)
        case Mapping():
            return {normalize("NFC", str(key)): _in_one_form(it) for key, it in value.items()}
        case list() | tuple():
            return [_in_one_form(it) for it in value]
        case _:
            return value
