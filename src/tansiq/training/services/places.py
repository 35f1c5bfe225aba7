"""The verbs of venues and instructor pools: other capacities on some days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.rules import Plain
from tansiq.core.services import claim_seen, keep
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import Course, Pool, PoolChange, Venue, VenueChange
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


class NoRoomLeft(Refused):
    """A course that is offered would have no venue with room for its smallest class."""

    def __init__(self, course: Course | None) -> None:
        if course is None:
            super().__init__(_("A course that is offered here would have no room for its smallest class."))
            return
        super().__init__(
            _("Course %(code)s has a smallest class of %(seats)d, and no venue of it would have that room. Give at least that.")
            % {"code": course.code, "seats": course.seats_min}
        )  # fmt: skip


class GrowsBeyond(Refused):
    """A pool would be larger than it can grow."""

    message = _("These instructors grow to fewer than that. Give at most what they grow to.")


@transaction.atomic
def change_capacity(
    *, kind: str, code: str, version: int, capacity: int, by: Person, at: datetime
) -> Venue | Pool:
    """Say how many people a venue takes in one week, or how many instructors a pool has, where nothing else is said."""
    place = _claimed(kind, code, version, by)
    if kind == "pools" and place.grows_to is not None and capacity > place.grows_to:
        raise GrowsBeyond
    if kind == "venues" and (course := _without_room(place, capacity)) is not None:
        seen = Course.objects.seen_by_parties(by.parties).filter(pk=course.pk).exists()
        raise NoRoomLeft(course if seen else None)
    kept: Venue | Pool = keep(place, verb="training.change_capacity", by=by, at=at, capacity=capacity)
    return kept


def _without_room(venue: Venue, capacity: int) -> Course | None:
    """Give an offered course whose smallest class would fit in none of its venues on any day."""
    courses: QuerySet[Course] = (
        venue.courses.filter(is_offered=True).prefetch_related("venues__changes").order_by("pk")
    )
    for course in courses:
        room = [
            max(
                capacity if it.pk == venue.pk else it.capacity,
                *(change.capacity for change in it.changes.all()),
                0,
            )
            for it in course.venues.all()
        ]
        if max(room) < course.seats_min:
            return course
    return None


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
