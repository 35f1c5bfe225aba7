"""Sets a paper that was laid out by WeasyPrint: `python by_weasyprint.py FONTS < DATA > PDF`.

It runs in the peers' own environment.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

STYLE = """
@font-face { font-family: Amiri; src: url('%(fonts)s/Amiri-Regular.ttf') }
@font-face { font-family: Amiri; src: url('%(fonts)s/Amiri-Bold.ttf'); font-weight: bold }
@page { size: A4; margin: 25mm 22mm 30mm;
  @top-center { content: '%(marking)s'; font: bold 10pt Amiri }
  @bottom-center { content: '%(marking)s'; font: bold 10pt Amiri }
  @bottom-left { content: counter(page) ' / ' counter(pages); font: 9pt Amiri }
  @bottom-right { content: '%(hash)s'; font: 8pt Amiri } }
@page wide { size: A4 landscape }
.wide { page: wide } section { break-before: page } p { margin: 2pt 0 } body { font: 11pt/1.5 Amiri }
table { width: 100%%; border-collapse: collapse; table-layout: fixed; margin: 8pt 0 } tr { break-inside: avoid }
td, th { border-bottom: .5pt solid #ccc; padding: 4pt; vertical-align: top; text-align: start }
h1 { bookmark-level: 1 } h2 { bookmark-level: 2 } h3 { bookmark-level: 3 }
.good { background: #e8f3ec } .notice { background: #fbf3dc }
"""


def lines(found: list[Any]) -> str:
    """Give lines as paragraphs."""
    return "".join(f'<p dir="{direction or "auto"}">{escape(text)}</p>' for text, direction in found)


def block(it: dict[str, Any]) -> str:
    """Give a block as HTML."""
    kind = it["kind"]
    if kind == "heading":
        return f"<h{it['level']}>{''.join(map(lines, it['texts']))}</h{it['level']}>"
    if kind in {"paragraph", "note"}:
        return f'<div class="{it["tone"]}">{"".join(map(lines, it["texts"]))}</div>'
    if kind == "points":
        return "<ul>" + "".join(f"<li>{''.join(map(lines, each))}</li>" for each in it["items"]) + "</ul>"
    if kind == "pairs":
        rows = "".join(
            f"<tr><th>{''.join(map(lines, row['labels']))}</th><td>{lines(row['cell']['lines'])}</td></tr>"
            for row in it["rows"]
        )
        return f"<table>{rows}</table>"
    if kind == "table":
        head = "".join(f"<th>{lines(one['title'])}</th>" for one in it["columns"])
        rows = (
            "".join(f'<td class="{cell["tone"]}">{lines(cell["lines"])}</td>' for cell in row)
            for row in it["rows"]
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"{''.join(map(lines, it['caption']))}<table><thead><tr>{head}</tr></thead>{body}</table>"
    if kind == "signatures":
        cells = "".join(f"<td>{''.join(lines(place[key]) for key in place)}</td>" for place in it["places"])
        return f"<table><tr>{cells}</tr></table>"
    return "".join(map(lines, it["texts"]))


def page(paper: dict[str, Any], fonts: Path) -> Iterator[str]:
    """Give the whole of a paper as HTML."""
    lead = paper["langs"][0]
    given = {
        "fonts": fonts.as_uri(),
        "marking": " · ".join(it[0] for it in paper["marking"]),
        "hash": paper["mark"]["short"],
    }
    yield f'<html lang="{lead["lang"]}" dir="{lead["dir"]}"><head><title>{escape(paper["title"])}</title>'
    yield f"<style>{STYLE % given}</style></head><body>"
    yield "".join(
        lines(text)
        for name in ("issuers", "titles", "subtitles", "references", "days")
        for text in paper[name]
    )
    for section in paper["sections"]:
        yield f'<section class="{"wide" if section["is-wide"] else ""}">{"".join(map(block, section["blocks"]))}</section>'
    yield "</body></html>"


if __name__ == "__main__":
    from weasyprint import HTML  # ty: ignore[unresolved-import]

    told = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(HTML(string="".join(page(told["paper"], Path(sys.argv[1])))).write_pdf())
