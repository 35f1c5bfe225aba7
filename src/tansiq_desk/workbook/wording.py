"""What sheets, headings and choices are called in Arabic, French and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from tansiq_desk.words.languages import CATALOGUES, base

TONGUES = frozenset(CATALOGUES)


@cache
def _catalogue(lang: str) -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("words", f"{base(lang)}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word(lang: str, table: str, key: str) -> str:
    """Give one word.

    Raises
    ------
    KeyError
        When the table has no such word; a test holds every table against the layout.
    """
    return _catalogue(lang)[table][key]


def heading(lang: str, sheet: str, column: str) -> str:
    """Give the heading of a column: its own in that sheet, else the one for such columns anywhere."""
    words = _catalogue(lang)["headings"]
    stem, _, tail = column.rpartition(".")
    if stem and tail in TONGUES:
        return f"{heading(lang, sheet, stem)} ({word(lang, 'names', tail)})"
    return words.get(f"{sheet}:{column}") or words[column]


def sheet_title(lang: str, sheet: str) -> str:
    """Give the title of a sheet: at most 31 characters, none of them forbidden by Excel."""
    return word(lang, "sheets", sheet)


def choice_label(lang: str, value: str) -> str:
    """Give what a choice is called."""
    return word(lang, "choices", value)


@cache
def choices_by_label(choices: tuple[str, ...]) -> dict[str, str]:
    """Give the machine value of every spelling of some choices: itself and its label in each language."""
    found = {value.casefold(): value for value in choices}
    for lang in CATALOGUES:
        for value in choices:
            found.setdefault(choice_label(lang, value).casefold(), value)
    return found
