"""Which signs the papers' letters have, and what stands for one that they lack: its number, never nothing."""

from __future__ import annotations

import itertools
import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REGULAR = FONTS / "Amiri-Regular.ttf"
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u2060\u00ad")
"""Signs that have no shape by their nature: they part, join or turn what stands around them."""
ALIKE = {"\u202f": "\u00a0", "\u2007": "\u00a0", "\u2011": "-", "\u2010": "-", "\ufeff": ""}
"""Signs that are written as another that looks the same."""
BESIDES = frozenset((*range(0x391, 0x3CA), *range(0x400, 0x460), *map(ord, "→←↔≥≤≠✓")))
"""Signs that the letters lack and the setter has: Greek, Cyrillic and a few more."""
LONGEST_WORD = 24
"""Signs without a place to break; a longer word may break after so many, or it would run out of its column."""
WIDEST_WORD = 15.0
"""The same in widths of the letter (em): what half a page holds of a heading; capitals fill it with fewer signs."""
WIDE, CAPITAL, COMMON = 1.0, 0.78, 0.5
BREAK, JOINER = "\u200b", "\u200d"
JOINED = re.compile(
    "[\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u067e\u0686\u06a4\u06a9\u06af\u06cc]"
)
"""Arabic letters that are joined to the one after them."""


def lines_of(text: str) -> list[tuple[str, str]]:
    """Give each line of a text as it can be set, with its direction: that of its first strong sign, or nothing."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").splitlines() or [""]
    return [(written, first_strong(written)) for written in map(written_line, lines)]


def written_line(line: str) -> str:
    """Give a line in signs that the letters have, with places to break in words that no column could hold."""
    words = line.replace("\t", " ").split(" ")
    return " ".join(_breakable("".join(map(_shown, word))) for word in words)


def first_strong(text: str) -> str:
    """Give the direction of the first sign that has one (UAX #9, rule P2); what is isolated counts only alone."""
    depth, inside = 0, ""
    for kind in map(unicodedata.bidirectional, text):
        if kind in {"LRI", "RLI", "FSI"}:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif kind in {"L", "R", "AL"}:
            found = "ltr" if kind == "L" else "rtl"
            if depth == 0:
                return found
            inside = inside or found
    return inside


def _shown(sign: str) -> str:
    same = ALIKE.get(sign, sign)
    if not same or same in UNSEEN or ord(same) in BESIDES or ord(same) in signs_of_the_letters():
        return same
    return f"<U+{ord(sign):04X}>"


def _breakable(word: str) -> str:
    """Put places to break into a word that no column holds; Arabic letters stay joined over them."""
    if len(word) <= WIDEST_WORD:
        return word
    pieces, signs, width = [""], 0, 0.0
    for sign in word:
        is_mark = unicodedata.category(sign) == "Mn"
        if not is_mark and (signs == LONGEST_WORD or width + _width(sign) > WIDEST_WORD):
            pieces.append("")
            signs, width = 0, 0.0
        pieces[-1] += sign
        signs, width = signs + (not is_mark), width + _width(sign)
    broken = pieces[0]
    for before, after in itertools.pairwise(pieces):
        broken += (f"{JOINER}{BREAK}{JOINER}" if _is_joined(before, after) else BREAK) + after
    return broken


def _width(sign: str) -> float:
    kind = unicodedata.category(sign)
    if kind == "Mn" or sign in UNSEEN:
        return 0.0
    return WIDE if sign in "WMŒÆ—…" else CAPITAL if kind == "Lu" else COMMON


def _is_joined(before: str, after: str) -> bool:
    letters = [it for it in before if unicodedata.category(it) != "Mn"]
    return bool(JOINED.match(letters[-1])) and unicodedata.bidirectional(after[0]) == "AL" and after[0] != "ء"


@cache
def signs_of_the_letters() -> frozenset[int]:
    """Read from the font file which signs it has (OpenType `cmap`, formats 4 and 12)."""
    font = REGULAR.read_bytes()
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for n in range(subtables):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind in _READ:
            found.update(_READ[kind](font, start + offset))
    return frozenset(found)


def _segments(font: bytes, at: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    return {sign for first, last in zip(starts, ends, strict=True) for sign in range(first, last + 1)} - {
        0xFFFF
    }


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    rows = (struct.unpack_from(">III", font, at + 16 + 12 * n) for n in range(count))
    return {sign for first, last, _glyph in rows for sign in range(first, last + 1)}


_READ = {4: _segments, 12: _groups}
