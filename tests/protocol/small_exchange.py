"""Two nodes with TEST KEYS, a few records between them, and a receiver that verifies all that there is to verify.

The keys are made from words that stand here, so they protect nothing. Nothing here is real.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tansiq_protocol.archive import DEFLATED, STORED, ArchiveWriter
from tansiq_protocol.bundle import BLOBS, KEYSETS, MANIFEST, RECORDS, OpenBundle, open_bundle, opened_archive
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import BUNDLE, RECORD, Envelope, public_of, read_envelope, sealed, verify
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.feed import NO_HEAD, Feed
from tansiq_protocol.keys import KeySet, demand_unrevoked, signing_key
from tansiq_protocol.label import Policy, releasable_label
from tansiq_protocol.manifest import (
    JournalHead,
    Manifest,
    Packed,
    Receipt,
    demand_addressed,
    demand_chain,
    manifest_payload,
)
from tansiq_protocol.record import Blob, Kind, Record, demand_origin, hash_of, read_record, record_payload
from tansiq_protocol.sealing import encrypt, readers_of

SENDER, RECEIVER = "DZA-NODE1", "LBY-NODE1"
PARTIES = ("dz", "ly")
AT = "2026-11-23T21:00:00Z"
BEGUN = datetime(2026, 11, 23, 21, tzinfo=UTC)
EPOCH = "00000001-7a3c2b52-5d0e-4f6a-9a51-1f0c8f3e2d10"
POLICY = Policy("DZA-LBY-1", ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET"))
IDENTITY = "AGE-SECRET-KEY-1HV4X0M09PDTZJHZPGU5832AUUXPVWZ9E9PPQ2DQ5RUWRNHVLP5HSD9SJPE"
RECIPIENT = "age1lpmrcxj7gpv4f8n2qz3ufhw7dwktfz7sug8wt8ls40kh9tvcncjq68mhe9"
OTHER_IDENTITY = "AGE-SECRET-KEY-109YTUWSGEFEXR0SGCMDDVZ4VUU2J3VW37SQ7Z7TSALUENZAQFDRQN3P8L0"
OTHER_RECIPIENT = "age1tny3usgqj4u3wlxuxfqtwrsg8tc787p62926cyazang7382u597q48x2s5"
MAP_SHEET = b"A map sheet that nobody needs."


def seed_of(name: str) -> bytes:
    """Give the seed of a test key: the SHA-256 of words that say what it is."""
    return sha256(f"TEST KEY, protects nothing: {name}".encode()).digest()


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed_of(name))


ROOT, NODE, OTHER = key_of("root"), key_of("node"), key_of("other")
KEYS = KeySet(
    party="dz",
    node=SENDER,
    rev=1,
    prev=None,
    root=public_of(ROOT),
    signing=(public_of(NODE),),
    recipients=(OTHER_RECIPIENT,),
    issued_at=BEGUN,
    expires_at=BEGUN + timedelta(days=365),
    line_keys=(sha256(b"line").hexdigest(),),
)
MESSAGE = Record(
    id="1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    rev=1,
    prev=None,
    origin=SENDER,
    circle=circle_id(PARTIES),
    kind=Kind.MESSAGE,
    schema=1,
    created_at=AT,
    label=releasable_label(POLICY, "RESTRICTED", PARTIES, AT),
    released_by="planner",
    body={"text": "مرحبا — à bientôt"},
)
SHEET = Blob(hash_of(MAP_SHEET), len(MAP_SHEET), "text/plain", "sheet.txt")


def message(number: int, **changes: object) -> Record:
    """Give a message of its own: same words, another id."""
    record_id = f"{number:08x}-2fa1-41d2-883f-0016d3cca427"
    return replace(MESSAGE, id=record_id, body={"text": f"message {number}"}, **changes)


def line_of(record: Record, key: Ed25519PrivateKey = NODE) -> bytes:
    return sealed(RECORD, record_payload(record), key)


def hashes(lines: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(read_envelope(it, RECORD).sha256 for it in lines)


def manifest_of(records: Sequence[str], **changes: object) -> Manifest:
    """Give the manifest of a bundle that begins a feed with these records."""
    feed = Feed(str(changes.get("epoch", EPOCH)))
    for it in records:
        feed = feed.advanced(it)
    usual = Manifest(
        sender=SENDER, receiver=RECEIVER, epoch=EPOCH, first=1, before=NO_HEAD, head=feed.head,
        records=tuple(records), created_at=AT, receipt=Receipt(EPOCH, 0, NO_HEAD),
        journal=JournalHead(12, hash_of(b"line 12")),
    )  # fmt: skip
    return replace(usual, **changes)


@dataclass(frozen=True)
class Parts:
    """What a bundle is made of, before it is packed: any of it can be made wrong."""

    manifest: Manifest
    lines: tuple[bytes, ...]
    blobs: Mapping[str, bytes]
    keysets: tuple[bytes, ...] = ()


def small_parts() -> Parts:
    """Give two records, one with an attachment."""
    lines = (line_of(message(1)), line_of(message(2, blobs=(SHEET,))))
    manifest = manifest_of(hashes(lines), blobs={SHEET.sha256: SHEET.size})
    return Parts(manifest, lines, {SHEET.sha256: MAP_SHEET})


def archive_of(parts: Parts, *, key: Ed25519PrivateKey = NODE, method: int = DEFLATED) -> bytes:
    """Pack parts without asking whether they fit together, as a hostile sender would; the signature is right."""
    file = io.BytesIO()
    archive = ArchiveWriter(file)
    archive.add(RECORDS, [line + b"\n" for line in parts.lines], method=method)
    if parts.keysets:
        archive.add(KEYSETS, [canonical_bytes([it.decode() for it in parts.keysets])], method=method)
    for name in sorted(parts.blobs):
        archive.add(BLOBS + name, [parts.blobs[name]], method=method)
    packed = Packed(archive.at, archive.sha256())
    payload = manifest_payload(replace(parts.manifest, packed=packed))
    archive.add(MANIFEST, [sealed(BUNDLE, payload, key)], method=STORED)
    archive.close()
    return file.getvalue()


def encrypted(plain: bytes, recipients: Sequence[str] = (RECIPIENT,)) -> bytes:
    file = io.BytesIO()
    encrypt(io.BytesIO(plain), file, readers_of(recipients))
    return file.getvalue()


@dataclass(frozen=True)
class Taken:
    """All that a receiver took as good."""

    manifest: Manifest
    records: tuple[Record, ...]
    blobs: Mapping[str, bytes]


def taken(content: bytes, identity: str = IDENTITY, *, history: Sequence[KeySet] = (KEYS,)) -> Taken:
    """Receive a bundle as strictly as there are rules; whatever comes out is taken as good."""
    with open_bundle(io.BytesIO(content), [identity]) as bundle:
        return verified(bundle, history)


def taken_plain(plain: bytes, *, history: Sequence[KeySet] = (KEYS,)) -> Taken:
    """The same, where somebody who can decrypt it altered what lies inside."""
    return verified(opened_archive(io.BytesIO(plain)), history)


def verified(bundle: OpenBundle, history: Sequence[KeySet]) -> Taken:
    manifest = bundle.manifest
    demand_addressed(manifest, sender=SENDER, receiver=RECEIVER)
    _demand_signed(bundle.envelope, history, manifest, manifest.last)
    demand_chain(manifest)
    records = []
    for place, line in enumerate(bundle.records(), manifest.first):
        envelope = read_envelope(line, RECORD)
        if envelope.sha256 != manifest.records[place - manifest.first]:
            raise TheirFault("list_differs", place=place)
        _demand_signed(envelope, history, manifest, place)
        record = read_record(envelope.payload)
        demand_origin(record, manifest.sender)
        records.append(record)
    blobs = {it: bundle.blob(it) for it in manifest.blobs}
    assert bundle.keysets is not None
    return Taken(manifest, tuple(records), blobs)


def _demand_signed(envelope: Envelope, history: Sequence[KeySet], manifest: Manifest, place: int) -> None:
    verify(envelope, signing_key(history, envelope.keyid))
    epochs = [manifest.epoch]
    demand_unrevoked(history[0], envelope.keyid, epoch=manifest.epoch, place=place, epochs=epochs)
