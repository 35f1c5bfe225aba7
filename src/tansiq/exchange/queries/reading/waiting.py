"""Reads of what waits for an officer in the exchange: what came, alarms, keys that run out, a second person, silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from tansiq.accords.queries.parties import party_names
from tansiq.exchange.models import Draft, Fork, KeySetFile, Partner, Received
from tansiq.exchange.rules import ACTED_ON, WARN_BEFORE, PartnerState, ReceivedState

SILENT_FROM = timedelta(days=14)
"""So long after a partner was heard last its officers are told."""
MOST_ALARMS = 20
"""Told at once, the oldest first: whoever settles one gets to see the next."""
EXCHANGING = (PartnerState.CONFIRMED, PartnerState.PAUSED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits, and with which partner: how many, or for how many days; by when; and which one it is."""

    party: str
    names: Mapping[str, str]
    amount: int = 0
    by_on: date | None = None
    number: int = 0


def new_from_partners() -> list[Waiting]:
    """Give for each partner how many records wait to be read; `number` tells the newest of them."""
    rows = (
        Received.objects.filter(state=ReceivedState.NEW).exclude(kind__in=ACTED_ON).order_by("partner__party")
    )
    counted = rows.values_list("partner__party").annotate(Count("pk"), Max("pk"))
    names = party_names()
    return [Waiting(party, names.get(party, {"en": party}), n, number=newest) for party, n, newest in counted]


def forks_to_settle() -> list[Waiting]:
    """Give the alarms that nobody has settled."""
    names = party_names()
    rows = Fork.objects.filter(settled_by="").order_by("pk").values_list("pk", "partner__party")
    return [Waiting(party, names.get(party, {"en": party}), number=pk) for pk, party in rows[:MOST_ALARMS]]


def keys_running_out(home: str, on: date) -> list[Waiting]:
    """Give whose newest key set runs out soon: our own, and partners'."""
    partners = dict(Partner.objects.filter(state__in=EXCHANGING).values_list("node", "party"))
    names = party_names()
    rows = KeySetFile.objects.order_by().values_list("is_own", "node").annotate(Max("expires_at"))
    found = []
    for is_own, node, until in rows:
        party = home if is_own else partners.get(node)
        if party and until.date() - on < WARN_BEFORE:
            found.append(Waiting(party, names.get(party, {"en": party}), by_on=until.date()))
    return sorted(found, key=lambda it: (it.party != home, it.party))


def second_persons_needed(username: str) -> list[Draft]:
    """Give the releases that wait for a second person, where that can be this one."""
    return list(Draft.objects.exclude(first_by="").exclude(first_by=username).order_by("pk"))


def silent_partners(on: date) -> list[Waiting]:
    """Give the partners of whom nothing was heard for long, and for how many days."""
    names = party_names()
    rows = Partner.objects.filter(state=PartnerState.CONFIRMED).order_by("party")
    found = []
    for it in rows:
        last = it.heard_at or it.confirmed_at
        if last is not None and on - last.date() >= SILENT_FROM:
            found.append(Waiting(it.party, names.get(it.party, {"en": it.party}), (on - last.date()).days))
    return found


def has_partners() -> bool:
    """Tell whether this node exchanges with anyone."""
    return Partner.objects.exists()
