"""A hostile partner: makes bundles that no honest node makes, with good keys of its own or with others."""

import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Callable, Sequence
from hashlib import sha256
from uuid import uuid4

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exchange.histories.offices import AT, Office
from exchange.histories.world import decrypted

from tansiq.core.services import NodeItself
from tansiq.exchange.models import Partner
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import Classification, Item, Way
from tansiq.exchange.services.key_files import reading_keys, signing_key
from tansiq.exchange.services.releasing import prepare_release, release
from tansiq.exchange.services.sending import write_next_bundle
from tansiq_protocol.archive import STORED, ArchiveWriter
from tansiq_protocol.bundle import MANIFEST
from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import BUNDLE, RECORD, sealed
from tansiq_protocol.feed import next_head
from tansiq_protocol.record import Kind

Entries = list[tuple[str, bytes]]


def releases(office: Office, to: str, *texts: str, attachment: bytes = b"") -> None:
    """Release messages to a partner."""
    with office:
        said = {"node": office.node, "by": office.person("director"), "at": AT}
        files = {"map": attachment} if attachment else {}
        items = [Item(Kind.MESSAGE, f"exchange.message/{it}", {"text": it}, files) for it in texts]
        draft = prepare_release(
            items=items, audience=[to], classification=Classification.TRAINING, title="", **said
        )
        release(draft_id=draft.pk, digest=draft.digest, **said)


def bundle(office: Office, to: str, after: int | None = None) -> bytes:
    """Save an honest bundle."""
    out = io.BytesIO()
    with office:
        partner = Partner.objects.get(party=to)
        write_next_bundle(
            node=office.node, partner=partner, to=out, way=Way.STICK, after=after, by=NodeItself(), at=AT
        )
    return out.getvalue()


def key_of(office: Office) -> Ed25519PrivateKey:
    with office:
        return signing_key(next(iter(own_keyset().keyset.by_keyid)))


def entries_of(content: bytes, taker: Office) -> Entries:
    """Give what is inside a bundle, as only its taker can."""
    with taker:
        archive = zipfile.ZipFile(io.BytesIO(decrypted(content, reading_keys())))
    return [(it.filename, archive.read(it)) for it in archive.infolist()]


def zipped(entries: Entries, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make an archive as other programs do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compression)
    return out.getvalue()


def packed(
    entries: Entries,
    manifest: dict,
    key: Ed25519PrivateKey,
    taker: Office,
    spoil: Callable[[bytes], bytes] = bytes,
) -> bytes:
    """Make a bundle of these entries as a node does, with a manifest that is signed over them."""
    out = io.BytesIO()
    archive = ArchiveWriter(out)
    for name, content in entries:
        if name != MANIFEST:
            archive.add(name, [content])
    over = {"size": archive.at, "sha256": archive.sha256()}
    payload = spoil(canonical_bytes({**manifest, "packed": over} if "packed" in manifest else manifest))
    archive.add(MANIFEST, [sealed(BUNDLE, payload, key)], method=STORED)
    archive.close()
    return encrypted(out.getvalue(), taker)


def encrypted(plain: bytes, taker: Office) -> bytes:
    with taker:
        recipients = own_keyset().keyset.recipients
    return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(it) for it in recipients])


def manifest_of(entries: Entries) -> dict:
    return json.loads(b64decode(json.loads(dict(entries)[MANIFEST])["payload"]))


def with_entry(entries: Entries, name: str, content: bytes) -> Entries:
    return [(it, content if it == name else kept) for it, kept in entries]


def payload_of(giver: str, taker: str, **changes: object) -> dict:
    """Give the fields of a record's payload as a node of this party writes them, but for some."""
    return {
        "v": 1, "id": str(uuid4()), "rev": 1, "prev": None, "origin": f"{giver}-node", "circle": circle_id([giver, taker]),
        "kind": "message", "schema": 1, "critical": [], "createdAt": "2025-05-18T09:30:00Z",
        "label": {
            "policy": circle_id([giver, taker]), "classification": "TRAINING", "createdAt": "2025-05-18T09:30:00Z",
            "reviewAt": "", "categories": [{"tag": "Releasable To", "type": "PERMISSIVE", "values": sorted([giver, taker])}],
        },
        "releasedBy": "role-director", "blobs": [], "body": {"text": "x"}, **changes,
    }  # fmt: skip


def forged(
    giver: Office, taker: Office, payloads: Sequence[dict | bytes], *, key: Ed25519PrivateKey | None = None,
    lines: Sequence[bytes] = (), blobs: dict[bytes, int] | None = None, contents: Sequence[bytes] = (), **changes: object,
) -> bytes:  # fmt: skip
    """Make a bundle of these payloads, signed and chained as they are; `changes` are made to its manifest."""
    written = [it if isinstance(it, bytes) else canonical_bytes(it) for it in payloads]
    own = key_of(giver)
    entries = entries_of(bundle(giver, taker.party, 0), taker)
    manifest = manifest_of(entries)
    hashes = [sha256(it).hexdigest() for it in written]
    manifest |= {"first": 1, "prevHead": "0" * 64, "records": hashes, "blobs": []}
    manifest |= {"blobs": [{"sha256": digest, "size": size} for digest, size in (blobs or {}).items()]}
    manifest |= {
        name: it for name, it in changes.items() if name in {"first", "prevHead", "epoch", "records"}
    }
    head = str(manifest["prevHead"])
    for digest in manifest["records"]:
        head = next_head(str(manifest["epoch"]), head, digest)
    manifest |= {"head": head, "last": manifest["first"] + len(manifest["records"]) - 1} | changes
    records = list(lines) or [sealed(RECORD, it, key or own) for it in written]
    entries = [
        ("records.jsonl", b"".join(it + b"\n" for it in records)),
        ("keysets.json", dict(entries)["keysets.json"]),
        *sorted((f"blobs/{sha256(it).hexdigest()}", it) for it in contents),
    ]
    return packed(entries, manifest, own, taker)
