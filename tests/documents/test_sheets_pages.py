"""Pages of sheets: from giving one to taking its list back, in three languages; files that harm nothing."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from documents.sheet_files import NEED, NEEDS, read_here, saved, workbook
from openpyxl import Workbook, load_workbook

from tansiq.core.models import JournalLine
from tansiq.documents.models import GivenSheet, SheetImport, SheetMapping
from tansiq.documents.queries.sheets import lists
from tansiq.documents.services import sheets as services
from tansiq.organisations.models import Unit
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import opened
from tansiq.training.models import Request, Venue
from tansiq_desk.sheets.fields import LISTS
from tansiq_desk.sheets.grid import packed

pytestmark = pytest.mark.django_db
NEW = (None, "u-ly-bg-n", "crs-ihl-101", 7, "15/11/2026", 2)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch, tmp_path):
    monkeypatch.setattr(
        services, "_answer_of_another_process", lambda name, content: read_here(name, content, tmp_path)
    )


def file(content: bytes, name: str = "needs.xlsx") -> BytesIO:
    sent = BytesIO(content)
    sent.name = name
    return sent


def sent(browser, content: bytes, name: str = "needs.xlsx"):
    return browser.post("/documents/sheets/", {"sheet": file(content, name), "sender": "Libyan staff"})


def said(browser, **fields):
    """Send a form of the columns, about the file that its page shows."""
    shown = GivenSheet.objects.get().shown_as
    return browser.post("/documents/sheets/columns", {"shown": shown, **fields})


def mapped(browser, **fields):
    given = GivenSheet.objects.get()
    columns = {f"column_{place}": key for place, key in enumerate(given.head["fields"])}
    return said(browser, **columns, **fields, look="1")


DIRECTIONS = {"ar": "rtl", "fr": "ltr", "en": "ltr"}


def read_in_all(browser, path: str) -> list[str]:
    """Open a page in each language; give its texts once each has its direction."""
    pages = []
    for language, direction in DIRECTIONS.items():
        browser.cookies["tansiq_language"] = language
        pages.append(browser.get(path).text)
        assert f'<html lang="{language}' in pages[-1]
        assert f'dir="{direction}"' in pages[-1].partition(">")[0] + pages[-1].partition("<head")[0]
    return pages


def test_way_of_a_sheet_from_giving_to_taking_back(visit):
    browser, before = visit("director"), Request.objects.count()

    assert sent(browser, workbook(NEEDS, NEED, NEW)).url == "/documents/sheets/columns"
    read_in_all(browser, "/documents/sheets/columns")
    assert mapped(browser).url == "/documents/sheets/preview"
    for page in read_in_all(browser, "/documents/sheets/preview"):
        assert ("D2" in page, "<s><bdi>" in page) == (True, True)
    answer = browser.post("/documents/sheets/take-in", {"digest": GivenSheet.objects.get().digest})
    taken = SheetImport.objects.get()
    assert answer.url == f"/documents/sheets/taken/{taken.pk}/"
    code = Request.objects.latest("pk").code
    for page in read_in_all(browser, answer.url):
        links = ["/training/requests/", f"/training/requests/{code}/"]
        assert [it for it in links if f'href="{it}"' in page] == links
    for page in read_in_all(browser, "/documents/sheets/"):
        assert "الوحدة | الدورة | عدد المقاعد" in page  # as they were written
    assert Request.objects.count() == before + 1

    assert browser.post(f"/documents/sheets/taken/{taken.pk}/take-back").url == answer.url

    assert Request.objects.count() == before
    page = browser.get(answer.url).text
    assert f"/documents/sheets/taken/{taken.pk}/take-back" not in page
    assert ("added, then removed" in page, f"{code}/" in page) == (True, False)


def test_columns_are_chosen_by_hand(visit):
    browser = visit("director", "en")
    sent(browser, workbook(("title",), ("?", "??", "???"), ("u-ly-bg-n", "crs-ihl-101", 4)))
    assert said(browser, page=0, section="requests", heading="٢", choose="1").status_code == 302
    chosen = {
        "column_0": "unit",
        "column_1": "course",
        "column_2": "seats",
        "fixed_by": "31 Dec 2026",
        "fixed_priority": "1",
    }

    twice = said(browser, **{**chosen, "column_1": "unit"}, look="1")
    assert "Two columns cannot be the same field" in twice.text
    assert said(browser, **chosen, look="1").status_code == 302

    assert "all rows" in browser.get("/documents/sheets/preview").text


@pytest.mark.parametrize("button", ["look", "choose"])
def test_form_of_another_file_is_told_and_keeps_nothing(visit, button):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, NEW))
    shown = GivenSheet.objects.get().shown_as
    sent(browser, workbook(NEEDS[:2], NEW[:2]))
    before = GivenSheet.objects.values().get()

    answer = said(browser, shown=shown, column_0="course", page=0, section="requests", **{button: "1"})

    assert answer.url == "/documents/sheets/columns"
    assert "It was changed meanwhile" in browser.get(answer.url).text
    assert GivenSheet.objects.values().get() == before


def test_order_of_days_is_asked_where_no_cell_tells(visit):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, (*NEW[:4], "3/4/2027", 2)))
    assert 'name="order"' in browser.get("/documents/sheets/columns").text
    assert mapped(browser).status_code == 200  # not answered yet

    mapped(browser, order="month")

    assert "4 March 2027" in browser.get("/documents/sheets/preview").text


def test_faulty_rows_stop_it_until_they_are_left(visit):
    browser, count = visit("director", "en"), JournalLine.objects.count()
    sent(browser, workbook(NEEDS, NEW, (*NEW[:3], "many", *NEW[4:])))
    mapped(browser)
    page = browser.get("/documents/sheets/preview").text
    assert ("D3" in page, "is no number." in page) == (True, True)
    digest = {"digest": GivenSheet.objects.get().digest}
    assert browser.post("/documents/sheets/take-in", digest).status_code == 409
    assert JournalLine.objects.count() == count

    rows = list(
        load_workbook(BytesIO(browser.get("/documents/sheets/rows-to-mend.xlsx").content))
        .worksheets[0]
        .values
    )
    assert (len(rows), rows[1][3], "D3" in rows[1][-1]) == (2, "many", True)

    browser.post("/documents/sheets/take-in", {**digest, "without_faulty": "1"})
    assert SheetImport.objects.get().left == 1


def rows_of(browser, path: str) -> list[tuple]:
    page = load_workbook(BytesIO(browser.get(path).content)).worksheets[0]
    return [tuple(str(it) for it in row if it is not None) for row in page.values]


def test_rows_that_were_left_can_be_saved_after_the_others_were_taken_in(visit):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, NEW, (*NEW[:3], "many", *NEW[4:]), (*NEW[:2], "crs-none", *NEW[3:])))
    mapped(browser)
    offered = rows_of(browser, "/documents/sheets/rows-to-mend.xlsx")
    digest = GivenSheet.objects.get().digest
    place = browser.post("/documents/sheets/take-in", {"digest": digest, "without_faulty": "1"}).url
    path = f"{place}rows-to-mend.xlsx"

    assert (len(offered), rows_of(browser, path)) == (3, offered)
    for page in read_in_all(browser, place):
        assert f'href="{path}"' in page
    other = visit("cooperation", "en")
    assert (other.get(path).status_code, "rows-to-mend" in other.get(place).text) == (404, False)
    browser.post(f"{place}take-back")
    assert rows_of(browser, path) == offered


def test_no_text_of_an_exported_workbook_holds_signs_that_only_turn_a_part_of_it(visit):
    Venue.objects.filter(code="v-dz-border").update(
        name_ar="مدرسة \u2066B-2\u2069", name_fr="École \u2068B-2\u2069"
    )
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, NEW, (*NEW[:2], "crs-ihl-10", *NEW[3:])))
    mapped(browser)
    paths = [f"/documents/lists/{it}.xlsx" for it in LISTS]
    paths += ["/documents/plans/1.xlsx", "/documents/sheets/rows-to-mend.xlsx"]

    for language in DIRECTIONS:
        browser.cookies["tansiq_language"] = language
        for path in paths:
            book = load_workbook(BytesIO(browser.get(path).content))
            texts = [str(it.value) for page in book for row in page.iter_rows() for it in row]
            assert [it for it in texts if set(it) & set("\u2066\u2067\u2068\u2069")] == []


def test_filters_and_pages_of_a_preview(visit):
    browser = visit("director", "en")
    sent(
        browser,
        workbook(
            NEEDS,
            *((*NEW[:3], it + 1, f"{1 + it % 28}/11/2026", 2) for it in range(70)),
            (*NEW[:3], "x", "13/11/2026", 2),
        ),
    )
    mapped(browser)

    assert "?page=2" in browser.get("/documents/sheets/preview").text
    assert browser.get("/documents/sheets/preview?kind=faulty").context["page"].paginator.count == 1
    assert browser.get("/documents/sheets/preview?text=D72").context["page"].paginator.count == 1


def test_who_takes_in_no_list_is_told_who_does(visit):
    assert "Your roles take in no list" in visit("auditor", "en").get("/documents/sheets/").text


@pytest.mark.parametrize("count", [1, 30])
def test_page_of_sheets_asks_the_same_whatever_was_taken_in(
    visit, person, at, count, django_assert_num_queries
):
    for number in range(count):
        SheetImport.objects.create(
            owner="ly", by="director", at=at, name=f"{number}.xlsx", sender="x", sha256="", programme="", section="units",
            added=1, changed=1, left=0, content=b"",
        )  # fmt: skip
    browser = visit("director")
    browser.get("/documents/sheets/")
    with django_assert_num_queries(13):
        browser.get("/documents/sheets/")


def test_every_list_taken_in_and_every_mapping_is_reached(visit, at):
    for number in range(60):
        SheetImport.objects.create(
            owner="ly", by="director", at=at, name=f"n{number}.xlsx", sender="x", sha256="", programme="", section="units",
            added=1, changed=1, left=0, content=b"",
        )  # fmt: skip
        SheetMapping.objects.create(
            owner="ly", sender=f"s{number:02d}", sender_folded=f"s{number:02d}", section="units", headings="h",
            headings_sha256="", head={"headings": ["h"]}, by="director", at=at,
        )  # fmt: skip
    browser = visit("director", "en")
    first, second = (browser.get(f"/documents/sheets/?page={number}").text for number in (1, 2))

    assert [("n59.xlsx" in it, "n0.xlsx" in it) for it in (first, second)] == [(True, False), (False, True)]
    assert [(">s00<" in it, ">s59<" in it) for it in (first, second)] == [(True, False), (False, True)]


def test_row_of_headings_that_is_not_kept_is_refused_in_words(visit):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, *[NEW] * 50))

    page = said(browser, page=0, section="requests", heading=45, choose="1")

    assert (page.status_code, "here down to row 40" in page.text) == (200, True)


# ------------------------------------------------------------------------------------------------------------------ files
def entities() -> bytes:
    content = BytesIO(workbook(NEEDS, NEED))
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/more.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    return content.getvalue()


def with_macros() -> bytes:
    content = BytesIO(workbook(NEEDS, NEED))
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    return content.getvalue()


def merged_all() -> bytes:
    book = Workbook()
    book.worksheets[0].append(list(NEEDS))
    book.worksheets[0].merged_cells.add("A3:XFD1048576")
    return saved(book)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD = {
    "half": (workbook(NEEDS, NEED)[:3000], "a.xlsx", "damaged"),
    "nothing": (b"", "a.xlsx", "empty"),
    "text": (b"hello", "a.xlsx", "damaged"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "a.csv", "damaged"),
    "old": (OLE + b"x" * 600, "a.xls", "old"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
    "macros": (with_macros(), "a.xlsx", "macros"),
    "macro book": (workbook(NEEDS, NEED), "a.xlsm", "macros"),
    "entities": (entities(), "a.xlsx", "entit"),
    "merged": (merged_all(), "a.xlsx", "merge"),
    "blank": (workbook((None,)), "a.xlsx", "No sheet of this file says anything"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_in_words_and_changes_nothing(visit, case):
    content, name, word = BAD[case]
    browser, count = visit("director", "en"), JournalLine.objects.count()

    page = sent(browser, content, name)

    assert (page.status_code, word in page.text) == (200, True), page.text[page.text.find("<main") :][:3000]
    assert (GivenSheet.objects.count(), JournalLine.objects.count()) == (0, count)


def test_cells_of_formulas_and_errors_are_told_by_their_place(visit):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, (None, "u-ly-bg-n", "crs-ihl-101", "=1+2", "15/11/2026", 2)))
    assert "has a formula" in browser.get("/documents/sheets/columns").text
    mapped(browser)

    page = browser.get("/documents/sheets/preview").text

    assert ("D2" in page, "formula whose value was never computed" in page) == (True, True)


# ------------------------------------------------------------------------------------------------------------------- lists
def test_list_is_that_of_its_page_with_real_days_right_to_left(visit):
    answer = visit("director").get("/documents/lists/requests.xlsx?course=crs-ihl-101")

    page = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(page.values)
    assert (page.sheet_view.rightToLeft, page.freeze_panes, page.auto_filter.ref is not None) == (
        True,
        "B2",
        True,
    )
    assert {row[3] for row in rows[1:]} == {"crs-ihl-101"}
    assert all(isinstance(row[6], date) and isinstance(row[5], int) for row in rows[1:])
    assert (answer["X-Content-Type-Options"], "attachment" in answer["Content-Disposition"]) == (
        "nosniff",
        True,
    )


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_text_is_never_a_formula(visit, form):
    Venue.objects.filter(code="v-dz-border").update(name_en="=cmd|' /C calc'!A0", tags="")
    content = visit("planner", "en").get(f"/documents/lists/venues.{form}").content
    if form == "csv":
        assert ";'=cmd" in content.decode()
        return
    cells = [
        it
        for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()
        for it in row
        if str(it.value).startswith("=")
    ]
    assert [(it.data_type, it.quotePrefix) for it in cells] == [("s", True)]


FORMULAS = ("=1+1", "+1", "-1", "@x", "\tx")


def test_text_of_rows_to_mend_is_never_a_formula(visit):
    browser = visit("director", "en")
    sent(browser, workbook(NEEDS, NEW))
    rows = packed([(1, list(NEEDS)), *((it, [None, text, *NEW[2:]]) for it, text in enumerate(FORMULAS, 2))])
    told = GivenSheet.objects.get().told
    GivenSheet.objects.update(rows=rows, told=[{**told[0], "start": 0, "end": len(rows)}])
    mapped(browser)

    book = load_workbook(BytesIO(browser.get("/documents/sheets/rows-to-mend.xlsx").content))

    cells = list(book.worksheets[0].columns)[1][1:]
    assert [(it.value, it.data_type, it.quotePrefix) for it in cells] == [(it, "s", True) for it in FORMULAS]


def test_text_of_a_plan_is_never_a_formula(visit, monkeypatch):
    whole = opened(PlanVersion.objects.get())
    codes = Unit.objects.order_by("pk").values_list("code", flat=True)
    names = {**whole.problem.names, **{it: {"en": text} for it, text in zip(codes, FORMULAS, strict=False)}}
    named = replace(whole, problem=replace(whole.problem, names=names))
    monkeypatch.setattr(lists, "opened", lambda _version: named)

    book = load_workbook(BytesIO(visit("director", "en").get("/documents/plans/1.xlsx").content))

    cells = [it for page in book for row in page.iter_rows() for it in row if it.value in FORMULAS]
    assert {it.value for it in cells} == set(FORMULAS)
    assert {(it.data_type, it.quotePrefix) for it in cells} == {("s", True)}


def test_list_holds_nothing_that_its_reader_may_not_see(visit):
    Venue.objects.filter(code="v-dz-border").update(released_to="")
    Request.objects.filter(code="rq-001").update(owner="dz", released_to="")

    browser = visit("director", "en")
    assert "v-dz-border" not in browser.get("/documents/lists/venues.csv").content.decode()
    assert "v-dz-border" not in browser.get("/documents/lists/courses.csv").content.decode()
    assert "rq-001" not in browser.get("/documents/lists/requests.csv").content.decode()
    units = browser.get("/documents/lists/units.csv").content.decode().splitlines()
    assert [line.rstrip(";").rpartition(";")[2] for line in units if line.startswith("u-dz")] != []
    assert [line for line in units if line.startswith("u-dz") and "crs-" in line] == []


def test_plan_as_a_workbook_without_ratings_that_are_not_released(visit):
    book = load_workbook(BytesIO(visit("cooperation", "en").get("/documents/plans/1.xlsx").content))
    matrix = next(it for it in book.worksheets if it.title.startswith("Readiness"))
    theirs = set(Unit.objects.filter(owner="ly").values_list("name_en", flat=True))
    hidden = [row for row in matrix.values if row[0] in theirs]

    assert len(book.sheetnames) == 8
    assert hidden != []
    assert [value for row in hidden for value in row[2:] if value is not None] == []


@pytest.mark.parametrize(
    "path",
    [
        "/documents/lists/units.pdf",
        "/documents/lists/people.xlsx",
        "/documents/plans/99.xlsx",
        "/documents/sheets/taken/99/",
    ],
)
def test_what_is_not_there_is_not_found(visit, path):
    assert visit("director").get(path).status_code == 404


def test_numbers_that_no_list_has_are_not_found(visit):
    browser, huge = visit("director", "en"), "9" * 30

    assert [
        browser.get(f"/documents/sheets/taken/{huge}/").status_code,
        browser.post(f"/documents/sheets/taken/{huge}/take-back").status_code,
        browser.post(f"/documents/sheets/senders/{huge}/forget").status_code,
        browser.get(f"/documents/plans/{huge}.xlsx").status_code,
    ] == [404] * 4
    assert browser.get("/documents/sheets/?page=x").status_code == 200


def test_sheet_is_read_in_a_process_of_its_own(monkeypatch, person, at, tmp_path):
    monkeypatch.undo()

    given = services.give_sheet(
        name="../a.xlsx", content=workbook(NEEDS, NEW), sender="x", by=person("director"), at=at
    )

    assert (given.name, given.section, given.told[0]["rows"], len(bytes(given.rows)) > 0) == (
        "a.xlsx",
        "requests",
        2,
        True,
    )


def test_slip_is_answered_with_names_in_the_language_of_the_page(visit):
    browser = visit("director", "fr")

    sent(browser, workbook(NEEDS, (*NEW[:2], "Secourisme de campagne 2", *NEW[3:])))
    mapped(browser)

    page = browser.get("/documents/sheets/preview").text
    assert "Secourisme de campagne (crs-med-101)" in page
    assert "(crs-med-101)" not in page.replace("Secourisme de campagne (crs-med-101)", "")
