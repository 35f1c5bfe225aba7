"""What reading in a programme file would do: which rows it adds and changes, and which it leaves, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tansiq.core.models import Node
from tansiq.core.rules import canonical, plain
from tansiq.people.models import Person
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.authority import Authority, OfPerson
from tansiq.planning.queries.programme_file.document import ASKED_FOR
from tansiq.planning.queries.programme_file.rows import (
    SECTIONS,
    Row,
    Rows,
    as_kept,
    document_from,
    faults_in,
    names_of,
    new_faults,
    rows_of,
)
from tansiq.planning.queries.programme_file.seen import TABLES, known_document, seen_document
from tansiq.planning.rules import ONLY_ADDED, Why
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
    gone: list[ProposedRow] = field(default_factory=list)


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
    by = OfPerson(person, node, rows_of(seen_document(programme, person, known)))
    return proposal_by(by, programme, given, known)


def proposal_by(
    by: Authority, programme: Programme, given: Mapping[str, Any], known: Mapping[str, Any]
) -> Proposal:
    """Hold a file against the programme as its records have it, by the right of whoever takes it in."""
    rows = rows_of(as_kept(given))
    judge = _Judge(rows, rows_of(known), _codes_elsewhere(programme, known), _requests_going_on(), by)
    sections = tuple(judge.section(name) for name in SECTIONS)
    document, faults = _after(judge.known, judge.taken)
    # What names a record that its reader does not see is as faulty as what names none; and no fault names such a record.
    seen_faults = _after(by.seen, judge.taken)[1]
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
    elsewhere: Mapping[str, frozenset[str]]
    going_on: frozenset[str]
    by: Authority
    taken: Rows = field(default_factory=dict)

    def section(self, name: str) -> Section:
        seen = self.by.seen[name]
        section = Section(name, absent=len(seen.keys() - self.given[name].keys()))
        self.taken[name] = {}
        for code, row in self.given[name].items():
            now = self.known[name].get(code)
            wanted = self.by.completed(name, row, now)
            called = names_of(name, row, self.given)
            why = self._why_left(name, code, row, now)
            if why is not None:
                section.left.append(ProposedRow(code, called, why=why))
            elif now is None:
                section.added.append(ProposedRow(code, called))
                self.taken[name][code] = wanted
            elif wanted == now or row == seen.get(code):
                section.same += 1
            else:
                section.changed.append(ProposedRow(code, called, differing(now, wanted)))
                self.taken[name][code] = wanted
        return section

    def _why_left(self, name: str, code: str, row: Row, now: Row | None) -> Why | None:
        """Give why a row is left; None where it is taken in, or where it says what is known already."""
        seen = self.by.seen[name].get(code)
        is_seen_whole = seen is not None and now is not None and _unrated(seen) == _unrated(now)
        if row == seen or (is_seen_whole and self.by.completed(name, row, now) == now):
            return None  # of what is hidden, no guess is confirmed
        if self.by.is_foreign(name, row, now, self._around):
            return Why.FOREIGN
        if code in self.elsewhere.get(name, ()):
            return Why.ELSEWHERE
        if (why := self.by.why_not(name, row, now, self._around)) is not None:
            return why
        if now is None:
            return None
        if name in ONLY_ADDED or (name == "requests" and code in self.by.steps_apart(self.going_on)):
            return Why.STEPS
        return Why.HIDDEN if seen is None or self.by.completed(name, seen, now) != now else None

    @cached_property
    def _around(self) -> Rows:
        """Whose a unit or organisation is: what the node knows of it holds, whatever the file says."""
        return {it: {**self.given[it], **self.known[it]} for it in ("units", "organisations")}


def _unrated(row: Row) -> Row:
    """Give a row without points at the start, which no file changes."""
    if "metl" not in row:
        return row
    tasks = {code: {**task, "start": None} for code, task in row["metl"].items()}
    return {**row, "metl": tasks}


def differing(before: Row, after: Row) -> tuple[str, ...]:
    """Give the entries of a row that differ."""
    return tuple(key for key in {**before, **after} if before.get(key) != after.get(key))
