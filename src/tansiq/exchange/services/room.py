"""How much a node lets one partner put on it: nobody outside may fill its disk, neither at once nor little by little."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.exchange.models import Partner, Passage
from tansiq.exchange.rules import Direction, Way

KEPT_FREE = 1024**3
"""Bytes of the disk that no bundle takes: the node's own work goes on."""
MOST_A_DAY, MOST_RECORDS_A_DAY = 1024**3, 100_000
"""What comes over the line from one partner in a day; a stick is put in by someone, who sees what it is."""
ONE_DAY = timedelta(days=1)


class NoRoom(Refused):
    """The disk is nearly full."""

    message = _(
        "The disk of this node is nearly full, so the bundle was not taken in. Make room, then take it in again: nothing of it "
        "is lost."
    )


class OverQuota(Refused):
    """A partner sends more over the line than it may in a day."""

    message = _(
        "More came from this partner over the line today than this node takes in a day. Nothing is lost: it comes again "
        "tomorrow, or from a stick at once."
    )


def demand_room(partner: Partner, way: Way, *, size: int, records: int, at: datetime) -> None:
    """Refuse a bundle for which there is no room, before any of it is kept.

    Raises
    ------
    NoRoom, OverQuota
    """
    if shutil.disk_usage(settings.FOLDER).free < KEPT_FREE + size:
        raise NoRoom
    if way != Way.LINE:
        return
    came = Passage.objects.filter(
        partner=partner, direction=Direction.IN, way=way, at__gt=at - ONE_DAY, at__lte=at
    )
    today = came.aggregate(size=Sum("size"), new=Sum("new"), held=Sum("held"), refused=Sum("refused"))
    kept = sum(today[it] or 0 for it in ("new", "held", "refused"))
    if (today["size"] or 0) + size > MOST_A_DAY or kept + records > MOST_RECORDS_A_DAY:
        raise OverQuota
