"""The verbs of the catalogue: offer a course, change it, withdraw the offer, offer it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord
from tansiq.accords.rules import AccordType
from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Record
from tansiq.core.rules import Plain, plain
from tansiq.core.services import claim_seen, keep, subject_of, write_line
from tansiq.organisations.models import Party
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import (
    Competency,
    Course,
    CourseSpan,
    Pool,
    Staffing,
    Teaching,
    Venue,
)
from tansiq.training.rules import SpanKind, earliest_end

_ANY_DAY = date(2024, 1, 1)
"""Seasons return every year: any day tells whether one ever opens."""


@dataclass(frozen=True, slots=True)
class CourseParts:
    """What a course stands on, by codes; alternatives of instructors by pool, gain and cap by competency."""

    venues: Sequence[str]
    legal_basis: Sequence[str]
    prerequisites: Sequence[str] = ()
    alternatives: Sequence[Mapping[str, int]] = ()
    teaches: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    closed: Sequence[str] = ()
    start_only: Sequence[str] = ()


class CodeTaken(Refused):
    """Another record has this code."""

    message = _("There is already a course of this code. Choose another.")


class StillNeeded(Refused):
    """Another course or a pool stands on this course."""

    message = _(
        "Other courses that are offered ask for this one first, or instructors grow by it. Change those first."
    )


@transaction.atomic
def offer_course(
    *, code: str, provider: str, fields: Mapping[str, Any], parts: CourseParts, by: Person, at: datetime
) -> Course:
    """Offer a new course in the catalogue of its provider."""
    party = Party.objects.filter(code=provider).first()
    if party is None:
        raise NotFound
    demand(by, Permission.PUBLISH_OFFER, provider)
    course = Course(code=code, owner=provider, provider=party, **fields)
    _checked(course, parts, by)
    try:
        with transaction.atomic():
            course.save(force_insert=True)
    except IntegrityError as error:
        raise CodeTaken from error
    _put_parts(course, parts, by)
    changes = {**{name: plain(value) for name, value in fields.items()}, "parts": _told(_parts_of(course))}
    write_line(verb="training.offer_course", subject=subject_of(course), changes=changes, by=by, at=at)
    return course


@transaction.atomic
def change_course(
    *, code: str, version: int, fields: Mapping[str, Any], parts: CourseParts, by: Person, at: datetime
) -> Course:
    """Change a course of the catalogue."""
    course = claim_seen(Course, code, version, by)
    demand(by, Permission.PUBLISH_OFFER, course.owner)
    before = _parts_of(course)
    _checked(_as_it_would_be(course, fields), parts, by)
    _put_parts(course, parts, by)
    told = _differing(before, _parts_of(course))
    return keep(course, verb="training.change_course", by=by, at=at, told=told or None, **fields)


def _as_it_would_be(course: Course, fields: Mapping[str, Any]) -> Course:
    changed = copy(course)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


@transaction.atomic
def withdraw_offer(*, code: str, version: int, by: Person, at: datetime) -> Course:
    """Take a course out of what is offered; what was asked for stays on record."""
    course = claim_seen(Course, code, version, by)
    demand(by, Permission.PUBLISH_OFFER, course.owner)
    if course.leads_to.filter(is_offered=True).exists() or course.grown_pools.exists():
        raise StillNeeded
    return keep(course, verb="training.withdraw_offer", by=by, at=at, is_offered=False)


@transaction.atomic
def offer_again(*, code: str, version: int, by: Person, at: datetime) -> Course:
    """Offer a withdrawn course again."""
    course = claim_seen(Course, code, version, by)
    demand(by, Permission.PUBLISH_OFFER, course.owner)
    if course.prerequisites.filter(is_offered=False).exists():
        raise Refused(_("A course that comes first is not offered. Offer that one again before this one."))
    return keep(course, verb="training.offer_again", by=by, at=at, is_offered=True)


# --------------------------------------------------------------------------------------------------------------- checks
def _checked(course: Course, parts: CourseParts, by: Person) -> None:
    if not course.names:
        raise Refused(_("Give the course a name in at least one language."))
    if not 1 <= course.seats_min <= course.seats_max:
        raise Refused(_("The smallest class is at least 1 and at most as large as the largest."))
    for given, sentence in (
        (parts.venues, _("Choose at least one venue.")),
        (parts.legal_basis, _("Choose at least one accord that the course stands on.")),
        ([it for it in parts.alternatives if it], _("Name the instructors of at least one alternative.")),
    ):
        if not given:
            raise Refused(sentence)
    if course.seats_min > max(it.capacity for it in _found(Venue, parts.venues, by)):
        raise Refused(
            _("No venue chosen has room for the smallest class. Choose a larger one, or lower the class.")
        )
    if earliest_end(_ANY_DAY, course.weeks, parts.closed, parts.start_only) is None:
        raise Refused(
            _("With these spans the course can never be held. Shorten a span in which it is closed.")
        )
    _checked_chain(course, parts, by)


def _checked_chain(course: Course, parts: CourseParts, by: Person) -> None:
    seen, ahead = set[int](), _found(Course, parts.prerequisites, by)
    if any(not it.is_offered for it in ahead):
        raise Refused(_("A course that comes first is not offered. Leave it out, or offer it again."))
    while ahead:
        nearest = ahead.pop()
        if nearest.pk == course.pk:
            raise Refused(
                _("The course would have to come before itself. Leave out a course that comes first.")
            )
        if nearest.pk not in seen:
            seen.add(nearest.pk)
            ahead.extend(nearest.prerequisites.all())


def _found(kind: type[Any], codes: Sequence[str], by: Person) -> list[Any]:
    """Give records by their codes, in that order; all of them must be seen by the person."""
    known: dict[str, Record] = {
        it.code: it for it in kind.objects.seen_by_parties(by.parties).filter(code__in=codes)
    }
    if set(codes) - set(known):
        raise NotFound
    return [known[code] for code in codes]


# ---------------------------------------------------------------------------------------------------------------- parts
Parts = dict[str, Any]


def _parts_of(course: Course) -> Parts:
    alternatives: dict[int, dict[str, int]] = {}
    for staffing in course.staffings.select_related("pool").order_by("alternative", "pk"):
        alternatives.setdefault(staffing.alternative, {})[staffing.pool.code] = staffing.instructors
    return {
        "venues": sorted(course.venues.values_list("code", flat=True)),
        "legal_basis": sorted(course.legal_basis.values_list("code", flat=True)),
        "prerequisites": sorted(course.prerequisites.values_list("code", flat=True)),
        "alternatives": list(alternatives.values()),
        "teaches": {
            it.competency.code: [it.gain, it.cap]
            for it in course.teachings.select_related("competency").order_by("pk")
        },
        **{
            str(kind): [str(it) for it in course.spans.filter(kind=kind).order_by("pk")]
            for kind in SpanKind.values
        },
    }


def _put_parts(course: Course, parts: CourseParts, by: Person) -> None:
    """Write only the parts that differ: what stays keeps its order."""
    now = _parts_of(course)
    accords = [it for it in _found(Accord, parts.legal_basis, by) if it.type != AccordType.ANNUAL_PLAN]
    if len(accords) < len(parts.legal_basis):
        raise Refused(_("An annual plan opens the programme and is never the legal basis of a course."))
    for name, wanted in (
        ("venues", _found(Venue, parts.venues, by)),
        ("legal_basis", accords),
        ("prerequisites", _found(Course, parts.prerequisites, by)),
    ):
        kept = getattr(course, name)
        shown = kept.model.objects.seen_by_parties(by.parties)
        hidden = list(kept.exclude(pk__in=shown))  # what the person does not see, they cannot leave out
        if now[name] != sorted(it.code for it in [*wanted, *hidden]):
            kept.clear()
            for one in [*wanted, *hidden]:  # one by one: their order is kept
                kept.add(one)
    for kind, spans in ((SpanKind.CLOSED, parts.closed), (SpanKind.START_ONLY, parts.start_only)):
        if now[kind] != list(spans):
            course.spans.filter(kind=kind).delete()
            CourseSpan.objects.bulk_create(
                CourseSpan(course=course, kind=kind, first=it[:5], last=it[6:]) for it in spans
            )
    _put_staffing(course, [it for it in parts.alternatives if it], now["alternatives"], by)
    _put_teaching(course, parts.teaches, now["teaches"], by)


def _put_staffing(
    course: Course, wanted: Sequence[Mapping[str, int]], now: Sequence[Mapping[str, int]], by: Person
) -> None:
    seen = set(Pool.objects.seen_by_parties(by.parties).values_list("code", flat=True))
    shown = [{code: count for code, count in it.items() if code in seen} for it in now]
    if [dict(it) for it in wanted] == [it for it in shown if it]:
        return
    codes = sorted({code for alternative in wanted for code in alternative})
    pools = {it.code: it for it in _found(Pool, codes, by)}
    course.staffings.all().delete()
    Staffing.objects.bulk_create(
        Staffing(course=course, alternative=number, pool=pools[code], instructors=count)
        for number, alternative in enumerate(wanted, 1)
        for code, count in alternative.items()
    )


def _put_teaching(
    course: Course, wanted: Mapping[str, tuple[int, int]], now: Mapping[str, Sequence[int]], by: Person
) -> None:
    if {code: list(pair) for code, pair in wanted.items()} == dict(now):
        return
    competencies = {it.code: it for it in _found(Competency, list(wanted), by)}
    course.teachings.all().delete()
    Teaching.objects.bulk_create(
        Teaching(course=course, competency=competencies[code], gain=gain, cap=cap)
        for code, (gain, cap) in wanted.items()
    )


def _told(parts: Parts) -> Plain:
    return plain(parts)


def _differing(before: Parts, after: Parts) -> dict[str, Plain]:
    return {name: [plain(before[name]), plain(after[name])] for name in after if before[name] != after[name]}
