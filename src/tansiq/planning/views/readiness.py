"""The readiness matrix, on any day, with and without a plan."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning.queries import versions as reading
from tansiq.planning.queries.matrix import matrix_on
from tansiq.planning.queries.opened import opened
from tansiq.planning.rules import PlanState
from tansiq.planning.views.programme import programme_of


def readiness(request: HttpRequest) -> HttpResponse:
    """Show units by competencies as a heat map on a day; each cell explains itself."""
    held = programme_of(request)
    demand(request.user, Permission.READ_READINESS)
    plans = list(reading.versions(held).exclude(state=PlanState.WITHDRAWN)[:50])
    if not plans:
        return render(request, "planning/readiness.html", {"programme": held})
    number = _whole(request.GET.get("plan"), plans[0].number)
    version = reading.version_numbered(held, number)
    horizon = opened(version).problem.horizon
    day = min(max(_day(request.GET.get("on"), request.at.date()), horizon.first), horizon.last)
    with_plan = request.GET.get("without") is None
    hidden = reading.hidden_from(request.user, held)
    context = {
        "programme": held,
        "plans": plans,
        "plan": version,
        "on": day,
        "horizon": horizon,
        "with_plan": with_plan,
        "matrix": matrix_on(version, day, with_plan=with_plan, hidden=hidden),
        "hides_some": bool(hidden),
    }
    return render(request, "planning/readiness.html", context)


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
