"""Paragraphs and their runs as Word wants them: each with its direction, its letters and its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tansiq_desk.paper.blocks import Tone
from tansiq_desk.paper.word.direction import clean, lines_by_direction, parts, tag
from tansiq_desk.paper.word.tree import Element
from tansiq_desk.words.languages import base

COLOURS = {Tone.GOOD: "1E6B3A", Tone.NOTICE: "7A5200", Tone.BAD: "9C1C1C", Tone.QUIET: "5B6470"}
AFTER_DIRECTION = ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
"""What stands after the direction among the properties of a run (ECMA-376, CT_RPr)."""
AFTER_LANGUAGE = AFTER_DIRECTION[3:]
FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
COUNTED = re.compile(r"(\{pages?\})")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks besides its style; `numbered` is the number of its list, `ahead` keeps it with what follows."""

    style: str = ""
    tone: Tone = Tone.PLAIN
    is_strong: bool = False
    ahead: bool = False
    new_page: bool = False
    numbered: int = 0
    align: str = ""
    before: int = 0
    rule: bool = False
    shade: str = ""


def element(name: str, /, **attributes: str | int) -> Element:
    """Make an element of Word's own names."""
    made: Element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def with_children(parent: Element, children: Sequence[Element | None]) -> Element:
    """Give an element with its children, those that there are."""
    parent.extend([it for it in children if it is not None])
    return parent


def paragraphs(text: str, lang: str, look: Look) -> list[Element]:
    """Set a text: one paragraph, or several where its lines run different ways."""
    return [
        paragraph(lines, is_rtl=is_rtl, lang=lang, look=look)
        for is_rtl, lines in lines_by_direction(clean(text), lang)
    ]


def paragraph(text: str, *, is_rtl: bool, lang: str, look: Look) -> Element:
    """Set one paragraph of clean text that runs one way."""
    made = element("p")
    made.append(_properties(look, is_rtl=is_rtl))
    letters = element("rPr")
    if look.is_strong:
        letters.extend([element("b"), element("bCs")])
    if colour := COLOURS.get(look.tone):
        letters.append(element("color", val=colour))
    made.extend(runs(text, is_rtl=is_rtl, lang=lang, letters=letters))
    return made


def _properties(look: Look, *, is_rtl: bool) -> Element:
    numbers = element("numPr")
    if look.numbered:
        numbers.extend([element("ilvl", val=0), element("numId", val=look.numbered)])
    border = element("pBdr")
    border.append(element("bottom", val="dotted", sz=6, space=1, color="5B6470"))
    return with_children(element("pPr"), (
        element("pStyle", val=look.style) if look.style else None,
        element("keepNext") if look.ahead else None,
        element("pageBreakBefore") if look.new_page else None,
        numbers if look.numbered else None,
        border if look.rule else None,
        element("shd", val="clear", color="auto", fill=look.shade) if look.shade else None,
        element("bidi") if is_rtl else None,
        element("spacing", before=look.before) if look.before else None,
        element("jc", val=look.align) if look.align else None,
        with_children(element("rPr"), (element("rtl"),)) if is_rtl else None,
    ))  # fmt: skip


def runs(text: str, *, is_rtl: bool, lang: str, letters: Element) -> list[Element]:
    """Set a clean text in runs that each run one way, with these properties besides."""
    return [_run(part, way, lang, letters) for way, part in parts(text, is_rtl)]


def counted(words: str, *, is_rtl: bool, lang: str, letters: Element) -> list[Element]:
    """Set how pages are counted: words with fields that Word counts itself."""
    made: list[Element] = []
    for piece in COUNTED.split(clean(words)):
        if piece in FIELDS:
            made += field_runs(FIELDS[piece], "1", is_rtl=is_rtl, lang=lang, letters=letters)
        else:
            made += runs(piece, is_rtl=is_rtl, lang=lang, letters=letters)
    return made


def field_runs(instruction: str, shown: str, *, is_rtl: bool, lang: str, letters: Element) -> list[Element]:
    """Set a field of Word's, with what it shows until it is counted."""
    told = element("instrText")
    told.text = f" {instruction} "
    ends = [element("fldChar", fldCharType=it) for it in ("begin", "separate", "end")]
    begin, separate, end = (_around(it, is_rtl, lang, letters) for it in ends)
    result = runs(shown, is_rtl=is_rtl, lang=lang, letters=letters)
    return [begin, _around(told, is_rtl, lang, letters), separate, *result, end]


def _around(child: Element, is_rtl: bool, lang: str, letters: Element) -> Element:  # noqa: FBT001
    return with_children(element("r"), (_directed(letters, is_rtl=is_rtl, lang=lang), child))


def _run(text: str, is_rtl: bool, lang: str, letters: Element) -> Element:  # noqa: FBT001
    made = with_children(element("r"), (_directed(letters, is_rtl=is_rtl, lang=lang),))
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(element("tab"))
            if piece:
                written = element("t")
                written.text = piece
                written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(written)
    return made


def _directed(letters: Element, *, is_rtl: bool, lang: str) -> Element:
    """Give a run's properties with its direction and language in their places."""
    made: Element = deepcopy(letters)
    for name in ("rtl", "lang"):
        for former in made.findall(qn(f"w:{name}")):
            made.remove(former)
    is_arabic = base(lang) == "ar"
    language = element("lang")
    if is_rtl:
        language.set(qn("w:bidi"), tag(lang) if is_arabic else "ar")
    elif not is_arabic:
        language.set(qn("w:val"), tag(lang))
    if language.attrib:
        _put(made, language, AFTER_LANGUAGE)
    if is_rtl:
        _put(made, element("rtl"), AFTER_DIRECTION)
    return made


def _put(properties: Element, new: Element, later: Sequence[str]) -> None:
    """Insert a property before those that stand after it."""
    names = {qn(f"w:{it}") for it in later}
    at = next((n for n, it in enumerate(properties) if it.tag in names), len(properties))
    properties.insert(at, new)
