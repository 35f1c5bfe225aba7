"""The key ceremony by the browser: made by two, read aloud, typed as heard, renewed; and how a partner is reached."""

import re
from base64 import b64decode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from exchange.browsing import sent, shown, visiting
from exchange.nodes import PASSPHRASES, made

from tansiq.core.models import JournalLine
from tansiq.exchange.models import KeySetFile, Partner, Release
from tansiq.exchange.queries.keys import own_keyset, own_keyset_file
from tansiq.exchange.services.partners import FingerprintDiffers
from tansiq.people.models import Person
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


def confirmed_with(client, *groups: str):
    return client.post("/exchange/partners/dz/confirm", {"digits": [*groups], "password": DEMO_PASSWORD})


def typed_in(page: str) -> list[str]:
    """Give what stands in the fields of the digits."""
    return re.findall(r'<input type="text" name="digits"(?: value="([^"]*)")?', page)


def test_digits_are_typed_in_six_fields_and_told_apart_from_a_swapped_key(strangers):
    ly, dz = strangers
    with dz:
        theirs, file = root_fingerprint(own_keyset().keyset.root).split(), own_keyset_file()
    with ly:
        client = visiting(ly, "administrator")
        client.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k.json", file)})
        ours = root_fingerprint(own_keyset().keyset.root).split()
        empty = typed_in(shown(client.get("/exchange/partners/dz/")))
        short = shown(confirmed_with(client, *theirs[:5], theirs[5][:4]))
        pasted = shown(confirmed_with(client, "".join(ours), *[""] * 5))
        nothing = shown(confirmed_with(client, "abc", *[""] * 5))
        other = shown(confirmed_with(client, *["00000"] * 6))
        state = Partner.objects.get().state
        done = confirmed_with(client, " ".join(theirs).translate(ARABIC), *[""] * 5)
        after = Partner.objects.get().state

    swapped = "the key was exchanged on its way"
    assert empty == [""] * 6
    assert ("You typed 29 digits of 30" in short, typed_in(short)) == (True, [*theirs[:5], theirs[5][:4]])
    assert ("These are our own digits." in pasted, typed_in(pasted)) == (True, ours)
    assert "You typed 0 digits of 30" in nothing
    assert [swapped in it for it in (short, pasted, nothing, other)] == [False, False, False, True]
    assert (state, done.status_code, after) == ("introduced", 302, "confirmed")


def test_digits_typed_too_many_are_all_shown_again(strangers):
    ly, dz = strangers
    with dz:
        file = own_keyset_file()
    with ly:
        client = visiting(ly, "administrator")
        client.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k.json", file)})
        page = shown(confirmed_with(client, "1" * 31, *[""] * 5))

    assert ("You typed 31 digits of 30" in page, typed_in(page)) == (True, [*["11111"] * 5, "111111"])


def test_confirmed_partner_page_says_what_is_next_until_something_is_heard(offices):
    ly, _dz = offices
    with ly:
        client = visiting(ly, "administrator")
        before = shown(client.get("/exchange/partners/dz/"))
        Partner.objects.update(heard_at="2025-05-18T00:00:00Z")
        after = shown(client.get("/exchange/partners/dz/"))

    said = ("What is next", "once they have confirmed your digits too", "/exchange/partners/dz/bundle")
    assert [[it in page for it in said] for page in (before, after)] == [[True] * 3, [False] * 3]


def first_steps(client) -> list[str]:
    """Give where the rows of the first page lead that a new office begins with."""
    beginnings = {"/exchange/keys/make", "/accounts/new", "/exchange/keys/", "/exchange/partners/dz/"}
    rows = re.findall(r'<th scope="row"><a href="([^"]*)"', shown(client.get("/")))
    return [it for it in rows if it in beginnings]


def test_first_page_of_a_new_office_leads_through_its_beginning(bare, offices):
    _ly, dz = offices
    with dz:
        file = own_keyset_file()
    with bare:
        keeper, director, found = visiting(bare, "administrator"), visiting(bare), []
        found.append((first_steps(keeper), first_steps(director)))
        Person.objects.exclude(username="administrator").update(is_active=False)
        found.append(first_steps(keeper))
        keeper.post("/exchange/keys/make", TYPED)
        found.append(first_steps(keeper))
        keeper.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k.json", file)})
        found.append(first_steps(keeper))

    assert found == [
        (["/exchange/keys/make", "/exchange/keys/"], []),
        ["/accounts/new", "/exchange/keys/make", "/exchange/keys/"],
        ["/accounts/new", "/exchange/keys/"],
        ["/accounts/new", "/exchange/partners/dz/"],
    ]


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
    [(b"%PDF-1.4", "This is no key set."), (b"", "The file is empty."), (b"{}", "This is no key set."),
     (b"0" * 100_000, "This is no key set."), (b"age-encryption.org/v1\n", "This is a bundle and no key set."),
     (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", "This is the file of a root key: give it to nobody.")],
)  # fmt: skip
def test_file_that_is_no_key_set_is_refused_in_words(offices, content, words):
    ly, _dz = offices
    with ly:
        before = KeySetFile.objects.count()
        file = SimpleUploadedFile("k.json", content)
        answer = visiting(ly, "administrator").post("/exchange/partners/introduce", {"file": file})
        after = KeySetFile.objects.count()

    assert (answer.status_code, before == after) == (200, True)
    assert f'<div class="message error" role="alert"><p>{words}' in shown(answer)


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [({}, "required"), ({"password": ""}, "required"), ({"password": "wrong"}, "This is not your password."),
     ({"password": DEMO_PASSWORD, "version": 77}, "It was changed meanwhile")],
    ids=["no password", "empty password", "wrong password", "seen before"],
)  # fmt: skip
def test_exchange_is_not_ended_without_the_password(offices, typed, said):
    ly, _dz = offices
    with ly:
        client, version = visiting(ly, "administrator"), Partner.objects.get().version
        answer = client.post("/exchange/partners/dz/steps/end", {"version": version, **typed})
        state, errors = Partner.objects.get().state, answer.context["end_form"].errors

    assert (answer.status_code, state, said in str(errors)) == (200, "confirmed", True)


def test_exchange_is_paused_resumed_and_ended(offices):
    ly, dz = offices
    with dz:
        theirs = own_keyset_file()
    with ly:
        client, states = visiting(ly, "administrator"), []
        page = shown(client.get("/exchange/partners/dz/"))
        for step in ("pause", "resume", "end"):
            more = {"password": DEMO_PASSWORD} if step == "end" else {}
            version = Partner.objects.get().version
            client.post(f"/exchange/partners/dz/steps/{step}", {"version": version, **more})
            states.append(Partner.objects.get().state)
        ended = shown(client.get("/exchange/partners/dz/"))
        client.post("/exchange/partners/introduce", {"file": SimpleUploadedFile("k.json", theirs)})
        states.append(Partner.objects.get().state)
        forged = [client.post("/exchange/partners/dz/steps/forget", {"version": 1}),
                  client.post("/exchange/partners/dz/steps/end", {}), client.get("/exchange/partners/tn/")]  # fmt: skip

    assert "Nothing more goes or comes." in page
    assert ("To begin again" in page, "To begin again" in ended) == (False, True)
    assert states == ["paused", "confirmed", "ended", "introduced"]
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
