"""The signed request by which a partner's node asks for what comes next, and who is behind what arrives at the door."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from tansiq.exchange.models import Partner
from tansiq.exchange.queries.feeds import received_up_to
from tansiq.exchange.queries.keys import keysets_of, newest_of, own_keyset
from tansiq.exchange.rules import LARGEST_PAGE, PartnerState, written
from tansiq.exchange.services.key_files import reading_keys, signing_key
from tansiq.exchange.services.keys import KeysMissing
from tansiq_protocol.bundle import OpenBundle, open_bundle
from tansiq_protocol.canonical import canonical_bytes, read_json
from tansiq_protocol.dsse import REQUEST, read_envelope, sealed, verify
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.keys import KeySet, accepted, demand_unrevoked
from tansiq_protocol.keys import signing_key as signing_key_of
from tansiq_protocol.manifest import Receipt

LARGEST_REQUEST = 8 * 1024
LONGEST_WORD, LONGEST_EPOCH = 200, 64
FIELDS = {"v", "from", "to", "epoch", "cursor", "head", "keyset", "most", "nonce", "createdAt"}


class NoPartner(Exception):
    """Whoever asks is no partner with whom something is exchanged now; why is told to nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a partner asks for: what comes after its cursor, in pages of at most so many bytes."""

    partner: Partner
    receipt: Receipt | None
    keyset: int
    most: int


def request_to(partner: Partner, at: datetime) -> bytes:
    """Write the request for what a partner has for us; its cursor is our signed receipt for all before it.

    Raises
    ------
    KeysMissing, KeysGone
    """
    own = own_keyset()
    if own is None:
        raise KeysMissing
    feed = received_up_to(partner)
    payload = canonical_bytes({
        "v": 1,
        "from": own.keyset.node,
        "to": partner.node,
        "epoch": feed.epoch if feed else "",
        "cursor": feed.place if feed else 0,
        "head": feed.head if feed else "",
        "keyset": newest_of(partner).rev,
        "most": LARGEST_PAGE,
        "nonce": secrets.token_hex(16),
        "createdAt": written(at),
    })  # fmt: skip
    return sealed(REQUEST, payload, signing_key(next(iter(own.keyset.by_keyid))))


def read_request(content: bytes) -> Asked:
    """Read a request and verify whose it is.

    Raises
    ------
    NoPartner
        Nobody is told why: what it says, its signature or its sender is not as it must be.
    """
    try:
        envelope = read_envelope(content, REQUEST)
        value = _shaped(read_json(envelope.payload))
        partner = _exchanging(value["from"], value["to"])
        keysets = [it.keyset for it in keysets_of(partner)]
        verify(envelope, signing_key_of(keysets, envelope.keyid))
        demand_unrevoked(keysets[0], envelope.keyid, epoch="", place=0, epochs=[])
    except (TheirFault, OurFault) as fault:
        raise NoPartner from fault
    receipt = Receipt(value["epoch"], value["cursor"], value["head"]) if value["epoch"] else None
    return Asked(partner, receipt, value["keyset"], value["most"])


def _shaped(value: Any) -> dict[str, Any]:
    """Demand the fields of a request and no others, each of its kind."""
    if not isinstance(value, dict) or set(value) != FIELDS:
        raise NoPartner
    for name in ("from", "to", "epoch", "head", "nonce", "createdAt"):
        longest = LONGEST_EPOCH if name in {"epoch", "head"} else LONGEST_WORD
        if not isinstance(value[name], str) or len(value[name]) > longest:
            raise NoPartner
    for name in ("v", "cursor", "keyset", "most"):
        if not isinstance(value[name], int) or isinstance(value[name], bool) or value[name] < 0:
            raise NoPartner
    if value["v"] != 1:
        raise NoPartner
    return value


def _exchanging(sender: str, receiver: str) -> Partner:
    own = own_keyset()
    partner = Partner.objects.filter(node=sender, state=PartnerState.CONFIRMED).first()
    if own is None or partner is None or receiver != own.keyset.node:
        raise NoPartner
    return partner


def sender_of_bundle(source: IO[bytes]) -> Partner:
    """Give the partner who signed a bundle, before anything of it is kept or written down; the file is at its start again.

    Raises
    ------
    NoPartner
    KeysGone
    """
    try:
        with open_bundle(source, reading_keys(), folder=Path(settings.FOLDER)) as bundle:
            partner = _exchanging(bundle.manifest.sender, bundle.manifest.receiver)
            keysets = _vouched(partner, bundle)
            verify(bundle.envelope, signing_key_of(keysets, bundle.envelope.keyid))
    except (TheirFault, OurFault) as fault:
        raise NoPartner from fault
    source.seek(0)
    return partner


def place_in_feed(source: IO[bytes]) -> tuple[str, str, int]:
    """Give whose bundle this is, its epoch and its first place, so that several are taken in in their order; unverified."""
    try:
        with open_bundle(source, reading_keys(), folder=Path(settings.FOLDER)) as bundle:
            return bundle.manifest.sender, bundle.manifest.epoch, bundle.manifest.first
    except TheirFault:
        return "", "", 0


def _vouched(partner: Partner, bundle: OpenBundle) -> Sequence[KeySet]:
    """Give the key sets of a partner, with those that the bundle brings and that follow the known ones."""
    known = keysets_of(partner)
    found, newest = [it.keyset for it in known], known[0]
    for content in bundle.keysets:
        try:
            newest = accepted(newest, content)
        except TheirFault:  # an older one; whether it is a fork, receiving says
            continue
        if newest.keyset not in found:
            found.insert(0, newest.keyset)
    return found
