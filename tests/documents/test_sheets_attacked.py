"""Sheets made to harm the node or to learn from it, and what was wrong when they did."""

import zipfile
import zlib
from io import BytesIO

import pytest
from documents.sheet_files import NEED, NEEDS, workbook

from tansiq_desk.sheets import apart, grid, reading
from tansiq_desk.sheets.grid import packed, unpacked
from tansiq_desk.sheets.reading import read_sheets


@pytest.fixture
def told(tmp_path):
    """Read a file as its own process does; give the codes of its faults, or its sheets."""

    def read(content: bytes, name: str = "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        found = apart.read(path)
        return [it["code"] for it in found["faults"]] if "faults" in found else found["sheets"]

    return read


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = BytesIO(content)
    with zipfile.ZipFile(stream, "a") as book:
        book.writestr(name, part)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------------- more than a node can hold
LONG = "x" * 900
TOO_MUCH = {
    "one text in many cells": (workbook(*[(LONG,)] * 12), "a.xlsx"),
    "one text merged over many": (workbook((LONG,), *[(None, 1)] * 12, merged=("A1:A13",)), "a.xlsx"),
    "texts of CSV": (f"{LONG}\n".encode() * 12, "a.csv"),
    "cells of CSV": (b"a,a,a,a,a,a,a,a,a,a\n" * 11, "a.csv"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_sheet_that_says_more_than_a_node_can_hold_is_refused(told, monkeypatch, case):
    monkeypatch.setattr(reading, "MOST_SIGNS", 10_000, raising=False)
    monkeypatch.setattr(reading, "MOST_CELLS", 100)
    assert told(*TOO_MUCH[case]) == ["sheet_says_too_much"]


def test_book_of_many_sheets_is_refused_by_what_they_say_together(told, monkeypatch):
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook((LONG,))))
    book.copy_worksheet(book.worksheets[0])
    book.save(stream := BytesIO())
    assert len(told(stream.getvalue())) == 2

    monkeypatch.setattr(reading, "MOST_SIGNS_OF_ALL", 1_000, raising=False)

    assert told(stream.getvalue()) == ["workbook_says_too_much"]


WIDE = ("x",) * 130


@pytest.mark.parametrize(("content", "name", "found"), [
    (workbook(("a",), WIDE), "a.xlsx", ("sheet_too_wide", "DZ2")),
    ((";".join(WIDE) + "\n").encode(), "a.csv", ("sheet_too_wide", "DZ1")),
    (workbook(("a",), ("b", "x" * 4_001)), "a.xlsx", ("sheet_text_too_long", "B2")),
    (("x" * 4_001 + "\n").encode(), "a.csv", ("sheet_text_too_long", "A1")),
])  # fmt: skip
def test_nothing_is_cut_without_a_word(tmp_path, content, name, found):
    path = tmp_path / name
    path.write_bytes(content)

    assert [(it["code"], it["cell"]) for it in apart.read(path)["faults"]] == [found]


def test_sheets_beyond_those_that_are_read_are_no_secret(told, monkeypatch):
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook(("a",))))
    for _ in range(3):
        book.copy_worksheet(book.worksheets[0])
    book.save(stream := BytesIO())
    monkeypatch.setattr(reading, "MOST_SHEETS", 3)

    assert told(stream.getvalue()) == ["workbook_too_many_sheets"]


def test_page_is_given_the_beginning_of_long_texts_and_the_rows_all_of_them(tmp_path, told):
    sheet = told(workbook(NEEDS, ("x" * 3_000,)))[0]

    rows = unpacked((tmp_path / apart.ROWS).read_bytes())
    assert (len(sheet["head"][1][1][0]), len(rows[1][1][0])) == (100, 3_000)


def test_text_of_an_error_is_cut(tmp_path):
    path = tmp_path / "a.xlsx"
    stream = BytesIO(workbook(("a",), ("#REF!",)))
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"#REF!", b"#" * 5_000))

    assert [len(it["error"]) for it in read_sheets(path)[0].rows[1][1]] == [40]


def test_rows_that_unpack_to_more_than_any_sheet_has_are_not_unpacked(monkeypatch):
    assert unpacked(packed([(1, ["a"])])) == [(1, ["a"])]
    monkeypatch.setattr(grid, "MOST_UNPACKED", 1_000, raising=False)
    with pytest.raises(ValueError, match=r"^$"):
        unpacked(zlib.compress(b" " * 2_000 + b"[]"))


def test_rows_that_were_never_packed_are_not_unpacked():
    with pytest.raises(ValueError, match=r"^$"):
        unpacked(b"no such thing")


def with_sheet(*changes: tuple[bytes, bytes]) -> bytes:
    """Give a workbook whose sheet says something else."""
    stream = BytesIO(workbook(NEEDS, NEED, merged=("A3:B3",)))
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(target := BytesIO(), "w") as packed:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for before, after in changes:
                    assert before in part
                    part = part.replace(before, after)
            packed.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("change", [
    (b"<sheetData>", b'<cols><col min="1" max="x" hidden="1"/></cols><sheetData>'),
    (b'"A3:B3"', b'"A3:"'),
    (b"</sheetData>", b"</sheet"),
])  # fmt: skip
def test_damaged_part_of_a_sheet_is_told_wherever_it_stands(told, change):
    assert told(with_sheet(change)) == ["workbook_damaged"]


def test_numbers_that_end_nowhere_are_read_and_told_by_their_cell(told):
    row = (None, "u-ly-bg-n", "crs-ihl-101", 25, 46387, 1)
    head = told(with_sheet((b"<v>25</v>", b"<v>1E999</v>")))[0]["head"]
    assert (row[3], head[1][1][3]) == (25, float("inf"))


CSV = "الوحدة;عدد\nx;1\n"
MARKED = {
    "a byte too many": ("utf-16", b"x"),
    "no sign in a cell": ("utf-16", "\0".encode("utf-16-le")),
    "not what its mark says": ("utf-8-sig", b"\xff"),
    "none without a mark": ("utf-8", b"\0"),
}


@pytest.mark.parametrize("case", MARKED)
def test_mark_of_a_text_file_decides_its_encoding(told, case):
    encoding, more = MARKED[case]

    assert told(CSV.encode(encoding), "a.csv")[0]["head"][0] == (1, ["الوحدة", "عدد"])
    assert told(CSV.encode(encoding) + more, "a.csv") == ["workbook_damaged"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_entities_in_sixteen_bits_without_a_mark_are_refused(told, encoding):
    part = '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode(encoding)
    assert told(with_part(workbook(NEEDS, NEED), "xl/more.xml", part)) == ["workbook_has_entities"]


# --------------------------------------------------------------------------------------------------------------------- lists
@pytest.mark.django_db
@pytest.mark.parametrize("priority", ["abc", "9" * 30, "-1", "1"])
def test_list_is_filtered_by_a_priority_that_is_none_as_its_page_is(visit, priority):
    answer = visit("director", "en").get(f"/documents/lists/requests.csv?priority={priority}")

    rows = answer.content.decode().splitlines()[1:]
    page = visit("director", "en").get(f"/training/requests/?priority={priority}")
    assert (answer.status_code, len(rows)) == (200, page.context["page"].paginator.count)
