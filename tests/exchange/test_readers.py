"""Letting partners' programs read the feed, and stopping them: who may, what is shown once, what stays in the journal."""

import pytest
from conftest import AT
from exchange.browsing import PASSWORD, shown, visiting
from exchange.feeding import program, reader

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.core.models import JournalLine
from tansiq.exchange.models import FeedReader, Partner
from tansiq.exchange.services.readers import NamelessProgram, add_reader, revoke_reader
from tansiq.exchange.services.sending import NotExchanging

PAGES = ("/exchange/readers/", "/exchange/readers/{code}/revoke")
GIVEN = {"party": "dz", "name": "OpenCTI", "language": "fr", "password": PASSWORD}


@pytest.fixture
def ly(offices):
    with offices[0] as box:
        yield box


def verbs() -> list[str]:
    return list(JournalLine.objects.filter(verb__endswith="_reader").values_list("verb", flat=True))


def test_a_program_is_let_in_and_stopped_with_a_line_each(ly):
    added = reader(ly)
    assert added.reader.code.startswith("dz-")
    assert reader(ly).reader.code != added.reader.code
    for _twice in range(2):
        revoke_reader(code=added.reader.code, by=ly.person("administrator"), at=AT)
    assert verbs() == ["exchange.add_reader", "exchange.add_reader", "exchange.revoke_reader"]
    line = JournalLine.objects.filter(verb="exchange.add_reader").first()
    assert (line.subject, added.token in line.changes) == (f"exchange.feedreader/{added.reader.code}", False)


@pytest.mark.parametrize("username", ["director", "idfad", "unit", "border", "planner"])
def test_only_keepers_of_keys_may(ly, username):
    added, person = reader(ly), ly.person(username)
    with pytest.raises(NotAllowed):
        add_reader(node=ly.node, party="dz", name="x", language="fr", by=person, at=AT)
    with pytest.raises(NotAllowed):
        revoke_reader(code=added.reader.code, by=person, at=AT)
    browser = visiting(ly, username)
    for page in PAGES:
        assert browser.get(page.format(code=added.reader.code)).status_code == 403
    assert browser.post("/exchange/readers/add", GIVEN).status_code == 403
    assert browser.post(PAGES[1].format(code=added.reader.code)).status_code == 403
    assert (FeedReader.objects.count(), FeedReader.objects.get().revoked_at) == (1, None)


def test_what_cannot_be_let_in_is_refused(ly):
    said = {"node": ly.node, "language": "fr", "by": ly.person("administrator"), "at": AT}
    with pytest.raises(NamelessProgram):
        add_reader(party="dz", name="  ", **said)
    with pytest.raises(NotFound):
        add_reader(party="tn", name="x", **said)
    with pytest.raises(NotFound):
        revoke_reader(code="dz-nobody", by=said["by"], at=AT)
    Partner.objects.update(state="paused")
    with pytest.raises(NotExchanging):
        add_reader(party="dz", name="x", **said)
    assert (FeedReader.objects.count(), verbs()) == (0, [])


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_the_pages_open_in_each_language(ly, language, direction):
    code = reader(ly, name="برنامج").reader.code
    browser = visiting(ly, "administrator", language)
    for page in PAGES:
        answer = browser.get(page.format(code=code))
        assert answer.status_code == 200
        assert f'dir="{direction}"' in shown(answer)
        assert "برنامج" in shown(answer)
    assert browser.get("/exchange/readers/dz-nobody/revoke").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_thirty(ly, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = visiting(ly, "administrator")
    reader(ly)
    browser.get(PAGES[0])
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGES[0])
    for _n in range(29):
        reader(ly)
    with django_assert_num_queries(len(one)):
        assert shown(browser.get(PAGES[0])).count("/revoke") == 30


def test_an_empty_list_says_what_to_do(ly):
    assert "No program reads the feed." in shown(visiting(ly, "administrator").get(PAGES[0]))


def test_the_password_is_shown_once(ly):
    browser = visiting(ly, "administrator")
    answer = browser.post("/exchange/readers/add", GIVEN)
    row = FeedReader.objects.get()
    token = answer.context["token"]
    assert answer.status_code == 200
    assert all(it in shown(answer) for it in (row.code, token))
    assert "no-store" in answer["Cache-Control"]
    assert token not in shown(browser.get(PAGES[0]))
    assert (row.name, row.language, row.added_by) == ("OpenCTI", "fr", "administrator")


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "not mine"},
        {"password": ""},
        {"party": "tn"},
        {"name": " "},
        {"name": "x" * 101},
        {"language": "de"},
    ],
)
def test_bad_input_lets_nobody_in_and_is_shown_again(ly, wrong):
    answer = visiting(ly, "administrator").post(
        "/exchange/readers/add", {**GIVEN, "name": "kept name", **wrong}
    )
    assert (answer.status_code, FeedReader.objects.count()) == (200, 0)
    assert answer.context["form"].errors
    if "name" not in wrong:
        assert "kept name" in shown(answer)


def test_a_program_is_stopped_after_being_asked(ly):
    added = reader(ly)
    browser, path = visiting(ly, "administrator"), PAGES[1].format(code=added.reader.code)
    assert added.reader.code in shown(browser.get(path))
    assert program(added).ask("/taxii2/").status_code == 200
    assert browser.post(path).url == PAGES[0]
    assert program(added).ask("/taxii2/").status_code == 401
    assert "It is stopped already." in shown(browser.get(path))
