"""Which language a page speaks, and how it writes days, hours, numbers and names. The words are those of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from django.utils.translation import get_language, pgettext

from tansiq_desk.words.hijri import hijri_text as hijri_of
from tansiq_desk.words.languages import base, date_text, is_right_to_left, number_text

FALLBACKS = ("ar", "fr", "en")
COMMON_WORDS = {
    "fr": frozenset({
        "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "et", "ou", "en", "dans",
        "sur", "avec", "sans", "par", "pour", "au", "aux", "est", "sont",
    }),
    "en": frozenset({
        "the", "a", "an", "of", "and", "or", "in", "on", "with", "without", "by", "for", "to", "at",
        "is", "are", "no", "all", "from", "each",
    }),
}  # fmt: skip
"""Words by which a text in Latin letters is told apart; what has none of them, or as many of each, is left unnamed."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with its language where that is not the page's own, and whether there was any text."""

    text: str
    lang: str | None = None
    is_missing: bool = False


def page_language() -> str:
    """Give the page's language as the desk names it: `ar-LY`, `fr`."""
    language = get_language() or "ar"
    head, _, region = language.partition("-")
    return f"{head}-{region.upper()}" if region else head


def listed(texts: Iterable[str]) -> str:
    """Write texts one after the other, with the comma of the page's language."""
    return ("، " if is_rtl() else ", ").join(texts)


def colon() -> str:
    """Give what stands between a word and what is said of it; French has a space before it that never breaks."""
    return pgettext("between a word and what is said of it", ": ")


def is_rtl() -> bool:
    """Tell whether the page runs from right to left."""
    return is_right_to_left(page_language())


def spoken(texts: Mapping[str, str], otherwise: str = "") -> Spoken:
    """Give a text in the page's language, else in another with its mark, else what stands in for it."""
    own = base(page_language())
    for language in (own, *FALLBACKS):
        if texts.get(language):
            return Spoken(texts[language], None if language == own else language)
    return Spoken(otherwise, is_missing=True)


def language_of(text: str) -> str:
    """Give the language that a text is written in, as far as its letters and commonest words tell; else nothing."""
    letters = [sign for sign in text if sign.isalpha()]
    if 2 * sum("\u0600" <= sign <= "\u06ff" for sign in letters) > len(letters):
        return "ar"
    words = re.findall(r"[^\W\d_]+", text.lower())
    french, english = (sum(word in COMMON_WORDS[it] for word in words) for it in ("fr", "en"))
    return "" if french == english else "fr" if french > english else "en"


def foreign_language(text: str) -> str:
    """Give the language of a text where it is not the page's own; else nothing."""
    language = language_of(text)
    return "" if language == base(page_language()) else language


def day_text(day: date) -> str:
    """Write a day with its month's name."""
    return date_text(page_language(), day)


def month_text(day: date) -> str:
    """Write a month's name, as the staffs of the page's language do."""
    return str(format_date(day, "MMMM", locale=page_language().replace("-", "_")))


def hijri_text(day: date) -> str:
    """Write a day in the Umm al-Qura calendar; empty outside the years that calendar was computed for."""
    return hijri_of(page_language(), day)


def hour_text(moment: datetime, zone: str) -> str:
    """Write the hour and minute of a moment in a time zone."""
    return str(format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale="en"))


def zone_text(zone: str) -> str:
    """Write whose time a time zone is, by its city."""
    return str(get_timezone_location(zone, locale=page_language().replace("-", "_"), return_city=True))


def number(value: float) -> str:
    """Write a number as the page's language does."""
    return number_text(page_language(), value)
