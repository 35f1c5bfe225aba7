"""Fills a template for a trial, with every kind of block in two languages: what breaks there would break a paper later."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tansiq_desk.paper.blocks import (
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
)
from tansiq_desk.paper.word.checking import parts_of
from tansiq_desk.paper.word.identity import Identity
from tansiq_desk.paper.word.writing import write_docx

WORD = {"ar": "كلمة", "fr": "terme-1"}
MOMENT = datetime(2025, 1, 1, tzinfo=UTC)


def try_template(template: bytes) -> None:
    """Make a paper from a template in one language and in two, and look through what came of it.

    Raises
    ------
    Exception
        Of whatever kind: no paper can be made from it.
    """
    arabic, french = (_paper(lang, word) for lang, word in WORD.items())
    identity = Identity("minutes", "x", "1", "x")
    for made in (
        write_docx(french, template),
        write_docx(french, template, beside=arabic, own=WORD, identity=identity),
    ):
        parts_of(made)


def _paper(lang: str, word: str) -> Paper:
    place, cell = Signature(word, word, word, word, word), Cell((word,))
    blocks = (
        Contents(word), Heading(word), Paragraph(word), Note(word), Points((word,)), Points((word,), is_numbered=True),
        Pairs(((word, cell),)), Table((Column(word), Column(word)), ((cell, cell),), word), PageBreak(is_wide=True),
        Paragraph(word), PageBreak(), Signatures((place, place)),
    )  # fmt: skip
    return Paper(
        lang,
        word,
        word,
        MOMENT,
        "{page} {pages}",
        blocks,
        word,
        word,
        word,
        date(2025, 1, 1),
        Mark(word, "0" * 64, word),
    )
