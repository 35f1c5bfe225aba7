"""The keys of this node: made and renewed by two officers, read aloud, printed, given to partners."""

from __future__ import annotations

from base64 import b64encode

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound
from tansiq.exchange import forms
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.keys import own_keyset, own_keyset_file
from tansiq.exchange.queries.told import groups_told
from tansiq.exchange.services import keys as services
from tansiq.exchange.services.partners import introduce_partner
from tansiq.exchange.views.status import downloaded
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered
from tansiq_protocol.keys import Trusted, root_fingerprint

SVG = "http://www.w3.org/2000/svg"


def _own() -> Trusted:
    """Give our newest key set; without one there is nothing to show."""
    own = own_keyset()
    if own is None:
        raise NotFound
    return own


def _page(request: HttpRequest, form: forms.KeySetForm) -> HttpResponse:
    own = own_keyset()
    context = {
        "own": own.keyset if own else None,
        "groups": groups_told(root_fingerprint(own.keyset.root)) if own else [],
        "partners": reading.partners_standing(),
        "circles": reading.circles_told(),
        "is_relied_on": reading.is_relied_on(),
        "form": form,
    }
    return render(request, "exchange/keys.html", context)


def keys(request: HttpRequest) -> HttpResponse:
    """Show our keys, the partners, and the circles."""
    demand(request.user, Permission.KEEP_KEYS)
    return _page(request, forms.KeySetForm())


@require_POST
def introduce(request: HttpRequest) -> HttpResponse:
    """Take in the key set of a partner, its first or its next."""
    demand(request.user, Permission.KEEP_KEYS)
    form = forms.KeySetForm(request.POST, request.FILES)
    if form.is_valid():
        said = {"node": request.node, "content": form.content(), "by": request.user, "at": request.at}
        if partner := answered(form, introduce_partner, **said):
            messages.success(request, _("The key set is taken in."))
            return redirect("exchange:partner", partner.party)
    return _page(request, form)


def make(request: HttpRequest) -> HttpResponse:
    """Make the keys of this node; the root key is on the page that answers, once, and kept nowhere here."""
    demand(request.user, Permission.KEEP_KEYS)
    form = forms.MakeKeysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("first", "second")}
        made = answered(form, services.make_keys, node=request.node, **said, by=request.user, at=request.at)
        if made:
            root = made.root_file.decode()
            link = f"data:application/x-pem-file;base64,{b64encode(made.root_file).decode()}"
            context = {"root": root, "link": link, "name": f"{request.node.party}-root-key.pem"}
            return render(request, "exchange/root_file.html", context)
    return render(request, "exchange/make_keys.html", {"form": form, "is_relied_on": reading.is_relied_on()})


def renew(request: HttpRequest) -> HttpResponse:
    """Renew the keys with the root key and both passphrases; revoke the present one where it may be in other hands."""
    demand(request.user, Permission.KEEP_KEYS)
    own = _own()
    files = request.FILES if request.method == "POST" else None
    form = forms.RenewKeysForm(request.POST or None, files, feeds=reading.present_feeds())
    if request.method == "POST" and form.is_valid():
        said = {"node": request.node, **form.given(), "by": request.user, "at": request.at}
        if answered(form, services.renew_keys, **said):
            messages.success(
                request, _("The keys are renewed. Partners get the new key set with the next bundle.")
            )
            return redirect("exchange:keys")
    return render(request, "exchange/renew_keys.html", {"form": form, "own": own.keyset})


def sheet(request: HttpRequest) -> HttpResponse:
    """Show the sheet to print: whose node, the digits and how they are read aloud, and the root key as a picture."""
    demand(request.user, Permission.KEEP_KEYS)
    own = _own().keyset
    return render(
        request, "exchange/sheet.html", {"own": own, "groups": groups_told(root_fingerprint(own.root))}
    )


def root_picture(request: HttpRequest) -> HttpResponse:
    """Draw the public root key as a QR code: a picture of its own, so that no page needs a script or style for it."""
    demand(request.user, Permission.KEEP_KEYS)
    own = _own().keyset
    code = segno.make(f"tansiq-root:{own.party}:{own.node}:{own.root.hex()}", error="m", micro=False)
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return HttpResponse(drawn.replace("<svg ", f'<svg xmlns="{SVG}" ', 1), content_type="image/svg+xml")


def save_keyset(request: HttpRequest) -> HttpResponse:
    """Give our key set as a file for partners."""
    demand(request.user, Permission.KEEP_KEYS)
    own = _own().keyset
    return downloaded(own_keyset_file(), f"{own.party}-keyset-{own.rev}.json", "application/json")
