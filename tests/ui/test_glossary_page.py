"""The page of the glossary: for everyone signed in, in every language, blind to hamza, and honest about what is unreviewed."""

import dataclasses
import re

import pytest

from tansiq.home.rehearsal import ACCOUNTS
from tansiq.ui import queries
from tansiq.ui.queries import glossary, terms_matching

pytestmark = pytest.mark.django_db

DIRECTIONS = {"ar": "rtl", "ar-ly": "rtl", "ar-dz": "rtl", "fr": "ltr", "en": "ltr"}
QUERIES = 5
"""Those of any page: the node, the session, the account, its sign-in, its roles."""


def shown(client, query=""):
    """Give the keys of the terms on the page, in their order."""
    return re.findall(r'<tr id="([\w.]+)">', client.get(f"/glossary{query}").content.decode())


def keys(text="", **narrowed):
    return {term.key for term, _of in terms_matching(text, **narrowed)}


@pytest.mark.parametrize("language", DIRECTIONS)
def test_page_runs_its_languages_way_and_each_word_its_own(visit, language):
    page = visit("director", language).get("/glossary?text=tt exercise").content.decode()
    way = DIRECTIONS[language]

    assert f' dir="{way}"' in page.partition(">")[2].partition(">")[0]
    assert '<span lang="ar" dir="rtl">' in page
    assert '<span lang="fr" dir="ltr">' in page
    assert '<span lang="en" dir="ltr">' in page


@pytest.mark.parametrize("username", [username for username, *_ in ACCOUNTS.values()])
def test_everyone_signed_in_may_read_it(visit, username):
    assert visit(username, "en").get("/glossary").status_code == 200


def test_nobody_else_may(client):
    answer = client.get("/glossary")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/glossary")


@pytest.mark.parametrize("query", ["", "?all=yes", "?text=zzzz"])
def test_terms_cost_no_query_whatever_their_number(visit, query, django_assert_num_queries):
    client = visit("director", "ar")
    client.get("/glossary")

    with django_assert_num_queries(QUERIES):
        client.get(f"/glossary{query}")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("مدرسه", "school"),
        ("مدرسة", "school"),
        ("اقدام", None),
        ("تأكيد القرارات", None),
        ("ايفاد", "secondment"),
        ("إيفاد", "secondment"),
        ("مُتَدَرِّب", "trainee"),
        ("متربص", "trainee"),
        ("دارس", "trainee"),
        ("etat-major general", "general_staff"),
        ("ÉTAT-MAJOR général", "general_staff"),
        ("general staff", "general_staff"),
        ("rule.r04", "rule.R04"),
        ("who teaches", "instructor"),
    ],
)
def test_term_is_found_in_any_language_variant_and_spelling(text, key):
    found = keys(text)

    assert key in found if key else found == set()


def test_filters_narrow_and_go_together():
    rules = {term.key for term in glossary() if term.kind == "rule"}

    assert keys(kind="rule") == rules
    assert keys("ramadan", kind="rule") == {"rule.R04"}
    assert keys(kind="rule", reviewed="no") == rules
    assert keys(kind="rule", reviewed="yes") == set()
    assert keys(kind="nothing known") == set()
    assert keys(reviewed="perhaps") == {term.key for term in glossary()}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_terms_stand_in_the_order_of_the_readers_language_without_the_article(visit, language):
    places = {key: place for place, key in enumerate(shown(visit("director", language), "?all=yes"))}

    # أكاديمية، السند القانوني، ضابط; académie, base juridique, officier; academy, legal basis, officer
    assert places["academy"] < places["legal_basis"] < places["officer"]


def test_fifty_stand_on_a_page_and_all_on_one_to_print(visit):
    client = visit("director", "en")

    assert len(shown(client)) == 50
    assert len(shown(client, "?all=yes")) == len(glossary())
    assert "All on one page, to print" in client.get("/glossary").content.decode()
    assert "Fifty at a time" in client.get("/glossary?all=yes").content.decode()


def test_every_term_is_marked_as_long_as_nobody_reviewed_it(visit):
    page = visit("director", "en").get("/glossary?kind=rule").content.decode()

    assert (
        page.count('<span class="chip notice">not yet reviewed</span>') == 20 + 1
    )  # and once where it is explained
    assert "tell the administrator of this node" in page
    assert (
        re.sub(r"<[^>]+>", "", page).count(
            f"Reviewed by a native staff officer: 0 of {len(glossary())} terms."
        )
        == 1
    )


def test_reviewed_term_says_when_and_is_no_longer_marked(visit, monkeypatch):
    first, *others = glossary()
    reviewed = (dataclasses.replace(first, reviewed_by_native_officer="2027-01-15 ly"), *others)
    monkeypatch.setattr(queries, "glossary", lambda: reviewed)
    monkeypatch.setattr(queries, "_searched", lambda: tuple((term, term.folded) for term in reviewed))
    client = visit("director", "en")

    page = client.get("/glossary?reviewed=yes").content.decode()

    assert shown(client, "?reviewed=yes") == [first.key]
    assert '<span class="chip good">reviewed</span> <bdi dir="ltr">2027-01-15 ly</bdi>' in page
    assert f"Reviewed by a native staff officer: 1 of {len(reviewed)} terms." in re.sub(r"<[^>]+>", "", page)


def test_sentence_of_the_unreviewed_goes_when_all_are_reviewed(visit, monkeypatch):
    reviewed = tuple(
        dataclasses.replace(term, reviewed_by_native_officer="2027-01-15 ly dz") for term in glossary()
    )
    monkeypatch.setattr(queries, "glossary", lambda: reviewed)
    monkeypatch.setattr(queries, "_searched", lambda: tuple((term, term.folded) for term in reviewed))

    page = visit("director", "en").get("/glossary").content.decode()

    assert "chip notice" not in page


def test_variants_are_shown_with_their_country_where_they_differ(visit):
    page = visit("school", "fr").get("/glossary?text=stagiaire&kind=term&all=yes").content.decode()
    row = page.partition('<tr id="trainee">')[2].partition("</tr>")[0]

    assert re.findall(r'<small>(\w+)</small> <span lang="([\w-]+)" dir="rtl">(\w+)</span>', row) == [
        ("Algérie", "ar-DZ", "متربص"), ("Libye", "ar-LY", "دارس"),
    ]  # fmt: skip


def test_state_says_whose_it_is(visit):
    page = visit("director", "fr").get("/glossary?text=plan_state.draft").content.decode()

    assert '<span class="chip quiet whose">état · plan</span>' in page


def test_rule_says_its_number(visit):
    page = visit("director", "fr").get("/glossary?text=rule.r04").content.decode()

    assert '<span class="chip quiet">règle d&#x27;un plan</span> <bdi dir="ltr">R04</bdi>' in page


def test_nothing_found_says_what_to_try(visit):
    page = visit("director", "en").get("/glossary?text=zzzz").content.decode()

    assert "No term matches." in page
    assert "Try a shorter word, or show all." in page
    assert '<a href="?">Show all</a>' in page


@pytest.mark.parametrize("text", ["a " * 1500, "\ufdfa" * 200, "x" * 60_000, "<script>", "%", "'"])
def test_any_text_is_looked_for(visit, text):
    answer = visit("director", "en").get("/glossary", {"text": text, "page": "9" * 5000})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/me", "/training/units/"])
def test_every_page_leads_to_it(visit, path):
    assert visit("director", "en").get(path).content.decode().count('href="/glossary"') == 2
