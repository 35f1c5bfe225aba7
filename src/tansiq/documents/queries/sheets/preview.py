"""A preview of a list as it is kept and shown: its lines with every cell that is new, other, or wrong; pages and filters."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tansiq.core.rules import folded
from tansiq.documents.models import GivenSheet
from tansiq.documents.queries.sheets.judging import Judged, Line, names_by_code
from tansiq.documents.queries.sheets.knowing import labels_of
from tansiq.documents.queries.sheets.reading import rows_given
from tansiq.documents.rules.sheets import LineKind, fault_texts
from tansiq.planning.queries.programme_file.file_told import ToldFault, faults_told
from tansiq.planning.rules import UNSEEN_FAULT, Why
from tansiq.ui.tongue import day_text, listed, page_language, spoken
from tansiq_desk.apart import fault_of, written
from tansiq_desk.sheets.fields import fields_of
from tansiq_desk.sheets.grid import cell_name, packed
from tansiq_desk.sheets.rows import at
from tansiq_desk.sheets.writing import cell_of
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import fault_remedy, fault_text

LEFT_TO_RIGHT, ENDS = "\u2066", "\u2069"
"""Signs that let a code run its own way inside a sentence of the page."""


def kept(found: Judged) -> bytes:
    """Write down a preview, to be shown page by page."""
    names = names_by_code(found.lines, found.known, found.section)
    preview = {
        "lines": [_line(it, names, found.section) for it in found.lines],
        "counts": found.counts,
        "faults": [written(it) for it in found.faults],
        "unseen": found.proposal.has_unseen_faults,
        "changes": found.proposal.changes_something,
        "named": _named(found),
    }
    return json.dumps(preview, ensure_ascii=True, separators=(",", ":")).encode()


def _line(line: Line, names: Mapping[str, Mapping[str, str]], section: str) -> dict[str, Any]:
    row = line.row
    said: dict[str, Any] = {
        "row": row.number, "kind": line.kind, "code": line.code, "names": dict(names.get(line.code, {})),
        "cell": next(iter(row.cells.values()), cell_name(row.number, 0)), "is_new": line.was is None,
    }  # fmt: skip
    if line.kind in (LineKind.ADDED, LineKind.CHANGED, LineKind.REFUSED):
        said["cells"] = list(_cells(line, section))
    if line.why:
        said["why"] = line.why
    if row.faults:
        said["faults"] = row.faults
    return said


def _named(found: Judged) -> dict[str, Mapping[str, str]]:
    """Give what the codes are called that cells of one code name: an officer knows a unit by its name."""
    codes = {
        (field.target, at(row, key, found.section))
        for key, field in fields_of(found.section).items()
        if field.target and field.kind.name == "code"
        for line in found.lines
        for row in (line.was, line.would)
        if line.kind != LineKind.SAME
    }
    rows = {code: found.known.get(target, {}).get(code, {}) for target, code in codes if code}
    return {code: row["name"] for code, row in rows.items() if row.get("name")}


def _cells(line: Line, section: str) -> Iterable[list[Any]]:
    for key in line.row.values:
        before, after = at(line.was, key, section), at(line.would, key, section)
        if before != after and (key in line.row.cells or key != "id"):
            yield [line.row.cells.get(key, ""), key, before, after]


@dataclass(frozen=True)
class ToldCell:
    """A cell of the list: its name, its field, what the record has, and what it would have."""

    cell: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldFaultOfCell:
    """What is wrong with a cell, and what would be right."""

    cell: str
    field: str
    text: str
    remedy: str


@dataclass(frozen=True)
class ToldLine:
    """A row of the list in words."""

    row: int
    cell: str
    kind: str
    code: str
    names: Mapping[str, str]
    cells: tuple[ToldCell, ...]
    faults: tuple[ToldFaultOfCell, ...]
    why: str
    is_new: bool

    @property
    def kind_told(self) -> str:
        """Its kind in words."""
        return str(LineKind(self.kind).label)


def left_over(given: GivenSheet, found: Judged) -> dict[str, Any]:
    """Give the rows of a list that are not taken in, as they are kept with it: they can be mended afterwards too."""
    lines = [
        {name: it for name, it in line.items() if name != "cells"}
        for line in json.loads(kept(found))["lines"]
        if line["kind"] in (LineKind.FAULTY, LineKind.REFUSED)
    ]
    numbers = {it["row"] for it in lines}
    rows = [(number, cells) for number, cells in rows_given(given) if number in numbers]
    title = given.told[given.sheet]["title"]
    return {"title": title, "headings": given.head["headings"], "lines": lines, "rows": rows}


def preview_left(section: str, left: Mapping[str, Any]) -> Preview:
    """Give the preview of rows that were left, as they were kept."""
    rows = packed((number, cells) for number, cells in left["rows"])
    said = {
        "lines": left["lines"],
        "counts": {},
        "changes": False,
        "named": {},
        "faults": [],
        "unseen": False,
    }
    return Preview(
        GivenSheet(
            section=section, head={"headings": left["headings"]}, rows=rows, preview=zlib.compress(json.dumps(said).encode()),
            told=[{"title": left["title"], "start": 0, "end": len(rows)}],
        )
    )  # fmt: skip


class Preview:
    """What was kept of a preview, read once."""

    def __init__(self, given: GivenSheet) -> None:
        self.given = given
        self._kept = json.loads(zlib.decompress(bytes(given.preview or b"")))
        self.counts: dict[str, int] = self._kept["counts"]
        self.changes_something: bool = self._kept["changes"]

    @property
    def sheet(self) -> str:
        """Title of the sheet."""
        return str(self.given.told[self.given.sheet]["title"])

    def lines(self, kind: str, text: str) -> list[dict[str, Any]]:
        """Give the lines of a kind that hold a text; of no kind those in which something happens, faults first."""
        found = [
            it for it in self._kept["lines"]
            if (it["kind"] == kind if kind in LineKind.values else it["kind"] != LineKind.SAME)
        ]  # fmt: skip
        if text:
            words = folded(text).split()
            found = [it for it in found if all(word in _searched(it) for word in words)]
        return found if kind else sorted(found, key=lambda it: (it["kind"] != LineKind.FAULTY, it["row"]))

    def told(self, line: Mapping[str, Any]) -> ToldLine:
        """Say a line in words."""
        cells = tuple(self._cell(it) for it in line.get("cells", ()))
        faults = tuple(self._fault(it) for it in line.get("faults", ()))
        why = str(Why(line["why"]).label) if line.get("why") else ""
        return ToldLine(
            line["row"], line["cell"], line["kind"], line["code"], line["names"], cells, faults, why, line["is_new"]
        )  # fmt: skip

    @cached_property
    def faults(self) -> list[ToldFault]:
        """What the whole would be faulty in, where no row of the list is."""
        return faults_told([fault_of(it) for it in self._kept["faults"]], is_merged=True)

    @property
    def unseen(self) -> str:
        """Said where the whole would be faulty in what the reader does not see."""
        return str(UNSEEN_FAULT) if self._kept["unseen"] else ""

    def faulty_rows(self) -> dict[int, str]:
        """Give what is wrong with each row that cannot be taken in, by its number."""
        return {
            line["row"]: " ".join(
                [*(f"{it.cell}: {it.text} {it.remedy}" for it in told.faults), told.why]
            ).strip()
            for line in self._kept["lines"]
            if line["kind"] in (LineKind.FAULTY, LineKind.REFUSED)
            for told in [self.told(line)]
        }

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        return labels_of(self.given.section)

    def _cell(self, cell: Iterable[Any]) -> ToldCell:
        name, key, before, after = cell
        return ToldCell(name, self._field(key), self._value(key, before), self._value(key, after))

    def _value(self, key: str, value: Any) -> str:
        return value_told(self.given.section, key, value, self._labels.get(key, {}), self._kept["named"])

    def _field(self, key: str) -> str:
        fields = fields_of(self.given.section)
        return fields[key].heading(page_language()) if key in fields else ""

    def _fault(self, fault: Mapping[str, Any]) -> ToldFaultOfCell:
        field = self._field(fault["field"])
        if fault["code"] == "programme":
            voice, found = Voice(page_language()), fault_of(fault["fault"])
            return ToldFaultOfCell(fault["cell"], field, fault_text(voice, found), fault_remedy(voice, found))
        given = field if fault["code"] in ("missing_value", "no_column") else fault["given"]
        near = [
            self._value(fault["field"], it) if fault["code"] == "not_a_choice" else it for it in fault["near"]
        ]
        return ToldFaultOfCell(fault["cell"], field, *fault_texts(fault["code"], given, listed(near)))


def value_told(
    section: str, key: str, value: Any, labels: Mapping[str, str], named: Mapping[str, Mapping[str, str]]
) -> str:
    """Say a value of a field as people read it; a code that is known by a name with that name."""
    it = fields_of(section)[key]
    if it.kind.name == "code" and value in named:
        return f"{spoken(named[value]).text} ({LEFT_TO_RIGHT}{value}{ENDS})"
    said = cell_of(it, value, page_language(), labels)
    return day_text(said) if isinstance(said, date) else "" if said is None else str(said)


def _searched(line: Mapping[str, Any]) -> str:
    cells = " ".join(str(it) for cell in line.get("cells", ()) for it in cell if it)
    faults = " ".join(f"{it['cell']} {it['given']}" for it in line.get("faults", ()))
    return folded(f"{line['code']} {' '.join(line['names'].values())} {cells} {faults} {line['row']}")
