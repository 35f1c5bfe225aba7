"""Ranges of a workbook for which every cell would be made: few are opened, too many refused, however they are written."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment

from tansiq_desk.workbook.opening import open_to_read, open_workbook
from tansiq_planner.errors import FaultyFileError

ALL, DAMAGED, TOO_MUCH = b"A1:XFD1048576", "workbook_damaged", "workbook_merges_too_much"
LINKED = b'<hyperlinks><hyperlink ref="%b" location="A1"/></hyperlinks>'
SPREADING = {
    b"<x:mergeCell a='>' ref = '%b'/>" % ALL: TOO_MUCH,
    b'<!-- <mergeCell a=" --><mergeCell ref="%b"/>' % ALL: DAMAGED,
    b'<mergeCell ref="$A$1:$XFD$1048576"/>': TOO_MUCH,
    b'<mergeCell ref="a1:xfd1048576"/>': TOO_MUCH,
    b'<\xc3\xa9:mergeCell\n ref="%b"></x>' % ALL: TOO_MUCH,
    b'<mergeCell ref="A1:XFD&#49;048576"/>': DAMAGED,
    b'<mergeCell ref="A:XFD"/>': DAMAGED,
    b'<mergeCell ref="S!%b"/>' % ALL: DAMAGED,
    b"<mergeCell/>": DAMAGED,
    b'<hyperlink ref="%b"/>' % ALL: DAMAGED,
    b'<comment ref="%b"/>' % ALL: DAMAGED,
    b'<comment ref="A"/>': DAMAGED,
}
"""What would spread over too many cells, however it is written."""


@pytest.fixture
def at(tmp_path):
    """Give a workbook in which something stands behind the cells of its sheet."""

    def put(inside, fill=lambda _page: None):
        book, stream, path = openpyxl.Workbook(), BytesIO(), tmp_path / "a.xlsx"
        fill(book.active)
        book.save(stream)
        with ZipFile(stream) as given, ZipFile(path, "w", ZIP_DEFLATED) as kept:
            for name in given.namelist():
                kept.writestr(name, given.read(name).replace(b"</sheetData>", b"</sheetData>" + inside))
        return path

    return put


@pytest.mark.parametrize("part", SPREADING)
def test_what_would_spread_over_too_many_cells_is_refused(at, part):
    with pytest.raises(FaultyFileError) as refused:
        open_workbook(at(part))

    assert [it.code for it in refused.value.faults] == [SPREADING[part]]


def test_what_spreads_over_few_cells_is_opened(at):
    def fill(page):
        page.merge_cells("B1:C2")
        page["B1"].comment = Comment("a note", "x")

    page = open_workbook(at(LINKED % b"D1:D2", fill)).active

    assert (str(page.merged_cells), page["B1"].comment.text) == ("B1:C2", "a note")
    assert page["D2"].hyperlink.location == "A1"


def test_a_link_over_a_whole_column_stays_where_no_cells_are_made(at):
    assert open_to_read(at(LINKED % b"A1:A1048576")).sheetnames == ["Sheet"]
