"""The programme's page: its plans, the search under way, what is fixed before the next one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound, Refused
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning import services, tasks
from tansiq.planning.access import may_make_plans
from tansiq.planning.forms import COVERAGE, FreeDaysForm, RunForm, ScenariosForm
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans import versions as reading
from tansiq.planning.queries.plans.clashes import clashes_of
from tansiq.planning.queries.plans.overtaking import with_overtaken
from tansiq.planning.queries.plans.unrated import bases_without_ratings, unrated_of
from tansiq.planning.queries.shared.basis import Basis as Released
from tansiq.planning.queries.shared.basis import partners, released_basis, shared_parts
from tansiq.planning.queries.year.cycle import the_cycle
from tansiq.planning.queries.year.ramadans import ramadans_ahead
from tansiq.planning.rules import OPEN_RUNS, Basis

SHOWN = 50
ASKED = ("option", "work", "baseline", "basis")
"""Fields that an address can fill beforehand."""
CONFLICT = 409


def programme_of(request: HttpRequest) -> Programme:
    """Give the programme to whoever reads plans."""
    demand(request.user, Permission.READ_PLAN)
    programme = reading.the_programme()
    if programme is None:
        raise NotFound
    return programme


def programme(request: HttpRequest) -> HttpResponse:
    """Show the plans, the newest first, and the way to a new one."""
    held = programme_of(request)
    services.break_off_silent_runs(at=request.at)
    return render(request, "planning/programme.html", _programme_context(request, held, FreeDaysForm()))


def _programme_context(request: HttpRequest, held: Programme, free_days: FreeDaysForm) -> dict[str, Any]:
    plans, day = with_overtaken(held, reading.versions(held)[:SHOWN]), request.at.date()
    return {
        "programme": held,
        "plans": plans,
        "open_runs": reading.open_runs(held),
        "runs": reading.last_runs(held),
        "locks": reading.locks_told(held),
        "may_make_plans": may_make_plans(request.user),
        "free_days": free_days,
        "ramadans": ramadans_ahead(held, day),
        "cycle": the_cycle(held, request.user, reading.the_standing_plan(held), day),
        "scenarios": ScenariosForm(numbers=_choices(plans), **_bases(request, held)),
        "shared": shared_parts(held) if partners(request.node) else None,
        "may_receive": request.user.may(Permission.RECEIVE),
    }


def _released(request: HttpRequest, held: Programme) -> Released | None:
    """Give what both sides have released, where this office plans with a partner's node."""
    return released_basis(held) if partners(request.node) else None


def _bases(request: HttpRequest, held: Programme) -> dict[str, Any]:
    """Give what can be planned on, and which of it lacks ratings."""
    released = _released(request, held)
    return {"released": released, "unrated": bases_without_ratings(released)}


def _choices(plans: Iterable[PlanVersion]) -> list[tuple[int, str]]:
    return [(plan.number, _("plan %(number)d") % {"number": plan.number}) for plan in plans]


def new_run(request: HttpRequest) -> HttpResponse:
    """Ask what the planner should seek, and start it."""
    held = programme_of(request)
    demand(request.user, Permission.RUN_SOLVER)
    known = {plan.number: plan for plan in reading.versions(held)[:SHOWN]}
    form = RunForm(
        request.POST or None,
        numbers=_choices(known.values()),
        initial={name: request.GET[name] for name in ASKED if name in request.GET},
        **_bases(request, held),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            run = tasks.ask(
                programme=held, option=given["option"], work=given["work"], title=given["title"],
                baseline=known.get(given["baseline"]), basis=given["basis"], by=request.user, at=request.at,
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("planning:run", run.pk)
    context = {"form": form, "locks": reading.locks_told(held), "may_make_plans": True}
    return render(request, "planning/new_run.html", context)


@require_POST
def start_scenarios(request: HttpRequest) -> HttpResponse:
    """Have one plan made for each option that was ticked, one after the other."""
    held = programme_of(request)
    demand(request.user, Permission.RUN_SOLVER)
    known = {plan.number: plan for plan in reading.versions(held)[:SHOWN]}
    form = ScenariosForm(request.POST, numbers=_choices(known.values()), **_bases(request, held))
    if not form.is_valid():
        raise Refused(" ".join(str(it) for errors in form.errors.values() for it in errors))
    given = form.cleaned_data
    runs = tasks.ask_for_scenarios(
        programme=held, options=given["options"], work=given["work"], title=given["title"],
        baseline=known.get(given["baseline"]), basis=given["basis"], by=request.user, at=request.at,
    )  # fmt: skip
    return redirect("planning:run", runs[0].pk)


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Follow a search, or several asked for together; once all have ended, go to what they found."""
    context = _run_context(request, run_id)
    if context["found"] and request.GET.get("stay") is None:
        return redirect(context["found"])
    return render(request, "planning/run.html", context)


def run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Give the part of the page that moves while a search goes on."""
    return render(request, "planning/_progress.html", _run_context(request, run_id))


def _run_context(request: HttpRequest, run_id: int) -> dict[str, Any]:
    programme_of(request)
    services.break_off_silent_runs(at=request.at)
    asked = reading.run_seen(run_id)
    runs = reading.runs_asked_with(asked)
    still_open = [it for it in runs if it.state in OPEN_RUNS]
    shown = asked if asked in still_open or not still_open else still_open[0]
    return {
        "run": shown,
        "runs": runs,
        "phase": reading.phase_told(shown),
        "clashes": clashes_of(shown, request.user),
        "unrated": unrated_of(shown, request.user),
        "again": _again(shown),
        "is_open": bool(still_open),
        "found": "" if still_open else _found_by(runs),
        "may_make_plans": may_make_plans(request.user),
    }


def _again(run: PlanningRun) -> str:
    """Give the page that asks for the same search once more, for what can be sought where ratings are missing."""
    asked = {"option": COVERAGE if run.fault == "ratings_missing" else run.option, "work": run.work}
    asked |= {"baseline": run.baseline.number} if run.baseline else {}
    asked["basis"] = (Basis.OWN if run.parts is None else Basis.RELEASED).value
    return f"{reverse('planning:new-run')}?{urlencode(asked)}"


def _found_by(runs: Iterable[PlanningRun]) -> str:
    """Give the page of what searches found: the plan, or the plans side by side; none where nothing was found."""
    numbers = [it.result.number for it in runs if it.result]
    if len(numbers) < 2:
        return reverse("planning:plan", args=numbers) if numbers else ""
    return f"{reverse('planning:compare')}?{urlencode({'plan': numbers}, doseq=True)}"


@require_POST
def cancel_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask a search to end with the best it has."""
    services.cancel_run(run_id=run_id, by=request.user, at=request.at)
    return redirect("planning:run", run_id)


@require_POST
def keep_days_free(request: HttpRequest) -> HttpResponse:
    """Keep days free of courses in the next search."""
    held = programme_of(request)
    form = FreeDaysForm(request.POST)
    demand(request.user, Permission.RUN_SOLVER)
    if form.is_valid():
        try:
            services.keep_days_free(programme=held.code, **form.cleaned_data, by=request.user, at=request.at)
        except Refused as error:
            form.add_error(None, str(error))
    if form.errors:
        page = _programme_context(request, held, form)
        return render(request, "planning/programme.html", page, status=CONFLICT)
    messages.success(request, _("No course will be held on those days in the next plan."))
    return redirect("planning:programme")


@require_POST
def unlock(request: HttpRequest, lock_code: str) -> HttpResponse:
    """Free what was fixed."""
    held = programme_of(request)
    services.unlock(programme=held.code, lock_code=lock_code, by=request.user, at=request.at)
    messages.success(request, _("It is free again in the next plan."))
    return redirect(
        request.POST.get("back")
        if request.POST.get("back", "").startswith("/plan/")
        else "planning:programme"
    )
