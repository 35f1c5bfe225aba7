"""Reads of what waits for an officer in the exchange: what came, alarms, keys that run out, a second person, silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from tansiq.accords.queries.parties import party_names
from tansiq.exchange.models import Draft, Fork, KeySetFile, Partner, Received, Release
from tansiq.exchange.queries.reading.released import says
from tansiq.exchange.rules import ACTED_ON, WARN_BEFORE, PartnerState, ReceivedState
from tansiq.planning.models import Approval, PlanVersion
from tansiq.planning.rules import ENDED, Decision
from tansiq_protocol.record import Kind

TOLD_FOR = timedelta(days=14)
"""So long an answer that asks for nothing more is told."""
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


def plans_not_waiting_here(plans: Iterable[PlanVersion]) -> list[PlanVersion]:
    """Leave out the plans whose release one person has given already and waits for a second."""
    given = set(Draft.objects.exclude(first_by="").values_list("subject", flat=True))
    return [it for it in plans if f"{it._meta.label_lower}/{it.code}" not in given]


def decisions_to_send() -> list[PlanVersion]:
    """Give the plans that both nodes have and whose partner has not been sent what was decided here last."""
    said = (
        Approval.objects.filter(is_from_partner=False)
        .exclude(plan__state__in=ENDED)
        .order_by("-plan__number")
    )
    every = said.select_related("plan").defer("plan__document", "plan__programme_document")
    crossed = [it for it in every if it.plan.origin or it.plan.released_to]
    subjects = {it.pk: f"{it.plan._meta.label_lower}/{it.plan.code}#decision" for it in crossed}
    released = Release.objects.filter(subject__in=subjects.values()).defer("envelope").order_by("pk")
    last = {it.subject: it for it in released}
    given = set(Draft.objects.exclude(first_by="").values_list("subject", flat=True))
    return [
        it.plan
        for it in crossed
        if subjects[it.pk] not in given and _is_unsent(it, last.get(subjects[it.pk]))
    ]


def _is_unsent(approval: Approval, last: Release | None) -> bool:
    """Tell whether a decision is still to be sent; one that was taken back before it left needs not."""
    return approval.decision != Decision.WITHDRAW if last is None else not says(last, approval)


def recalls_answered(on: date) -> list[Waiting]:
    """Give the answers to our recalls that came lately; `number` tells the recall."""
    names = party_names()
    rows = Received.objects.filter(kind=Kind.RECALL_RECEIPT, state=ReceivedState.TAKEN_IN).order_by("-pk")
    lately = rows.filter(at__date__gt=on - TOLD_FOR).values_list("subject", "partner__party")[:MOST_ALARMS]
    asked = Release.objects.filter(kind=Kind.RECALL, subject__in=[subject for subject, _party in lately])
    recalls = dict(asked.order_by("pk").values_list("subject", "pk"))
    return [
        Waiting(party, names.get(party, {"en": party}), number=recalls[subject])
        for subject, party in lately
        if subject in recalls
    ]
