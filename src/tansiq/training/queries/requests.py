"""Reads of requests: lists, one request, what is odd about it, and what awaits a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from tansiq.core.errors import NotFound
from tansiq.core.queries import codes_told, says
from tansiq.organisations.models import Party, Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.models import Course, Qualified, Request
from tansiq.training.rules import COUNTED, OPEN, RequestState, SpanKind, earliest_end
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import day_text, number

PREFIX = "rq-"
NAMING = ("documents.take_in_sheet", "planning.read_in_file")
"""Verbs whose lines name the requests that a file brought, which may be taken back."""
MOST_DIGITS = 6
"""Of the numbers in codes that count: what has more was typed by someone, and would have all that follow it run over."""
SORTS = {
    "code": ("pk",),
    "unit": ("unit__code", "pk"),
    "course": ("course__code", "pk"),
    "seats": ("seats", "pk"),
    "by": ("by_on", "pk"),
    "priority": ("priority", "by_on", "pk"),
    "state": ("state", "pk"),
}
"""Columns by which a list of requests is put in order."""
FILTERS = {
    "party": "owner",
    "unit": "unit__code",
    "course": "course__code",
    "priority": "priority",
    "state": "state",
}
"""Filters of a list of requests, by the field that each looks at."""


def requests_listed(
    person: Person, *, text: str = "", sort: str = "code", is_descending: bool = False, **wanted: str
) -> QuerySet[Request, Request]:
    """Give the requests that a person sees: those that match every filter named in `FILTERS`, in order."""
    found = Request.objects.seen_by_parties(person.parties).select_related("unit", "course")
    for name, value in wanted.items():
        if value:
            found = found.filter(**{FILTERS[name]: value})
    if text:
        found = found.filter(says(text, "", "unit__", "course__"))
    order = SORTS.get(sort, SORTS["code"])
    found = found.order_by(*order)
    return found.reverse() if is_descending else found


def seats_of(requests: QuerySet[Request, Request]) -> int:
    """Give the seats that requests ask for together."""
    return requests.order_by().aggregate(seats=Sum("seats"))["seats"] or 0


def request_seen(person: Person, code: str) -> Request:
    """Give a request that a person sees.

    Raises
    ------
    NotFound
    """
    seen = Request.objects.seen_by_parties(person.parties).select_related("unit", "course")
    request: Request | None = seen.filter(code=code).first()
    if request is None:
        raise NotFound
    return request


def free_codes(party: str) -> Iterator[str]:
    """Give the next codes for requests of a party, which none has or had: the journal tells of those that were taken back.

    A code names the party, so that two nodes never give the same one. Codes that someone gave may have any number: endless
    ones do not count, and after the highest of those that do come those that are free below it.
    """
    stem = f"{PREFIX}{party}-"
    there = Request.objects.filter(code__startswith=stem).values_list("code", flat=True)
    told = codes_told(Request._meta.label_lower, stem, "requests", NAMING)
    ends = (it.removeprefix(stem) for it in {*there, *told})
    had = {int(it) for it in ends if it.isascii() and it.isdecimal() and len(it) <= MOST_DIGITS}
    last = max(had, default=0)
    below = (it for it in range(1, last) if it not in had)
    return (f"{stem}{number:03d}" for number in chain(range(last + 1, 10**MOST_DIGITS), below))


def requests_to_screen(person: Person) -> QuerySet[Request, Request]:
    """Give the submitted requests that wait for this person."""
    if not person.may(Permission.APPROVE_REQUEST):
        return Request.objects.none()
    seen = Request.objects.seen_by_parties(person.parties).filter(state=RequestState.SUBMITTED)
    owners = [owner for owner in _parties() if person.may(Permission.APPROVE_REQUEST, owner)]
    return seen.filter(owner__in=owners).select_related("unit", "course").order_by("by_on", "pk")


def _parties() -> list[str]:
    return list(Party.objects.values_list("code", flat=True))


def requests_matching(person: Person, text: str) -> QuerySet[Request, Request]:
    """Give the requests that a person sees whose code, unit, course or justification holds a text."""
    return requests_listed(person, text=text)


# --------------------------------------------------------------------------------------------------- what is odd about it
def request_warnings(
    person: Person, *, unit: Unit, course: Course, seats: int, by_on: date, day: date, code: str = ""
) -> list[str]:
    """Say in sentences what stands against a request, of what a person sees; none of it forbids the request.

    `code` is that of the request itself where it is already filed.
    """
    return [
        *_of_numbers(unit, course, seats),
        *_of_prerequisites(person, unit, course, seats, code),
        *_of_language(unit, course),
        *_of_time(course, by_on, day),
        *like_requests(person, unit=unit, course=course, seats=seats, by_on=by_on, code=code),
    ]


def like_requests(
    person: Person, *, unit: Unit, course: Course, seats: int, by_on: date, code: str = ""
) -> list[str]:
    """Tell of the other open requests of a unit for as many seats of the same course by the same day."""
    asked = {"unit": unit, "course": course, "seats": seats, "by_on": by_on, "state__in": OPEN}
    found = Request.objects.seen_by_parties(person.parties).filter(**asked).exclude(code=code)
    said = _("The request %(code)s asks for the same: unit, course, seats and day.")
    return [said % {"code": it} for it in found.order_by("pk").values_list("code", flat=True)]


def _of_numbers(unit: Unit, course: Course, seats: int) -> list[str]:
    found = []
    if unit.training_headcount is not None and seats > unit.training_headcount:
        found.append(
            _("%(seats)s seats are more than the %(people)s people that the unit has to be trained.")
            % {"seats": number(seats), "people": number(unit.training_headcount)}
        )
    if seats < course.seats_min:
        found.append(
            _(
                "The smallest class is %(smallest)s: other units must ask for the same course, "
                "or it is not held."
            )
            % {"smallest": number(course.seats_min)}
        )
    if seats > course.seats_max:
        found.append(
            _("The largest class is %(largest)s: it takes %(editions)s editions.")
            % {"largest": number(course.seats_max), "editions": number(-(-seats // course.seats_max))}
        )
    return found


def _of_prerequisites(person: Person, unit: Unit, course: Course, seats: int, code: str) -> list[str]:
    found = []
    for needed in Course.objects.seen_by_parties(person.parties).filter(leads_to=course).order_by("pk"):
        asked = Request.objects.filter(unit=unit, course=needed, state__in=COUNTED).exclude(code=code)
        passed = Qualified.objects.filter(unit=unit, course=needed)
        covered = (asked.aggregate(n=Sum("seats"))["n"] or 0) + (passed.aggregate(n=Sum("people"))["n"] or 0)
        if covered < seats:
            found.append(
                _(
                    "%(course)s comes first: the unit has requests or qualified people "
                    "for %(covered)s of %(seats)s."
                )
                % {
                    "course": called_plainly(needed),
                    "covered": number(covered),
                    "seats": number(seats),
                }
            )
    return found


def _of_language(unit: Unit, course: Course) -> list[str]:
    party = Party.objects.filter(code=unit.owner).first()
    if party is None or course.language in party.languages.split():
        return []
    prepared = Request.objects.filter(
        unit=unit, course__prepares_language=course.language, state__in=COUNTED
    ).exists()
    passed = Qualified.objects.filter(unit=unit, course__prepares_language=course.language).exists()
    if prepared or passed:
        return []
    return [
        _(
            "The course is held in another language, and the unit has no request for a course that prepares it."
        )
    ]


def _of_time(course: Course, by_on: date, day: date) -> list[str]:
    spans: dict[str, list[str]] = {kind: [] for kind in SpanKind.values}
    for span in course.spans.all():
        spans[span.kind].append(str(span))
    end = earliest_end(day, course.weeks, spans[SpanKind.CLOSED], spans[SpanKind.START_ONLY])
    if end is None:
        return [_("The season of the course never opens.")]
    if by_on >= end:
        return []
    return [
        _("Nobody can have passed it by %(by)s: begun at the next occasion it ends on %(end)s.")
        % {"by": day_text(by_on), "end": day_text(end)}
    ]
