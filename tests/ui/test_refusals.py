"""What is refused becomes a page in the reader's language that says why, never a blank or English one."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.html import escape
from django.utils.translation import override

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused, StepRefused
from tansiq.ui.middleware import RefusalMiddleware

pytestmark = pytest.mark.django_db

LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
REFUSALS = [
    (NotFound(), 404),
    (NotAllowed(), 403),
    (StepRefused(), 409),
    (ChangedMeanwhile(), 409),
    (Refused("Wait."), 409),
]


def answered(error, method="get", **headers):
    request = getattr(RequestFactory(), method)("/x", headers=headers)
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _: None).process_request(request)
    return request, RefusalMiddleware(lambda _: None).process_exception(request, error)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("error", "status"), REFUSALS, ids=lambda it: type(it).__name__)
def test_refusal_is_a_page_that_says_why(language, error, status):
    with override(language):
        _, answer = answered(error)
        text = answer.content.decode()

        assert answer.status_code == status
        assert f'dir="{LANGUAGES[language]}"' in text
        assert escape(str(error)) in text


@pytest.mark.parametrize(
    ("referrer", "status"),
    [
        ("http://testserver/accounts?page=2", 302),
        ("", 409),
        ("http://evil.example/", 409),
        ("//evil.example", 409),
    ],
)
def test_refused_button_leads_back_to_a_page_of_ours_with_the_reason(referrer, status):
    with override("en"):
        request, answer = answered(Refused("Wait."), "post", referer=referrer)

    assert (answer.status_code, answer.headers.get("Location")) == (
        status,
        referrer if status == 302 else None,
    )
    assert [str(it) for it in get_messages(request)] == (["Wait."] if status == 302 else [])


@pytest.mark.parametrize("error", [NotFound(), NotAllowed()])
def test_what_may_not_be_seen_leads_nowhere(error):
    _, answer = answered(error, "post", referer="http://testserver/accounts")

    assert answer.status_code in {403, 404}


def test_any_other_error_goes_on():
    assert answered(ValueError())[1] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_that_is_not_there_is_told_to_anyone(language):
    client = Client()
    client.cookies["tansiq_language"] = language

    answer = client.get("/nowhere")

    assert (answer.status_code, f'<html lang="{language}"' in answer.content.decode()) == (404, True)


def test_error_of_the_program_is_told_in_three_languages_by_a_page_that_needs_nothing():
    text = render_to_string("500.html")

    assert [f'lang="{language}"' in text for language in LANGUAGES] == [True, True, True]
    assert [mark for mark in ("{%", "{{", "<link", "<script") if mark in text] == []


def test_error_of_the_program_shows_nothing_of_itself(visit, monkeypatch):
    def fail(*_given):
        raise ValueError("secret figure")

    monkeypatch.setattr("tansiq.people.queries.people_listed", fail)
    client = visit("administrator")
    client.raise_request_exception = False

    answer = client.get("/accounts")

    assert (answer.status_code, "secret figure" in answer.content.decode()) == (500, False)
    assert "حدث خلل" in answer.content.decode()
