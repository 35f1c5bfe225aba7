"""What a sheet can cost whoever reads it: work is counted, and what is too much is refused before it begins."""

import json
import random
import zipfile
from io import BytesIO

import pytest
from django.utils.translation import override
from documents.sheet_files import NEED, NEEDS, workbook
from openpyxl import Workbook, load_workbook

from tansiq.documents.models import GivenSheet
from tansiq.documents.queries.sheets import judging
from tansiq.documents.queries.sheets.reading import best_sheet
from tansiq.documents.rules.sheets import FAULTS
from tansiq.documents.services import sheets as services
from tansiq.documents.services.templates import looking
from tansiq.planning.services import reading_in
from tansiq_desk.confined import NoAnswerError, Reader
from tansiq_desk.sheets import apart, converting, finding, naming, vocabulary
from tansiq_desk.sheets.converting import PAIR, SPREAD, TEACHING, UNITS_OF_COUNTS, CellFault
from tansiq_desk.sheets.days import day_from, order_of
from tansiq_desk.sheets.fields import fields_of
from tansiq_desk.sheets.folding import bare
from tansiq_desk.sheets.grid import HEAD_SIGNS, MOST_HEAD_SIGNS, Grid
from tansiq_desk.sheets.naming import Known, Names
from tansiq_desk.sheets.rows import Columns, SheetRow, read_rows

ASTRAL = "\U00010a00"


# -------------------------------------------------------------------------------------------------------- what a cell costs
KINDS = {
    ("requests", "seats"): "not_a_number",
    ("units", "max_absent_share"): "not_a_number",
    ("requests", "by"): "not_a_day",
    ("requests", "late"): "not_a_choice",
    ("requests", "unit"): "value_too_long",
    ("requests", "id"): "value_too_long",
    ("courses", "venues"): "value_too_long",
    ("units", "already_qualified"): "not_a_pair",
    ("courses", "instructors"): "not_a_pair",
    ("courses", "teaches"): "not_teaching",
}


@pytest.mark.parametrize("field", KINDS)
@pytest.mark.parametrize("sign", ["1", "(", "\u0301\u0316", ": "])
def test_value_that_is_too_long_is_refused_before_anything_looks_into_it(monkeypatch, field, sign):
    for name in ("number_from", "day_from", "plain_text", "folded"):
        monkeypatch.setattr(converting, name, None)
    reader = converting.Reader(fields_of(field[0])[field[1]], Known({}))

    with pytest.raises(CellFault) as refused:
        reader.value(sign * 1_999)

    assert (refused.value.code, len(refused.value.given)) == (KINDS[field], 80)
    assert refused.value.code in FAULTS


def test_blanks_of_a_value_are_one(monkeypatch):
    looked_into = []
    monkeypatch.setattr(converting, "number_from", lambda text, **_whole: looked_into.append(text))
    reader = converting.Reader(fields_of("requests")["seats"], Known({}))

    with pytest.raises(CellFault):
        reader.value(f"1{' ' * 1_900}\u00a0{' ' * 1_900}!")

    assert looked_into == ["1 !"]


def test_free_text_and_a_list_of_many_parts_may_be_long():
    text, many = "x " * 1_500 + "x", ", ".join(f"crs-{it}: 1" for it in range(300))

    said = converting.Reader(fields_of("courses")["name.ar"], Known({})).value(text)
    pairs = converting.Reader(fields_of("units")["already_qualified"], _all_known(300)).value(many)

    assert (said, len(pairs)) == (text, 300)


def _all_known(count: int) -> Known:
    courses = Names()
    for number in range(count):
        courses.add(f"crs-{number}", ())
    return Known({"courses": courses})


BLANKS = " " * 100_000


def test_nothing_is_read_in_steps_that_grow_with_the_square_of_its_length():
    """Each of these took minutes at a hundredth of this length."""
    assert UNITS_OF_COUNTS.match(f"1{BLANKS}!") is None
    assert [it.fullmatch(f"a{BLANKS}!") for it in (PAIR, TEACHING)] == [None, None]
    assert TEACHING.fullmatch(f"a:{BLANKS}1{BLANKS}!") is None
    assert SPREAD.split(f"a{BLANKS}b") == [f"a{BLANKS}b"]
    assert [order_of(f"1{BLANKS}2{BLANKS}!"), day_from(f"2026{BLANKS}1{BLANKS}!", None)] == [None, None]
    assert bare("(" * 100_000) == ""


def test_what_is_between_parts_is_read_as_before():
    assert [PAIR.fullmatch(it).groups() for it in ("a:3", "a = 3", "a: b × 3")] == [
        ("a", "3"), ("a", "3"), ("a: b", "3"),
    ]  # fmt: skip
    assert TEACHING.fullmatch("a: b : 12 / 80").groups() == ("a: b", "12", "80")
    assert SPREAD.split("a  و b et c") == ["a", "b", "c"]
    assert [str(day_from(it, "day")) for it in ("3 / 4 - 2026", "3  4 2026", "2026 . 4 3")] == [
        "2026-04-03"
    ] * 3
    assert (bare("x (y) z [u"), bare("(a\nb) c"), bare("[x) y (z]")) == ("x z u", "c", "y")


def test_nearest_names_are_sought_for_so_many_names_and_no_more(monkeypatch):
    sought = []
    monkeypatch.setattr(naming, "get_close_matches", lambda text, *_given: sought.append(text) or [])
    monkeypatch.setattr(naming, "MOST_COMPARED", 1_000)
    known = _all_known(100)
    rows = [(number, [f"name {number}", 1]) for number in range(2, 52)] * 2

    found = list(read_rows(rows, Columns("requests", 1, ["course", "seats"]), known, {}))

    assert [it.faults[0]["code"] for it in found] == ["name_unknown"] * 100
    assert len(set(sought)) == len(sought) / 2 == 10  # of a name and of a code, once for each text


def test_text_that_is_too_long_for_a_name_is_none(monkeypatch):
    monkeypatch.setattr(naming, "bare", None)
    assert _all_known(1).of("courses").found("x" * 600) == []


def test_needs_that_say_the_same_are_looked_at_once_for_all_rows(monkeypatch):
    looked_at = []
    monkeypatch.setattr(judging, "at", lambda row, key, _section: looked_at.append(key) or row[key])
    key = {"unit": "u", "course": "c", "by": "2026-11-15"}
    kept = {f"rq-{it:03}": {**key, "seats": it // 2} for it in range(100)}
    found = judging._Identified(Columns("requests", 1, []), {"units": {}}, None, rows=kept)
    lines = [judging.Line(SheetRow(it, {**key, "seats": it})) for it in (*range(50), 3, 3, *range(50, 96))]

    found._find_needs(lines)

    assert len(looked_at) == 100 * 4
    assert [it.code for it in lines[:53]] == [
        *(f"rq-{2 * it:03}" for it in range(50)),
        "rq-007",
        "rq-001",
        "rq-003",
    ]
    assert len({it.code for it in lines}) == len(lines) == 98


# ---------------------------------------------------------------------------------------------------- what headings cost
def _odd_sheets(count: int) -> list[dict]:
    rng = random.Random(1)  # noqa: S311 - texts, the same each time
    return [
        {"is_hidden": False, "head": [
            (row, ["".join(rng.choices("abcdefghimnoprstu", k=12)) for _ in range(120)]) for row in range(1, 26)
        ]}
        for _ in range(count)
    ]  # fmt: skip


def test_headings_are_sought_in_so_many_cells_of_all_sheets(monkeypatch):
    sought = []
    monkeypatch.setattr(finding, "fit", lambda _section, text: sought.append(text) or ("", 0.0))

    best_sheet(_odd_sheets(40))

    assert len(set(sought)) < 3 * 40 * 240  # a cell by itself, with the one above, and the last word of both


def test_words_are_compared_sign_by_sign_only_where_they_could_be_alike(monkeypatch):
    compared = []
    real = vocabulary.SequenceMatcher
    monkeypatch.setattr(vocabulary, "SequenceMatcher", lambda *given: compared.append(1) or real(*given))

    for text in _odd_sheets(1)[0]["head"][0][1]:
        vocabulary._nearly("requests", text)

    assert len(compared) < 120


# ---------------------------------------------------------------------------------------------------- what a page must hold
def test_beginning_of_all_sheets_together_says_so_much_and_no_more():
    grid = Grid("x", [(number, [ASTRAL * 4_000] * 120) for number in range(1, 50)])

    for most, rows in ((MOST_HEAD_SIGNS, 34), (MOST_HEAD_SIGNS // 40, 1)):
        head = grid.told(most)["head"]
        assert (len(head), {len(it) for _row, cells in head for it in cells}) == (rows, {HEAD_SIGNS})
    assert 40 * len(json.dumps(grid.told(MOST_HEAD_SIGNS // 40))) < 20_000_000


def test_number_without_end_is_shown_by_its_first_digits():
    grid = Grid("x", [(1, [10**4_000, 7, True])])
    assert grid.told()["head"] == [(1, ["1" + "0" * (HEAD_SIGNS - 1), 7, True])]


def test_sheets_share_what_is_shown(tmp_path):
    book = Workbook()
    for page in (book.active, *(book.create_sheet() for _ in range(9))):
        for _ in range(40):
            page.append(["x" * 300] * 60)
    book.save(tmp_path / "a.xlsx")

    sheets = apart.read(tmp_path / "a.xlsx")["sheets"]

    assert [len(it["head"]) for it in sheets] == [7] * 10


def test_whoever_asks_hears_no_more_than_they_can_hold():
    said = json.dumps("x" * 1_000).encode()
    assert Reader("json.tool", 20, most_bytes=1_003).answer(content=said) == said + b"\n"
    with pytest.raises(NoAnswerError):
        Reader("json.tool", 20, most_bytes=1_002).answer(content=said)


# -------------------------------------------------------------------------------------------------------------- when others wait
@pytest.fixture
def busy(monkeypatch):
    def made(reader):
        monkeypatch.setattr(reader, "most_seconds", 0.01)
        return reader.turn

    return made


BUSY = "Files of other people are being read, so this one was not. Give it again in a minute."


@override("en")
def test_who_waits_for_others_is_not_told_that_the_file_is_wrong(busy):
    with busy(services.READER), pytest.raises(reading_in.OthersAreRead, match=BUSY):
        services._read_apart("a.xlsx", workbook(NEEDS, NEED))
    with busy(reading_in.READER), pytest.raises(reading_in.OthersAreRead, match=BUSY):
        reading_in._read_apart("a.yaml", b"")
    with busy(looking.READER), pytest.raises(looking.TextUnfit, match=BUSY) as refused:
        looking.looked_through("template", "a.docx", b"PK", 10)
    assert refused.value.codes == ["busy"]


# ------------------------------------------------------------------------------------------------------ rows out of their place
def _sheet(*rows: str) -> bytes:
    stream = BytesIO(workbook(("a",)))
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(target := BytesIO(), "w") as packed:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, _row, end = part.partition(part[part.index(b"<row") : part.index(b"</sheetData>")])
                part = start + "".join(rows).encode() + end
            packed.writestr(name, part)
    return target.getvalue()


def _row(number: int, *cells: str) -> str:
    return (
        f'<row r="{number}">'
        + "".join(f'<c r="{it}"><v>{n}</v></c>' for n, it in enumerate(cells, 1))
        + "</row>"
    )


ORDERS = {
    "row after a later one": ((_row(5, "A5"), _row(2, "A2")), None),
    "row twice": ((_row(2, "A2"), _row(2, "B2")), None),
    "row before the first": ((_row(-3, "A1"),), None),
    "cell after a later one": ((_row(1, "C1", "A1"),), None),
    "cell twice": ((_row(1, "A1", "A1"),), None),
    "gaps": ((_row(2, "A2", "C2"), _row(7, "B7")), [(2, [1, None, 2]), (7, [None, 1])]),
    "row that says nothing": ((_row(5, "A5"), '<row r="2"/>'), [(5, [1])]),
}


@pytest.mark.parametrize("case", ORDERS)
def test_row_or_cell_out_of_its_place_is_told_as_damage(tmp_path, case):
    rows, shown = ORDERS[case]
    (path := tmp_path / "a.xlsx").write_bytes(_sheet(*rows))

    found = apart.read(path)

    if shown is None:
        assert [it["code"] for it in found["faults"]] == ["workbook_damaged"]
    else:
        assert [it["head"] for it in found["sheets"]] == [shown]


@pytest.mark.django_db
def test_sheet_in_which_nothing_is_a_heading_is_shown_so_that_its_list_is_said(visit):
    browser, content = visit("director", "en"), BytesIO(workbook(("zzzqq", "wwxx")))
    content.name = "a.xlsx"

    said = browser.post("/documents/sheets/", {"sheet": content, "sender": "x"}, follow=True)

    assert (said.status_code, GivenSheet.objects.get().section) == (200, "")


@pytest.mark.django_db
def test_row_that_says_nothing_holds_no_headings(person, at, monkeypatch, tmp_path):
    book = load_workbook(BytesIO(workbook(NEEDS, NEED)))
    book.worksheets[0].insert_rows(2)
    book.save(path := tmp_path / "a.xlsx")
    told = apart.read(path)
    monkeypatch.setattr(services, "_answer_of_another_process", lambda *_given: (told, b"x"))
    given = services.give_sheet(name="a.xlsx", content=b"x", sender="x", by=person("director"), at=at)
    said = {"shown": given.shown_as, "sheet": 0, "section": "requests", "by": person("director")}

    with override("en"), pytest.raises(services.NoHeadingsThere, match=r"Row 2 .* says nothing"):
        services.choose_sheet(heading=2, **said)

    assert GivenSheet.objects.get().head == given.head
    assert services.choose_sheet(heading=3, **said).head["first"] == 3
