"""Pages of the catalogue: courses, venues, instructor pools."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.training import queries, services
from tansiq.training.access import may_offer, may_release
from tansiq.training.forms import BaseCapacityForm, CapacityForm, CourseForm, NewCourseForm
from tansiq.training.forms.courses import initial_of
from tansiq.training.models import Competency
from tansiq.training.rules import CourseMode, SpanKind
from tansiq.training.views.showing import registers, show, version_of
from tansiq.ui.answering import answered, page_of, wanted


@registers
def courses(request: HttpRequest) -> HttpResponse:
    """List the courses."""
    filters = wanted(request, "text", "mode", "party", "competency", "offered")
    filters["offered"] = filters["offered"] or "yes"
    page = page_of(request, queries.courses_listed(request.user, **filters))
    return show(
        request, "courses", "courses", page=page, filters=filters, modes=CourseMode.choices,
        competencies=Competency.objects.seen_by_parties(request.user.parties).order_by("pk"),
        may_offer=request.user.may(Permission.PUBLISH_OFFER),
        is_filtered=any(value for name, value in filters.items() if name != "offered") or filters["offered"] != "yes",
    )  # fmt: skip


@registers
def course(request: HttpRequest, code: str) -> HttpResponse:
    """Show a course: where, when and by whom it is held, what it asks for first and what it leads to."""
    record = queries.course_seen(request.user, code)
    return show(
        request, "courses", "course", course=record, alternatives=queries.alternatives(request.user, record),
        before=queries.courses_before(request.user, record), after=queries.courses_after(request.user, record),
        closed=queries.spans_told(record, SpanKind.CLOSED),
        start_only=queries.spans_told(record, SpanKind.START_ONLY),
        requests=queries.requests_listed(request.user, course=code, sort="by"),
        may_change=may_offer(request.user, record.owner), may_file=request.user.may(Permission.FILE_NEED),
        release=record if may_release(request.user, record) else None, kind="courses",
    )  # fmt: skip


@registers
def offer_course(request: HttpRequest) -> HttpResponse:
    """Offer a new course."""
    demand(request.user, Permission.PUBLISH_OFFER)
    form = NewCourseForm(request.POST or None, person=request.user)
    if form.is_valid() and answered(
        form, services.offer_course, code=form.cleaned_data["code"], provider=form.cleaned_data["provider"].code,
        **_given(request, form),
    ):  # fmt: skip
        messages.success(request, _("The course is offered."))
        return redirect("training:course", form.cleaned_data["code"])
    return show(request, "courses", "course_form", form=form, record=None)


@registers
def change_course(request: HttpRequest, code: str) -> HttpResponse:
    """Change a course."""
    record = queries.course_seen(request.user, code)
    demand(request.user, Permission.PUBLISH_OFFER, record.owner)
    form = CourseForm(request.POST or None, initial=initial_of(request.user, record), person=request.user)
    if form.is_valid() and answered(
        form, services.change_course, code=code, version=form.cleaned_data["version"], **_given(request, form)
    ):
        messages.success(request, _("The course is changed."))
        return redirect("training:course", code)
    return show(request, "courses", "course_form", form=form, record=record)


def _given(request: HttpRequest, form: CourseForm) -> dict[str, Any]:
    return {"fields": form.given_fields(), "parts": form.given_parts(), "by": request.user, "at": request.at}


@registers
@require_POST
def set_offer(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw the offer of a course, or offer it again."""
    verb = services.offer_again if request.POST.get("offered") == "yes" else services.withdraw_offer
    changed = verb(code=code, version=version_of(request), by=request.user, at=request.at)
    said = _("The course is offered again.") if changed.is_offered else _("The course is no longer offered.")
    messages.success(request, said)
    return redirect("training:course", code)


@registers
def places(request: HttpRequest, kind: str) -> HttpResponse:
    """List the venues, or the instructor pools."""
    filters = wanted(request, "text", "party")
    page = page_of(request, queries.places_listed(request.user, kind, **filters))
    return show(
        request, kind, "places", page=page, filters=filters, kind=kind, is_filtered=any(filters.values())
    )


@registers
def place(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show a venue or a pool; say that another capacity holds on some days."""
    record = queries.place_seen(request.user, kind, code)
    form = CapacityForm(request.POST or None, initial={"version": record.version})
    if form.is_valid() and answered(
        form,
        services.add_capacity_change,
        kind=kind,
        code=code,
        by=request.user,
        at=request.at,
        **form.cleaned_data,
    ):
        messages.success(request, _("The change of capacity is added."))
        return redirect(request.path)
    courses_there = queries.courses_listed(request.user).filter(
        **({"venues": record} if kind == "venues" else {"staffings__pool": record})
    )
    return show(
        request, kind, "place", kind=kind, place=record, grows_by=_grows_by(request, record), form=form, changes=sorted(record.changes.all(), key=lambda it: it.first_on), courses=courses_there.distinct(),
        may_change=may_offer(request.user, record.owner), release=record if may_release(request.user, record) else None,
    )  # fmt: skip


@registers
def change_place(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Change the capacity that a venue or a pool has where nothing else is said."""
    record = queries.place_seen(request.user, kind, code)
    demand(request.user, Permission.PUBLISH_OFFER, record.owner)
    form = BaseCapacityForm(
        request.POST or None, initial={"capacity": record.capacity, "version": record.version}
    )
    back, given = f"training:{kind.removesuffix('s')}", {"by": request.user, "at": request.at}
    if form.is_valid() and answered(
        form, services.change_capacity, kind=kind, code=code, **given, **form.cleaned_data
    ):
        messages.success(request, _("The capacity is changed."))
        return redirect(back, code)
    heading = _("Change the capacity")
    return show(request, kind, "form", form=form, heading=heading, record=record, back=back)


def _grows_by(request: HttpRequest, record: Any) -> Any:
    growing = getattr(record, "grows_by_course_id", None)
    return queries.courses_listed(request.user, offered="all").filter(pk=growing).first() if growing else None


@registers
@require_POST
def remove_capacity_change(request: HttpRequest, kind: str, code: str, change_id: int) -> HttpResponse:
    """Take another capacity back."""
    services.remove_capacity_change(
        kind=kind, code=code, version=version_of(request), change_id=change_id,
        by=request.user, at=request.at,
    )  # fmt: skip
    messages.success(request, _("The change of capacity is removed."))
    return redirect(f"training:{kind.removesuffix('s')}", code)
