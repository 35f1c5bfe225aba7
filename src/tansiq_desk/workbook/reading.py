"""Reading programmes that officers keep in Excel: all faults at once, each with sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl.utils import column_index_from_string

from tansiq_desk.workbook.assembling import Plain, assemble
from tansiq_desk.workbook.codes import CODES, OF_SHEETS, OF_THE_WORKBOOK
from tansiq_desk.workbook.findings import Findings, Positions
from tansiq_desk.workbook.grid import read_rows
from tansiq_desk.workbook.opening import open_workbook
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files import opening
from tansiq_planner.files.located import Document, Node, Place, Steps, located, walk
from tansiq_planner.files.reading import pose, programme_of
from tansiq_planner.files.schema import Programme
from tansiq_planner.problem import Part, Problem
from tansiq_planner.solution import Plan

SUFFIX = ".xlsx"
CELL = re.compile(r"([A-Z]+)(\d+)")
NOT_JUDGED_FURTHER = OF_THE_WORKBOOK.keys() | OF_SHEETS.keys()


@dataclass(frozen=True)
class WorkbookRead:
    """What was read: the programme as YAML would give it, its faults and places, and its sheets in order."""

    plain: Plain
    findings: Findings
    sheets: tuple[str, ...]

    def order(self, fault: Fault) -> tuple[int, int, int, str]:
        """Sort key: faults in the order of sheets, rows and columns."""
        sheet = self.sheets.index(fault.sheet) if fault.sheet in self.sheets else -1
        found = CELL.fullmatch(fault.cell or "")
        row, column = (int(found[2]), column_index_from_string(found[1])) if found else (0, 0)
        return sheet, row, column, fault.code


def read_workbook(path: Path) -> WorkbookRead:
    """Read a workbook as far as it can be read.

    Raises
    ------
    FaultyFileError
        The file cannot be opened at all.
    """
    book = open_workbook(path)
    findings = Findings(path.name)
    plain = assemble(read_rows(book, findings), findings)
    read = WorkbookRead(plain, findings, tuple(book.sheetnames))
    findings.faults.sort(key=read.order)
    return read


def workbook_to_plain(path: Path) -> tuple[Plain, Positions]:
    """Read a workbook written by `programme_to_workbook` and since changed by people.

    Parameters
    ----------
    path : Path

    Returns
    -------
    plain : dict
        The programme as YAML would give it, not yet held against the schema; days are `date`.
    positions : dict
        Path in `plain` -> (title of the sheet, cell).

    Raises
    ------
    FaultyFileError
        With every fault of sheets, rows and cells.
    """
    read = read_workbook(path)
    if read.findings.faults:
        raise FaultyFileError(read.findings.faults)
    return read.plain, read.findings.positions


def read_programme_files(paths: Sequence[Path]) -> tuple[Programme, tuple[Part, ...]]:
    """Read, merge and check the parts of a programme, each a YAML, JSON or Excel file by its suffix.

    Parameters
    ----------
    paths : sequence of Path

    Returns
    -------
    (Programme, tuple of Part)
        The parts joint first, then by party.

    Raises
    ------
    FaultyFileError
        With every fault of every file; those of a workbook in the order of its sheets, rows and columns.
    """
    documents: list[Document] = []
    faults: list[Fault] = []
    reads: dict[str, WorkbookRead] = {}
    roots: dict[str, Node] = {}
    for path in _each_once(paths, faults):
        document, found, read = _document(path)
        faults += found
        reads |= {path.name: read} if read is not None else {}
        if document is not None:
            documents.append(document)
            roots[path.name] = document.root
    try:
        return programme_of(documents, faults)
    except FaultyFileError as error:
        sharper = _at_their_cells(error.faults, roots, reads)
        raise FaultyFileError(_in_order(_once(sharper), reads)) from None


def read_programme_file(path: Path) -> Programme:
    """Read and check a programme that stands in one YAML, JSON or Excel file; see `read_programme_files`."""
    return read_programme_files([path])[0]


def read_workbook_problem(
    path: Path,
    *,
    count_tacit_renewal: bool | None = None,
    as_of: date | None = None,
    baseline: Plan | None = None,
) -> Problem:
    """Read a programme from one file, Excel or text, and give the problem that it poses.

    The arguments are those of `tansiq_planner.files.read_problem`.

    Raises
    ------
    FaultyFileError
        With every fault.
    """
    programme, parts = read_programme_files([path])
    return pose(programme, parts, count_tacit_renewal=count_tacit_renewal, as_of=as_of, baseline=baseline)


def _each_once(paths: Sequence[Path], faults: list[Fault]) -> list[Path]:
    """Give every file once; one given again is a fault."""
    seen: dict[Path, Path] = {}
    again = [path for path in paths if seen.setdefault(path.absolute(), path) is not path]
    faults += [Fault("file_given_twice", file=path.name) for path in again]
    return list(seen.values())


def _document(path: Path) -> tuple[Document | None, list[Fault], WorkbookRead | None]:
    if path.suffix.lower() != SUFFIX:
        document, faults = opening.read_document(path)
        return document, faults, None
    try:
        read = read_workbook(path)
    except FaultyFileError as error:
        return None, error.faults, None
    findings = read.findings
    if any(fault.code in NOT_JUDGED_FURTHER for fault in findings.faults):
        return None, findings.faults, read
    places: dict[Steps, Place] = {
        steps: Place(path.name, sheet=place.sheet, cell=place.cell)
        for steps, place in findings.positions.items()
    }
    places[()] = Place(path.name)
    return Document(path.name, located(read.plain, places)), findings.faults, read


def _at_their_cells(
    faults: list[Fault], roots: dict[str, Node], reads: dict[str, WorkbookRead]
) -> list[Fault]:
    """Move what is missing from the row, where the reader of the file sees it, to the blank cell itself."""
    blank = {
        (name, _named(roots[name], path)): place
        for name in {fault.file for fault in faults if fault.code == "missing_key"}
        & roots.keys()
        & reads.keys()
        for path, place in reads[name].findings.positions.items()
    }
    found = [(fault, blank.get((fault.file, fault.path))) for fault in faults]
    return [
        replace(fault, sheet=place.sheet, cell=place.cell) if place and fault.code == "missing_key" else fault
        for fault, place in found
    ]


def _named(root: Node, path: Steps) -> Steps:
    """Name the rows on a path by what tells them apart, as faults do."""
    steps = tuple(step for step, _ in walk(root, path))
    return (*steps, *path[len(steps) :])


def _once(faults: list[Fault]) -> list[Fault]:
    """Leave out what only follows from a fault that the workbook names itself, at the same cell."""
    told = {_cell(fault): fault.code for fault in faults if fault.code in CODES}
    return [
        fault
        for fault in faults
        if fault.code in CODES
        or fault.cell is None
        or _cell(fault) not in told
        or (told[_cell(fault)] == "row_twice" and fault.code != "duplicate_id")
    ]


def _cell(fault: Fault) -> tuple[str, str | None, str | None]:
    return fault.file, fault.sheet, fault.cell


def _in_order(faults: list[Fault], reads: dict[str, WorkbookRead]) -> list[Fault]:
    def place(fault: Fault) -> tuple[str, int, int, int, str]:
        read = reads.get(fault.file)
        return fault.file, *(
            read.order(fault) if read else (0, fault.line or 0, fault.column or 0, fault.code)
        )

    return sorted(faults, key=place)
