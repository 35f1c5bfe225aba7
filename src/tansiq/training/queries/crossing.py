"""Offers and requests in the form in which they cross to partners: what those may see, no more.

A course names only the places and courses that every receiver may see; the places that its own party released to them
go with it. Of a request its row crosses; why the unit needs it, and what its directorate answered, stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tansiq.accords.models import Accord
from tansiq.accords.queries.crossing import marking_of
from tansiq.accords.queries.telling import (
    NOTHING,
    Difference,
    Line,
    Lines,
    Names,
    differing,
    lines_of,
    under,
)
from tansiq.accords.rules.crossing import LANGUAGES, Form, given, in_each, plain_text
from tansiq.core.models import Record
from tansiq.core.rules import Marking
from tansiq.core.verbs import entry_told
from tansiq.organisations.models import Unit
from tansiq.training.models import Competency, Course, Pool, Request, Venue
from tansiq.training.queries.catalogue import month_day
from tansiq.training.rules import Language, SpanKind
from tansiq.training.rules.crossing import Offer, Place, read_offer, read_request, request_state_told
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import day_text, listed, number

PARTS: dict[str, type[Record]] = {"venues": Venue, "legal_basis": Accord, "prerequisites": Course}
"""What a course stands on, by code."""
REFERS: dict[str, type[Record]] = {**PARTS, "unit": Unit, "course": Course}
"""Columns that hold codes of records."""


def course_form(course: Course, *, to: Collection[str] | None) -> dict[str, Any]:
    """Give a course as it crosses to some parties: its row of the programme file, and the places that go with it.

    `to` is None for the course as it is kept here, whoever may see what of it; that form never leaves.
    """
    venues, pools = _released(Venue, to), _released(Pool, to)
    named = list(_in_order(Course.venues.through, course, "venue", venues))
    staffings = course.staffings.filter(pool__in=pools).select_related("pool").order_by("alternative", "pk")
    alternatives: dict[int, dict[str, int]] = defaultdict(dict)
    for staffing in staffings:
        alternatives[staffing.alternative][staffing.pool.code] = staffing.instructors
    before = _in_order(
        Course.prerequisites.through, course, "to_course", _released(Course, to), "from_course"
    )
    seen_pools = {staffing.pool for staffing in staffings}
    return given({
        "row": {
            **_course(course),
            "legal_basis": [it.code for it in _in_order(Course.legal_basis.through, course, "accord", _released(Accord, to))],
            "venues": [it.code for it in named],
            "prereq": [it.code for it in before],
            "instructors": _staffing(list(alternatives.values())),
        },
        "venues": [_venue(it) for it in named if it.owner == course.owner],
        "pools": [_pool(it) for it in sorted(seen_pools, key=lambda it: it.code) if it.owner == course.owner],
    })  # fmt: skip


def _course(course: Course) -> dict[str, Any]:
    spans = course.spans.order_by("pk")
    season = {kind: [str(it) for it in spans if it.kind == kind] for kind in SpanKind.values}
    taught = course.teachings.select_related("competency").order_by("pk")
    return given({
        "id": course.code,
        "mode": course.mode,
        "provider": course.provider.code,
        "weeks": course.weeks,
        "seats": {"min": course.seats_min, "max": course.seats_max},
        "language": course.language,
        "prepares_language": course.prepares_language,
        "season": given(season),
        "ramadan": course.ramadan,
        "max_editions_per_year": course.editions_a_year_at_most,
        "cost": {"kind": course.cost_kind, "fixed": course.cost_fixed, "per_seat": course.cost_per_seat},
        "teaches": {it.competency.code: {"gain": it.gain, "cap": it.cap} for it in taught},
        "tags": course.tags.split(),
        "name": in_each(course.names),
        "is_offered": None if course.is_offered else False,
    })  # fmt: skip


def _staffing(alternatives: list[dict[str, int]]) -> dict[str, Any]:
    return {"one_of": alternatives} if len(alternatives) > 1 else next(iter(alternatives), {})


def _venue(venue: Venue) -> dict[str, Any]:
    return given({
        "id": venue.code,
        "region": plain_text(venue.region),
        "capacity": venue.capacity,
        "tags": venue.tags.split(),
        "changes": [_change(it) for it in venue.changes.order_by("pk")],
        "name": in_each(venue.names),
    })  # fmt: skip


def _pool(pool: Pool) -> dict[str, Any]:
    return given({
        "id": pool.code,
        "capacity": pool.capacity,
        "languages": pool.languages.split(),
        "changes": [_change(it) for it in pool.changes.order_by("pk")],
        "name": in_each(pool.names),
    })  # fmt: skip


def _change(it: Any) -> dict[str, Any]:
    return given(
        {
            "from": _day(it.first_on),
            "to": _day(it.last_on),
            "capacity": it.capacity,
            "why": plain_text(it.why),
        }
    )


def _day(day: date | str) -> str:
    """Write a day; one that was just saved may still be the text it was given as."""
    return day if isinstance(day, str) else day.isoformat()


def _released(kind: type[Any], to: Collection[str] | None) -> QuerySet[Any]:
    """Give the records of a kind that each of some parties may see; none where nobody is to receive anything."""
    found: QuerySet[Any] = kind.objects.all() if to is None or to else kind.objects.none()
    for party in to or ():
        found = found.filter(pk__in=kind.objects.seen_by_parties(frozenset({party})))
    return found


def _in_order(
    through: Any, course: Course, to: str, seen: QuerySet[Any], source: str = "course"
) -> list[Any]:
    """Give the parts of a course in the order they were added."""
    rows = through.objects.filter(**{source: course, f"{to}__in": seen})
    return [getattr(row, to) for row in rows.select_related(to).order_by("pk")]


def request_form(request: Request) -> dict[str, Any]:
    """Give a request as it crosses: its row of the programme file, and whether it still stands."""
    return {
        "row": {
            "id": request.code,
            "unit": request.unit.code,
            "course": request.course.code,
            "seats": request.seats,
            "by": _day(request.by_on),
            "priority": request.priority,
            "late": "allowed" if request.late_is_allowed else "refused",
            "state": request_state_told(request.state).value,
        }
    }


def markings_in(record: Record, *, to: Collection[str] | None = None) -> list[Marking]:
    """Give the classifications of all that crosses in the form of a record: its own, and those of the places with it."""
    if not isinstance(record, Course):
        return [marking_of(record)]
    form = course_form(record, to=to)
    venues = Venue.objects.filter(code__in=[it["id"] for it in form.get("venues", ())])
    pools = Pool.objects.filter(code__in=[it["id"] for it in form.get("pools", ())])
    return [marking_of(it) for it in (record, *venues.order_by("pk"), *pools.order_by("pk"))]


# --------------------------------------------------------------------------------------------------------- what is here
def form_here(kind: str, form: Form) -> dict[str, Any] | None:
    """Give the record that a form is about, in the same form as it is here; None where this node has none."""
    code = form["row"]["id"]
    if kind == "request":
        request = Request.objects.filter(code=code).select_related("unit", "course").first()
        return request_form(request) if request else None
    course = Course.objects.filter(code=code).select_related("provider").first()
    return course_form(course, to=None) if course else None


# ------------------------------------------------------------------------------------------------------------- in words
def form_told(kind: str, form: Form) -> list[Line]:
    """Give what the form of an offer or a request says, without taking it in.

    Raises
    ------
    FormFaulty
    """
    return [line for line in _LINES[kind](form).values() if line.text != NOTHING]


def differences(kind: str, form: Form) -> list[Difference]:
    """Give what a form says otherwise than the record here, or all it says where this node has none.

    Raises
    ------
    FormFaulty
    """
    theirs = _LINES[kind](form)
    ours = form_here(kind, form)
    return differing(_LINES[kind](ours) if ours else {}, theirs)


def _request_lines(form: Form) -> Lines:
    return lines_of(Request, read_request(form), Names(), REFERS)


def _offer_lines(form: Form) -> Lines:
    offer, names = read_offer(form), Names()
    parts = {"provider": offer.provider, **{name: list(getattr(offer, name)) for name in PARTS}}
    found = lines_of(Course, {**offer.course, **parts}, names, REFERS)
    subject = f"{Course._meta.label_lower}/"
    for name, text in _parts_told(offer, names):
        found[name] = Line(entry_told(subject, name), text or NOTHING)
    for table, places in ((Venue, offer.own_venues), (Pool, offer.own_pools)):
        for place in places:
            found |= under(_called(place), _place_lines(table, place, names))
    return found


def _parts_told(offer: Offer, names: Names) -> Iterator[tuple[str, str]]:
    """Give who teaches, what is taught, and the yearly spans, in words."""
    teams = (
        " + ".join(f"{number(count)} {names.of(Pool, [pool])}" for pool, count in team.items())
        for team in offer.alternatives
    )
    yield "alternatives", listed(teams)
    points = _("%(competency)s: %(gain)s points, to %(cap)s at most")
    taught = (
        points % {"competency": names.of(Competency, [code]), "gain": number(gain), "cap": number(cap)}
        for code, (gain, cap) in offer.teaches.items()
    )
    yield "teaches", listed(taught)
    for kind, spans in offer.spans.items():
        yield kind, listed(" – ".join(month_day(it) for it in span.split("/")) for span in spans)


def _called(place: Place) -> str:
    names = {language: place.columns[f"name_{language}"] for language in LANGUAGES}
    return f"{called_plainly(names)} ({place.columns['code']})"


def _place_lines(table: type[Venue | Pool], place: Place, names: Names) -> Lines:
    unnamed = {name: it for name, it in place.columns.items() if name != "code"}
    found = lines_of(table, unnamed, names, REFERS)
    if spoken_there := str(place.columns.get("languages", "")).split():
        languages = listed(str(dict(Language.choices).get(it, it)) for it in spoken_there)
        found["languages"] = Line(found["languages"].label, languages)
    for position, change in enumerate(place.changes, 1):
        days = f"{day_text(change['first_on'])} – {day_text(change['last_on'])}"
        found[f"change {position}"] = Line(days, number(change["capacity"]))
    return found


_LINES = {"offer": _offer_lines, "request": _request_lines}
