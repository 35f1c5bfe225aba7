"""Which way a text runs, its parts one by one, and signs that no XML can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from tansiq_desk.paper.signs import first_strong
from tansiq_desk.words.languages import base, is_right_to_left

FORBIDDEN = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 has no place for (section 2.2, production 2)."""
IN_PLACE = "\ufffd"
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Signs by which a page keeps names apart; runs do that here, and old versions of Word show a box for them."""
LINE_ENDS = re.compile(r"\r\n?")
FIGURES = re.compile(r"[0-9]+(?:[-/:.,+][0-9]+)+")
"""Days, hours and figures with signs between: they run from left to right in every text."""
TAGS = {"fr": "fr-FR", "en": "en-GB"}
"""The languages that Word names with a country."""


def clean(text: str) -> str:
    """Give a text that XML can hold: forbidden signs are seen as such, and every line ends alike."""
    return FORBIDDEN.sub(IN_PLACE, LINE_ENDS.sub("\n", text))


def runs_rtl(text: str, lang: str) -> bool:
    """Tell whether a text runs from right to left: its first strong sign decides, else the language it stands in."""
    found = first_strong(text)
    return found == "rtl" if found else is_right_to_left(lang)


def lines_by_direction(text: str, lang: str) -> list[tuple[bool, str]]:
    """Give a text in pieces of lines that run the same way, without isolates."""
    lines = [(runs_rtl(line, lang), line.translate(ISOLATES)) for line in text.split("\n")]
    return [(rtl, "\n".join(line for _, line in same)) for rtl, same in groupby(lines, lambda it: it[0])]


def parts(text: str, is_rtl: bool) -> list[tuple[bool, str]]:  # noqa: FBT001 - a way, not a switch
    """Give the parts of a text with whether each runs from right to left, as Word wants them: each a run of its own.

    >>> parts("دورة CRS 101 في 2026-06-14", True)
    [(True, 'دورة '), (False, 'CRS 101'), (True, ' في '), (False, '2026-06-14')]
    """
    kinds = _strong(text)
    around = zip(kinds, _nearest(kinds), reversed(_nearest(reversed(kinds))), strict=True)
    resolved = [
        here if here is not None else before if before is not None and before == after else is_rtl
        for here, before, after in around
    ]
    return [
        (way, "".join(text[at] for at in same))
        for way, same in (
            (way, list(group)) for way, group in groupby(range(len(text)), resolved.__getitem__)
        )
    ]


def tag(lang: str) -> str:
    """Name a language as Word does."""
    return TAGS.get(base(lang), lang)


def _strong(text: str) -> list[bool | None]:
    """Give for each sign whether it runs from right to left; None where those around it decide."""
    figures = {at for found in FIGURES.finditer(text) for at in range(*found.span())}
    kinds: list[bool | None] = []
    last: bool | None = None
    for at, sign in enumerate(text):
        kind = unicodedata.bidirectional(sign)
        if at in figures:
            kinds.append(False)
        elif kind in {"R", "AL", "AN"}:
            last = True
            kinds.append(True)
        elif kind == "L":
            last = False
            kinds.append(False)
        else:
            kinds.append(last if kind in {"EN", "NSM"} else None)
    return kinds


def _nearest(kinds: Iterable[bool | None]) -> list[bool | None]:
    """Give for each place what was strong last."""
    found: list[bool | None] = []
    last: bool | None = None
    for kind in kinds:
        last = last if kind is None else kind
        found.append(last)
    return found
