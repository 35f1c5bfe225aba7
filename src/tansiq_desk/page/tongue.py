"""How one page speaks: its language, its names with their ids, its days and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date

from tansiq_desk.page.labels import knows, label
from tansiq_desk.words import has, say
from tansiq_desk.words.languages import (
    LANGUAGES,
    base,
    date_text,
    decimal_point,
    is_right_to_left,
    number_text,
)

FALLBACKS = ("ar", "fr", "en")
ISOLATE_LTR, ISOLATE_FIRST_STRONG, END_ISOLATE = "\u2066", "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called, its id, and the language of the text where it is not the page's."""

    text: str
    id: str
    lang: str | None = None

    @property
    def plain(self) -> str:
        """The name as one line of plain text, safe beside text of the other direction."""
        mark = f" [{self.lang}]" if self.lang else ""
        return f"{ISOLATE_FIRST_STRONG}{self.text}{END_ISOLATE}{mark}"


@dataclass(frozen=True)
class Tongue:
    """A language of `tansiq_desk.words.languages.LANGUAGES` with the names of one programme."""

    lang: str
    names: Mapping[str, Mapping[str, str]]

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise LookupError(self.lang)

    @property
    def rtl(self) -> bool:
        """Whether text and time run from right to left."""
        return is_right_to_left(self.lang)

    @property
    def direction(self) -> str:
        """The value of `dir`."""
        return "rtl" if self.rtl else "ltr"

    def label(self, key: str, **figures: float | str) -> str:
        """Give a label of the page."""
        return label(self.lang, key, **figures)

    def term(self, group: str, key: str) -> Name:
        """Give the word for a key of the file, such as a kind of conference; else the key itself."""
        spoken = f"terms.{group}.{key}"
        if has(self.lang, spoken):
            return Name(say(self.lang, spoken), key)
        own = f"{group}_{key}".replace("-", "_")
        if knows(self.lang, own):
            return Name(self.label(own), key)
        return Name(key.replace("_", " "), key, "en")

    def name(self, key: str) -> Name:
        """Give what a thing is called here, else in the first language that has a name, else its id."""
        return self._chosen(self.names.get(key, {}), key)

    def text(self, texts: Mapping[str, str]) -> Name | None:
        """Give a text in this language or the first there is; None when there is none."""
        return self._chosen(texts, "") if texts else None

    def _chosen(self, texts: Mapping[str, str], key: str) -> Name:
        own = base(self.lang)
        for language in (own, *FALLBACKS):
            if texts.get(language):
                return Name(texts[language], key, None if language == own else language)
        return Name(key, key)

    def day(self, day: date) -> str:
        """Write a day: `17 August 2025`."""
        return date_text(self.lang, day)

    def short_day(self, day: date) -> str:
        """Write a day with a short month: `17 Aug 2025`."""
        return self.day(day) if self.rtl else str(format_date(day, "d MMM y", locale=self._locale))

    def month(self, day: date) -> str:
        """Write a month's short name; Arabic has none but the full one.

        Babel 2.18 takes short names of ar-DZ from whichever Arabic was asked for first, full names not.
        """
        return str(format_date(day, "MMMM" if self.rtl else "MMM", locale=self._locale))

    def number(self, number: float) -> str:
        """Write a number with no-break spaces between groups."""
        return number_text(self.lang, number)

    def tenths(self, number: float) -> str:
        """Write a number with one decimal place, whatever it is, so that a column of them is easy to add up."""
        return f"{number:.1f}".replace(".", decimal_point(self.lang))

    def code(self, text: str) -> str:
        """Keep a code or signed number whole in plain text."""
        if not self.rtl:
            return text
        return f"{ISOLATE_LTR}{text}{END_ISOLATE}"

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.lang.replace("-", "_"))
