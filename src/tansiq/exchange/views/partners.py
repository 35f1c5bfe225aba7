"""One partner: its key read aloud and confirmed, how it is reached, and whether anything is exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound
from tansiq.core.rules import Mode
from tansiq.exchange import forms
from tansiq.exchange.models import Partner
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.keys import keysets_of, own_keyset
from tansiq.exchange.queries.told import groups_told, parties_told
from tansiq.exchange.rules import LIFE, PartnerState, PartnerStep
from tansiq.exchange.services import partners as services
from tansiq.exchange.tasks import ask_to_exchange
from tansiq.people.access import demand, demand_password
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered
from tansiq_protocol.keys import root_fingerprint


def _page(request: HttpRequest, code: str, **bound: Any) -> HttpResponse:
    partner = reading.partner_of(code)
    own, theirs = own_keyset(), keysets_of(partner)
    seen = {"version": partner.version}
    state = PartnerState(partner.state)
    context = {
        "partner": partner,
        "name": parties_told([code])[0],
        "own": own.keyset if own else None,
        "groups": groups_told(root_fingerprint(own.keyset.root)) if own else [],
        "theirs": theirs[0].keyset if theirs else None,
        "their_digits": root_fingerprint(bytes.fromhex(partner.root)) if partner.confirmed_by else "",
        "steps": [it for it in PartnerStep if (state, it) in LIFE and it is not PartnerStep.CONFIRM],
        "is_office": request.node.mode == Mode.ONE_PARTY,
        "digits_form": forms.DigitsForm(),
        "end_form": forms.EndForm(initial=seen, auto_id="end_%s"),
        "address_form": forms.AddressForm(initial={**seen, "address": partner.address}),
        **bound,
    }
    return render(request, "exchange/partner.html", context)


def partner(request: HttpRequest, code: str) -> HttpResponse:
    """Show a partner, and the ceremony while its key is not confirmed."""
    demand(request.user, Permission.KEEP_KEYS)
    return _page(request, code)


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm a partner's root key by the digits that its officer read aloud."""
    demand(request.user, Permission.KEEP_KEYS)
    form = forms.DigitsForm(request.POST)
    if form.is_valid() and answered(form, _confirmed, request=request, code=code, said=form.cleaned_data):
        ask_to_exchange(code)
        messages.success(
            request,
            _(
                "Confirmed: these are the digits of the key that came. The exchange begins once they have confirmed yours too."
            ),
        )
        return redirect("exchange:partner", code)
    return _page(request, code, digits_form=form)


def _confirmed(*, request: HttpRequest, code: str, said: Mapping[str, Any]) -> Partner:
    demand_password(request, said["password"])
    return services.confirm_partner(
        node=request.node, party=code, digits=said["digits"], by=request.user, at=request.at
    )


@require_POST
def set_address(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a partner is reached on the network."""
    demand(request.user, Permission.KEEP_KEYS)
    found = reading.partner_of(code)
    form = forms.AddressForm(request.POST, initial={"version": found.version, "address": found.address})
    if form.is_valid() and answered(
        form, services.set_address, party=code, **form.cleaned_data, by=request.user, at=request.at
    ):
        ask_to_exchange(code)
        messages.success(request, _("The address is kept."))
        return redirect("exchange:partner", code)
    return _page(request, code, address_form=form)


@require_POST
def take_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Pause, resume or end the exchange with a partner; ending it asks for the password again."""
    demand(request.user, Permission.KEEP_KEYS)
    form = forms.SeenForm(request.POST)
    if step not in PartnerStep.values or not form.is_valid():
        raise NotFound
    said = {"request": request, "code": code, "step": PartnerStep(step), **form.cleaned_data}
    if step == PartnerStep.END:
        end = forms.EndForm(
            request.POST, initial={"version": reading.partner_of(code).version}, auto_id="end_%s"
        )
        if not end.is_valid() or not answered(end, _ended, **said, password=end.cleaned_data["password"]):
            return _page(request, code, end_form=end)
    else:
        _stepped(**said)
    ask_to_exchange(code)
    messages.success(request, _("The step is taken and stands in the journal."))
    return redirect("exchange:partner", code)


def _ended(*, request: HttpRequest, code: str, step: PartnerStep, version: int, password: str) -> Partner:
    demand_password(request, password)
    return _stepped(request=request, code=code, step=step, version=version)


def _stepped(*, request: HttpRequest, code: str, step: PartnerStep, version: int) -> Partner:
    return services.take_partner_step(party=code, version=version, step=step, by=request.user, at=request.at)
