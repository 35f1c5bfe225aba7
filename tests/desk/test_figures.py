"""Numbers, days and counted nouns as each language and each staff writes them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tansiq_desk.words import Voice
from tansiq_desk.words.languages import date_text, number_text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا مقاعد"),
        (1, "مقعد واحد"),
        (2, "مقعدان"),
        (3, "3 مقاعد"),
        (10, "10 مقاعد"),
        (11, "11 مقعدًا"),
        (99, "99 مقعدًا"),
        (100, "100 مقعد"),
        (102, "102 مقعد"),
        (103, "103 مقاعد"),
        (1079, "1\u00a0079 مقعدًا"),
    ],
)
def test_arabic_counts_seats_in_six_forms(number, said):
    assert Voice("ar", isolates=False).figure(number, "seat") == said


@pytest.mark.parametrize(("number", "said"), [(2, "مقعدين"), (0, "0 مقعد"), (1, "مقعد واحد"), (5, "5 مقاعد")])
def test_arabic_puts_the_dual_in_the_right_case(number, said):
    assert Voice("ar", isolates=False).figure(number, "seat_of") == said


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("fr", 0, "0 place"),
        ("fr", 1, "1 place"),
        ("fr", 2, "2 places"),
        ("en", 0, "0 seats"),
        ("en", 1, "1 seat"),
    ],
)
def test_french_and_english_count_seats(lang, number, said):
    assert Voice(lang).figure(number, "seat") == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ar", "7 يوليو 2025"),
        ("ar-LY", "7 يوليو 2025"),
        ("ar-DZ", "7 جويلية 2025"),
        ("fr", "7 juillet 2025"),
        ("en", "7 July 2025"),
    ],
)
def test_months_are_named_as_each_staff_names_them(lang, said):
    assert date_text(lang, date(2025, 7, 7)) == said


def test_the_first_of_a_month_is_premier_in_french():
    assert date_text("fr", date(2025, 9, 1)) == "1er septembre 2025"


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("ar", 1234567, "1\u00a0234\u00a0567"),
        ("fr", 3188.4, "3\u00a0188,4"),
        ("en", 3188.4, "3\u00a0188.4"),
        ("en", -0.04, "0"),
        ("en", -12, "\u221212"),
        ("en", 1.96, "2"),
    ],
)
def test_numbers_have_western_digits_and_no_break_spaces(lang, number, said):
    assert number_text(lang, number) == said


def test_shares_money_and_spans_are_written_as_each_language_does():
    voice = Voice("fr", currency="XTS")

    assert voice.figure(Fraction(1, 4)) == "25\u00a0%".replace("\u00a0", " ")
    assert voice.figure(1200, "money") == "1\u00a0200\u00a0XTS"
    assert voice.figure(("06-15 09-01",), "yearly_span") == "du 15 juin au 1er septembre"
    assert voice.figure("02-29", "month_day") == "29 février"
