"""What is held is judged again: after an upgrade, a new key set, a circle that became known, or an attachment that came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tansiq.core.models import Node
from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import Circle, InBlob, Partner, Received
from tansiq.exchange.queries.keys import keysets_of
from tansiq.exchange.rules import ReceivedState
from tansiq.exchange.services.judging import Sender, judged
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.record import Blob

MOST_READ_AGAIN = 500
"""Whenever something comes, drawn by chance: what a partner holds up here must not keep this node busy."""


@transaction.atomic
def read_again(*, node: Node, by: Actor, at: datetime, at_most: int | None = None) -> int:
    """Judge what is held once more; give how many records are new by that. Forks wait for an officer."""
    held = Received.objects.filter(state=ReceivedState.HELD).exclude(reason="fork").select_related("partner")
    freed = 0
    senders: dict[int, Sender] = {}
    rows = held.order_by("pk") if at_most is None else held.order_by("?")[:at_most]
    for row in rows.iterator(chunk_size=200):
        sender = senders.setdefault(row.partner_id, sender_of(row.partner, node, at))
        if _is_freed(row, sender):
            freed += 1
    if freed:
        write_line(
            verb="exchange.act", subject="exchange.received/held", changes={"new": freed}, by=by, at=at
        )
    return freed


def sender_of(partner: Partner, node: Node, at: datetime, epoch: str = "") -> Sender:
    """Give what is trusted of a partner now; an epoch that is not known yet comes last."""
    epochs = list(partner.in_feeds.order_by("position").values_list("epoch", flat=True))
    return Sender(
        partner=partner,
        keysets=[it.keyset for it in keysets_of(partner)],
        epochs=epochs if not epoch or epoch in epochs else [*epochs, epoch],
        circles={it.id: it.parties for it in Circle.objects.all()},
        home=node.party,
        at=at,
    )


def _is_freed(row: Received, sender: Sender) -> bool:
    try:
        found = judged(bytes(row.envelope), sender, listed=row.sha256, epoch=row.epoch, place=row.place)
    except TheirFault:  # never for bytes that were judged before
        return False
    lacks = found.record is not None and _lacks_attachment(found.record.blobs)
    state = ReceivedState.HELD if lacks else found.state
    reason = "entry_missing" if lacks else found.reason
    if (state, reason) == (row.state, row.reason):
        return False
    row.state, row.reason, row.told = state, reason, found.told
    row.save(update_fields=["state", "reason", "told"])
    return state == ReceivedState.NEW


def _lacks_attachment(blobs: Sequence[Blob]) -> bool:
    wanted = {it.sha256 for it in blobs}
    return len(wanted) > InBlob.objects.filter(pk__in=wanted).count()
