"""What taking in a list would do, row by row and cell by cell: the list is laid over what its reader knows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tansiq.core.models import Node
from tansiq.core.rules import canonical, plain
from tansiq.documents.models import GivenSheet
from tansiq.documents.queries.sheets.knowing import known_to, rows_elsewhere
from tansiq.documents.queries.sheets.reading import columns_of, orders_of, rows_given
from tansiq.documents.rules.sheets import LineKind
from tansiq.people.models import Person
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.authority import OfPerson
from tansiq.planning.queries.programme_file.proposal import Proposal, proposal_by
from tansiq.planning.queries.programme_file.rows import Rows, document_from, names_of, row_at, rows_of
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.queries.programme_file.shapes import Fault, shaped
from tansiq.training.queries import free_codes
from tansiq_desk.apart import written
from tansiq_desk.sheets.fields import required_of
from tansiq_desk.sheets.naming import Names
from tansiq_desk.sheets.rows import Columns, SheetRow, at, field_at, laid_over, read_rows

MOST_FAULTS_KEPT = 200
ROUNDS = 20
"""How often rows with faults are left out and the rest is judged again; rows that still fall then stop the whole list."""


@dataclass
class Line:
    """A row of the list: which record it is, and what it does; `was` and `would` are rows of the programme."""

    row: SheetRow
    kind: LineKind = LineKind.SAME
    code: str = ""
    was: dict[str, Any] | None = None
    would: dict[str, Any] | None = None
    why: str = ""
    is_elsewhere: bool = False


@dataclass
class Judged:
    """A list held against the programme: its lines, and the proposal of those that are good."""

    lines: list[Line]
    proposal: Proposal
    known: Rows
    section: str
    digest: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each kind there are."""
        found = dict.fromkeys(LineKind.values, 0)
        for line in self.lines:
            found[line.kind] += 1
        return found


def judged(given: GivenSheet, programme: Programme, person: Person, node: Node) -> Judged:
    """Hold a list against the programme as it is, for whoever gave it."""
    known = known_document(programme)
    seen = rows_of(seen_document(programme, person, known))
    columns = columns_of(given)
    found = list(read_rows(rows_given(given), columns, known_to(seen), orders_of(given.told[given.sheet])))
    lines = _Identified(columns, seen, person).lines(found)
    authority = OfPerson(person, node, seen)
    whole = Judged(
        lines, _proposed(lines, columns, seen, known, programme, authority), rows_of(known), columns.section
    )
    for _round in range(ROUNDS):
        if not _blame(whole):
            break
        whole.proposal = _proposed(lines, columns, seen, known, programme, authority)
    else:
        whole.faults = list(whole.proposal.faults)[:MOST_FAULTS_KEPT]
    _tell(whole)
    faulty = [line.row.number for line in lines if line.kind == LineKind.FAULTY]
    said = [whole.proposal.digest, faulty, given.sha256, given.sheet, given.section, plain(given.head)]
    whole.digest = hashlib.sha256(canonical(plain(said)).encode()).hexdigest()
    return whole


def _proposed(
    lines: list[Line],
    columns: Columns,
    seen: Rows,
    known: Mapping[str, Any],
    programme: Programme,
    by: OfPerson,
) -> Proposal:
    rows = {
        line.code: line.would
        for line in lines
        if line.would is not None and not line.row.faults and not line.is_elsewhere
    }
    given = {**seen, columns.section: {**seen[columns.section], **rows}}
    return proposal_by(by, programme, document_from(given), known)


def _blame(whole: Judged) -> bool:
    """Write faults of the programme afterwards to the rows that they stand in; tell whether there were such."""
    by_code = {line.code: line for line in whole.lines if line.would is not None and not line.row.faults}
    found = False
    for fault in whole.proposal.faults:
        section, code = row_at(fault.path)
        line = by_code.get(code) if section == whole.section else None
        if line is not None:
            _write(line.row, field_at(section, fault.path[2:]), fault)
            found = True
    whole.faults = [] if found else list(whole.proposal.faults)[:MOST_FAULTS_KEPT]
    return found


def _write(row: SheetRow, key: str, fault: Fault) -> None:
    row.fault(key, "programme")
    row.faults[-1]["fault"] = written(fault)


def _tell(whole: Judged) -> None:
    """Give every line its kind."""
    section = next(it for it in whole.proposal.sections if it.name == whole.section)
    added, changed = ({it.code for it in rows} for rows in (section.added, section.changed))
    why = {it.code: it.why for it in section.left}
    for line in whole.lines:
        if line.row.faults:
            line.kind = LineKind.FAULTY
        elif line.code in added:
            line.kind = LineKind.ADDED
        elif line.code in changed:
            line.kind = LineKind.CHANGED
        elif line.code in why and not line.is_elsewhere:
            line.kind, line.why = LineKind.REFUSED, str(why[line.code] or "")


# ------------------------------------------------------------------------------------------- which record a row is about
@dataclass
class _Identified:
    """Finds the record of each row: by its code, else by its name; a need by its unit, course and day."""

    columns: Columns
    seen: Rows
    person: Person
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def lines(self, rows: list[SheetRow]) -> list[Line]:
        """Give a line for each row."""
        section = self.columns.section
        others = rows_elsewhere(self.person, section)
        self.rows, self.elsewhere = (
            {**others, **self.seen[section]},
            others.keys() - self.seen[section].keys(),
        )
        lines = [self._line(row) for row in rows]
        if section == "requests":
            self._find_needs([line for line in lines if not line.code and not line.row.faults])
        for line in lines:
            self._judge(line)
        return lines

    def _line(self, row: SheetRow) -> Line:
        if "id" in row.values:
            row.values["id"] = str(row.values["id"]).strip().casefold()
            return self._of_code(row, row.values["id"])
        if self.columns.section == "requests" or any(it["field"] == "id" for it in row.faults):
            return Line(row)
        texts = [
            (key, str(row.values[key])) for key in ("name.ar", "name.fr", "name.en") if row.values.get(key)
        ]
        if not texts:
            row.fault("id", "name_missing")
            return Line(row)
        found = {code for _key, text in texts for code in self._names.found(text)}
        if len(found) == 1:
            return self._of_code(row, found.pop())
        row.fault(texts[0][0], "name_of_several" if found else "code_needed", texts[0][1], sorted(found)[:5])
        return Line(row)

    @cached_property
    def _names(self) -> Names:
        return known_to(self.seen).of(self.columns.section)

    def _of_code(self, row: SheetRow, code: str) -> Line:
        if code in self.taken:
            row.fault("id", "row_twice", code)
            return Line(row, code=code)
        self.taken.add(code)
        row.values["id"] = code
        return Line(row, code=code, was=self.rows.get(code), is_elsewhere=code in self.elsewhere)

    def _find_needs(self, lines: list[Line]) -> None:
        """Find needs without a code by unit, course and day: those that are as they were first; what is left is new."""
        by_key: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for code, row in reversed(self.rows.items()):  # so that the first is the last, and taken first
            if code not in self.taken:
                by_key[row["unit"], row["course"], row["by"]].append(code)
        waiting, alike = [], _Alike(self.rows, by_key)
        for line in lines:
            key = tuple(line.row.values.get(it) for it in ("unit", "course", "by"))
            line.row.values.setdefault("id", "")
            same = self._untaken(alike.codes(key, line.row))
            if same:
                self._take(line, same)
            else:
                waiting.append((line, key))
        for line, key in waiting:
            if left := self._untaken(by_key[key]):
                self._take(line, left)
        codes: dict[str, Iterator[str]] = {}
        for line, _key in waiting:
            if not line.code:
                owner = (
                    self.seen["units"]
                    .get(str(line.row.values.get("unit")), {})
                    .get("party", self.person.party)
                )
                if owner not in codes:
                    codes[owner] = free_codes(owner)
                self._take(line, next(it for it in codes[owner] if it not in self.taken))

    def _untaken(self, codes: list[str]) -> str | None:
        """Take the last of some codes that is no other row's."""
        while codes:
            if (code := codes.pop()) not in self.taken:
                return code
        return None

    def _take(self, line: Line, code: str) -> None:
        line.code, line.was, line.is_elsewhere = code, self.rows.get(code), code in self.elsewhere
        line.row.values["id"] = code
        self.taken.add(code)

    def _judge(self, line: Line) -> None:
        """Lay a row over its record, and check what comes of it by itself."""
        row, section = line.row, self.columns.section
        whole = laid_over(line.was, row, section)
        if row.faults:
            self._find_more(row, whole)
            return
        for key in _missing(whole, section) if line.was is None else ():
            has_column = key in self.columns.fields
            row.fault(key, "missing_value" if has_column else "no_column", key)
        if row.faults:
            return
        would, faults = shaped(section, whole)
        for fault in faults:
            _write(row, field_at(section, fault.path), fault)
        if would is not None:
            line.would = would
            line.is_elsewhere = line.is_elsewhere and would == line.was

    def _find_more(self, row: SheetRow, whole: Mapping[str, Any]) -> None:
        """Find what else is wrong with a row that has faults, so that all of them are mended at once."""
        wrong = {it["field"] for it in row.faults}
        for fault in shaped(self.columns.section, whole)[1]:
            key = field_at(self.columns.section, fault.path)
            if key in row.cells and key in row.values and key not in wrong and key != "id":
                _write(row, key, fault)


def _missing(whole: Mapping[str, Any], section: str) -> Iterator[str]:
    for key in required_of(section):
        if at(whole, key, section) in (None, ""):
            yield key
    if section != "requests" and not whole.get("name"):
        yield "name.ar"


@dataclass
class _Alike:
    """Finds the needs of a unit, course and day that are already as a row says; each is looked at once for all rows."""

    rows: Mapping[str, Mapping[str, Any]]
    by_key: Mapping[tuple[Any, ...], list[str]]
    found: dict[tuple[Any, ...], dict[tuple[Any, ...], list[str]]] = field(default_factory=dict)

    def codes(self, key: tuple[Any, ...], row: SheetRow) -> list[str]:
        """Give their codes, to be taken from the last on."""
        fields = tuple(sorted(row.values.keys() - {"id"}))
        if (key, fields) not in self.found:
            said: dict[tuple[Any, ...], list[str]] = defaultdict(list)
            for code in self.by_key[key]:
                said[tuple(at(self.rows[code], it, "requests") for it in fields)].append(code)
            self.found[key, fields] = said
        return self.found[key, fields][tuple(row.values[it] for it in fields)]


def names_by_code(lines: list[Line], seen: Rows, section: str) -> dict[str, Mapping[str, str]]:
    """Give what the record of each line is called."""
    return {
        line.code: names_of(section, line.would or line.was or {"course": ""}, seen)
        for line in lines
        if line.code
    }
