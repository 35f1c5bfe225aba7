"""What holds for every record: its marking, its owner, and the chain that joins the lines of the journal."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

JOINT = "joint"
"""Owner of what belongs to both sides: minutes, joint bodies, the plan."""
FIRST_LINE_FOLLOWS = "0" * 64
"""Hash that the first line of a journal names as the one before it."""

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a line of the journal can hold; no floats, whose text differs between databases."""


VERBS = {"core.set_up_node": _("set up this node")}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "fixed_day": _("fixed day"),
    "released_to": _("released to"),
    "told": _("what was done"),
    "at": _("at"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""


class Mode(TextChoices):
    """How a node is used."""

    ONE_PARTY = "one_party", _("One party")
    SHARED_OFFICE = "shared_office", _("Shared office (rehearsal)")


class Marking(TextChoices):
    """Classification of a record. The nations' own agreement rules over these words."""

    TRAINING = "training", _("UNCLASSIFIED - TRAINING")
    RESTRICTED = "restricted", _("RESTRICTED")


def canonical(value: Plain) -> str:
    """Give the one text of a value: keys sorted, no blanks, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Plain:
    """Give a value as the journal keeps it: days, hours and moments as ISO text, everything else unknown as its text."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            items = [plain(item) for item in value]
            return sorted(items, key=str) if isinstance(value, set | frozenset) else items
        case _:
            return str(value)


def line_hash(
    *, number: int, at: datetime, by: str, verb: str, subject: str, changes: str, before: str
) -> str:
    """Give the SHA-256 of a journal line; it covers the hash of the line before it, and so every earlier line."""
    line: Plain = [number, at.isoformat(), by, verb, subject, changes, before]
    return hashlib.sha256(canonical(line).encode()).hexdigest()


MOST_WORDS, MOST_SIGNS = 20, 200
"""What is looked for at most: databases take only so long a condition."""
_SAME = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ء": None, "ـ": None,
        **{digit: str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)},
    }
)  # fmt: skip


def folded(text: str) -> str:
    """Give a text as it is searched: hamza, ta marbuta, diacritics, accents, case and digits make no difference."""
    bare = unicodedata.normalize("NFKD", text.translate(_SAME))
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_SAME).casefold()


def holds(said: str, text: str) -> bool:
    """Tell whether every word of a text stands in what is said, which is folded already; no word stands in anything.

    >>> holds(folded("دورة الإسعاف"), "اسعاف دوره"), holds("a", "a b"), holds("a", " ")
    (True, False, False)
    """
    words = folded(text[:MOST_SIGNS]).split()[:MOST_WORDS]
    return bool(words) and all(word in said for word in words)


def party_list(codes: Sequence[str]) -> str:
    """Write party codes so that one of them can be looked for in the database: ` dz tn `; nobody is empty."""
    return f" {' '.join(sorted(set(codes)))} " if codes else ""
