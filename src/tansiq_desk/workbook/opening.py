"""Opening a workbook that anybody may have sent: unpacked only once it is known to be small and plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from warnings import catch_warnings, simplefilter

from openpyxl import Workbook, load_workbook

from tansiq_desk.packages import Limits, Package, PackageError, Wrong, begins_as_xml, demand_plain_xml, is_xml
from tansiq_planner.errors import Fault, FaultyFileError, Figure

LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 300_000_000
MOST_ENTRIES = 2_000
MOST_SHEETS = 200
CODES = {
    Wrong.ENCRYPTED: "workbook_encrypted", Wrong.OLD_FORMAT: "workbook_old_format", Wrong.NOT_PLAIN: "workbook_has_entities",
}  # fmt: skip
"""By what is wrong with the package; of all else a workbook is damaged."""
SPREADING = re.compile(rb"<(?:[^<>/:\s]+:)?(mergeCell|hyperlink|comment)(?=[\s/>])")
"""How each element begins for which openpyxl makes every cell of a range, whatever its namespace is called."""
SAID = re.compile(rb"""((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*/?>""")
"""What stands in an element besides its name, up to its end: never another element."""
ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
CELL = rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})"
RANGE = re.compile(CELL + rb"(?::" + CELL + rb")?", re.IGNORECASE)
MERGES = b"mergeCell"
MOST_MERGED = 100_000
"""Cells under merged ranges; each would take memory when the workbook is read."""


def open_workbook(path: Path) -> Workbook:
    """Open an `.xlsx` file.

    Raises
    ------
    FaultyFileError
        Too large, encrypted, of the old `.xls` format, with macros, damaged, or no workbook at all.
    """
    return _opened(path, data_only=False)


def open_to_read(path: Path) -> Workbook:
    """Open an `.xlsx` file to read its sheets row by row, formulas as the values that the file keeps of them.

    Raises
    ------
    FaultyFileError
        As `open_workbook`.
    """
    return _opened(path, data_only=True, read_only=True)


def _opened(path: Path, **ways: bool) -> Workbook:
    content = _bytes_of(path)
    try:
        _look_inside(path, content, makes_cells=not ways.get("read_only"))
        with catch_warnings():
            simplefilter("ignore")  # of extensions that openpyxl leaves out, none of which holds content
            book = load_workbook(BytesIO(content), keep_links=False, **ways)
    except FaultyFileError:
        raise
    except PackageError as error:
        raise _refused_package(path, error) from error
    except Exception as error:
        raise _refused(path, "workbook_damaged") from error
    if len(book.sheetnames) > MOST_SHEETS:
        raise _refused(path, "workbook_too_many_sheets", found=len(book.sheetnames), at_most=MOST_SHEETS)
    return book


def _bytes_of(path: Path) -> bytes:
    try:
        state = path.stat()
        if not S_ISREG(state.st_mode):
            raise _refused(path, "not_a_file")
        if state.st_size > LARGEST_FILE:
            raise _refused(path, "file_too_large", size=state.st_size, at_most=LARGEST_FILE)
        return path.read_bytes()
    except FileNotFoundError:
        raise _refused(path, "missing_file") from None
    except (OSError, ValueError) as error:
        raise _refused(path, "unreadable_file", why=getattr(error, "strerror", None) or str(error)) from error


def _look_inside(path: Path, content: bytes, *, makes_cells: bool) -> None:
    package = Package(content, Limits(MOST_ENTRIES, LARGEST_UNPACKED))
    if any("vbaproject" in name.casefold() for name in package.entries):
        raise _refused(path, "workbook_has_macros")
    merged = linked = 0
    for name, part in package.parts():
        if not (is_xml(name) or begins_as_xml(part)):
            continue
        demand_plain_xml(name, part)
        for element, cells in _spread(path, part):
            merged, linked = (merged + cells, linked) if element == MERGES else (merged, linked + cells)
            if merged > MOST_MERGED:
                raise _refused(path, "workbook_merges_too_much", at_most=MOST_MERGED)
            if makes_cells and linked > MOST_MERGED:
                raise _refused(path, "workbook_damaged")


def _refused_package(path: Path, error: PackageError) -> FaultyFileError:
    if error.code in {Wrong.TOO_MANY, Wrong.TOO_LARGE}:
        return _refused(path, "workbook_unpacks_too_large", size=error.size, at_most=LARGEST_UNPACKED)
    return _refused(path, CODES.get(error.code, "workbook_damaged"))


def _spread(path: Path, part: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each element that spreads over cells with how many these are; a range that is not plain is damage."""
    for begin in SPREADING.finditer(part):
        said = SAID.match(part, begin.end())
        ref = dict(ATTRIBUTE.findall(said[1])).get(b"ref", b"") if said else b""
        if said and not ref and begin[1] != MERGES:
            continue  # a custom part may have an element of that name
        found = RANGE.fullmatch(ref[1:-1])
        if not found:
            raise _refused(path, "workbook_damaged")
        yield begin[1], _cells_of(*found.groups())


def _cells_of(left: bytes, top: bytes, right: bytes | None, bottom: bytes | None) -> int:
    """Count the cells of a range."""
    if right is None or bottom is None:
        return 1
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _refused(path: Path, code: str, **figures: Figure) -> FaultyFileError:
    return FaultyFileError([Fault(code, (), figures, file=path.name)])
