"""The readiness matrix, on any day, with and without a plan."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning.forms import whole_number
from tansiq.planning.queries import versions as reading
from tansiq.planning.queries.matrix import matrix_on
from tansiq.planning.queries.opened import opened
from tansiq.planning.queries.parts import FILTERS, units_shown
from tansiq.planning.rules import PlanState
from tansiq.planning.views.programme import programme_of
from tansiq.ui.answering import wanted


def readiness(request: HttpRequest) -> HttpResponse:
    """Show units by competencies as a heat map on a day; each cell explains itself."""
    held = programme_of(request)
    demand(request.user, Permission.READ_READINESS)
    plans = list(reading.versions(held).exclude(state=PlanState.WITHDRAWN)[:50])
    if not plans:
        return render(request, "planning/readiness.html", {"programme": held})
    number = whole_number(request.GET.get("plan"))
    version = reading.version_numbered(held, plans[0].number if number is None else number)
    whole = opened(version)
    horizon = whole.problem.horizon
    day = min(max(_day(request.GET.get("on"), request.at.date()), horizon.first), horizon.last)
    with_plan = request.GET.get("without") is None
    hidden = reading.hidden_from(request.user, held)
    shown = units_shown(whole, wanted(request, *FILTERS), request.GET.get("page"))
    context = {
        "programme": held,
        "plans": plans,
        "plan": version,
        "on": day,
        "horizon": horizon,
        "with_plan": with_plan,
        "shown": shown,
        "kept": {"on": day.isoformat(), "plan": version.number} | ({} if with_plan else {"without": "on"}),
        "matrix": matrix_on(version, day, with_plan=with_plan, hidden=hidden, units=shown.units),
        "hides_some": bool(hidden),
    }
    return render(request, "planning/readiness.html", context)


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise
