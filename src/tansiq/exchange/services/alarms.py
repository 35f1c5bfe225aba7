"""What a bundle tells besides its records, and the alarms that come of it: forks, journals rolled back, lost places."""

from __future__ import annotations

from datetime import datetime

from tansiq.core.services import Actor
from tansiq.exchange.models import Fork, OutFeed, Partner
from tansiq.exchange.services.epochs import begin_epoch
from tansiq_protocol.manifest import Manifest, Receipt

OWN_FEED, JOURNAL = "own feed", "journal"
"""What an alarm is about, where it is not a place or a revision."""
MOST_LOST = 1000
"""Epochs that were begun after the backup from which this node was put back."""
MOST_UNSETTLED = 8
"""Alarms of our feed for which all is given anew; then an officer has to settle one, since a partner that makes them up
would have us write its whole feed with every request."""


def raise_fork(partner: Partner, what: str, first: str, second: str, *, at: datetime) -> None:
    """Keep the alarm that two different things were given for one; once, however often it is seen."""
    Fork.objects.get_or_create(
        partner=partner, what=what, first_sha256=first, second_sha256=second, defaults={"at": at}
    )


def note_receipt(partner: Partner, receipt: Receipt | None, *, by: Actor, at: datetime) -> None:
    """Note how far a partner has our feed. One that has more than we ever gave shows that this node was put back."""
    feed = OutFeed.objects.filter(partner=partner, is_present=True).first()
    if feed is None:
        return
    if receipt is None:
        # They have nothing of ours: a late bundle, or they were put back from before anything came. All is given again.
        partner.receipt_place = 0
        return
    if receipt.epoch < feed.epoch:
        return  # what they have of an ended epoch, even one we lost, comes again in the present one
    if receipt.epoch == feed.epoch and receipt.place <= feed.place:
        ours = feed.places.filter(place=receipt.place).values_list("head", flat=True).first()
        if receipt.place == 0 or ours == receipt.head:
            # A lower place is taken too: it is from a late bundle, or the partner was put back and lacks the rest.
            partner.receipt_epoch, partner.receipt_place = receipt.epoch, receipt.place
            return
    unsettled = Fork.objects.filter(partner=partner, what=OWN_FEED, settled_by="")
    if unsettled.count() >= MOST_UNSETTLED:
        return
    raise_fork(partner, OWN_FEED, feed.head, receipt.head, at=at)
    if not _can_be_ours(receipt.epoch, feed.epoch):
        return
    partner.receipt_epoch, partner.receipt_place = receipt.epoch, 0
    begin_epoch(partner=partner, by=by, at=at)


def _can_be_ours(epoch: str, present: str) -> bool:
    """Tell whether this node can have begun an epoch that it no longer knows: made-up ones would use the numbers up."""
    number = epoch[:8]
    return number.isascii() and number.isdecimal() and int(number) <= int(present[:8]) + MOST_LOST


def note_journal(partner: Partner, manifest: Manifest, *, at: datetime) -> None:
    """Compare the head of a partner's journal with the longest that it told: a journal only grows.

    A bundle that comes late tells of a shorter one, rightly. One that has more of our feeds than the bundle that told the
    longest was made after it: then a shorter journal is an alarm.
    """
    journal, receipt = manifest.journal, manifest.receipt
    if journal is None:
        return
    has = (receipt.epoch, receipt.place) if receipt else ("", 0)
    is_later = has > (partner.journal_epoch, partner.journal_place)
    is_other = journal.number == partner.journal_number and journal.hash != partner.journal_hash
    is_shorter = is_later and journal.number < partner.journal_number
    if partner.journal_hash and (is_other or is_shorter):
        raise_fork(partner, JOURNAL, partner.journal_hash, journal.hash, at=at)
    if journal.number > partner.journal_number or is_shorter:
        partner.journal_number, partner.journal_hash = journal.number, journal.hash
        partner.journal_epoch, partner.journal_place = has
