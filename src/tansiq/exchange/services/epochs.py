"""Begin a new epoch with a partner: after the ceremony, and after a backup was put back."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import OutFeed, OutPlace, Partner, Release
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import PartnerState
from tansiq.exchange.services.key_files import signing_key
from tansiq.exchange.services.marks import marked_epochs
from tansiq.exchange.services.own_keysets import take_back_keysets
from tansiq_protocol.dsse import RECORD, sealed
from tansiq_protocol.feed import NO_HEAD, Feed, new_epoch


@transaction.atomic
def begin_epoch(*, partner: Partner, by: Actor, at: datetime) -> OutFeed:
    """Begin a feed to a partner anew, with all that was ever released to it, in the order in which it was.

    A node that was put back from a backup no longer knows what it gave at which place; going on there would fork.
    """
    known = [
        *partner.out_feeds.values_list("epoch", flat=True),
        partner.receipt_epoch,
        *marked_epochs(partner.party),
    ]
    OutFeed.objects.filter(partner=partner, is_present=True).update(is_present=False)
    feed = OutFeed.objects.create(partner=partner, epoch=new_epoch(known), head=NO_HEAD, began_at=at)
    released = Release.objects.filter(audience__contains=f" {partner.party} ").order_by("pk")
    put_in_feed(feed, list(released.only("pk", "sha256")))
    write_line(
        verb="exchange.begin_epoch",
        subject=f"exchange.partner/{partner.party}",
        changes={"epoch": feed.epoch, "places": feed.place},
        by=by,
        at=at,
    )
    return feed


def put_in_feed(feed: OutFeed, releases: list[Release]) -> None:
    """Give releases the next places of a feed, within a verb that tells of it."""
    standing, places = Feed(feed.epoch, feed.place, feed.head), []
    for release in releases:
        standing = standing.advanced(release.sha256)
        places.append(OutPlace(feed=feed, place=standing.place, release=release, head=standing.head))
    OutPlace.objects.bulk_create(places, batch_size=500)
    feed.place, feed.head = standing.place, standing.head
    feed.save(update_fields=["place", "head"])


@transaction.atomic
def sign_anew(*, key: Ed25519PrivateKey, by: Actor, at: datetime) -> None:
    """Sign with a new key all that was ever released, and begin the feeds anew: the key before it counts no more.

    The payloads stay as they are, and so do their hashes: what a partner has is what it had.
    """
    _sign_all(key)
    begin_epochs_anew(by=by, at=at)


def _sign_all(key: Ed25519PrivateKey) -> None:
    every = Release.objects.order_by("pk")
    for pk in list(every.values_list("pk", flat=True)):
        payload = bytes(every.values_list("payload", flat=True).get(pk=pk))
        Release.objects.filter(pk=pk).update(envelope=sealed(RECORD, payload, key))


@transaction.atomic
def take_back_keys(*, by: Actor, at: datetime) -> bool:
    """Take back key sets that an older copy of the database does not know; what a revoked key signed is signed anew."""
    if not take_back_keysets(by=by, at=at):
        return False
    own = own_keyset()
    if own is not None and own.keyset.revoked:
        _sign_all(signing_key(next(iter(own.keyset.by_keyid))))
    return True


@transaction.atomic
def begin_epochs_anew(*, by: Actor, at: datetime) -> int:
    """Begin a new epoch with every partner, after a backup was put back; give how many there are."""
    take_back_keys(by=by, at=at)
    partners = Partner.objects.filter(state__in=[PartnerState.CONFIRMED, PartnerState.PAUSED]).order_by("pk")
    for partner in partners:
        begin_epoch(partner=partner, by=by, at=at)
    return len(partners)
