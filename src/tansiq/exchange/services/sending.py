"""The verb of giving: write the bundle of what a partner has not yet confirmed to have, for a stick or for the line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.models import JournalHead as OwnJournalHead
from tansiq.core.models import Node
from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import KeySetFile, Partner, Passage
from tansiq.exchange.queries.feeds import received_up_to
from tansiq.exchange.queries.keys import newest_of, own_keyset
from tansiq.exchange.queries.outbox import Run, blob_content, envelopes, next_run, present_feed
from tansiq.exchange.rules import Direction, PartnerState, Way, written
from tansiq.exchange.services.key_files import signing_key
from tansiq.exchange.services.keys import KeysMissing, demand_one_party
from tansiq.exchange.services.marks import is_behind_its_mark, mark
from tansiq.exchange.services.returning import begin_anew_where_rolled_back
from tansiq_protocol.bundle import LARGEST_BUNDLE, write_bundle
from tansiq_protocol.keys import Trusted
from tansiq_protocol.manifest import MOST_RECORDS, JournalHead, Manifest, Receipt

ROOM = LARGEST_BUNDLE * 3 // 4
"""Of records and attachments in one bundle on a stick; what is more goes in the next."""


class NotExchanging(Refused):
    """Nothing crosses to or from this partner now."""

    message = _(
        "Nothing is exchanged with this partner now: its key is not confirmed by voice yet, or the exchange is paused or "
        "ended."
    )


class KeysRanOut(Refused):
    """A key set that ran out is encrypted for no more."""

    message = _(
        "The partner's key set has run out, so nothing more is encrypted for it. Ask for their newest key set."
    )


def demand_exchanging(partner: Partner) -> None:
    """Refuse where the exchange with a partner does not go on.

    Raises
    ------
    NotExchanging
    """
    if partner.state != PartnerState.CONFIRMED:
        raise NotExchanging


def write_next_bundle(
    *, node: Node, partner: Partner, to: IO[bytes], way: Way, after: int | None = None, most_bytes: int = ROOM,
    by: Actor, at: datetime,
) -> Passage:  # fmt: skip
    """Write the bundle of what comes after a place of a partner's feed: by default what it has not receipted.

    Parameters: `to` is where the bytes go; `most_bytes` how large it may grow, though one record always fits.

    Raises
    ------
    NotOneParty, NotExchanging, KeysMissing, KeysGone, KeysRanOut
        Nothing was written.
    """
    demand_one_party(node)
    demand_exchanging(partner)
    own, theirs = own_keyset(), newest_of(partner)
    if own is None:
        raise KeysMissing
    if theirs.expires_at < at:
        raise KeysRanOut
    feed = present_feed(partner)
    if is_behind_its_mark(feed, partner.party):
        begin_anew_where_rolled_back(by=by, at=at)
        feed, own = present_feed(partner), own_keyset() or own
    mark(feed, partner.party)
    start = confirmed_place(partner, feed.epoch) if after is None else min(after, feed.place)
    run = next_run(feed, partner.party, start, MOST_RECORDS, most_bytes)
    write_bundle(
        to,
        _manifest(own, theirs.node, partner, run, at),
        envelopes(run),
        key=signing_key(next(iter(own.keyset.by_keyid))),
        recipients=theirs.recipients,
        blob=blob_content,
        keysets=[
            bytes(it)
            for it in KeySetFile.objects.filter(is_own=True).order_by("rev").values_list("content", flat=True)
        ],
        folder=Path(settings.FOLDER),
    )
    with transaction.atomic():
        return _booked(partner, run, way, by, at)


def confirmed_place(partner: Partner, epoch: str) -> int:
    """Give how far a partner confirmed to have our present feed."""
    return partner.receipt_place if partner.receipt_epoch == epoch else 0


def _manifest(own: Trusted, receiver: str, partner: Partner, run: Run, at: datetime) -> Manifest:
    received = received_up_to(partner)
    journal = OwnJournalHead.objects.first()
    return Manifest(
        sender=own.keyset.node,
        receiver=receiver,
        epoch=run.epoch,
        first=run.first,
        before=run.before,
        head=run.head,
        records=run.hashes,
        blobs=run.blobs,
        created_at=written(at),
        receipt=Receipt(received.epoch, received.place, received.head) if received else None,
        journal=JournalHead(journal.number, journal.hash) if journal else None,
    )


def _booked(partner: Partner, run: Run, way: Way, by: Actor, at: datetime) -> Passage:
    last = run.first + len(run.hashes) - 1
    passage = Passage(
        partner=partner, direction=Direction.OUT, way=way, at=at, by=by.username, epoch=run.epoch, first=run.first,
        last=last, new=len(run.hashes),
    )  # fmt: skip
    if run.hashes or way != Way.LINE:  # a receipt on the line every few minutes would drown what counts
        passage.save()
        changes = {"way": way.value, "epoch": run.epoch, "places": [run.first, last]}
        subject = f"exchange.partner/{partner.party}"
        write_line(verb="exchange.give_bundle", subject=subject, changes=changes, by=by, at=at)
    return passage
