"""Signing in and out: the right person, on the browsers they know, and nobody else."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.translation import gettext, override

from tansiq.core.models import JournalLine
from tansiq.people.models import Person, SignIn
from tansiq.people.rules import DEMO_PASSWORD, browser_told
from tansiq.people.services import change_person, end_sign_in, set_password

pytestmark = pytest.mark.django_db

WRONG = "Account and password do not go together. Check the keyboard's language and try again."
LOCKED = "Wait a quarter of an hour"
LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
WRONG_PASSWORD = "wrong"  # noqa: S105 - of tests
NEW = "a-long-night-in-Ghadames"


def sign_in(client, username="director", password=DEMO_PASSWORD, **given):
    return client.post("/sign-in", {"username": username, "password": password, **given})


def browser(language="en"):
    client = Client()
    client.cookies["tansiq_language"] = language
    return client


def is_signed_in(client):
    return client.get("/me").status_code == 200


def last_line():
    return JournalLine.objects.order_by("-number").first()


def test_right_password_signs_in_and_is_written_down():
    client = browser()

    answer = sign_in(client, HTTP_USER_AGENT="b" * 300)

    signed_in = SignIn.objects.get(person__username="director")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in.session_key == client.session.session_key
    assert (last_line().verb, last_line().by) == ("people.open_sign_in", "director")
    assert is_signed_in(client)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("username", "password"), [("director", "wrong"), ("nobody", DEMO_PASSWORD), ("Director", DEMO_PASSWORD)]
)
def test_wrong_password_is_told_in_the_readers_language(language, username, password):
    client, lines = browser(language), JournalLine.objects.count()

    answer = sign_in(client, username, password)

    with override(language):
        assert gettext(WRONG) in answer.context["form"].non_field_errors()
    assert (answer.status_code, SignIn.objects.count(), JournalLine.objects.count()) == (200, 0, lines)
    assert DEMO_PASSWORD not in answer.context["form"].as_p()


def test_account_that_is_shut_does_not_sign_in():
    Person.objects.filter(username="director").update(is_active=False)

    assert sign_in(browser()).status_code == 200
    assert SignIn.objects.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_wrong_passwords_close_the_door_for_a_while(language):
    client = browser(language)
    statuses = [sign_in(client, password=WRONG_PASSWORD).status_code for _ in range(5)]

    answer = sign_in(client)

    with override(language):
        assert gettext(LOCKED) in answer.content.decode()
    assert f'dir="{LANGUAGES[language]}"' in answer.content.decode()
    assert (statuses, answer.status_code) == ([200] * 4 + [429], 429)
    assert SignIn.objects.count() == 0


def test_closed_door_is_one_accounts_from_one_place():
    for _ in range(5):
        sign_in(browser(), password=WRONG_PASSWORD)

    assert sign_in(browser(), "unit").status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere).status_code == 302


def test_right_password_forgets_the_wrong_ones():
    client = browser()
    for _ in range(3):
        for _ in range(4):
            assert sign_in(client, password=WRONG_PASSWORD).status_code == 200
        assert sign_in(client).status_code == 302


def test_signing_in_again_changes_the_session_and_ends_the_old_one():
    client = browser()
    sign_in(client)
    before = client.session.session_key

    sign_in(client, "unit")
    between = client.session.session_key
    sign_in(client, "unit")

    after = client.session.session_key
    assert len({before, between, after}) == 3
    assert list(SignIn.objects.values_list("session_key", flat=True)) == [after]
    assert not Session.objects.filter(session_key__in=[before, between]).exists()


def test_signing_out_ends_the_sign_in(visit):
    client = visit("director")
    key = client.session.session_key

    answer = client.post("/sign-out")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
    assert not SignIn.objects.filter(session_key=key).exists()
    assert not Session.objects.filter(session_key=key).exists()
    assert last_line().verb == "people.end_sign_in"


def test_old_session_is_worth_nothing_after_signing_out(visit):
    client = visit("director")
    key = client.session.session_key
    client.post("/sign-out")

    thief = Client()
    thief.cookies["tansiq_session"] = key

    assert not is_signed_in(thief)


def test_sign_in_that_is_ended_signs_out_at_the_next_step(visit, person, at):
    office, barracks = visit("director"), visit("director")
    theirs = SignIn.objects.get(session_key=barracks.session.session_key)

    office.post(f"/sign-ins/{theirs.pk}/end")

    assert barracks.get("/")["Location"] == "/sign-in?next=/"
    assert is_signed_in(office)


def test_sign_in_of_another_is_not_there_to_be_ended(visit, person, at):
    theirs = SignIn.objects.get(session_key=visit("unit").session.session_key)

    answers = [visit("director").post(f"/sign-ins/{pk}/end").status_code for pk in (theirs.pk, 99999)]

    assert answers == [404, 404]
    assert SignIn.objects.filter(pk=theirs.pk).exists()


def test_all_other_sign_ins_are_ended_at_once_and_nobody_elses(visit, person, at):
    office, barracks, home, theirs = visit("director"), visit("director"), visit("director"), visit("unit")

    page = office.post("/sign-ins/end-others", follow=True)

    assert [is_signed_in(it) for it in (office, barracks, home, theirs)] == [True, False, False, True]
    assert (last_line().verb, last_line().changes) == ("people.end_other_sign_ins", '{"ended":2}')
    assert "/sign-ins/end-others" not in page.text
    lines = JournalLine.objects.count()
    office.post("/sign-ins/end-others")
    assert JournalLine.objects.count() == lines


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("a-robot-with-a-very-long-name-of-its-own/1.0", "a-robot-with-a-very-long-name-"),
        ("", ""),
    ],
)
def test_browser_is_told_in_a_few_words(said, told):
    assert browser_told(said) == told


def test_keeper_of_accounts_ends_any_sign_in(visit, person, at):
    client = visit("unit")
    theirs = SignIn.objects.get(session_key=client.session.session_key)

    end_sign_in(sign_in_id=theirs.pk, by=person("administrator"), at=at)

    assert not is_signed_in(client)


def test_own_account_shows_no_sign_in_of_another(visit):
    SignIn.objects.filter(session_key=visit("unit").session.session_key).update(browser="secret browser")

    assert "secret browser" not in visit("director", "en").get("/me").content.decode()


def test_sign_in_whose_session_is_gone_is_no_longer_listed(visit):
    gone = visit("director")
    gone.session.delete()
    SignIn.objects.filter(session_key=gone.session.session_key).update(browser="old browser")

    assert "old browser" not in visit("director", "en").get("/me").content.decode()


def test_new_password_signs_out_every_other_browser_and_keeps_this_one(visit, person):
    here, there = visit("director"), visit("director")
    key = here.session.session_key

    answer = here.post("/me", {"present": DEMO_PASSWORD, "new": NEW, "again": NEW})

    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert here.session.session_key != key
    assert person("director").check_password(NEW)
    assert not person("director").has_demo_password
    assert (last_line().verb, last_line().changes) == ("people.set_password", "null")


def test_account_that_is_shut_is_signed_out(visit, person, at):
    client, someone = visit("director"), person("director")

    change_person(
        username="director", version=someone.version, full_name="x", email="", roles=list(someone.roles.all()),
        is_active=False, by=person("administrator"), at=at,
    )  # fmt: skip

    assert not is_signed_in(client)


def test_password_set_by_the_keeper_signs_out_everywhere(visit, person, at):
    client = visit("director")

    set_password(username="director", password=NEW, keep_session=None, by=person("administrator"), at=at)

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/accounts?text=x", "/accounts?text=x"),
        ("", "/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("https:///evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver@evil.example/", "/"),
        ("people:people", "/"),
        ("accounts", "accounts"),
    ],
)
def test_signing_in_leads_nowhere_but_here(wanted, led_to):
    assert sign_in(browser(), next=wanted)["Location"] == led_to


def test_signing_in_without_a_chosen_language_speaks_that_of_the_account(person):
    client = Client()

    cookie = sign_in(client, "school").cookies["tansiq_language"]

    assert (cookie.value, bool(cookie["httponly"]), cookie["samesite"]) == (
        person("school").locale,
        True,
        "Lax",
    )


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites():
    client = browser()
    client.get("/sign-in")
    sign_in(client)

    flags = {name: (bool(client.cookies[name]["httponly"]), client.cookies[name]["samesite"])
             for name in ("tansiq_session", "csrftoken")}  # fmt: skip
    assert flags == {"tansiq_session": (True, "Lax"), "csrftoken": (True, "Lax")}


def test_passwords_are_kept_by_argon2_alone(person):
    assert person("director").password.startswith("argon2$argon2id$")
    assert len(settings.PASSWORD_HASHERS) == 1


def test_outside_tests_passwords_are_hashed_as_slowly_as_django_advises():
    from tansiq import settings as of_a_node

    assert of_a_node.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_form_without_its_proof_of_origin_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    client.cookies["tansiq_language"] = "fr"

    answer = sign_in(client)

    assert (answer.status_code, SignIn.objects.count()) == (403, 0)
    assert 'lang="fr"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_signing_in_runs_its_languages_way(language):
    text = browser(language).get("/sign-in").content.decode()

    assert f'<html lang="{language}" dir="{LANGUAGES[language]}"' in text


def test_accounts_and_their_password_are_offered_in_a_rehearsal_only():
    from tansiq.core.models import Node

    offered = browser().get("/sign-in").content.decode()
    Node.objects.update(mode="one_party", fixed_day=None)

    assert DEMO_PASSWORD in offered
    assert DEMO_PASSWORD not in browser().get("/sign-in").content.decode()
