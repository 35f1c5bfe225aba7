"""Reads of the glossary: one file that comes with the program, read once."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from tansiq.core.rules import folded, holds
from tansiq.ui.rules import Term
from tansiq.ui.tongue import page_language

GLOSSARY = Path(__file__).parent / "words/glossary.csv"
"""The one source of terms: the pages, the documentation and the tests of the catalogues read it."""
ARTICLE = "ال"
"""Arabic words are looked up without it."""
REVIEWED, NOT_REVIEWED = "yes", "no"


@lru_cache
def glossary() -> tuple[Term, ...]:
    """Give every term, in the order of the file."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return tuple(Term(**row) for row in csv.DictReader(file))


@lru_cache
def _searched() -> tuple[tuple[Term, str], ...]:
    return tuple((term, term.folded) for term in glossary())


def terms_matching(text: str = "", kind: str = "", reviewed: str = "") -> list[tuple[Term, str]]:
    """Give the terms that a text finds, in any spelling, and what each belongs to, in the order of the page's language."""
    found = [
        term
        for term, said in _searched()
        if (not text.strip() or holds(said, text))
        and (not kind or term.kind == kind)
        and (reviewed not in {REVIEWED, NOT_REVIEWED} or term.is_reviewed == (reviewed == REVIEWED))
    ]
    language = page_language()
    names = {term.key: term.called(language) for term in glossary()}
    found.sort(key=lambda term: (folded(names[term.key]).removeprefix(ARTICLE), term.key))
    return [(term, names.get(term.of, "")) for term in found]
