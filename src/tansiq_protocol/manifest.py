"""What a bundle says of itself, under its sender's signature: from whom to whom, and which part of the feed it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.record import LARGEST_BLOB

READER = 1
"""Version of this reader; a manifest tells the least that it asks for."""
MOST_RECORDS = 10_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far we have received the other side's feed: a signed receipt for all up to there."""

    epoch: str
    place: int
    head: str


@dataclass(frozen=True, slots=True)
class JournalHead:
    """The number and the hash of the last line of the sender's journal."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds, from whom to whom, and which part of the feed it is.

    `first` is the place of the first record in the feed of `epoch`, `before` the head just before it, `head` the head
    after the last one. A bundle without records is a receipt alone.
    """

    sender: str
    receiver: str
    epoch: str
    first: int
    before: str
    head: str
    records: tuple[str, ...]
    created_at: str
    blobs: Mapping[str, int] = field(default_factory=dict)
    receipt: Receipt | None = None
    journal: JournalHead | None = None
    reader: int = READER

    @property
    def last(self) -> int:
        """Place of the last record; the one before the first where there is none."""
        return self.first + len(self.records) - 1


def manifest_payload(manifest: Manifest) -> bytes:
    """Write a manifest as the bytes that are signed."""
    receipt, journal = manifest.receipt, manifest.journal
    return canonical_bytes({
        "v": 1,
        "from": manifest.sender,
        "to": manifest.receiver,
        "epoch": manifest.epoch,
        "first": manifest.first,
        "last": manifest.last,
        "prevHead": manifest.before,
        "head": manifest.head,
        "records": list(manifest.records),
        "blobs": [{"sha256": it, "size": size} for it, size in sorted(manifest.blobs.items())],
        "ack": None if receipt is None else _receipt_fields(receipt),
        "auditHead": None if journal is None else {"number": journal.number, "hash": journal.hash},
        "minReader": manifest.reader,
        "createdAt": manifest.created_at,
    })  # fmt: skip


def _receipt_fields(receipt: Receipt) -> dict[str, Json]:
    return {"epoch": receipt.epoch, "cursor": receipt.place, "head": receipt.head}


def read_manifest(payload: bytes) -> Manifest:
    """Read a manifest.

    Raises
    ------
    TheirFault
        `bad_manifest`, `reader_too_old`, or what `read_json` finds.
    """
    value = read_json(payload)
    try:
        if _whole(value["minReader"], 1) > READER:
            raise TheirFault("reader_too_old", asks_for=value["minReader"])
        ack, journal = value["ack"], value["auditHead"]
        manifest = Manifest(
            sender=_text(value["from"]),
            receiver=_text(value["to"]),
            epoch=_text(value["epoch"]),
            first=_whole(value["first"], 1),
            before=_hash(value["prevHead"]),
            head=_hash(value["head"]),
            records=tuple(_hash(it) for it in _list(value["records"])),
            created_at=_text(value["createdAt"]),
            blobs={_hash(it["sha256"]): _whole(it["size"], 0) for it in _list(value["blobs"])},
            receipt=ack and Receipt(_text(ack["epoch"]), _whole(ack["cursor"], 0), _hash(ack["head"])),
            journal=journal and JournalHead(_whole(journal["number"], 0), _hash(journal["hash"])),
            reader=value["minReader"],
        )
        is_whole = value["v"] == 1 and value["last"] == manifest.last
    except (KeyError, TypeError, AttributeError) as error:
        raise TheirFault("bad_manifest") from error
    if not is_whole or any(size > LARGEST_BLOB for size in manifest.blobs.values()):
        raise TheirFault("bad_manifest")
    return manifest


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise TypeError
    return value


def _hash(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise TypeError
    return value


def _whole(value: Any, at_least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_RECORDS:
        raise TypeError
    return value
