"""A programme to Excel and back: nothing is lost, whatever people do to the look of the workbook."""

import json
import random
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
import yaml
from planner.files.test_fuzz import mutated, places_in

from tansiq_desk.commands.convert import converted
from tansiq_desk.workbook import (
    programme_to_workbook,
    read_programme_file,
    read_programme_files,
    read_workbook_problem,
    workbook_to_plain,
)
from tansiq_desk.workbook.findings import Place as CellPlace
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import read_problem
from tansiq_planner.files.canonical import sha256_of
from tansiq_planner.files.located import Document, Place, located
from tansiq_planner.files.parts import merge
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.shape import check_shape
from tests.desk.invented import invented_programme
from tests.desk.sample_result import EXAMPLE


@pytest.fixture(scope="module")
def example():
    return Programme.model_validate(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def written(example):
    return {lang: programme_to_workbook(example, lang) for lang in ("ar", "fr", "en")}


def first_rows(value):
    """Keep two rows of every list, so that a workbook of every sheet is quickly written and read."""
    if isinstance(value, dict):
        return {key: first_rows(inside) for key, inside in value.items()}
    return [first_rows(inside) for inside in value[:2]] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def small(example):
    return Programme.model_validate(first_rows(example.model_dump(by_alias=True)))


@pytest.fixture(scope="module")
def small_written(small):
    return programme_to_workbook(small, "en")


@pytest.fixture
def at(tmp_path):
    def put(content):
        path = tmp_path / "programme.xlsx"
        path.write_bytes(content)
        return path

    return put


def part_hash(plain):
    return merge([Document("x", located(plain, {(): Place()}))])[1][0].sha256


def content_hash(programme):
    return sha256_of(programme.model_dump(mode="json", by_alias=True))


def edited(content, *edits):
    book = openpyxl.load_workbook(BytesIO(content))
    for edit in edits:
        edit(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_the_example_comes_back_whole(example, written, at, lang):
    plain, _ = workbook_to_plain(at(written[lang]))
    programme = Programme.model_validate(plain)

    assert programme == example
    assert content_hash(programme) == content_hash(example)


def test_the_problem_posed_is_that_of_the_text(written, at):
    told = read_problem([EXAMPLE])
    read = read_workbook_problem(at(written["ar"]))

    assert {**vars(read), "parts": ()} == {**vars(told), "parts": ()}


def test_text_and_workbook_are_read_through_one_door(example, written, at):
    assert read_programme_file(at(written["fr"])) == read_programme_file(EXAMPLE) == example


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_a_part_has_one_hash_as_yaml_json_and_workbook(example, written, at, tmp_path, lang):
    as_json = tmp_path / "programme.json"
    as_json.write_bytes(converted(example, "json", lang))

    hashes = {read_programme_files([path])[1] for path in (EXAMPLE, as_json, at(written[lang]))}

    assert len(hashes) == 1


def test_mutated_examples_have_one_hash_as_text_and_workbook(small, at):
    tree = json.loads(small.model_dump_json(by_alias=True, exclude_unset=True))
    paths = [path for path in places_in(tree) if path]
    hashes = set()
    for seed in range(60):
        chance = random.Random(seed)  # noqa: S311 - a seeded test
        programme, _ = check_shape(Programme, mutated(json.dumps(tree), paths, chance))
        if programme is None or len(hashes) > 4:
            continue
        with suppress(FaultyFileError):  # twins cannot be written
            plain, _ = workbook_to_plain(
                at(programme_to_workbook(programme, chance.choice(["ar", "fr", "en"])))
            )
            text = programme.model_dump(mode="json", by_alias=True, exclude_unset=True)
            hashes.add(part_hash(text))

            assert part_hash(plain) == part_hash(text), seed
    assert len(hashes) == 5


def test_the_bytes_are_the_same_each_time(small, small_written):
    assert programme_to_workbook(small, "en") == small_written


def test_a_variant_of_arabic_is_written_as_arabic(small, at):
    book = openpyxl.load_workbook(at(programme_to_workbook(small, "ar-LY")))

    assert (book.sheetnames[0], bool(book.worksheets[0].sheet_view.rightToLeft)) == ("الدليل", True)


@pytest.mark.parametrize("seed", range(4))
def test_invented_programmes_come_back_whole(at, seed):
    programme = invented_programme(seed)
    lang = ("ar", "fr", "en")[seed % 3]
    plain, _ = workbook_to_plain(at(programme_to_workbook(programme, lang)))

    assert Programme.model_validate(plain) == programme


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 1_400))
def test_many_invented_programmes_come_back_whole(at, seed):
    programme = invented_programme(seed)
    plain, _ = workbook_to_plain(at(programme_to_workbook(programme, ("ar", "fr", "en")[seed % 3])))

    assert Programme.model_validate(plain) == programme


def rename_and_reorder_sheets(book):
    for number, page in enumerate(book.worksheets):
        if page.title != "_tansiq":
            page.title = f"ورقة {number}"
    book.move_sheet(book.worksheets[3], 20)


def hide_everything(book):
    for page in book.worksheets[1:]:
        page.sheet_state = "hidden"
        page.column_dimensions["B"].hidden = True
        page.row_dimensions[4].hidden = True


def turn_columns_round(book):
    for page in book.worksheets[1:-1]:
        rows = [[(cell.value, cell.number_format) for cell in row] for row in page.iter_rows()]
        for row, values in enumerate(rows, start=1):
            for column, (value, form) in enumerate(reversed(values), start=1):
                page.cell(row, column).value = value
                page.cell(row, column).number_format = form


def reword_headings(book):
    for page in book.worksheets[1:-1]:
        for cell in page[2]:
            cell.value = "عنوان آخر"


def blank_rows_between(book):
    for page in book.worksheets[1:-1]:
        page.insert_rows(3)
        page.insert_rows(5)
        page.cell(page.max_row + 40, 1).value = "   "


def notes_beside(book):
    page = book.create_sheet("ملاحظات")
    page.append(["call the attaché: Sunday", 12])
    page.merge_cells("A2:C3")


@pytest.mark.parametrize(
    "edits",
    [
        [notes_beside],
        [turn_columns_round, hide_everything],
        [blank_rows_between, reword_headings, rename_and_reorder_sheets],
    ],
)
def test_the_look_of_the_workbook_says_nothing(small, small_written, at, edits):
    plain, _ = workbook_to_plain(at(edited(small_written, *edits)))

    assert Programme.model_validate(plain) == small


def column_of(page, key):
    return next(cell.column_letter for cell in page[1] if cell.value and cell.value.endswith(f":{key}"))


def test_cells_filled_by_people_come_back_as_values_with_their_places(small_written, at):
    given = {
        ("Units", "training_headcount"): " ٩٠ ",
        ("Units", "max_absent_share"): "25 %",
        ("Courses", "ramadan"): "نصف يوم",
        ("Parties", "from_article"): "oui",
        ("Seasons", "from"): datetime(2026, 5, 15, tzinfo=UTC).replace(tzinfo=None),
    }

    def fill(book):
        for (sheet, key), value in given.items():
            book[sheet][f"{column_of(book[sheet], key)}3"].value = value

    plain, positions = workbook_to_plain(at(edited(small_written, fill)))

    assert plain["units"][0]["training_headcount"] == 90
    assert plain["units"][0]["max_absent_share"] == 0.25
    assert plain["courses"][0]["ramadan"] == "نصف يوم"
    assert plain["parties"][0]["from_article"] is True
    assert plain["calendar"]["seasons"][0]["from"] == "05-15"
    assert positions["parties", 0, "from_article"].sheet == "Parties"


def test_positions_lead_to_the_cell(small_written, at):
    _, positions = workbook_to_plain(at(small_written))

    assert positions["meta", "as_of"] == CellPlace("Programme", "C12")
    assert positions["units", 1, "id"] == positions["units", 1] == CellPlace("Units", "A4")
    assert positions["units", 0, "metl", "c-brd", "weight"] == CellPlace("Essential tasks", "C3")
    assert positions["budget", "lines", 0, "by_year", "2026"].cell[1:] == "3"


def test_text_is_never_a_formula(small):
    changed = small.model_copy(update={"lessons": [small.lessons[0].model_copy(update={"cause": "=1+1"})]})
    book = openpyxl.load_workbook(BytesIO(programme_to_workbook(changed, "en")))
    cell = next(cell for cell in book["Lessons"][3] if cell.value == "=1+1")

    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_twins_with_rows_of_their_own_cannot_be_written(small):
    twins = small.model_copy(update={"units": [small.units[0], small.units[0]]})

    with pytest.raises(FaultyFileError) as refused:
        programme_to_workbook(twins, "ar")
    assert [fault.code for fault in refused.value.faults] == ["row_twice"]


def test_parts_of_one_programme_may_be_text_and_workbook(example, written, at, tmp_path):
    part = tmp_path / "part.yaml"
    part.write_text("part: {party: ly, programme: prog-dz-ly-2025-2027}\n", encoding="utf-8")
    programme, parts = read_programme_files([part, at(written["ar"])])

    assert programme == example
    assert [one.party for one in parts] == ["joint", "ly"]


def test_a_file_given_twice_is_a_fault(at, small_written):
    path = at(small_written)

    with pytest.raises(FaultyFileError) as refused:
        read_programme_files([path, path.parent / path.name])
    assert [fault.code for fault in refused.value.faults][:1] == ["file_given_twice"]


@pytest.mark.parametrize(("lang", "right_to_left"), [("ar", True), ("fr", False), ("en", False)])
def test_sheets_run_in_the_direction_of_the_language(written, lang, right_to_left):
    book = openpyxl.load_workbook(BytesIO(written[lang]))
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]

    assert {bool(page.sheet_view.rightToLeft) for page in pages} == {right_to_left}
    assert {page.freeze_panes for page in pages[1:]} == {"B3"}


def test_ids_begin_where_the_rows_of_a_sheet_begin_and_french_where_french_begins(written):
    page = openpyxl.load_workbook(BytesIO(written["ar"]))["الوحدات"]
    french = page[f"{column_of(page, 'name.fr')}3"].alignment

    assert (page["A3"].alignment.horizontal, page["A3"].alignment.readingOrder) == ("right", 1)
    assert (french.horizontal, french.readingOrder) == ("left", 1)


def test_programme_sheets_print_the_marking(example, written):
    book = openpyxl.load_workbook(BytesIO(written["fr"]))

    assert {page.oddHeader.center.text for page in book.worksheets} == {example.meta.marking.fr}


def test_days_are_days_and_ids_are_text(small_written):
    page = openpyxl.load_workbook(BytesIO(small_written))["Requests"]

    assert page[f"{column_of(page, 'by')}3"].is_date
    assert page["A3"].number_format == page.column_dimensions["A"].number_format == "@"


def test_columns_offer_the_ids_of_other_sheets(written):
    page = openpyxl.load_workbook(BytesIO(written["ar"]))["الطلبات"]
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in page.data_validations.dataValidation}

    assert rules["B3"] == "'الوحدات'!$A$3:$A$513"
    assert rules[f"{column_of(page, 'priority')}3"] == "1"
    assert rules[f"{column_of(page, 'late')}3"] == '"مسموح,مرفوض"'
