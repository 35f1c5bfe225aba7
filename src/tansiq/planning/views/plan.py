"""One plan: all of it on a page, the steps of its life, its approval, and each of its editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound, Refused
from tansiq.people.access import demand, demand_password
from tansiq.people.rules import Permission
from tansiq.planning import services, tasks
from tansiq.planning.access import awaits_sending, may_change, may_make_plans, steps_for
from tansiq.planning.forms import ApproveForm, MoveForm, RejectForm, RemarkForm, SettleForm
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans import editions
from tansiq.planning.queries.plans import versions as reading
from tansiq.planning.queries.plans.hiding import document_for, hidden_from
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.overtaking import with_overtaken
from tansiq.planning.queries.plans.sections import sections
from tansiq.planning.queries.plans.today import broken_told, today
from tansiq.planning.queries.plans.units_shown import FILTERS, units_shown
from tansiq.planning.queries.shared.basis import crossing, partners
from tansiq.planning.queries.shared.parties import party_names
from tansiq.planning.rules import MEANS, MEANS_BETWEEN_NODES, WAY, PlanState, PlanStep
from tansiq.planning.views.programme import programme_of
from tansiq.ui.answering import wanted
from tansiq.ui.tongue import page_language
from tansiq_desk.page import section_titles

WORK_OF_A_TRIAL = 60


def version_of(request: HttpRequest, number: int) -> PlanVersion:
    """Give a plan version to whoever reads plans."""
    return reading.version_numbered(programme_of(request), number)


def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show a plan: its score, timeline, readiness, proof, editions, exercises, what is missing, money, basis."""
    version = version_of(request, number)
    with_overtaken(version.programme, [version])
    hidden = hidden_from(request.user, version.programme)
    whole, found, remarks = opened(version), today(version), list(reading.remarks_on(version))
    shown = units_shown(whole, wanted(request, *FILTERS), request.GET.get("page"))
    context = {
        "plan": version,
        "marking": version.get_marking_display(),
        "shown": shown,
        "sections": sections(version, page_language(), hidden, shown.units),
        "titles": section_titles(page_language()),
        "life": WAY,
        **_word_of_a_party(request, version),
        "may_change": may_change(request.user, version),
        "may_make_plans": may_make_plans(request.user),
        "remarks": remarks,
        "open_remarks": sum(not it.settled_by for it in remarks),
        "remark_form": RemarkForm(),
        "horizon": whole.problem.horizon,
        "is_lawful": not whole.violations,
        "broken": broken_told(found, request.user),
        "relaxations": reading.relaxations_told(version) if may_make_plans(request.user) else [],
    }  # fmt: skip
    return render(request, "planning/plan.html", context)


def _word_of_a_party(request: HttpRequest, version: PlanVersion) -> dict[str, Any]:
    """Give what can be done with a plan, what parties said and may say now, and how it stands between the nodes."""
    able = steps_for(request.user, version)
    others = partners(request.node)
    found = crossing(version) if others else None
    means = MEANS_BETWEEN_NODES if others else MEANS
    is_approvable = PlanStep.APPROVE in able and (found is None or found.can_cross)
    read = {"plan_sha256": version.plan_sha256}
    return {
        "steps": [(it, means[it]) for it in able if it in means],
        "awaits_sending": awaits_sending(version, others),
        "approve": ApproveForm(initial=read) if is_approvable else None,
        "reject": RejectForm(initial=read) if PlanStep.REJECT in able else None,
        "crossing": found,
        "decided_here": any(not it.is_from_partner for it in version.approvals.all()),
        "origin": party_names(version.origin) if version.origin else None,
    }


@require_POST
def take_step(request: HttpRequest, number: int) -> HttpResponse:
    """Take a plan a step on."""
    version = version_of(request, number)
    try:
        step = PlanStep(request.POST.get("step", ""))
        seen = int(request.POST.get("version", ""))
    except ValueError as error:
        raise Refused from error
    kept = services.take_step(code=version.code, version=seen, step=step, by=request.user, at=request.at)
    if step is PlanStep.WITHDRAW and version.parent:
        messages.success(request, _("Undone: plan %(number)d is withdrawn.") % {"number": number})
        return redirect("planning:plan", version.parent.number)
    messages.success(request, _now_told(kept))
    return redirect("planning:plan", number)


def _now_told(version: PlanVersion) -> str:
    """Say where a plan stands now; one that was proposed here has not left for the partner's node by that."""
    number = {"number": version.number}
    if version.state == PlanState.PROPOSED and awaits_sending(version) and crossing(version).can_cross:
        return _("Plan %(number)d is proposed. Send it to the partner now: it has not left yet.") % number
    return _("Plan %(number)d is now in the state: %(state)s.") % {
        **number, "state": version.get_state_display(),
    }  # fmt: skip


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a plan for one's party, with the password again."""
    version = version_of(request, number)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Give your password to approve."))
    refusal = _("This is not your password. Nothing was approved.")
    demand_password(request, form.cleaned_data["password"], refusal)
    kept = services.approve(
        code=version.code, plan_sha256=form.cleaned_data["plan_sha256"], by=request.user, at=request.at
    )
    if kept.state == PlanState.APPROVED:
        messages.success(request, _("Approved by both parties, on the same hash."))
    else:
        messages.success(request, _("Approved for your party. It waits for the other one."))
    _remind_to_send(request)
    return redirect("planning:plan", number)


@require_POST
def reject(request: HttpRequest, number: int) -> HttpResponse:
    """Reject a plan for one's party, with the reason."""
    version = version_of(request, number)
    form = RejectForm(request.POST)
    if not form.is_valid():
        raise services.NoReason
    services.reject(code=version.code, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(
        request, _("Rejected for your party; the review goes on. Your reason stands with the plan.")
    )
    _remind_to_send(request)
    return redirect("planning:plan", number)


def _remind_to_send(request: HttpRequest) -> None:
    """Say that a decision has not left by being taken, where the partner has a node of its own."""
    if partners(request.node):
        messages.warning(request, _("The partner does not know of it yet: send our decision, on this page."))


def download(request: HttpRequest, number: int) -> HttpResponse:
    """Give the bytes of a plan, as they are approved."""
    version = version_of(request, number)
    return HttpResponse(
        document_for(version, hidden_from(request.user, version.programme)),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{version.code}.json"'},
    )


def edition(request: HttpRequest, number: int, edition_id: str) -> HttpResponse:
    """Show one edition: who comes, why this week, and what another week would mean."""
    version = version_of(request, number)
    found = opened(version).edition(edition_id)
    if found is None:
        raise NotFound
    around = editions.ALL_WEEKS if request.GET.get("weeks") == "all" else editions.FEW_WEEKS
    context = {
        "plan": version,
        "edition": editions.edition_told(version, found),
        "weeks": editions.weeks_of(version, found, around, request.user),
        "shows_all": around == editions.ALL_WEEKS,
        "lock": version.programme.locks.filter(code=services.lock_code_of(edition_id)).first(),
        "may_make_plans": may_make_plans(request.user),
        "may_change": may_change(request.user, version),
        "remarks": reading.remarks_on(version, edition_id),
        "remark_form": RemarkForm(),
        "crossing": bool(partners(request.node)),
    }
    return render(request, "planning/edition.html", context)


def edition_weeks(request: HttpRequest, number: int, edition_id: str) -> HttpResponse:
    """Give the weeks in which an edition could begin, for dragging it on the timeline."""
    version = version_of(request, number)
    found = opened(version).edition(edition_id)
    if found is None:
        raise NotFound
    weeks = editions.weeks_of(version, found, editions.ALL_WEEKS, request.user)
    told = [
        {
            "start": it.start.isoformat(),
            "lawful": it.is_lawful,
            "gives_up": bool(it.given_up),
            "why": [f"{rule} {text}" for rule, text in it.broken[:2]],
        }
        for it in weeks
    ]
    return JsonResponse({"weeks": told})


@require_POST
def move_edition(request: HttpRequest, number: int, edition_id: str) -> HttpResponse:
    """Begin an edition in another week: a new draft, or the rules that forbid it."""
    version = version_of(request, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Give the first day of another week."))
    moved = services.move_edition(
        code=version.code, edition_id=edition_id, **form.cleaned_data, by=request.user, at=request.at
    )
    messages.success(request, _("Moved. This is a new draft; the plan it was made from is unchanged."))
    return redirect("planning:plan", moved.number)


@require_POST
def lock_edition(request: HttpRequest, number: int, edition_id: str) -> HttpResponse:
    """Fix an edition where it is."""
    version = version_of(request, number)
    services.lock_edition(code=version.code, edition_id=edition_id, by=request.user, at=request.at)
    messages.success(request, _("Fixed: the next plan keeps it where and when it is."))
    return redirect("planning:edition", number, edition_id)


@require_POST
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """Say something about a line of a plan."""
    version = version_of(request, number)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Write what you have to say."))
    line = request.POST.get("line", "").replace("\0", "")[:200]
    services.remark(code=version.code, line=line, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(request, _("Your remark stands with the plan."))
    if line and opened(version).edition(line):
        return redirect("planning:edition", number, line)
    return redirect("planning:plan", number)


@require_POST
def settle_remark(request: HttpRequest, number: int, remark_id: int) -> HttpResponse:
    """Answer a remark, which settles it."""
    version = version_of(request, number)
    form = SettleForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    services.settle_remark(
        code=version.code, remark_id=remark_id, answer=answer, by=request.user, at=request.at
    )
    messages.success(request, _("The remark is settled; your answer stands with it."))
    return redirect("planning:plan", number)


@require_POST
def try_relaxation(request: HttpRequest, number: int, line: str, place: int) -> HttpResponse:
    """Search once more with the smallest change that would let something in; the records stay as they are."""
    demand(request.user, Permission.RUN_SOLVER)
    version = version_of(request, number)
    document, told = reading.relaxed_document(version, line, place)
    run = tasks.ask(
        programme=version.programme, option=version.option, work=WORK_OF_A_TRIAL, title=told[:200], baseline=version,
        document=document, by=request.user, at=request.at,
    )  # fmt: skip
    return redirect("planning:run", run.pk)
