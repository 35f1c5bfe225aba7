"""Pages of competencies, of the rating of one task, and of indicators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.training import queries, services
from tansiq.training.access import may_measure, may_rate, may_release_rating
from tansiq.training.forms import MeasurementForm, RatingForm
from tansiq.training.models import Task
from tansiq.training.queries.ratings import latest
from tansiq.training.rules import FADES_TO_PERCENT, Decay
from tansiq.training.views.showing import registers, show
from tansiq.training.views.units import day_shown
from tansiq.ui.answering import answered, page_of, wanted


@registers
def competencies(request: HttpRequest) -> HttpResponse:
    """List the competencies."""
    filters = wanted(request, "text", "decay")
    page = page_of(request, queries.competencies_listed(request.user, **filters))
    return show(
        request, "competencies", "competencies", page=page, filters=filters, decays=Decay.choices,
        is_filtered=any(filters.values()),
    )  # fmt: skip


@registers
def competency(request: HttpRequest, code: str) -> HttpResponse:
    """Show a competency: task, condition, standard, how it fades, who needs it and who teaches it."""
    record = queries.competency_seen(request.user, code)
    tasks = queries.tasks_told(request.user, request.at.date(), competency=code)
    return show(
        request, "competencies", "competency", competency=record, tasks=tasks,
        may_see_points=request.user.may(Permission.READ_READINESS),
    )  # fmt: skip


@registers
def task(request: HttpRequest, unit: str, competency: str) -> HttpResponse:
    """Show how the points of a task come about; confirm or override its rating."""
    record = queries.task_seen(request.user, unit, competency)
    demand(request.user, Permission.READ_READINESS)
    last = latest(record)
    now = queries.told(record, request.at.date(), rating=last)
    initial = {"seen_rating": last.pk if last else 0, "letter": now.suggested.letter if now.suggested else ""}
    form = RatingForm(request.POST or None, initial=initial)
    if form.is_valid() and answered(
        form,
        services.rate_task,
        unit=unit,
        competency=competency,
        by=request.user,
        at=request.at,
        **form.cleaned_data,
    ):
        messages.success(request, _("The rating is kept."))
        return redirect("training:task", unit, competency)
    return _task_shown(request, record, form)


def _task_shown(request: HttpRequest, record: Task, form: RatingForm) -> HttpResponse:
    on = day_shown(request)
    rating = latest(record, on)
    return show(
        request, "units", "task", task=record, told=queries.told(record, on, rating=rating), on=on, form=form,
        months=queries.month_by_month(record, on, rating=rating), ratings=queries.ratings_told(record),
        half_life=float(record.competency.half_life_months), turnover=float(record.unit.turnover_share) * 100,
        turnover_share=float(record.unit.turnover_share),
        stays=FADES_TO_PERCENT, fades=100 - FADES_TO_PERCENT, may_rate=may_rate(request.user, record),
        may_release=may_release_rating(request.user, record), released_parties=record.released_to.split(),
    )  # fmt: skip


@registers
@require_POST
def release_rating(request: HttpRequest, unit: str, competency: str) -> HttpResponse:
    """Let exactly the parties chosen see a task and its rating."""
    services.release_rating(
        unit=unit, competency=competency, seen_parties=request.POST.get("seen", "").split(),
        to=request.POST.getlist("to"), by=request.user, at=request.at,
    )  # fmt: skip
    messages.success(request, _("Who sees this rating is changed."))
    return redirect("training:task", unit, competency)


@registers
def indicators(request: HttpRequest) -> HttpResponse:
    """List the indicators of institution building, and explain the dependency index."""
    page = page_of(request, queries.indicators_listed(request.user))
    return show(request, "indicators", "indicators", page=page)


@registers
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator and its measured levels; write down another."""
    record = queries.indicator_seen(request.user, code)
    form = MeasurementForm(request.POST or None, initial={"measured_on": request.at.date()})
    if form.is_valid() and answered(
        form, services.measure_indicator, code=code, by=request.user, at=request.at, **form.cleaned_data
    ):
        messages.success(request, _("The level is written down."))
        return redirect("training:indicator", code)
    return show(
        request, "indicators", "indicator", indicator=record, form=form, may_measure=may_measure(request.user),
        levels=range(5),
    )  # fmt: skip
