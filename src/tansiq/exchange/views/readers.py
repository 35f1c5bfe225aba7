"""Programs of partners that read the feed: which there are, letting one in, stopping one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tansiq.exchange import forms
from tansiq.exchange.queries import readers as queries
from tansiq.exchange.services import readers as services
from tansiq.people.access import demand, demand_password
from tansiq.people.rules import Permission
from tansiq.ui.answering import answered


def _page(request: HttpRequest, form: forms.ReaderForm) -> HttpResponse:
    context = {"readers": queries.readers_listed(), "form": form}
    return render(request, "exchange/readers.html", context)


def _form(said: Mapping[str, Any] | None = None) -> forms.ReaderForm:
    language = (get_language() or "ar")[:2]
    return forms.ReaderForm(said, partners=queries.partners_to_choose(), initial={"language": language})


def readers(request: HttpRequest) -> HttpResponse:
    """Show the programs that may read the feed, and where they find it."""
    demand(request.user, Permission.KEEP_KEYS)
    return _page(request, _form())


@require_POST
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Let a program read; its password is on this one answer and nowhere else, so nothing is redirected to."""
    demand(request.user, Permission.KEEP_KEYS)
    form = _form(request.POST)
    if form.is_valid() and (added := answered(form, _added, request=request, said=form.cleaned_data)):
        return render(request, "exchange/reader_added.html", {"reader": added.reader, "token": added.token})
    return _page(request, form)


def _added(*, request: HttpRequest, said: dict[str, Any]) -> services.AddedReader:
    demand_password(request, said.pop("password"))
    return services.add_reader(node=request.node, **said, by=request.user, at=request.at)


def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then stop a program from reading."""
    demand(request.user, Permission.KEEP_KEYS)
    reader = queries.reader_named(code)
    if request.method == "POST":
        services.revoke_reader(code=code, by=request.user, at=request.at)
        messages.success(request, _("Stopped. Whatever it read already stays with it."))
        return redirect("exchange:readers")
    names = queries.party_names_spoken()
    context = {"reader": reader, "party": names.get(reader.partner.party, reader.partner.party)}
    return render(request, "exchange/revoke_reader.html", context)
