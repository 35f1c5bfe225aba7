"""The verbs of this node's own keys: make them, renew them, revoke one; the root opens for two officers together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.rules import Mode
from tansiq.core.services import Actor, hold_journal
from tansiq.exchange.models import KeySetFile, Partner
from tansiq.exchange.queries.keys import node_code_of, own_keyset
from tansiq.exchange.rules import PartnerState
from tansiq.exchange.services.epochs import sign_anew
from tansiq.exchange.services.key_files import make_line_key, make_reading_key, make_signing_key, signing_key
from tansiq.exchange.services.own_keysets import keep_own_keyset, tell_of_keyset
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq_protocol.errors import OurFault
from tansiq_protocol.keys import (
    LONGEST_VALIDITY,
    KeySet,
    LastGood,
    accepted,
    new_root,
    opened_root,
    signed_keyset,
)


class NotOneParty(Refused):
    """Only the office of one party exchanges."""

    message = _(
        "This node is a shared office for rehearsal: it exchanges with nobody. Set up the office of one party "
        "(./tansiq set-up), or try two nodes on this computer: ./tansiq demo --two-nodes"
    )


class KeysThere(Refused):
    """The node has keys that a partner has confirmed."""

    message = _(
        "This node has keys already, and partners rely on them. Renew them with the root key instead."
    )


class KeysMissing(Refused):
    """The node has no keys yet."""

    message = _("This node has no keys yet. Make them first, under “Partners and keys”.")


class RootRefused(Refused):
    """The root key does not open, or is not that of this node."""

    message = _(
        "The root key was not opened: one of the passphrases is wrong, or this is not the root key of this node. "
        "Passphrases have 12 signs at least, and their order counts."
    )


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """What came of making keys: the root key's file, which is kept nowhere here, and the key set for partners."""

    root_file: bytes
    keyset_file: bytes


def demand_one_party(node: Node) -> None:
    """Refuse on a node that is not the office of one party.

    Raises
    ------
    NotOneParty
    """
    if node.mode != Mode.ONE_PARTY:
        raise NotOneParty


@transaction.atomic
def make_keys(*, node: Node, first: str, second: str, by: Person, at: datetime) -> MadeKeys:
    """Make the root key and the first key set of this node; give the root's file, to be kept on two sticks in safes.

    Raises
    ------
    NotAllowed, NotOneParty, KeysThere, RootRefused
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    return begin_keys(node=node, first=first, second=second, by=by, at=at)


@transaction.atomic
def begin_keys(*, node: Node, first: str, second: str, by: Actor, at: datetime) -> MadeKeys:
    """Make the root key and the first key set, for whoever sets a node up; see `make_keys`."""
    demand_one_party(node)
    hold_journal()
    if Partner.objects.exclude(state=PartnerState.INTRODUCED).exists():
        raise KeysThere
    KeySetFile.objects.filter(is_own=True).delete()  # nobody has seen them
    try:
        root_public, root_file = new_root(first, second)
        root = opened_root(root_file, first, second)
    except OurFault as error:
        raise RootRefused from error
    code = node_code_of(node)
    keyset = _fresh(node.party, code, 1, None, root_public, at, {})
    content = signed_keyset(keyset, root)
    keep_own_keyset(content, accepted(None, content), at)
    tell_of_keyset(keyset, verb="exchange.make_keys", by=by, at=at)
    return MadeKeys(root_file, content)


@transaction.atomic
def renew_keys(
    *, node: Node, root_file: bytes, first: str, second: str, revokes: bool, last_good: LastGood | None,
    by: Person, at: datetime,
) -> bytes:  # fmt: skip
    """Sign the next key set with new keys; the ones before go on counting for what they signed, unless revoked.

    Parameters: `revokes` says that the present signing key may be in other hands; `last_good` the last place of our feed
    that was surely signed by us.

    Raises
    ------
    NotAllowed, KeysMissing, RootRefused
        Nothing was written.
    """
    demand(by, Permission.KEEP_KEYS)
    demand_one_party(node)
    hold_journal()  # two who renew at once follow each other
    known = own_keyset()
    if known is None:
        raise KeysMissing
    try:
        root = opened_root(root_file, first, second)
    except OurFault as error:
        raise RootRefused from error
    revoked = dict(known.keyset.revoked)
    if revokes:
        revoked |= dict.fromkeys(known.keyset.by_keyid, last_good)
    line_keys = (
        () if revokes else known.keyset.line_keys
    )  # partners know it: on the line they take in new keys by it
    own = known.keyset
    issued_at = max(
        at, own.issued_at
    )  # under a clock that is years behind the set would have run out already
    keyset = _fresh(own.party, own.node, own.rev + 1, known.sha256, own.root, issued_at, revoked, line_keys)
    try:
        content = signed_keyset(keyset, root)
    except OurFault as error:
        raise RootRefused from error
    keep_own_keyset(content, accepted(known, content), at)
    tell_of_keyset(keyset, verb="exchange.renew_keys", by=by, at=at)
    if revokes:
        sign_anew(key=signing_key(next(iter(keyset.by_keyid))), by=by, at=at)
    return content


def _fresh(
    party: str, node: str, rev: int, prev: str | None, root: bytes, at: datetime,
    revoked: Mapping[str, LastGood | None], line_keys: tuple[str, ...] = (),
) -> KeySet:  # fmt: skip
    return KeySet(
        party=party,
        node=node,
        rev=rev,
        prev=prev,
        root=root,
        signing=(make_signing_key(),),
        recipients=(make_reading_key(),),
        line_keys=line_keys or (make_line_key(node, at),),
        revoked=revoked,
        issued_at=at.replace(microsecond=0),
        expires_at=at.replace(microsecond=0) + LONGEST_VALIDITY,
    )
