"""Sets a paper that was laid out by ReportLab: `python by_reportlab.py FONTS < DATA > PDF`. Runs in the peers' own environment.

ReportLab knows no Arabic: letters are joined and turned beforehand by arabic-reshaper and python-bidi, as its users do.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import arabic_reshaper  # ty: ignore[unresolved-import]
from bidi.algorithm import get_display  # ty: ignore[unresolved-import]
from reportlab.lib.enums import TA_LEFT, TA_RIGHT  # ty: ignore[unresolved-import]
from reportlab.lib.pagesizes import A4, landscape  # ty: ignore[unresolved-import]
from reportlab.lib.styles import ParagraphStyle  # ty: ignore[unresolved-import]
from reportlab.pdfbase import pdfmetrics  # ty: ignore[unresolved-import]
from reportlab.pdfbase.ttfonts import TTFont  # ty: ignore[unresolved-import]
from reportlab.platypus import (  # ty: ignore[unresolved-import]
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Signs that python-bidi does not know (UAX #9 of 2013): it stops at them, so they are left out."""
LINES = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, "#cccccc"), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def turned(text: str) -> str:
    """Give a text as ReportLab has to be given it: joined, and in the order of the eye."""
    return get_display(arabic_reshaper.reshape(text.translate(ISOLATES)))


def styled(direction: str, size: int, font: str = "Amiri") -> ParagraphStyle:
    """Give the style of a line."""
    side = TA_RIGHT if direction == "rtl" else TA_LEFT
    return ParagraphStyle("x", fontName=font, fontSize=size, leading=size * 1.5, alignment=side)


def lines(found: list[Any], size: int = 11, font: str = "Amiri") -> list[Any]:
    """Give lines as paragraphs."""
    return [Paragraph(escape(turned(text)), styled(direction, size, font)) for text, direction in found]


def block(it: dict[str, Any], width: float, *, is_rtl: bool) -> Iterator[Any]:
    """Give a block as flowables."""
    kind = it["kind"]
    if kind in {"heading", "contents"}:
        for each in it["texts"]:
            yield from lines(each, (18, 14, 12)[it.get("level", 1) - 1], "Amiri-Bold")
    elif kind in {"paragraph", "note"}:
        for each in it["texts"]:
            yield from lines(each)
    elif kind == "points":
        yield from (line for each in it["items"] for text in each for line in lines(text))
    elif kind == "pairs":
        rows = [
            [[line for each in row["labels"] for line in lines(each)], lines(row["cell"]["lines"])]
            for row in it["rows"]
        ]
        yield table(rows, [width * 0.3, width * 0.7], is_rtl=is_rtl)
    elif kind == "table":
        shares = [one["share"] for one in it["columns"]]
        widths = [width * share / sum(shares) for share in shares]
        rows = [[lines(one["title"], 9, "Amiri-Bold") for one in it["columns"]]]
        rows += [[lines(cell["lines"], 9) for cell in row] for row in it["rows"]]
        yield table(rows, widths, is_rtl=is_rtl, repeats=1)
    elif kind == "signatures":
        row = [[line for key in place for line in lines(place[key])] for place in it["places"]]
        yield table([row], [width / len(row)] * len(row), is_rtl=is_rtl)
    yield Spacer(1, 8)


def table(rows: list[Any], widths: list[float], *, is_rtl: bool, repeats: int = 0) -> Any:
    """Give a table; its columns run from the right where the language does."""
    if is_rtl:
        rows, widths = [row[::-1] for row in rows], widths[::-1]
    return Table(rows, widths, style=LINES, repeatRows=repeats)


def story(paper: dict[str, Any], widths: dict[bool, float]) -> Iterator[Any]:
    """Give the whole of a paper."""
    is_rtl = paper["langs"][0]["dir"] == "rtl"
    for name in ("issuers", "titles", "subtitles", "references", "days"):
        for text in paper[name]:
            yield from lines(text, 16)
    for section in paper["sections"]:
        yield NextPageTemplate("wide" if section["is-wide"] else "upright")
        yield PageBreak()
        for it in section["blocks"]:
            yield from block(it, widths[section["is-wide"]], is_rtl=is_rtl)


if __name__ == "__main__":
    told = json.load(sys.stdin.buffer)["paper"]
    for name in ("Amiri", "Amiri-Bold"):
        file = name if name.endswith("Bold") else "Amiri-Regular"
        pdfmetrics.registerFont(TTFont(name, Path(sys.argv[1]) / f"{file}.ttf"))
    marking = turned(" · ".join(it[0] for it in told["marking"]))

    def furnished(canvas: Any, document: Any) -> None:
        """Write what every page bears."""
        width, height = canvas._pagesize  # noqa: SLF001 - ReportLab has no other way
        canvas.setFont("Amiri-Bold", 10)
        canvas.drawCentredString(width / 2, height - 40, marking)
        canvas.drawCentredString(width / 2, 40, marking)
        canvas.drawString(60, 40, f"{document.page} {told['mark']['short']}")

    made = io.BytesIO()
    whole = BaseDocTemplate(made, title=told["title"])
    sizes = {False: A4, True: landscape(A4)}
    whole.addPageTemplates([
        PageTemplate(
            "wide" if wide else "upright", [Frame(60, 80, size[0] - 120, size[1] - 150)], furnished, pagesize=size
        )
        for wide, size in sizes.items()
    ])  # fmt: skip
    whole.build(list(story(told, {wide: size[0] - 132 for wide, size in sizes.items()})))
    sys.stdout.buffer.write(made.getvalue())
