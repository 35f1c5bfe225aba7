"""What a reader finds on the pages of a PDF, and what of it was put in.

What is made the same before words are compared: compatibility forms (NFKC), signs that only turn or part others, and
within a word the order of its letters: readers of PDFs order the letters of an Arabic word anew where a vowel sign
stands in it, and codes of Latin letters within Arabic, each in its own way. No letter is left out on either side.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2

from tansiq_desk.paper.blocks import Paper
from tansiq_desk.paper.laying import laid_out

TURNING = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u2060\u00ad\ufeff\ufffe\x02")
)
HYPHEN = re.compile(r"(?<=\w)[-\x02\ufffe]\s*(?=\w)|(?<=[\s\d])-(?=\d+\w)")
TEXTS = ("titles", "subtitles", "issuers", "references", "days")


def pages_of(pdf: bytes) -> list[str]:
    """Give the text of each page as a reader of PDFs finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_text(page) for page in document]
    finally:
        document.close()


def _text(page: Any) -> str:
    texts = page.get_textpage()
    text = texts.get_text_range()
    texts.close()
    page.close()
    return text


def signs(text: str) -> Counter[str]:
    """Count the letters and digits of a text."""
    return Counter(it for it in _same(text) if it.isalnum())


def words(text: str) -> Counter[str]:
    """Count the words of a text, each by its letters."""
    return Counter("".join(sorted(word)) for word in re.findall(r"\w+", _same(text)))


def words_in_order(text: str) -> Counter[str]:
    """Count the words of a text as they are written, letter after letter."""
    return Counter(re.findall(r"\w+", _same(text)))


def _same(text: str) -> str:
    plain = unicodedata.normalize("NFKC", HYPHEN.sub("", text).translate(TURNING))
    return "".join(it for it in plain if not unicodedata.combining(it))


def put_in(*papers: Paper) -> str:
    """Give every text that the setter was given, once for each place where it stands."""
    told = laid_out(papers)
    parts = [
        *(told[name] for name in TEXTS),
        [block for section in told["sections"] for block in section["blocks"]],
    ]
    return "\n".join(_lines(parts))


def _lines(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        yield part[0]
    elif isinstance(part, list):
        for it in part:
            yield from _lines(it)
    elif isinstance(part, dict):
        yield from (
            line for key, it in part.items() if key not in {"headings", "bookmark"} for line in _lines(it)
        )
