"""The page's own headings and captions; rules and reasons speak through `tansiq_desk.words`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from tansiq_desk.words.languages import base, number_text, plural_form

LANGUAGES = ("ar", "fr", "en")


@lru_cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Read every label of a language; a label that counts something is a mapping of plural form to text."""
    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def knows(lang: str, key: str) -> bool:
    """Tell whether the catalogue has a label of this key."""
    return key in catalogue(base(lang))


def label(lang: str, key: str, **figures: float | str) -> str:
    """Give a label with its figures put in, numbers grouped; the figure `n` chooses the plural form.

    Raises
    ------
    KeyError
        When the catalogue has no such label.
    """
    entry = catalogue(base(lang))[key]
    written = {name: _written(lang, figure) for name, figure in figures.items()}
    if isinstance(entry, str):
        return entry.format(**written)
    number = figures["n"]
    form = plural_form(lang, int(number))
    return entry.get(form, entry["other"]).format(**written)


def _written(lang: str, figure: float | str) -> str:
    return figure if isinstance(figure, str) else number_text(lang, figure)
