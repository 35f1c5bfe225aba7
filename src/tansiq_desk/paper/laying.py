"""Lays papers out as plain data for the setter: texts by line with their direction, blocks by kind.

Nothing here is markup; the template of `template/` is the only one to say how anything looks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import segno

from tansiq_desk.paper.blocks import (
    Block,
    Cell,
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
)
from tansiq_desk.paper.signs import UNSEEN, lines_of, written_line
from tansiq_desk.words.hijri import ERA
from tansiq_desk.words.languages import date_text, is_right_to_left

SHORT = 16
"""Signs of a hash at the foot of every page; a cover has all of it."""
LONG_CELL = 700
"""Signs from which a row may be broken over two pages."""
TALL_PAIRS = 14
"""Lines from which what is said of something may be broken over two pages."""
SMALL_FROM, SMALLER_FROM = 7, 11
"""Columns from which a table is set smaller."""
HELD_SIGNS = 1_000
"""Up to so many signs a block goes to the next page with the signatures below it; a longer one would leave a hole."""
Lines = list[tuple[str, str]]
"""Lines of a text, each with its direction."""


def laid_out(papers: Sequence[Paper]) -> dict[str, Any]:
    """Give all that the template needs of one paper, or of two in two languages."""
    lead = papers[0]
    moment = lead.made_at
    return {
        "langs": [_language(it.lang) for it in papers],
        "title": " · ".join(written_line(it.title) for it in _differing(papers, "title")),
        "keywords": [lead.mark.hash] if lead.mark else [],
        "made": {"year": moment.year, "month": moment.month, "day": moment.day, "hour": moment.hour,
                 "minute": moment.minute, "second": moment.second},
        "issuer": " · ".join(written_line(it.issuer) for it in _differing(papers, "issuer") if it.issuer),
        "marking": _flow(it.marking for it in _differing(papers, "marking")),
        "page-words": _flow(it.page_words for it in _differing(papers, "page_words")),
        "mark": _mark(papers),
        "titles": _texts(papers, "title"), "subtitles": _texts(papers, "subtitle"), "issuers": _texts(papers, "issuer"),
        "references": _texts(papers, "reference"),
        "days": [lines_of(date_text(it.lang, it.day)) for it in papers if it.day],
        "has-cover": lead.has_cover,
        "eras": list(ERA.values()),
        "sections": _sections(papers),
    }  # fmt: skip


def _language(lang: str) -> dict[str, str | None]:
    language, _, region = lang.partition("-")
    return {"lang": language, "region": region or None, "dir": "rtl" if is_right_to_left(lang) else "ltr"}


def _differing(papers: Sequence[Paper], field: str) -> list[Paper]:
    """Give the papers whose field says something else than that of one before."""
    said = [_seen(getattr(it, field)) for it in papers]
    return [it for n, it in enumerate(papers) if said[n] not in said[:n]]


def _texts(papers: Sequence[Paper], field: str) -> list[Lines]:
    return [lines_of(getattr(it, field)) for it in _differing(papers, field)]


def _flow(texts: Iterable[str]) -> Lines:
    """Give every line of texts that stand in one row or column; a line that says nothing takes no room."""
    lines = [line for text in texts for line in lines_of(text)]
    return [line for line in lines if line[0].strip()] or lines[:1]


def _mark(papers: Sequence[Paper]) -> dict[str, Any] | None:
    mark = papers[0].mark
    if mark is None:
        return None
    picture = io.BytesIO()
    segno.make(mark.code, micro=False, error="m").save(
        picture, kind="svg", border=0, xmldecl=False, dark="#1c2430"
    )
    labels = dict.fromkeys(it.mark.label for it in papers if it.mark)
    return {
        "label": _flow(labels),
        "hash": mark.hash,
        "short": mark.hash[:SHORT],
        "picture": picture.getvalue().decode(),
    }


def _sections(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """Part the blocks where pages break, each with its texts in every language."""
    if len({tuple(map(type, it.blocks)) for it in papers}) > 1:
        raise ValueError("papers side by side need the same blocks")
    headings = list(_headings(papers))
    anchors = iter(headings)
    sections: list[dict[str, Any]] = [{"is-wide": False, "blocks": []}]
    for row in zip(*(it.blocks for it in papers), strict=True):
        if isinstance(row[0], PageBreak) and not (
            len(sections) > 1 or sections[0]["blocks"] or papers[0].has_cover
        ):
            sections[0]["is-wide"] = row[0].is_wide  # a paper that begins across
        elif isinstance(row[0], PageBreak):
            sections.append({"is-wide": row[0].is_wide, "blocks": []})
        elif isinstance(row[0], Heading):
            sections[-1]["blocks"].append(next(anchors))
        elif isinstance(row[0], Contents):
            told = {
                "kind": "contents",
                "texts": _one_each(it.title for it in row if isinstance(it, Contents)),
            }
            sections[-1]["blocks"].append({**told, "headings": headings})
        else:
            sections[-1]["blocks"].append(_block(row))
    for section in sections:
        for before, after in pairwise(section["blocks"]):
            before["is-held"] = after["kind"] == "signatures" and _signs_in(before) <= HELD_SIGNS
    return sections


def _signs_in(part: Any) -> int:
    """Count the signs of all that is written in a block."""
    if isinstance(part, tuple):
        return len(part[0])
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return sum(map(_signs_in, parts))


def _headings(papers: Sequence[Paper]) -> Iterator[dict[str, Any]]:
    rows = zip(*([it for it in one.blocks if isinstance(it, Heading)] for one in papers), strict=True)
    for number, row in enumerate(rows):
        texts = list(dict.fromkeys(it.text for it in row))
        yield {
            "kind": "heading", "level": min(row[0].level, 3), "anchor": f"part-{number}",
            "texts": _one_each(it.text for it in row), "bookmark": " · ".join(map(written_line, texts)),
        }  # fmt: skip


def _one_each(texts: Iterable[str]) -> list[Lines]:
    return [lines_of(it) for it in texts]


def _block(row: Sequence[Any]) -> dict[str, Any]:
    first: Block = row[0]
    match first:
        case Paragraph():
            return {"kind": "paragraph", "tone": first.tone, "texts": _one_each([it.text for it in row])}
        case Note():
            is_long = any(len(it.text) > LONG_CELL for it in row)
            return {
                "kind": "note", "tone": first.tone, "texts": _one_each([it.text for it in row]), "is-long": is_long,
            }  # fmt: skip
        case Points():
            items = [_one_each(each) for each in zip(*(it.items for it in row), strict=True)]
            is_long = any(len(text) > LONG_CELL for it in row for text in it.items)
            return {"kind": "points", "is-numbered": first.is_numbered, "items": items, "is-long": is_long}
        case Pairs():
            is_long = sum(max(1, len(cell.lines)) for it in row for _, cell in it.rows) > TALL_PAIRS
            rows = [_pair(each) for each in zip(*(it.rows for it in row), strict=True)]
            return {"kind": "pairs", "rows": rows, "is-long": is_long}
        case Table():
            return _table(row)
        case Signatures():
            return {
                "kind": "signatures",
                "places": [_place(each) for each in zip(*(it.places for it in row), strict=True)],
            }
    raise TypeError(type(first))


def _pair(row: Sequence[tuple[str, Cell]]) -> dict[str, Any]:
    return {"labels": _one_each([label for label, _ in row]), "cell": _cell([cell for _, cell in row])}


def _table(row: Sequence[Table]) -> dict[str, Any]:
    columns = [
        {"title": _both([it.title for it in each]), "share": each[0].share, "align": each[0].align or "start"}
        for each in zip(*(it.columns for it in row), strict=True)
    ]
    rows = [
        [_cell(cells) for cells in zip(*each, strict=True)]
        for each in zip(*(it.rows for it in row), strict=True)
    ]
    caption = [lines_of(it) for it in dict.fromkeys(it.caption for it in row) if it]
    size = 0.78 if len(columns) > SMALLER_FROM else 0.84 if len(columns) > SMALL_FROM else 0.92
    return {"kind": "table", "columns": columns, "rows": rows, "caption": caption, "size": size}


def _cell(row: Sequence[Cell]) -> dict[str, Any]:
    first = row[0]
    lines = _both(["\n".join(it.lines) for it in row])
    is_long = sum(len(it) for cell in row for it in cell.lines) > LONG_CELL
    return {"lines": lines, "tone": first.tone, "is-strong": first.is_strong, "is-long": is_long}


def _both(texts: Sequence[str]) -> Lines:
    """Give the lines of a text in every language one under the other; what is the same in all stands once."""
    return [line for text in {_seen(it): it for it in texts}.values() for line in lines_of(text)]


def _seen(text: str) -> str:
    """Give a text without signs that only turn others: what differs in these alone is the same on paper."""
    return text.translate(dict.fromkeys(map(ord, UNSEEN)))


def _place(row: Sequence[Any]) -> dict[str, Any]:
    return {
        name.replace("_", "-"): _both([getattr(it, name) for it in row])
        for name in ("party", "post", "for_the_party", "day", "seal")
    }
