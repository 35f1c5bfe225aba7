"""The words over columns, in three languages and the spellings people use, and how well a heading fits a field."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tansiq_desk.sheets.fields import LISTS, TONGUES, fields_of
from tansiq_desk.sheets.folding import bare, folded
from tansiq_desk.workbook.wording import choices_by_label

IGNORED = ""
"""The field of a column that is not read."""
BESIDE = "…"
"""Stands at the end of a heading whose column only says in words what the column before it has as a code."""
EXACT, WITHOUT_ARTICLES, PARTLY, MUCH_ALIKE = 1.0, 0.95, 0.7, 0.85
LEAST_SCORE = 0.6
"""A heading that fits less is not taken for a field: an officer chooses."""
NAMED = ("name", "home_region")
"""Fields in three languages, which officers mostly have in one column."""


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("words", "headings.toml").read_text(encoding="utf-8"))


@cache
def headings_of(section: str) -> Mapping[str, str]:
    """Give the field of every heading that is known, folded; `name` where the language is still to be told."""
    found: dict[str, str] = {}
    for key, field in fields_of(section).items():
        for lang in TONGUES:
            found.setdefault(folded(field.heading(lang)), key)
        found.setdefault(folded(key), key)
    for key, words in _words()[section].items():
        for word in words:
            found.setdefault(folded(word), key)
    return found


@cache
def _bare_headings(section: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for heading, key in headings_of(section).items():
        found.setdefault(bare(heading), key)
    return found


@cache
def _long_headings(section: str) -> tuple[tuple[str, str, frozenset[str], frozenset[str]], ...]:
    """Give the headings of which a part can be told, each with its field, its words and its signs."""
    return tuple(
        (known, key, frozenset(known.split()), frozenset(known))
        for known, key in _bare_headings(section).items()
        if len(known) >= 3
    )


@lru_cache(maxsize=4096)
def fit(section: str, heading: str) -> tuple[str, float]:
    """Give the field of a list that a heading fits best, and how well from 0 to 1.

    >>> fit("requests", "الوِحْدَة"), fit("requests", "Échéance"), fit("requests", "NB. places")
    (('unit', 1.0), ('by', 1.0), ('seats', 1.0))
    """
    if heading.rstrip().endswith(BESIDE):
        return IGNORED, EXACT
    whole, plain = folded(heading), bare(heading)
    if not whole:
        return IGNORED, 0.0
    if whole in headings_of(section):
        return headings_of(section)[whole], EXACT
    if plain in _bare_headings(section):
        return _bare_headings(section)[plain], WITHOUT_ARTICLES
    return _nearly(section, plain)


def _nearly(section: str, plain: str) -> tuple[str, float]:
    words, signs, best = set(plain.split()), set(plain), (IGNORED, 0.0)
    for known, key, shared, known_signs in _long_headings(section):
        if shared <= words or (words <= shared and len(plain) >= 4):
            score = PARTLY * (0.5 + 0.5 * min(len(words), len(shared)) / max(len(words), len(shared)))
        elif abs(len(known) - len(plain)) <= 3:
            most_alike = 2 * (len(known) - len(known_signs - signs)) / (len(known) + len(plain))
            if most_alike < MUCH_ALIKE:
                continue  # as most are: to compare sign by sign takes long
            likeness = SequenceMatcher(None, known, plain).ratio()
            score = likeness * 0.9 if likeness >= MUCH_ALIKE else 0.0
        else:
            continue
        if score > best[1] and key != IGNORED:
            best = (key, score)
    return best


@cache
def choice_words(choices: tuple[str, ...]) -> Mapping[str, str]:
    """Give the value of every spelling of some choices, folded: labels of the workbook, then what people write."""
    found = {folded(label): value for label, value in choices_by_label(choices).items()}
    return {**spellings(choices), **found}


@cache
def spellings(values: tuple[str, ...]) -> Mapping[str, str]:
    """Give the value of what people write for some values, folded; of a word for two of them the first."""
    found: dict[str, str] = {}
    for value in values:
        for word in _words()["choices"].get(value, ()):
            found.setdefault(folded(word) or word, value)
    return found


@cache
def totals() -> frozenset[str]:
    """Give the words, folded, at the head of a row that only adds up the others."""
    return frozenset(folded(it) for it in _words()["totals"]["words"])


assert set(LISTS) <= set(_words())  # noqa: S101 - a list without words could not be told by its headings
