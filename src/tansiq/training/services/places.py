"""The verbs of venues and instructor pools: other capacities on some days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.rules import Plain
from tansiq.core.services import claim_seen, keep
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import Pool, PoolChange, Venue, VenueChange
from tansiq.training.services.units import DaysOutOfOrder

KINDS: dict[str, tuple[type[Venue | Pool], str]] = {"venues": (Venue, "venue"), "pools": (Pool, "pool")}


class ChangedAlready(Refused):
    """Another capacity stands on some of these days already."""

    message = _(
        "Another capacity stands on some of these days already. Remove that one first, or give other days."
    )


def _claimed(kind: str, code: str, version: int, by: Person) -> Any:
    if kind not in KINDS:
        raise NotFound
    place = claim_seen(KINDS[kind][0], code, version, by)
    demand(by, Permission.PUBLISH_OFFER, place.owner)
    return place


@transaction.atomic
def add_capacity_change(
    *, kind: str, code: str, version: int, first_on: date, last_on: date, capacity: int, why: str, by: Person,
    at: datetime,
) -> VenueChange | PoolChange:  # fmt: skip
    """Say that another capacity holds on some days; 0 closes."""
    place = _claimed(kind, code, version, by)
    if last_on < first_on:
        raise DaysOutOfOrder
    if place.changes.filter(first_on__lte=last_on, last_on__gte=first_on).exists():
        raise ChangedAlready
    table = VenueChange if kind == "venues" else PoolChange
    change = table.objects.create(
        **{KINDS[kind][1]: place}, first_on=first_on, last_on=last_on, capacity=capacity, why=why
    )
    told: Plain = {"change": str(change), "capacity": capacity, "why": why}
    keep(place, verb="training.add_capacity_change", by=by, at=at, told=told)
    return change


@transaction.atomic
def remove_capacity_change(
    *, kind: str, code: str, version: int, change_id: int, by: Person, at: datetime
) -> None:
    """Take another capacity back."""
    place = _claimed(kind, code, version, by)
    change = place.changes.filter(pk=change_id).first()
    if change is None:
        raise NotFound
    told = {"change": str(change), "capacity": change.capacity, "why": change.why}
    keep(place, verb="training.remove_capacity_change", by=by, at=at, told=told)
    change.delete()
