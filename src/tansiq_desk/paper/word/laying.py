"""What a paper says, as paragraphs and tables in the styles of a template; two languages stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TypeVar

from docx.oxml.ns import qn

from tansiq_desk.paper.blocks import (
    Block,
    Contents,
    Heading,
    Note,
    PageBreak,
    Pairs,
    Paper,
    Paragraph,
    Points,
    Signatures,
    Table,
    Tone,
)
from tansiq_desk.paper.word.direction import ISOLATES, clean, runs_rtl
from tansiq_desk.paper.word.identity import enclosed
from tansiq_desk.paper.word.lists import Lists, Styles
from tansiq_desk.paper.word.runs import Look, element, field_runs, paragraph, paragraphs, with_children
from tansiq_desk.paper.word.tables import Sheet, gap, pairs, side_by_side, signatures, table
from tansiq_desk.paper.word.tree import Element
from tansiq_desk.words.languages import base

Text = Heading | Paragraph | Note | Points
Kind = TypeVar("Kind", bound=Block)
LONGEST_HEADING = 3


@dataclass(slots=True)
class Layer:
    """Lays the blocks of one paper, or of two in two languages; `own` are the texts that are found again by language."""

    papers: Sequence[Paper]
    styles: Styles
    lists: Lists
    section: Element
    own: Mapping[str, str]
    is_wide: bool = False
    new_page: bool = False
    has_begun: bool = False
    found: set[str] = field(default_factory=set)

    @property
    def _langs(self) -> list[str]:
        return [it.lang for it in self.papers]

    def laid(self) -> Iterator[Element]:
        """Give everything in its order."""
        beside: list[list[list[Element]]] = []
        ahead = False
        self.has_begun = any(it.has_cover for it in self.papers)
        for langs, row in rows_of(self.papers):
            self.has_begun |= not isinstance(row[0], PageBreak)
            if isinstance(row[0], Text) and len(row) > 1:
                beside.append([self._text(it, lang) for it, lang in zip(row, langs, strict=True)])
                ahead = isinstance(row[0], Heading)
                continue
            if beside:
                yield from self._after_break(side_by_side(beside, self._sheet(self._langs), ahead=ahead))
                beside = []
            yield from self._block(langs, row)
        if beside:
            yield from self._after_break(side_by_side(beside, self._sheet(self._langs)))

    def _sheet(self, langs: Sequence[str]) -> Sheet:
        return Sheet(self.styles, width_of(self.section, is_wide=self.is_wide), tuple(langs))

    def _block(self, langs: Sequence[str], row: Sequence[Block]) -> Iterator[Element]:
        first, lang, sheet = row[0], langs[0], self._sheet(langs)
        match first:
            case PageBreak():
                yield from self._broken(first)
            case Contents():
                yield from self._contents(first, lang)
            case Pairs():
                yield from self._after_break(pairs(_of(Pairs, row), sheet))
            case Table():
                yield from self._after_break(table(_of(Table, row), sheet))
            case Signatures():
                yield from self._after_break(signatures(_of(Signatures, row), sheet))
            case _:
                yield from self._text(first, lang)

    def _text(self, block: Block, lang: str) -> list[Element]:
        styles, new_page = self.styles, self.new_page
        self.new_page = False
        match block:
            case Heading():
                level = min(max(block.level, 1), LONGEST_HEADING)
                look = Look(styles.paragraph(f"heading-{level}"), ahead=True, new_page=new_page)
                return paragraphs(block.text, lang, look)
            case Note():
                return paragraphs(
                    block.text, lang, Look(styles.paragraph("note"), block.tone, new_page=new_page)
                )
            case Points():
                return self._points(block, lang, new_page=new_page)
            case Paragraph():
                look = Look(styles.paragraph("text"), block.tone, new_page=new_page)
                if block.text and self.own.get(base(lang)) == block.text and base(lang) not in self.found:
                    self.found.add(base(lang))
                    return enclosed(
                        _line_by_line(block.text, lang, replace(look, tone=Tone.PLAIN)), base(lang)
                    )
                return paragraphs(block.text, lang, look)
        raise TypeError(type(block))

    def _points(self, block: Points, lang: str, *, new_page: bool) -> list[Element]:
        number = self.lists.new_numbers() if block.is_numbered else 0
        is_drawn = bool(number) if block.is_numbered else self.lists.has_bullets()
        kind = ("numbered point" if block.is_numbered else "point") if is_drawn else "plain point"
        look = Look(self.styles.paragraph(kind), numbered=number, new_page=new_page)
        made = []
        for place, item in enumerate(block.items, start=1):
            sign = "" if is_drawn else f"{place}. " if block.is_numbered else "• "
            text = clean(item)
            is_rtl = runs_rtl(text, lang)
            made.append(paragraph(sign + text.translate(ISOLATES), is_rtl=is_rtl, lang=lang, look=look))
            look = replace(look, new_page=False)
        return made

    def _contents(self, block: Contents, lang: str) -> Iterator[Element]:
        """Give a table of contents that Word counts when the text is opened; until then it names the headings."""
        text = Look(self.styles.paragraph("text"), is_strong=True, ahead=True, new_page=self.new_page)
        self.new_page = False
        yield from paragraphs(block.title, lang, text)
        paper = next(it for it in self.papers if it.lang == lang)
        heads = [clean(it.text).translate(ISOLATES) for it in paper.blocks if isinstance(it, Heading)]
        is_rtl = runs_rtl("", lang)
        line = paragraph("", is_rtl=is_rtl, lang=lang, look=Look(text.style))
        shown = "\n".join(heads)
        made = field_runs('TOC \\o "1-3" \\h \\z', shown, is_rtl=is_rtl, lang=lang, letters=element("rPr"))
        made[0].find(qn("w:fldChar")).set(qn("w:dirty"), "true")
        line.extend(made)
        yield line

    def _broken(self, block: PageBreak) -> Iterator[Element]:
        if not self.has_begun:
            self.is_wide = block.is_wide  # a paper that begins across
            return
        if block.is_wide == self.is_wide:
            self.new_page = True
            return
        ended = deepcopy(self.section)
        turned(ended, is_wide=self.is_wide)
        self.is_wide = block.is_wide
        yield with_children(element("p"), (with_children(element("pPr"), (ended,)),))

    def broken_back(self) -> Iterator[Element]:
        """End pages that lie across."""
        yield from self._broken(PageBreak())

    def _after_break(self, made: list[Element]) -> list[Element]:
        """Begin a new page before what is no paragraph."""
        if not self.new_page or not made:
            return made
        self.new_page = False
        broken = gap()
        properties = broken.find(qn("w:pPr"))
        properties.insert(0, element("pageBreakBefore"))
        return [broken, *made]


def _of(kind: type[Kind], row: Sequence[Block]) -> list[Kind]:
    """Give blocks of one kind."""
    return [it for it in row if isinstance(it, kind)]


def rows_of(papers: Sequence[Paper]) -> Iterator[tuple[Sequence[str], Sequence[Block]]]:
    """Give the blocks that stand beside each other, with their languages; papers that do not match follow each other."""
    if len(papers) > 1 and [shape(it) for it in papers[0].blocks] == [shape(it) for it in papers[1].blocks]:
        langs = [it.lang for it in papers]
        yield from ((langs, row) for row in zip(*(it.blocks for it in papers), strict=True))
        return
    for paper in papers:
        yield from (([paper.lang], (it,)) for it in paper.blocks)


def shape(block: Block) -> tuple[object, ...]:
    """Give what must be alike in two languages."""
    match block:
        case Points():
            return Points, len(block.items), block.is_numbered
        case Pairs():
            return Pairs, len(block.rows)
        case Table():
            return Table, len(block.columns), tuple(len(it) for it in block.rows)
        case Signatures():
            return Signatures, len(block.places)
        case PageBreak():
            return PageBreak, block.is_wide
        case _:
            return (type(block),)


def width_of(section: Element, *, is_wide: bool) -> int:
    """Give the width between the margins, in twentieths of a point."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    across, down = (int(size.get(qn(f"w:{it}"), 0)) for it in "wh") if size is not None else (11906, 16838)
    edges = (
        sum(int(margins.get(qn(f"w:{it}"), 0)) for it in ("left", "right")) if margins is not None else 2600
    )
    return max(2000, (max(across, down) if is_wide else across) - edges)


def turned(section: Element, *, is_wide: bool) -> None:
    """Lay a section's pages across, where they are not."""
    size = section.find(qn("w:pgSz"))
    if size is None or not is_wide:
        return
    across, down = (int(size.get(qn(f"w:{it}"), 0)) for it in "wh")
    size.set(qn("w:w"), str(max(across, down)))
    size.set(qn("w:h"), str(min(across, down)))
    size.set(qn("w:orient"), "landscape")


def _line_by_line(text: str, lang: str, look: Look) -> list[Element]:
    """Set each line as a paragraph, as people go on writing."""
    made = []
    for line in clean(text).split("\n"):
        made.append(paragraph(line, is_rtl=runs_rtl(line, lang), lang=lang, look=look))
        look = replace(look, new_page=False)
    return made
