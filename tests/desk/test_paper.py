"""Papers as PDF: what is put in is found on the pages, in every language; whatever people write, nothing breaks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import segno
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tansiq_desk.page import Part
from tansiq_desk.page.editions import exercise_cards
from tansiq_desk.page.readiness import LetterKey
from tansiq_desk.paper import findings
from tansiq_desk.paper.blocks import (
    Align,
    Cell,
    Column,
    Contents,
    Heading,
    Mark,
    Note,
    PageBreak,
    Pairs,
    Paper,
    Paragraph,
    Points,
    Signature,
    Signatures,
    Table,
    Tone,
    texts_of,
)
from tansiq_desk.paper.booklet import Approval, Occasion, booklet, booklet_of
from tansiq_desk.paper.laying import laid_out
from tansiq_desk.paper.press import (
    CannotSetError,
    SettingCancelledError,
    pages_in,
    set_paper,
    set_side_by_side,
)
from tansiq_desk.paper.quotas import quota_letter
from tansiq_desk.paper.setting import pdf_of
from tansiq_desk.paper.signs import BREAK, first_strong, lines_of, written_line
from tansiq_desk.paper.told import PlanTold
from tansiq_desk.paper.yearly import yearly_report
from tansiq_desk.words.hijri import ERA, hijri_text
from tansiq_desk.workbook.cells import without_isolates
from tests.desk.example_plan import planned_example
from tests.desk.pdf_text import pages_of, put_in, signs, words, words_in_order

SOURCE = str(Path(__file__).parents[2] / "src")
AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
HASH = "0123456789abcdef" * 4
WORDS = {
    "ar": ("محضر الاجتماع", "غير مصنف", "صفحة {page} من {pages}", "جدول الأعمال",
           "اتفق الطرفان على البرنامج السنوي، وفق المادة 4."),
    "fr": ("Procès-verbal", "NON PROTÉGÉ", "page {page} sur {pages}", "Ordre du jour",
           "Les parties conviennent du programme annuel, selon l'article 4."),
    "en": ("Minutes", "UNCLASSIFIED", "page {page} of {pages}", "Agenda",
           "Both parties agree on the yearly programme, after article 4."),
}  # fmt: skip
ALONE_AND_TOGETHER = [("ar",), ("fr",), ("en",), ("ar", "fr"), ("ar", "en")]


def small(lang: str, *more: object, rows: int = 60) -> Paper:
    """Give a paper with a block of every kind."""
    title, marking, pages, agenda, text = WORDS[lang]
    place = Signature(title, agenda, marking, text[:9], agenda)
    blocks = (
        Contents(agenda), Heading(title), Paragraph(text), Note(text, Tone.NOTICE), Points((agenda, text), is_numbered=True),
        Pairs(((agenda, Cell((text, "MTG-2025-03"))), (title, Cell((agenda,), Tone.GOOD, is_strong=True)))), Heading(agenda, 2),
        Table((Column(agenda, 2.0), Column(title, 1.0, Align.END)),
              tuple((Cell((text,)), Cell((f"{n}",))) for n in range(rows)), title),
        PageBreak(is_wide=True), Heading(text, 3), *more, PageBreak(), Signatures((place, place)),
    )  # fmt: skip
    return Paper(
        lang, title, marking, AT, pages, blocks, subtitle=text, issuer=agenda, reference="MTG-2025-03",
        day=date(2025, 5, 18), mark=Mark(agenda, HASH, HASH),
    )  # fmt: skip


@cache
def as_pdf(*langs: str) -> bytes:
    papers = [small(it) for it in langs]
    return set_paper(papers[0]) if len(papers) == 1 else set_side_by_side(papers[1], papers[0])


@cache
def told(lang: str) -> PlanTold:
    return PlanTold(*planned_example("B"), lang)


OCCASION = Occasion(
    AT,
    HASH,
    "3",
    "Tansiq",
    approvals=(Approval("ly", "yes", date(2025, 5, 1), is_approved=True), Approval("dz")),
)
OF_THE_PLAN = {
    "booklet": lambda it: booklet(it, OCCASION),
    "quota letter": lambda it: quota_letter(it, OCCASION, "dz", 2026),
    "yearly report": lambda it: yearly_report(it, OCCASION, 2026),
}


def furniture(papers: list[Paper], pages: int) -> Counter[str]:
    """Count what pages bear beside what is put in, at most: markings, hashes, numbers, headings that come again."""
    again = (
        [it.marking for it in papers] * 2 + [it.mark.label for it in papers if it.mark] + [HASH, HASH[:16]]
    )
    again += [it.page_words.format(page="", pages="") for it in papers]
    again += [
        it.title
        for paper in papers
        for table in paper.blocks
        if isinstance(table, Table)
        for it in table.columns
    ]
    again += [
        text for paper in papers for it in paper.blocks if isinstance(it, Heading) for text in (it.text,)
    ]
    return signs(" ".join(again) * pages) + signs("0123456789" * 400 * pages)


# ------------------------------------------------------------------------------------------------------ what is said
@pytest.mark.parametrize("langs", ALONE_AND_TOGETHER)
def test_every_sign_put_in_is_on_the_pages_and_no_other_but_what_pages_bear(langs):
    papers = [small(it) for it in langs]
    pages = pages_of(as_pdf(*langs))

    found, given_ = signs("\n".join(pages)), signs(put_in(*papers))

    assert given_ - found == Counter()
    assert (found - given_) - furniture(papers, len(pages)) == Counter()


@pytest.mark.parametrize("langs", ALONE_AND_TOGETHER)
def test_every_word_put_in_is_on_the_pages(langs):
    assert words(put_in(*map(small, langs))) - words("\n".join(pages_of(as_pdf(*langs)))) == Counter()


def test_a_word_that_is_missing_is_found_out():
    more = replace(small("ar"), subtitle=f"{small('ar').subtitle} وبشهادة الشهود")

    missing = words(put_in(more)) - words("\n".join(pages_of(as_pdf("ar"))))

    assert sum(missing.values()) == 2
    assert signs(put_in(more)) - signs("\n".join(pages_of(as_pdf("ar")))) != Counter()


@pytest.mark.parametrize("langs", [("ar-LY",), ("fr",), ("en",), ("ar-DZ", "fr"), ("ar-LY", "en")])
@pytest.mark.parametrize("kind", OF_THE_PLAN)
def test_every_sign_of_a_plans_paper_is_on_its_pages(kind, langs):
    papers = [OF_THE_PLAN[kind](told(it)) for it in langs]
    pdf = set_paper(papers[0]) if len(papers) == 1 else set_side_by_side(*papers)
    text, given_ = "\n".join(pages_of(pdf)), put_in(*papers)

    missing = words(given_) - words(text)

    assert signs(given_) - signs(text) == Counter()
    if langs[0].startswith("ar"):  # readers of PDFs join and part a few words beside numbers and codes
        assert missing.total() <= words(given_).total() / 100
    else:
        assert missing == Counter()


@pytest.mark.parametrize("lang", ["ar-LY", "ar-DZ"])
def test_nine_words_of_ten_are_found_as_they_are_written_in_arabic(lang):
    paper = OF_THE_PLAN["yearly report"](told(lang))
    given_ = words_in_order(put_in(paper))

    missing = given_ - words_in_order("\n".join(pages_of(set_paper(paper))))

    assert missing.total() <= given_.total() * 0.1


@pytest.mark.parametrize("lang", ["ar-LY", "fr"])
def test_signatures_stand_on_a_page_that_says_something(lang):
    letter = quota_letter(told(lang), OCCASION, "dz", 2025)
    heading = told(lang).say("quota_by_party")

    last = words(pages_of(set_paper(letter))[-1])

    assert words(heading) <= last
    assert words(told(lang).name("ly")) <= last


def test_a_long_block_stays_where_it_is_and_a_short_one_goes_with_the_signatures():
    short, place = Paragraph("x " * 500), Signatures((Signature("x", "", "", "", ""),))
    laid = [
        laid_out([replace(small("en"), blocks=(it, place, short))])["sections"][0]["blocks"]
        for it in (short, Paragraph("x " * 501), Table((Column("y"),), ((Cell(("x " * 499,)),),)))
    ]

    assert [[it.get("is-held") for it in blocks] for blocks in laid] == [
        [True, False, None], [False, False, None], [True, False, None],
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_no_line_begins_with_the_era_of_a_hijri_day_and_a_search_finds_the_day(lang):
    day, word = hijri_text(lang, date(2025, 8, 31)), "س" if lang == "ar" else "x"
    dated = tuple(Paragraph(f"{word * before} {day} {day}") for before in range(90))
    document = pypdfium2.PdfDocument(set_paper(replace(small(lang), blocks=dated)))

    pages = [it.get_textpage() for it in document]
    lines = [line.split() for page in pages for line in page.get_text_range().splitlines()]
    found = sum(len(list(iter(page.search(day.partition(" 14")[0]).get_next, None))) for page in pages)

    assert [it for it in lines if it and it[0] in {ERA[lang], ERA[lang][::-1]}] == []
    assert 150 < found <= 180  # a few are broken over two lines


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_the_setter_is_given_every_text_of_a_paper(lang):
    paper = OF_THE_PLAN["booklet"](told(lang))
    texts = {it for it in texts_of(replace(paper, mark=None)) if it != paper.marking}

    given_ = "\n".join(put_in(paper).replace(BREAK, "").splitlines())

    assert {line for it in texts for line in it.splitlines() if line not in given_} == set()


# ---------------------------------------------------------------------------------------------------- what pages bear
@pytest.mark.parametrize("langs", ALONE_AND_TOGETHER)
def test_every_page_bears_the_marking_twice_the_hash_and_its_number(langs):
    pages = [words(it) for it in pages_of(as_pdf(*langs))]
    marks = [words(WORDS[it][1]) for it in langs]
    short = words(HASH[:16])

    assert len(pages) > 3
    assert [
        all(Counter({key: 2 * n for key, n in mark.items()}) <= page for mark in marks) for page in pages
    ] == [True] * len(pages)
    assert [short <= page for page in pages] == [True] * len(pages)
    assert [words(f"{n} {len(pages)}") <= page for n, page in enumerate(pages, 1)] == [True] * len(pages)


SIDE_MM, MARGIN_MM, FOOT_MM, POINTS_OF_A_MM, DARK = 11, 22, 24, 72 / 25.4, 110


def modules_on(page, *, is_rtl):
    """Give the modules of the square code at the foot of a page, as a camera would see them."""
    width, height = page.get_size()
    near, far = MARGIN_MM * POINTS_OF_A_MM, width - (MARGIN_MM + SIDE_MM) * POINTS_OF_A_MM
    left, right = (far, near) if is_rtl else (near, far)
    crop = (left, 0, right, height - FOOT_MM * POINTS_OF_A_MM)
    shown = page.render(scale=12, crop=crop, grayscale=True).to_numpy() < DARK
    rows, columns = (shown.any(axis=it).nonzero()[0] for it in (1, 0))
    square = shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    count = len(CODE)
    middles = [[int((n + 0.5) * side / count) for n in range(count)] for side in square.shape]
    return [[int(square[row, column]) for column in middles[1]] for row in middles[0]]


CODE = [list(row) for row in segno.make(HASH, micro=False, error="m").matrix]


@pytest.mark.parametrize("langs", [("fr",), ("ar",), ("ar", "fr")])
def test_every_page_bears_the_square_code_of_its_hash(langs):
    document = pypdfium2.PdfDocument(as_pdf(*langs))

    found = [modules_on(page, is_rtl=langs[0] == "ar") for page in document]

    document.close()
    assert len(found) > 3
    assert [it == CODE for it in found] == [True] * len(found)


def test_every_page_bears_each_line_of_a_marking_twice():
    both = "NON PROTÉGÉ\n\nPOUR EXERCICE"
    paper = replace(
        small("fr", rows=3), marking=both, page_words="page {page}\nsur {pages}", mark=Mark("a\nb", HASH, "")
    )
    pages = [words(it) for it in pages_of(set_paper(paper))]

    laid = laid_out([paper])

    assert [[line for line, _ in it] for it in (laid["marking"], laid["page-words"], laid["mark"]["label"])] == [
        ["NON PROTÉGÉ", "POUR EXERCICE"], ["page {page}", "sur {pages}"], ["a", "b"],
    ]  # fmt: skip
    assert len(pages) > 2
    assert [words(f"{both} {both} page {n} sur {len(pages)}") <= it for n, it in enumerate(pages, 1)] == [
        True
    ] * len(pages)


def test_pages_lie_across_where_the_paper_says_so():
    document = pypdfium2.PdfDocument(as_pdf("fr"))
    sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
    document.close()

    assert sizes[0] == sizes[-1] == (595, 842)
    assert sizes[-2] == (842, 595)


def test_headings_of_a_table_come_again_on_each_of_its_pages():
    pages = [words(it) for it in pages_of(as_pdf("en"))]

    assert sum(words("Agenda Minutes") <= page for page in pages) >= 3


@pytest.mark.parametrize(
    ("langs", "first"), [(("ar",), "محضر الاجتماع"), (("ar", "fr"), "محضر الاجتماع · Procès-verbal")]
)
def test_headings_are_bookmarks(langs, first):
    document = pypdfium2.PdfDocument(as_pdf(*langs))
    marks = [it.get_title() for it in document.get_toc()]
    document.close()

    assert (len(marks), marks[0]) == (3, first)


@pytest.mark.parametrize("langs", ALONE_AND_TOGETHER)
def test_a_paper_says_that_it_is_archived_in_which_language_and_what_it_is(langs):
    pdf = as_pdf(*langs)

    assert re.findall(rb"<pdfaid:part>(\d)</pdfaid:part>", pdf) == [b"2"]
    assert re.findall(rb"<pdfaid:conformance>(\w)</pdfaid:conformance>", pdf) == [b"A"]
    assert re.findall(rb"/Lang\s?\((\w+)\)", pdf)[0].decode() == langs[0]
    title = re.search(rb'<rdf:li xml:lang="x-default">(.*?)</rdf:li>', pdf)
    assert title is not None
    assert title[1].decode() == " · ".join(WORDS[it][0] for it in langs)
    assert b"/MarkInfo" in pdf


def test_the_same_paper_gives_the_same_bytes():
    assert set_paper(small("ar")) == as_pdf("ar")


def test_pages_are_counted_as_a_reader_counts_them():
    assert pages_in(as_pdf("ar", "fr")) == len(pages_of(as_pdf("ar", "fr")))


def test_a_table_of_no_row_and_one_of_a_thousand_are_set():
    columns = (Column("A"), Column("B"))
    none, many = (Table(columns, tuple((Cell(("x",)), Cell(())) for _ in range(n))) for n in (0, 1000))

    assert pages_in(set_paper(small("fr", none))) < pages_in(set_paper(small("fr", many)))


def test_papers_of_different_blocks_do_not_stand_side_by_side():
    with pytest.raises(ValueError, match="same blocks"):
        set_side_by_side(small("ar"), replace(small("fr"), blocks=small("fr").blocks[1:]))
    with pytest.raises(ValueError, match="same blocks"):
        set_side_by_side(small("ar", Note("x")), small("fr", Heading("x")))


def rows_of(paper: Paper, heading: str) -> list[list[str]]:
    """Give the rows of the table under a heading."""
    at = next(n for n, it in enumerate(paper.blocks) if isinstance(it, Heading) and heading in it.text)
    return [[" ".join(it.lines) for it in row] for row in paper.blocks[at + 1].rows]


def test_a_yearly_report_holds_a_year_against_the_one_before():
    problem, result = planned_example("B")
    year = {it: [one for one in result.plan.editions if one.start.year == it] for it in (2025, 2026)}
    seats, weeks = (
        [sum(count(one) for one in year[it]) for it in (2025, 2026)]
        for count in (lambda it: it.size, lambda it: it.size * problem.courses[it.course].weeks)
    )
    spent = [sum(it.spent for it in result.score.spending if it.year == one) for one in (2025, 2026)]

    paper = OF_THE_PLAN["yearly report"](told("en"))

    assert [[len(year[it]) for it in (2025, 2026)], seats, weeks, spent] == [
        [20, 29], [382, 532], [844, 1950], [466650, 1273160],
    ]  # fmt: skip
    assert rows_of(paper, "Activity") == [
        ["Editions", "20", "29", "+9"], ["Seats", "382", "532", "+150"],
        ["People-weeks", "844", "1\xa0950", "+1\xa0106"], ["Exercises held", "1", "3", "+2"],
        ["Planning conferences", "8", "10", "+2"],
    ]  # fmt: skip
    assert rows_of(paper, "Seats by")[-1] == ["Total", "382", "532", "+150"]
    assert rows_of(paper, "Money")[-1] == ["Total", "466\xa0650", "1\xa0273\xa0160", "+806\xa0510"]
    assert rows_of(paper, "Exercises")[0][0] == "19 January 2026 to 22 January 2026"


@pytest.mark.parametrize(("year", "notes"), [
    (2025, ["The year 2024 lies outside the programme, so its figures are nought."]), (2026, []),
])  # fmt: skip
def test_a_year_before_the_programme_is_told(year, notes):
    paper = yearly_report(told("en"), OCCASION, year)

    assert [it.text for it in paper.blocks if isinstance(it, Note)] == notes
    assert {it[1] for it in rows_of(paper, "Activity")} == (
        {"0"} if notes else {"20", "382", "844", "1", "8"}
    )


def test_two_parties_of_one_name_are_two_rows():
    problem, result = planned_example("B")
    alike = replace(problem, names={**problem.names, "dz": problem.names["ly"]})
    papers = [PlanTold(it, result, "en") for it in (problem, alike)]
    figures = [[row[1:] for row in rows_of(yearly_report(it, OCCASION, 2026), "Money")] for it in papers]
    tables = [next(one for one in findings.money(it) if isinstance(one, Table)) for it in papers]

    assert [len(it) for it in figures] == [4, 4]
    assert sorted(figures[0]) == sorted(figures[1])
    assert [len(it.rows) for it in tables] == [3, 3]


def test_an_exercise_is_told_by_its_key():
    problem, result = planned_example("B")

    cards = exercise_cards(Part(problem, result), told("en").tongue)

    assert {it.exercise: it.name.plain for it in cards} == {
        it: told("en").name(it) for it in problem.exercises
    }


def test_the_command_lines_booklet_asks_no_clock():
    problem, result = planned_example("A")

    assert booklet_of(problem, result, "fr") == booklet_of(problem, result, "fr")
    assert booklet_of(problem, result, "fr").made_at.date() == problem.as_of


def test_whoever_asks_for_papers_does_not_hold_the_setter():
    held = "import sys, tansiq_desk.paper.press, tansiq_desk.paper.booklet; print(sorted({'typst', 'PIL'} & sys.modules.keys()))"

    ended = subprocess.run(
        [sys.executable, "-P", "-c", held],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": SOURCE},
    )

    assert ended.stdout.decode().strip() == "[]"


# ------------------------------------------------------------------------------------------------ whatever people write
def test_each_line_runs_in_the_direction_of_its_first_letter():
    assert [it[1] for it in lines_of("نص (CPX)\nréf. عربي\n12 / 3\n\u2068Tripoli\u2069 طرابلس\n")] == [
        "rtl",
        "ltr",
        "",
        "rtl",
    ]
    assert first_strong("\u2068Tripoli\u2069") == "ltr"


def test_a_sign_that_the_letters_lack_is_written_as_its_number():
    assert written_line("a😀\x07\u202f→Ω") == "a<U+1F600><U+0007>\u00a0→Ω"


def test_a_long_word_may_break():
    assert written_line("x" * 50).split(BREAK) == ["x" * 24, "x" * 24, "xx"]


HOSTILE = (
    '#import "@preview/x:1.0.0": *\n#panic() $x$ *b* _i_ `c` \\u{41} [a] <l> @r // /* {page} {pages} "',
    "السطر (CPX/FTX) رقم 12-3، réf. «DZ» \u2068A\u2069 \u202ex\u202c", "\x00\x07\u200b\ufeff\ufffd😀👨‍👩‍👧",
    "ء" * 400, "W" * 400, "", " ", "\n\n", "e\u0301\u0651",
)  # fmt: skip


def hostile_paper(lang: str, texts: list[str]) -> Paper:
    """Give a paper with these texts in every place where a text can stand."""
    a, b, c = (texts * 3)[:3]
    columns = (Column(a), Column(b, 0.1), Column(c, 3.0, Align.CENTRE))
    blocks = (
        Contents(a), Heading(b), Paragraph(c), Note(a), Points((b, c)), Pairs(((a, Cell((b, c))),)),
        Table(columns, ((Cell((a,)), Cell((b,)), Cell((c, a))),), caption=b), Signatures((Signature(a, b, c, a, b),)),
    )  # fmt: skip
    return Paper(
        lang, a, b, AT, f"{{page}} {{pages}} {c}", blocks, c, a, b, None, Mark(c, HASH, HASH), has_cover=True
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@example(list(HOSTILE[:3]))
@example(list(HOSTILE[3:6]))
@example(list(HOSTILE[6:]))
@given(st.lists(st.text(max_size=60) | st.sampled_from(HOSTILE), min_size=3, max_size=3))
def test_whatever_people_write_is_set_as_it_is(texts):
    for lang in ("ar", "en"):
        paper = hostile_paper(lang, texts)
        pdf = pdf_of(laid_out([paper]), int(AT.timestamp()))
        found, given_ = signs("\n".join(pages_of(pdf))), signs(put_in(paper))

        assert {it for it in given_ if it.isascii() or "\u0621" <= it <= "\u064a"} - found.keys() == set()


def test_a_paper_that_is_not_wanted_any_more_ends_its_setter(monkeypatch):
    monkeypatch.setattr("tansiq_desk.paper.press.ASKED_EVERY_SECONDS", 0.001)

    with pytest.raises(SettingCancelledError):
        set_paper(small("ar"), lambda: True)


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr("tansiq_desk.paper.press.MOST_SECONDS", 0)

    with pytest.raises(CannotSetError):
        set_paper(small("ar"))


def test_the_lowest_letter_is_told_by_what_it_lies_under():
    letters = [
        LetterKey("T", "t", "Trained", 85),
        LetterKey("P", "p", "Practised", 60),
        LetterKey("U", "u", "Untrained", 0),
    ]

    told = PlanTold(*planned_example("B"), "en").letters(letters)

    assert [without_isolates(it) for it in told] == [
        "T: Trained, 85 or more",
        "P: Practised, 60 or more",
        "U: Untrained, below 60",
    ]
