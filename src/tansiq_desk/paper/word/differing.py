"""What differs between a text that was given and the one that came back, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s+|[^\s\w]|\w+")
MOST_WORDS, MOST_COMPARED = 400, 200
"""Words of a paragraph that are compared one by one, and such paragraphs; more are shown whole."""
MOST_PAIRS = 4_000_000
"""Pairs of paragraphs that are compared; of longer texts only the beginning and the end that stayed are found."""
ALIKE = 0.35


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of both texts; its pieces say what stayed, came and went. `count` paragraphs that stayed are one row."""

    kind: Kind
    pieces: tuple[tuple[Kind, str], ...] = ()
    count: int = 1


def difference(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Compare two texts; what stayed between two changes is counted, not repeated."""
    rows: list[Row] = []
    left = MOST_COMPARED
    for kind, first, last, from_, to in _opcodes(before, after):
        if kind == "equal":
            rows.append(Row(Kind.SAME, count=last - first))
            continue
        rows += _changed(before[first:last], after[from_:to], left)
        left = max(0, left - min(last - first, to - from_))
    return rows


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    if len(before) * len(after) <= MOST_PAIRS:
        yield from SequenceMatcher(None, before, after).get_opcodes()
        return
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next((n for n in range(shorter - head) if before[-1 - n] != after[-1 - n]), shorter - head)
    ends = len(before) - tail, len(after) - tail
    pieces = (("equal", 0, head, 0, head), ("replace", head, ends[0], head, ends[1]),
              ("equal", ends[0], len(before), ends[1], len(after)))  # fmt: skip
    yield from (it for it in pieces if it[1] < it[2] or it[3] < it[4])


def _changed(before: Sequence[str], after: Sequence[str], compared: int) -> Iterator[Row]:
    paired = min(len(before), len(after))
    for number, (old, new) in enumerate(zip(before[:paired], after[:paired], strict=True)):
        pieces = _pieces(old, new) if number < compared else None
        if pieces is None:
            yield Row(Kind.REMOVED, ((Kind.REMOVED, old),))
            yield Row(Kind.ADDED, ((Kind.ADDED, new),))
        else:
            yield Row(Kind.CHANGED, tuple(pieces))
    yield from (Row(Kind.REMOVED, ((Kind.REMOVED, it),)) for it in before[paired:])
    yield from (Row(Kind.ADDED, ((Kind.ADDED, it),)) for it in after[paired:])


def _pieces(old: str, new: str) -> list[tuple[Kind, str]] | None:
    """Give what stayed, went and came within a paragraph; None where hardly anything stayed."""
    first, second = WORDS.findall(old), WORDS.findall(new)
    if max(len(first), len(second)) > MOST_WORDS:
        return None
    matched = SequenceMatcher(None, first, second)
    if matched.ratio() < ALIKE:
        return None
    pieces = []
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            pieces.append((Kind.SAME, "".join(first[a:b])))
            continue
        pieces += [
            (way, "".join(it)) for way, it in ((Kind.REMOVED, first[a:b]), (Kind.ADDED, second[c:d])) if it
        ]
    return pieces
