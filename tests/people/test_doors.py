"""Every door of the node: who comes in, who is told that it is not theirs, and what goes with every page."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tansiq.people.models import Person

pytestmark = pytest.mark.django_db

OPEN = {"people:sign-in", "ui:set-language", "ui:set-look", "documents:calendar-feed"}
SAMPLES = {"username": "director", "sign_in_id": 1}
EVERYONE = {
    "director", "idfad", "unit", "attache", "school", "planner", "exdirector", "border", "auditor", "cooperation",
    "administrator",
}  # fmt: skip
PAGES = [
    ("/", EVERYONE),
    ("/search", EVERYONE),
    ("/glossary", EVERYONE),
    ("/me", EVERYONE),
    ("/accounts", {"administrator"}),
    ("/accounts/new", {"administrator"}),
    ("/accounts/director", {"administrator"}),
    ("/accounts/director/password", {"administrator"}),
    ("/journal", {"auditor"}),
]
"""Every page of the foundation and who may open it; anyone else is told that their roles do not include it."""
BUTTONS = [
    ("/accounts/new", {"administrator"}, 200),
    ("/accounts/director", {"administrator"}, 200),
    ("/accounts/director/password", {"administrator"}, 200),
    ("/journal/verify", {"auditor"}, 302),
    ("/me/reminders", EVERYONE, 302),
    ("/sign-ins/99999/end", EVERYONE, 404),
    ("/sign-ins/end-others", EVERYONE, 302),
    ("/sign-out", EVERYONE, 302),
]
"""What can be sent, empty, and how whoever may send it is answered."""
CSP = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.app_name}:" if one.app_name else space)
        else:
            yield f"{space}{one.name}", one


DOORS = dict(patterns(get_resolver()))


def address(name: str) -> str:
    wanted = DOORS[name].pattern.converters
    return reverse(name, kwargs={key: SAMPLES.get(key, 1 if type(it).__name__ == "IntConverter" else "x")
                                 for key, it in wanted.items()})  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(name):
    for answer in (Client().get(address(name)), Client().post(address(name))):
        led_to = answer.headers.get("Location", "")
        assert led_to.startswith("/sign-in?next=/") is (name not in OPEN)


def test_table_has_every_account():
    assert set(Person.objects.values_list("username", flat=True)) == EVERYONE


def test_tables_have_every_page_of_the_foundation():
    paths = {
        address(name) for name in DOORS if name.startswith(("home:", "people:", "ui:")) and name not in OPEN
    }

    assert paths == {path for path, _ in PAGES} | {path.replace("99999", "1") for path, *_ in BUTTONS}


@pytest.mark.parametrize(("path", "who"), PAGES)
@pytest.mark.parametrize("username", sorted(EVERYONE))
def test_page_opens_for_those_whose_roles_include_it(visit, path, who, username):
    assert visit(username).get(path).status_code == (200 if username in who else 403)


@pytest.mark.parametrize(("path", "who", "status"), BUTTONS)
@pytest.mark.parametrize("username", sorted(EVERYONE))
def test_button_works_for_those_whose_roles_include_it(visit, path, who, status, username):
    assert visit(username).post(path).status_code == (status if username in who else 403)


@pytest.mark.parametrize(
    "path",
    ["/accounts/nobody", "/accounts/nobody/password", "/nowhere", "/accounts/a%00b", "/accounts?text=%00"],
)
def test_what_is_not_there_is_not_there(visit, path):
    answer = visit("administrator", "fr").get(path)

    assert (answer.status_code, 'lang="fr"' in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("path", ["/journal/verify", "/sign-out", "/sign-ins/1/end"])
def test_address_of_a_button_opened_as_a_page_is_told_in_words(visit, path):
    answer = visit("auditor", "ar").get(path)

    assert (answer.status_code, answer["Allow"], 'dir="rtl"' in answer.content.decode()) == (
        405,
        "POST",
        True,
    )


@pytest.mark.parametrize("path", ["/sign-in", "/me", "/nowhere"])
def test_every_page_carries_what_protects_it(visit, path):
    headers = visit("director").get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == CSP
    assert {name: headers.get(name) for name in (
        "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Server",
        "X-Powered-By",
    )} == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Server": None,
        "X-Powered-By": None,
    }  # fmt: skip
    assert "no-store" in headers["Cache-Control"]


def test_another_host_is_not_served(settings):
    assert Client(headers={"host": "evil.example"}).get("/sign-in").status_code == 400


def test_no_page_shows_a_secret(visit, settings):
    page = visit("administrator").get("/accounts/director").content.decode()

    assert [secret for secret in (settings.SECRET_KEY, "argon2", "tanseeq") if secret in page] == []
