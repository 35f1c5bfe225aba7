"""Reminders on the pages of accounts: one's own choice, and what the keeper of accounts learns of trouble."""

from datetime import date, timedelta

import pytest

from tansiq.core.models import JournalLine
from tansiq.people.models import Person, Reminder, ReminderDay
from tansiq.people.rules import MailFault, ReminderState
from tansiq.people.services import (
    begin_reminder_day,
    claim_reminder,
    end_reminder,
    end_reminder_try,
    set_reminders,
)

pytestmark = pytest.mark.django_db
TODAY = date(2025, 5, 18)
SAYS = {
    "ar": ("يتعذر إرسال التذكير بالبريد الإلكتروني.", "لا يمكن الوصول إلى خادم البريد"),
    "fr": ("Les rappels par courriel ne partent pas.", "Le serveur de messagerie est injoignable"),
    "en": ("Reminders by e-mail do not go out.", "The mail server cannot be reached"),
}
DIRECTION = {"ar": "rtl", "fr": "ltr", "en": "ltr"}


def choice(username="director"):
    someone = Person.objects.get(username=username)
    return someone.wants_reminders, someone.locale


def head():
    return JournalLine.objects.order_by("-number").first()


# ------------------------------------------------------------------------------------------------------- one's own choice
def test_reminders_are_wanted_until_someone_turns_them_off_and_on_again(visit):
    client = visit("director")

    for sent, kept in (
        ({"locale": "fr"}, (False, "fr")),
        ({"wanted": "on", "locale": "ar-ly"}, (True, "ar-ly")),
    ):
        answer = client.post("/me/reminders", sent)
        assert (answer.status_code, answer["Location"], choice()) == (302, "/me", kept)

    assert (head().verb, head().by) == ("people.set_reminders", "director")
    assert head().changes == '{"locale":["fr","ar-ly"],"wants_reminders":[false,true]}'


@pytest.mark.parametrize("sent", [{"locale": "de", "wanted": "on"}, {"locale": ""}, {}], ids=str)
def test_language_that_is_not_offered_changes_nothing(visit, sent):
    client = visit("director", "en")
    before = head().hash

    text = client.post("/me/reminders", sent, follow=True).text

    assert ("Choose one of the languages offered." in text, choice(), head().hash) == (
        True,
        (True, "ar-ly"),
        before,
    )


def test_same_choice_writes_nothing(person, at):
    before = head().hash

    set_reminders(wanted=True, locale="ar-ly", by=person("director"), at=at)

    assert (head().hash, person("director").version) == (before, 1)


def test_choice_is_ones_own(visit, client):
    visit("director").post("/me/reminders", {"locale": "en", "username": "unit"})

    assert (choice("unit"), choice()) == ((True, "ar-ly"), (False, "en"))
    assert client.post("/me/reminders", {"locale": "en"})["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("host", "email", "real", "said"),
    [
        ("", "", True, "No mail server is set on this node"),
        ("mail.example", "", True, "Your account has no e-mail address."),
        ("mail.example", "d@office.example", True, "d@office.example"),
        ("mail.example", "d@office.example", False, "A rehearsal sends no mail."),
    ],
)
def test_own_page_tells_where_reminders_go_or_why_none_come(visit, settings, host, email, real, said):
    from tansiq.core.models import Node

    settings.EMAIL_HOST = host
    Person.objects.filter(username="director").update(email=email)
    if real:
        Node.objects.update(mode="one_party", fixed_day=None)

    assert said in visit("director", "en").get("/me").text


@pytest.mark.parametrize("language", DIRECTION)
def test_own_page_offers_the_choice_in_every_language(visit, language):
    text = visit("director", language).get("/me").text

    assert f'dir="{DIRECTION[language]}"' in text
    assert ('action="/me/reminders"' in text, 'name="wanted"' in text) == (True, True)


# --------------------------------------------------------------------------------------------------------------- trouble
@pytest.fixture
def failing(person, settings, at):
    """Have the mail server be out of reach, and one account's address refused."""
    settings.EMAIL_HOST = "mail.example"
    begin_reminder_day(on=TODAY, by=person("administrator"), at=at)
    refused = claim_reminder(person=person("director"), on=TODAY, things=["x"], at=at)
    end_reminder(reminder=refused, state=ReminderState.REFUSED)
    end_reminder_try(
        on=TODAY, due=[person("director").pk, person("unit").pk], fault=MailFault.UNREACHABLE, said="no route <1>",
        by=person("administrator"), at=at,
    )  # fmt: skip


@pytest.mark.parametrize("language", SAYS)
def test_keeper_of_accounts_is_told_since_when_none_go_out_why_and_whose_address_is_refused(
    failing, visit, language
):
    text = visit("administrator", language).get("/accounts").text

    assert {says in text for says in SAYS[language]} == {True}
    assert ('<time datetime="2025-05-18T09:30:00+00:00">' in text, "no route &lt;1&gt;" in text) == (
        True,
        True,
    )
    assert (
        text.count('<a href="/accounts/director"><bdi dir="ltr">director</bdi></a>') == 2
    )  # and in the list


def test_nobody_else_learns_of_it_and_without_a_mail_server_there_is_nothing_to_tell(
    failing, visit, settings
):
    assert visit("auditor").get("/accounts").status_code == 403

    settings.EMAIL_HOST = ""

    assert SAYS["en"][0] not in visit("administrator", "en").get("/accounts").text


def test_corrected_address_and_mails_that_go_out_again_end_the_notice(failing, visit, person, at):
    keeper = visit("administrator", "en")
    sent = {
        "full_name": "x",
        "email": "right@office.example",
        "roles": [it.pk for it in person("director").roles.all()],
    }
    keeper.post("/accounts/director", {**sent, "is_active": "on", "version": 1})
    assert "Correct it there" not in keeper.get("/accounts").text

    end_reminder_try(on=TODAY, due=[], fault="", said="", by=person("administrator"), at=at)

    assert SAYS["en"][0] not in keeper.get("/accounts").text


@pytest.mark.parametrize("count", [1, 30])
def test_notice_costs_the_list_two_queries(failing, visit, django_assert_num_queries, count):
    for number in range(count):
        Person.objects.create(username=f"clerk-{number}", party="ly")
    client = visit("administrator")
    client.get("/accounts")

    with django_assert_num_queries(11):
        client.get("/accounts", {"text": "clerk-"})


def test_reminders_are_forgotten_after_ninety_days(failing, person, at):
    later = TODAY + timedelta(days=91)

    begin_reminder_day(on=later, by=person("administrator"), at=at + timedelta(days=91))

    assert list(ReminderDay.objects.values_list("on", flat=True)) == [later]
    assert Reminder.objects.count() == 0
