"""The markers of a template replaced by what a paper says, even where Word parted them over several runs; never executed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from tansiq_desk.paper.blocks import Paper
from tansiq_desk.paper.word.direction import ISOLATES, clean
from tansiq_desk.paper.word.markers import WRITTEN, Marker, markers_in
from tansiq_desk.paper.word.reading import GONE
from tansiq_desk.paper.word.runs import counted, element, runs
from tansiq_desk.paper.word.tree import Element
from tansiq_desk.words.languages import date_text, is_right_to_left

SHORT = 16
"""Signs of a hash at the foot of every page."""
AFTER_BIDI = (
    "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
    "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip
"""What stands after the direction among the properties of a paragraph (ECMA-376, CT_PPr)."""
SEEN = tuple(qn(f"w:{it}") for it in ("t", "tab", "br", "cr"))
"""What of a run a reader sees as letters or as a blank."""


@dataclass(frozen=True, slots=True)
class Said:
    """What each marker stands for in one language."""

    lang: str
    values: Mapping[Marker, str]


def said_by(paper: Paper) -> Said:
    """Give what a paper says at each marker."""
    mark = f"{paper.mark.label} {paper.mark.hash[:SHORT]}" if paper.mark else ""
    values = {
        Marker.TITLE: paper.title, Marker.SUBTITLE: paper.subtitle, Marker.ISSUER: paper.issuer,
        Marker.REFERENCE: paper.reference, Marker.DAY: date_text(paper.lang, paper.day) if paper.day else "",
        Marker.MARKING: paper.marking, Marker.MARK: mark, Marker.PAGES: paper.page_words,
    }  # fmt: skip
    return Said(paper.lang, {key: clean(value).translate(ISOLATES) for key, value in values.items()})


def stories(document: Document) -> Iterator[tuple[str, Element]]:
    """Give every part of a template that markers are replaced in, by its place: the body, each header and footer."""
    yield "body", document.element.body
    found = {
        (place, str(relation.target_part.partname)): relation.target_part.element
        for relation in document.part.rels.values() if not relation.is_external
        for place, kind in (("header", RELATIONSHIP_TYPE.HEADER), ("footer", RELATIONSHIP_TYPE.FOOTER))
        if relation.reltype == kind
    }  # fmt: skip
    for (place, _name), story in sorted(found.items(), key=lambda it: it[0]):
        yield place, story


def text_of(paragraph: Element) -> str:
    """Give the text of a paragraph as its markers are looked for."""
    return "".join(it.text or "" for it in _texts(paragraph))


def body_paragraph(document: Document) -> Element | None:
    """Give the paragraph of a template in whose place the text goes; None where there is none at the top level."""
    return next(
        (
            it
            for it in document.element.body.iterchildren(qn("w:p"))
            if Marker.BODY in markers_in(text_of(it))
        ),
        None,
    )


def fill(document: Document, said: Sequence[Said]) -> None:
    """Replace every marker but that of the body; a line with markers stands once in each language that differs."""
    for _place, story in list(stories(document)):
        for paragraph in list(story.iter(qn("w:p"))):
            found = markers_in(text_of(paragraph))
            if found and Marker.BODY not in found:
                _fill_line(paragraph, _differing(said, found))


def _differing(said: Sequence[Said], found: Iterable[Marker]) -> list[Said]:
    wanted = list(found)
    return list({tuple(it.values[key] for key in wanted): it for it in reversed(said)}.values())[::-1]


def _fill_line(paragraph: Element, said: Sequence[Said]) -> None:
    lines = [paragraph, *(deepcopy(paragraph) for _ in said[1:])]
    for former, line in pairwise(lines):
        former.addnext(line)
    for line, one in zip(lines, said, strict=True):
        is_rtl = is_right_to_left(one.lang)
        _replace(line, one, is_rtl=is_rtl)
        turn(line, is_rtl=is_rtl)
        if not text_of(line).strip() and line.find(f".//{qn('w:drawing')}") is None:
            _leave_out(line)


def turn(paragraph: Element, *, is_rtl: bool) -> None:
    """Let a paragraph run one way."""
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        properties = element("pPr")
        paragraph.insert(0, properties)
    for former in properties.findall(qn("w:bidi")):
        properties.remove(former)
    later = {qn(f"w:{it}") for it in AFTER_BIDI}
    at = next((n for n, it in enumerate(properties) if it.tag in later), len(properties))
    if is_rtl:
        properties.insert(at, element("bidi"))


def _leave_out(line: Element) -> None:
    """Take out a line that says nothing, unless its place must not be empty."""
    parent = line.getparent()
    if len(parent.findall(qn("w:p"))) > 1 and line.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        parent.remove(line)


def _texts(paragraph: Element) -> list[Element]:
    """Give the pieces of a paragraph's text, those of no other paragraph inside of it."""
    return [it for it in paragraph.iter(qn("w:t")) if next(it.iterancestors(qn("w:p"))) is paragraph]


def _replace(line: Element, said: Said, *, is_rtl: bool) -> None:
    """Replace the markers of a paragraph, the last first: each takes the letters of the run that it begins in."""
    for run in {next(it.iterancestors(qn("w:r"))) for it in _texts(line)}:
        _part(run)
    for found in reversed(list(WRITTEN.finditer(text_of(line)))):
        begin, end = found.span()
        pieces = _cut(line, begin, end)
        first = pieces[0]
        letters = first.find(qn("w:rPr"))
        letters = element("rPr") if letters is None else letters
        value = said.values[Marker(found[1].casefold())]
        set_in = counted if found[1].casefold() == Marker.PAGES else runs
        for fresh in reversed(set_in(value, is_rtl=is_rtl, lang=said.lang, letters=letters)):
            first.addnext(fresh)
        for piece in pieces:
            piece.getparent().remove(piece)


def _part(run: Element) -> None:
    """Part a run that holds several things into runs of one each, alike in letters."""
    letters = run.find(qn("w:rPr"))
    held = [it for it in run if it is not letters]
    for it in reversed(held[1:]):
        fresh = element("r")
        if letters is not None:
            fresh.append(deepcopy(letters))
        fresh.append(it)
        run.addnext(fresh)


def _cut(line: Element, begin: int, end: int) -> list[Element]:
    """Cut runs so that some of them hold a part of a paragraph's text and nothing else; give those."""
    inside, at = [], 0
    for text in _texts(line):
        said = text.text or ""
        from_, to = max(begin - at, 0), min(end - at, len(said))
        at += len(said)
        if from_ >= to:
            continue
        run = next(text.iterancestors(qn("w:r")))
        for piece, goes_after in ((said[to:], True), (said[:from_], False)):
            if piece:
                other = deepcopy(run)
                other.find(qn("w:t")).text = piece
                other.find(qn("w:t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                run.addnext(other) if goes_after else run.addprevious(other)
        text.text = said[from_:to]
        inside.append(run)
    return inside


def mark_every_page(document: Document, said: Sequence[Said], styles: Mapping[str, str]) -> None:
    """See to it that the marking stands at the head and foot of every page, whatever the template left out."""
    has_even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        edges = [("header", section.header), ("footer", section.footer)]
        if section.different_first_page_header_footer:
            edges += [("header", section.first_page_header), ("footer", section.first_page_footer)]
        if has_even:
            edges += [("header", section.even_page_header), ("footer", section.even_page_footer)]
        for place, edge in edges:
            if number == 0 or not edge.is_linked_to_previous:
                edge.is_linked_to_previous = False
                _mark(edge.part.element, place, said, styles[place])


def _mark(story: Element, place: str, said: Sequence[Said], style: str) -> None:
    shown = {"", *map(_seen_in, story.iter(qn("w:p")))}
    lacking = [
        it
        for it in _differing(said, [Marker.MARKING])
        if " ".join(it.values[Marker.MARKING].split()) not in shown
    ]
    fresh = []
    for one in lacking:
        is_rtl = is_right_to_left(one.lang)
        line, properties, letters = element("p"), element("pPr"), element("rPr")
        if style:
            properties.append(element("pStyle", val=style))
        properties.append(element("jc", val="center"))
        letters.extend([element("b"), element("bCs")])
        line.append(properties)
        line.extend(runs(one.values[Marker.MARKING], is_rtl=is_rtl, lang=one.lang, letters=letters))
        turn(line, is_rtl=is_rtl)
        fresh.append(line)
    for line in reversed(fresh) if place == "header" else fresh:
        story.insert(0, line) if place == "header" else story.append(line)
    if len(fresh) < len(story):
        _drop_empty(story, kept=len(fresh))


def _seen_in(paragraph: Element) -> str:
    """Give what stands alone on a line: neither hidden letters nor what was taken out, and any blank as one."""
    seen = []
    for run in paragraph.iter(qn("w:r")):
        above = [it.tag for it in run.iterancestors()]
        is_of_it = next(run.iterancestors(qn("w:p"))) is paragraph
        if is_of_it and not _is_hidden(run) and not any(it in above for it in GONE):
            seen += [it.text or "" if it.tag == qn("w:t") else " " for it in run if it.tag in SEEN]
    return " ".join("".join(seen).split())


def _is_hidden(run: Element) -> bool:
    switch = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return switch is not None and switch.get(qn("w:val")) not in {"0", "false", "off"}


def _drop_empty(story: Element, *, kept: int) -> None:
    """Take out the one empty line that a header made just now begins with."""
    lines = story.findall(qn("w:p"))
    if kept and len(lines) == kept + 1:
        for line in lines:
            if (
                not "".join(it.text or "" for it in line.iter(qn("w:t")))
                and line.find(f".//{qn('w:drawing')}") is None
            ):
                story.remove(line)


def run_rtl(document: Document, lang: str) -> None:
    """Let the pages of a text run the way its language does."""
    if not is_right_to_left(lang):
        return
    for section in document.element.body.iter(qn("w:sectPr")):
        if section.find(qn("w:bidi")) is None:
            later = {qn(f"w:{it}") for it in ("rtlGutter", "docGrid", "printerSettings", "sectPrChange")}
            at = next((n for n, it in enumerate(section) if it.tag in later), len(section))
            section.insert(at, element("bidi"))
