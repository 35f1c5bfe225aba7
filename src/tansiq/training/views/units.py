"""Pages of units: their list, one unit, its figures and absences."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.organisations.models import Unit
from tansiq.training import queries, services
from tansiq.training.access import belongs_to, may_change_unit, may_release, may_see_points
from tansiq.training.forms import AbsenceForm, OnDayForm, UnitForm
from tansiq.training.forms.units import HUNDRED
from tansiq.training.views.showing import registers, show, version_of
from tansiq.ui.answering import answered, page_of, wanted


def day_shown(request: HttpRequest) -> date:
    """Give the day that a page shows: the one asked for, else the day it is."""
    form = OnDayForm(request.GET)
    asked: date | None = form.cleaned_data["on"] if form.is_valid() else None
    shown: date = asked or request.at.date()
    return shown


@registers
def units(request: HttpRequest) -> HttpResponse:
    """List the units."""
    filters = wanted(request, "party", "command", "text")
    page = page_of(request, queries.units_listed(request.user, **filters))
    return show(
        request, "units", "units", page=page, rows=[queries.unit_told(it) for it in page], filters=filters, commands=queries.commands(request.user),
        is_filtered=any(filters.values()),
    )  # fmt: skip


@registers
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit: what it must be able to do, what it asks for, and when it can send nobody."""
    of, on = queries.unit_seen(request.user, code), day_shown(request)
    return show(
        request, "units", "unit", unit=of, told=queries.unit_told(of), on=on, absences=queries.absences_told(of.absences.all()),
        tasks=queries.tasks_told(request.user, on, unit=of),
        requests=queries.requests_listed(request.user, unit=code, sort="by"),
        qualified=of.qualified.select_related("course") if belongs_to(request.user, of) else (),
        may_change=may_change_unit(request.user, of), may_see_points=may_see_points(request.user),
        release=_release_of(request, of), kind="units",
    )  # fmt: skip


def _release_of(request: HttpRequest, of: Unit) -> Unit | None:
    return of if may_release(request.user, of) else None


@registers
def change_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the figures of a unit."""
    of = queries.unit_seen(request.user, code)
    share = of.absent_share_at_most
    initial = {
        "training_headcount": of.training_headcount,
        "absent_percent_at_most": None if share is None else (share * HUNDRED).normalize(),
        "version": of.version,
    }
    form = UnitForm(request.POST or None, initial=initial)
    if form.is_valid() and answered(
        form, services.change_unit, code=code, by=request.user, at=request.at, **form.given()
    ):
        messages.success(request, _("The unit is changed."))
        return redirect("training:unit", code)
    return _form_of(request, of, form, _("Change the figures of the unit"))


@registers
def add_absence(request: HttpRequest, code: str) -> HttpResponse:
    """Add days on which a unit can send nobody."""
    of = queries.unit_seen(request.user, code)
    form = AbsenceForm(request.POST or None, initial={"version": of.version})
    if form.is_valid() and answered(
        form, services.add_absence, code=code, by=request.user, at=request.at, **form.cleaned_data
    ):
        messages.success(request, _("The absence is added."))
        return redirect("training:unit", code)
    return _form_of(request, of, form, _("Add an absence"))


def _form_of(request: HttpRequest, of: Unit, form: UnitForm | AbsenceForm, heading: str) -> HttpResponse:
    return show(request, "units", "form", form=form, heading=heading, record=of, back="training:unit")


@registers
@require_POST
def remove_absence(request: HttpRequest, code: str, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    services.remove_absence(
        code=code, version=version_of(request), absence_id=absence_id, by=request.user, at=request.at
    )
    messages.success(request, _("The absence is removed."))
    return redirect("training:unit", code)
