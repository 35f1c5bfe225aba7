"""What was tried to learn another's words, or a secret, from calendars."""

from datetime import date

import pytest
from django.test import Client

from tansiq.accords.models import Decision, Meeting
from tansiq.documents.rules.calendars import CalendarPart
from tansiq.documents.services.calendars import make_link
from tansiq.documents.views import calendar_feed
from tansiq.people.rules import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
ASKED = {"name": "x", "parts": ["plan"], "scope": "whole", "language": "en"}


@pytest.fixture
def made(person, at):
    """Make a link of the other side's attaché."""
    return make_link(name="x", parts=CalendarPart, scope="whole", language="en", by=person("attache"), at=at)


def test_a_decision_does_not_name_a_meeting_that_its_reader_does_not_see(made):
    met = Meeting.objects.create(
        code="mtg-secret", kind="working_group", name_en="SECRET MEETING", first_on=date(2025, 6, 1),
        last_on=date(2025, 6, 1), owner="ly",
    )  # fmt: skip
    Decision.objects.create(
        code="dec-x",
        meeting=met,
        owner="joint",
        owner_party="dz",
        text_en="Their work",
        due_on=date(2025, 7, 1),
    )

    def feed():
        return Client().get(f"/documents/calendars/{made.secret}.ics").content.decode()

    assert ("Their work" in feed(), "SECRET MEETING" in feed()) == (True, False)
    Meeting.objects.filter(pk=met.pk).update(released_to=" dz ")
    assert "SECRET MEETING" in feed()


def test_no_log_has_the_secret_when_a_calendar_cannot_be_written(made, monkeypatch, caplog):
    def broken(*_given, **_said):
        raise RuntimeError("broken")

    monkeypatch.setattr(calendar_feed, "calendar_of", broken)
    answer = Client(raise_request_exception=False).get(f"/documents/calendars/{made.secret}.ics")

    assert (answer.status_code, answer.content) == (500, b"500\n")
    assert (made.secret in caplog.text, made.link.code in caplog.text) == (False, True)


def test_a_password_is_not_guessed_before_a_link(visit):
    client = visit("director")
    for _ in range(5):
        client.post("/documents/calendars/make", {**ASKED, "password": "wrong"})

    answer = client.post("/documents/calendars/make", {**ASKED, "password": DEMO_PASSWORD})

    assert (answer.status_code, b".ics" in answer.content) == (429, False)
