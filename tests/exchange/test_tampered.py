"""Bundles that are damaged or hostile, through the importer of a node: nothing is accepted, nothing breaks, others go on."""

import io
import json
import random
import shutil
import struct
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from exchange import forging
from exchange.forging import bundle, encrypted, entries_of, forged, manifest_of, payload_of, releases, zipped
from exchange.histories.offices import AT, beginning_of, keys_opened_once

from tansiq.core.queries import journal_verdict
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Fork, InBlob, InFeed, KeySetFile, Received
from tansiq.exchange.queries.keys import own_keyset_file
from tansiq.exchange.rules import FAULTS, Way
from tansiq.exchange.rules.faults import sentence_of
from tansiq.exchange.services.epochs import begin_epochs_anew
from tansiq.exchange.services.keys import renew_keys
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.dsse import RECORD, sealed

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the offices lie in memory, on SQLite")
BOOK = {"exchange_passage", "core_journalline", "core_journalhead", "sqlite_sequence"}
CHANCE_SEED = 1789
ELSEWHERE = "11111111-1111-4111-8111-111111111111"
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


@pytest.fixture
def world(django_db_blocker):
    """Give three offices; that of `dz` has released three messages and a map to `ly`."""
    folder = Path(tempfile.mkdtemp())
    with django_db_blocker.unblock(), keys_opened_once():
        offices = beginning_of(("dz", "ly", "tn")).offices(folder)
        releases(offices["dz"], "ly", "one", "two", attachment=b"a map")
        releases(offices["dz"], "ly", "three")
        yield offices
        for office in offices.values():
            office.close()
    shutil.rmtree(folder)


def tables(office) -> dict[str, list]:
    """Give every row of every table but those of the book of bundles and of the journal."""
    with office, connection.cursor() as cursor:
        names = [
            it for (it,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        asked = {it: f'SELECT * FROM "{it}"' for it in sorted(set(names) - BOOK)}  # noqa: S608 - names of tables
        return {it: cursor.execute(sql).fetchall() for it, sql in asked.items()}


def took(office, content: bytes) -> str | tuple[int, int, int, int]:
    """Take a bundle in: the code of why not, or how many were new, known, held and refused."""
    with office:
        try:
            it = receive_bundle(
                node=office.node, source=io.BytesIO(content), way=Way.STICK, file="x", by=NodeItself(), at=AT
            )
        except BundleRefused as refused:
            return refused.code if str(refused) == sentence_of(refused.code) else "no sentence"
    return it.new, it.known, it.held, it.refused


def refused_whole(office, content: bytes) -> str:
    """Demand that nothing of a bundle is taken in, and that the next honest one still is; give the code."""
    before = tables(office)
    code = took(office, content)
    assert isinstance(code, str), code
    assert tables(office) == before
    return code


def reasons(office) -> list[str]:
    with office:
        return [f"{it.state} {it.reason}".strip() for it in Received.objects.order_by("place")]


# ------------------------------------------------------------------------------------------------------- damage on the way
def test_any_flipped_byte_of_a_bundle_makes_it_worthless(world):
    content, ly = bundle(world["dz"], "ly"), world["ly"]
    before, chance = tables(ly), random.Random(CHANCE_SEED)  # noqa: S311
    for place in [*range(0, 200, 9), *(chance.randrange(len(content)) for _ in range(30))]:
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << chance.randrange(8)
        assert took(ly, bytes(spoilt)) == damaged(spoilt)
    for length in [0, 1, 100, *(chance.randrange(len(content)) for _ in range(10))]:
        assert took(ly, content[:length]) == damaged(content[:length])
    assert tables(ly) == before
    assert took(ly, content) == (3, 0, 0, 0)


def damaged(content: bytes) -> str:
    """Give what is said of a bundle that was damaged: one that does not begin as any is taken for another file."""
    begins = "cannot_open" if content.startswith(b"age-encryption.org/v1") else "not_a_bundle"
    return begins if content else "empty_file"


def altered(world, tries: int) -> set[object]:
    """Alter the archive inside and encrypt it for the node anew; give all that came of it."""
    content, ly = bundle(world["dz"], "ly"), world["ly"]
    with ly:
        plain = forging.decrypted(content, forging.reading_keys())
    honest = {sha256(it).hexdigest() for it in lines_of(content, ly)}
    found, chance = set(), random.Random(CHANCE_SEED)  # noqa: S311
    for _ in range(tries):
        spoilt = bytearray(plain)
        for _ in range(chance.choice([1, 1, 1, 2, 8])):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        found.add(took(ly, encrypted(bytes(spoilt), ly)))
    with ly:
        kept = {sha256(bytes(it.envelope)).hexdigest() for it in Received.objects.exclude(state="refused")}
        assert kept <= honest, "an altered record was accepted"
        assert journal_verdict().holds
    return found


def lines_of(content: bytes, office) -> list[bytes]:
    return dict(entries_of(content, office))["records.jsonl"].splitlines()


def test_altered_archive_is_never_accepted(world):
    assert {it for it in altered(world, 60) if isinstance(it, str)} <= FAULTS.keys()


@pytest.mark.slow
def test_archive_altered_thousands_of_times_is_never_accepted(world):
    assert {it for it in altered(world, 3000) if isinstance(it, str)} <= FAULTS.keys()


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"PK\x05\x06" + b"\0" * 18, b"\x89PNG\r\n\x1a\n" * 99, b"age-encryption.org/v1\n" * 3],
)
def test_what_is_no_bundle_is_refused(world, content):
    assert refused_whole(world["ly"], content) == damaged(content)
    assert refused_whole(world["ly"], encrypted(content, world["ly"])) in {"bad_archive", "entry_missing"}


# ------------------------------------------------------------------------------------- entries, swapped, doubled and foreign
def entries(world):
    return entries_of(bundle(world["dz"], "ly"), world["ly"])


def changed(world, name: str, change) -> bytes:
    """Change an entry, as a hostile partner can who signs what it changed."""
    kept = entries(world)
    return repacked(world, forging.with_entry(kept, name, change(dict(kept)[name])), manifest_of(kept))


def repacked(world, kept, manifest, key=None, **how) -> bytes:
    return forging.packed(kept, manifest, key or forging.key_of(world["dz"]), world["ly"], **how)


def reordered(lines: bytes, *places: int) -> bytes:
    every = lines.splitlines(keepends=True)
    return b"".join(every[it] for it in places)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 1, 2), (0, 1, 2, 2), (0, 1), (), (0, 0, 0)], ids=str)
def test_records_swapped_doubled_or_left_out_are_refused(world, order):
    content = changed(world, "records.jsonl", lambda it: reordered(it, *order))

    took(world["ly"], content)

    honest = [sha256(it).hexdigest() for it in lines_of(bundle(world["dz"], "ly"), world["ly"])]
    with world["ly"]:
        kept = [sha256(bytes(it.envelope)).hexdigest() for it in Received.objects.order_by("place")]
    assert kept == honest[: len(kept)]
    assert took(world["ly"], bundle(world["dz"], "ly"))[3] == 0
    assert reasons(world["ly"]) == ["new"] * 3


NO_NAMES = ["../evil", "/etc/passwd", "blobs/../../evil", "records.jsonl/", "blobs/", "c:\\evil", "blobs/" + "A" * 64,
     "manifest.dsse.json\0x", "blobs/" + "a" * 63 + "/", "RECORDS.JSONL", "\u202elnosj"]  # fmt: skip


def test_entry_that_has_no_place_is_refused(world):
    for name in NO_NAMES:
        kept = entries(world)
        for content in (
            () if "\0" in name else (zipped([*kept, (name, b"evil")]), zipped([(name, b"evil"), *kept]))
        ):
            assert refused_whole(world["ly"], encrypted(content, world["ly"])) in {
                "foreign_entry",
                "bad_archive",
            }
        if name.isascii():
            content = repacked(world, [*kept, (name, b"evil")], manifest_of(kept))
            assert refused_whole(world["ly"], content) in {"foreign_entry", "bad_archive"}


@pytest.mark.parametrize("name", ["manifest.dsse.json", "records.jsonl", "keysets.json"])
def test_entry_that_stands_twice_or_nowhere_is_refused(world, name):
    kept, ly = entries(world), world["ly"]
    manifest = manifest_of(kept)

    if name != "manifest.dsse.json":
        assert (
            refused_whole(ly, repacked(world, [*kept, (name, dict(kept)[name])], manifest)) == "foreign_entry"
        )
    if name == "records.jsonl":
        assert (
            refused_whole(ly, repacked(world, [it for it in kept if it[0] != name], manifest))
            == "entry_missing"
        )


def test_archive_that_would_unpack_to_far_more_is_refused(world):
    kept, ly = entries(world), world["ly"]
    zeros = bytes(64 * 1024 * 1024)

    for name in ("records.jsonl", "manifest.dsse.json", "keysets.json"):
        content = encrypted(zipped(forging.with_entry(kept, name, zeros)), ly)
        assert refused_whole(ly, content) in {"archive_bomb", "bad_archive"}
    many = [*kept, *((f"blobs/{number:064x}", b"") for number in range(11_000))]
    assert refused_whole(ly, repacked(world, many, manifest_of(kept))) == "archive_bomb"


def test_size_that_is_told_falsely_does_not_help_a_bomb(world):
    kept, ly = entries(world), world["ly"]
    bomb = zipped(forging.with_entry(kept, "records.jsonl", b"\n" * 32 * 1024 * 1024))
    true_size = struct.pack("<L", 32 * 1024 * 1024)
    content = encrypted(bomb.replace(true_size, struct.pack("<L", 4000)), ly)

    assert refused_whole(ly, content) in FAULTS


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(world, compression):
    content = encrypted(zipped(entries(world), compression), world["ly"])

    assert refused_whole(world["ly"], content) == "bad_archive"


def test_missing_or_other_attachment_is_refused(world):
    kept, ly = entries(world), world["ly"]
    (name,) = [it for it, _ in kept if it.startswith("blobs/")]

    manifest = manifest_of(kept)
    assert (
        refused_whole(ly, repacked(world, [it for it in kept if it[0] != name], manifest)) == "entry_missing"
    )
    assert took(ly, repacked(world, forging.with_entry(kept, name, b"b map"), manifest)) == "blob_differs"
    with ly:
        assert (InBlob.objects.count(), Received.objects.exclude(state="held").count()) == (0, 0)
    assert took(ly, bundle(world["dz"], "ly")) == (3, 0, 0, 0)


# ----------------------------------------------------------------------------------------------- other keys, other addressees
def test_bundle_for_another_is_refused(world):
    releases(world["dz"], "tn", "for tn alone")
    for_tn = bundle(world["dz"], "tn")

    assert refused_whole(world["ly"], for_tn) == "cannot_open"
    inside = entries_of(for_tn, world["tn"])
    assert refused_whole(world["ly"], repacked(world, inside, manifest_of(inside))) == "other_receiver"


def test_manifest_signed_by_another_is_refused(world):
    kept, ly = entries(world), world["ly"]
    manifest = manifest_of(kept)

    for key in (STRANGER, forging.key_of(world["tn"])):
        assert refused_whole(ly, repacked(world, kept, manifest, key)) == "unknown_key"
    stolen = {**manifest, "from": "tn-node"}
    assert refused_whole(ly, repacked(world, kept, stolen)) in {"unknown_key", "other_origin"}
    nobody = {**manifest, "from": "nobody"}
    assert refused_whole(ly, repacked(world, kept, nobody, STRANGER)) == "other_sender"


def test_record_that_another_signed_or_wrote_goes_to_quarantine(world):
    dz, ly, tn = world["dz"], world["ly"], world["tn"]
    releases(tn, "dz", "for dz alone")
    relayed = lines_of(bundle(tn, "dz"), dz)[0]
    of_tn = json.loads(forging.b64decode(json.loads(relayed)["payload"]))
    mine = payload_of("dz", "ly")
    payloads = [of_tn, payload_of("dz", "ly", origin="tn-node"), mine]
    lines = [
        relayed, sealed(RECORD, canonical_bytes(payloads[1]), forging.key_of(dz)),
        sealed(RECORD, canonical_bytes(mine), STRANGER),
    ]  # fmt: skip

    assert took(ly, forged(dz, ly, payloads, lines=lines)) == (0, 0, 0, 3)
    assert reasons(ly) == ["refused unknown_key", "refused other_origin", "refused unknown_key"]


def test_record_in_quarantine_is_taken_once_its_own_node_signs_it(world):
    dz, ly, mine = world["dz"], world["ly"], payload_of("dz", "ly")

    assert took(ly, forged(dz, ly, [mine], key=STRANGER)) == (0, 0, 0, 1)
    assert took(ly, forged(dz, ly, [mine])) == (1, 0, 0, 0)
    assert took(ly, forged(dz, ly, [mine])) == (0, 1, 0, 0)
    assert reasons(ly) == ["new"]


# -------------------------------------------------------------------------------------------------- replay, rollback and forks
def test_old_bundle_changes_nothing(world):
    old, ly = bundle(world["dz"], "ly"), world["ly"]
    releases(world["dz"], "ly", "four")
    assert took(ly, bundle(world["dz"], "ly")) == (4, 0, 0, 0)
    before = tables(ly)

    assert took(ly, old) == (0, 3, 0, 0)

    after = tables(ly)
    assert {it for it in before if before[it] != after[it]} <= {"exchange_partner"}


def test_bundle_of_an_ended_epoch_brings_nothing_new(world):
    dz, ly = world["dz"], world["ly"]
    assert took(ly, bundle(dz, "ly"))[0] == 3
    lost = payload_of("dz", "ly")
    late = forged(dz, ly, [lost], first=4, prevHead=InFeed_head(ly))
    with dz:
        begin_epochs_anew(by=NodeItself(), at=AT)
    assert took(ly, bundle(dz, "ly")) == (0, 3, 0, 0)

    assert took(ly, late) == "stale_epoch"
    assert reasons(ly) == ["new"] * 3


def InFeed_head(office) -> str:  # noqa: N802 - named after the row
    with office:
        return InFeed.objects.get(is_present=True).head


def test_other_bytes_at_one_place_are_held_and_told(world):
    dz, ly = world["dz"], world["ly"]
    assert took(ly, bundle(dz, "ly")) == (3, 0, 0, 0)

    assert took(ly, forged(dz, ly, [payload_of("dz", "ly")])) == (0, 0, 1, 0)
    with ly:
        assert Fork.objects.count() == 1
        assert InFeed.objects.get().place == 3


def test_one_record_at_two_places_is_refused(world):
    dz, ly = world["dz"], world["ly"]
    one, two = payload_of("dz", "ly"), payload_of("dz", "ly")
    digest = sha256(canonical_bytes(one)).hexdigest()

    assert isinstance(took(ly, forged(dz, ly, [one, one])), str)
    assert took(ly, forged(dz, ly, [two])) == (1, 0, 0, 0)
    again = forged(dz, ly, [two], first=2, prevHead=InFeed_head(ly))
    assert isinstance(took(ly, again), str)
    assert took(ly, forged(dz, ly, [two])) == (0, 1, 0, 0)
    with ly:
        assert list(Received.objects.exclude(sha256=digest).values_list("place", flat=True)) == [1]


def test_revoked_key_signs_nothing_more(world):
    dz, ly = world["dz"], world["ly"]
    old_key, payloads = forging.key_of(dz), [payload_of("dz", "ly")]
    stolen = forged(dz, ly, payloads)
    with dz:
        renew_keys(
            node=dz.node, root_file=(dz.folder / "root.pem").read_bytes(), first="first officer's words",
            second="second officer's words", revokes=True, last_good=None, by=dz.person("keeper"), at=AT,
        )  # fmt: skip
    assert took(ly, bundle(dz, "ly")) == (3, 0, 0, 0)

    assert refused_whole(ly, stolen) == "key_revoked"
    assert took(ly, forged(dz, ly, payloads, key=old_key, first=4, prevHead=InFeed_head(ly))) == (0, 0, 0, 1)
    assert reasons(ly)[-1] == "refused key_revoked"


# ------------------------------------------------------------------------------------------------------------ poisonous bytes
def poisoned(text: str) -> bytes:
    """Give the bytes of a payload with something in its body that no honest writer writes."""
    return canonical_bytes(payload_of("dz", "ly")).replace(b'"text":"x"', f'"text":"x",{text}'.encode())


POISONS = {
    '"a":1,"a":2': "duplicate_key", '"a":1.5': "fraction", '"a":NaN': "fraction", '"a":1e3': "fraction",
    '"a":9007199254740992': "number_too_large", f'"a":{"9" * 5000}': "number_too_large", '"a":"\\ud800"': "bad_text",
    f'"a":{"[" * 20}{"]" * 20}': "too_deep", f'"a":{"[" * 90_000}{"]" * 90_000}': "too_deep", '"a":': "not_json",
    '"a":Infinity': "fraction", '"a":-Infinity': "fraction", f'"a":"{"x" * 262_000}"': "too_large",
}  # fmt: skip


@pytest.mark.parametrize("poison", POISONS, ids=lambda it: it[:30])
def test_poison_in_a_record_goes_to_quarantine_and_the_rest_goes_on(world, poison):
    dz, ly = world["dz"], world["ly"]
    payloads = [payload_of("dz", "ly"), poisoned(poison), payload_of("dz", "ly")]

    assert took(ly, forged(dz, ly, payloads)) == (2, 0, 0, 1)
    assert reasons(ly) == ["new", f"refused {POISONS[poison]}", "new"]


def test_poison_in_a_manifest_is_refused(world):
    kept, ly = entries(world), world["ly"]
    for poison in (it for it in POISONS if "xx" not in it):
        content = repacked(world, kept, manifest_of(kept), spoil=poisoning(poison))
        assert refused_whole(ly, content) in {POISONS[poison], "too_large", "bad_manifest"}


def poisoning(poison: str):
    return lambda payload: payload[:-1] + f",{poison}}}".encode()


def test_one_bad_record_among_a_thousand_stops_no_other(world):
    dz, ly = world["dz"], world["ly"]
    payloads = [payload_of("dz", "ly", body={"text": str(number)}) for number in range(1000)]
    payloads[500] = poisoned('"a":1.5')

    assert took(ly, forged(dz, ly, payloads)) == (999, 0, 0, 1)
    after = forged(dz, ly, [payload_of("dz", "ly")], first=1001, prevHead=InFeed_head(ly))
    assert took(ly, after) == (1, 0, 0, 0)


BAD_RECORDS = {
    "rev": [0, -1, True, "1", 2**53 - 1, None], "id": ["x", "", 1, "00000000-0000-1000-8000-000000000000"],
    "prev": ["x", "a" * 64], "origin": ["", "a" * 65, "a b"], "circle": ["x"], "kind": ["", 1, "k" * 201],
    "schema": [0, "1"], "critical": [{}, [1]], "createdAt": ["", 1], "label": [{}, [], {"policy": ""}], "blobs": [{}, [1]],
    "body": [[], "x", {}], "v": [2, True], "releasedBy": ["", 1],
}  # fmt: skip


@pytest.mark.parametrize("field", BAD_RECORDS)
def test_record_with_a_field_of_another_shape_goes_to_quarantine(world, field):
    dz, ly = world["dz"], world["ly"]
    payloads = [payload_of("dz", "ly", **{field: it}) for it in BAD_RECORDS[field]]
    if field == "rev":
        payloads.append(payload_of("dz", "ly", rev=2**31, prev="a" * 64))
    payloads += [{name: it for name, it in payload_of("dz", "ly").items() if name != field}]

    assert took(ly, forged(dz, ly, payloads)) == (0, 0, 0, len(payloads))
    assert {it.split()[0] for it in reasons(ly)} == {"refused"}


def test_what_only_a_newer_tansiq_reads_is_held(world):
    dz, ly = world["dz"], world["ly"]
    label = payload_of("dz", "ly")["label"]
    unknown_label = {**label, "categories": [*label["categories"], {"tag": "x", "type": "NEW", "values": []}]}
    not_for_us = {
        **label,
        "categories": [{"tag": "Releasable To", "type": "PERMISSIVE", "values": ["dz", "tn"]}],
    }
    digest = sha256(b"nowhere").hexdigest()
    cases = [
        ({"kind": "lesson"}, "newer_kind"), ({"schema": 99}, "newer_schema"), ({"critical": ["x"]}, "critical"),
        ({"label": unknown_label}, "label"), ({"label": not_for_us}, "label"),
        ({"circle": ELSEWHERE, "label": {**label, "policy": ELSEWHERE}}, "unknown_circle"),
        ({"blobs": [{"sha256": digest, "size": 7, "type": "x/y", "name": "x"}]}, "entry_missing"),
    ]  # fmt: skip

    content = forged(dz, ly, [payload_of("dz", "ly", **changes) for changes, _ in cases])

    assert took(ly, content) == (0, 0, len(cases), 0)
    assert reasons(ly) == [f"held {reason}" for _, reason in cases]


def test_signs_that_a_database_cannot_keep_break_nothing(world):
    dz, ly = world["dz"], world["ly"]
    payloads = [
        payload_of("dz", "ly", kind="a\0b"),
        payload_of("dz", "ly", createdAt="\0"),
        payload_of("dz", "ly"),
    ]
    lines = [sealed(RECORD, canonical_bytes(it), forging.key_of(dz)) for it in payloads]
    lines[2] = lines[2].replace(b'"keyid":"', b'"keyid":"\\u0000')

    said = took(ly, forged(dz, ly, payloads, lines=lines))

    assert isinstance(said, tuple)
    assert said[0] == 0
    with ly:
        every = Received.objects.values_list(
            "told", "kind", "written_at", "classification", "circle_id", "record_id"
        )
        assert not any("\0" in text for row in every for text in row)


BAD_MANIFESTS = {
    "first": [0, -1, "1", 2**53 - 1], "last": [99], "prevHead": ["x", "a" * 64], "head": ["a" * 64],
    "epoch": ["", 1, "x" * 201], "records": [{}, ["x"], [1]],
    "ack": [{}, [], "x", {"epoch": "x", "cursor": -1, "head": "x"}], "auditHead": [[], {"number": 1}],
    "minReader": [2, 0, "1"], "from": ["", 1], "to": ["", None], "blobs": [{}, [1]], "v": [2],
}  # fmt: skip


def test_manifest_with_a_field_of_another_shape_is_refused(world):
    ly, kept = world["ly"], entries(world)
    for field, values in BAD_MANIFESTS.items():
        for value in values:
            refused_whole(ly, repacked(world, kept, manifest_of(kept) | {field: value}))
        lacking = {name: it for name, it in manifest_of(kept).items() if name != field}
        refused_whole(ly, repacked(world, kept, lacking))


def test_key_sets_that_are_none_are_refused(world):
    for value in (b"", b"{}", b"[1]", b'["x"]', b"[" * 100, b'["{}"]', b"\xff"):
        content = changed(world, "keysets.json", lambda _it, value=value: value)
        assert refused_whole(world["ly"], content) in FAULTS


def test_key_sets_of_another_do_not_count(world):
    with world["tn"]:
        file = own_keyset_file()
    content = changed(world, "keysets.json", lambda _it: canonical_bytes([file.decode()]))

    took(world["ly"], content)

    with world["ly"]:
        assert KeySetFile.objects.filter(node="dz-node").count() == 1
