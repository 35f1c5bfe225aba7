"""What briefings are made of: sentences, each with the rows that it is from and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tansiq.documents.rules.briefings import Ground
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import is_rtl, number, page_language
from tansiq_desk.words.languages import list_text

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
MOST_NAMED = 6
"""Rows that a sentence names at most; its page has the others."""


@dataclass(frozen=True, slots=True)
class Link:
    """A row that a sentence is from: what it is called, and where it is shown."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a briefing; of a fact also its certainty and who said it."""

    text: str
    sources: tuple[Link, ...]
    ground: Ground = Ground.RECORD
    certainty: str = ""
    said_by: str = ""
    language: str = ""
    """Where it is not the page's."""
    is_notable: bool = True
    """Whether it also stands in the short briefing on another page."""


def named(thing: Any) -> str:
    """Write a name inside a sentence, its direction kept apart from that of the sentence."""
    return kept_apart(called_plainly(thing))


def kept_apart(text: str) -> str:
    """Keep the direction of a text apart from that of the sentence around it, on a page from right to left."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if text and is_rtl() else text


def series(texts: Iterable[str]) -> str:
    """Write texts as one list: `a, b and c`."""
    return list_text(page_language(), list(texts))


def counted(sentence: str, n: int) -> str:
    """Put a count into a sentence whose form was chosen for it."""
    return sentence % {"n": number(n)}


def row(page: str, code: str, *, label: str = "") -> Link:
    """Point to the page of a record."""
    return Link(label or code, reverse(page, args=[code]))


def rows(page: str, records: Iterable[Any]) -> tuple[Link, ...]:
    """Point to the pages of the first of some records."""
    return tuple(row(page, it.code) for it in list(records)[:MOST_NAMED])
