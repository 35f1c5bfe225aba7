"""What came: read it, see what differs from ours, take it in or put it aside; recalls answered, alarms settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.accords.rules.crossing import ChangedHereToo, Keeps
from tansiq.core.errors import NotFound
from tansiq.exchange import forms, tasks
from tansiq.exchange.models import Received
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.contents import name_of_file, tables_of
from tansiq.exchange.queries.differing import differences_of
from tansiq.exchange.queries.told import (
    called_subject,
    kind_told,
    minutes_ahead,
    parties_told,
)
from tansiq.exchange.queries.who_may import who_may_take_in
from tansiq.exchange.rules import KINDS_TOLD, NEEDS_TO_TAKE_IN, RECEIVED_LIFE, ReceivedState, ReceivedStep
from tansiq.exchange.rules.faults import sentence_of
from tansiq.exchange.services import acting, recalls
from tansiq.exchange.services.holding import read_again as read_held_again
from tansiq.exchange.views.status import downloaded
from tansiq.exchange.views.tables import tables_shown
from tansiq.people.access import demand, demand_password
from tansiq.people.rules import Permission
from tansiq.planning.queries.shared import NamesHere
from tansiq.ui.answering import answered, page_of, wanted
from tansiq_protocol.record import Kind


def inbox(request: HttpRequest) -> HttpResponse:
    """List what came, by what became of it."""
    demand(request.user, Permission.RECEIVE)
    filters = wanted(request, "state", "partner", "kind", "text")
    filters["state"] = (
        filters["state"] if filters["state"] in ReceivedState.values else ReceivedState.NEW.value
    )
    home = request.node.party
    page = page_of(request, reading.received_listed(**filters, home=home))
    counts = reading.received_counts(filters["partner"])
    context = {
        "page": page,
        "rows": [(it, sentence_of(it.row.reason) if it.row.reason else "") for it in
                 reading.received_rows(page.object_list, home)],
        "tabs": [(it, counts[it.value]) for it in ReceivedState],
        "filters": filters,
        "is_narrowed": any(value for name, value in filters.items() if name != "state"),
        "partners": reading.partners_named(),
        "kinds": [(kind.value, told) for kind, told in KINDS_TOLD.items()],
    }  # fmt: skip
    return render(request, "exchange/inbox.html", context)


def _page(request: HttpRequest, row: Received, **bound: Any) -> HttpResponse:
    home = request.node.party
    told = reading.received_told(row, home)
    state = ReceivedState(row.state)
    is_recall = row.kind == Kind.RECALL and state == ReceivedState.NEW
    may_take = acting.can_be_taken_in(row.kind) and _can(state, ReceivedStep.TAKE_IN)
    tables = tables_of(told.record, reading.in_blob, NamesHere(home))
    is_open_to_take = may_take and told.is_shown
    context = {
        "row": row,
        "told": told,
        "kind": kind_told(row.kind),
        "marking": told.classification,
        "partner": parties_told([row.partner.party])[0],
        "tables": tables_shown(request, tables),
        "differences": differences_of(told.record, row, home) if told.record and may_take else [],
        "can_take_in": is_open_to_take and request.user.may(NEEDS_TO_TAKE_IN[Kind(row.kind)]),
        "can_put_aside": _can(state, ReceivedStep.PUT_ASIDE) and not is_recall,
        "reason": sentence_of(row.reason) if row.reason else "",
        "ahead": minutes_ahead(row.written_at, row.at),
        **_about(request, row),
        **(_who_takes_it_in(request, row) if is_open_to_take else {}),
        "answer_form": forms.ReasonForm() if is_recall and request.user.may(Permission.RELEASE) else None,
        "is_asked_back": reading.is_asked_back(row),
        **bound,
    }
    return render(request, "exchange/received.html", context)


def _about(request: HttpRequest, row: Received) -> dict[str, Any]:
    """Give what a record is about that is here: what it asks back and what rests on that, the plan or part it brought."""
    asked = reading.asked_back(row)
    reads_plans = request.user.may(Permission.READ_PLAN)
    return {
        "asked": asked,
        "asked_title": called_subject({"id": asked.record_id, "rev": asked.rev}) if asked else "",
        "resting": reading.plans_resting_on(asked),
        "plan_here": reading.plan_here(row) if reads_plans else None,
        "part_here": reading.part_here(row) if reads_plans else None,
        "can_reply": row.kind == Kind.MESSAGE and request.user.may(Permission.RELEASE, request.node.party),
    }


def _who_takes_it_in(request: HttpRequest, row: Received) -> dict[str, Any]:
    """Give which permission taking in needs that a reader lacks, and who has it."""
    needed = NEEDS_TO_TAKE_IN[Kind(row.kind)]
    if request.user.may(needed):
        return {}
    return {"needed": needed.label, "takers": who_may_take_in(Kind(row.kind))}


def _can(state: ReceivedState, step: ReceivedStep) -> bool:
    return (state, step) in RECEIVED_LIFE


def received(request: HttpRequest, received_id: int) -> HttpResponse:
    """Show what came: words, differences, label, hash, and what can be done with it."""
    demand(request.user, Permission.RECEIVE)
    return _page(request, reading.received_seen(received_id))


@require_POST
def take_in(request: HttpRequest, received_id: int) -> HttpResponse:
    """Take what came into our records; where both changed, ask which of the two stands."""
    demand(request.user, Permission.RECEIVE)
    keeps = request.POST.get("keeps", "")
    said = {"received_id": received_id, "keeps": Keeps(keeps) if keeps in list(Keeps) else None}
    try:
        acting.take_in(**said, by=request.user, at=request.at)
    except ChangedHereToo as error:
        return _page(request, reading.received_seen(received_id), changed=error, keeps=list(Keeps))
    messages.success(request, _("Taken in. Our records say now what was released to us."))
    return redirect("exchange:received", received_id)


@require_POST
def put_aside(request: HttpRequest, received_id: int) -> HttpResponse:
    """Put aside what came; our records stay as they are."""
    demand(request.user, Permission.RECEIVE)
    acting.put_aside(received_id=received_id, by=request.user, at=request.at)
    messages.success(request, _("Put aside. Our records are as they were."))
    return redirect("exchange:inbox")


@require_POST
def read_again(request: HttpRequest) -> HttpResponse:
    """Judge once more what is held."""
    demand(request.user, Permission.RECEIVE)
    freed = read_held_again(node=request.node, by=request.user, at=request.at)
    acting.after_receiving(node=request.node, at=request.at, tries_hopeless=True)
    if freed:
        messages.success(request, _("Read again: %(count)d can be read now.") % {"count": freed})
    else:
        messages.info(
            request, _("Read again: all of it is still on hold, for the reasons that stand with it.")
        )
    return redirect("exchange:inbox")


@require_POST
def answer_recall(request: HttpRequest, received_id: int) -> HttpResponse:
    """Execute what the partner asks back, or refuse it with a reason."""
    demand(request.user, Permission.RECEIVE)
    form = forms.ReasonForm(request.POST)
    if form.is_valid() and answered(
        form, _answered, request=request, received_id=received_id, said=form.cleaned_data
    ):
        tasks.ask_to_exchange()
        messages.success(request, _("Answered. The partner gets the answer with the next bundle."))
        return redirect("exchange:received", received_id)
    return _page(request, reading.received_seen(received_id), answer_form=form)


def _answered(*, request: HttpRequest, received_id: int, said: Mapping[str, Any]) -> Received:
    demand_password(request, said["password"])
    return recalls.answer_recall(
        node=request.node, received_id=received_id, executes=request.POST.get("answer") == "execute",
        reason=said["reason"], by=request.user, at=request.at,
    )  # fmt: skip


def received_attachment(request: HttpRequest, received_id: int, digest: str) -> HttpResponse:
    """Give the exact bytes of an attachment that came, as far as its label lets it be shown."""
    demand(request.user, Permission.RECEIVE)
    told = reading.received_told(reading.received_seen(received_id), request.node.party)
    content = reading.in_blob(digest) if digest in {it.sha256 for it in told.blobs} else None
    if content is None:
        raise NotFound
    return downloaded(content, name_of_file(told.record, digest))


def fork(request: HttpRequest, fork_id: int) -> HttpResponse:
    """Show an alarm: both versions side by side, and settle it with a note."""
    demand(request.user, Permission.RECEIVE)
    seen = reading.fork_seen(fork_id)
    form = forms.NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb: Callable[..., Any] = recalls.settle_fork
        if answered(form, verb, fork_id=fork_id, **form.cleaned_data, by=request.user, at=request.at):
            messages.success(request, _("Settled. Both versions stay as they came."))
            return redirect("exchange:fork", fork_id)
    context = {
        "fork": seen,
        "partner": parties_told([seen.partner.party])[0],
        "versions": reading.versions_of(seen, request.node.party),
        "form": form,
    }
    return render(request, "exchange/fork.html", context)
