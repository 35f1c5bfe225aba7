"""The list of contents: from whom, to whom, and which part of the feed; every field is what it must be."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.small_exchange import RECEIVER, SENDER, SHEET, manifest_of

from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.feed import NO_HEAD
from tansiq_protocol.manifest import (
    MOST_RECORDS,
    JournalHead,
    Manifest,
    Packed,
    Receipt,
    demand_addressed,
    demand_chain,
    demand_journal_grown,
    manifest_payload,
    read_manifest,
)
from tansiq_protocol.record import LARGEST_BLOB, hash_of

HASHES = [hash_of(bytes([it])) for it in range(4)]
WHOLE = manifest_of(HASHES, blobs={SHEET.sha256: SHEET.size}, packed=Packed(7, HASHES[0]))
GOOD = json.loads(manifest_payload(WHOLE))
WRONG = (None, True, 7, "", "text", [], {}, [None], ["text"], {"a": 1}, -1, "0" * 63)
MAY_BE_NULL = {"ack", "auditHead", "packed"}
IS_RIGHT = {"from": ("text", "0" * 63), "to": ("text", "0" * 63), "epoch": ("text", "0" * 63), "blobs": ([],)}


def code_of(payload: bytes) -> str:
    with pytest.raises(TheirFault) as caught:
        read_manifest(payload)
    return caught.value.code


HASH = st.sampled_from(HASHES)
NUMBER = st.integers(0, 2**53 - 1)
MANIFESTS = st.builds(
    Manifest,
    sender=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
    receiver=st.just(RECEIVER),
    epoch=st.from_regex(r"[!-~]{1,40}", fullmatch=True),
    first=st.integers(1, 2**40),
    before=HASH,
    head=HASH,
    records=st.lists(HASH, unique=True).map(tuple),
    created_at=st.just("2026-11-23T21:00:00Z"),
    blobs=st.dictionaries(HASH, st.integers(0, LARGEST_BLOB)),
    receipt=st.none() | st.builds(Receipt, st.just("E"), NUMBER, HASH),
    journal=st.none() | st.builds(JournalHead, NUMBER, HASH),
    packed=st.builds(Packed, NUMBER, HASH),
)


@settings(max_examples=50)
@given(MANIFESTS)
def test_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    read = read_manifest(manifest_payload(manifest))

    assert (read, read.packed) == (manifest, manifest.packed)


@pytest.mark.parametrize("field", GOOD)
def test_field_that_is_missing_is_refused(field: str) -> None:
    assert code_of(canonical_bytes({key: it for key, it in GOOD.items() if key != field})) == "bad_manifest"


@pytest.mark.parametrize("field", GOOD)
def test_field_of_another_type_is_refused(field: str) -> None:
    for wrong in WRONG:
        if wrong not in IS_RIGHT.get(field, ()) and not (wrong is None and field in MAY_BE_NULL):
            wanted = "reader_too_old" if (field, wrong) == ("minReader", 7) else "bad_manifest"
            assert code_of(canonical_bytes(GOOD | {field: wrong})) == wanted, wrong


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"last": GOOD["last"] + 1},
        {"first": GOOD["first"] + 1},
        {"records": HASHES[:3]},
        {"records": [*HASHES[:3], HASHES[0]]},
        {"records": [*HASHES[:3], HASHES[3].upper()]},
        {"blobs": GOOD["blobs"] * 2},
        {"blobs": [{"sha256": SHEET.sha256}]},
        {"blobs": [{"sha256": SHEET.sha256, "size": LARGEST_BLOB + 1}]},
        {"blobs": [{"sha256": "../" + SHEET.sha256[3:], "size": 1}]},
        {"ack": {"epoch": "E", "cursor": -1, "head": HASHES[0]}},
        {"ack": {"epoch": "E", "cursor": 1}},
        {"ack": {"epoch": "a\nb", "cursor": 1, "head": HASHES[0]}},
        {"auditHead": {"number": "1", "hash": HASHES[0]}},
        {"packed": {"size": 1}},
        {"epoch": "E\n"},
        {"epoch": "E" * 201},
        {"from": "../node"},
        {"createdAt": "today"},
    ],
)
def test_manifest_that_does_not_hold_together_is_refused(changes: dict[str, object]) -> None:
    assert code_of(canonical_bytes(GOOD | changes)) == "bad_manifest"


@pytest.mark.parametrize("payload", [b"[]", b"7", b"null", b'"text"', b"{}"])
def test_payload_that_is_no_mapping_is_refused(payload: bytes) -> None:
    assert code_of(payload) == "bad_manifest"


def test_more_records_than_one_bundle_carries_are_refused() -> None:
    many = [hash_of(str(it).encode()) for it in range(MOST_RECORDS + 1)]

    assert code_of(canonical_bytes(GOOD | {"records": many, "last": len(many)})) == "bad_manifest"


@pytest.mark.parametrize(
    ("sender", "receiver", "code"),
    [(SENDER, RECEIVER, None), (RECEIVER, SENDER, "other_receiver"), ("TUN-NODE1", RECEIVER, "other_sender")],
)
def test_bundle_is_for_its_receiver_alone(sender: str, receiver: str, code: str | None) -> None:
    if code is None:
        demand_addressed(WHOLE, sender=sender, receiver=receiver)
        return
    with pytest.raises(TheirFault) as caught:
        demand_addressed(WHOLE, sender=sender, receiver=receiver)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "manifest",
    [
        WHOLE,
        manifest_of([]),
        manifest_of([], first=9, before=HASHES[0], head=HASHES[0]),
    ],
)
def test_list_leads_from_head_to_head(manifest: Manifest) -> None:
    demand_chain(manifest)


@pytest.mark.parametrize(
    "changes",
    [
        {"head": HASHES[0]},
        {"before": HASHES[0]},
        {"epoch": "00000002-x"},
        {"records": tuple(reversed(HASHES))},
        {"records": tuple(HASHES[:3])},
        {"records": (), "head": HASHES[1]},
        {"first": 2},
        {"records": (), "first": 2, "head": NO_HEAD},
    ],
)
def test_list_that_leads_elsewhere_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(TheirFault) as caught:
        demand_chain(replace(WHOLE, **changes))

    assert caught.value.code == "head_differs"


LINE = JournalHead(12, HASHES[0])


@pytest.mark.parametrize(
    ("known", "given_now", "is_refused"),
    [
        (None, None, False),
        (None, LINE, False),
        (LINE, LINE, False),
        (LINE, JournalHead(13, HASHES[1]), False),
        (LINE, JournalHead(12, HASHES[1]), True),
        (LINE, JournalHead(11, HASHES[0]), True),
        (LINE, None, True),
    ],
)
def test_journal_only_grows(
    *, known: JournalHead | None, given_now: JournalHead | None, is_refused: bool
) -> None:
    if not is_refused:
        demand_journal_grown(known, given_now)
        return
    with pytest.raises(TheirFault) as caught:
        demand_journal_grown(known, given_now)
    assert caught.value.code == "journal_rolled_back"
