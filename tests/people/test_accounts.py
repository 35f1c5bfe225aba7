"""Accounts: who gives them, what they may do, and what is refused without a trace."""

import html
import re

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.models import JournalLine, Node
from tansiq.people.models import Person, Role
from tansiq.people.rules import DEMO_PASSWORD, Permission, granted
from tansiq.people.services import (
    AccountTaken,
    PasswordRefused,
    add_person,
    add_role,
    change_person,
    set_password,
)
from tansiq.ui.tongue import listed

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-night-in-Ghadames"  # noqa: S105 - of tests
LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
NEW = {
    "username": "clerk", "full_name": "كاتب", "email": "", "locale": "ar-ly", "password": PASSWORD,
}  # fmt: skip


def role(code="role-director"):
    return Role.objects.get(code=code)


def lines():
    return JournalLine.objects.count()


def last_line():
    return JournalLine.objects.order_by("-number").first()


def added(at, **given):
    return add_person(**{**NEW, "party": "ly", "roles": [role()], "by": None, "at": at, **given})


def changed(at, **given):
    said = {
        "username": "unit",
        "version": 1,
        "full_name": "x",
        "email": "",
        "roles": [role()],
        "is_active": True,
    }
    return change_person(**{**said, "at": at, **given})


def test_account_is_opened_with_its_roles(person, at):
    someone = added(at, by=person("administrator"))

    assert someone.check_password(PASSWORD)
    assert someone.permissions == role().permissions
    assert (last_line().verb, last_line().subject) == ("people.add_person", "people.person/clerk")
    assert PASSWORD not in last_line().changes


@pytest.mark.parametrize("name", ["unit", "node", "new"])
def test_name_of_another_account_or_of_the_node_is_refused(person, at, name):
    before = lines()

    with pytest.raises(AccountTaken):
        added(at, by=person("administrator"), username=name)

    assert lines() == before


@pytest.mark.parametrize(
    "password",
    ["short", "123456789012", "passwordpassword", "aaaabbbbcccc", "clerk-clerk", DEMO_PASSWORD, ""],
)
def test_password_that_someone_would_guess_is_refused(person, at, password):
    before = lines()

    with pytest.raises(PasswordRefused):
        added(at, by=person("administrator"), password=password)
    with pytest.raises(PasswordRefused):
        set_password(username="unit", password=password, keep_session=None, by=person("unit"), at=at)

    assert (Person.objects.filter(username="clerk").exists(), lines()) == (False, before)
    assert person("unit").has_demo_password


@pytest.mark.parametrize("username", ["director", "auditor"])
def test_only_the_keeper_of_accounts_keeps_them(person, at, username):
    someone, before = person(username), lines()

    for act in (
        lambda: added(at, by=someone),
        lambda: changed(at, by=someone),
        lambda: set_password(username="unit", password=PASSWORD, keep_session=None, by=someone, at=at),
        lambda: add_role(code="r", owner="ly", may=["keep_people"], names={"en": "R"}, by=someone, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert lines() == before


def test_change_is_told_with_what_was_before(person, at):
    someone = changed(at, by=person("administrator"), roles=[role("role-unit"), role()])

    assert (someone.version, someone.full_name) == (2, "x")
    assert '"roles":[["role-unit"],["role-director","role-unit"]]' in last_line().changes


def test_nothing_changed_writes_nothing(person, at):
    someone, before = person("unit"), lines()

    changed(at, by=person("administrator"), full_name=someone.full_name, roles=list(someone.roles.all()))

    assert (person("unit").version, lines()) == (1, before)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"version": 7}, ChangedMeanwhile),
        ({"username": "nobody"}, NotFound),
        ({"username": "administrator", "is_active": True}, Refused),
        ({"username": "administrator", "roles": "own", "is_active": False}, Refused),
    ],
)
def test_change_that_is_refused_leaves_no_trace(person, at, given, refusal):
    keeper, before = person("administrator"), lines()
    given = {**given, **({"roles": list(keeper.roles.all())} if given.get("roles") == "own" else {})}

    with pytest.raises(refusal):
        changed(at, by=keeper, **given)

    assert (lines(), Person.objects.filter(version=2).count()) == (before, 0)


def test_word_that_no_node_knows_allows_nothing():
    assert granted(["fly", "keep_people", ""]) == {Permission.KEEP_PEOPLE}


# ------------------------------------------------------------------------------------------------------------ the pages
def sent(client, path, **given):
    answer = client.post(path, given)
    return answer, [
        error for errors in answer.context["form"].errors.values() for error in errors
    ] if answer.context else []


def changing(**given):
    someone = Person.objects.get(username="unit")
    return {
        "full_name": "آمر", "email": "", "roles": [it.pk for it in someone.roles.all()], "is_active": "on",
        "version": someone.version, **given,
    }  # fmt: skip


def test_page_opens_an_account(visit):
    answer, _ = sent(visit("administrator"), "/accounts/new", **NEW, roles=[role().pk])

    assert (answer.status_code, answer["Location"]) == (302, "/accounts")
    assert Person.objects.get(username="clerk").party == "ly"


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "Clerk"},
        {"username": "clerk/../unit"},
        {"username": "c" * 64},
        {"username": "unit"},
        {"username": "new"},
        {"full_name": "x" * 201},
        {"full_name": ""},
        {"email": "nowhere"},
        {"locale": "de"},
        {"roles": ["99999"]},
        {"roles": ["' OR 1=1"]},
        {"roles": []},
        {"password": DEMO_PASSWORD},
    ],
    ids=str,
)
def test_wrong_value_is_told_beside_what_was_typed_and_nothing_is_written(visit, wrong):
    client, before = visit("administrator"), lines()

    answer, errors = sent(
        client, "/accounts/new", **{**NEW, "email": "a@b.example", "roles": [role().pk], **wrong}
    )

    assert (answer.status_code, len(errors), lines()) == (200, 1, before)
    assert f'value="{wrong.get("email", "a@b.example")}"' in answer.content.decode()
    assert not Person.objects.filter(email="a@b.example").exists()


def test_two_keepers_at_once_lose_nothing(visit):
    first, second = changing(full_name="one"), changing(full_name="two")
    visit("administrator").post("/accounts/unit", first)

    answer, errors = sent(visit("administrator", "en"), "/accounts/unit", **second)

    assert (answer.status_code, len(errors)) == (200, 1)
    assert Person.objects.get(username="unit").full_name == "one"


@pytest.mark.parametrize(
    "wrong", [{"version": "0"}, {"version": "x"}, {"version": ""}, {"roles": ["99999"]}], ids=str
)
def test_forged_change_is_refused(visit, wrong):
    client, before = visit("administrator"), lines()

    assert sent(client, "/accounts/unit", **changing(**wrong))[0].status_code == 200
    assert (lines(), Person.objects.get(username="unit").version) == (before, 1)


def test_keeper_gives_a_new_password_to_someone_who_lost_theirs(visit, person):
    answer, _ = sent(visit("administrator"), "/accounts/unit/password", new=PASSWORD, again=PASSWORD)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/unit")
    assert person("unit").check_password(PASSWORD)


def test_keeper_changes_their_own_password_with_the_present_one(visit, person):
    client = visit("administrator")

    assert client.get("/accounts/administrator/password")["Location"] == "/me"
    assert (
        client.post("/accounts/administrator/password", {"new": PASSWORD, "again": PASSWORD})["Location"]
        == "/me"
    )
    assert person("administrator").check_password(DEMO_PASSWORD)


@pytest.mark.parametrize(
    "given",
    [
        {"present": "wrong", "new": PASSWORD, "again": PASSWORD},
        {"present": DEMO_PASSWORD, "new": PASSWORD, "again": "another"},
        {"present": DEMO_PASSWORD, "new": "short", "again": "short"},
        {"present": DEMO_PASSWORD, "new": DEMO_PASSWORD, "again": DEMO_PASSWORD},
    ],
)
def test_own_password_is_not_changed_by_a_wrong_form(visit, person, given):
    answer, errors = sent(visit("unit"), "/me", **given)

    assert (answer.status_code, len(errors)) == (200, 1)
    assert person("unit").check_password(DEMO_PASSWORD)


def test_search_shows_those_who_match_and_no_other(visit):
    page = visit("administrator").get("/accounts", {"text": "audit"}).content.decode()

    assert ("/accounts/auditor" in page, "/accounts/unit" in page) == (True, False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["/accounts", "/accounts/new", "/accounts/unit", "/accounts/unit/password", "/me"]
)
def test_page_runs_its_languages_way(visit, language, path):
    text = visit("administrator", language).get(path).content.decode()

    assert f'<html lang="{language}" dir="{LANGUAGES[language]}"' in text


def test_list_without_a_match_says_so(visit):
    assert "No account matches." in visit("administrator", "en").get("/accounts?text=zzz").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_database_as_often_for_one_as_for_thirty(
    visit, person, django_assert_num_queries, count
):
    for number in range(count):
        someone = Person.objects.create(username=f"clerk-{number}", party="ly", password=PASSWORD)
        someone.roles.set([role(), role("role-unit")])
    client = visit("administrator")
    client.get("/accounts")

    with django_assert_num_queries(9):
        page = client.get("/accounts", {"text": "clerk-"})

    assert page.content.decode().count("/accounts/clerk-") == count


def roles_offered(page: str) -> list[str]:
    """Give the roles that a form offers, by name and whose they are."""
    return re.findall(r"<bdi>([^<]*)</bdi><br><small", page)


def test_rehearsal_for_both_offers_every_role_with_whose_it_is_and_what_it_allows(visit):
    page = visit("administrator", "en").get("/accounts/new").text
    offered = roles_offered(page)

    assert len(offered) == Role.objects.count()
    assert [it for it in offered if "(joint)" in it] == []
    assert sum(it.endswith(" · both sides") for it in offered) == Role.objects.filter(owner="joint").count()
    assert html.escape(listed(role().permissions_told)) in page


def test_office_of_one_party_offers_its_own_roles_and_joint_ones(visit, person, at):
    Node.objects.update(mode="one_party", party="ly")
    client, school = visit("administrator", "en"), role("role-school")
    new, ones_own = client.get("/accounts/new").text, client.get("/accounts/school").text
    answer = client.post("/accounts/new", {**NEW, "roles": [school.pk]})

    assert len(roles_offered(new)) == Role.objects.filter(owner__in=["ly", "joint"]).count()
    assert [it for it in roles_offered(new) if "Algeria" in it] == []
    assert (
        len(roles_offered(ones_own)) == len(roles_offered(new)) + 1
    )  # the one that this account has already
    assert (answer.status_code, "roles" in answer.context["form"].errors) == (200, True)


@pytest.mark.parametrize("page", ["2", "0", "-1", "99999", "x", ""])
def test_any_number_of_a_page_gives_a_page(visit, page):
    assert visit("administrator").get("/accounts", {"page": page}).status_code == 200
