"""A paper as it was asked for, and the words that all papers of this node have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tansiq.core.models import Node
from tansiq.core.rules import Plain, canonical
from tansiq.documents.models import MadePaper
from tansiq.documents.rules.papers import PaperKind
from tansiq.people.models import Person
from tansiq.ui.tongue import day_text, hijri_text, page_language, spoken
from tansiq_desk.paper.blocks import Block, Cell, Mark, Paper, Tone
from tansiq_desk.paper.booklet import page_words
from tansiq_desk.words import Voice

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
NOTHING = "–"


@dataclass(frozen=True)
class Asked:
    """Which paper, of what, for whom, at which moment; `party` and `year` where the paper is of one."""

    kind: PaperKind
    subject: str
    person: Person
    node: Node
    at: datetime
    languages: tuple[str, ...] = ("ar",)
    year: int | None = None
    party: str = ""

    @property
    def day(self) -> date:
        """The day on which it is made."""
        return self.at.date()


def asked_as(row: MadePaper, person: Person, node: Node, at: datetime) -> Asked:
    """Give what was asked for once as someone asks for it now."""
    languages = tuple(row.languages.split())
    return Asked(PaperKind(row.kind), row.subject, person, node, at, languages, row.year, row.party)


def mark_of(said: Plain) -> str:
    """Give the hash of what a paper says, the same in whatever language it says it.

    It takes in what its reader may not see, and is made with the node's secret: else that could be found by trying.
    """
    return salted_hmac("tansiq.paper", canonical(said), algorithm="sha256").hexdigest()


Builder = Callable[[Asked], Paper]
"""Writes a paper in the language of the moment."""


def called(thing: Any) -> str:
    """Give what a thing is called as a paper writes it: isolated, with its language where it has no name in this one."""
    texts: Mapping[str, str] = thing if isinstance(thing, Mapping) else getattr(thing, "names", {})
    said = spoken(texts, str(getattr(thing, "code", "")))
    if not said.text:
        return NOTHING
    mark = f" [{said.lang}]" if said.lang else ""
    return f"{ISOLATE}{said.text}{END_ISOLATE}{mark}"


def written(texts: Mapping[str, str], *, is_double: bool) -> str:
    """Give a text that someone wrote; where there is none in this language, say so before the one that there is.

    Beside another language the one that there is stands there already, and is not repeated.
    """
    said = spoken(texts)
    if said.is_missing:
        return NOTHING
    if not said.lang:
        return said.text
    note = _("Not translated; shown in the language it was written in.")
    return note if is_double else f"{note}\n{said.text}"


def day_told(day: date | None) -> str:
    """Write a civil day with the Hijri one beside it."""
    if day is None:
        return NOTHING
    hijri = hijri_text(day)
    return f"{day_text(day)} ({hijri})" if hijri else day_text(day)


def day_cell(day: date | None, tone: Tone = Tone.PLAIN) -> Cell:
    """Give a field with a civil day and, under it, the Hijri one."""
    return cells([day_text(day), hijri_text(day)] if day else [], tone)


def cells(texts: Iterable[str], tone: Tone = Tone.PLAIN, *, is_strong: bool = False) -> Cell:
    """Give a field of texts one under the other; a stroke where there are none."""
    return Cell(tuple(it for it in texts if it) or (NOTHING,), tone, is_strong)


def record_paper(
    asked: Asked, *, title: str, subtitle: str, marking: str, reference: str, mark: str, blocks: Iterable[Block]
) -> Paper:  # fmt: skip
    """Give a paper that was made from records, and bears the hash of what they say."""
    lang = page_language()
    return Paper(
        lang=lang, title=title, subtitle=subtitle, marking=marking, made_at=asked.at, reference=reference,
        page_words=page_words(Voice(lang)), blocks=tuple(blocks), issuer=spoken(asked.node.names).text,
        day=asked.day, mark=Mark(_("Hash of what it says"), mark, mark),
    )  # fmt: skip
