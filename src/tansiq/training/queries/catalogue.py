"""Reads of what is offered and of what it is for: courses, venues, instructors, competencies, indicators."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from tansiq.core.errors import NotFound
from tansiq.people.models import Person
from tansiq.training.models import (
    Competency,
    Course,
    Indicator,
    Measurement,
    Pool,
    Staffing,
    Teaching,
    Venue,
)
from tansiq.training.queries.units import text_in_names
from tansiq.training.rules import SpanKind
from tansiq.ui.tongue import page_language
from tansiq_desk.words.languages import month_day_text

PLACES: dict[str, type[Venue | Pool]] = {"venues": Venue, "pools": Pool}
"""What has a capacity that changes, by its part of the address."""


def courses_listed(
    person: Person,
    *,
    text: str = "",
    mode: str = "",
    party: str = "",
    competency: str = "",
    offered: str = "yes",
) -> QuerySet[Course, Course]:
    """Give the courses that a person sees; `offered` is yes, no or all."""
    found = Course.objects.seen_by_parties(person.parties).select_related("provider")
    if offered in {"yes", "no"}:
        found = found.filter(is_offered=offered == "yes")
    if mode:
        found = found.filter(mode=mode)
    if party:
        found = found.filter(owner=party)
    if competency:
        found = found.filter(teachings__competency__code=competency)
    if text:
        found = found.filter(text_in_names(text, "tags"))
    return found.prefetch_related("teachings__competency").order_by("pk")


def course_seen(person: Person, code: str) -> Course:
    """Give a course that a person sees, with its parts.

    Raises
    ------
    NotFound
    """
    seen = Course.objects.seen_by_parties(person.parties).filter(code=code).select_related("provider")
    course: Course | None = seen.prefetch_related(
        "spans",
        "legal_basis",
        Prefetch("venues", Venue.objects.seen_by_parties(person.parties)),
        "prerequisites",
        Prefetch("teachings", Teaching.objects.select_related("competency")),
    ).first()
    if course is None:
        raise NotFound
    return course


def courses_matching(person: Person, text: str) -> QuerySet[Course, Course]:
    """Give the courses that a person sees whose code, name or tags hold a text, withdrawn ones too."""
    return courses_listed(person, text=text, offered="all")


def courses_before(person: Person, course: Course) -> list[tuple[int, Course]]:
    """Give the courses that must be passed before one, each with how many steps it lies back, the nearest first."""
    return _chain(person, course, "prerequisites")


def courses_after(person: Person, course: Course) -> list[tuple[int, Course]]:
    """Give the courses that one leads to, each with how many steps it lies ahead, the nearest first."""
    return _chain(person, course, "leads_to")


def _chain(person: Person, course: Course, way: str) -> list[tuple[int, Course]]:
    seen, ahead, found, steps = {course.pk}, [course.pk], list[tuple[int, Course]](), 0
    back = "leads_to" if way == "prerequisites" else "prerequisites"
    while ahead:
        steps += 1
        courses = Course.objects.seen_by_parties(person.parties).filter(**{f"{back}__in": ahead})
        nearest = [it for it in courses.distinct().order_by("pk") if it.pk not in seen]
        found += [(steps, it) for it in nearest]
        ahead = [it.pk for it in nearest]
        seen.update(ahead)
    return found


def alternatives(person: Person, course: Course) -> list[list[Staffing]]:
    """Give who can teach a course, one list for each alternative: the pools that a person sees."""
    pools = Pool.objects.seen_by_parties(person.parties)
    found: dict[int, list[Staffing]] = {}
    for staffing in (
        course.staffings.filter(pool__in=pools).select_related("pool").order_by("alternative", "pk")
    ):
        found.setdefault(staffing.alternative, []).append(staffing)
    return list(found.values())


def spans_told(course: Course, kind: SpanKind) -> list[tuple[str, str]]:
    """Give the yearly spans of a course of one kind, from a day to a day, as the reader's language writes them."""
    return [(month_day(it.first), month_day(it.last)) for it in course.spans.all() if it.kind == kind]


def month_day(text: str) -> str:
    """Write a day of every year, such as `06-15`, as the reader's language does."""
    month, _hyphen, day = text.partition("-")
    return month_day_text(page_language(), int(month), int(day))


def places_listed(person: Person, kind: str, *, text: str = "", party: str = "") -> QuerySet[Any, Any]:
    """Give the venues or the instructor pools that a person sees, with the count of their changes of capacity."""
    found: QuerySet[Any, Any] = PLACES[kind].objects.seen_by_parties(person.parties)
    if party:
        found = found.filter(owner=party)
    if text:
        found = found.filter(text_in_names(text))
    counted: QuerySet[Any, Any] = found.annotate(change_count=Count("changes"))
    return counted.order_by("pk")


def place_seen(person: Person, kind: str, code: str) -> Any:
    """Give a venue or an instructor pool that a person sees.

    Raises
    ------
    NotFound
    """
    seen = PLACES[kind].objects.seen_by_parties(person.parties) if kind in PLACES else Venue.objects.none()
    place = seen.filter(code=code).prefetch_related("changes").first()
    if place is None:
        raise NotFound
    return place


def competencies_listed(
    person: Person, *, text: str = "", decay: str = ""
) -> QuerySet[Competency, Competency]:
    """Give the competencies that a person sees."""
    found = Competency.objects.seen_by_parties(person.parties)
    if decay:
        found = found.filter(decay=decay)
    if text:
        found = found.filter(text_in_names(text, "task"))
    courses = Course.objects.seen_by_parties(person.parties).filter(is_offered=True)
    taught = Teaching.objects.filter(course__in=courses).select_related("course")
    return found.prefetch_related(Prefetch("teachings", taught)).order_by("pk")


def competency_seen(person: Person, code: str) -> Competency:
    """Give a competency that a person sees, with the courses that teach it.

    Raises
    ------
    NotFound
    """
    competency: Competency | None = competencies_listed(person).filter(code=code).first()
    if competency is None:
        raise NotFound
    return competency


def indicators_listed(person: Person) -> QuerySet[Indicator, Indicator]:
    """Give the indicators that a person sees, each with its measurements, the newest first."""
    seen: QuerySet[Indicator, Indicator] = Indicator.objects.seen_by_parties(person.parties)
    measured = Prefetch("measurements", Measurement.objects.order_by("-measured_on"))
    return seen.select_related("organisation").prefetch_related(measured).order_by("pk")


def indicator_seen(person: Person, code: str) -> Indicator:
    """Give an indicator that a person sees.

    Raises
    ------
    NotFound
    """
    indicator = indicators_listed(person).filter(code=code).first()
    if indicator is None:
        raise NotFound
    return indicator
