"""Plans side by side, to choose between; and how far each party depends on the others by them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.planning.forms import CompareForm
from tansiq.planning.queries.choosing.dependency import figure_of, history, in_force, sides_of
from tansiq.planning.queries.choosing.scenarios import scenarios
from tansiq.planning.queries.plans import versions as reading
from tansiq.planning.queries.plans.hiding import hidden_from
from tansiq.planning.rules import IN_FORCE, MOST_SCENARIOS, PlanState
from tansiq.planning.views.programme import SHOWN, programme_of
from tansiq.ui.answering import whole_number


def compare(request: HttpRequest) -> HttpResponse:
    """Show the score cards of the plans that were ticked, and what each decides differently from one of them."""
    held = programme_of(request)
    form = CompareForm(request.GET)
    context = {"form": form, "plans": reading.versions(held)[:SHOWN], "most": MOST_SCENARIOS}
    if form.is_valid() and form.cleaned_data["numbers"]:
        chosen = reading.versions_numbered(held, form.cleaned_data["numbers"])
        base = next(it for it in chosen if it.number == form.cleaned_data["base"])
        hidden = hidden_from(request.user, held)
        context |= {
            "chosen": form.cleaned_data["numbers"],
            "side_by_side": scenarios(chosen, base, hidden),
            "hides_some": bool(hidden),
        }
    return render(request, "planning/compare.html", context)


def dependency(request: HttpRequest) -> HttpResponse:
    """Show the dependency index of each party by a plan, year by year, what it was counted from, and its history."""
    held = programme_of(request)
    plans = list(reading.versions(held).exclude(state=PlanState.WITHDRAWN)[:SHOWN])
    number = whole_number(request.GET.get("plan"))
    version = reading.version_numbered(held, number) if number else reading.the_standing_plan(held)
    if version is None:
        return render(request, "planning/dependency.html", {"programme": held})
    sides = sides_of(version)
    party, year = request.GET.get("of"), whole_number(request.GET.get("year"))
    context = {
        "plan": version,
        "plans": plans,
        "sides": sides,
        "is_in_force": version.state in IN_FORCE,
        "figure": figure_of(version, party, year) if party else None,
        "history": history(list(in_force(held)), [it.party.id for it in sides]),
    }
    return render(request, "planning/dependency.html", context)
