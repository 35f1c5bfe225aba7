"""The plan as a workbook: what stands in it is what was planned, and it prints."""

from io import BytesIO

import openpyxl
import pytest

from tansiq_desk.workbook import write_plan_workbook
from tansiq_desk.workbook.look import LEFT_TO_RIGHT, lines_of, mark
from tansiq_desk.workbook.tables import shortened
from tansiq_planner.matrix import readiness_at
from tansiq_planner.readiness import MICRO
from tests.desk.sample_result import example_problem, sample_result

TITLES = {
    "ar": ["الحصيلة", "الدورات المقررة", "المقاعد حسب الطلب", "التمارين", "مؤتمرات التخطيط", "ما لم يُخطط وسببه",
           "الجاهزية قبل وبعد", "المال حسب البند والسنة"],
    "fr": ["Bilan", "Sessions", "Places par demande", "Exercices", "Conférences", "Non planifié et motifs",
           "Niveaux avant et après", "Argent par ligne et année"],
    "en": ["Score", "Course editions", "Seats per request", "Exercises", "Planning conferences", "Not planned and why",
           "Readiness before and after", "Money by line and year"],
}  # fmt: skip


@pytest.fixture(scope="module")
def problem():
    return example_problem()


@pytest.fixture(scope="module")
def result(problem):
    return sample_result(problem)


@pytest.fixture(scope="module")
def books(problem, result):
    return {
        lang: openpyxl.load_workbook(BytesIO(write_plan_workbook(problem, result, lang))) for lang in TITLES
    }


@pytest.fixture(scope="module")
def book(books):
    return books["en"]


def rows(page):
    return [list(row) for row in page.iter_rows(min_row=2, values_only=True)]


def column(page, heading):
    return [row[[cell.value for cell in page[1]].index(heading)] for row in rows(page)]


@pytest.mark.parametrize("lang", TITLES)
def test_sheets_are_called_run_and_print_as_the_language_asks(books, lang):
    pages = books[lang].worksheets

    assert [page.title for page in pages] == TITLES[lang]
    assert {bool(page.sheet_view.rightToLeft) for page in pages} == {lang == "ar"}
    assert {page.page_setup.orientation for page in pages} == {"landscape"}
    assert {str(page.page_setup.paperSize) for page in pages} == {"9"}
    assert {(page.page_setup.fitToWidth, page.page_setup.fitToHeight) for page in pages} == {(1, 0)}
    assert {page.sheet_properties.pageSetUpPr.fitToPage for page in pages} == {True}
    assert {page.print_title_rows for page in pages} == {"$1:$1"}


@pytest.mark.parametrize("lang", TITLES)
def test_text_begins_where_the_rows_begin_and_stands_off_from_figures(books, lang):
    page = books[lang].worksheets[1]

    texts = [cell for row in page.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert {cell.alignment.horizontal for cell in texts} == {"right" if lang == "ar" else "left"}
    assert {cell.alignment.indent for cell in texts} == {1}
    assert {cell.alignment.readingOrder for cell in texts if cell.column_letter == "A"} == {LEFT_TO_RIGHT}


@pytest.mark.parametrize("lang", TITLES)
def test_a_row_is_as_high_as_its_longest_text(books, lang):
    """LibreOffice leaves rows low and lets wrapped texts run over each other."""
    page = books[lang].worksheets[5]
    heights = {row: page.row_dimensions[row].height for row in range(2, page.max_row + 1)}
    width = page.column_dimensions["F"].width
    longest = {row: max(len(line) for line in page[f"F{row}"].value.split("\n")) for row in heights
               if page[f"F{row}"].value}  # fmt: skip

    assert {row for row, length in longest.items() if length > width} != set()
    assert {
        row for row, length in longest.items() if length > width and not (heights[row] or 0) > 20
    } == set()
    assert lines_of("one\ntwo", 20) == 2
    assert lines_of("four words of text", 10) == 3


@pytest.mark.parametrize("lang", TITLES)
def test_every_sheet_prints_the_marking_of_the_programme(books, problem, lang):
    assert {page.oddHeader.center.text for page in books[lang].worksheets} == {problem.marking[lang]}


@pytest.mark.parametrize(
    ("marking", "printed"),
    [
        ("R&D\x07", "R&&D_x0007_"),
        ("a\n b", "a b"),
        ("م" * 300, "م" * 249 + "…"),
        ("&" * 200, "&&" * 124 + "…"),
    ],
)
def test_no_marking_damages_the_file(marking, printed):
    book = openpyxl.Workbook()

    mark(book, {"ar": marking}, "ar")

    assert book.active.oddHeader.center.text == printed
    saved = BytesIO()
    book.save(saved)
    assert openpyxl.load_workbook(saved).sheetnames == book.sheetnames


def test_lists_of_people_have_the_comma_of_the_language(books):
    listed = {lang: books[lang].worksheets[3]["J2"].value for lang in TITLES}

    assert {lang: [mark for mark in ",،" if mark in text] for lang, text in listed.items()} == {
        "ar": ["،"],
        "fr": [","],
        "en": [","],
    }


@pytest.mark.parametrize("lang", TITLES)
def test_no_text_holds_signs_that_only_turn_a_part_of_it(books, lang):
    texts = [str(cell.value) for page in books[lang] for row in page.iter_rows() for cell in row]

    assert [it for it in texts if any("\u2066" <= sign <= "\u2069" for sign in it)] == []


def test_editions_are_those_of_the_plan(book, result):
    page = book["Course editions"]

    assert column(page, "Edition") == [edition.id for edition in result.plan.editions]
    assert [day.date() for day in column(page, "First day")] == [
        edition.start for edition in result.plan.editions
    ]
    assert column(page, "People") == [edition.size for edition in result.plan.editions]


def test_every_request_is_there_with_the_seats_it_has(book, problem, result):
    page = book["Seats per request"]
    seats = dict.fromkeys(problem.requests, 0)
    for request, number in zip(column(page, "Request"), column(page, "Seats in this edition"), strict=True):
        seats[request] += number

    assert seats == {request: result.plan.seats_of(request) for request in problem.requests}


def test_late_seats_are_said_to_be_late(book, problem):
    page = book["Seats per request"]
    told = zip(column(page, "Last day"), column(page, "By"), column(page, "Late"), strict=True)

    assert {(last > by) == (late == "yes") for last, by, late in told if last} == {True}


def test_exercises_and_conferences_have_their_days(book, problem, result):
    held = {one.exercise: one.start for one in result.plan.exercises}
    page, days = book["Exercises"], book["Planning conferences"]
    starts = [day and day.date() for day in column(page, "First day")]

    assert column(page, "Exercise") == list(problem.exercises)
    assert starts == [held.get(exercise) for exercise in problem.exercises]
    assert sorted(day.date() for day in column(days, "Day")) == sorted(
        day for one in result.plan.exercises for day in one.conferences.values()
    )


def test_what_is_not_planned_has_its_reason_and_what_would_help(book, result):
    page = book["Not planned and why"]

    assert column(page, "Not planned") == [it.id for it in result.unplanned]
    assert column(page, "Missing") == [it.seats for it in result.unplanned]
    assert {reason[:3] for reason in column(page, "Reasons")} == {"R06"}
    assert all(column(page, "Smallest change that would help"))


def test_the_matrix_shows_letters_figures_and_colours_before_and_after(book, problem, result):
    page = book["Readiness before and after"]
    after = readiness_at(problem, result.plan, problem.judged_half_years()[-1])
    headings = [cell.value for cell in page[1]]
    at = headings.index(problem.names["c-brd"]["en"]) + 1
    begun, now = page.cell(2, at), page.cell(3, at)
    cell = after["u-ly-bg-n", "c-brd"]

    assert (begun.value, begun.number_format) == (38, '"P-"* 0')
    assert (now.value, now.number_format) == (cell.micro_score // MICRO, f'"{cell.letter}"* 0')
    assert (begun.fill.start_color.rgb, page.cell(2, at + 5).value) == ("00F2C58C", 30)


def test_money_adds_up_by_year(book, result):
    page = book["Money by line and year"]
    spending = result.score.spending
    told = list(zip(column(page, "Line"), column(page, "Year"), column(page, "Spent"), strict=True))
    years = sorted({entry.year for entry in spending})

    assert [row for row in told if row[0] == "Total"] == [
        ("Total", year, sum(entry.spent for entry in spending if entry.year == year)) for year in years
    ]


def test_the_score_is_that_of_the_result(book, result):
    figures = {row[0]: row[1] for row in rows(book["Score"]) if row[0]}

    assert figures["Cost"] == result.score.cost
    assert figures["Seats, priority 1"] == result.score.seats[1]
    assert figures["Stopped by"] == "limit of work reached"
    assert [row[0] for row in rows(book["Score"]) if row[0] == "Taken for granted"] == ["Taken for granted"]


def test_names_that_look_like_formulas_stay_text(problem, result):
    named = {**problem.names, "crs-ihl-101": {"en": '=HYPERLINK("x")'}}
    odd = openpyxl.load_workbook(BytesIO(write_plan_workbook(_with_names(problem, named), result, "en")))
    types = {cell.data_type for page in odd for row in page.iter_rows() for cell in row}

    assert types - {"n", "s", "d"} == set()


def _with_names(problem, names):
    from dataclasses import replace

    return replace(problem, names=names)


def test_the_bytes_are_the_same_each_time(problem, result):
    assert write_plan_workbook(problem, result, "ar") == write_plan_workbook(problem, result, "ar")


def test_a_text_that_no_cell_holds_is_cut():
    assert (len(shortened("x" * 40_000)), shortened("short")) == (32_767, "short")
