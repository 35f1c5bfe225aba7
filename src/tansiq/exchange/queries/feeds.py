"""Reads of how far each side has the other's records, and of what is missing between."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.exchange.models import InFeed, OutFeed, Partner, Received
from tansiq_protocol.feed import Feed


def received_up_to(partner: Partner) -> Feed | None:
    """Give how far a partner's present feed was received without a gap; None before anything came."""
    feed = InFeed.objects.filter(partner=partner, is_present=True).first()
    return None if feed is None else Feed(feed.epoch, feed.place, feed.head)


@dataclass(frozen=True, slots=True)
class Gap:
    """Places that have not come, from one to another."""

    first: int
    last: int


def gaps(feed: InFeed) -> list[Gap]:
    """Give the places between what came and the last place that the partner told of."""
    there = sorted(
        set(
            Received.objects.filter(
                partner=feed.partner_id, epoch=feed.epoch, place__gt=feed.place
            ).values_list("place", flat=True)
        )
    )
    found, expected = [], feed.place + 1
    for place in [*there, feed.last_told + 1]:
        if place > expected:
            found.append(Gap(expected, place - 1))
        expected = max(expected, place + 1)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a partner has our records: what was given a place, and up to where it confirmed to have it."""

    places: int
    confirmed: int

    @property
    def waiting(self) -> int:
        """How many it has not confirmed."""
        return self.places - self.confirmed


def standing_of(partner: Partner) -> Standing:
    """Give how far a partner has our records."""
    feed = OutFeed.objects.filter(partner=partner, is_present=True).first()
    if feed is None:
        return Standing(0, 0)
    return Standing(feed.place, partner.receipt_place if partner.receipt_epoch == feed.epoch else 0)
