"""Reads of partners, circles and the book of bundles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from tansiq.accords.queries.parties import party_names
from tansiq.core.errors import NotFound
from tansiq.exchange.models import (
    Circle,
    KeySetFile,
    OutFeed,
    Partner,
    Passage,
)
from tansiq.exchange.rules import Direction, PartnerState, Way

Names = Mapping[str, str]


def bundles_go_on_from() -> dict[int, int]:
    """Give for each partner after which place the next bundle goes on, where the last one did not hold all that waits."""
    given = Passage.objects.filter(direction=Direction.OUT, partner__isnull=False, way=Way.STICK).order_by()
    newest = given.values("partner").annotate(newest=Max("pk")).values("newest")
    # one condition for all of it: each would else be held against a feed of its own
    rows = Passage.objects.filter(
        pk__in=newest,
        partner__out_feeds__is_present=True,
        epoch=F("partner__out_feeds__epoch"),
        last__lt=F("partner__out_feeds__place"),
        last__gte=F("first"),
    )
    confirmed = Q(partner__receipt_epoch=F("epoch"), partner__receipt_place__gte=F("last"))
    rows = rows.exclude(confirmed)
    return {partner: last for partner, last in rows.values_list("partner_id", "last") if partner is not None}


def partner_of(code: str) -> Partner:
    """Give a partner by its party.

    Raises
    ------
    NotFound
    """
    found = Partner.objects.filter(party=code).first()
    if found is None:
        raise NotFound
    return found


def partners_to_release_to() -> list[tuple[str, Names]]:
    """Give the partners that something can be released to now."""
    names = party_names()
    confirmed = Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("party")
    return [(it.party, names.get(it.party, {"en": it.party})) for it in confirmed]


def partners_to_confirm() -> list[tuple[str, Names]]:
    """Give the partners whose keys are here and not confirmed by voice."""
    names = party_names()
    introduced = Partner.objects.filter(state=PartnerState.INTRODUCED).order_by("party")
    return [(it.party, names.get(it.party, {"en": it.party})) for it in introduced]


def partners_named() -> list[tuple[str, Names]]:
    """Give every partner, to filter by."""
    names = party_names()
    return [
        (it, names.get(it, {"en": it}))
        for it in Partner.objects.order_by("party").values_list("party", flat=True)
    ]


def partners_standing() -> list[tuple[Partner, Names, datetime | None]]:
    """Give each partner with its name and until when its key set holds."""
    names = party_names()
    until = dict(
        KeySetFile.objects.filter(is_own=False).order_by().values_list("node").annotate(Max("expires_at"))
    )
    return [
        (it, names.get(it.party, {"en": it.party}), until.get(it.node))
        for it in Partner.objects.order_by("party")
    ]


def is_relied_on() -> bool:
    """Tell whether a partner relies on our keys: then they are renewed, not made anew."""
    return Partner.objects.exclude(state=PartnerState.INTRODUCED).exists()


def circles_told() -> list[tuple[str, list[Names]]]:
    """Give each circle with the names of its parties."""
    names = party_names()
    rows = Circle.objects.order_by("members")
    return [(it.id, [names.get(party, {"en": party}) for party in it.parties]) for it in rows]


def present_feeds() -> list[OutFeed]:
    """Give the feed that each partner gets now."""
    return list(OutFeed.objects.filter(is_present=True).select_related("partner").order_by("partner__party"))


def passages_listed(
    partner: str = "", direction: str = "", way: str = "", fault: str = ""
) -> QuerySet[Passage]:
    """Give the bundles that left and came, the newest first."""
    rows = Passage.objects.select_related("partner").order_by("-at", "-pk")
    if partner:
        rows = rows.filter(partner__party=partner)
    if direction:
        rows = rows.filter(direction=direction)
    if way:
        rows = rows.filter(way=way)
    return rows.exclude(fault="") if fault else rows


def passages_taken(by: str, at: datetime) -> list[Passage]:
    """Give the bundles that someone took in at one moment."""
    rows = Passage.objects.filter(direction=Direction.IN, by=by, at=at).select_related("partner")
    return list(rows.order_by("pk"))
