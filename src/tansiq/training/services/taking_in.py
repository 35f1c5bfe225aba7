"""Takes in what a programme file says of training: new records are added, known ones get its words and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tansiq.accords.models import Accord
from tansiq.core.models import Record
from tansiq.core.queries import some_at_a_time
from tansiq.core.rules import JOINT
from tansiq.core.services import Actor, write_line
from tansiq.organisations.models import Organisation, Party, Unit
from tansiq.organisations.services import in_languages, put
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
from tansiq.training.rules import RequestState, SpanKind

Rows = Iterable[Mapping[str, Any]]
Released = Mapping[str, str]
"""By party: who else may see what it brings, as `core.rules.party_list` writes it."""


@transaction.atomic
def take_in_skills(
    *, competencies: Rows, units: Rows, indicators: Rows, source: str, by: Actor, at: datetime
) -> None:
    """Keep the competency catalogue, the mission-essential lists of units already known, and the indicators."""
    changes = put_skills(competencies=competencies, units=units, indicators=indicators, source=source)
    write_line(verb="training.take_in_skills", subject=f"source/{source}", changes=changes, by=by, at=at)


def put_skills(*, competencies: Rows, units: Rows, indicators: Rows, source: str) -> dict[str, int]:
    """Keep skills, within a verb that tells of it; give how many. Points at the start hold for new tasks only."""
    for given in competencies:
        fields = {
            "owner": JOINT,
            "decay": given["decay"],
            "half_life_months": Decimal(str(given["half_life_months"])),
            "source": source,
            **{name: given.get(name) or "" for name in ("task", "condition", "standard")},
            **in_languages("name", given["name"]),
        }
        put(Competency, given["id"], fields)
    known = _by_code(Competency)
    tasks = 0
    for given in units:
        unit = Unit.objects.get(code=given["id"])
        for competency, task in given.get("metl", {}).items():
            fields = {"weight": task["weight"], "target": task["target"]}
            Task.objects.update_or_create(
                unit=unit, competency=known[competency], defaults=fields,
                create_defaults={**fields, "start_points": task.get("start")},
            )  # fmt: skip
            tasks += 1
        unit.tasks.exclude(competency__code__in=given.get("metl", {})).delete()
    _take_in_indicators(indicators, source)
    return {"competencies": len(known), "tasks": tasks}


def _take_in_indicators(indicators: Rows, source: str) -> None:
    organisations = _by_code(Organisation)
    for given in indicators:
        organisation = organisations[given["unit"]]
        fields = {
            "owner": organisation.owner,
            "organisation": organisation,
            "start_level": given["start"],
            "target_level": given["target"],
            "evidence": given.get("evidence") or "",
            "source": source,
            **in_languages("name", given["name"]),
        }
        put(Indicator, given["id"], fields)


@transaction.atomic
def take_in_supply(
    *, venues: Rows, pools: Rows, courses: Rows, released_to: Released, source: str, by: Actor, at: datetime
) -> None:
    """Keep venues, instructor pools and the courses that stand on them."""
    changes = put_supply(venues=venues, pools=pools, courses=courses, released_to=released_to, source=source)
    write_line(verb="training.take_in_supply", subject=f"source/{source}", changes=changes, by=by, at=at)


def put_supply(
    *, venues: Rows, pools: Rows, courses: Rows, released_to: Released, source: str
) -> dict[str, int]:
    """Keep the supply, within a verb that tells of it; give how much."""
    venues, pools, courses = list(venues), list(pools), list(courses)
    for given in venues:
        fields = {
            "owner": given["party"],
            "region": given.get("region") or "",
            "capacity": given["capacity"],
            "tags": " ".join(given.get("tags", ())),
            "source": source,
            **in_languages("name", given["name"]),
        }
        venue = put(Venue, given["id"], fields, released_to=released_to.get(given["party"], ""))
        venue.changes.all().delete()
        VenueChange.objects.bulk_create(
            VenueChange(venue=venue, **_change(it)) for it in given.get("changes", ())
        )
    for given in pools:
        fields = {
            "owner": given["party"],
            "capacity": given["capacity"],
            "languages": " ".join(given.get("languages", ())),
            "source": source,
            **in_languages("name", given["name"]),
        }
        pool = put(Pool, given["id"], fields, released_to=released_to.get(given["party"], ""))
        pool.changes.all().delete()
        PoolChange.objects.bulk_create(
            PoolChange(pool=pool, **_change(it)) for it in given.get("changes", ())
        )
    _take_in_courses(courses, released_to, source)
    _take_in_growth(pools)
    return {"venues": len(venues), "pools": len(pools), "courses": len(courses)}


def _change(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "first_on": given["from"],
        "last_on": given["to"],
        "capacity": given["capacity"],
        "why": given.get("why") or "",
    }


def _take_in_courses(courses: Rows, released_to: Released, source: str) -> None:
    parties = _by_code(Party)
    for given in courses:
        fields = {
            "owner": given["provider"],
            "provider": parties[given["provider"]],
            "mode": given["mode"],
            "weeks": given["weeks"],
            "seats_min": given["seats"]["min"],
            "seats_max": given["seats"]["max"],
            "language": given["language"],
            "prepares_language": given.get("prepares_language") or "",
            "ramadan": given["ramadan"],
            "editions_a_year_at_most": given["max_editions_per_year"],
            "cost_kind": given["cost"].get("kind", "instruction"),
            "cost_fixed": given["cost"]["fixed"],
            "cost_per_seat": given["cost"]["per_seat"],
            "tags": " ".join(given.get("tags", ())),
            "source": source,
            **in_languages("name", given["name"]),
        }
        put(Course, given["id"], fields, released_to=released_to.get(given["provider"], ""))
    known, competencies = _by_code(Course), _by_code(Competency)
    venues, pools, accords = _by_code(Venue), _by_code(Pool), _by_code(Accord)
    for given in courses:
        course = known[given["id"]]
        for kept, wanted in (
            (course.venues, [venues[it] for it in given["venues"]]),
            (course.legal_basis, [accords[it] for it in given["legal_basis"]]),
            (course.prerequisites, [known[it] for it in given.get("prereq", ())]),
        ):
            kept.clear()
            for one in wanted:  # one by one: the order of the file is kept
                kept.add(one)
        _take_in_parts(course, given, competencies, pools)


def _take_in_parts(
    course: Course,
    given: Mapping[str, Any],
    competencies: Mapping[str, Competency],
    pools: Mapping[str, Pool],
) -> None:
    course.spans.all().delete()
    course.teachings.all().delete()
    course.staffings.all().delete()
    CourseSpan.objects.bulk_create(
        CourseSpan(course=course, kind=kind, first=span[:5], last=span[6:])
        for kind in SpanKind.values
        for span in given.get("season", {}).get(kind, ())
    )
    Teaching.objects.bulk_create(
        Teaching(course=course, competency=competencies[code], gain=it["gain"], cap=it["cap"])
        for code, it in given.get("teaches", {}).items()
    )
    staffing = given["instructors"]
    Staffing.objects.bulk_create(
        Staffing(course=course, alternative=number, pool=pools[pool], instructors=count)
        for number, alternative in enumerate(staffing.get("one_of", [staffing]), 1)
        for pool, count in alternative.items()
    )


def _take_in_growth(pools: Rows) -> None:
    courses = _by_code(Course)
    for given in pools:
        growth = given.get("growth")
        Pool.objects.filter(code=given["id"]).update(
            grows_by_course=courses[growth["course"]] if growth else None,
            grows_per_graduates=growth["per_graduates"] if growth else None,
            grows_by=growth["add"] if growth else None,
            grows_to=growth["max"] if growth else None,
        )


@transaction.atomic
def take_in_demand(
    *, requests: Rows, units: Rows, released_to: Released, source: str, by: Actor, at: datetime
) -> None:
    """Keep the requests, accepted as they stand in an agreed file, and who was qualified before the programme."""
    count = put_demand(requests=requests, units=units, released_to=released_to, source=source)
    write_line(
        verb="training.take_in_demand", subject=f"source/{source}", changes={"requests": count}, by=by, at=at
    )


def put_demand(*, requests: Rows, units: Rows, released_to: Released, source: str) -> int:
    """Keep the demand, within a verb that tells of it; give how many requests. A known request stays where it stands."""
    known, courses, requests = _by_code(Unit), _by_code(Course), list(requests)
    there = Request.objects.in_bulk([it["id"] for it in requests], field_name="code")
    new = []
    for given in requests:
        unit = known[given["unit"]]
        fields = {
            "owner": unit.owner,
            "unit": unit,
            "course": courses[given["course"]],
            "seats": given["seats"],
            "by_on": given["by"],
            "priority": given["priority"],
            "late_is_allowed": given.get("late") == "allowed",
            "source": source,
        }
        if given["id"] in there:
            put(Request, given["id"], fields)
        else:
            released = released_to.get(unit.owner, "")
            new.append(Request(code=given["id"], state=RequestState.ACCEPTED, released_to=released, **fields))
    _add(new)
    for given in units:
        unit = known[given["id"]]
        unit.qualified.all().delete()
        Qualified.objects.bulk_create(
            Qualified(unit=unit, course=courses[code], people=people)
            for code, people in given.get("already_qualified", {}).items()
        )
    return len(requests)


def _add(records: Sequence[Record]) -> None:
    """Add new records of one kind together: a list of needs may have thousands."""
    for record in records:
        record.fold()
    if records:
        type(records[0])._default_manager.bulk_create(records, batch_size=500)


def remove_taken_in(*, codes: Mapping[str, Collection[str]]) -> None:
    """Remove records that a file brought, within the verb that takes it back; what they stand on goes after them.

    Raises
    ------
    ProtectedError
        Something else stands on one of them; nothing of it is kept if the verb lets it through.
    """
    for few in some_at_a_time(codes.get("instructor_pools", ())):
        Pool.objects.filter(code__in=few).update(grows_by_course=None)
    for section, kind in (
        ("requests", Request),
        ("courses", Course),
        ("instructor_pools", Pool),
        ("venues", Venue),
    ):
        for few in some_at_a_time(codes.get(section, ())):
            kind.objects.filter(code__in=few).delete()


def _by_code(kind: Any) -> dict[str, Any]:
    return {it.code: it for it in kind.objects.all()}
