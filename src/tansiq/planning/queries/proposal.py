"""What reading in a programme file would do: which rows it adds and changes, and which it leaves, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tansiq.core.models import Node
from tansiq.core.rules import JOINT, canonical, plain
from tansiq.organisations.models import Organisation
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import is_of_this_office, may_take_in
from tansiq.planning.models import Programme
from tansiq.planning.queries.document import ASKED_FOR
from tansiq.planning.queries.rows import (
    SECTIONS,
    Row,
    Rows,
    as_kept,
    document_from,
    faults_in,
    names_of,
    new_faults,
    owner_of,
    rows_of,
)
from tansiq.planning.queries.seen import TABLES, known_document, seen_document
from tansiq.planning.rules import ONLY_ADDED, Why
from tansiq.training.access import reaches
from tansiq.training.models import Request
from tansiq.training.rules import RequestState
from tansiq_planner.errors import Fault


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row of a file: its code, what it is called, which of its entries change, or why it is left."""

    code: str
    names: Mapping[str, str]
    keys: tuple[str, ...] = ()
    why: Why | None = None


@dataclass(slots=True)
class Section:
    """What a file does to a section."""

    name: str
    added: list[ProposedRow] = field(default_factory=list)
    changed: list[ProposedRow] = field(default_factory=list)
    left: list[ProposedRow] = field(default_factory=list)
    same: int = 0
    absent: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file does to the programme as it is now; `document` is the programme afterwards.

    Its faults are those that its reader can see; of others it is told that there are some.
    """

    sections: tuple[Section, ...]
    taken: Rows
    document: dict[str, Any]
    digest: str
    faults: tuple[Fault, ...]
    has_unseen_faults: bool = False

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to take in."""
        return any(self.taken.values())

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of each section are added and changed; sections without any are left out."""
        return {
            it.name: {"added": len(it.added), "changed": len(it.changed)}
            for it in self.sections
            if it.added or it.changed
        }


def proposal_of(programme: Programme, given: Mapping[str, Any], person: Person, node: Node) -> Proposal:
    """Hold a file against the programme as its records have it, for whoever reads it in."""
    known = known_document(programme)
    judge = _Judge(
        rows_of(as_kept(given)), rows_of(known), rows_of(seen_document(programme, person, known)),
        _codes_elsewhere(programme, known), _requests_going_on(), person, node,
    )  # fmt: skip
    sections = tuple(judge.section(name) for name in SECTIONS)
    document, faults = _after(judge.known, judge.taken)
    # What names a record that its reader does not see is as faulty as what names none; and no fault names such a record.
    seen_faults = _after(judge.seen, judge.taken)[1]
    told = [[it.name, plain(it.same), [[row.code, row.why] for row in it.left]] for it in sections]
    digest = hashlib.sha256(canonical(plain(_in_texts([known, judge.taken, told]))).encode()).hexdigest()
    unseen = new_faults(seen_faults, faults)
    return Proposal(sections, judge.taken, document, digest, tuple(seen_faults), bool(unseen))


def _after(rows: Rows, taken: Rows) -> tuple[dict[str, Any], list[Fault]]:
    """Give a programme with what is taken in, and what is wrong with it that was not wrong before."""
    document = document_from({name: {**rows[name], **taken[name]} for name in SECTIONS})
    if not any(taken.values()):
        return document, []
    return document, new_faults(faults_in(document_from(rows)), faults_in(document))


def _in_texts(value: Any) -> Any:
    """Write broken numbers as texts, which alone are the same everywhere."""
    match value:
        case float():
            return repr(value)
        case Mapping():
            return {key: _in_texts(it) for key, it in value.items()}
        case list() | tuple():
            return [_in_texts(it) for it in value]
        case _:
            return value


def _codes_elsewhere(programme: Programme, known: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Give the codes of records that the node has and the programme does not: withdrawn offers, requests not accepted."""
    rows = rows_of(known)
    found = {
        section: frozenset(kind.objects.values_list("code", flat=True)) - rows[section].keys()
        for section, kind in TABLES.items()
    }
    by_hand = programme.locks.filter(is_of_the_file=False).values_list("code", flat=True)
    return {**found, "locks": frozenset(by_hand)}


def _requests_going_on() -> frozenset[str]:
    """Give the codes of requests that a plan in force has met already."""
    going_on = Request.objects.filter(state__in=ASKED_FOR).exclude(state=RequestState.ACCEPTED)
    return frozenset(going_on.values_list("code", flat=True))


@dataclass
class _Judge:
    """Goes through a file row by row; `taken` holds what is to be written, as it is to be written."""

    given: Rows
    known: Rows
    seen: Rows
    elsewhere: Mapping[str, frozenset[str]]
    going_on: frozenset[str]
    person: Person
    node: Node
    taken: Rows = field(default_factory=dict)

    def section(self, name: str) -> Section:
        section = Section(name, absent=len(self.seen[name].keys() - self.given[name].keys()))
        self.taken[name] = {}
        for code, row in self.given[name].items():
            now = self.known[name].get(code)
            wanted = self._completed(name, row, now)
            called = names_of(name, row, self.given)
            why = self._why_left(name, code, row, now)
            if why is not None:
                section.left.append(ProposedRow(code, called, why=why))
            elif now is None:
                section.added.append(ProposedRow(code, called))
                self.taken[name][code] = wanted
            elif wanted == now or row == self.seen[name].get(code):
                section.same += 1
            else:
                section.changed.append(ProposedRow(code, called, _differing(now, wanted)))
                self.taken[name][code] = wanted
        return section

    def _why_left(self, name: str, code: str, row: Row, now: Row | None) -> Why | None:
        """Give why a row is left; None where it is taken in, or where it says what is known already."""
        seen = self.seen[name].get(code)
        is_seen_whole = seen is not None and now is not None and _unrated(seen) == _unrated(now)
        if row == seen or (is_seen_whole and self._completed(name, row, now) == now):
            return None  # of what is hidden, no guess is confirmed
        owner = self._owner(name, now or row)
        if not is_of_this_office(self.node, owner) or owner != self._owner(name, row):
            return Why.FOREIGN
        if code in self.elsewhere.get(name, ()):
            return Why.ELSEWHERE
        if name == "user_roles":
            return Why.STEPS
        if not may_take_in(self.person, name, owner) or not self._is_of_their_command(name, now or row, row):
            return Why.ROLE if owner == JOINT or {owner, JOINT} & self.person.parties else Why.FOREIGN
        if now is not None and (name in ONLY_ADDED or (name == "requests" and code in self.going_on)):
            return Why.STEPS
        if now is not None and (seen is None or self._completed(name, seen, now) != now):
            return Why.HIDDEN
        return None

    def _owner(self, name: str, row: Row) -> str:
        """Give a row's owner: what the node knows of a unit or organisation holds, whatever the file says of it."""
        return owner_of(name, row, self._around)

    def _is_of_their_command(self, name: str, *rows: Row) -> bool:
        """Tell whether a unit, as it is and as the file has it, is one that this person files needs for."""
        return name != "units" or all(self._is_reached(Permission.FILE_NEED, it) for it in rows)

    def _is_reached(self, permission: Permission, unit: Row) -> bool:
        """Tell whether a unit is of a command for which this person may do something."""
        return any(
            party in {unit["party"], JOINT} and command in {None, unit["owner"]}
            for party, command in self._reaches[permission]
        )

    @cached_property
    def _reaches(self) -> dict[Permission, list[tuple[str, str | None]]]:
        commands = dict(Organisation.objects.values_list("pk", "code"))
        return {
            permission: [
                (party, None if command is None else commands[command])
                for party, command in reaches(self.person, permission)
            ]
            for permission in (Permission.FILE_NEED, Permission.CONFIRM_RATING)
        }

    @cached_property
    def _around(self) -> Rows:
        return {it: {**self.given[it], **self.known[it]} for it in ("units", "organisations")}

    def _completed(self, name: str, row: Row, now: Row | None) -> Row:
        """Give a unit with the tasks that it has already, and with ratings as they are: its commander gives those."""
        if name != "units":
            return row
        rates = self._is_reached(Permission.CONFIRM_RATING, row)
        tasks = dict(now["metl"]) if now else {}
        for competency, task in row["metl"].items():
            held = tasks.get(competency)
            start = task.get("start") if held is None and rates else (held or {}).get("start")
            said = {key: it for key, it in task.items() if key != "start"}
            tasks[competency] = said if start is None else {**said, "start": start}
        return {**row, "metl": tasks}


def _unrated(row: Row) -> Row:
    """Give a row without points at the start, which no file changes."""
    if "metl" not in row:
        return row
    tasks = {code: {**task, "start": None} for code, task in row["metl"].items()}
    return {**row, "metl": tasks}


def _differing(before: Row, after: Row) -> tuple[str, ...]:
    return tuple(key for key in {**before, **after} if before.get(key) != after.get(key))
