"""The words as they stand in the TOML files, one per language and topic, by dotted key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from string import Formatter

from tansiq_desk.words.languages import base

TOPICS = (
    "rules",
    "violations",
    "reasons",
    "relaxations",
    "faults",
    "plan",
    "summary",
    "paper",
    "commands",
    "help",
    "nouns",
    "terms",
)


class NoWordsError(LookupError):
    """No catalogue of the language has this key."""


@lru_cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Give every sentence of a language by `topic.key`; a variant such as `ar-DZ` changes what differs."""
    own = dict(_entries(lang))
    return own if lang == base(lang) else {**catalogue(base(lang)), **own}


def _entries(lang: str) -> Iterator[tuple[str, str]]:
    folder = files("tansiq_desk.words") / lang
    for topic in TOPICS:
        source = folder / f"{topic}.toml"
        if source.is_file():
            yield from _flat(topic, tomllib.loads(source.read_text(encoding="utf-8")))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", str(value)


def has(lang: str, key: str) -> bool:
    """Tell whether a language has words for a key."""
    return key in catalogue(lang)


def sentence(lang: str, key: str) -> str:
    """Give the words of a key, placeholders and all.

    Raises
    ------
    NoWordsError
        When there are none.
    """
    try:
        return catalogue(lang)[key]
    except KeyError:
        raise NoWordsError(f"{lang}: {key}") from None


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[tuple[str, str | None, str], ...]:
    """Cut a sentence into (words before, placeholder or None, how it is written)."""
    return tuple((before, name, spec or "") for before, name, spec, _ in Formatter().parse(text))


def placeholders(text: str) -> frozenset[str]:
    """Give the names of the figures that a sentence holds."""
    return frozenset(name for _, name, _ in pieces(text) if name)
