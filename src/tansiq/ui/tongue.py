"""Which language a page speaks, and how it writes days, hours, numbers and names. The words are those of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils.translation import get_language
from hijridate import Gregorian

from tansiq_desk.words.languages import base, date_text, is_right_to_left, number_text

FALLBACKS = ("ar", "fr", "en")
HIJRI_MONTHS = {
    "ar": ("محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان",
           "شوال", "ذو القعدة", "ذو الحجة"),
    "fr": ("mouharram", "safar", "rabia al awal", "rabia ath-thani", "joumada al oula", "joumada ath-thania",
           "rajab", "chaabane", "ramadan", "chawwal", "dhou al-qi'da", "dhou al-hijja"),
    "en": ("Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira", "Rajab",
           "Shaban", "Ramadan", "Shawwal", "Dhu al-Qada", "Dhu al-Hijja"),
}  # fmt: skip
HIJRI_ERA = {"ar": "هـ", "fr": "H", "en": "AH"}


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


def day_text(day: date) -> str:
    """Write a day with its month's name."""
    return date_text(page_language(), day)


def month_text(day: date) -> str:
    """Write a month's name, as the staffs of the page's language do."""
    return str(format_date(day, "LLLL", locale=page_language().replace("-", "_")))


def hijri_text(day: date) -> str:
    """Write a day in the Umm al-Qura calendar; empty outside the years that calendar was computed for."""
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    own = base(page_language())
    return f"{hijri.day} {HIJRI_MONTHS[own][hijri.month - 1]} {hijri.year} {HIJRI_ERA[own]}"


def hour_text(moment: datetime, zone: str) -> str:
    """Write the hour and minute of a moment in a time zone."""
    return str(format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale="en"))


def number(value: float) -> str:
    """Write a number as the page's language does."""
    return number_text(page_language(), value)
