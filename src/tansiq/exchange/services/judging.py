"""Judge one record that came: whose it is, whether its signature holds, and what must become of it. Nothing is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.exchange.models import Partner
from tansiq.exchange.rules import ReceivedState, policy_of
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import RECORD, Envelope, read_envelope, verify
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.keys import KeySet, demand_unrevoked, signing_key
from tansiq_protocol.record import Record, hash_of, held_because, read_record

LARGEST_REV = 2**31 - 1
"""Which no record ever reaches; a column of a database holds no more."""
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL as JSON writes it. No text of people has one, and a database that is asked for one fails."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What is trusted of a partner while its bundle is read."""

    partner: Partner
    keysets: Sequence[KeySet]
    epochs: Sequence[str]
    circles: Mapping[str, Sequence[str]]
    home: str
    at: datetime

    @property
    def newest(self) -> KeySet:
        """Its newest key set, which names what is revoked."""
        return self.keysets[0]

    def members_of(self, record: Record) -> frozenset[str]:
        """Give the parties of a record's circle: as this node knows it, else as its label tells and its id proves."""
        known = self.circles.get(record.circle)
        if known is not None:
            return frozenset(known)
        told = record.label.releasable_to
        return told if len(told) > 1 and circle_id(told) == record.circle else frozenset()

    def demand_signed(self, envelope: Envelope, epoch: str, place: int) -> None:
        """Demand that a key of this sender, not revoked at that place, made the signature.

        Raises
        ------
        TheirFault
            `unknown_key`, `bad_signature`, `key_revoked`.
        """
        verify(envelope, signing_key(self.keysets, envelope.keyid))
        demand_unrevoked(self.newest, envelope.keyid, epoch=epoch, place=place, epochs=self.epochs)


@dataclass(frozen=True, slots=True)
class Judged:
    """A record that came and what must become of it; one that could not even be read has no record."""

    sha256: str
    envelope: bytes
    payload: bytes
    state: ReceivedState
    reason: str = ""
    told: str = ""
    record: Record | None = None


def judged(line: bytes, sender: Sender, *, listed: str, epoch: str, place: int) -> Judged:
    """Judge the envelope at a place of a feed.

    Raises
    ------
    TheirFault
        `list_differs`, where it is not what the signed list has at that place: then the whole bundle is not to be trusted.
    """
    try:
        envelope = read_envelope(line, RECORD)
    except TheirFault as fault:
        return Judged(listed, line, b"", ReceivedState.REFUSED, fault.code, str(fault))
    if hash_of(envelope.payload) != listed:
        raise TheirFault("list_differs", place=place)
    payload = envelope.payload
    try:
        sender.demand_signed(envelope, epoch, place)
        record = read_record(payload)
    except TheirFault as fault:
        return Judged(listed, line, payload, ReceivedState.REFUSED, fault.code, str(fault))
    if NUL.search(payload):
        return Judged(listed, line, b"", ReceivedState.REFUSED, "bad_text")
    if record.rev > LARGEST_REV:
        return Judged(listed, line, payload, ReceivedState.REFUSED, "bad_record", "rev")
    if record.origin != sender.partner.node:
        return Judged(listed, line, payload, ReceivedState.REFUSED, "other_origin", record.origin)
    if reason := _held_because(record, sender):
        return Judged(listed, line, payload, ReceivedState.HELD, reason, record=record)
    return Judged(listed, line, payload, ReceivedState.NEW, record=record)


def _held_because(record: Record, sender: Sender) -> str | None:
    if sender.newest.expires_at < sender.at:
        return "keyset_expired"
    if reason := held_because(record, policy_of(record.circle)):
        return reason
    if not {sender.home, sender.partner.party} <= sender.members_of(record):
        return "unknown_circle"
    return None if sender.home in record.label.releasable_to else "label"
