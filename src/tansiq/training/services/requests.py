"""The verbs of requests: file, change, and every step of their life; and of releasing a record to a party."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotAllowed, NotFound, Refused, StepRefused
from tansiq.core.models import Record
from tansiq.core.rules import party_list, plain
from tansiq.core.services import Actor, claim_seen, keep, seen, subject_of, write_line
from tansiq.organisations.models import Party, Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.access import demand_for, may_release
from tansiq.training.models import Course, Pool, Request, Venue
from tansiq.training.queries import free_codes
from tansiq.training.rules import EDITABLE, NEEDS, OF_PLANNING, WITH_ANSWER, RequestState, RequestStep, after

TRIES = 5
RELEASABLE: dict[str, type[Record]] = {
    "requests": Request,
    "courses": Course,
    "venues": Venue,
    "pools": Pool,
    "units": Unit,
}
"""What its owner releases to other parties, by its part of the address."""


class NotOffered(Refused):
    """The course is not offered any more."""

    message = _("This course is no longer offered. Choose another, or ask its provider to offer it again.")


class AnswerMissing(Refused):
    """Whoever returns or refuses a request says why."""

    message = _("Say why: the unit needs an answer to a request that is returned or refused.")


@transaction.atomic
def file_request(
    *, unit: str, course: str, seats: int, by_on: date, priority: int, late_is_allowed: bool, justification: str,
    by: Person, at: datetime,
) -> Request:  # fmt: skip
    """File a request as a draft under the next free code."""
    of_unit, of_course = seen(Unit, unit, by), seen(Course, course, by)
    demand_for(by, Permission.FILE_NEED, of_unit)
    if not of_course.is_offered:
        raise NotOffered
    _checked(seats, priority)
    request = _added(
        Request(
            owner=of_unit.owner,
            unit=of_unit,
            course=of_course,
            seats=seats,
            by_on=by_on,
            priority=priority,
            late_is_allowed=late_is_allowed,
            justification=justification,
            state=RequestState.DRAFT,
        )
    )
    changes = {
        "unit": unit, "course": course, "seats": seats, "by_on": plain(by_on), "priority": priority,
        "late_is_allowed": late_is_allowed, "justification": justification,
    }  # fmt: skip
    write_line(verb="training.file_request", subject=subject_of(request), changes=changes, by=by, at=at)
    return request


def _added(request: Request) -> Request:
    """Save a new request under the next free code; another writer may have taken it meanwhile."""
    for _try in range(TRIES):
        request.code = next(free_codes(request.owner))
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:
            continue
        return request
    raise Refused(_("Too many requests are filed at this moment. Try again."))


def _checked(seats: int, priority: int) -> None:
    if seats < 1:
        raise Refused(_("A request asks for one seat at least."))
    if priority not in {1, 2, 3}:
        raise Refused(_("Priorities are 1, 2 and 3."))


@transaction.atomic
def change_request(
    *, code: str, version: int, unit: str, course: str, seats: int, by_on: date, priority: int,
    late_is_allowed: bool, justification: str, by: Person, at: datetime,
) -> Request:  # fmt: skip
    """Change a request that is still a draft, or was returned."""
    request = claim_seen(Request, code, version, by)
    demand_for(by, Permission.FILE_NEED, request.unit)
    if request.state not in EDITABLE:
        raise StepRefused(_("Only a draft or a returned request can be changed. Ask for it to be returned."))
    of_unit, of_course = seen(Unit, unit, by), seen(Course, course, by)
    demand_for(by, Permission.FILE_NEED, of_unit)
    if not of_course.is_offered and of_course != request.course:
        raise NotOffered
    _checked(seats, priority)
    return keep(
        request, verb="training.change_request", by=by, at=at,
        owner=of_unit.owner, unit=of_unit, course=of_course, seats=seats, by_on=by_on, priority=priority,
        late_is_allowed=late_is_allowed, justification=justification,
    )  # fmt: skip


@transaction.atomic
def take_request_step(
    *, code: str, version: int, step: RequestStep, answer: str, by: Person, at: datetime
) -> Request:
    """Lead a request on: submit, screen, accept, return or refuse with an answer, withdraw."""
    request = claim_seen(Request, code, version, by)
    demand_for(by, NEEDS[step], request.unit)
    if step in OF_PLANNING:
        raise NotAllowed
    state = after(request.state, step)
    if step in WITH_ANSWER and not answer.strip():
        raise AnswerMissing
    if step == RequestStep.SUBMIT and not request.course.is_offered:
        raise NotOffered
    answered = {"answer": answer.strip()} if answer.strip() or step == RequestStep.SUBMIT else {}
    return keep(
        request,
        verb="training.take_request_step",
        by=by,
        at=at,
        told={"step": str(step)},
        state=state,
        **answered,
    )


@transaction.atomic
def take_step_with_each(
    *, chosen: Iterable[tuple[str, int]], step: RequestStep, by: Person, at: datetime
) -> int:
    """Lead several requests on, each with its own line in the journal: all of them, or none where one is refused."""
    every = list(chosen)
    if not every:
        raise Refused(_("Choose at least one request."))
    list(_held([code for code, _version in every]))
    for code, version in every:
        try:
            take_request_step(code=code, version=version, step=step, answer="", by=by, at=at)
        except (NotAllowed, NotFound):
            raise
        except Refused as error:
            sentence = _("%(code)s: %(why)s None of those chosen was changed.")
            raise Refused(sentence % {"code": code, "why": str(error)}) from error
    return len(every)


def _held(codes: Collection[str]) -> QuerySet[Request]:
    """Give these requests, held in one order: two who lead the same ones on wait for each other instead of for ever."""
    return Request.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")


@transaction.atomic
def plan_requests(*, seats: Mapping[str, int], plan: str, by: Actor, at: datetime) -> int:
    """Mark the accepted requests that have seats in a plan which both parties approved as planned, each with its seats.

    Those that an earlier plan had seats for get the seats of this one, also where that is none.
    """
    planned = Request.objects.filter(state=RequestState.PLANNED, planned_seats__isnull=False)
    codes = {*seats, *planned.values_list("code", flat=True)}
    found = [it for it in _held(codes) if _is_planned_anew(it, seats.get(it.code, 0))]
    for request in found:
        request.planned_seats = seats.get(request.code, 0)
        if request.state == RequestState.ACCEPTED:
            request.state = after(request.state, RequestStep.PLAN)
        request.version += 1
        request.save()
    changes = {
        "requests": [request.code for request in found],
        "planned_seats": [request.planned_seats for request in found],
    }
    write_line(
        verb="training.plan_requests", subject=f"planning.planversion/{plan}", changes=changes, by=by, at=at
    )
    return len(found)


def _is_planned_anew(request: Request, seats: int) -> bool:
    """Tell whether a plan changes a request: it is accepted and gets seats, or it gets others than the plan before gave."""
    if request.state == RequestState.ACCEPTED:
        return seats > 0
    return request.state == RequestState.PLANNED and request.planned_seats != seats


@transaction.atomic
def release_record(
    *, kind: str, code: str, version: int, to: Collection[str], by: Person, at: datetime
) -> Record:
    """Let exactly these other parties see a record; a party left out sees it no more."""
    if kind not in RELEASABLE:
        raise NotFound
    record = claim_seen(RELEASABLE[kind], code, version, by)
    if not may_release(by, record):
        raise NotAllowed
    return keep(
        record,
        verb="training.release_record",
        by=by,
        at=at,
        released_to=party_list(_others(to, record.owner)),
    )


def _others(to: Collection[str], owner: str) -> list[str]:
    known = set(Party.objects.values_list("code", flat=True)) - {owner}
    if not set(to) <= known:
        raise NotFound
    return list(to)
