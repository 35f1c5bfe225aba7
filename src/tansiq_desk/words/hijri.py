"""How a day is called in the Umm al-Qura calendar."""

from __future__ import annotations

from datetime import date

from hijridate import Gregorian

from tansiq_desk.words.languages import base

MONTHS = {
    "ar": ("محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان",
           "شوال", "ذو القعدة", "ذو الحجة"),
    "fr": ("mouharram", "safar", "rabia al awal", "rabia ath-thani", "joumada al oula", "joumada ath-thania",
           "rajab", "chaabane", "ramadan", "chawwal", "dhou al-qi'da", "dhou al-hijja"),
    "en": ("Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira", "Rajab",
           "Shaban", "Ramadan", "Shawwal", "Dhu al-Qada", "Dhu al-Hijja"),
}  # fmt: skip
ERA = {"ar": "هـ", "fr": "H", "en": "AH"}


def hijri_text(lang: str, day: date) -> str:
    """Write a day in the Umm al-Qura calendar; empty outside the years that calendar was computed for."""
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    own = base(lang)
    return f"{hijri.day} {MONTHS[own][hijri.month - 1]} {hijri.year} {ERA[own]}"
