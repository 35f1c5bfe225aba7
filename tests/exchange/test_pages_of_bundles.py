"""Bundles on a stick, by the browser: saved out, taken in, refused in words; counts stand apart."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from exchange.browsing import bundled, sent, shown, visiting

from tansiq.exchange.models import Partner, Passage, Received
from tansiq.exchange.queries.keys import own_keyset_file
from tansiq.exchange.rules import FAULTS

TAKE_IN = "/exchange/bundles/take-in"


def given_in(client, *contents: bytes):
    """Take in files through the form; give the page that answers at last."""
    files = [SimpleUploadedFile(f"{number}.tansiq", it) for number, it in enumerate(contents, 1)]
    return client.post(TAKE_IN, {"bundles": files}, follow=True)


def tallies(page: str) -> list[list[int]]:
    """Give the counts of each file as the page shows them: new, already had, held, refused."""
    found = [
        re.findall(r"<dd>\D*?(\d+)<", it) for it in re.findall(r'<dl class="tally">.*?</dl>', page, re.DOTALL)
    ]
    return [[int(number) for number in it] for it in found]


def test_saved_bundle_is_what_waits_and_is_named_for_the_two(offices):
    ly, _dz = offices
    with ly:
        sent(ly, "dz", "one")
        answer = visiting(ly, "administrator").post("/exchange/partners/dz/bundle")
        passage = Passage.objects.get()

    name = re.search(r'filename="(.*)"', answer["Content-Disposition"])[1]
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert re.fullmatch(r"ly-dz-\d{8}-\d{4}-1-1\.tansiq", name)
    assert answer.content.startswith(b"age-encryption.org/v1")
    assert (passage.way, passage.new, passage.by) == ("stick", 1, "administrator")


def test_page_goes_on_with_what_one_bundle_did_not_hold(offices):
    ly, dz = offices
    with ly:
        for text in ("one", "two", "three"):
            sent(ly, "dz", text)
        Passage.objects.create(
            partner=Partner.objects.get(), direction="out", way="stick", at="2025-05-18T09:30:00Z", by="director",
            epoch=Partner.objects.get().out_feeds.get(is_present=True).epoch, first=1, last=2, new=2,
        )  # fmt: skip
        page = shown(visiting(ly).get("/exchange/"))
        rest = visiting(ly).post("/exchange/partners/dz/bundle", {"after": "2"}).content
    with dz:
        answer = given_in(visiting(dz), rest)

    assert '<input type="hidden" name="after" value="2">' in page
    assert tallies(shown(answer)) == [[1, 0, 0, 0]]


def test_counts_of_each_file_stand_apart_and_the_same_again_is_had_already(offices):
    ly, dz = offices
    with ly:
        sent(ly, "dz", "one")
        sent(ly, "dz", "two")
        content = bundled(ly, "dz")
    with dz:
        client = visiting(dz)
        first, again = given_in(client, content), given_in(client, content, b"%PDF-1.4")
        kept = Received.objects.count()

    assert (tallies(shown(first)), tallies(shown(again))) == ([[2, 0, 0, 0]], [[0, 2, 0, 0]])
    assert str(FAULTS["cannot_open"]) not in shown(first)
    assert shown(again).count('<div class="message error"') == 1
    assert kept == 2


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda _content: b"%PDF-1.4 a letter", "not_a_bundle"),
        (lambda _content: b"", "empty_file"),
        (lambda content: content[:-40], "cannot_open"),
        (lambda content: content[: len(content) // 2], "cannot_open"),
    ],
    ids=["a PDF", "empty", "cut short", "half"],
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_file_that_is_no_whole_bundle_is_refused_in_words_and_keeps_nothing(offices, spoil, fault, language):
    ly, dz = offices
    with ly:
        sent(ly, "dz", "one")
        content = bundled(ly, "dz")
    with dz:
        answer = given_in(visiting(dz, language=language), spoil(content))
        passage = Passage.objects.get()
        kept = Received.objects.count()

    assert (answer.status_code, passage.fault, kept) == (200, fault, 0)
    assert "{}" not in shown(answer)
    assert '<div class="message error" role="alert"><p>' in shown(answer)


def test_refused_file_is_named_wherever_its_refusal_is_told(offices):
    ly, _dz = offices
    with ly:
        sent(ly, "dz", "one")
        own = SimpleUploadedFile("ly-dz-20250518-1005-1-1.tansiq", bundled(ly, "dz"))
        photos = SimpleUploadedFile("photos.zip", b"PK\x03\x04 of the exercise")
        client = visiting(ly)
        answer = shown(client.post(TAKE_IN, {"bundles": [own, photos]}, follow=True))
        pages = [answer, shown(client.get("/exchange/")), shown(client.get("/exchange/book"))]

    said = [own.name, "By its name this is our own bundle", photos.name, "This is no file of Tansiq."]
    assert [[words for words in said if words not in page] for page in pages] == [[], [], []]


def test_bundle_and_key_set_in_each_others_place_are_told_apart(offices):
    ly, dz = offices
    with ly:
        content, keyset = bundled(ly, "dz"), own_keyset_file()
    with dz:
        keeper = visiting(dz, "administrator")
        as_bundle = shown(given_in(keeper, keyset))
        file = SimpleUploadedFile("ly-keyset-1.json", content)
        as_keyset = shown(keeper.post("/exchange/partners/introduce", {"file": file}))

    assert "This is a key set and no bundle. Take it in under “Partners and keys”." in as_bundle
    assert "This is a bundle and no key set. Take it in on the page “How it stands”." in as_keyset


def test_page_says_where_a_saved_bundle_is_and_how_a_large_one_is_taken_in(offices):
    ly, _dz = offices
    with ly:
        page = shown(visiting(ly).get("/exchange/"))

    assert page.count("It is saved with your downloads; copy it to the stick from there.") == 1
    assert re.findall(r'data-alone-too-large="[^"]*(\./tansiq exchange receive FILE)"', page) != []


def test_bundle_of_a_paused_partner_says_that_and_where_to_resume(offices):
    ly, dz = offices
    with ly:
        sent(ly, "dz", "one")
        content = bundled(ly, "dz")
    with dz:
        Partner.objects.update(state="paused")
        page = shown(given_in(visiting(dz), content))

    assert "The exchange with this partner is paused. Resume it under “Partners and keys”" in page


def test_bundle_for_another_node_is_refused_in_words(offices):
    ly, _dz = offices
    with ly:
        sent(ly, "dz", "one")
        content = bundled(ly, "dz")
        answer = given_in(visiting(ly), content)
        passage = Passage.objects.get(direction="in")
        kept = Received.objects.count()

    assert (passage.fault, kept) == ("cannot_open", 0)  # it is encrypted for the other node's eyes
    assert "made for another node" in shown(answer)


def test_far_too_large_a_file_is_refused_unread(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly)
        answer = client.post(TAKE_IN, {"bundles": SimpleUploadedFile("x.tansiq", b"0" * 100_000_000)})
        booked = Passage.objects.count()

    assert (answer.status_code, booked) == (413, 0)
    assert "too large" in shown(answer)


def test_no_file_is_asked_for(offices):
    ly, _dz = offices
    with ly:
        answer = visiting(ly).post(TAKE_IN, {})

    assert (answer.status_code, answer.context["form"].errors.as_data()["bundles"][0].code) == (
        200,
        "required",
    )


@pytest.mark.parametrize("at", ["", "x", "2025-05-18", "2025-99-18T00:00:00Z", "2025-05-18T09:30:00"])
def test_page_of_what_became_of_bundles_asks_for_a_moment(offices, at):
    ly, _dz = offices
    with ly:
        assert visiting(ly).get("/exchange/bundles/taken", {"at": at}).status_code == 404


def test_book_has_every_bundle_under_the_same_count_of_reads(offices, django_assert_num_queries):
    ly, _dz = offices
    with ly:
        partner, client = Partner.objects.get(), visiting(ly)
        said = {
            "partner": partner,
            "direction": "in",
            "way": "stick",
            "at": "2025-05-18T09:30:00Z",
            "by": "director",
        }
        Passage.objects.create(**said, new=1)
        client.get("/exchange/book")
        with django_assert_num_queries(11):
            client.get("/exchange/book")
        Passage.objects.bulk_create(Passage(**said, fault="fork") for _ in range(29))
        with django_assert_num_queries(11):
            page = shown(client.get("/exchange/book"))
        faulty = shown(client.get("/exchange/book?fault=yes&direction=in&way=stick&partner=dz"))

    assert ("30 bundles" in page, "29 bundles" in faulty) == (True, True)


def test_exchange_now_is_asked_of_the_worker(offices):
    ly, _dz = offices
    with ly:
        Partner.objects.update(address="https://dz.example:8443")
        page = shown(visiting(ly).get("/exchange/"))
        answer = visiting(ly).post("/exchange/partners/dz/exchange")

    assert ("/exchange/partners/dz/exchange" in page, answer.status_code) == (True, 302)
