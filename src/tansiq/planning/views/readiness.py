"""The readiness matrix, on any day, with and without a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans import versions as reading
from tansiq.planning.queries.plans.hiding import hidden_from
from tansiq.planning.queries.plans.matrix import matrix_on
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.units_shown import FILTERS, units_shown
from tansiq.planning.rules import PlanState
from tansiq.planning.views.programme import SHOWN, programme_of
from tansiq.ui.answering import wanted, whole_number

WITHOUT = {"without": "on"}


def readiness(request: HttpRequest) -> HttpResponse:
    """Show units by competencies as a heat map on a day; each cell explains itself."""
    held = programme_of(request)
    demand(request.user, Permission.READ_READINESS)
    plans = list(reading.versions(held).exclude(state=PlanState.WITHDRAWN)[:SHOWN])
    if not plans:
        return render(request, "planning/readiness.html", {"programme": held})
    version = _plan_shown(request, held, plans)
    whole = opened(version)
    with_plan = request.GET.get("without") is None
    shown = units_shown(whole, wanted(request, *FILTERS), request.GET.get("page"))
    context = {"programme": held, "plans": plans, "plan": version, "with_plan": with_plan, "shown": shown}
    context |= _day_shown(request, whole.problem.horizon.first, whole.problem.horizon.last)
    day, hidden = context["on"], hidden_from(request.user, held)
    context["kept"] = {"on": day.isoformat(), "plan": version.number, **({} if with_plan else WITHOUT)}
    context["matrix"] = matrix_on(version, day, with_plan=with_plan, hidden=hidden, units=shown.units)
    return render(request, "planning/readiness.html", context)


def _plan_shown(request: HttpRequest, held: Programme, plans: list[PlanVersion]) -> PlanVersion:
    """Give the plan asked for; else the one that stands furthest."""
    number = whole_number(request.GET.get("plan"))
    standing = reading.the_standing_plan(held) if number is None else None
    return standing or reading.version_numbered(held, plans[0].number if number is None else number)


def _day_shown(request: HttpRequest, first: date, last: date) -> dict[str, Any]:
    """Give the day asked for, or the nearest of the programme; and whether another was asked for, or none at all."""
    asked, today = request.GET.get("on", ""), request.at.date()
    try:
        wanted_day = date.fromisoformat(asked) if asked else today
    except ValueError:
        wanted_day = None
    day = min(max(wanted_day or today, first), last)
    is_outside = bool(asked) and wanted_day is not None and day != wanted_day
    return {
        "on": day, "first": first, "last": last, "is_outside": is_outside, "is_no_day": wanted_day is None,
    }  # fmt: skip
