"""What the door does for a partner's program: give it the next page, or take in what it brings, with a signed receipt."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.db import transaction

from tansiq.core.models import Node
from tansiq.core.services import Actor
from tansiq.exchange.models import OutFeed, Partner
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import LARGEST_PAGE, Way
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.alarms import note_receipt
from tansiq.exchange.services.asking import Asked, read_request, sender_of_bundle
from tansiq.exchange.services.receiving import receive_bundle
from tansiq.exchange.services.sending import write_next_bundle


def answer_pull(*, node: Node, content: bytes, to: IO[bytes], by: Actor, at: datetime) -> bool:
    """Write the next page for whoever asks; False where there is nothing new for them.

    Raises
    ------
    NoPartner
        Nothing was written.
    NotOneParty, KeysMissing, KeysGone, KeysRanOut
    """
    asked = read_request(content)
    note_asked(asked=asked, by=by, at=at)
    feed = OutFeed.objects.get(partner=asked.partner, is_present=True)
    after = asked.receipt.place if asked.receipt and asked.receipt.epoch == feed.epoch else 0
    own = own_keyset()
    if after >= feed.place and own is not None and asked.keyset >= own.keyset.rev:
        return False
    most = min(asked.most, LARGEST_PAGE)
    write_next_bundle(
        node=node, partner=asked.partner, to=to, way=Way.LINE, after=after, most_bytes=most, by=by, at=at
    )
    return True


@transaction.atomic
def note_asked(*, asked: Asked, by: Actor, at: datetime) -> None:
    """Note that a partner was heard, and how far its request says that it has our feed."""
    partner = Partner.objects.select_for_update(no_key=True).get(pk=asked.partner.pk)
    note_receipt(partner, asked.receipt, by=by, at=at)
    partner.heard_at, partner.heard_by = at, Way.LINE
    partner.save()


def answer_push(*, node: Node, source: IO[bytes], to: IO[bytes], by: Actor, at: datetime) -> None:
    """Take in the bundle that a partner brings, and write the receipt for it.

    Raises
    ------
    NoPartner
        Nothing was written, not even in the journal: strangers cannot fill it.
    BundleRefused, NotOneParty, KeysMissing, KeysGone, KeysRanOut
    """
    partner = sender_of_bundle(source)
    receive_bundle(node=node, source=source, way=Way.LINE, by=by, at=at)
    after_receiving(node=node, at=at)
    write_receipt(node=node, partner=partner, to=to, by=by, at=at)


def write_receipt(*, node: Node, partner: Partner, to: IO[bytes], by: Actor, at: datetime) -> None:
    """Write a bundle without records: how far we have the partner's feed, under our signature, and our key sets."""
    feed = OutFeed.objects.get(partner=partner, is_present=True)
    write_next_bundle(
        node=node, partner=partner, to=to, way=Way.LINE, after=feed.place, most_bytes=0, by=by, at=at
    )
