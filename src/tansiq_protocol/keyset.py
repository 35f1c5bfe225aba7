"""A key set as it lies in its file: its fields, and the envelopes that vouch for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.dsse import KEYSET, PUBLIC_KEY_BYTES, Envelope, is_weak, keyid_of, read_envelope
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.sealing import MOST_RECIPIENTS, is_recipient
from tansiq_protocol.shape import Fields, Misshapen

VERSION = 1
LONGEST_VALIDITY = timedelta(days=396)
"""Thirteen months: a key set that is stolen is of no use for longer."""
LARGEST_KEYSET = 64 * 1024
MOST_KEYS, MOST_REVOKED = 100, 200


@dataclass(frozen=True, slots=True)
class LastGood:
    """The last place of the sender's feed that a revoked key may have signed."""

    epoch: str
    place: int


@dataclass(frozen=True, slots=True)
class KeySet:
    """What a nation's node signs with, is encrypted for, and shows on the line, from one number to the next."""

    party: str
    node: str
    rev: int
    prev: str | None
    root: bytes
    signing: tuple[bytes, ...]
    recipients: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    line_keys: tuple[str, ...] = field(default=())
    revoked: Mapping[str, LastGood | None] = field(default_factory=dict)

    @property
    def by_keyid(self) -> dict[str, bytes]:
        """Public signing keys by their names."""
        return {keyid_of(it): it for it in self.signing}


def keyset_payload(keyset: KeySet) -> bytes:
    """Write a key set as the bytes that a root signs; what is written here, every reader takes.

    Parameters
    ----------
    keyset : KeySet

    Returns
    -------
    bytes

    Raises
    ------
    OurFault
        `key_unusable` with the field.
    """
    payload = canonical_bytes(_fields(keyset))
    try:
        read_keyset(payload)
    except TheirFault as fault:
        raise OurFault("key_unusable", **fault.figures) from fault
    return payload


def _fields(keyset: KeySet) -> dict[str, Json]:
    return {
        "v": VERSION,
        "party": keyset.party,
        "node": keyset.node,
        "rev": keyset.rev,
        "prev": keyset.prev,
        "root": keyset.root.hex(),
        "signing": [it.hex() for it in keyset.signing],
        "recipients": list(keyset.recipients),
        "lineKeys": list(keyset.line_keys),
        "revoked": [
            {"keyid": keyid, "lastGood": None if good is None else {"epoch": good.epoch, "place": good.place}}
            for keyid, good in sorted(keyset.revoked.items())
        ],
        "issuedAt": keyset.issued_at.isoformat(),
        "expires": keyset.expires_at.isoformat(),
    }


def read_envelopes(file: bytes) -> tuple[bytes, dict[str, Envelope]]:
    """Give the one payload of a key set's file, and its envelopes by the names of their keys; nothing is verified yet.

    Parameters
    ----------
    file : bytes
        Envelopes, one a line, all of the same payload: one, or two where the root changes.

    Returns
    -------
    (bytes, dict of str to Envelope)

    Raises
    ------
    TheirFault
        `too_large`, `bad_keyset`, or what `read_envelope` finds.
    """
    if len(file) > LARGEST_KEYSET:
        raise TheirFault("too_large", at_most=LARGEST_KEYSET)
    envelopes = [read_envelope(line, KEYSET) for line in file.split(b"\n") if line.strip()]
    named = {it.keyid: it for it in envelopes}
    if (
        len(envelopes) not in {1, 2}
        or len(named) != len(envelopes)
        or len({it.payload for it in envelopes}) != 1
    ):
        raise TheirFault("bad_keyset", field="envelopes")
    return envelopes[0].payload, named


def read_keyset(payload: bytes) -> KeySet:
    """Read the fields of a key set; whom it may be trusted for is another question.

    Parameters
    ----------
    payload : bytes

    Returns
    -------
    KeySet

    Raises
    ------
    TheirFault
        `bad_keyset` with the field, or what `read_json` finds.
    """
    value = read_json(payload)
    try:
        return _keyset(Fields(value))
    except Misshapen as error:
        raise TheirFault("bad_keyset", field=error.field) from error


def _keyset(fields: Fields) -> KeySet:
    fields.version("v", VERSION)
    keyset = KeySet(
        party=fields.plain("party"),
        node=fields.node("node"),
        rev=fields.whole("rev"),
        prev=None if fields.is_null("prev") else fields.hash("prev"),
        root=_key(fields, "root", fields.any("root")),
        signing=tuple(_key(fields, "signing", it) for it in fields.texts("signing", MOST_KEYS)),
        recipients=fields.texts("recipients", MOST_RECIPIENTS),
        line_keys=fields.texts("lineKeys", MOST_KEYS),
        revoked={it.token("keyid"): _last_good(it) for it in fields.mappings("revoked", MOST_REVOKED)},
        issued_at=fields.moment("issuedAt"),
        expires_at=fields.moment("expires"),
    )
    _demand_whole(fields, keyset)
    return keyset


def _demand_whole(fields: Fields, keyset: KeySet) -> None:
    """Demand what no field shows alone."""
    if (keyset.rev == 1) != (keyset.prev is None):
        raise fields.wrong("prev")
    keyids = set(keyset.by_keyid)
    if not keyids or len(keyids) != len(keyset.signing) or keyids & set(keyset.revoked):
        raise fields.wrong("signing")
    if not keyset.recipients or not all(is_recipient(it) for it in keyset.recipients):
        raise fields.wrong("recipients")
    if len(keyset.revoked) != len(fields.any("revoked")):
        raise fields.wrong("revoked")
    if not keyset.issued_at < keyset.expires_at <= keyset.issued_at + LONGEST_VALIDITY:
        raise fields.wrong("expires")


def _key(fields: Fields, name: str, value: Any) -> bytes:
    """Read a public key: 64 hexadecimal digits, and none of the points with which anybody can sign anything."""
    try:
        found = bytes.fromhex(value)
    except (TypeError, ValueError) as error:
        raise fields.wrong(name) from error
    if len(found) != PUBLIC_KEY_BYTES or found.hex() != value or is_weak(found):
        raise fields.wrong(name)
    return found


def _last_good(fields: Fields) -> LastGood | None:
    if fields.is_null("lastGood"):
        return None
    good = fields.mapping("lastGood")
    return LastGood(good.token("epoch"), good.whole("place", 0))
