"""Pages of requests: their list, one request and its life, filing and changing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tansiq.accords.queries import history_of
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.training import queries, services
from tansiq.training.access import belongs_to, demand_for, may_change_request, may_release, steps_open
from tansiq.training.forms import NewRequestForm, RequestForm, StepForm
from tansiq.training.models import Request
from tansiq.training.queries.requests import FILTERS, SORTS
from tansiq.training.rules import MAIN_LINE, WITH_ANSWER, RequestState, RequestStep
from tansiq.training.views.showing import registers, show
from tansiq.ui.answering import answered, page_of, wanted, whole_number

IN_BULK = (RequestStep.SCREEN, RequestStep.ACCEPT)


@registers
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests, with what they ask for together."""
    filters = wanted(request, "text", *FILTERS)
    sort = request.GET.get("sort", "")
    column = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "code"
    filters["priority"] = str(whole_number(filters["priority"]) or "")
    found = queries.requests_listed(request.user, sort=column, is_descending=sort.startswith("-"), **filters)
    page = page_of(request, found)
    can_choose = any(it.state in {RequestState.SUBMITTED, RequestState.SCREENED} for it in page)
    return show(
        request, "requests", "requests", page=page, seats=queries.seats_of(found), filters=filters,
        is_filtered=any(filters.values()), states=RequestState.choices, column=column, is_descending=sort.startswith("-"),
        units=queries.units_to_choose(request.user), courses=queries.courses_listed(request.user, offered="all"),
        may_file=request.user.may(Permission.FILE_NEED), may_decide=can_choose and request.user.may(Permission.APPROVE_REQUEST),
    )  # fmt: skip


@registers
@require_POST
def take_step_with_each(request: HttpRequest) -> HttpResponse:
    """Screen or accept those chosen in the list."""
    step = request.POST.get("step", "")
    if step not in IN_BULK:
        raise SuspiciousOperation
    count = services.take_step_with_each(
        chosen=_chosen(request), step=RequestStep(step), by=request.user, at=request.at
    )
    said = ngettext("%(n)d request was led on.", "%(n)d requests were led on.", count) % {"n": count}
    messages.success(request, said)
    return redirect("training:requests")


def _chosen(request: HttpRequest) -> list[tuple[str, int]]:
    pairs = (value.rpartition(":") for value in request.POST.getlist("chosen"))
    return [(code.replace("\0", ""), whole_number(version) or 0) for code, _colon, version in pairs]


@registers
def file_request(request: HttpRequest) -> HttpResponse:
    """File a request; asked to check it only, say what stands against it."""
    demand(request.user, Permission.FILE_NEED)
    initial = wanted(request, "unit", "course")
    form = NewRequestForm(request.POST or None, initial=initial, person=request.user)
    if not form.is_valid():
        return _form_shown(request, form, None)
    if "check" in request.POST:
        return _form_shown(request, form, None, checked=True)
    filed = _filed(request, form)
    if filed is None:
        return _form_shown(request, form, None)
    messages.success(
        request, _("The request %(code)s is a draft. Submit it when it is ready.") % {"code": filed.code}
    )
    return redirect("training:request", filed.code)


def _filed(request: HttpRequest, form: NewRequestForm) -> Request | None:
    """File what a form asks for; where a like request is open, ask about it once instead."""
    names = ("unit", "course", "seats", "by_on")
    asked = {name: form.cleaned_data[name] for name in names}
    like = [] if form.cleaned_data["all_the_same"] else queries.like_requests(request.user, **asked)
    if not like:
        filed: Request | None = answered(
            form, services.file_request, by=request.user, at=request.at, **form.given()
        )
        return filed
    form.ask_about(like[0])
    return None


@registers
def change_request(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft, or a request that was returned."""
    record = queries.request_seen(request.user, code)
    demand_for(request.user, Permission.FILE_NEED, record.unit)
    names = ("seats", "by_on", "priority", "late_is_allowed", "justification", "version")
    initial = {name: getattr(record, name) for name in names}
    initial |= {"unit": record.unit.code, "course": record.course.code}
    form = RequestForm(request.POST or None, initial=initial, person=request.user)
    if (
        form.is_valid()
        and "check" not in request.POST
        and answered(form, services.change_request, code=code, by=request.user, at=request.at, **form.given())
    ):
        messages.success(request, _("The request is changed."))
        return redirect("training:request", code)
    return _form_shown(request, form, record, checked="check" in request.POST and form.is_valid())


def _form_shown(
    request: HttpRequest, form: NewRequestForm, record: Request | None, *, checked: bool = False
) -> HttpResponse:
    warnings = _warnings(request, code=record.code if record else "", **form.cleaned_data) if checked else ()
    return show(
        request, "requests", "request_form", form=form, record=record, is_checked=checked, warnings=warnings
    )


def _warnings(request: HttpRequest, *, code: str, **given: Any) -> list[str]:
    names = ("unit", "course", "seats", "by_on")
    asked = {name: given[name] for name in names}
    return queries.request_warnings(request.user, **asked, day=request.at.date(), code=code)


@registers
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a request and its life; lead it on."""
    record = queries.request_seen(request.user, code)
    form = StepForm(request.POST or None, initial={"version": record.version})
    if form.is_valid() and answered(
        form, services.take_request_step, code=code, by=request.user, at=request.at,
        version=form.cleaned_data["version"], step=RequestStep(form.cleaned_data["step"]),
        answer=form.cleaned_data["answer"],
    ):  # fmt: skip
        record = queries.request_seen(request.user, code)
        said = _("The request %(code)s: %(state)s.") % {"code": code, "state": record.get_state_display()}
        messages.success(request, said)
        return redirect("training:request", code)
    return _request_shown(request, record, form)


def _request_shown(request: HttpRequest, record: Request, form: StepForm) -> HttpResponse:
    own = belongs_to(request.user, record.unit)
    steps = steps_open(request.user, record)
    warnings = _warnings(
        request,
        code=record.code,
        unit=record.unit,
        course=record.course,
        seats=record.seats,
        by_on=record.by_on,
    )
    return show(
        request, "requests", "request", record=record, form=form, steps=steps,
        asks_answer=any(step in WITH_ANSWER for step in steps), with_answer=WITH_ANSWER,
        line=MAIN_LINE, is_on_line=record.state in MAIN_LINE, warnings=warnings if own else (),
        history=history_of([record]) if own else (), kind="requests",
        may_change=may_change_request(request.user, record),
        release=record if may_release(request.user, record) else None,
    )  # fmt: skip
