"""What a node does that was put back from an older copy of its database: it begins anew, and says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tansiq.core.services import Actor
from tansiq.exchange.models import OutFeed, Partner
from tansiq.exchange.services.alarms import OWN_FEED, raise_fork
from tansiq.exchange.services.epochs import begin_epoch, begin_epochs_anew, take_back_keys
from tansiq.exchange.services.marks import rolled_back


@transaction.atomic
def begin_anew_where_rolled_back(*, by: Actor, at: datetime) -> list[Partner]:
    """Begin a new epoch, with an alarm, for every partner to whom more was given than this database knows; give them."""
    partners = rolled_back()
    ended = {it.partner_id: it.head for it in OutFeed.objects.filter(is_present=True)}
    if take_back_keys(by=by, at=at):  # what was signed since then is signed, and given, anew
        begin_epochs_anew(by=by, at=at)
    else:
        for partner in partners:
            begin_epoch(partner=partner, by=by, at=at)
    for partner in partners:
        begun = OutFeed.objects.get(partner=partner, is_present=True)
        raise_fork(partner, OWN_FEED, ended[partner.pk], begun.epoch[:64], at=at)
    return partners
