"""Days as people write them: in three languages and their digits, with the months of the Maghreb and of the Levant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from tansiq_desk.sheets.folding import DIGITS, folded

DAY_FIRST, MONTH_FIRST = "day", "month"
"""The two ways in which 3/4/2026 is read."""
MONTHS = (
    ("january", "jan", "janvier", "janv", "يناير", "جانفي", "كانون الثاني", "جانفيه", "ينائر"),
    ("february", "feb", "février", "fevr", "févr", "fev", "فبراير", "فيفري", "شباط"),
    ("march", "mar", "mars", "مارس", "آذار", "مارث"),
    ("april", "apr", "avril", "avr", "أبريل", "أفريل", "نيسان", "ابريل"),
    ("may", "mai", "مايو", "ماي", "أيار", "ماية"),
    ("june", "jun", "juin", "يونيو", "جوان", "حزيران", "يونيه"),
    ("july", "jul", "juillet", "juil", "يوليو", "جويلية", "تموز", "يوليه"),
    ("august", "aug", "août", "aou", "أغسطس", "أوت", "آب"),
    ("september", "sep", "sept", "septembre", "سبتمبر", "أيلول"),
    ("october", "oct", "octobre", "أكتوبر", "تشرين الأول"),
    ("november", "nov", "novembre", "نوفمبر", "تشرين الثاني"),
    ("december", "dec", "décembre", "déc", "ديسمبر", "كانون الأول", "دجنبر"),
)
_MONTHS = {folded(name): number for number, names in enumerate(MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BETWEEN = r"(?:\s*[-/.،]\s*|\s+)"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})(?:[T ]\d{{1,2}}:\d{{2}}.*)?")
_YEAR_LAST = re.compile(
    rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}}|\d{{2}})(?:\s+\d{{1,2}}:\d{{2}}.*)?"
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_NAMED = re.compile(
    r"(?:[^\W\d_]+ )?(\d{1,2})(?: ?(?:er|re|[snrt][tdh]|من))? ?(?:شهر |de |of |d )?"
    rf"({_NAMES})(?: (?:سنه|عام|de))? ?(\d{{4}}|\d{{2}})(?: ?م)?"
)
_MONTH_NAMED = re.compile(rf"({_NAMES}) (\d{{1,2}})(?:[snrt][tdh])? (\d{{4}})")
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(20_000, 110_000)
"""Numbers that a program counts days by, from 1954 to 2201; a smaller one is no day."""
YEARS = range(1900, 2201)


def order_of(text: str) -> str | None:
    """Tell whether a text that names a month by its number can only be read day first, only month first, or (`""`) both.

    >>> [order_of(it) for it in ("31/12/2026", "12/31/2026", "٣/٤/٢٠٢٦", "2026-04-03", "x")]
    ['day', 'month', '', None, None]
    """
    found = _YEAR_LAST.fullmatch(_plain(text))
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return DAY_FIRST
    if second > 12 >= first:
        return MONTH_FIRST
    return "" if first != second else None


def order_among(counts: Iterable[int]) -> str | None:
    """Give the order of a column from how many texts show each: only day first, only month first, either; None to be asked."""
    day, month, either = counts
    if day and month:
        return None
    return MONTH_FIRST if month else DAY_FIRST if day or not either else None


def day_from(text: str, order: str | None) -> date | None:
    """Read a day; with no order, one that could be read both ways is no day.

    >>> day_from("٣١ ديسمبر ٢٠٢٦", None), day_from("1er août 2026", None)
    (datetime.date(2026, 12, 31), datetime.date(2026, 8, 1))
    >>> day_from("3/4/2026", "day"), day_from("3/4/2026", "month"), day_from("3/4/2026", None)
    (datetime.date(2026, 4, 3), datetime.date(2026, 3, 4), None)
    """
    plain = _plain(text)
    if found := (_YEAR_FIRST.fullmatch(plain) or _EIGHT.fullmatch(plain)):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(plain):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        shown = order_of(text)
        if shown == "" and order is None:
            return None
        is_month_first = (shown or order) == MONTH_FIRST
        return _day(year, *((first, second) if is_month_first else (second, first)))
    words = folded(plain)
    if found := _DAY_NAMED.fullmatch(words):
        return _day(_year(found[3]), _MONTHS[found[2]], int(found[1]))
    if found := _MONTH_NAMED.fullmatch(words):
        return _day(int(found[3]), _MONTHS[found[1]], int(found[2]))
    return None


def day_of_serial(number: float) -> date | None:
    """Give the day that a program counts as this number; None where it is none.

    >>> day_of_serial(46387), day_of_serial(12)
    (datetime.date(2026, 12, 31), None)
    """
    is_day = SERIALS.start <= number < SERIALS.stop  # neither what is no number nor what has no end
    return EXCEL_ZERO + timedelta(days=int(number)) if is_day else None


def _plain(text: str) -> str:
    return _MARKS.sub("", text).translate(DIGITS).replace("\u00a0", " ").strip()


def _year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
