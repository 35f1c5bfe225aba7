"""Reads the words and figures of a sentence: where each stands, what it is compared by, and whether it is negated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from tansiq_desk.briefing.small_words import (
    MARKS,
    MONTHS,
    MONTHS_BESIDE_A_FIGURE,
    MONTHS_OF_TWO_WORDS,
    NEGATING,
    NOT_NEGATING_BEFORE,
    NUMBERS,
    SMALL,
    UNITS,
)
from tansiq_desk.briefing.stems import stems_of

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_FOLDED = str.maketrans(
    {**dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ء": None, "ـ": None}
)
ORDINAL = "er|ère|ème|eme|e|[snr][td]|th"
# No part of it takes a text more than once or twice: whoever pastes one word of thirty letters must not stop the node.
_SIGNS = re.compile(
    rf"""
      (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d))
    | (?P<day>\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}(?!\d))
    | (?P<code>(?:[A-Za-z]++[-_/]?+){{1,12}}+\d[\w-]*)
    | (?P<figure>\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?!\d)|\d+(?:[.,:٫٬]\d+)*)(?:(?P<share>\s?[%٪])|(?:{ORDINAL})(?![^\W\d_]))?
    | (?P<negated>[A-Za-z]+n['’]t(?![A-Za-z]))
    | (?P<word>[^\W\d_](?:[^\W\d_]|[{MARKS}])*)
    """,
    re.VERBOSE,
)
MONTH = "month "
"""What the figure of a month begins with: it may be named twice, as in ديسمبر/كانون الأول."""
REACH_OF_NEGATION = 4
"""Words after a negation within which the first that says something is the one negated."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something, or a figure: as it is written, where, and what it is compared by."""

    text: str
    start: int
    end: int
    stems: frozenset[str]
    is_figure: bool = False
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    start: int
    end: int
    kind: str
    folded: str


def folded(text: str) -> str:
    """Give a text in which hamza, ta marbuta, vowel signs, accents and case make no difference.

    >>> folded("الإسعاف"), folded("Équipe")
    ('الاسعاف', 'equipe')
    """
    bare = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_FOLDED).casefold()


def _table(words: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(map(folded, said.split())) for language, said in words.items()}


_NEGATING, _BEARING = _table(NEGATING), _table(NOT_NEGATING_BEFORE)
_SMALL = {language: said | _NEGATING[language] for language, said in _table(SMALL).items()}
_MONTHS = {
    folded(name): month
    for names in MONTHS.values()
    for month, said in enumerate(names, start=1)
    for name in said.split()
}
_ALSO_WORDS = frozenset(MONTHS_BESIDE_A_FIGURE.split())
_NUMBERS = {
    language: {folded(name): value for value, said in enumerate(names, start=2) for name in said.split()}
    for language, names in NUMBERS.items()
}


def words_of(text: str, language: str) -> tuple[Word, ...]:
    """Give the words of a sentence that say something, and its figures, in its order; see `SMALL` for what says nothing.

    >>> [it.text for it in words_of("The 12 officers came on 3 May.", "en")]
    ['12', 'officers', 'came', '3', 'May']
    """
    signs = list(_signs(text))
    negated = _negated(signs, language)
    found: list[Word] = []
    for place in range(len(signs)):
        found += _read(signs, place, language, is_negated=place in negated)
    return tuple(found)


def every_word(text: str) -> tuple[str, ...]:
    """Give all words and figures of a sentence, folded: what is compared where nothing in it says anything by itself."""
    return tuple(sign.folded for sign in _signs(text))


def _signs(text: str) -> Iterator[_Sign]:
    for found in _SIGNS.finditer(text.translate(DIGITS)):
        written = text[found.start() : found.end()]
        yield _Sign(written, found.start(), found.end(), found.lastgroup or "", folded(found[0]))


def _read(signs: list[_Sign], place: int, language: str, *, is_negated: bool) -> Iterator[Word]:
    sign = signs[place]
    match sign.kind:
        case "iso" | "day":
            parts = re.split(r"\D", sign.folded)
            year, month, day = parts if sign.kind == "iso" else reversed(parts)
            for value in (str(int(year)), f"{MONTH}{int(month)}", str(int(day))):
                yield Word(sign.text, sign.start, sign.end, frozenset({value}), is_figure=True)
        case "figure" | "share":
            value = _figure(sign.folded, language)
            yield Word(sign.text, sign.start, sign.end, frozenset({value}), is_figure=True)
        case "code":
            yield Word(sign.text, sign.start, sign.end, frozenset({sign.folded}), is_figure=True)
        case "word" if value := _value_in_words(signs, place, language):
            yield Word(sign.text, sign.start, sign.end, frozenset({value}), is_figure=True)
        case "word" if not is_small(sign.folded, language):
            stems = _stems(signs, place, language)
            yield Word(sign.text, sign.start, sign.end, stems, is_negated=is_negated)


def _figure(text: str, language: str) -> str:
    """Give a figure as it is compared: without the signs between thousands and without noughts that say nothing.

    >>> _figure("1,061", "en"), _figure("1 061", "fr"), _figure("03", "ar"), _figure("2,5", "fr"), _figure("12 %", "en")
    ('1061', '1061', '3', '2.5', '12%')
    """
    share = "%" if text[-1] in "%٪" else ""
    bare = re.sub(r"[\s%٪\u00a0\u202f٬a-z]", "", text)
    bare = re.sub(r",(?=\d{3}(?:\D|$))" if language == "en" else r"[.,](?=\d{3}(?:\D|$))", "", bare).replace(
        ",", "."
    )
    whole, point, rest = bare.partition(".")
    whole = ":".join(part.lstrip("0") or "0" for part in whole.split(":"))
    return f"{whole}{point}{rest}{share}"


def _value_in_words(signs: list[_Sign], place: int, language: str) -> str:
    """Give the figure that a word stands for: a month, or a small number; nothing for any other word."""
    word = signs[place].folded
    beside = [signs[it].kind for it in (place - 1, place + 1) if 0 <= it < len(signs)]
    for bare in _without_what_is_joined(word, language):
        if bare in _MONTHS and (bare not in _ALSO_WORDS or "figure" in beside):
            return f"{MONTH}{_MONTHS[bare]}"
        if bare in _NUMBERS[language]:
            return str(_NUMBERS[language][bare])
        if language == "ar" and place + 1 < len(signs):
            of_two = (bare, signs[place + 1].folded.removeprefix("ال"))
            if of_two in MONTHS_OF_TWO_WORDS:
                return f"{MONTH}{MONTHS_OF_TWO_WORDS[of_two]}"
    return ""


def _stems(signs: list[_Sign], place: int, language: str) -> frozenset[str]:
    """Give what a word is compared by; a name in Latin letters by itself alone, for names are not inflected."""
    sign = signs[place]
    if sign.folded in UNITS and _is_after_a_figure(signs, place):
        return stems_of(UNITS[sign.folded], language)
    is_latin = sign.text[0].isascii() or not "\u0600" <= sign.text[0] <= "\u06ff"
    is_name = is_latin and place > 0 and sign.text[0].isupper() and not sign.text.isupper()
    return frozenset({sign.folded}) if is_name else stems_of(sign.folded, language)


def _is_after_a_figure(signs: list[_Sign], place: int) -> bool:
    return place > 0 and signs[place - 1].kind == "figure"


def _negated(signs: list[_Sign], language: str) -> set[int]:
    """Give the places of the words that a negation stands before."""
    found: set[int] = set()
    for place, sign in enumerate(signs):
        if not _negates(sign, language):
            continue
        after = range(place + 1, min(place + 1 + REACH_OF_NEGATION, len(signs)))
        if any(signs[it].folded in _BEARING[language] for it in after):
            continue
        for it in after:
            if signs[it].kind == "word" and not is_small(signs[it].folded, language):
                found.add(it)
                break
    return found


def _negates(sign: _Sign, language: str) -> bool:
    negating = _NEGATING[language]
    return sign.kind == "negated" or (
        sign.kind == "word" and any(it in negating for it in _without_what_is_joined(sign.folded, language))
    )


def is_small(word: str, language: str) -> bool:
    """Tell whether a word, as it is folded, says nothing by itself: a particle, a letter alone, a negation."""
    small = _SMALL[language]
    return len(word) < 2 or any(it in small for it in _without_what_is_joined(word, language))


def _without_what_is_joined(word: str, language: str) -> tuple[str, ...]:
    """Give a word, and in Arabic the word without the conjunction or preposition that is joined to it."""
    if language != "ar" or len(word) < 3 or word[0] not in "وفبلك":
        return (word,)
    return (word, word[1:])
