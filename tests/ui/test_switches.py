"""The switches of a page: language and look, and the way back to where one was."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

WAYS_BACK = [
    ("/accounts?text=%D8%A3&page=2", "/accounts?text=%D8%A3&page=2"),
    ("http://testserver/me", "http://testserver/me"),
    ("", "/"),
    ("//evil.example", "/"),
    ("///evil.example", "/"),
    ("/\\evil.example", "/"),
    ("https://evil.example/me", "/"),
    ("javascript:alert(1)", "/"),
    ("home:first-page", "/"),
    ("nowhere", "nowhere"),
    ("/a\r\nSet-Cookie: x=1", "/a%0D%0ASet-Cookie:%20x=1"),
]


@pytest.mark.parametrize("path", ["/language", "/look"])
@pytest.mark.parametrize(("wanted", "led_to"), WAYS_BACK)
def test_switch_leads_back_to_a_page_of_ours_only(path, wanted, led_to):
    answer = Client().post(path, {"next": wanted, "language": "fr", "theme": "dark"})

    assert (answer.status_code, answer["Location"]) == (302, led_to)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_language_is_remembered_for_a_year(language):
    client = Client()

    cookie = client.post("/language", {"language": language}).cookies["tansiq_language"]

    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (language, 365 * 24 * 3600, "Lax")
    head = client.get("/sign-in").content.decode()
    assert f'dir="{"rtl" if language.startswith("ar") else "ltr"}"' in head


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/language", {"language": "de"}),
        ("/language", {}),
        ("/look", {"theme": "<b>"}),
        ("/look", {"text": "9"}),
    ],
)
def test_what_cannot_be_chosen_is_not_remembered(path, given):
    assert dict(Client().post(path, given).cookies) == {}


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({"theme": "dark"}, 'data-theme="dark" data-text="normal"'),
        ({"theme": "light"}, 'data-theme="light" data-text="normal"'),
        ({"text": "largest"}, 'data-theme="auto" data-text="largest"'),
    ],
)
def test_look_stays(given, mark):
    client = Client()
    client.post("/look", given)

    assert mark in client.get("/sign-in").content.decode()


def test_cookie_that_someone_forged_changes_nothing():
    client = Client()
    client.cookies["tansiq_theme"] = client.cookies["tansiq_text"] = '"><script>'
    client.cookies["tansiq_language"] = "de"

    page = client.get("/sign-in").content.decode()

    assert '<html lang="ar" dir="rtl" data-theme="auto" data-text="normal">' in page


def test_switch_on_a_page_keeps_the_page_and_what_was_asked(visit):
    page = visit("administrator").get("/accounts?text=unit&page=1").content.decode()

    assert page.count('name="next" value="/accounts?text=unit&amp;page=1"') == 2
