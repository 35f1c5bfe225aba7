"""What a paper says, apart from how it is set: the same blocks become a PDF and a text that people go on writing.

Texts are plain: nothing in them is markup, whoever wrote them. Two papers of the same blocks in two languages are set
side by side; what says which block a text stands in is the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a cell or a note looks; it never says alone what its text does not say."""

    PLAIN = ""
    GOOD = "good"
    NOTICE = "notice"
    BAD = "bad"
    QUIET = "quiet"


class Align(StrEnum):
    """Where the text of a column stands."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a table: what stands in it, line by line."""

    lines: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; 1 is the largest."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text; each line break in it is one."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Note:
    """A text that stands out from those around it, such as a reservation or a missing translation."""

    text: str
    tone: Tone = Tone.NOTICE


@dataclass(frozen=True, slots=True)
class Points:
    """Texts one under the other, numbered or not."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """What something is, and what is said of it, line by line."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it is called, its share of the width, and where its text stands."""

    title: str
    share: float = 1.0
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that come again on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Where one party signs: for whom, the post of whoever signs, and the words over date and seal."""

    party: str
    post: str
    for_the_party: str
    day: str
    seal: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """The places where the parties sign, side by side, never broken over two pages."""

    places: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings with the pages that they are on."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page; `is_wide` lays the pages that follow across."""

    is_wide: bool = False


Block = Heading | Paragraph | Note | Points | Pairs | Table | Signatures | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Mark:
    """What each page shows of what the paper was made from: words before it, the hash, and what the square code holds."""

    label: str
    hash: str
    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language.

    `lang` is one of `tansiq_desk.words.LANGUAGES`; `marking` stands at the head and foot of every page; `made_at` is the
    moment that the file says it was made at; `page_words` is how pages are counted, with `{page}` and `{pages}` in it.
    """

    lang: str
    title: str
    marking: str
    made_at: datetime
    page_words: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    issuer: str = ""
    reference: str = ""
    day: date | None = None
    mark: Mark | None = None
    has_cover: bool = False


def texts_of(part: object) -> Iterator[str]:
    """Yield every text of a paper or block that a reader finds on the pages, in the order it is set."""
    if isinstance(part, StrEnum):
        return
    if isinstance(part, str):
        if part:
            yield part
    elif isinstance(part, tuple):
        for it in part:
            yield from texts_of(it)
    elif isinstance(part, Paper):
        yield from texts_of(
            (part.title, part.subtitle, part.issuer, part.reference, part.marking, part.blocks)
        )
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts_of(getattr(part, field.name))
