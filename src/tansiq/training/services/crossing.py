"""The verbs by which a partner's offers and requests become known here: theirs to say, and nobody else's.

What a party owns, its newest form says; so nothing here is asked before. What a plan gave a request stays, as the plan
crosses by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tansiq.accords.models import Accord
from tansiq.accords.rules import AccordType
from tansiq.accords.rules.crossing import Columns, Form, NotTheirs, OtherRecord, faulty, higher
from tansiq.accords.services.crossing import (
    added,
    checked,
    demand_party,
    held,
    insert,
    kept,
    put_recalled,
    put_released,
    referred,
    referred_all,
    tell_added,
)
from tansiq.core.models import Record
from tansiq.core.queries import this_node
from tansiq.core.rules import JOINT, Marking, party_list, plain
from tansiq.core.services import Actor
from tansiq.organisations.models import Unit
from tansiq.training.models import (
    Competency,
    Course,
    CourseSpan,
    Pool,
    PoolChange,
    Request,
    Staffing,
    Teaching,
    Venue,
    VenueChange,
)
from tansiq.training.queries.crossing import course_form
from tansiq.training.rules import RequestState, SpanKind
from tansiq.training.rules.crossing import GIVEN_BY_PLANS, Offer, Place, read_offer, read_request

FREE_WORDS = ("region", "why")
"""Columns whose words another node may have more of."""


@transaction.atomic
def take_in_request(
    *,
    form: Form,
    source: str,
    origin_party: str,
    by: Actor,
    at: datetime,
    marking: Marking = Marking.TRAINING,
) -> Request:
    """Take in a request that a partner made for a unit of its own.

    Raises
    ------
    FormFaulty, NotTheirs, OtherRecord, NotKnownHere
    """
    said = read_request(form)
    demand_party(origin_party)
    unit = referred(Unit, said["unit"])
    if unit is None or unit.owner != origin_party:
        raise NotTheirs
    said |= {"unit": unit, "course": referred(Course, said["course"])}
    request = held(Request, said["code"], origin_party)
    verb = "training.take_in_request"
    if request is None:
        fresh = Request(
            owner=origin_party, source=source, marking=marking, released_to=_us(origin_party), **said
        )
        return added(fresh, verb=verb, origin_party=origin_party, by=by, at=at)
    if request.unit_id != unit.pk:
        raise OtherRecord
    if said["state"] == RequestState.ACCEPTED and request.state in GIVEN_BY_PLANS:
        del said["state"]
    return kept(
        request, {**said, "released_to": _and_us(request)}, verb=verb, source=source, origin_party=origin_party,
        marking=marking, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def take_in_offer(
    *,
    form: Form,
    source: str,
    origin_party: str,
    by: Actor,
    at: datetime,
    marking: Marking = Marking.TRAINING,
) -> Course:
    """Take in a course that a partner offers, with those of its places that it released.

    Raises
    ------
    FormFaulty, NotTheirs, NotKnownHere
    """
    offer = read_offer(form)
    if offer.provider != origin_party:
        raise NotTheirs
    provider = demand_party(origin_party)
    course = held(Course, offer.course["code"], origin_party)
    bringing = _Bringing(offer, source, origin_party, marking)
    verb = "training.take_in_offer"
    if course is None:
        course = Course(
            owner=origin_party, provider=provider, source=source, marking=marking,
            released_to=_us(origin_party), **offer.course,
        )  # fmt: skip
        insert(course)
        bringing.put_parts(course)
        tell_added(course, verb=verb, origin_party=origin_party, by=by, at=at)
        return course
    if course.owner == JOINT:
        raise NotTheirs
    told = bringing.put_parts(course)
    return kept(
        course, {**offer.course, "released_to": _and_us(course)}, verb=verb, source=source,
        origin_party=origin_party, marking=marking, by=by, at=at, told=told,
    )  # fmt: skip


def _us(owner: str) -> str:
    """Write who here may see what a party owns: the party of this node."""
    node = this_node()
    return party_list([node.party] if node and node.party != owner else [])


def _and_us(record: Record) -> str:
    return party_list([*record.released_parties, *_us(record.owner).split()])


class _Bringing:
    """An offer that a party brings: its places, and all that the course stands on."""

    def __init__(self, offer: Offer, source: str, party: str, marking: Marking) -> None:
        self.offer, self.source, self.party, self.marking = offer, source, party, marking

    def put_parts(self, course: Course) -> Columns:
        """Keep the places and what the course stands on; tell what differs."""
        places = [it for it in self.offer.own_venues if self._put_place(Venue, VenueChange, "venue", it)]
        places += [it for it in self.offer.own_pools if self._put_place(Pool, PoolChange, "pool", it)]
        before = course_form(course, to=None)["row"]
        self._put_relations(course, before)
        self._put_taught(course)
        after = course_form(course, to=None)["row"]
        told: Columns = {"parts": [it.columns["code"] for it in places]} if places else {}
        changed = {name for name in after if after[name] != before.get(name)}
        told |= {TOLD[name]: plain(after[name]) for name in changed if name in TOLD}
        return told | (_spans(after) if after.get("season") != before.get("season") else {})

    def _put_place(self, kind: type[Any], change: type[Any], noun: str, said: Place) -> bool:
        place = held(kind, said.columns["code"], self.party)
        columns = {**said.columns, "marking": self.marking.value, "released_to": _us(self.party)}
        if place is None:
            place = kind(owner=self.party, source=self.source)
        elif place.owner != self.party:
            raise NotTheirs
        else:
            columns["marking"] = higher(place.marking, self.marking).value
            columns["released_to"] = _and_us(place)
        fields = ("first_on", "last_on", "capacity", "why")
        changes = place.pk and list(place.changes.order_by("pk").values(*fields))
        differs = changes != list(said.changes) or any(
            getattr(place, name) != it for name, it in columns.items()
        )
        if not differs:
            return False
        for name, value in columns.items():
            setattr(place, name, value)
        checked(place, exclude=FREE_WORDS)
        place.version += 1 if place.pk else 0
        place.save()
        place.changes.all().delete()
        for it in said.changes:
            row = change(**{noun: place}, **it)
            checked(row, exclude=FREE_WORDS)
            row.save()
        return True

    def _put_relations(self, course: Course, now: Mapping[str, Any]) -> None:
        offer = self.offer
        accords = referred_all(Accord, offer.legal_basis)
        if any(it.type == AccordType.ANNUAL_PLAN for it in accords):
            raise faulty("row.legal_basis")
        before = referred_all(Course, offer.prerequisites)
        _demand_chain(course, before)
        for name, entry, wanted in (
            ("venues", "venues", referred_all(Venue, offer.venues)),
            ("legal_basis", "legal_basis", accords),
            ("prerequisites", "prereq", before),
        ):
            relation: Any = getattr(course, name)
            if now[entry] != [it.code for it in wanted]:
                relation.clear()
                for one in wanted:  # one by one: their order is kept
                    relation.add(one)

    def _put_taught(self, course: Course) -> None:
        offer = self.offer
        pools = {code: referred(Pool, code) for team in offer.alternatives for code in team}
        competencies = {code: referred(Competency, code) for code in offer.teaches}
        _replaced(course.spans, [
            CourseSpan(course=course, kind=kind, first=it[:5], last=it[6:])
            for kind, spans in offer.spans.items()
            for it in spans
        ], ("kind", "first", "last"))  # fmt: skip
        _replaced(course.teachings, [
            Teaching(course=course, competency=competencies[code], gain=gain, cap=cap)
            for code, (gain, cap) in offer.teaches.items()
        ], ("competency_id", "gain", "cap"))  # fmt: skip
        _replaced(course.staffings, [
            Staffing(course=course, alternative=position, pool=pools[code], instructors=count)
            for position, team in enumerate(offer.alternatives, 1)
            for code, count in team.items()
        ], ("alternative", "pool_id", "instructors"))  # fmt: skip


TOLD = {
    "venues": "venues", "legal_basis": "legal_basis", "prereq": "prerequisites", "instructors": "alternatives",
    "teaches": "teaches",
}  # fmt: skip
"""Entries of an offer's row that tell what the course stands on, and what the journal calls them."""


def _spans(row: Mapping[str, Any]) -> Columns:
    """Give the yearly spans of an offer's row as the journal keeps them."""
    return {kind: plain(row.get("season", {}).get(kind, [])) for kind in SpanKind.values}


def _replaced(parts: Any, wanted: list[Any], names: tuple[str, ...]) -> None:
    """Put other parts in the place of those that are there, where they differ."""

    def told(every: Any) -> set[tuple[Any, ...]]:
        return {tuple(getattr(it, name) for name in names) for it in every}

    if told(parts.all()) == told(wanted):
        return
    parts.all().delete()
    for part in wanted:
        checked(part)
        part.save()


def _demand_chain(course: Course, before: list[Course]) -> None:
    """Refuse courses that come first and that this one comes before."""
    seen, ahead = set[int](), list(before)
    while ahead:
        nearest = ahead.pop()
        if nearest.pk == course.pk:
            raise faulty("row.prereq")
        if nearest.pk not in seen:
            seen.add(nearest.pk)
            ahead.extend(nearest.prerequisites.all())


# ------------------------------------------------------------------------------------------------------- what was given
@transaction.atomic
def mark_released(*, record: Record, parties: Collection[str], by: Actor, at: datetime) -> Record:
    """Note that a record was released to parties, beside those that have it already."""
    return put_released(record, parties, verb="training.mark_released", by=by, at=at)


@transaction.atomic
def mark_recalled(*, record: Record, parties: Collection[str], by: Actor, at: datetime) -> Record:
    """Note that a record was recalled from parties."""
    return put_recalled(record, parties, verb="training.mark_recalled", by=by, at=at)
