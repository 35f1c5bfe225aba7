"""Splits a text into passages and sentences whose places stay the same as long as the text does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BROKEN_LINE = 60
"""Signs from which a line without an end of sentence was broken by the page's width, not by its author."""
BULLET = re.compile(r"\s*(?:[-–—•·*▪◦]+\s+|\(?\d{1,2}[.)]\s+(?=\D)|\(?[a-z]\)\s+)")
ENDS = re.compile(r"(?<![.!?؟…])[.!?؟…]++[»”\"')\]\u201d]*(?=\s|$)")
ENDED = re.compile(r"[.!?؟…:][»”\"')\]\u201d]*\s*$")
ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"'’])(?:[A-Za-z\u0600-\u06ff]|art|al|cf|dr|ex|fig|gen|col|lt|cap|etc|mme|mlle|mm|mr|mrs|ms|no|nos|p|pp|par|st|vol|vs)\.$",
    re.IGNORECASE,
)
"""What a full stop after it does not end: a letter alone, or a word that is cut short."""
LONGEST_ABBREVIATION = 8
"""Signs before and with that full stop; looking back further would read a long text once for each of its stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: in which passage, as which one of it, from which sign of the text to which."""

    passage: int
    number: int
    text: str
    start: int
    end: int

    @property
    def place(self) -> str:
        """Where it stands, as `3.2`: the second sentence of the third passage."""
        return f"{self.passage}.{self.number}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading or a point of a list, with its sentences."""

    number: int
    sentences: tuple[Sentence, ...]


def passages_of(text: str) -> tuple[Passage, ...]:
    r"""Give the passages of a text, each with its sentences; numbers begin with 1.

    >>> [[it.text for it in passage.sentences] for passage in passages_of("Art. 4 holds. It ends.\n- One point")]
    [['Art. 4 holds.', 'It ends.'], ['One point']]
    """
    found: list[Passage] = []
    for start, end in _blocks(text):
        number = len(found) + 1
        spans = [span for span in _split(text, start, end) if any(map(str.isalnum, text[slice(*span)]))]
        if spans:
            sentences = (
                Sentence(number, place, " ".join(text[first:last].split()), first, last)
                for place, (first, last) in enumerate(spans, start=1)
            )
            found.append(Passage(number, tuple(sentences)))
    return tuple(found)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Give all sentences of a text, in its order."""
    return tuple(sentence for passage in passages_of(text) for sentence in passage.sentences)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Give where each passage begins, after the sign of its point, and where it ends."""
    start: int | None = None
    last, end, place = "", 0, 0
    for line in text.splitlines(keepends=True):
        bullet = BULLET.match(line)
        bare = line.strip()
        is_broken = len(last.strip()) >= BROKEN_LINE and not ENDED.search(last)
        if start is not None and (not bare or bullet or not is_broken):
            yield start, end
            start = None
        if bare and start is None:
            start = place + (bullet.end() if bullet else len(line) - len(line.lstrip()))
        last, end = line, place + len(line.rstrip())
        place += len(line)
    if start is not None:
        yield start, end


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give where each sentence of a passage begins and ends."""
    first = start
    for found in ENDS.finditer(text, start, end):
        before = max(first, found.end() - LONGEST_ABBREVIATION)
        if found[0] == "." and ABBREVIATION.search(text, before, found.end()):
            continue
        yield first, found.end()
        first = found.end()
        while first < end and text[first].isspace():
            first += 1
    if first < end:
        yield first, end
