"""What a bundle says of itself, under its sender's signature: from whom to whom, and which part of the feed it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.feed import NO_HEAD, Feed
from tansiq_protocol.record import LARGEST_BLOB
from tansiq_protocol.shape import HASH, Fields, Misshapen

READER = 1
"""Version of this reader; a manifest tells the least that it asks for."""
VERSION = 1
MOST_RECORDS = 10_000
LONGEST_EPOCH = 64


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
class Packed:
    """All of the archive that lies before the manifest: how many bytes, and their hash."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds, from whom to whom, and which part of the feed it is.

    `first` is the place of the first record in the feed of `epoch`, `before` the head just before it, `head` the head
    after the last one. A bundle without records is a receipt alone. `packed` is set by whoever writes the archive.
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
    packed: Packed | None = field(default=None, compare=False)

    @property
    def last(self) -> int:
        """Place of the last record; the one before the first where there is none."""
        return self.first + len(self.records) - 1


def manifest_payload(manifest: Manifest) -> bytes:
    """Write a manifest as the bytes that are signed.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    bytes
    """
    receipt, journal, packed = manifest.receipt, manifest.journal, manifest.packed
    return canonical_bytes({
        "v": VERSION,
        "from": manifest.sender,
        "to": manifest.receiver,
        "epoch": manifest.epoch,
        "first": manifest.first,
        "last": manifest.last,
        "prevHead": manifest.before,
        "head": manifest.head,
        "records": list(manifest.records),
        "blobs": [{"sha256": it, "size": size} for it, size in sorted(manifest.blobs.items())],
        "packed": None if packed is None else {"size": packed.size, "sha256": packed.sha256},
        "ack": None if receipt is None else _receipt_fields(receipt),
        "auditHead": None if journal is None else {"number": journal.number, "hash": journal.hash},
        "minReader": manifest.reader,
        "createdAt": manifest.created_at,
    })  # fmt: skip


def _receipt_fields(receipt: Receipt) -> dict[str, Json]:
    return {"epoch": receipt.epoch, "cursor": receipt.place, "head": receipt.head}


def read_manifest(payload: bytes) -> Manifest:
    """Read a manifest.

    Parameters
    ----------
    payload : bytes

    Returns
    -------
    Manifest

    Raises
    ------
    TheirFault
        `bad_manifest` with the field, `reader_too_old`, or what `read_json` finds.
    """
    value = read_json(payload, MOST_RECORDS + 500)
    try:
        return _manifest(Fields(value))
    except Misshapen as error:
        raise TheirFault("bad_manifest", field=error.field) from error


def _manifest(fields: Fields) -> Manifest:
    if (asked := fields.whole("minReader")) > READER:
        raise TheirFault("reader_too_old", asks_for=asked)
    fields.version("v", VERSION)
    fields.moment("createdAt")
    blobs = {it.hash("sha256"): it.whole("size", 0) for it in fields.mappings("blobs", MOST_RECORDS)}
    if len(blobs) != len(fields.any("blobs")) or any(size > LARGEST_BLOB for size in blobs.values()):
        raise fields.wrong("blobs")
    records = fields.texts("records", MOST_RECORDS)
    if len(set(records)) != len(records) or not all(HASH.fullmatch(it) for it in records):
        raise fields.wrong("records")
    manifest = Manifest(
        sender=fields.node("from"),
        receiver=fields.node("to"),
        epoch=_epoch(fields),
        first=fields.whole("first"),
        before=fields.hash("prevHead"),
        head=fields.hash("head"),
        records=records,
        created_at=fields.text("createdAt"),
        blobs=blobs,
        packed=None if fields.is_null("packed") else _packed(fields.mapping("packed")),
        receipt=None if fields.is_null("ack") else _receipt(fields.mapping("ack")),
        journal=None if fields.is_null("auditHead") else _journal(fields.mapping("auditHead")),
        reader=asked,
    )
    if fields.whole("last", 0) != manifest.last:
        raise fields.wrong("last")
    return manifest


def _epoch(fields: Fields) -> str:
    """Read the name of an epoch, which every node has room for."""
    if len(epoch := fields.token("epoch")) > LONGEST_EPOCH:
        raise fields.wrong("epoch")
    return epoch


def _packed(fields: Fields) -> Packed:
    return Packed(fields.whole("size", 0), fields.hash("sha256"))


def _receipt(fields: Fields) -> Receipt:
    return Receipt(_epoch(fields), fields.whole("cursor", 0), fields.hash("head"))


def _journal(fields: Fields) -> JournalHead:
    return JournalHead(fields.whole("number", 0), fields.hash("hash"))


def demand_addressed(manifest: Manifest, *, sender: str, receiver: str) -> None:
    """Refuse a bundle that is not from this node to that one.

    Parameters
    ----------
    manifest : Manifest
    sender, receiver : str
        Names of nodes.

    Raises
    ------
    TheirFault
        `other_receiver`, `other_sender`.
    """
    if manifest.receiver != receiver:
        raise TheirFault("other_receiver", given=manifest.receiver)
    if manifest.sender != sender:
        raise TheirFault("other_sender", given=manifest.sender)


def demand_chain(manifest: Manifest) -> None:
    """Refuse a manifest whose list does not lead from the head before it to the one that it names.

    Parameters
    ----------
    manifest : Manifest

    Raises
    ------
    TheirFault
        `head_differs`.
    """
    feed = Feed(manifest.epoch, manifest.first - 1, manifest.before)
    for record in manifest.records:
        feed = feed.advanced(record)
    if feed.head != manifest.head or (manifest.first == 1) != (manifest.before == NO_HEAD):
        raise TheirFault("head_differs")


def demand_journal_grown(known: JournalHead | None, given: JournalHead | None) -> None:
    """Refuse a journal that is shorter than it was, or has another line where the last one was.

    Parameters
    ----------
    known : JournalHead or None
        What the newest bundle so far told.
    given : JournalHead or None
        What this one tells.

    Raises
    ------
    TheirFault
        `journal_rolled_back`.
    """
    if known is None:
        return
    if given is None or given.number < known.number:
        raise TheirFault("journal_rolled_back", known=known.number)
    if given.number == known.number and given.hash != known.hash:
        raise TheirFault("journal_rolled_back", number=given.number)
