"""Pages of accords, meetings, decisions and facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.accords import access, forms, queries, services
from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules import (
    AccordState,
    AccordStep,
    AccordType,
    Certainty,
    DecisionState,
    DecisionStep,
    MeetingKind,
    MinutesState,
)  # fmt: skip
from tansiq.accords.rules import accords as accord_rules
from tansiq.accords.rules import decisions as decision_rules
from tansiq.core.errors import NotFound
from tansiq.core.rules import JOINT
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered, page_of, wanted
from tansiq.ui.forms import Form


def _listed(request: HttpRequest, template: str, rows: Any, **context: Any) -> HttpResponse:
    page = page_of(request, rows)
    is_narrowed = any(request.GET.get(name) for name in context["filters"])
    return render(request, template, {**context, "page": page, "is_narrowed": is_narrowed})


def _kept(request: HttpRequest, form: Form, verb: Callable[..., Any], **given: Any) -> Any:
    """Run a verb with what a form says; None, with the reason on the form, where it does not go."""
    if request.method != "POST" or not form.is_valid():
        return None
    return answered(form, verb, **given, **form.cleaned_data, by=request.user, at=request.at)


def _names(form: Form, **renamed: str) -> None:
    """Name what a form says as the verb does."""
    for field, argument in renamed.items():
        if field in getattr(form, "cleaned_data", {}):
            form.cleaned_data[argument] = form.cleaned_data.pop(field)


def _filled(request: HttpRequest, kind: type[forms.Worded], record: Any = None, **renamed: str) -> Any:
    form = kind(request.POST or None, person=request.user, record=record)
    if request.method == "POST" and form.is_valid():
        _names(form, **renamed)
    return form


# ------------------------------------------------------------------------------------------------------------- accords
def register(request: HttpRequest) -> HttpResponse:
    """List the accords as they stand today."""
    demand(request.user, Permission.READ_REGISTERS)
    filters = wanted(request, "type", "state", "text", "dormant")
    sort = request.GET.get("sort", "")
    asked = {"type": filters["type"], "state": filters["state"], "text": filters["text"], "sort": sort}
    rows = queries.accords_registered(
        request.user, request.at.date(), is_dormant=bool(filters["dormant"]), **asked
    )
    return _listed(
        request, "accords/register.html", rows, filters=filters, sort=sort, types=AccordType.choices,
        states=AccordState.choices, may_draft=request.user.may(Permission.KEEP_ACCORDS, JOINT),
    )  # fmt: skip


def _accord_page(request: HttpRequest, code: str, faulty: forms.AccordStepForm | None = None) -> HttpResponse:
    page = queries.accord_page(request.user, code, request.at.date())
    accord = page.here.accord
    steps = [
        faulty if faulty and faulty.step == step else forms.AccordStepForm(step=step, accord=accord)
        for step in access.accord_steps(request.user, accord, request.at.date())
    ]
    names = party_names()
    context = {
        "page": page, "accord": accord, "marking": accord.get_marking_display(), "steps": steps, "faulty": faulty, "life": accord_rules.course_of(accord.type),
        "may_change": access.may_change_accord(request.user, accord), "grave": accord_rules.GRAVE,
        "decisions": name_parties(page.decisions, "owner_party", names), "today": request.at.date(),
    }  # fmt: skip
    return render(request, "accords/accord.html", context)


def accord(request: HttpRequest, code: str) -> HttpResponse:
    """Show an accord: its text, validity, life, and all that belongs to it."""
    demand(request.user, Permission.READ_REGISTERS)
    return _accord_page(request, code)


def draft_accord(request: HttpRequest) -> HttpResponse:
    """Begin an accord."""
    demand(request.user, Permission.KEEP_ACCORDS, JOINT)
    form = _filled(request, forms.AccordForm, name="names")
    if drafted := _kept(request, form, services.draft_accord):
        messages.success(request, _("The draft is kept. Both sides see it."))
        return redirect("accords:accord", drafted.code)
    return render(request, "accords/accord_form.html", {"form": form})


def change_accord(request: HttpRequest, code: str) -> HttpResponse:
    """Change the text of an accord that is not signed."""
    accord = queries.seen_accord(request.user, code)
    demand(request.user, Permission.KEEP_ACCORDS, accord.owner)
    form = _filled(request, forms.AccordForm, accord, name="names")
    if _kept(request, form, services.change_accord, code=code):
        messages.success(request, _("The accord is changed."))
        return redirect("accords:accord", code)
    return render(request, "accords/accord_form.html", {"form": form, "accord": accord})


@require_POST
def take_accord_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take a step in the life of an accord."""
    accord = queries.seen_accord(request.user, code)
    demand(request.user, Permission.KEEP_ACCORDS, accord.owner)
    if step not in AccordStep.values:
        raise NotFound
    form = forms.AccordStepForm(request.POST, step=AccordStep(step), accord=accord)
    if form.is_valid() and answered(
        form, services.take_accord_step, code=code, version=form.cleaned_data["version"], step=form.step,
        given=form.given, by=request.user, at=request.at,
    ):  # fmt: skip
        messages.success(request, _("The step is taken and stands in the journal."))
        return redirect("accords:accord", code)
    return _accord_page(request, code, form)


# ------------------------------------------------------------------------------------------------------------ meetings
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings."""
    demand(request.user, Permission.READ_REGISTERS)
    filters = wanted(request, "kind", "state", "text")
    return _listed(
        request, "accords/meetings.html", queries.meetings_listed(request.user, **filters), filters=filters,
        kinds=MeetingKind.choices, states=MinutesState.choices,
        may_call=request.user.may(Permission.KEEP_MINUTES, JOINT),
    )  # fmt: skip


def _meeting_page(request: HttpRequest, code: str, **bound: Any) -> HttpResponse:
    meeting = queries.meeting_seen(request.user, code)
    may_keep = access.may_keep_minutes(request.user, meeting)
    on, empty = request.at.date(), {"person": request.user, "record": meeting}
    decisions = list(queries.decisions_listed(request.user, on, meeting=meeting))
    kinds = {
        "delegation_form": forms.DelegationForm, "item_form": forms.AgendaItemForm, "minutes_form": forms.MinutesForm,
    }  # fmt: skip
    context = {
        "meeting": meeting, "hours": queries.hours_told(meeting), "marking": meeting.get_marking_display(), "may_keep": may_keep, "may_agree": access.may_agree(request.user, meeting),
        "agreeing": access.parties_that_agree(meeting),
        "decisions": name_parties(decisions, "owner_party", party_names()),
        "facts": queries.facts_listed(request.user, meeting=meeting),
        "history": queries.history_of([meeting, *decisions]),
        **({name: kind(**empty) for name, kind in kinds.items()} if may_keep else {}), **bound,
    }  # fmt: skip
    return render(request, "accords/meeting.html", context)


def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Show a meeting: who came, its agenda, minutes, decisions and facts."""
    demand(request.user, Permission.READ_REGISTERS)
    return _meeting_page(request, code)


def call_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a meeting."""
    demand(request.user, Permission.KEEP_MINUTES, JOINT)
    form = _filled(request, forms.MeetingForm, name="names")
    if called := _kept(request, form, services.call_meeting):
        messages.success(request, _("The meeting is kept. Now enter the delegations and the agenda."))
        return redirect("accords:meeting", called.code)
    return render(request, "accords/meeting_form.html", {"form": form})


def change_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a meeting is, when and where."""
    meeting = queries.meeting_seen(request.user, code)
    demand(request.user, Permission.KEEP_MINUTES, meeting.owner)
    form = _filled(request, forms.MeetingForm, meeting, name="names")
    if _kept(request, form, services.change_meeting, code=code):
        messages.success(request, _("The meeting is changed."))
        return redirect("accords:meeting", code)
    return render(request, "accords/meeting_form.html", {"form": form, "meeting": meeting})


def _part_of_meeting(
    request: HttpRequest,
    code: str,
    kind: type[forms.Worded],
    verb: Callable[..., Any],
    shown_as: str,
    **renamed: str,
) -> HttpResponse:
    meeting = queries.meeting_seen(request.user, code)
    demand(request.user, Permission.KEEP_MINUTES, meeting.owner)
    form = _filled(request, kind, meeting, **renamed)
    if _kept(request, form, verb, code=code):
        return redirect("accords:meeting", code)
    return _meeting_page(request, code, **{shown_as: form})


@require_POST
def add_delegation(request: HttpRequest, code: str) -> HttpResponse:
    """Enter who came."""
    return _part_of_meeting(
        request, code, forms.DelegationForm, services.add_delegation, "delegation_form", name="names"
    )


@require_POST
def add_agenda_item(request: HttpRequest, code: str) -> HttpResponse:
    """Put a point on the agenda."""
    return _part_of_meeting(
        request, code, forms.AgendaItemForm, services.add_agenda_item, "item_form", text="texts"
    )


@require_POST
def write_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Write the minutes."""
    return _part_of_meeting(request, code, forms.MinutesForm, services.write_minutes, "minutes_form")


def _on_meeting(request: HttpRequest, code: str, verb: Callable[..., Any], **given: int) -> HttpResponse:
    """Run a verb that asks for nothing but what was seen; what it refuses stands on the meeting's page."""
    form = forms.SeenForm(request.POST)
    if not form.is_valid():
        raise NotFound
    verb(code=code, version=form.cleaned_data["version"], by=request.user, at=request.at, **given)
    return redirect("accords:meeting", code)


@require_POST
def remove_delegation(request: HttpRequest, code: str, part_id: int) -> HttpResponse:
    """Take out a delegation."""
    return _on_meeting(request, code, services.remove_delegation, delegation_id=part_id)


@require_POST
def remove_agenda_item(request: HttpRequest, code: str, part_id: int) -> HttpResponse:
    """Take a point off the agenda."""
    return _on_meeting(request, code, services.remove_agenda_item, item_id=part_id)


@require_POST
def move_agenda_item(request: HttpRequest, code: str, part_id: int) -> HttpResponse:
    """Move a point of the agenda up."""
    return _on_meeting(request, code, services.move_agenda_item, item_id=part_id)


@require_POST
def agree_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Agree to the minutes for one's party."""
    answer = _on_meeting(request, code, services.agree_minutes)
    messages.success(request, _("Your party has agreed to these minutes."))
    return answer


# ----------------------------------------------------------------------------------------------------------- decisions
def decisions(request: HttpRequest) -> HttpResponse:
    """List the decisions, the soonest due first."""
    demand(request.user, Permission.READ_REGISTERS)
    filters = wanted(request, "show", "owner", "state", "text")
    found = queries.decisions_listed(request.user, request.at.date(), **filters)
    page = page_of(request, found)
    page.object_list = name_parties(page.object_list, "owner_party", party_names())
    context = {
        "page": page, "filters": filters, "is_narrowed": any(filters.values()), "states": DecisionState.choices,
        "owners": queries.parties_for_choice(with_both=True),
    }  # fmt: skip
    return render(request, "accords/decisions.html", context)


def _decision_page(
    request: HttpRequest, code: str, faulty: forms.DecisionStepForm | None = None
) -> HttpResponse:
    decision = queries.decision_seen(request.user, code, request.at.date())
    steps = [
        faulty if faulty and faulty.step == step else forms.DecisionStepForm(step=step, decision=decision)
        for step in access.decision_steps(request.user, decision)
    ]
    context = {
        "decision": decision, "marking": decision.get_marking_display(), "steps": steps, "faulty": faulty, "life": decision_rules.COURSE_OF_LIFE, "grave": [DecisionStep.CANCEL],
        "may_change": access.may_change_decision(request.user, decision),
        "history": queries.history_of([decision]),
    }  # fmt: skip
    return render(request, "accords/decision.html", context)


def decision(request: HttpRequest, code: str) -> HttpResponse:
    """Show a decision: whose work it is, until when, and what shows that it was done."""
    demand(request.user, Permission.READ_REGISTERS)
    return _decision_page(request, code)


def take_decision(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what a meeting decided."""
    meeting = queries.meeting_seen(request.user, code)
    demand(request.user, Permission.KEEP_MINUTES, meeting.owner)
    form = _filled(request, forms.DecisionForm, meeting, text="texts", version="meeting_version")
    if _kept(request, form, services.take_decision, meeting_code=code):
        messages.success(request, _("The decision is in the register."))
        return redirect("accords:meeting", code)
    return render(request, "accords/decision_form.html", {"form": form, "meeting": meeting})


def change_decision(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of a decision while the minutes are a draft."""
    decision = queries.decision_seen(request.user, code, request.at.date())
    demand(request.user, Permission.KEEP_MINUTES, decision.owner)
    form = _filled(request, forms.DecisionForm, decision, text="texts")
    if _kept(request, form, services.change_decision, code=code):
        messages.success(request, _("The decision is changed."))
        return redirect("accords:decision", code)
    context = {"form": form, "meeting": decision.meeting, "decision": decision}
    return render(request, "accords/decision_form.html", context)


@require_POST
def take_decision_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take a step in the life of a decision."""
    decision = queries.decision_seen(request.user, code, request.at.date())
    if step not in DecisionStep.values:
        raise NotFound
    demand(request.user, decision_rules.NEEDS[DecisionStep(step)], decision.owner)
    form = forms.DecisionStepForm(request.POST, step=DecisionStep(step), decision=decision)
    if form.is_valid():
        form.cleaned_data.setdefault("words", "")
    if _kept(request, form, services.take_decision_step, code=code, step=form.step):
        messages.success(request, _("The step is taken and stands in the journal."))
        return redirect("accords:decision", code)
    return _decision_page(request, code, form)


# --------------------------------------------------------------------------------------------------------------- facts
def facts(request: HttpRequest) -> HttpResponse:
    """List what was said about the cooperation, with its source and certainty."""
    demand(request.user, Permission.READ_REGISTERS)
    filters = wanted(request, "certainty", "text")
    return _listed(
        request, "accords/facts.html", queries.facts_listed(request.user, **filters), filters=filters,
        certainties=Certainty.choices, differing=queries.sources_that_differ(request.user),
        may_record=request.user.may(Permission.KEEP_MINUTES, JOINT),
    )  # fmt: skip


def record_fact(request: HttpRequest) -> HttpResponse:
    """Record something said."""
    demand(request.user, Permission.KEEP_MINUTES)
    form = _filled(request, forms.FactForm, text="texts")
    if _kept(request, form, services.record_fact):
        messages.success(request, _("The fact is recorded with its source."))
        return redirect("accords:facts")
    return render(request, "accords/fact_form.html", {"form": form})


def change_fact(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a fact."""
    fact = queries.fact_seen(request.user, code)
    demand(request.user, Permission.KEEP_MINUTES, fact.owner)
    form = _filled(request, forms.FactForm, fact, text="texts")
    if _kept(request, form, services.change_fact, code=code):
        messages.success(request, _("The fact is corrected. What it said before stays in the journal."))
        return redirect("accords:facts")
    return render(request, "accords/fact_form.html", {"form": form, "fact": fact})
