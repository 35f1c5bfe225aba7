"""Days, hours, figures and names as each language writes them."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tansiq.organisations.rules import time_zone_of
from tansiq.ui.templatetags.tansiq import written
from tansiq.ui.tongue import (
    Spoken,
    colon,
    day_text,
    hijri_text,
    hour_text,
    is_rtl,
    language_of,
    month_text,
    number,
    page_language,
    spoken,
)

LANGUAGES = ("ar", "ar-ly", "ar-dz", "fr", "en")
DAYS = {
    "ar": "18 مايو 2025", "ar-ly": "18 مايو 2025", "ar-dz": "18 ماي 2025", "fr": "18 mai 2025", "en": "18 May 2025",
}  # fmt: skip
HIJRI = {
    **dict.fromkeys(("ar", "ar-ly", "ar-dz"), "20 ذو القعدة 1446 هـ"),
    "fr": "20 dhou al-qi'da 1446 H",
    "en": "20 Dhu al-Qada 1446 AH",
}
NUMBERS = {**dict.fromkeys(("ar", "ar-ly", "ar-dz", "fr"), "\u22121\u00a0234,5"), "en": "\u22121\u00a0234.5"}


def shown(template, /, **given):
    return Template(template).render(Context(given))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_speaks_its_language(language):
    with override(language):
        assert page_language() == {"ar-ly": "ar-LY", "ar-dz": "ar-DZ"}.get(language, language)
        assert is_rtl() is language.startswith("ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_day_hijri_day_and_number_are_written_as_the_language_does(language):
    with override(language):
        assert day_text(date(2025, 5, 18)) == DAYS[language]
        assert hijri_text(date(2025, 5, 18)) == HIJRI[language]
        assert number(-1234.5) == NUMBERS[language]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 1, 1), "1 Rajab 1446 AH"),
        (date(2025, 6, 26), "1 Muharram 1447 AH"),
        (date(2026, 2, 18), "1 Ramadan 1447 AH"),
        (date(1924, 7, 31), ""),
        (date(2077, 11, 17), ""),
    ],
)
def test_hijri_day_is_that_of_umm_al_qura_where_it_was_computed(day, text):
    with override("en"):
        assert hijri_text(day) == text


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", "22:05"), ("Africa/Tripoli", "00:05"), ("Africa/Algiers", "23:05")]
)
def test_hour_is_that_of_the_zone(zone, hour):
    assert hour_text(datetime(2025, 5, 18, 22, 5, tzinfo=UTC), zone) == hour


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"ar": "وحدة", "fr": "Unité"}, Spoken("Unité")),
        ({"ar": "وحدة"}, Spoken("وحدة", "ar")),
        ({"en": "Unit"}, Spoken("Unit", "en")),
        ({}, Spoken("u-1", is_missing=True)),
    ],
)
def test_name_without_a_translation_is_given_with_its_language(texts, said):
    with override("fr"):
        assert spoken(texts, "u-1") == said


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ({"fr": "<b>"}, '<span dir="auto">&lt;b&gt;</span>'),
        ({}, '<bdi dir="ltr">u-1</bdi>'),
        ({"ar": "وحدة"}, '<span dir="auto" lang="ar">وحدة</span> <abbr class="language" title="…">ar</abbr>'),
    ],
)
def test_page_marks_what_is_not_translated(names, written):
    with override("fr"):
        found = shown("{% called thing %}", thing=SimpleNamespace(names=names, code="u-1"))

    assert re.sub('title="[^"]+"', 'title="…"', found) == written


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{ x|day }}", '<time datetime="2025-05-18">18 May 2025</time>'),
        ("{{ x|hijri }}", '<span class="hijri">20 Dhu al-Qada 1446 AH</span>'),
        ("{{ none|day }}{{ none|hijri }}{{ none|figure }}", ""),
        ("{{ n|figure }}", '<bdi dir="ltr" class="num">1\u00a0234</bdi>'),
        ("{% code text %}", '<bdi dir="ltr">&lt;i&gt;</bdi>'),
    ],
)
def test_tags_write_what_they_are_given(template, written):
    with override("en"):
        assert (
            shown(template, x=datetime(2025, 5, 18, 9, tzinfo=UTC), none=None, n=1234, text="<i>") == written
        )


@pytest.mark.parametrize(
    ("party", "day", "hour"), [("ly", "18 May 2025", "00:30"), ("dz", "17 May 2025", "23:30")]
)
def test_moment_is_written_with_day_and_hour_of_the_readers_zone(party, day, hour):
    reader = SimpleNamespace(user=SimpleNamespace(time_zone=time_zone_of(party)))
    at = datetime(2025, 5, 17, 22, 30, tzinfo=UTC)

    with override("en"):
        found = shown("{% moment at %}", request=reader, at=at)

    assert found == f'<time datetime="2025-05-17T22:30:00+00:00">{day} <span class="num">{hour}</span></time>'


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No vehicle lost; all reports within 15 min in the agreed format", "en"),
        ("Produce a combined plan from an order", "en"),
        ("Aucun véhicule perdu, tous les comptes rendus dans le délai", "fr"),
        ("تسليم كل الحوادث في 20 دقيقة", "ar"),
        ("نظام TTX معتمد", "ar"),
        ("100 % / TTX-2", ""),
        ("", ""),
    ],
)
def test_language_of_a_text_is_told_by_its_letters_and_words(text, language) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("ar", "بالإنجليزية:"), ("ar-ly", "بالإنجليزية:"), ("ar-dz", "بالإنجليزية:"), ("fr", "En anglais\u00a0:"), ("en", ""),
    ],
)  # fmt: skip
def test_text_of_another_language_is_introduced(page, said) -> None:
    with override(page):
        shown = written("Produce a combined plan from an order")

    intro = f'<small class="faint">{said}</small> ' if said else ""
    lang = ' lang="en"' if said else ""
    assert shown == f'{intro}<span dir="auto"{lang}>Produce a combined plan from an order</span>'


@pytest.mark.parametrize(
    ("page", "months"),
    [
        ("ar", ["مايو", "يونيو", "يوليو", "أغسطس"]),
        ("ar-ly", ["مايو", "يونيو", "يوليو", "أغسطس"]),
        ("ar-dz", ["ماي", "جوان", "جويلية", "أوت"]),
        ("fr", ["mai", "juin", "juillet", "août"]),
        ("en", ["May", "June", "July", "August"]),
    ],
)
def test_month_has_the_name_that_its_days_have(page, months) -> None:
    with override(page):
        days = [date(2025, month, 2) for month in (5, 6, 7, 8)]
        assert [month_text(day) for day in days] == months
        assert [day_text(day) for day in days] == [f"2 {month} 2025" for month in months] or page == "en"


@pytest.mark.parametrize(
    ("language", "said"), [("ar", ": "), ("ar-ly", ": "), ("ar-dz", ": "), ("fr", "\u00a0: "), ("en", ": ")]
)
def test_colon_stands_as_the_language_does_also_in_templates(language, said):
    with override(language):
        assert (colon(), Template("a{% colon %}b").render(Context())) == (said, f"a{said}b")
