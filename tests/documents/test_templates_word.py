"""Papers as Word texts: what is put in comes out, each part runs its way, a template's styles stay, the bytes are the same."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

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
)
from tansiq_desk.paper.word.checking import WORD, parts_of
from tansiq_desk.paper.word.differing import Kind, difference
from tansiq_desk.paper.word.direction import ISOLATES, clean, parts
from tansiq_desk.paper.word.identity import Identity
from tansiq_desk.paper.word.markers import Marker
from tansiq_desk.paper.word.reading import read_text
from tansiq_desk.paper.word.shipped import KINDS, shipped_template
from tansiq_desk.paper.word.tree import local_name, parsed
from tansiq_desk.paper.word.writing import NoBodyError, write_docx

AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
W = f"{{{WORD}}}"
SAID = {
    "ar": (
        "محضر",
        "غير مصنف - تدريب",
        "صفحة {page} من {pages}",
        "جدول الأعمال",
        "دورة CRS-MED-101 يوم 2025-06-14.",
        "ليبيا",
    ),
    "fr": (
        "Procès-verbal",
        "NON CLASSIFIÉ",
        "page {page} sur {pages}",
        "Ordre du jour",
        "Cours CRS-MED-101 le 14/06/2025.",
        "Libye",
    ),
    "en": (
        "Minutes",
        "UNCLASSIFIED",
        "page {page} of {pages}",
        "Agenda",
        "Course CRS-MED-101 on 2025-06-14.",
        "Libya",
    ),
}
"""Title, marking, count of pages, a heading, a sentence, a name: the same in each language."""
OWN = {"ar": "السطر الأول\n\nline two\nالثالث", "fr": "Première ligne\n\nالسطر\nfin"}


def paper(lang="ar", *, blocks=None, **fields):
    title, marking, pages, head, text, name = SAID[lang]
    place = Signature(name, f"{name} 1", f"{name} 2", f"{name} 3", f"{name} 4")
    every = (
        Pairs(((head, Cell((name, text))), (name, Cell((text,), Tone.BAD)))),
        Heading(head), Points((text, name), is_numbered=True), Heading(name, 2), Paragraph(f"{text}\n{name}"),
        Paragraph(OWN.get(lang, text)), Note(text), Points((name, text)), Heading(text, 3),
        Table((Column(head, 2), Column(name, 1, Align.END)), ((Cell((text,)), Cell(("24",), Tone.GOOD, is_strong=True)),), text),
        Paragraph(name, Tone.QUIET), Points((name,), is_numbered=True), Signatures((place, place)),
    )  # fmt: skip
    said = {
        "subtitle": name,
        "issuer": text,
        "reference": "mtg-1",
        "day": date(2025, 5, 14),
        "mark": Mark(head, "ab" * 32, ""),
    }
    kept = {"title": title, "marking": marking, "made_at": AT, "page_words": pages, "blocks": every, **said}
    return Paper(lang, **{**kept, **({} if blocks is None else {"blocks": blocks}), **fields})


def said_in_blocks(part):
    """Give each text of blocks in the order it stands, line by line."""
    match part:
        case tuple():
            return [line for it in part for line in said_in_blocks(it)]
        case Table():
            rows = [*([it.title] for it in part.columns), *(cell.lines for row in part.rows for cell in row)]
            return [part.caption, *(line for row in rows for line in row)]
        case Pairs():
            return [line for name, cell in part.rows for line in (name, *cell.lines)]
        case Signature():
            return [part.for_the_party, part.party, part.post, part.day, part.seal]
        case Signatures():
            return said_in_blocks(part.places)
        case Points():
            return list(part.items)
        case _:
            return part.text.split("\n")


def lines_in(content):
    """Give each line that a DOCX says."""
    return [line for it in read_text(parts_of(content)).paragraphs for line in it.split("\n") if line.strip()]


def opened(content):
    return Document(BytesIO(content))


def xml_of(content, name):
    with ZipFile(BytesIO(content)) as packed:
        return packed.read(name)


def with_body(*lines, header="", footer=""):
    """Give a template of these lines; a tuple is a line in several runs."""
    document = Document(BytesIO(shipped_template("minutes")))
    body = document.element.body
    for it in body.findall(qn("w:p")):
        body.remove(it)
    for line in lines:
        made = document.add_paragraph()
        for number, run in enumerate((line,) if isinstance(line, str) else line):
            made.add_run(run).bold = number == 0
    for story, text in ((document.sections[0].header, header), (document.sections[0].footer, footer)):
        for it in story.paragraphs[1:]:
            it._p.getparent().remove(it._p)
        story.paragraphs[0].runs[0].text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------------------ what is said
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", SAID)
def test_all_that_a_paper_says_comes_out_in_its_order(lang, kind):
    it = paper(lang)

    said = lines_in(write_docx(it, shipped_template(kind)))

    wanted = [line for line in said_in_blocks(it.blocks) if line]
    assert said[-len(wanted) :] == wanted
    assert {it.title, it.subtitle, it.issuer, it.reference} <= set(said)


@pytest.mark.parametrize("other", ["fr", "en"])
def test_two_languages_stand_side_by_side_each_text_once(other):
    two = write_docx(paper(other), beside=paper("ar"))

    said = set(lines_in(two))

    for lang in ("ar", other):
        assert set(filter(None, said_in_blocks(paper(lang).blocks))) <= said
    assert lines_in(two).count(SAID["ar"][0]) == lines_in(two).count(SAID[other][0]) == 1


def test_two_papers_that_do_not_match_follow_each_other():
    shorter = paper("fr", blocks=(Heading("Ordre"), Paragraph("Fin")))

    said = lines_in(write_docx(shorter, beside=paper("ar")))

    assert set(filter(None, said_in_blocks(paper("ar").blocks))) <= set(said)
    assert said[-2:] == ["Ordre", "Fin"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=60)
@given(text=TEXT, lang=st.sampled_from(["ar", "fr"]))
def test_any_text_at_all_is_said_as_far_as_xml_can(text, lang):
    blocks = (Paragraph(text), Heading(text), Points((text,)), Pairs(((text, Cell((text,))),)))

    content = write_docx(paper(lang, blocks=blocks, title=text, marking=text, issuer=text, mark=None))

    wanted = [it for it in clean(text).translate(ISOLATES).split("\n") if it.strip()]
    assert lines_in(content)[-len(wanted) * 5 :] == wanted * 5 or not wanted


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "\ufffe\uffff", "\x0b\x0c", "\x00"])
def test_signs_that_no_xml_holds_are_seen_and_stop_nothing(text):
    assert "\ufffd" in "".join(lines_in(write_docx(paper(blocks=(Paragraph(text),)))))


def test_text_that_looks_like_markup_or_a_marker_stays_text():
    text = "<w:p/> {{title}} {{body}} & \\field DDE"

    assert text in lines_in(write_docx(paper(blocks=(Paragraph(text),), mark=None)))


# ------------------------------------------------------------------------------------------------------- which way
@pytest.mark.parametrize(
    ("text", "rtl", "found"),
    [
        ("دورة CRS 101 في", True, [(True, "دورة "), (False, "CRS 101"), (True, " في")]),
        ("le terme سلام ici", False, [(False, "le terme "), (True, "سلام"), (False, " ici")]),
        ("في 14/06/2025.", True, [(True, "في "), (False, "14/06/2025"), (True, ".")]),
        ("24 مقعدا", True, [(True, "24 مقعدا")]),
        ("", True, []),
    ],
)
def test_each_part_of_a_text_runs_its_way(text, rtl, found):
    assert parts(text, rtl) == found


def is_arabic(text):
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)


def test_arabic_runs_from_right_to_left_everywhere():
    document = opened(write_docx(paper("ar")))
    body, section = document.element.body, document.sections[0]
    stories = [body, section.header._element, section.footer._element]

    runs = [it for story in stories for it in story.iter(qn("w:r"))]
    paragraphs = [it for story in stories for it in story.iter(qn("w:p"))]
    said = lambda it: "".join(t.text or "" for t in it.iter(qn("w:t")))  # noqa: E731
    tables = list(body.iter(qn("w:tbl")))

    assert [said(it) for it in runs if is_arabic(said(it)) != (it.find(f".//{qn('w:rtl')}") is not None)
            and (is_arabic(said(it)) or re.search("[A-Za-z]", said(it)))] == []  # fmt: skip
    assert [
        said(it)
        for it in paragraphs
        if is_arabic(said(it)[:1]) and it.find(f"./{qn('w:pPr')}/{qn('w:bidi')}") is None
    ] == []
    assert len(tables) == 3
    assert all(it.find(f"./{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None for it in tables)
    assert section._sectPr.find(qn("w:bidi")) is not None
    assert {it.get(qn("w:bidi")) for it in body.iter(qn("w:lang")) if it.get(qn("w:bidi"))} == {"ar"}


def test_french_runs_from_left_to_right_but_for_its_arabic_words():
    document = opened(write_docx(paper("fr")))
    body = document.element.body
    said = lambda it: "".join(t.text or "" for t in it.iter(qn("w:t")))  # noqa: E731

    assert {
        said(it) for it in body.iter(qn("w:p")) if it.find(f"./{qn('w:pPr')}/{qn('w:bidi')}") is not None
    } == {"السطر"}
    assert list(body.iter(qn("w:bidiVisual"))) == []
    assert {it.get(qn("w:val")) for it in body.iter(qn("w:lang")) if it.get(qn("w:val"))} == {"fr-FR"}


def test_marking_and_counted_pages_stand_on_every_page():
    content = write_docx(paper("ar"))

    header, footer = (
        xml_of(content, "word/header1.xml").decode(),
        xml_of(content, "word/footer1.xml").decode(),
    )

    assert "غير مصنف" in header
    assert "غير مصنف" in footer
    assert re.findall(r"> (\w+) </w:instrText>", footer) == ["PAGE", "NUMPAGES"]


def test_template_without_the_marking_gets_it_on_every_page_of_every_kind():
    document = Document(BytesIO(with_body("{{body}}", header="Ministry", footer="x")))
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    document.add_section()
    stream = BytesIO()
    document.save(stream)

    section = opened(write_docx(paper("fr"), stream.getvalue())).sections[0]

    edges = (section.header, section.footer, section.first_page_header, section.first_page_footer,
             section.even_page_header, section.even_page_footer)  # fmt: skip
    assert ["NON CLASSIFIÉ" in "".join(it.text for it in edge.paragraphs) for edge in edges] == [True] * 6


@pytest.mark.parametrize(
    ("lang", "marking", "words", "is_hidden", "lines"),
    [
        ("ar", "سري", "قيادة السرية الأولى", False, ["سري", "قيادة السرية الأولى"]),
        ("en", "RESTRICTED", "UNRESTRICTED", False, ["RESTRICTED", "UNRESTRICTED"]),
        ("en", "RESTRICTED", "RESTRICTED", True, ["RESTRICTED", "RESTRICTED"]),
        ("en", "RESTRICTED", " RESTRICTED ", False, [" RESTRICTED "]),
        ("en", "RESTRICTED\nTRAINING", "{{marking}}", False, ["RESTRICTED\nTRAINING"]),
        ("en", "", "Ministry", False, ["Ministry"]),
    ],
)
def test_marking_is_added_unless_a_line_says_it_alone_and_is_seen(lang, marking, words, is_hidden, lines):
    document = Document(BytesIO(with_body("{{body}}", header=words, footer=words)))
    for edge in (document.sections[0].header, document.sections[0].footer):
        edge.paragraphs[0].runs[0].font.hidden = is_hidden or None
    stream = BytesIO()
    document.save(stream)

    section = opened(write_docx(paper(lang, marking=marking), stream.getvalue())).sections[0]

    assert [it.text for it in section.header.paragraphs] == lines
    assert [it.text for it in section.footer.paragraphs] == lines[::-1]


@pytest.mark.parametrize(("more", "across"), [((), [True]), ((PageBreak(), Paragraph("b")), [True, False])])
def test_paper_that_begins_across_has_no_empty_page_before(more, across):
    blocks = (PageBreak(is_wide=True), Paragraph("a"), *more)

    document = opened(write_docx(paper("fr", blocks=blocks), with_body("{{title}}", "{{body}}")))

    assert [it.page_width > it.page_height for it in document.sections] == across
    assert [it.text for it in document.paragraphs if it.text] == ["Procès-verbal", "a", "b"][
        : len(across) + 1
    ]


def test_pages_that_lie_across_at_the_end_end_where_the_template_goes_on():
    blocks = (Paragraph("a"), PageBreak(is_wide=True), Paragraph("b"))

    document = opened(write_docx(paper("fr", blocks=blocks), with_body("{{body}}", "after")))

    assert [it.page_width > it.page_height for it in document.sections] == [False, True, False]


def test_pages_that_lie_across_lie_so_and_only_they():
    blocks = (
        Paragraph("a"),
        PageBreak(is_wide=True),
        Paragraph("b"),
        PageBreak(),
        Paragraph("c"),
        PageBreak(),
        Paragraph("d"),
    )

    document = opened(write_docx(paper("fr", blocks=blocks)))

    assert [it.page_width > it.page_height for it in document.sections] == [False, True, False]
    assert [
        it.text for it in document.paragraphs if it._p.find(f".//{qn('w:pageBreakBefore')}") is not None
    ] == ["d"]


def test_contents_name_the_headings_and_are_counted_by_word():
    content = write_docx(paper("fr", blocks=(Contents("Sommaire"), Heading("Un"), Heading("Deux", 2))))

    assert lines_in(content)[-5:] == ["Sommaire", "Un", "Deux", "Un", "Deux"]
    assert b"TOC" in xml_of(content, "word/document.xml")


# --------------------------------------------------------------------------------------------------------- templates
@pytest.mark.parametrize("kind", KINDS)
def test_styles_of_the_template_stay_to_the_byte(kind):
    template = shipped_template(kind)

    content = write_docx(paper("ar"), template)

    for name in ("word/styles.xml", "word/fontTable.xml", "word/settings.xml"):
        assert xml_of(content, name) == xml_of(template, name)


def test_template_of_words_own_styles_keeps_them_and_everything_is_said():
    stream = BytesIO()
    document = Document()  # the template of another hand: none of our styles
    document.add_paragraph("{{title}}", "Title")
    document.add_paragraph("{{body}}")
    document.save(stream)

    content = write_docx(paper("ar"), stream.getvalue())

    assert xml_of(content, "word/styles.xml") == xml_of(stream.getvalue(), "word/styles.xml")
    used = {it.style.name for it in opened(content).paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Body Text", "List Number", "List Bullet", "Caption"} <= used
    assert set(filter(None, said_in_blocks(paper("ar").blocks))) <= set(lines_in(content))


def test_template_without_any_list_or_style_still_says_everything():
    template = with_body("{{body}}")
    with ZipFile(BytesIO(template)) as packed:
        held = {it: packed.read(it) for it in packed.namelist()}
    held["word/styles.xml"] = f'<w:styles xmlns:w="{WORD}"/>'.encode()
    stream = BytesIO()
    with ZipFile(stream, "w") as packed:
        for name, content in held.items():
            packed.writestr(name, content)

    said = lines_in(
        write_docx(
            paper("fr", blocks=(Points(("a", "b"), is_numbered=True), Points(("c",)))), stream.getvalue()
        )
    )

    assert said == ["1. a", "2. b", "• c"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ref: {{reference}}!", "Ref: mtg-1!"),
        (("Ref: {{re", "feren", "ce}} and {{", "day}}."), "Ref: mtg-1 and 14 mai 2025."),
        (("{", "{title", "}", "}"), "Procès-verbal"),
        ("{{ TITLE }}{{title}}", "Procès-verbalProcès-verbal"),
        ("{{mark}}", "Ordre du jour abababababababab"),
    ],
)
def test_marker_is_replaced_however_word_parted_it_and_keeps_its_letters(line, said):
    document = opened(write_docx(paper("fr"), with_body(line, "{{body}}")))

    first = document.paragraphs[0]

    assert first.text == said
    assert first.runs[0].bold


def test_line_whose_marker_says_nothing_is_left_out():
    said = lines_in(
        write_docx(
            paper("fr", subtitle="", blocks=(Paragraph("x"),)),
            with_body("{{subtitle}}", "{{title}}", "{{body}}"),
        )
    )

    assert said == ["Procès-verbal", "x"]


def test_template_without_a_place_for_the_text_is_refused():
    with pytest.raises(NoBodyError):
        write_docx(paper(), with_body("{{title}}"))


def test_every_marker_is_replaced():
    lines = [f"{{{{{it}}}}}" for it in Marker]

    assert "{{" not in "".join(lines_in(write_docx(paper("fr"), with_body(*lines))))


# ----------------------------------------------------------------------------------------------- known again, the same
@pytest.mark.parametrize("papers", [("ar",), ("fr",), ("fr", "ar")])
def test_own_text_and_identity_are_found_again(papers):
    first, *second = (paper(it) for it in papers)
    identity = Identity("minutes", "mtg-1 <&>", "3", "k" * 32)

    read = read_text(
        parts_of(write_docx(first, beside=second[0] if second else None, own=OWN, identity=identity))
    )

    assert read.identity == identity
    assert read.own == {it: OWN[it] for it in papers}


def test_text_added_at_the_end_of_our_own_is_of_it():
    document = opened(write_docx(paper("ar"), own=OWN))
    last = next(
        it for it in document.paragraphs if it.text == "الثالث" and it._p.getnext().tag == qn("w:bookmarkEnd")
    )
    last._p.addnext(opened(write_docx(paper("fr", blocks=(Paragraph("added"),)))).paragraphs[-1]._p)
    stream = BytesIO()
    document.save(stream)

    assert read_text(parts_of(stream.getvalue())).own["ar"] == OWN["ar"] + "\nadded"


def test_tracked_changes_are_read_as_accepted():
    content = write_docx(paper("fr", blocks=(Paragraph("one two"),)))
    document = opened(content)
    run = next(it for it in document.element.body.iter(qn("w:r")) if it.findtext(qn("w:t")) == "one two")
    from docx.oxml import parse_xml

    space = f'xmlns:w="{WORD}"'
    run.addnext(parse_xml(f'<w:ins {space} w:id="1" w:author="x"><w:r><w:t> three</w:t></w:r></w:ins>'))
    run.addnext(
        parse_xml(f'<w:del {space} w:id="2" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>')
    )
    stream = BytesIO()
    document.save(stream)

    read = read_text(parts_of(stream.getvalue()))

    assert (read.paragraphs[-1], read.has_tracked_changes) == ("one two three", True)


def test_same_paper_gives_the_same_bytes_and_bears_its_own_moment():
    it = paper("ar")

    assert write_docx(it) == write_docx(it)
    assert opened(write_docx(it)).core_properties.created.replace(tzinfo=UTC) == AT
    assert write_docx(it) != write_docx(replace(it, made_at=datetime(2026, 1, 1, tzinfo=UTC)))


# -------------------------------------------------------------------------------------------------------- differences
def test_difference_tells_what_stayed_came_and_went():
    rows = difference(["a", "b one", "c", "d"], ["a", "b two", "d", "e"])

    assert [(it.kind, it.count, "".join(text for _, text in it.pieces)) for it in rows] == [
        (Kind.SAME, 1, ""), (Kind.CHANGED, 1, "b onetwo"), (Kind.REMOVED, 1, "c"), (Kind.SAME, 1, ""), (Kind.ADDED, 1, "e"),
    ]  # fmt: skip


@settings(max_examples=100)
@given(
    before=st.lists(st.text("ab ", max_size=6), max_size=12),
    after=st.lists(st.text("ab ", max_size=6), max_size=12),
)
def test_difference_holds_both_texts_whole(before, after):
    rows = difference(before, after)
    of = lambda *kinds: [  # noqa: E731
        "".join(text for kind, text in it.pieces if kind in kinds)
        for it in rows
        if it.kind in {*kinds, Kind.CHANGED}
    ]

    same = sum(it.count for it in rows if it.kind == Kind.SAME)
    assert same + len([it for it in rows if it.kind in {Kind.REMOVED, Kind.CHANGED}]) == len(before)
    assert same + len([it for it in rows if it.kind in {Kind.ADDED, Kind.CHANGED}]) == len(after)
    assert [it for it in of(Kind.REMOVED, Kind.SAME) if it not in [*before, ""]] == []
    assert [it for it in of(Kind.ADDED, Kind.SAME) if it not in [*after, ""]] == []


# ----------------------------------------------------------------------------------------------- as Word wants to read it
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
           "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
           "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
           "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
           "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
           "eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
             "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
              "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
             "rsid pPr rPr tblPr trPr tcPr tblStylePr",
}  # fmt: skip
"""The order that Word asks of what stands in each (ECMA-376 part 4, 2.3 to 2.7); a text in another order it may not open."""


@pytest.mark.parametrize("langs", [("ar",), ("fr",), ("ar", "fr")])
def test_everything_stands_in_the_order_that_word_asks_for(langs):
    wide = (
        *paper().blocks,
        PageBreak(is_wide=True),
        Contents("x"),
        Note("b", Tone.BAD),
        PageBreak(),
        Table((Column("a"),), ()),
    )
    first, *second = (paper(it, blocks=wide) for it in langs)
    content = write_docx(
        first, beside=second[0] if second else None, own=OWN, identity=Identity("minutes", "a", "1", "b")
    )

    wrong = []
    for name in ("document", "styles", "header1", "footer1"):
        for it in opened_part(content, f"word/{name}.xml").iter(*(f"{W}{kind}" for kind in ORDER)):
            wanted = ORDER[local_name(it)].split()
            found = [wanted.index(local_name(child)) for child in it]
            wrong += [(name, local_name(it), found)] if found != sorted(found) else []

    assert wrong == []
    for cell in opened_part(content, "word/document.xml").iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


def opened_part(content, name):
    return parsed(xml_of(content, name))
