"""Calendar links: made with the password, shown once, changed, renewed, ended; each person's own, the keeper's list of all."""

from datetime import timedelta

import pytest
from django.test import Client

from tansiq.core.errors import NotFound
from tansiq.core.models import JournalLine
from tansiq.documents.models import CalendarLink
from tansiq.documents.rules.calendars import MOST_LINKS
from tansiq.documents.services.calendars import (
    EmptyCalendar,
    LinkEnded,
    NamelessCalendar,
    TooManyLinks,
    change_link,
    make_link,
    renew_link,
    revoke_link,
)
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.people.services import set_password

pytestmark = pytest.mark.django_db
LIST, EVERYONES = "/documents/calendars/", "/documents/calendars/everyones"
WANTED = {"name": "هاتفي", "parts": ["plan", "meetings"], "scope": "party", "language": "fr"}
SENT = {**WANTED, "password": DEMO_PASSWORD}


@pytest.fixture
def link(person, at):
    def make(username="director", **more):
        return make_link(**{**WANTED, **more}, by=person(username), at=at)

    return make


def page_of(made, step=""):
    return f"/documents/calendars/links/{made.link.code}/{step}"


def read(secret):
    return Client().get(f"/documents/calendars/{secret}.ics").status_code


def verbs():
    return list(
        JournalLine.objects.filter(verb__endswith="_calendar")
        .order_by("number")
        .values_list("verb", flat=True)
    )


def shown(answer):
    return answer.content.decode()


def test_link_is_shown_once_and_kept_as_its_hash_alone(visit):
    browser = visit("director", "en")
    answer = browser.post(f"{LIST}make", SENT)
    secret = answer.context["address"].rpartition("/")[2].removesuffix(".ics")
    row = CalendarLink.objects.get()

    assert (answer.status_code, "no-store" in answer["Cache-Control"], read(secret)) == (200, True, 200)
    assert [
        it in shown(answer)
        for it in (f"http://testserver{LIST}{secret}.ics", f"webcal://testserver{LIST}{secret}.ics")
    ] == [
        True,
        True,
    ]
    assert 'src="data:image/svg+xml' in shown(answer)
    assert secret not in shown(browser.get(LIST)) + shown(
        browser.get(f"/documents/calendars/links/{row.code}/")
    )
    assert secret not in "".join(JournalLine.objects.values_list("changes", flat=True))
    assert secret not in "".join(str(it) for it in vars(row).values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "not mine"},
        {"password": ""},
        {"name": " "},
        {"name": "x" * 101},
        {"parts": []},
        {"parts": ["secrets"]},
        {"scope": "all"},
        {"language": "de"},
    ],
)
def test_bad_input_makes_no_link_and_is_shown_again(visit, wrong):
    answer = visit("director").post(f"{LIST}make", {**SENT, "name": "kept name", **wrong})

    assert (answer.status_code, CalendarLink.objects.count(), bool(answer.context["form"].errors)) == (
        200,
        0,
        True,
    )
    assert ("kept name" in shown(answer)) is ("name" not in wrong)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [({"parts": []}, EmptyCalendar), ({"name": "  "}, NamelessCalendar)],
)
def test_service_refuses_what_no_page_sends(link, wrong, refusal):
    with pytest.raises(refusal):
        link(**wrong)

    assert verbs() == []


def test_nobody_makes_a_calendar_of_what_their_roles_do_not_read(link, visit):
    with pytest.raises(EmptyCalendar):
        link("border", parts=["plan"])

    offered = dict(visit("border").get(LIST).context["form"].fields["parts"].choices)
    assert set(offered) == {"meetings", "decisions", "days"}


def test_whoever_reads_nothing_is_told_so(visit):
    page = visit("administrator", "en").get(LIST)

    assert ("could hold" in shown(page), 'name="parts"' in shown(page)) == (True, False)


def test_one_person_has_so_many_links_and_no_more(link, visit, person, at):
    made = [link() for _ in range(MOST_LINKS)]
    with pytest.raises(TooManyLinks):
        link()
    answer = visit("director", "en").post(f"{LIST}make", SENT)
    assert (answer.status_code, CalendarLink.objects.count()) == (200, MOST_LINKS)

    revoke_link(code=made[0].link.code, by=person("director"), at=at)

    assert link().link.code
    assert link("unit").link.code


def test_link_is_renewed_with_the_password_and_the_old_one_is_dead_at_once(link, visit):
    made, browser = link(), visit("director", "en")
    assert browser.post(page_of(made, "renew"), {"password": "not mine"}).status_code == 200
    assert read(made.secret) == 200

    answer = browser.post(page_of(made, "renew"), {"password": DEMO_PASSWORD})
    secret = answer.context["address"].rpartition("/")[2].removesuffix(".ics")

    assert (read(made.secret), read(secret)) == (404, 200)
    assert verbs() == ["documents.make_calendar", "documents.renew_calendar"]


def test_link_is_ended_after_being_asked(link, visit):
    made, browser = link(), visit("director", "en")
    assert browser.get(page_of(made, "revoke")).status_code == 200
    assert read(made.secret) == 200
    answer = browser.post(page_of(made, "revoke"))

    assert (answer.url, read(made.secret)) == (LIST, 404)
    assert browser.post(page_of(made, "revoke")).status_code == 302
    assert "It is ended already." in shown(browser.get(page_of(made, "revoke")))
    assert verbs() == ["documents.make_calendar", "documents.revoke_calendar"]


def test_what_it_holds_is_changed_and_the_secret_stays(link, visit):
    made, browser = link(), visit("director", "en")
    sent = {"name": "Wall", "parts": ["cycle"], "scope": "whole", "language": "ar-dz"}
    assert browser.post(page_of(made), sent).url == page_of(made)
    row = CalendarLink.objects.get()

    assert (row.name, row.parts, row.scope, row.language, read(made.secret)) == (
        "Wall",
        "cycle",
        "whole",
        "ar-dz",
        200,
    )
    lines = len(verbs())
    browser.post(page_of(made), sent)
    assert len(verbs()) == lines
    answer = browser.post(page_of(made), {**sent, "parts": []})
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


def test_ended_link_is_neither_changed_nor_renewed(link, visit, person, at):
    made, director = link(), person("director")
    revoke_link(code=made.link.code, by=director, at=at)
    before = verbs()

    for verb, more in ((renew_link, {}), (change_link, WANTED)):
        with pytest.raises(LinkEnded):
            verb(code=made.link.code, **more, by=director, at=at)

    answer = visit("director", "en").post(page_of(made, "renew"), {"password": DEMO_PASSWORD})
    assert (answer.status_code, bool(answer.context["form"].errors), "address" in answer.context) == (
        200,
        True,
        False,
    )
    assert verbs() == before


@pytest.mark.parametrize("username", ["idfad", "unit", "attache", "auditor"])
def test_links_of_others_are_not_there(link, visit, person, at, username):
    made, browser = link(), visit(username)

    assert {browser.get(page_of(made, it)).status_code for it in ("", "renew", "revoke")} == {404}
    assert {browser.post(page_of(made, it), SENT).status_code for it in ("", "renew", "revoke")} == {404}
    assert (browser.get(EVERYONES).status_code, made.link.code in shown(browser.get(LIST))) == (403, False)
    for verb in (revoke_link, renew_link):
        with pytest.raises(NotFound):
            verb(code=made.link.code, by=person(username), at=at)
    assert read(made.secret) == 200


def test_keeper_of_accounts_sees_and_ends_links_and_no_secret(link, visit, person, at):
    made, other, browser = link(), link("unit", name="Wall"), visit("administrator", "en")
    listed = shown(browser.get(EVERYONES))

    assert [it in listed for it in (made.link.code, other.link.code, "director")] == [True, True, True]
    assert [
        it in shown(browser.get(EVERYONES, {"text": "wall"})) for it in (made.link.code, other.link.code)
    ] == [
        False,
        True,
    ]
    assert (browser.get(page_of(made)).status_code, browser.get(page_of(made)).context["form"]) == (200, None)
    assert browser.post(page_of(made), {**WANTED, "name": "mine now"}).status_code == 200
    assert CalendarLink.objects.get(code=made.link.code).name == "هاتفي"
    with pytest.raises(NotFound):
        renew_link(code=made.link.code, by=person("administrator"), at=at)
    assert browser.post(page_of(made, "revoke")).url == EVERYONES
    assert (read(made.secret), read(other.secret)) == (404, 200)
    line = JournalLine.objects.get(verb="documents.revoke_calendar")
    assert (line.by, '"account":"director"' in line.changes) == ("administrator", True)


def test_link_older_than_the_password_is_marked_until_it_is_renewed_or_ended(link, visit, person, at):
    made, later, new = link(), at + timedelta(minutes=5), "a long new word 7"
    before = shown(visit("director", "en").get(LIST))
    set_password(username="director", password=new, keep_session=None, by=person("director"), at=later)
    browser, keeper = visit("director", "en"), visit("administrator", "en")
    told = "still open: a link needs no password", "older than your password"

    assert [it in before for it in ("Made on", *told)] == [True, False, False]
    assert [it in shown(browser.get(LIST)) for it in told] == [True, True]
    assert ["the link still opens" in shown(it.get(page_of(made))) for it in (browser, keeper)] == [
        True,
        True,
    ]
    assert read(made.secret) == 200  # nothing ends by itself

    renew_link(code=made.link.code, by=person("director"), at=later + timedelta(minutes=1))
    assert [it in shown(browser.get(LIST)) for it in ("Renewed on", *told)] == [True, False, False]


def test_page_tells_who_reads_and_warns_of_a_company(link, visit):
    made, browser = link(), visit("director", "en")
    assert "never" in shown(browser.get(LIST))
    Client().get(
        f"/documents/calendars/{made.secret}.ics", headers={"user-agent": "Google-Calendar-Importer"}
    )

    assert [it in shown(browser.get(LIST)) for it in ("Google Calendar", "read by a company")] == [True, True]
    assert "now lies there too" in shown(browser.get(page_of(made)))


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_pages_open_in_each_language(link, visit, language, direction):
    made = link()
    browser, keeper = visit("director", language), visit("administrator", language)
    answers = [
        browser.get(it) for it in (LIST, page_of(made), page_of(made, "renew"), page_of(made, "revoke"))
    ]
    answers += [keeper.get(EVERYONES), browser.post(f"{LIST}make", SENT)]

    assert [(it.status_code, f'dir="{direction}"' in shown(it), "هاتفي" in shown(it)) for it in answers] == [
        (200, True, True)
    ] * 6


def test_lists_cost_the_same_for_one_and_for_many(link, visit, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, keeper = visit("director"), visit("administrator")
    link()
    for client, path, username in ((browser, LIST, "director"), (keeper, EVERYONES, "unit")):
        client.get(path)
        with CaptureQueriesContext(connection) as one:
            client.get(path)
        for _ in range(MOST_LINKS - 1):
            link(username)
        with django_assert_num_queries(len(one)):
            assert shown(client.get(path)).count("/revoke") >= MOST_LINKS


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_empty_lists_say_what_to_do(visit, language):
    assert 'class="next"' in shown(visit("director", language).get(LIST))
    assert 'class="next"' in shown(visit("administrator", language).get(EVERYONES))
