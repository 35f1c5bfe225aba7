"""Any officer's sheet: where its headings stand, which list it is, and what each cell says, in three languages."""

import random
import zipfile
from datetime import date
from io import BytesIO

import pytest
from documents.sheet_files import saved, workbook
from openpyxl import Workbook

from benchmarks.generator import SIZES, make_programme
from tansiq_desk.sheets import apart, reading
from tansiq_desk.sheets.converting import CellFault, Reader, number_from
from tansiq_desk.sheets.days import day_from, order_among
from tansiq_desk.sheets.fields import LISTS, TONGUES, fields_of
from tansiq_desk.sheets.finding import head_of
from tansiq_desk.sheets.naming import Known, Names
from tansiq_desk.sheets.reading import read_sheets
from tansiq_desk.sheets.rows import Columns, at, laid_over, read_rows
from tansiq_desk.sheets.vocabulary import fit
from tansiq_desk.sheets.writing import Listed, list_csv, list_workbook
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files.schema import Programme


# ---------------------------------------------------------------------------------------------------------------- headings
def test_headings_of_our_own_lists_are_known_whole():
    wrong = [
        (section, lang, key)
        for section in LISTS
        for lang in TONGUES
        for key, field in fields_of(section).items()
        if fit(section, field.heading(lang)) != (key, 1.0)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("الوحدة", "unit"),
        ("اسم الوحدة :", "unit"),
        ("الوِحْدَة الطالبة", "unit"),
        (" Unité ", "unit"),
        ("UNITE", "unit"),
        ("Unit name", "unit"),
        ("رمز الدورة", "course"),
        ("Intitulé du stage", "course"),
        ("عدد المقاعد", "seats"),
        ("Nb. de places", "seats"),
        ("Places", "seats"),
        ("Seats", "seats"),
        ("عدد المتدربين (فرد)", "seats"),
        ("في أجل أقصاه", "by"),
        ("Au plus tard le", "by"),
        ("Dead-line", "by"),
        ("الأسبقية", "priority"),
        ("Priorite", "priority"),
        ("هل يقبل التأخير؟", "late"),
        ("ملاحظات", ""),
        ("N°", ""),
        ("العنوان البريدي", ""),
        ("Observations", ""),
    ],
)
def test_heading_is_known_in_any_spelling(heading, field):
    found, score = fit("requests", heading)
    assert (found if score >= 0.6 else "") == field


HEADS = {
    "requests": ("ت", "الوحدة", "الدورة", "عدد المقاعد", "الأجل"),
    "courses": ("Code stage", "Intitulé", "Durée en semaines", "Places min", "Places max", "Langue"),
    "units": ("Unit code", "Unit", "Command", "People to be trained"),
    "venues": ("الرمز", "مركز التدريب", "الطاقة الاستيعابية", "المنطقة"),
    "instructor_pools": ("Code", "Pool", "Disponibles par semaine", "Langues"),
}


@pytest.mark.parametrize("section", HEADS)
def test_list_is_told_by_its_headings_wherever_they_stand(section):
    rows = [(1, ["title"] * 4), (4, list(HEADS[section])), (5, ["x", "y", 1, 2, "31/12/2026"])]

    head = head_of(rows)

    assert (head.section, head.first, head.last) == (section, 4, 4)
    assert len([it for it in head.fields if it]) >= len(HEADS[section]) - 1


def test_two_rows_of_merged_headings_are_one_head():
    content = workbook(
        ("رمز الدورة", "اسم الدورة", "المقاعد", None), (None, None, "أدنى", "أقصى"), ("crs-1", "دورة", 5, 20),
        merged=("A1:A2", "B1:B2", "C1:D1"),
    )  # fmt: skip
    grid = read_sheets(file_of(content))[0]

    head = head_of(grid.rows)

    assert (head.first, head.last, head.fields) == (1, 2, ["id", "name.ar", "seats.min", "seats.max"])
    assert grid.merged == 3


# --------------------------------------------------------------------------------------------------------------------- days
LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31/12/2026",
        "31-12-2026",
        "31.12.26",
        "2026-12-31",
        "2026/12/31",
        "٣١/١٢/٢٠٢٦",
        "۳۱/۱۲/۲۰۲۶",
        "12/31/2026",
        "20261231",
        "31 ديسمبر 2026",
        "31 كانون الأول 2026",
        "الخميس 31 ديسمبر 2026",
        "31 دجنبر 2026",
        "٣١ ديسمبر ٢٠٢٦ م",
        "31 décembre 2026",
        "31 DECEMBRE 2026",
        "31 déc. 2026",
        "jeudi 31 décembre 2026",
        "31 December 2026",
        "31st December, 2026",
        "December 31, 2026",
        "31-Dec-26",
        "\u200f31/12/2026",
        " 31 / 12 / 2026 ",
        "2026-12-31T00:00:00",
    ],
)
def test_day_is_read_in_any_form(text):
    assert day_from(text, None) == LAST


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", date(2026, 8, 1)), ("5 أوت 2026", date(2026, 8, 5)), ("5 آب 2026", date(2026, 8, 5)),
        ("5 جانفي 2027", date(2027, 1, 5)), ("5 كانون الثاني 2027", date(2027, 1, 5)), ("5 جويلية 2026", date(2026, 7, 5)),
        ("5 تموز 2026", date(2026, 7, 5)), ("5 février 2027", date(2027, 2, 5)), ("5 فيفري 2027", date(2027, 2, 5)),
    ],
)  # fmt: skip
def test_month_has_its_name_in_the_maghreb_and_in_the_levant(text, day):
    assert day_from(text, None) == day


@pytest.mark.parametrize(
    "text", ["31/2/2026", "ديسمبر", "12/2026", "31 foo 2026", "", "1/1/3026", "99/99/99", "soon"]
)
def test_what_is_no_day_is_none(text):
    assert day_from(text, "day") is None


@pytest.mark.parametrize(
    ("counts", "order"),
    [((1, 0, 9), "day"), ((0, 1, 9), "month"), ((1, 1, 0), None), ((0, 0, 3), None), ((0, 0, 0), "day")],
)
def test_order_of_a_column_follows_from_its_cells_or_is_asked(counts, order):
    assert order_among(counts) == order


# ------------------------------------------------------------------------------------------------------------------ numbers
@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("12", True, 12), ("١٢", True, 12), ("۱۲", True, 12), ("1 250", True, 1250), ("1,250", True, 1250), ("1.250", True, 1250),
        ("١٬٢٥٠", True, 1250), ("1\u202f250", True, 1250), ("12 فرد", True, 12), ("12 places", True, 12), ("0,25", False, 0.25),
        ("0.25", False, 0.25), ("٠٫٢٥", False, 0.25), ("25%", False, 0.25), ("٢٥٪", False, 0.25), ("1.234,5", False, 1234.5),
        ("1,234.5", False, 1234.5), ("many", True, None), ("12-15", True, None), ("", True, None), ("1e9", True, None),
        ("9" * 400, True, None), ("9" * 18, False, 1e18), ("0." + "9" * 400, False, None), ("²²²²²", True, None),
    ],
)  # fmt: skip
def test_number_in_any_digits(text, whole, number):
    assert number_from(text, whole=whole) == number


# -------------------------------------------------------------------------------------------------------------------- names
@pytest.fixture
def known():
    units, courses, venues = Names(), Names(), Names()
    units.add("u-ly-med", ["الوحدة الطبية", "Unité médicale", "Medical unit"])
    units.add("u-ly-med-2", ["الوحدة الطبية الثانية", "Seconde unité médicale"])
    courses.add("crs-1", ["دورة الإسعاف", "Secourisme"])
    courses.add("crs-2", ["Secourisme avancé"])
    courses.add("crs-3", ["Secourisme avancé"])
    venues.add("v-1", ["Alger, centre", "الجزائر"])
    venues.add("v-2", ["Tripoli", "طرابلس"])
    return Known({"units": units, "courses": courses, "venues": venues})


CELLS = [
    ("requests", "unit", "الوحده الطبيه", "u-ly-med"),
    ("requests", "unit", "UNITE MEDICALE", "u-ly-med"),
    ("requests", "unit", "U-LY-MED", "u-ly-med"),
    ("requests", "unit", "الوحدة الطبية (u-ly-med)", "u-ly-med"),
    ("requests", "course", "الدورة الاسعاف", "crs-1"),
    ("requests", "course", "Secourisme avancé", "name_of_several"),
    ("requests", "seats", 12.0, 12),
    ("requests", "seats", 12.5, "not_whole"),
    ("requests", "seats", True, "not_a_number"),
    ("requests", "seats", "9" * 400, "not_a_number"),
    ("requests", "seats", 10**400, "not_a_number"),
    ("requests", "seats", float("inf"), "not_a_number"),
    ("requests", "seats", float("nan"), "not_a_number"),
    ("units", "max_absent_share", -(10**400), "not_a_number"),
    ("units", "max_absent_share", float("nan"), "not_a_number"),
    ("requests", "by", float("inf"), "not_a_day"),
    ("requests", "by", float("nan"), "not_a_day"),
    ("requests", "by", 10**400, "not_a_day"),
    ("requests", "by", "²²²²²", "not_a_day"),
    ("requests", "by", "9" * 400, "not_a_day"),
    ("units", "already_qualified", "crs-1: " + "9" * 5_000, "not_a_pair"),
    ("courses", "teaches", "c-1: ²/²", "not_teaching"),
    ("courses", "teaches", f"c-1: {'9' * 5_000}/1", "not_teaching"),
    ("requests", "seats", {"error": "#REF!"}, "error_value"),
    ("requests", "seats", {"error": "formula"}, "formula_without_value"),
    ("requests", "by", {"day": "2026-12-31"}, "2026-12-31"),
    ("requests", "by", 46387, "2026-12-31"),
    ("requests", "by", 12, "not_a_day"),
    ("requests", "by", "3/4/2026", "day_either_way"),
    ("requests", "late", "نعم", "allowed"),
    ("requests", "late", "NON", "refused"),
    ("requests", "late", "perhaps", "not_a_choice"),
    ("courses", "venues", "الجزائر و طرابلس", ["v-1", "v-2"]),
    ("courses", "venues", "Alger, centre", ["v-1"]),
    ("courses", "venues", "Tripoli; v-1", ["v-2", "v-1"]),
    ("courses", "mode", "Équipe mobile", "mtt"),
    ("courses", "language", "الفرنسية", "fr"),
    ("courses", "ramadan", "demi-journées", "half_days"),
    ("units", "already_qualified", "Secourisme: ٣, crs-1: 4", "name_of_several"),
    ("units", "already_qualified", "crs-1: ٣", {"crs-1": 3}),
    ("units", "already_qualified", "crs-1", "not_a_pair"),
    ("units", "max_absent_share", "15%", 0.15),
    ("units", "name.fr", '" x "', " x "),
]


@pytest.mark.parametrize(("section", "key", "raw", "expected"), CELLS)
def test_cell_is_read_as_its_field(known, section, key, raw, expected):
    if key == "already_qualified" and expected == "name_of_several":
        raw = raw.replace("Secourisme:", "Secourisme avancé:")
    try:
        found = Reader(fields_of(section)[key], known).value(raw)
    except CellFault as fault:
        found = fault.code
    assert found == expected


def test_nearest_names_are_offered(known):
    with pytest.raises(CellFault) as fault:
        Reader(fields_of("requests")["unit"], known).value("الوحدة الطبيبة")

    assert fault.value.near[0] == "الوحدة الطبية (u-ly-med)"


def test_row_is_laid_over_what_is_there(known):
    columns = Columns("courses", 1, ["id", "weeks", "seats.max", "prepares_language", "name.ar"])
    rows = [(1, []), (2, ["crs-1", 5, None, "-", "اسم"])]
    was = {
        "id": "crs-1",
        "weeks": 3,
        "seats": {"min": 2, "max": 9},
        "prepares_language": "fr",
        "name": {"fr": "x"},
    }

    row = next(iter(read_rows(rows, columns, known, {})))

    assert laid_over(was, row, "courses") == {
        "id": "crs-1", "weeks": 5, "seats": {"min": 2, "max": 9}, "name": {"fr": "x", "ar": "اسم"},
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------------------------- files
@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.setattr(pytest, "sheets_folder", tmp_path, raising=False)


def file_of(content: bytes, name: str = "a.xlsx"):
    path = pytest.sheets_folder / name
    path.write_bytes(content)
    return path


def test_what_is_hidden_merged_computed_or_wrong_is_told():
    book = Workbook()
    page, other = book.worksheets[0], book.create_sheet("second")
    page.title = "first"
    for row in (
        ("a", "b", "c"),
        (1, LAST, True),
        (2, "#REF!", "=1+1"),
        (None, None, None),
        (3, "x", 1.5),
    ):
        page.append(row)
    page["B3"].data_type = "e"
    page.row_dimensions[3].hidden = page.column_dimensions["C"].hidden = True
    page.merge_cells("A5:A5")
    other.append(["x"])
    other.sheet_state = "hidden"

    first, second = read_sheets(file_of(saved(book)))

    assert first.rows == [
        (1, ["a", "b", "c"]), (2, [1, {"day": "2026-12-31"}, True]), (3, [2, {"error": "#REF!"}, {"error": "formula"}]),
        (5, [3, "x", 1.5]),
    ]  # fmt: skip
    assert (first.formulas, first.hidden_rows, first.hidden_columns) == (1, 1, 1)
    assert (second.title, second.is_hidden) == ("second", True)


@pytest.mark.parametrize(
    ("text", "encoding", "cells"),
    [
        ("a;b\n1;2", "utf-8", ["a", "b"]),
        ("الوحدة,المقاعد\nx,1", "cp1256", ["الوحدة", "المقاعد"]),
        ("a\tb\n1\t2", "utf-16", ["a", "b"]),
        ('"a;b";c\n', "utf-8-sig", ["a;b", "c"]),
        ("'=1+1;''=x;'x\n", "utf-8", ["=1+1", "'=x", "'x"]),
    ],
)
def test_csv_of_any_program_is_read(text, encoding, cells):
    assert read_sheets(file_of(text.encode(encoding), "a.csv"))[0].rows[0] == (1, cells)


def huge_rows() -> bytes:
    """Give a sheet whose rows are more than any list has, each a few bytes of a packed file."""
    content = BytesIO(workbook(("a", "b")))
    row = "".join(f'<row r="{it}"><c r="A{it}"><v>1</v></c></row>' for it in range(1, 60_000))
    with (
        zipfile.ZipFile(content) as source,
        zipfile.ZipFile(target := BytesIO(), "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in source.namelist():
            if name == "xl/worksheets/sheet1.xml":
                head = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                )
                packed.writestr(name, f"{head}{row}</sheetData></worksheet>")
            else:
                packed.writestr(name, source.read(name))
    return target.getvalue()


def bomb() -> bytes:
    content = BytesIO(workbook(("a", "b")))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/x.bin", b"\0" * 301_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("made", "code"), [(huge_rows, "sheet_too_large"), (bomb, "workbook_unpacks_too_large")]
)
def test_file_that_would_fill_the_node_is_refused_by_name(made, code):
    told = apart.read(file_of(made()))

    assert [it["code"] for it in told["faults"]] == [code]
    assert "sheets" not in told


def test_sheet_that_claims_a_million_rows_is_read_for_what_it_says():
    book = Workbook()
    book.worksheets[0].append(["a"])
    book.worksheets[0].cell(1_048_576, 16_384).number_format = "0"

    assert [it.rows for it in read_sheets(file_of(saved(book)))] == [[(1, ["a"])]]


def test_links_to_other_files_are_neither_followed_nor_kept():
    content = BytesIO(workbook(("a",), ("=[1]Sheet1!A1",)))
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")

    assert read_sheets(file_of(content.getvalue()))[0].rows == [(1, ["a"]), (2, [{"error": "formula"}])]


def test_file_with_more_bytes_than_a_list_has_is_not_opened(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(FaultyFileError) as refusal:
        read_sheets(file_of(workbook(("a",))))
    assert [it.code for it in refusal.value.faults] == ["file_too_large"]


# ---------------------------------------------------------------------------------------------------------- random worlds
TEXTS = [
    "=1+1",
    "+x",
    "-y",
    "@z",
    "\tt",
    "'=q",
    " a ",
    '"b"',
    "ا، ب; c\nd",
    "_x000D_",
    "٣١/١٢/٢٠٢٦",
    "x" * 300,
]


VARIED = {
    "requests": lambda chance: {
        "seats": chance.randint(1, 10**9), "priority": chance.randint(1, 3), "late": chance.choice(["allowed", "refused"]),
        "by": f"{chance.randint(1954, 2200)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    },
    "instructor_pools": lambda chance: {
        "capacity": chance.randint(0, 10**9), "languages": chance.sample(["ar", "fr", "en"], chance.randint(1, 3)),
    },
}  # fmt: skip
"""What needs and pools could say as well."""


def named_by(world: dict) -> Known:
    names = {}
    for section in (
        "units",
        "courses",
        "venues",
        "instructor_pools",
        "parties",
        "organisations",
        "accords",
        "competencies",
    ):
        names[section] = Names()
        for row in world[section]:
            names[section].add(row["id"], (row.get("name") or row.get("title")).values())
    names["border.sectors"] = Names({it["id"] for it in (world.get("border") or {}).get("sectors", ())})
    return Known(names)


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(it, marks=pytest.mark.slow) for it in range(5, 9))])
def test_every_list_of_a_random_world_comes_back_cell_by_cell(seed):
    world = Programme.model_validate(make_programme(SIZES["S"], seed)).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    chance, known = random.Random(seed), named_by(world)  # noqa: S311 - the same worlds each time
    for section in LISTS:
        rows = world[section]
        for row in rows[:: max(1, len(rows) // 5)] if section != "requests" else ():
            row["name"] = {**row["name"], chance.choice(TONGUES): chance.choice(TEXTS)}
        for row in rows[:: max(1, len(rows) // 9)] if section in VARIED and seed > 2 else ():
            row.update(VARIED[section](chance))
        lang, form = chance.choice(TONGUES), chance.choice(["xlsx", "csv"])
        written = (
            list_csv(Listed(section, rows), lang)
            if form == "csv"
            else list_workbook(Listed(section, rows), lang)
        )

        grid = read_sheets(file_of(written, f"a.{form}"))[0]
        head = head_of(grid.rows)
        found = list(read_rows(grid.rows, Columns(head.section, head.last, head.fields), known, grid.orders))

        by_id = {row["id"]: row for row in rows}
        assert (head.section, len(found), [it.faults for it in found if it.faults]) == (
            section,
            len(rows),
            [],
        )
        differing = [
            it.values["id"]
            for it in found
            if laid_over(by_id[it.values["id"]], it, section) != by_id[it.values["id"]]
        ]
        assert differing == [], (section, lang, form)
        blank = [
            it.values["id"]
            for it in found
            if len(it.values) < len(row_fields(by_id[it.values["id"]], section))
        ]
        assert blank == []


def row_fields(row: dict, section: str) -> list[str]:
    return [key for key in fields_of(section) if at(row, key, section) not in (None, [], {})]
