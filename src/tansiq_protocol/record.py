"""The kinds of record that nodes exchange, and how one stands in its payload.

A record is released once and never changed: what follows it is its next revision, which names it by its hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.label import Label, Policy, label_fields, read_label
from tansiq_protocol.shape import Fields, Misshapen

VERSION = 1
LARGEST_PAYLOAD = 256 * 1024
LARGEST_BLOB = 64 * 1024 * 1024
MOST_BLOBS = 100
MOST_CRITICAL = 100


class Kind(StrEnum):
    """What is exchanged in version 1. There is none for persons, sightings or movements, and none will be added."""

    ACCORD = "accord"
    MINUTES = "minutes"
    DECISION = "decision"
    OFFER = "offer"
    QUOTA = "quota"
    REQUEST = "request"
    PLAN_INPUT = "plan.input"
    PLAN = "plan"
    PLAN_AMENDMENT = "plan.amendment"
    NOTICE = "notice"
    MESSAGE = "message"
    APPROVAL = "approval"
    RECALL = "recall"
    RECALL_RECEIPT = "recall.receipt"
    RECEIPT = "receipt"
    KEYSET = "keyset"


_TEXT, _INTEGER, _LIST, _MAPPING = str, int, list, dict
_PLAN = {
    "programme": _TEXT, "number": _INTEGER, "title": _TEXT, "option": _TEXT, "planSha256": _TEXT,
    "problemSha256": _TEXT, "plan": _TEXT, "parts": _LIST, "parties": _LIST,
}  # fmt: skip
BODIES: dict[Kind, dict[str, type]] = {
    Kind.ACCORD: {"row": _MAPPING},
    Kind.MINUTES: {"meeting": _MAPPING, "decisions": _LIST},
    Kind.DECISION: {"row": _MAPPING},
    Kind.OFFER: {"row": _MAPPING},
    Kind.QUOTA: {"edition": _TEXT, "unit": _TEXT, "seats": _INTEGER},
    Kind.REQUEST: {"row": _MAPPING},
    Kind.PLAN_INPUT: {"programme": _TEXT, "party": _TEXT, "part": _TEXT},
    Kind.PLAN: _PLAN,
    Kind.PLAN_AMENDMENT: {**_PLAN, "inReplyTo": _MAPPING},
    Kind.NOTICE: {"activity": _TEXT, "firstOn": _TEXT, "lastOn": _TEXT},
    Kind.MESSAGE: {"text": _TEXT},
    Kind.APPROVAL: {"subject": _MAPPING, "decision": _TEXT, "role": _TEXT, "at": _TEXT},
    Kind.RECALL: {"subject": _MAPPING, "reason": _TEXT},
    Kind.RECALL_RECEIPT: {"subject": _MAPPING, "decision": _TEXT},
    Kind.RECEIPT: {"epoch": _TEXT, "cursor": _INTEGER, "head": _TEXT},
    Kind.KEYSET: {"envelopes": _LIST},
}
"""By kind, the fields that a body must have, and their type; more may be added, none is ever taken away."""
SCHEMAS: dict[Kind, int] = dict.fromkeys(Kind, 1)
"""By kind, the newest schema that this version reads; fields are only added, so it reads all before it too."""


@dataclass(frozen=True, slots=True)
class Blob:
    """An attachment, known by its hash; its bytes travel beside the records."""

    sha256: str
    size: int
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was released: a value in one circle, of one kind, under a label."""

    id: str
    rev: int
    prev: str | None
    origin: str
    circle: str
    kind: str
    schema: int
    created_at: str
    label: Label
    released_by: str
    body: Mapping[str, Json]
    blobs: tuple[Blob, ...] = field(default=())
    critical: tuple[str, ...] = field(default=())


def hash_of(payload: bytes) -> str:
    """Give the hash by which a payload is known."""
    return sha256(payload).hexdigest()


def record_payload(record: Record) -> bytes:
    """Write a record as the bytes that are signed; what is written here, every reader takes.

    Parameters
    ----------
    record : Record

    Returns
    -------
    bytes
        Canonical JSON.

    Raises
    ------
    OurFault
        `unknown_kind`, `body_incomplete` with the field, `too_large`, `not_canonical`.
    """
    if record.kind not in set(Kind):
        raise OurFault("unknown_kind", kind=record.kind)
    if lacking := _lacking(Kind(record.kind), record.body):
        raise OurFault("body_incomplete", field=lacking)
    payload = canonical_bytes({
        "v": VERSION,
        "id": record.id,
        "rev": record.rev,
        "prev": record.prev,
        "origin": record.origin,
        "circle": record.circle,
        "kind": record.kind,
        "schema": record.schema,
        "critical": list(record.critical),
        "createdAt": record.created_at,
        "label": label_fields(record.label),
        "releasedBy": record.released_by,
        "blobs": [{"sha256": it.sha256, "size": it.size, "type": it.type, "name": it.name} for it in record.blobs],
        "body": record.body,
    })  # fmt: skip
    if len(payload) > LARGEST_PAYLOAD:
        raise OurFault("too_large", given=len(payload), at_most=LARGEST_PAYLOAD)
    try:
        read_record(payload)
    except TheirFault as fault:
        raise OurFault("body_incomplete", **fault.figures) from fault
    return payload


def _lacking(kind: Kind, body: Mapping[str, object]) -> str | None:
    """Give the first field that a body lacks, or has of another type."""
    for name, wanted in BODIES[kind].items():
        given = body.get(name)
        if not isinstance(given, wanted) or (wanted is _INTEGER and isinstance(given, bool)):
            return name
    return None


def read_record(payload: bytes) -> Record:
    """Read the bytes of a record. One that a newer version wrote is read too; see `held_because`.

    Parameters
    ----------
    payload : bytes

    Returns
    -------
    Record

    Raises
    ------
    TheirFault
        `too_large`, `bad_record` with the field, or what `read_json` finds.
    """
    if len(payload) > LARGEST_PAYLOAD:
        raise TheirFault("too_large", at_most=LARGEST_PAYLOAD)
    value = read_json(payload)
    try:
        record = _record(Fields(value))
    except Misshapen as error:
        raise TheirFault("bad_record", field=error.field) from error
    is_read_here = record.kind in set(Kind) and record.schema <= SCHEMAS[Kind(record.kind)]
    if is_read_here and (lacking := _lacking(Kind(record.kind), record.body)):
        raise TheirFault("bad_record", field=f"body.{lacking}")
    return record


def _record(fields: Fields) -> Record:
    """Read the fields of a payload; those that this version does not know are left alone."""
    fields.version("v", VERSION)
    fields.moment("createdAt")
    fields.mapping("body")
    rev, is_first = fields.whole("rev"), fields.is_null("prev")
    if (rev == 1) != is_first:
        raise fields.wrong("prev")
    return Record(
        id=fields.uuid4("id"),
        rev=rev,
        prev=None if is_first else fields.hash("prev"),
        origin=fields.node("origin"),
        circle=fields.uuid4("circle"),
        kind=fields.text("kind"),
        schema=fields.whole("schema"),
        created_at=fields.text("createdAt"),
        label=read_label(fields.any("label")),
        released_by=fields.text("releasedBy"),
        body=fields.any("body"),
        blobs=tuple(_blob(fields, it) for it in fields.mappings("blobs", MOST_BLOBS)),
        critical=fields.texts("critical", MOST_CRITICAL),
    )


def _blob(fields: Fields, blob: Fields) -> Blob:
    """Read an attachment, whose name must be that of a file and of nothing else."""
    found = Blob(blob.hash("sha256"), blob.whole("size", 0), blob.plain("type"), blob.plain("name"))
    if found.size > LARGEST_BLOB or found.name in {".", ".."} or {"/", "\\"} & set(found.name):
        raise fields.wrong("blobs")
    return found


def held_because(record: Record, policy: Policy | None = None) -> str | None:
    """Say why this version must not act on a record yet.

    What is held is kept as it came, and read again after an upgrade.

    Parameters
    ----------
    record : Record
    policy : Policy, optional
        That of the agreement; with it, a word of classification that it does not know holds a record too.

    Returns
    -------
    str or None
        `newer_kind`, `newer_schema`, `critical`, `label`; None where nothing holds it.
    """
    if record.kind not in set(Kind):
        return "newer_kind"
    if record.schema > SCHEMAS[Kind(record.kind)]:
        return "newer_schema"
    if record.critical:
        return "critical"  # version 1 knows no critical item
    is_known = record.label.is_understood if policy is None else policy.knows(record.label)
    return None if is_known else "label"


def demand_origin(record: Record, sender: str) -> None:
    """Refuse a record that another node made than the one that sent it: in version 1 nobody hands records on.

    Parameters
    ----------
    record : Record
    sender : str
        The node of the signed manifest.

    Raises
    ------
    TheirFault
        `other_origin`.
    """
    if record.origin != sender:
        raise TheirFault("other_origin", given=record.origin)


def demand_in_line(record: Record, sha256: str, kept: Mapping[int, str]) -> None:
    """Refuse a revision of which other bytes are kept, or that follows other bytes than those that are kept.

    Parameters
    ----------
    record : Record
    sha256 : str
        Its hash.
    kept : mapping of int to str
        By revision, the hashes of what is kept of the same id.

    Raises
    ------
    TheirFault
        `fork`; both are to be kept, and an officer decides.
    """
    if kept.get(record.rev, sha256) != sha256:
        raise TheirFault("fork", rev=record.rev)
    if record.prev is not None and kept.get(record.rev - 1, record.prev) != record.prev:
        raise TheirFault("fork", rev=record.rev - 1)
