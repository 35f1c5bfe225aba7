"""The kinds of record that nodes exchange, and how one stands in its payload.

A record is released once and never changed: what follows it is its next revision, which names it by its hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.label import Label, label_fields, read_label

VERSION = 1
LARGEST_PAYLOAD = 256 * 1024
LARGEST_BLOB = 64 * 1024 * 1024
MOST_BLOBS = 100


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

_HASH = re.compile(r"[0-9a-f]{64}")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


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
    """Write a record as the bytes that are signed.

    Raises
    ------
    OurFault
        `unknown_kind`, `body_incomplete`, `too_large`, `not_canonical`.
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

    Raises
    ------
    TheirFault
        `too_large`, `bad_record` with the field, or what `read_json` finds.
    """
    if len(payload) > LARGEST_PAYLOAD:
        raise TheirFault("too_large", at_most=LARGEST_PAYLOAD)
    value = read_json(payload)
    if not isinstance(value, dict):
        raise TheirFault("bad_record", field="payload")
    for name, is_good in _FIELDS.items():
        if not is_good(value.get(name)):
            raise TheirFault("bad_record", field=name)
    if (value["rev"] == 1) != (value["prev"] is None):
        raise TheirFault("bad_record", field="prev")
    is_read_here = value["kind"] in set(Kind) and value["schema"] <= SCHEMAS[Kind(value["kind"])]
    if is_read_here and (lacking := _lacking(Kind(value["kind"]), value["body"])):
        raise TheirFault("bad_record", field=f"body.{lacking}")
    return Record(
        id=value["id"],
        rev=value["rev"],
        prev=value["prev"],
        origin=value["origin"],
        circle=value["circle"],
        kind=value["kind"],
        schema=value["schema"],
        created_at=value["createdAt"],
        label=read_label(value["label"]),
        released_by=value["releasedBy"],
        body=value["body"],
        blobs=tuple(_blob(it) for it in value["blobs"]),
        critical=tuple(value["critical"]),
    )


def held_because(record: Record) -> str | None:
    """Say why this version must not act on a record yet: `newer_kind`, `newer_schema`, `critical`, `label`; or None.

    What is held is kept as it came, and read again after an upgrade.
    """
    if record.kind not in set(Kind):
        return "newer_kind"
    if record.schema > SCHEMAS[Kind(record.kind)]:
        return "newer_schema"
    if record.critical:
        return "critical"  # version 1 knows no critical item
    return None if record.label.is_understood else "label"


def _blob(value: Any) -> Blob:
    is_good = (
        isinstance(value, dict)
        and _is_hash(value.get("sha256"))
        and _is_whole(value.get("size"), 0)
        and value["size"] <= LARGEST_BLOB
        and isinstance(value.get("type"), str)
        and isinstance(value.get("name"), str)
    )
    if not is_good:
        raise TheirFault("bad_record", field="blobs")
    return Blob(value["sha256"], value["size"], value["type"], value["name"])


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_whole(value: object, at_least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= at_least


def _is_uuid4(value: object) -> bool:
    return isinstance(value, str) and _UUID4.fullmatch(value) is not None


def _is_node(value: object) -> bool:
    return isinstance(value, str) and _NODE.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "v": lambda it: it == VERSION and not isinstance(it, bool),
    "id": _is_uuid4,
    "rev": lambda it: _is_whole(it, 1),
    "prev": lambda it: it is None or _is_hash(it),
    "origin": _is_node,
    "circle": _is_uuid4,
    "kind": _is_text,
    "schema": lambda it: _is_whole(it, 1),
    "critical": lambda it: isinstance(it, list) and all(isinstance(item, str) for item in it),
    "createdAt": _is_text,
    "label": lambda it: isinstance(it, dict),
    "releasedBy": _is_text,
    "blobs": lambda it: isinstance(it, list) and len(it) <= MOST_BLOBS,
    "body": lambda it: isinstance(it, dict),
}
"""By field of a payload, what it must be. Fields that this version does not know are left alone."""
