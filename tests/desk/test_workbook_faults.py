"""What is wrong with a workbook, by code, sheet and cell; a damaged one gives faults and nothing else."""

import random
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.formula import ArrayFormula

from tansiq_desk.workbook import opening, programme_to_workbook, read_programme_file, workbook_to_plain
from tansiq_desk.workbook.codes import CODES
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import codes as file_codes
from tansiq_planner.files.schema import Programme
from tests.desk.sample_result import EXAMPLE

ALL_CODES = {**CODES, **file_codes.CODES}


def first_rows(value):
    """Keep three rows of every list, so that a workbook of every sheet is quickly written and read."""
    if isinstance(value, dict):
        return {key: first_rows(inside) for key, inside in value.items()}
    return [first_rows(inside) for inside in value[:3]] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def content():
    small = first_rows(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    return programme_to_workbook(Programme.model_validate(small), "en")


@pytest.fixture(scope="module")
def full():
    whole = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return programme_to_workbook(Programme.model_validate(whole), "ar")


@pytest.fixture
def at(tmp_path):
    def put(raw, name="programme.xlsx"):
        path = tmp_path / name
        path.write_bytes(raw)
        return path

    return put


def edited(content, *edits):
    book = openpyxl.load_workbook(BytesIO(content))
    for edit in edits:
        edit(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def faults_of(read, path):
    with pytest.raises(FaultyFileError) as refused:
        read(path)
    return [(fault.code, fault.sheet, fault.cell) for fault in refused.value.faults]


EIGHT_O_CLOCK = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - a cell has no time zone


def cell(sheet, key, row, value):
    """Fill a cell, found by the machine key of its column."""

    def edit(book):
        letter = next(one.column_letter for one in book[sheet][1] if str(one.value).endswith(f":{key}"))
        book[sheet][f"{letter}{row}"].value = value

    return edit


def on(sheet, method, *arguments):
    """Call a method of a sheet."""
    return lambda book: getattr(book[sheet], method)(*arguments)


def add_row(sheet, *values):
    def edit(book):
        row = max(cell.row for cell in book[sheet]["A"] if cell.value is not None) + 1
        for column, value in enumerate(values, start=1):
            book[sheet].cell(row, column).value = value

    return edit


def copy_sheet(name):
    return lambda book: book.copy_worksheet(book[name])


def rename_all_keys(sheet, name):
    def edit(book):
        for one in book[sheet][1]:
            one.value = f"{name}:{one.value.partition(':')[2]}"

    return edit


CELLS_AND_ROWS = [
    (cell("Units", "training_headcount", 3, "=1+1"), ("cell_formula", "Units", "L3")),
    (cell("Units", "training_headcount", 4, ArrayFormula("L4", "=1+1")), ("cell_formula", "Units", "L4")),
    (cell("Units", "training_headcount", 5, "#REF!"), ("cell_error", "Units", "L5")),
    (cell("Units", "already_qualified", 3, "crs-a 3"), ("not_a_pair", "Units", "O3")),
    (cell("Units", "already_qualified", 4, "a: 1; a: 2"), ("pair_twice", "Units", "O4")),
    (cell("Requests", "by", 3, EIGHT_O_CLOCK), ("day_with_time", "Requests", "E3")),
    (cell("Requests", "id", 4, "rq-001"), ("row_twice", "Requests", "A4")),
    (cell("Essential tasks", "key", 4, "c-brd"), ("row_twice", "Essential tasks", "B4")),
    (cell("Essential tasks", "of", 5, "u-none"), ("row_belongs_nowhere", "Essential tasks", "A5")),
    (cell("Essential tasks", "of", 6, None), ("row_belongs_nowhere", "Essential tasks", "A6")),
    (add_row("Exercise objectives", "ex-25-ttx"), ("row_of_nothing", "Exercise objectives", "A8")),
    (cell("Course instructors", "alternative", 4, None), ("alternatives_mixed", "Course instructors", "B4")),
    (
        cell("Course instructors", "alternative", 5, "first"),
        ("alternative_not_a_number", "Course instructors", "B5"),
    ),
    (cell("Programme", "key", 5, "meta.colour"), ("entry_unknown", "Programme", "A5")),
    (cell("Programme", "key", 7, "meta.schema"), ("row_twice", "Programme", "A7")),
    (cell("Programme", "value", 25, "perhaps"), ("wrong_type", "Programme", "C25")),
    (cell("Programme", "value", 12, "=TODAY()"), ("cell_formula", "Programme", "C12")),
]
SHEETS = [
    (on("Venues", "delete_cols", 2), ("column_missing", "Venues", None)),
    (on("Lessons", "delete_rows", 1), ("sheet_missing", "Lessons", None)),
    (on("User roles", "delete_rows", 2), ("headings_missing", "User roles", "A2")),
    (on("Parties", "merge_cells", "A3:A4"), ("merged_cells", "Parties", "A3")),
    (on("Units", "cell", 3, 30, "note"), ("column_without_key", "Units", "AD3")),
    (on("Accords", "cell", 1, 30, "accords:colour"), ("column_unknown", "Accords", "AD1")),
    (on("Requests", "cell", 1, 30, "units:id"), ("column_unknown", "Requests", "AD1")),
    (on("Courses", "cell", 1, 30, "courses:id"), ("column_twice", "Courses", "AD1")),
    (on("Support points", "cell", 70_000, 1, "sp-99"), ("sheet_too_large", "Support points", None)),
    (lambda book: book.remove(book["Border places"]), ("sheet_missing", "Border places", None)),
    (lambda book: book.copy_worksheet(book["Locks"]), ("sheet_twice", "Locks Copy", None)),
    (rename_all_keys("Seasons", "weather"), ("sheet_unknown", "Seasons", "A1")),
]
WHOLE = [
    (lambda book: book.remove(book["_tansiq"]), ("workbook_not_a_programme", None, None)),
    (on("_tansiq", "cell", 1, 1, "tansiq-workbook/9"), ("workbook_other_version", None, None)),
]


@pytest.mark.parametrize("table", [CELLS_AND_ROWS, SHEETS, WHOLE[:1], WHOLE[1:]])
def test_faults_are_named_with_sheet_and_cell_and_their_figures(content, at, table):
    with pytest.raises(FaultyFileError) as refused:
        workbook_to_plain(at(edited(content, *(edit for edit, _ in table))))
    found = refused.value.faults

    assert sorted((fault.code, fault.sheet, fault.cell) for fault in found if fault.sheet) == sorted(
        expected for _, expected in table if expected[1]
    )
    assert {fault.code for fault in found} == {code for _, (code, _, _) in table}
    assert {fault.code: set(fault.figures) for fault in found} == {
        code: set(ALL_CODES[code]) for _, (code, _, _) in table
    }


def test_all_faults_come_at_once_in_the_order_of_the_workbook(full, at):
    changed = edited(
        full,
        lambda book: setattr(book["الوحدات"]["L3"], "value", "=1+1"),
        lambda book: setattr(book["الوحدات"]["L4"], "value", "many"),
        lambda book: setattr(book["الوحدات"]["G5"], "value", None),
        lambda book: setattr(book["الطلبات"]["A5"], "value", "rq-001"),
        lambda book: setattr(book["الطلبات"]["B3"], "value", "u-none"),
        lambda book: setattr(book["الطلبات"]["F4"], "value", 7),
        lambda book: setattr(book["بنود الميزانية"]["I3"], "value", -1),
        lambda book: setattr(book["البرنامج"]["C12"], "value", None),
    )

    assert faults_of(read_programme_file, at(changed)) == [
        ("missing_key", "البرنامج", "C12"),
        ("cell_formula", "الوحدات", "L3"),
        ("wrong_type", "الوحدات", "L4"),
        ("missing_key", "الوحدات", "G5"),
        ("no_such_id", "الطلبات", "B3"),
        ("too_large", "الطلبات", "F4"),
        ("row_twice", "الطلبات", "A5"),
        ("too_small", "بنود الميزانية", "I3"),
    ]


def packed(*parts):
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, raw in parts:
            archive.writestr(name, raw)
    return stream.getvalue()


def with_part(content, name, raw):
    with ZipFile(BytesIO(content)) as archive:
        return packed(*((one, archive.read(one)) for one in archive.namelist() if one != name), (name, raw))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MERGED = b'<worksheet><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells></worksheet>'
UTF7 = b"<?xml version='1.0'" + b" " * 500 + b"encoding='utf-7'?><x/>"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "workbook_damaged"),
        (b"meta: {}\n", "workbook_damaged"),
        (b"PK\x03\x04 and then nothing", "workbook_damaged"),
        (packed(("hello.txt", b"hello")), "workbook_damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "workbook_encrypted"),
        (OLE + b"\0" * 100, "workbook_old_format"),
        (packed(("xl/vbaProject.bin", b"")), "workbook_has_macros"),
        (packed(("xl/workbook.xml", ENTITY)), "workbook_has_entities"),
        (packed(("xl/workbook.xml", ENTITY.decode().encode("utf-16"))), "workbook_has_entities"),
        (packed(("xl/workbook.xml", UTF7)), "workbook_has_entities"),
        (packed(("xl/workbook.xml", b"<a>\xe9</a>")), "workbook_damaged"),
        (packed(("xl/a.xml", b""), ("xl/A.xml", b"")), "workbook_damaged"),
        (packed(*((f"xl/{n}.xml", b"") for n in range(2_001))), "workbook_unpacks_too_large"),
        (packed(("xl/worksheets/sheet1.xml", MERGED)), "workbook_merges_too_much"),
        (packed(("xl/worksheets/sheet1.dat", b" " * 5_000 + MERGED)), "workbook_merges_too_much"),
        (packed(("xl/worksheets/sheet1.dat", b"<!DOCTYPE a><a/>")), "workbook_has_entities"),
        (packed(("xl/sheet", "<a/>".encode("utf-16"))), "workbook_has_entities"),
        (packed(("xl/a.bin", b"\0" * 4_000_000)), "workbook_unpacks_too_large"),
    ],
)
def test_what_is_no_plain_workbook_is_refused(at, monkeypatch, raw, code):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 3_000_000)

    assert faults_of(workbook_to_plain, at(raw)) == [(code, None, None)]


def test_a_workbook_too_large_or_of_too_many_sheets_is_refused(at, monkeypatch, content):
    path = at(content)
    monkeypatch.setattr(opening, "MOST_SHEETS", 10)
    many = faults_of(workbook_to_plain, path)
    monkeypatch.setattr(opening, "LARGEST_FILE", 1_000)
    large = faults_of(workbook_to_plain, path)

    assert (many, large) == ([("workbook_too_many_sheets", None, None)], [("file_too_large", None, None)])


def test_a_folder_or_nothing_at_all_is_refused(tmp_path):
    assert faults_of(workbook_to_plain, tmp_path) == [("not_a_file", None, None)]
    assert faults_of(workbook_to_plain, tmp_path / "none.xlsx") == [("missing_file", None, None)]


def test_every_code_of_the_table_is_raised_somewhere_and_has_a_name_of_its_own():
    raised = {code for _, (code, _, _) in (*CELLS_AND_ROWS, *SHEETS, *WHOLE)} | {
        *("workbook_damaged", "workbook_encrypted", "workbook_old_format", "workbook_has_macros"),
        *("workbook_has_entities", "workbook_unpacks_too_large", "workbook_too_many_sheets", "cell_too_long"),
        *("workbook_merges_too_much", "sheet_says_too_much", "sheet_too_wide", "sheet_text_too_long"),
        "workbook_says_too_much",
    }

    assert raised == CODES.keys() | {"wrong_type"}
    assert CODES.keys() & file_codes.CODES.keys() == set()


def damaged(content, chance):
    """Flip, cut or repeat some bytes."""
    raw = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        where = chance.randrange(len(raw))
        match chance.randrange(3):
            case 0:
                raw[where] = chance.randrange(256)
            case 1:
                del raw[where : where + chance.randrange(1, 2_000)]
            case _:
                raw[where:where] = raw[where : where + 50]
        raw = raw or bytearray(b"P")
    return bytes(raw)


WORDS = (
    *(b"s", b"", b"-1", b"99999999999999999999", b"1e999", b"NaN", b"b", b"e", b"str", b"&#0;", b"<v/>"),
    *(b"A1048576", b"XFD1", b"<c/>", b"\xff", b"_xD800_", b"ffff", b"true"),
)


def damaged_inside(content, chance):
    """Change the text of one part, so that the archive itself stays whole."""
    with ZipFile(BytesIO(content)) as archive:
        name = chance.choice([one for one in archive.namelist() if one.endswith((".xml", ".rels"))])
        raw = archive.read(name)
    for _ in range(chance.choice((1, 1, 4))):
        where = chance.randrange(len(raw))
        begin = max(raw.rfind(b'"', 0, where), raw.rfind(b">", 0, where)) + 1
        end = min(found for found in (raw.find(b'"', begin), raw.find(b"<", begin), len(raw)) if found >= 0)
        raw = raw[:begin] + chance.choice(WORDS) + raw[max(begin, end) :]
    return with_part(content, name, raw)


ODD = (
    *(
        None,
        True,
        0,
        -1,
        2**70,
        1e300,
        0.5,
        "",
        " ",
        "-",
        "u-ly-bg-n",
        "=1",
        "#N/A",
        "a: 1, b",
        "one,two",
        "e\u0301",
    ),
    *(
        EIGHT_O_CLOCK,
        EIGHT_O_CLOCK.date(),
        EIGHT_O_CLOCK.time(),
        "2026-01-01",
        "٩",
        "نعم",
        "x" * 40_000,
        "_xD800_",
    ),
)


def scrambled(content, chance):
    """Fill cells of any sheet, the first row and the hidden sheet too, with what does not belong there."""
    book = openpyxl.load_workbook(BytesIO(content))
    for _ in range(chance.choice((1, 10, 200))):
        page = chance.choice(book.worksheets[1:])
        row, column = chance.randint(1, page.max_row + 1), chance.randint(1, page.max_column)
        page.cell(row, column).value = chance.choice(ODD)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def is_read_or_refused(path):
    try:
        return bool(read_programme_file(path).units)
    except FaultyFileError as refused:
        return bool(refused.faults)


@pytest.mark.parametrize("seed", range(10))
def test_damaged_bytes_give_faults_or_the_programme(content, at, seed):
    assert is_read_or_refused(at(damaged(content, random.Random(seed))))  # noqa: S311


@pytest.mark.parametrize("seed", range(4))
def test_damaged_parts_give_faults_or_the_programme(content, at, seed):
    assert is_read_or_refused(at(damaged_inside(content, random.Random(seed))))  # noqa: S311


@pytest.mark.parametrize("seed", range(2))
def test_cells_filled_at_random_give_faults_or_the_programme(content, at, seed):
    assert is_read_or_refused(at(scrambled(content, random.Random(seed))))  # noqa: S311


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 700))
def test_much_damage_gives_faults_or_the_programme(content, at, seed):
    chance = random.Random(seed)  # noqa: S311
    harm = (damaged, damaged_inside, damaged_inside, scrambled, scrambled)[seed % 5]

    assert is_read_or_refused(at(harm(content, chance)))
