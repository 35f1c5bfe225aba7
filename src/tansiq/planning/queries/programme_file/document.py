"""Writes the records of all areas as one programme file, the only form in which the planner takes a problem."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from tansiq.accords.models import Accord
from tansiq.organisations.models import Holiday, Organisation, Party, Ramadan, Unit, UnitAbsence
from tansiq.people.models import Role
from tansiq.planning.models import Programme
from tansiq.training.models import (
    Competency,
    Course,
    CourseSpan,
    Indicator,
    Pool,
    PoolChange,
    Qualified,
    Request,
    Staffing,
    Task,
    Teaching,
    Venue,
    VenueChange,
)
from tansiq.training.queries import points_confirmed
from tansiq.training.rules import RequestState, SpanKind

ASKED_FOR = (RequestState.ACCEPTED, RequestState.PLANNED, RequestState.FULFILLED, RequestState.PARTLY)
"""Requests that a plan has to meet, where their day lies in its horizon; of earlier years and later ones it knows nothing."""


def programme_document(programme: Programme, on: date | None = None) -> dict[str, Any]:
    """Give the programme as its file has it, as of a day: every section, ids in the order they were added.

    What a party did not bring to this node is left out; the planner then says what it lacked. A rating that a
    commander gave stands in for the points the unit started with.
    """
    as_of = min(max(on or programme.as_of, programme.as_of), programme.last_on)
    document = {
        "meta": _meta(programme, as_of),
        "parties": [_party(it) for it in Party.objects.order_by("pk")],
        "organisations": [_organisation(it) for it in Organisation.objects.order_by("pk")],
        "accords": [_accord(it) for it in Accord.objects.select_related("parent").order_by("pk")],
        "competencies": [_competency(it) for it in Competency.objects.order_by("pk")],
        "units": list(_units()),
        "venues": [
            _venue(it)
            for it in Venue.objects.prefetch_related(_in_order("changes", VenueChange)).order_by("pk")
        ],
        "instructor_pools": list(_pools()),
        "courses": list(course_rows(Course.objects.filter(is_offered=True))),
        "requests": list(_requests(programme)),
        "calendars": [_calendar(it) for it in _calendar_parties()],
        "institution_indicators": [
            _indicator(it) for it in Indicator.objects.select_related("organisation").order_by("pk")
        ],
        "user_roles": [
            _role(it)
            for it in Role.objects.exclude(organisation=None).select_related("organisation").order_by("pk")
        ],
        "locks": [lock.content for lock in programme.locks.filter(is_of_the_file=True).order_by("pk")],
    }
    return {**document, **programme.sections}


def programme_text(programme: Programme, on: date | None = None) -> str:
    """Give the programme as the JSON text of its file, as of a day."""
    return json.dumps(programme_document(programme, on), ensure_ascii=False)


def _meta(programme: Programme, as_of: date) -> dict[str, Any]:
    return _given({
        "id": programme.code,
        "schema": "tansiq-programme/1",
        "title": programme.names,
        "horizon": {"start": programme.first_on.isoformat(), "end": programme.last_on.isoformat()},
        "as_of": as_of.isoformat(),
        "currency": programme.currency,
        "marking": programme.marking_texts,
        "gate": {"annual_plan": programme.gate.code, "nomination_lead_days": programme.nomination_lead_days},
        "assumptions": {"tacit_renewal": programme.counts_tacit_renewal},
        "rating_scale": programme.rating_scale,
    })  # fmt: skip


def _party(party: Party) -> dict[str, Any]:
    return _given({
        "id": party.code,
        "kind": party.kind,
        "name": party.names,
        "force": party.force,
        "languages": party.languages.split(),
        "ui_locale": party.display_locale,
        "node": party.node_code,
        "from_article": party.from_article,
    })  # fmt: skip


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {
        "id": organisation.code,
        "party": organisation.owner,
        "role": organisation.role,
        "name": organisation.names,
        "from_article": organisation.from_article,
    }


def _accord(accord: Accord) -> dict[str, Any]:
    return _given({
        "id": accord.code,
        "type": accord.type,
        "status": accord.state,
        "title": accord.names,
        "parent": accord.parent.code if accord.parent else None,
        "signed_on": _day(accord.signed_on),
        "in_force_on": _day(accord.in_force_on),
        "valid_until": _day(accord.valid_until),
        "tacit_renewal_months": accord.tacit_renewal_months,
        "clauses": accord.clause_list,
        "from_article": accord.from_article,
        "fictional_fields": accord.fictional_fields.split(),
    })  # fmt: skip


def _competency(competency: Competency) -> dict[str, Any]:
    return _given({
        "id": competency.code,
        "decay": competency.decay,
        "half_life_months": _number(competency.half_life_months),
        "name": competency.names,
        "task": competency.task,
        "condition": competency.condition,
        "standard": competency.standard,
    })  # fmt: skip


def _units() -> Iterator[dict[str, Any]]:
    units = Unit.objects.select_related("command").order_by("pk")
    confirmed = points_confirmed()
    parts = (
        _in_order("absences", UnitAbsence),
        _in_order("tasks", Task, "competency"),
        _in_order("qualified", Qualified, "course"),
    )
    for unit in units.prefetch_related(*parts):
        yield _given({
            "id": unit.code,
            "party": unit.owner,
            "owner": unit.command.code,
            "type": unit.type,
            "name": unit.names,
            "home_region": unit.region,
            "sector": unit.sector,
            "training_headcount": unit.training_headcount,
            "max_absent_share": _number(unit.absent_share_at_most),
            "yearly_turnover": _number(unit.turnover_share),
            "already_qualified": {it.course.code: it.people for it in unit.qualified.all()},
            "not_available": [_span(it) for it in unit.absences.all()],
            "metl": {
                task.competency.code: _given(
                    {"weight": task.weight, "target": task.target, "start": confirmed.get(task.pk, task.start_points)}
                )
                for task in unit.tasks.all()
            },
        })  # fmt: skip


def _venue(venue: Venue) -> dict[str, Any]:
    return _given({
        "id": venue.code,
        "party": venue.owner,
        "region": venue.region,
        "capacity": venue.capacity,
        "tags": venue.tags.split(),
        "changes": [{**_span(it), "capacity": it.capacity} for it in venue.changes.all()],
        "name": venue.names,
    })  # fmt: skip


def _pools() -> Iterator[dict[str, Any]]:
    pools = Pool.objects.select_related("grows_by_course").order_by("pk")
    for pool in pools.prefetch_related(_in_order("changes", PoolChange)):
        growth = pool.grows_by_course and {
            "course": pool.grows_by_course.code,
            "per_graduates": pool.grows_per_graduates,
            "add": pool.grows_by,
            "max": pool.grows_to,
        }
        yield _given({
            "id": pool.code,
            "party": pool.owner,
            "capacity": pool.capacity,
            "languages": pool.languages.split(),
            "growth": growth,
            "changes": [{**_span(it), "capacity": it.capacity} for it in pool.changes.all()],
            "name": pool.names,
        })  # fmt: skip


def course_rows(courses: QuerySet[Course, Course]) -> Iterator[dict[str, Any]]:
    """Give courses, offered or not, as rows of a programme file."""
    venues = _ordered(Course.venues.through, "venue")
    accords = _ordered(Course.legal_basis.through, "accord")
    before = _ordered(Course.prerequisites.through, "to_course", "from_course_id")
    parts = (
        _in_order("spans", CourseSpan),
        _in_order("teachings", Teaching, "competency"),
        _in_order("staffings", Staffing, "pool"),
    )
    for course in courses.select_related("provider").order_by("pk").prefetch_related(*parts):
        yield _given({
            "id": course.code,
            "mode": course.mode,
            "provider": course.provider.code,
            "legal_basis": accords[course.pk],
            "venues": venues[course.pk],
            "weeks": course.weeks,
            "seats": {"min": course.seats_min, "max": course.seats_max},
            "language": course.language,
            "prepares_language": course.prepares_language,
            "prereq": before[course.pk],
            "instructors": _staffing(course),
            "season": {kind: [f"{it}" for it in course.spans.all() if it.kind == kind] for kind in SpanKind.values},
            "ramadan": course.ramadan,
            "max_editions_per_year": course.editions_a_year_at_most,
            "cost": {"kind": course.cost_kind, "fixed": course.cost_fixed, "per_seat": course.cost_per_seat},
            "teaches": {it.competency.code: {"gain": it.gain, "cap": it.cap} for it in course.teachings.all()},
            "tags": course.tags.split(),
            "name": course.names,
        })  # fmt: skip


def _staffing(course: Course) -> dict[str, Any]:
    alternatives: dict[int, dict[str, int]] = defaultdict(dict)
    for it in course.staffings.all():
        alternatives[it.alternative][it.pool.code] = it.instructors
    if len(alternatives) < 2:
        return next(iter(alternatives.values()), {})
    return {"one_of": [alternatives[number] for number in sorted(alternatives)]}


def _requests(programme: Programme) -> Iterator[dict[str, Any]]:
    wanted = Request.objects.filter(
        state__in=ASKED_FOR, course__is_offered=True, by_on__range=(programme.first_on, programme.last_on)
    )
    yield from map(request_row, wanted.select_related("unit", "course").order_by("pk"))


def request_row(request: Request) -> dict[str, Any]:
    """Give a request, whatever its state, as a row of a programme file."""
    return {
        "id": request.code,
        "unit": request.unit.code,
        "course": request.course.code,
        "seats": request.seats,
        "by": request.by_on.isoformat(),
        "priority": request.priority,
        "late": "allowed" if request.late_is_allowed else "refused",
    }


def _calendar_parties() -> Iterable[Party]:
    return (
        Party.objects.exclude(calendar_position=None)
        .prefetch_related(_in_order("holidays", Holiday), _in_order("ramadans", Ramadan))
        .order_by("calendar_position")
    )


def _calendar(party: Party) -> dict[str, Any]:
    return {
        "party": party.code,
        "weekend": party.weekend.split(),
        "ramadan": [
            {
                "year": it.year,
                "from": it.first_on.isoformat(),
                "to": it.last_on.isoformat(),
                "status": it.status,
            }
            for it in party.ramadans.all()
        ],
        "holidays": [
            {"date": it.first_on.isoformat(), "days": it.days, "key": it.key, "status": it.status}
            for it in party.holidays.all()
        ],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return _given({
        "id": indicator.code,
        "unit": indicator.organisation.code,
        "start": indicator.start_level,
        "target": indicator.target_level,
        "name": indicator.names,
        "evidence": indicator.evidence,
    })  # fmt: skip


def _role(role: Role) -> dict[str, Any]:
    assert role.organisation is not None  # noqa: S101 - roles without one are the node's own, and stay here
    return {"id": role.code, "party": role.owner, "org": role.organisation.code, "may": role.may.split()}


def _in_order(name: str, kind: type[Model], *with_them: str) -> Prefetch[Any]:
    """Take parts in the order they were added, which no database promises by itself."""
    return Prefetch(name, kind._default_manager.select_related(*with_them).order_by("pk"))


def _ordered(through: Any, to: str, source: str = "course_id") -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in through.objects.select_related(to).order_by("pk"):
        found[getattr(row, source)].append(getattr(row, to).code)
    return found


def _span(it: Any) -> dict[str, Any]:
    return _given({"from": it.first_on.isoformat(), "to": it.last_on.isoformat(), "why": it.why})


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: value for key, value in fields.items() if value is not None and value not in ("", [], {})}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
