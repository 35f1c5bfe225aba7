"""Every page of the exchange opens in each language, for those whose roles include it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from exchange.browsing import came, drafted, sent, shown, visiting

from tansiq.exchange.models import Fork, Partner, Passage

CANARY, AUDITOR = "canary of ours", "auditor"
RELEASERS, RECEIVERS, KEEPERS = ["director"], ["director"], ["administrator"]
EVERYONE = ["director", "idfad", "unit", "border", "planner", "administrator", AUDITOR]


def paths(draft, release, received, fork):
    """Give every page with whoever may open it."""
    part = sorted({*RELEASERS, *RECEIVERS, *KEEPERS})
    return {
        "/exchange/": [*part, AUDITOR],
        "/exchange/book": [*part, AUDITOR],
        "/exchange/bundles/take-in": sorted({*RECEIVERS, *KEEPERS}),
        "/exchange/keys/": KEEPERS,
        "/exchange/keys/make": KEEPERS,
        "/exchange/keys/renew": KEEPERS,
        "/exchange/keys/sheet": KEEPERS,
        "/exchange/keys/root.svg": KEEPERS,
        "/exchange/keys/keyset": KEEPERS,
        "/exchange/partners/dz/": KEEPERS,
        "/exchange/release/message/new": RELEASERS,
        "/exchange/drafts/": RELEASERS,
        f"/exchange/drafts/{draft}/": RELEASERS,
        "/exchange/outbox/": RELEASERS,
        f"/exchange/outbox/{release}/": RELEASERS,
        f"/exchange/release/recall/{release}": [],
        "/exchange/inbox/": RECEIVERS,
        f"/exchange/inbox/{received}/": RECEIVERS,
        f"/exchange/forks/{fork}/": RECEIVERS,
    }


@pytest.fixture
def furnished(offices):
    """Give an office with something on each of its pages."""
    ly, dz = offices
    (row,) = came(dz, ly, "bonjour")
    with ly:
        release, draft = sent(ly, "dz", CANARY), drafted(ly, "dz", "another")
        fork = Fork.objects.create(
            partner=Partner.objects.get(),
            what="1 1",
            first_sha256=row.sha256,
            second_sha256="b" * 64,
            at=row.at,
        )
    return ly, paths(draft.pk, release.pk, row.pk, fork.pk)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_opens_in_its_direction(furnished, language):
    ly, table = furnished
    with ly:
        clients = {name: visiting(ly, name, language) for name in EVERYONE}
        answers = {path: clients[who[0]].get(path) for path, who in table.items() if who}

    assert {path: it.status_code for path, it in answers.items() if it.status_code != 200} == {}
    direction = 'dir="rtl"' if language == "ar" else 'dir="ltr"'
    pages = {path: shown(it) for path, it in answers.items() if it["Content-Type"].startswith("text/html")}
    assert {path for path, page in pages.items() if direction not in page.partition("<head>")[0]} == set()


def test_page_opens_for_those_whose_roles_include_it(furnished):
    ly, table = furnished
    with ly:
        clients = {name: visiting(ly, name) for name in EVERYONE}
        found = {
            path: sorted(name for name, client in clients.items() if client.get(path).status_code == 200)
            for path in table
        }

    assert found == {path: sorted(who) for path, who in table.items()}


def test_auditor_reads_how_it_stands_and_when_what_went_and_changes_nothing(furnished):
    ly, _table = furnished
    with ly:
        client, bundle = visiting(ly, AUDITOR), "/exchange/partners/dz/bundle"
        status, book = (shown(client.get(path)) for path in ("/exchange/", "/exchange/book"))
        forms = re.findall(r'action="(/exchange/[^"]*)"', status + book)
        refused = [client.post(it).status_code for it in (bundle, "/exchange/partners/dz/exchange")]
        refused.append(client.get("/exchange/bundles/take-in").status_code)
        offered = shown(visiting(ly).get("/exchange/")).count(f'action="{bundle}"')

    assert (forms, refused, offered) == ([], [403, 403, 403], 1)
    assert ("They sent everything up to 1" in status, "1 bundle" in book) == (
        True,
        True,
    )
    assert [word for word in (CANARY, "bonjour") if word in status + book] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("ar", "مكتب مشترك"), ("fr", "bureau partagé"), ("en", "shared office")]
)
def test_shared_office_says_what_to_do_and_exchanges_with_nobody(visit, language, words):
    client, keeper = visit("director", language), visit("administrator", "en")
    pages = {path: shown(client.get(path)) for path in ("/exchange/", "/exchange/release/message/new")}
    file = SimpleUploadedFile("x.tansiq", b"x")
    answers = [
        client.post("/exchange/bundles/take-in", {"bundles": file}),
        keeper.post("/exchange/keys/make", dict.fromkeys(("first", "first_again"), "a" * 12)
                    | dict.fromkeys(("second", "second_again"), "b" * 12)),
    ]  # fmt: skip

    assert (words in pages["/exchange/"], "./tansiq demo --two-nodes" in pages["/exchange/"]) == (True, True)
    assert '<form method="post" class="form"' not in pages["/exchange/release/message/new"]
    assert [it.status_code for it in answers] == [200, 200]
    assert ["--two-nodes" in shown(it) for it in answers] == [True, True]
    assert Passage.objects.count() == 0
