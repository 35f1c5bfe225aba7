"""The key ceremony by the browser: made by two, read aloud, typed as heard, renewed; and how a partner is reached."""

import re
from base64 import b64decode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from exchange.browsing import sent, shown, visiting
from exchange.nodes import PASSPHRASES, made

from tansiq.core.models import JournalLine
from tansiq.exchange.models import KeySetFile, Partner, Release
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.services.partners import FingerprintDiffers
from tansiq.people.rules import DEMO_PASSWORD
from tansiq_protocol.keys import opened_root, root_fingerprint

FIRST, SECOND = PASSPHRASES
TYPED = {"first": FIRST, "first_again": FIRST, "second": SECOND, "second_again": SECOND}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture(scope="module")
def bare_folder(tmp_path_factory, django_db_blocker):
    """Set up an office without keys, once."""
    folder = tmp_path_factory.mktemp("bare")
    with django_db_blocker.unblock():
        made(folder / "ly", "ly")
    return folder


@pytest.fixture
def bare(bare_folder, tmp_path, django_db_blocker):
    from exchange.nodes import NodeBox

    with django_db_blocker.unblock():
        yield NodeBox(bare_folder / "ly", "ly").copy(tmp_path / "bare")


def kept_in(folder) -> bytes:
    """Give every byte that a node keeps."""
    return b"".join(it.read_bytes() for it in sorted(folder.rglob("*")) if it.is_file())


def test_keys_are_made_by_two_and_the_root_is_kept_nowhere(bare):
    with bare:
        client = visiting(bare, "administrator")
        before = shown(client.get("/exchange/keys/"))
        page = shown(client.post("/exchange/keys/make", TYPED))
        root = b64decode(re.search(r'href="data:application/x-pem-file;base64,([^"]*)"', page)[1])
        own = own_keyset()
        journal = " ".join(JournalLine.objects.values_list("changes", flat=True))
    lines = root.decode().strip().splitlines()

    assert ("Make the keys" in before, "ly-root-key.pem" in page) == (True, True)
    assert opened_root(root, FIRST, SECOND).public_key().public_bytes_raw() == own.keyset.root
    assert [
        word for word in (*PASSPHRASES, lines[1]) if word.encode() in kept_in(bare.folder) or word in journal
    ] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [({"first": "short"}, "first"), ({"first_again": "something else"}, "first_again"),
     ({"second": FIRST, "second_again": FIRST}, "second"), ({"second_again": ""}, "second_again")],
)  # fmt: skip
def test_passphrases_that_will_not_do_make_no_keys(bare, more, field):
    with bare:
        answer = visiting(bare, "administrator").post("/exchange/keys/make", {**TYPED, **more})
        kept = KeySetFile.objects.count()

    assert (answer.status_code, kept, field in answer.context["form"].errors) == (200, 0, True)
    assert [word for word in ("short", "something else", FIRST) if word in shown(answer)] == []


def test_page_without_keys_or_partners_says_what_to_do(bare):
    with bare:
        director = shown(visiting(bare).get("/exchange/"))
        missing = [visiting(bare, "administrator").get(f"/exchange/keys/{it}").status_code
                   for it in ("sheet", "renew", "root.svg", "keyset")]  # fmt: skip

    assert "This node has no keys yet." in director
    assert missing == [404] * 4


def test_ceremony_confirms_only_the_digits_that_were_heard(offices, bare):
    _ly, dz = offices
    with dz:
        digits = root_fingerprint(own_keyset().keyset.root)
        content = visiting(dz, "administrator").get("/exchange/keys/keyset").content
    wrong = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    with bare:
        client = visiting(bare, "administrator")
        client.post("/exchange/keys/make", TYPED)
        led = client.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k.json", content)})
        page = shown(client.get(led["Location"]))
        refused = client.post("/exchange/partners/dz/confirm", {"digits": wrong, "password": DEMO_PASSWORD})
        state = Partner.objects.get().state
        client.post(
            "/exchange/partners/dz/confirm",
            {"digits": digits.translate(ARABIC).replace(" ", "  "), "password": DEMO_PASSWORD},
        )
        after = Partner.objects.get()
        confirmed = shown(client.get("/exchange/partners/dz/"))

    assert led["Location"] == "/exchange/partners/dz/"
    assert (digits in page, digits.split()[0] in page) == (False, False)
    assert (refused.status_code, state, str(FingerprintDiffers()) != "") == (200, "introduced", True)
    assert "These are not the digits of the key that came." in shown(refused)
    assert (after.state, after.confirmed_by, digits in confirmed) == ("confirmed", "administrator", True)


@pytest.mark.parametrize(
    ("language", "words"), [("ar", ["صفر", "تسعة"]), ("fr", ["zéro", "neuf"]), ("en", ["zero", "nine"])]
)
def test_digits_are_spelled_out_in_the_language_of_the_page(offices, language, words):
    ly, _dz = offices
    with ly:
        own = own_keyset().keyset
        client = visiting(ly, "administrator", language)
        sheet, picture = shown(client.get("/exchange/keys/sheet")), client.get("/exchange/keys/root.svg")
        digits = root_fingerprint(own.root)

    said = [word for word, digit in zip(words, "09", strict=True) if digit in digits]
    assert [group for group in digits.split() if f'dir="ltr">{group}</b>' not in sheet] == []
    assert [word for word in said if word not in sheet] == []
    assert (own.root.hex() in sheet, own.node in sheet) == (True, True)
    assert (picture["Content-Type"], b"<script" in picture.content, b"style=" in picture.content) == (
        "image/svg+xml", False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.4", "The envelope does not have the shape of one."), (b"", "This is no key set"),
     (b"0" * 100_000, "It is larger than the exchange carries.")],
)  # fmt: skip
def test_file_that_is_no_key_set_is_refused_in_words(offices, content, words):
    ly, _dz = offices
    with ly:
        before = KeySetFile.objects.count()
        file = SimpleUploadedFile("k.json", content)
        answer = visiting(ly, "administrator").post("/exchange/partners/introduce", {"file": file})
        after = KeySetFile.objects.count()

    assert (answer.status_code, before == after) == (200, True)
    assert '<div class="message error" role="alert">' in shown(answer), words


def test_own_key_set_is_no_partners(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly, "administrator")
        content = client.get("/exchange/keys/keyset").content
        answer = client.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k", content)})

    assert "This is the key set of this node itself." in shown(answer)


def renewed(client, root: bytes, **more):
    said = {"root_file": SimpleUploadedFile("root.pem", root), "first": FIRST, "second": SECOND, **more}
    return client.post("/exchange/keys/renew", said)


def test_keys_are_renewed_with_the_root_and_both_passphrases(offices):
    ly, _dz = offices
    root = (ly.folder / "root.pem").read_bytes()
    with ly:
        before = own_keyset().keyset
        client = visiting(ly, "administrator")
        wrong = renewed(client, root, second="not these words at all")
        other = renewed(client, b"-----BEGIN NONSENSE-----")
        still = own_keyset().keyset.rev
        renewed(client, root)
        after = own_keyset().keyset

    assert ("The root key was not opened" in shown(wrong), "The root key was not opened" in shown(other)) == (
        True,
        True,
    )
    assert (before.rev, still, after.rev, after.root == before.root, dict(after.revoked)) == (
        1,
        1,
        2,
        True,
        {},
    )
    assert root.splitlines()[1] not in kept_in(ly.folder).replace(root, b"")


def test_present_key_is_revoked_with_the_last_good_place(offices):
    ly, _dz = offices
    root = (ly.folder / "root.pem").read_bytes()
    with ly:
        sent(ly, "dz", "one")
        client, keyid = visiting(ly, "administrator"), next(iter(own_keyset().keyset.by_keyid))
        epoch = Partner.objects.get().out_feeds.get(is_present=True).epoch
        far = renewed(client, root, revokes="on", feed=epoch, place="7")
        renewed(client, root, revokes="on", feed=epoch, place="١")
        good = own_keyset().keyset.revoked[keyid]

    assert "Give a place of that feed: it has 1." in shown(far)
    assert (good.epoch, good.place) == (epoch, 1)


def test_address_is_kept_or_refused_in_words(offices):
    ly, _dz = offices
    with ly:
        client, partner = visiting(ly, "administrator"), Partner.objects.get()
        bad = client.post(
            "/exchange/partners/dz/address", {"address": "http://x", "version": partner.version}
        )
        good = {"address": "https://dz.example:8443", "version": partner.version}
        client.post("/exchange/partners/dz/address", good)
        stale = client.post("/exchange/partners/dz/address", {**good, "address": "https://other.example"})
        kept = Partner.objects.get().address

    assert ("Give the address as https://name:port" in shown(bad), kept) == (True, "https://dz.example:8443")
    assert "It was changed meanwhile" in shown(stale)


def test_exchange_is_paused_resumed_and_ended(offices):
    ly, _dz = offices
    with ly:
        client, states = visiting(ly, "administrator"), []
        page = shown(client.get("/exchange/partners/dz/"))
        for step in ("pause", "resume", "end"):
            client.post(f"/exchange/partners/dz/steps/{step}", {"version": Partner.objects.get().version})
            states.append(Partner.objects.get().state)
        forged = [client.post("/exchange/partners/dz/steps/forget", {"version": 1}),
                  client.post("/exchange/partners/dz/steps/end", {}), client.get("/exchange/partners/tn/")]  # fmt: skip

    assert "Nothing more goes or comes." in page
    assert states == ["paused", "confirmed", "ended"]
    assert [it.status_code for it in forged] == [404, 404, 404]


def test_paused_partner_gets_no_bundle(offices):
    ly, _dz = offices
    with ly:
        Partner.objects.update(state="paused")
        answer = visiting(ly).post("/exchange/partners/dz/bundle")
        form = shown(visiting(ly).get("/exchange/release/message/new"))
        left = Release.objects.count()

    assert (answer.status_code, "age-encryption" in shown(answer), left) == (409, False, 0)
    assert "There is no partner that anything can be released to." in form


def test_keys_that_run_out_and_silence_are_told_on_the_first_page(offices):
    ly, _dz = offices
    with ly:
        keeper, director = visiting(ly, "administrator"), visiting(ly)
        usual = shown(keeper.get("/")) + shown(director.get("/"))
        KeySetFile.objects.filter(is_own=True).update(expires_at="2025-06-17T00:00:00Z")
        KeySetFile.objects.filter(is_own=False).update(expires_at="2025-05-17T00:00:00Z")
        Partner.objects.update(heard_at="2025-05-01T00:00:00Z")
        soon, silent = shown(keeper.get("/")), shown(director.get("/"))

    assert [it for it in ("Renew the keys", "Ask for their next", "nothing heard") if it in usual] == []
    assert ("Renew the keys of this node" in soon, "Ask for their next key set" in soon) == (True, True)
    assert "nothing heard for 17 days" in silent
