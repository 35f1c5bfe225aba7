"""Tables of a paper: rows under headings, pairs, places to sign; two languages stand one under the other in each field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tansiq_desk.paper.blocks import Align, Cell, Pairs, Signature, Signatures, Table, Tone
from tansiq_desk.paper.word.direction import clean, runs_rtl
from tansiq_desk.paper.word.lists import Styles
from tansiq_desk.paper.word.runs import Look, element, paragraphs, with_children
from tansiq_desk.paper.word.tree import Element
from tansiq_desk.words.languages import is_right_to_left

SHADES = {Tone.GOOD: "E3F1E7", Tone.NOTICE: "FBF0D9", Tone.BAD: "F8E0DE", Tone.QUIET: "F2F3F5"}
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
PAIR_SHARES = (1.0, 2.4)
WIDTH_OF_A_SIGN, BESIDE_A_WORD = 125, 200
"""Twentieths of a point that a sign of a heading takes, and that are left beside a word."""
ROOM_TO_SIGN, ROOM_FOR_A_SEAL = 900, 300
"""Twentieths of a point over the lines where one signs and dates."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What tables are set on: the styles, the width between the margins, and the languages, that of the sheet first."""

    styles: Styles
    width: int
    langs: tuple[str, ...]

    @property
    def is_rtl(self) -> bool:
        """Whether the sheet runs from right to left."""
        return is_right_to_left(self.langs[0])


def table(row: Sequence[Table], sheet: Sheet) -> list[Element]:
    """Set a table: its caption over it, its headings again on each page."""
    first = row[0]
    look = Look(sheet.styles.paragraph("cell"))
    words = [max((len(word) for it in each for word in it.title.split()), default=0)
             for each in zip(*(it.columns for it in row), strict=True)]  # fmt: skip
    widths = fitted(widths_of([it.share for it in first.columns], sheet.width), words)
    aligns = [it.align for it in first.columns]
    heads = [
        _field([[it.title] for it in each], sheet, replace(look, is_strong=True, ahead=True), width, align)
        for each, width, align in zip(zip(*(it.columns for it in row), strict=True), widths, aligns, strict=True)
    ]  # fmt: skip
    lines = (
        [
            _cell(each, sheet, look, width, align)
            for each, width, align in zip(zip(*cells, strict=True), widths, aligns, strict=True)
        ]
        for cells in zip(*(it.rows for it in row), strict=True)
    )
    rows = [_row(heads, is_head=True), *map(_row, lines)]
    caption = Look(sheet.styles.paragraph("caption"), ahead=True)
    over = [
        p
        for text, lang in _each([[it.caption] for it in row], sheet)
        for p in paragraphs(text, lang, caption)
    ]
    return [*over, framed(rows, widths, sheet, "table"), gap()]


def pairs(row: Sequence[Pairs], sheet: Sheet) -> list[Element]:
    """Set what is said of something, each beside its name."""
    look = Look(sheet.styles.paragraph("cell"))
    widths = widths_of(PAIR_SHARES, sheet.width)
    rows = []
    for each in zip(*(it.rows for it in row), strict=True):
        name = _field([[label] for label, _ in each], sheet, replace(look, is_strong=True), widths[0])
        rows.append(_row([name, _cell([cell for _, cell in each], sheet, look, widths[1])]))
    return [framed(rows, widths, sheet, "pairs"), gap()] if rows else []


def signatures(row: Sequence[Signatures], sheet: Sheet) -> list[Element]:
    """Set the places to sign side by side, never broken over two pages."""
    places = list(zip(*(it.places for it in row), strict=True))
    widths = widths_of([1.0] * len(places), sheet.width)
    fields = [_place(each, sheet, width) for each, width in zip(places, widths, strict=True)]
    return [framed([_row(fields)], widths, sheet, "signatures"), gap()] if fields else []


def framed(rows: Sequence[Element], widths: Sequence[int], sheet: Sheet, kind: str) -> Element:
    """Give a table of rows in its style; its first column stands where reading begins."""
    style = sheet.styles.table(kind) if kind else ""
    borders = element("tblBorders")
    borders.extend(element(it, val="single", sz=4, space=0, color="AEB6C0") for it in EDGES)
    properties = with_children(element("tblPr"), (
        element("tblStyle", val=style) if style else None,
        element("bidiVisual") if sheet.is_rtl else None,
        element("tblW", w=sum(widths), type="dxa"),
        borders if kind in {"table", "pairs"} and not style else None,
        element("tblLayout", type="fixed"),
        element("tblLook", val="0420" if kind == "table" else "0400", firstRow=int(kind == "table"), lastRow=0,
                firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    ))  # fmt: skip
    grid = with_children(element("tblGrid"), [element("gridCol", w=it) for it in widths])
    return with_children(element("tbl"), (properties, grid, *rows))


def side_by_side(
    rows: Sequence[Sequence[Sequence[Element]]], sheet: Sheet, *, ahead: bool = False
) -> list[Element]:
    """Set texts in two languages beside each other, row by row; `ahead` keeps the last with what follows."""
    widths = widths_of([1.0] * len(sheet.langs), sheet.width)
    made = [
        _row([field(content, width) for content, width in zip(row, widths, strict=True)], may_break=True)
        for row in rows
    ]
    return [framed(made, widths, sheet, ""), gap(ahead=ahead)]


def field(content: Iterable[Element], width: int, shade: str = "") -> Element:
    """Give a field of a table; it ends with a paragraph, as Word demands."""
    properties = with_children(element("tcPr"), (
        element("tcW", w=width, type="dxa"),
        element("shd", val="clear", color="auto", fill=shade) if shade else None,
    ))  # fmt: skip
    made = with_children(element("tc"), (properties, *content))
    if not made[-1].tag.endswith("}p"):
        made.append(gap())
    return made


def gap(*, ahead: bool = False) -> Element:
    """Give the empty line that parts a table from what follows."""
    spacing = element("spacing", before=0, after=0, line=140, lineRule="exact")
    return with_children(
        element("p"), (with_children(element("pPr"), (element("keepNext") if ahead else None, spacing)),)
    )


def widths_of(shares: Sequence[float], width: int) -> list[int]:
    """Part a width."""
    total = sum(shares) or 1.0
    return [max(1, int(width * it / total)) for it in shares]


def fitted(widths: Sequence[int], longest: Sequence[int]) -> list[int]:
    """Widen columns whose heading has a longer word than they hold, at the cost of those that have room to spare."""
    needed = [min(it * WIDTH_OF_A_SIGN + BESIDE_A_WORD, sum(widths) // len(widths)) for it in longest]
    lacking = sum(max(0, need - width) for need, width in zip(needed, widths, strict=True))
    spare = [max(0, width - need) for need, width in zip(needed, widths, strict=True)]
    share = min(1.0, lacking / (sum(spare) or 1))
    return [max(need, width) if width < need else width - int(room * share)
            for need, width, room in zip(needed, widths, spare, strict=True)]  # fmt: skip


def _row(fields: Sequence[Element], *, is_head: bool = False, may_break: bool = False) -> Element:
    properties = with_children(element("trPr"), (
        None if may_break else element("cantSplit"), element("tblHeader") if is_head else None,
    ))  # fmt: skip
    return with_children(element("tr"), (properties, *fields))


def _cell(row: Sequence[Cell], sheet: Sheet, look: Look, width: int, align: Align = Align.START) -> Element:
    first = row[0]
    shown = replace(look, is_strong=look.is_strong or first.is_strong)
    return _field([list(it.lines) for it in row], sheet, shown, width, align, SHADES.get(first.tone, ""))


def _field(
    texts: Sequence[Sequence[str]], sheet: Sheet, look: Look, width: int, align: Align = Align.START, shade: str = ""
) -> Element:  # fmt: skip
    content: list[Element] = []
    for lines, lang in _each(texts, sheet, "\n"):
        for line in lines.split("\n"):
            is_its_way = runs_rtl(clean(line), lang) == is_right_to_left(lang)
            content += paragraphs(line, lang, replace(look, align=_aligned(align, is_its_way)))
    return field(content or [gap()], width, shade)


def _aligned(align: Align, same_way: bool) -> str:  # noqa: FBT001
    """Give where a text stands: Word takes `right` for its end, so a text that runs against its language stands there."""
    if align is Align.CENTRE:
        return "center"
    return "" if (align is Align.START) == same_way else "right"


def _each(texts: Sequence[Sequence[str]], sheet: Sheet, joint: str = "\n") -> list[tuple[str, str]]:
    """Give a text in each language; what is the same in all stands once, and one that says nothing not at all."""
    said: dict[str, str] = {}
    for lines, lang in zip(texts, sheet.langs, strict=False):
        said.setdefault(joint.join(lines), lang)
    return [(text, lang) for text, lang in said.items() if text]


def _place(row: Sequence[Signature], sheet: Sheet, width: int) -> Element:
    look = Look(sheet.styles.paragraph("signature"), ahead=True, align="center")
    line = replace(look, before=ROOM_FOR_A_SEAL)
    kinds = (
        ("for_the_party", look), ("party", replace(look, is_strong=True)), ("post", look), ("", ROOM_TO_SIGN),
        ("day", line), ("", 0), ("seal", line),
    )  # fmt: skip
    content: list[Element] = []
    for name, shown in kinds:
        if isinstance(shown, int):
            content += paragraphs("", sheet.langs[0], replace(look, before=shown, rule=True))
            continue
        texts = _each([[getattr(it, name)] for it in row], sheet)
        content += [p for text, lang in texts for p in paragraphs(text, lang, shown)]
    return field(
        [*content, *paragraphs("", sheet.langs[0], replace(look, before=ROOM_TO_SIGN, ahead=False))], width
    )
