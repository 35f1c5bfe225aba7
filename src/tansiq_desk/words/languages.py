"""Which language the desk speaks, and how that language writes numbers, dates and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

LANGUAGES = ("ar", "ar-DZ", "ar-LY", "fr", "en")
"""Arabic first; the two Arabic variants differ in months and in a few terms of the staffs."""
CATALOGUES = ("ar", "fr", "en")
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
LEAP_YEAR = 2000


class UnknownLanguageError(LookupError):
    """A language that the desk does not speak was asked for."""


def base(lang: str) -> str:
    """Give the catalogue that a language falls back to: `ar` for `ar-DZ`."""
    return lang.partition("-")[0]


def is_right_to_left(lang: str) -> bool:
    """Tell whether a language is written from right to left."""
    return base(lang) == "ar"


def language_named(name: str) -> str:
    """Give the language that a person named, such as `AR-dz` or `fr`.

    Raises
    ------
    UnknownLanguageError
        When no language has this name.
    """
    wanted = name.strip().replace("_", "-").casefold()
    for lang in LANGUAGES:
        if lang.casefold() == wanted:
            return lang
    raise UnknownLanguageError(name)


def language_of(environment: Mapping[str, str]) -> str:
    """Give the language that an environment asks for; Arabic where it asks for none spoken here.

    The first of LC_ALL, LC_MESSAGES and LANG that is not empty decides, as POSIX has it. `C` and `POSIX`
    name no language, so they mean Arabic too.
    """
    asked = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    tag = asked.split(".")[0].split("@")[0]
    for name in (tag, tag.replace("-", "_").split("_")[0]):
        try:
            return language_named(name)
        except UnknownLanguageError:
            continue
    return "ar"


@lru_cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang.replace("-", "_"))


def plural_form(lang: str, number: int) -> str:
    """Give the CLDR plural form of a count: `zero`, `one`, `two`, `few`, `many` or `other`."""
    return str(_locale(lang).plural_form(abs(number)))


def number_text(lang: str, number: float) -> str:
    """Write a number with the digits 0-9 and a no-break space between groups; at most one decimal place."""
    tenths = round(abs(number) * 10) if isinstance(number, float) else abs(number) * 10
    whole, tenth = divmod(tenths, 10)
    point = decimal_point(lang)
    text = f"{whole:,}".replace(",", NO_BREAK_SPACE) + (f"{point}{tenth}" if tenth else "")
    return (MINUS if number < 0 and tenths else "") + text


def decimal_point(lang: str) -> str:
    """Give the sign before decimal places."""
    return "." if lang == "en" else ","


def date_text(lang: str, day: date) -> str:
    """Write a day with the month's name, as the staffs of that language do."""
    text = format_date(day, "d MMMM y", locale=_locale(lang))
    if lang == "fr" and day.day == 1:
        return "1er" + text.removeprefix("1")
    return text


def month_day_text(lang: str, month: int, day: int) -> str:
    """Write a day that returns every year, without its year."""
    text = format_date(date(LEAP_YEAR, month, day), "d MMMM", locale=_locale(lang))
    return "1er" + text.removeprefix("1") if lang == "fr" and day == 1 else text


def list_text(lang: str, items: Sequence[str]) -> str:
    """Write a list: `a, b and c`."""
    return format_list(list(items), locale=_locale(lang))
