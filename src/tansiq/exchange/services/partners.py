"""The verbs of partners: take in a key set, confirm its root by voice, say how a partner is reached, pause and end."""

from __future__ import annotations

import re
import string
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tansiq.core.errors import ChangedMeanwhile, NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.rules import folded
from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import Circle, KeySetFile, Partner
from tansiq.exchange.queries.keys import keysets_of, own_keyset
from tansiq.exchange.rules import PartnerState, PartnerStep, after
from tansiq.exchange.rules.faults import looks_like, sentence_of_keyset
from tansiq.exchange.services.epochs import begin_epoch
from tansiq.exchange.services.keys import KeysMissing, demand_one_party
from tansiq.organisations.models import Party
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq_protocol.circle import circle_id
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.keys import Trusted, accepted, root_fingerprint

LONGEST_ADDRESS = 200
DIGITS_OF_A_ROOT = 30
MOST_KEYSETS = 500
"""Of one partner: all of them are read whenever it calls."""


class KeySetRefused(Refused):
    """A key set that cannot be trusted; the sentence says why."""

    def __init__(self, code: str) -> None:
        super().__init__(sentence_of_keyset(code))
        self.code = code


class UnknownParty(Refused):
    """The key set is of a party that the programme does not name."""

    message = _("This key set is of a party that this node's programme does not name. Nothing was taken in.")


class OwnKeySet(Refused):
    """Someone took in the key set of this very node."""

    message = _("This is the key set of this node itself. Take in the one that the partner gave you.")


class DigitsMissing(Refused):
    """Fewer or more digits were typed than a root key has; nothing was compared."""

    def __init__(self, n: int) -> None:
        told = ngettext(
            "You typed %(n)d digit of 30, so nothing was compared. Have them read again, group by group.",
            "You typed %(n)d digits of 30, so nothing was compared. Have them read again, group by group.",
            n,
        )
        super().__init__(told % {"n": n})


class OwnDigits(Refused):
    """Our own digits were typed."""

    message = _("These are our own digits. Type those that the partner's officer reads to you.")


class FingerprintDiffers(Refused):
    """What was read aloud is not the fingerprint of the key that came."""

    message = _(
        "These are not the digits of the key that came. Have them read again, slowly. If they differ again, the key was "
        "exchanged on its way: do not confirm it, and bring the key set by another way."
    )


class BadAddress(Refused):
    """An address that leads nowhere."""

    message = _("Give the address as https://name:port, or leave it empty where there is no line.")


@transaction.atomic
def introduce_partner(*, node: Node, content: bytes, by: Person, at: datetime) -> Partner:
    """Take in a key set that a partner gave: its first, which is then confirmed by voice, or its next.

    Raises
    ------
    NotAllowed, NotOneParty, KeySetRefused, UnknownParty, OwnKeySet
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    return take_in_keyset(node=node, content=content, by=by, at=at)


@transaction.atomic
def take_in_keyset(
    *, node: Node, content: bytes, by: Actor, at: datetime, of: Partner | None = None
) -> Partner:
    """Keep the key set of a partner, if it follows the known one; see `introduce_partner`. With `of`, of this one alone."""
    demand_one_party(node)
    if of is None and (other := looks_like(content)) not in {"", "keyset_given"}:
        raise KeySetRefused(other)
    try:
        first = accepted(None, content)
        party = first.keyset.party
        if party == node.party:
            raise OwnKeySet
        if of is not None and (party, first.keyset.node) != (of.party, of.node):
            raise KeySetRefused("other_origin")
        partner = Partner.objects.select_for_update(no_key=True).filter(party=party).first()
        if partner is not None and partner.state in {PartnerState.INTRODUCED, PartnerState.ENDED}:
            _forget(partner)
            partner = None
        known = keysets_of(partner)[0] if partner is not None else None
        trusted = accepted(known, content)
    except TheirFault as error:
        raise KeySetRefused(error.code) from error
    if not Party.objects.filter(code=party).exists():
        raise UnknownParty
    if partner is not None and known is not None and trusted.sha256 == known.sha256:
        return partner
    if KeySetFile.objects.filter(node=trusted.keyset.node, is_own=False).count() >= MOST_KEYSETS:
        raise KeySetRefused("too_large")
    return _kept(trusted, content, by, at)


def _forget(partner: Partner) -> None:
    """Begin anew with a partner whose root nobody confirmed, or with whom the exchange was ended."""
    KeySetFile.objects.filter(node=partner.node, is_own=False).delete()
    if not partner.out_feeds.exists():
        partner.delete()  # nothing was ever exchanged with it
        return
    partner.state, partner.confirmed_by, partner.confirmed_at = PartnerState.INTRODUCED, "", None
    partner.save()


def _kept(trusted: Trusted, content: bytes, by: Actor, at: datetime) -> Partner:
    keyset = trusted.keyset
    KeySetFile.objects.create(
        node=keyset.node, party=keyset.party, rev=keyset.rev, sha256=trusted.sha256, content=content,
        expires_at=keyset.expires_at, at=at,
    )  # fmt: skip
    fields = {"node": keyset.node, "root": keyset.root.hex()}
    kept, _is_new = Partner.objects.update_or_create(party=keyset.party, defaults=fields)
    changes = {"number": keyset.rev, "keyids": sorted(keyset.by_keyid), "sha256": trusted.sha256}
    write_line(
        verb="exchange.introduce_partner", subject=subject_of_partner(kept), changes=changes, by=by, at=at
    )
    return kept


def subject_of_partner(partner: Partner) -> str:
    """Name a partner in the journal."""
    return f"exchange.partner/{partner.party}"


@transaction.atomic
def confirm_partner(*, node: Node, party: str, digits: str, by: Person, at: datetime) -> Partner:
    """Confirm a partner's root key: by the 30 digits that its officer read aloud. Only now anything is exchanged.

    Raises
    ------
    NotAllowed, NotFound, StepRefused, KeysMissing, DigitsMissing, OwnDigits, FingerprintDiffers
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    partner = claim_partner(party)
    state = after(PartnerState(partner.state), PartnerStep.CONFIRM)
    own = own_keyset()
    if own is None:
        raise KeysMissing
    _demand_heard(digits, own.keyset.root, bytes.fromhex(partner.root))
    return confirm(node=node, partner=partner, state=state, by=by, at=at)


def _demand_heard(digits: str, own: bytes, theirs: bytes) -> None:
    """Demand the digits of the partner's root; only 30 others say that the key may have been swapped."""
    heard = "".join(sign for sign in folded(digits) if sign in string.digits)
    if len(heard) != DIGITS_OF_A_ROOT:
        raise DigitsMissing(len(heard))
    if heard == root_fingerprint(own).replace(" ", ""):
        raise OwnDigits
    if heard != root_fingerprint(theirs).replace(" ", ""):
        raise FingerprintDiffers


@transaction.atomic
def confirm(*, node: Node, partner: Partner, state: PartnerState, by: Actor, at: datetime) -> Partner:
    """Count a partner as confirmed: its circle with us exists, and its feed begins."""
    partner.state, partner.confirmed_by, partner.confirmed_at = state, by.username, at
    partner.version += 1
    partner.save()
    members = sorted({node.party, partner.party})
    Circle.objects.get_or_create(id=circle_id(members), defaults={"members": f" {' '.join(members)} "})
    begin_epoch(partner=partner, by=by, at=at)
    changes = {"digits": root_fingerprint(bytes.fromhex(partner.root))}
    write_line(
        verb="exchange.confirm_partner", subject=subject_of_partner(partner), changes=changes, by=by, at=at
    )
    return partner


def claim_partner(party: str, version: int | None = None) -> Partner:
    """Give the partner to change, held until the transaction ends.

    Raises
    ------
    NotFound, ChangedMeanwhile
    """
    partner = Partner.objects.select_for_update(no_key=True).filter(party=party).first()
    if partner is None:
        raise NotFound
    if version is not None and partner.version != version:
        raise ChangedMeanwhile
    return partner


@transaction.atomic
def set_address(*, party: str, version: int, address: str, by: Person, at: datetime) -> Partner:
    """Say where a partner is reached on the network; empty where there is no line."""
    demand(by, Permission.KEEP_KEYS)
    partner = claim_partner(party, version)
    address = address.strip().rstrip("/")
    if address and not _leads_somewhere(address):
        raise BadAddress
    if partner.address == address:
        return partner
    changes = {"address": [partner.address, address]}
    partner.address, partner.failures, partner.fault = address, 0, ""
    partner.version += 1
    partner.save()
    write_line(
        verb="exchange.change_partner", subject=subject_of_partner(partner), changes=changes, by=by, at=at
    )
    return partner


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    is_name = re.fullmatch(r"[\w.:-]+", parts.hostname or "") is not None
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment or parts.path)
    return parts.scheme == "https" and is_name and is_bare and (port is None or port > 0)


@transaction.atomic
def take_partner_step(*, party: str, version: int, step: PartnerStep, by: Person, at: datetime) -> Partner:
    """Pause, resume or end the exchange with a partner; confirming has a verb of its own."""
    demand(by, Permission.KEEP_KEYS)
    if step is PartnerStep.CONFIRM:
        raise NotFound
    partner = claim_partner(party, version)
    state = after(PartnerState(partner.state), step)
    changes = {"state": [partner.state, state.value]}
    partner.state = state
    partner.version += 1
    partner.save()
    write_line(verb="exchange.take_step", subject=subject_of_partner(partner), changes=changes, by=by, at=at)
    return partner
