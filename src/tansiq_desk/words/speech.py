"""One voice: a language, the names people use for ids, and how figures are written into a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tansiq_desk.words.catalogue import NoWordsError, has, pieces, sentence
from tansiq_desk.words.languages import (
    base,
    date_text,
    is_right_to_left,
    list_text,
    month_day_text,
    number_text,
    plural_form,
)
from tansiq_planner.errors import Figure

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
EDITION_PARTS = 3


@dataclass(frozen=True)
class Voice:
    """Says things in one language.

    In a sentence `{seats}` stands for a figure as it is; `{seats:seat}` for a figure with its noun in the
    right plural form (`nouns`); `{status:accord_status}` for the word that `terms` has for a key;
    `{share:percent}`, `{cost:money}` and `{given:code}` for a share of 1, an amount and an untouched code;
    `{span:month_day}` and `{span:yearly_span}` for days that return every year (`06-15`, `06-15 09-01`);
    `{text:as_is}` for words that are said already.

    Parameters
    ----------
    lang : str
    names : mapping of str to mapping of str to str
        What people call each id, by language (`Problem.names`).
    currency : str
        Written after amounts.
    isolates : bool
        Put codes, names and numbers of Arabic sentences in direction isolates (U+2068, U+2069).
    """

    lang: str
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    currency: str = ""
    isolates: bool = True

    def say(self, key: str, /, **figures: Figure | None) -> str:
        """Give the sentence of a key with its figures.

        Raises
        ------
        NoWordsError
            When the language has no such key.
        KeyError
            When a figure that the sentence holds is not given.
        """
        return "".join(
            before if name is None else before + self.figure(figures[name], spec)
            for before, name, spec in pieces(sentence(self.lang, key))
        )

    def figure(self, value: Figure | None, spec: str = "") -> str:
        """Write one figure as its specification asks; see the class."""
        if value is None:
            return sentence(self.lang, "terms.nothing")
        if spec and not isinstance(value, str | tuple):
            return self._measured(value, spec)
        if isinstance(value, tuple):
            return list_text(self.lang, [self.figure(item, spec) for item in value])
        if isinstance(value, str):
            return self._text(value, spec)
        return self._plain(value)

    def name(self, id_: str) -> str:
        """Give what people call an id: its name, an edition's course, venue and day, or the id as a code."""
        names = self.names.get(id_)
        if names:
            return self.isolate(_in_language(names, self.lang))
        parts = id_.split("@")
        if len(parts) == EDITION_PARTS:
            course, venue, start = parts
            return self.say("terms.edition_at", course=course, venue=venue, start=start)
        return self.isolate(id_)

    def isolate(self, text: str) -> str:
        """Keep foreign text from turning an Arabic sentence round."""
        if not (self.isolates and is_right_to_left(self.lang)):
            return text
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"

    def term(self, group: str, key: str) -> str:
        """Give the word for a key of the problem, such as a status; its name where there is none.

        Several keys with blanks between them give a list; a group with an `other` has a word for all.
        """
        words = key.split()
        if len(words) > 1 and all(has(self.lang, f"terms.{group}.{word}") for word in words):
            return list_text(self.lang, [self.term(group, word) for word in words])
        for full in (f"terms.{group}.{key}", f"terms.{group}.{_slug(key)}", f"terms.{group}.other"):
            if has(self.lang, full):
                return sentence(self.lang, full)
        return self.name(key)

    def _plain(self, value: float | Fraction | date) -> str:
        if isinstance(value, date):
            return self.isolate(date_text(self.lang, value))
        if isinstance(value, Fraction):
            return self._percent(value)
        return self.isolate(number_text(self.lang, value))

    def _percent(self, share: float | Fraction) -> str:
        return self.isolate(self.say("terms.percent", n=float(100 * share)))

    def _measured(self, value: float | Fraction | date, spec: str) -> str:
        if isinstance(value, date):
            return self._plain(value)
        if spec == "code":
            return self.isolate(str(value))
        if spec == "as_is":
            return number_text(self.lang, float(value))
        if spec == "percent":
            return self._percent(value)
        if spec == "money":
            amount = number_text(self.lang, float(value))
            return self.isolate(f"{amount}\u00a0{self.currency}" if self.currency else amount)
        if isinstance(value, Fraction):
            return self._plain(value)
        return self._counted(value, spec)

    def _counted(self, value: float, noun: str) -> str:
        number = int(value)
        form = plural_form(self.lang, number)
        stem = noun.removesuffix("_of")
        for key in (f"nouns.{noun}.{form}", f"nouns.{stem}.{form}", f"nouns.{stem}.other"):
            if has(self.lang, key):
                return self.say(key, n=number)
        raise NoWordsError(f"{self.lang}: nouns.{noun}")

    def _text(self, value: str, spec: str) -> str:
        if not value:
            return sentence(self.lang, "terms.nothing")
        written = _WRITTEN.get(spec)
        if written is not None:
            return written(self, value)
        if spec:
            return self.term(spec, value)
        day = _iso_day(value)
        return self.name(value) if day is None else self._plain(day)

    def _month_day(self, value: str) -> str:
        return self.isolate(month_day_text(self.lang, int(value[:2]), int(value[3:])))

    def _yearly_span(self, value: str) -> str:
        first, last = (self._month_day(end) for end in value.split())
        return self.say("terms.yearly_span", from_day=first, to_day=last)

    def _pool_count(self, value: str) -> str:
        pool, count = value.rsplit(maxsplit=1)
        return self.say("terms.pool_count", pool=pool, count=count)


_WRITTEN: Mapping[str, Callable[[Voice, str], str]] = {
    "code": Voice.isolate,
    "as_is": lambda _, value: value,
    "month_day": Voice._month_day,  # noqa: SLF001 - one class, told apart by specification
    "yearly_span": Voice._yearly_span,  # noqa: SLF001
    "pool_count": Voice._pool_count,  # noqa: SLF001
}


def _slug(text: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _iso_day(text: str) -> date | None:
    if len(text) != len("2025-01-05") or not text[0].isdigit():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_language(names: Mapping[str, str], lang: str) -> str:
    wanted = base(lang)
    order = (wanted, "ar", "en", "fr") if wanted == "ar" else (wanted, "en", "fr", "ar")
    return next((names[language] for language in order if names.get(language)), "")


def say(lang: str, key: str, /, **figures: Figure | None) -> str:
    """Say one sentence: `say("fr", "plan.stopped_by.clock")`. See `Voice` for the figures."""
    return Voice(lang).say(key, **figures)
