"""How the exchange stands, the book of bundles, and bundles carried on a stick: saved out and taken in."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotFound, Refused
from tansiq.core.rules import Mode
from tansiq.exchange import tasks
from tansiq.exchange.access import demand_book, demand_part, may_exchange
from tansiq.exchange.forms import BundlesForm
from tansiq.exchange.models import Passage
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.queries.standing import standings
from tansiq.exchange.rules import Direction, Way
from tansiq.exchange.rules.faults import sentence_of
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.receiving import BundleRefused, receive_bundle
from tansiq.exchange.services.sending import write_next_bundle
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.ui.answering import page_of, wanted, whole_number

MOST_OF_A_STICK = 18_000_000
"""Bytes of a bundle that is saved here, so that a partner's browser can take it in; what is more goes in the next."""
IN_MEMORY = 4 * 1024 * 1024
LAST_PASSAGES = 5


def status(request: HttpRequest) -> HttpResponse:
    """Show how each partner stands, and what can be done about it."""
    demand_book(request.user)
    is_office = request.node.mode == Mode.ONE_PARTY
    context = {
        "is_office": is_office,
        "may_carry": may_exchange(request.user),
        "has_keys": is_office and own_keyset() is not None,
        "standings": standings(request.at),
        "go_on_from": reading.bundles_go_on_from(),
        "passages": passages_told(list(reading.passages_listed()[:LAST_PASSAGES])),
        "form": BundlesForm(),
    }
    return render(request, "exchange/status.html", context)


def passages_told(passages: list[Passage]) -> list[tuple[Passage, str, Any]]:
    """Give bundles with the words of what was wrong with them, and of whom they were or came."""
    names = dict(reading.partners_named())
    return [
        (it, sentence_of(it.fault) if it.fault else "", names.get(it.partner.party) if it.partner else None)
        for it in passages
    ]


def book(request: HttpRequest) -> HttpResponse:
    """List every bundle that left or came."""
    demand_book(request.user)
    filters = wanted(request, "partner", "direction", "way", "fault")
    page = page_of(request, reading.passages_listed(**filters))
    context = {
        "page": page,
        "rows": passages_told(list(page.object_list)),
        "filters": filters,
        "is_narrowed": any(filters.values()),
        "partners": reading.partners_named(),
        "directions": Direction.choices,
        "ways_of_bundles": Way.choices,
    }
    return render(request, "exchange/book.html", context)


@require_POST
def save_bundle(request: HttpRequest, code: str) -> HttpResponse:
    """Give the bundle of what a partner has not confirmed to have, to be carried on a stick."""
    demand_part(request.user)
    partner = reading.partner_of(code)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        passage = write_next_bundle(
            node=request.node, partner=partner, to=file, way=Way.STICK, after=whole_number(request.POST.get("after")),
            most_bytes=MOST_OF_A_STICK, by=request.user, at=request.at,
        )  # fmt: skip
        file.seek(0)
        content = file.read()
    return downloaded(content, bundle_name(request, passage))


@require_POST
def exchange_now(request: HttpRequest, code: str) -> HttpResponse:
    """Have the worker exchange with a partner at once, on the network."""
    demand_part(request.user)
    tasks.ask_to_exchange(reading.partner_of(code).party)
    messages.success(request, _("Asked for: the node calls theirs now. Reload the page in a moment."))
    return redirect("exchange:status")


def bundle_name(request: HttpRequest, passage: Passage) -> str:
    """Name a bundle by who gives it to whom, when, and what is in it."""
    held = f"{passage.first}-{passage.last}" if passage.new else "receipt"
    ends = f"{request.node.party}-{passage.partner.party}" if passage.partner else request.node.party
    return f"{ends}-{request.at:%Y%m%d-%H%M}-{held}.tansiq"


def downloaded(content: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """Give bytes as a file to save, which no browser opens by itself."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def take_in_bundles(request: HttpRequest) -> HttpResponse:
    """Take in bundles: one page then tells what became of each, counts apart."""
    if not request.user.may(Permission.RECEIVE):
        demand(request.user, Permission.KEEP_KEYS)
    form = BundlesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            _taken(request, form)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(
                f"{reverse('exchange:taken')}?{urlencode({'at': request.at.isoformat()})}"
            )
    return render(request, "exchange/take_in_bundles.html", {"form": form})


def _taken(request: HttpRequest, form: BundlesForm) -> None:
    """Take in each file by itself: one that is refused stands in the book with its reason, and stops no other."""
    for file in form.cleaned_data["bundles"]:
        try:
            receive_bundle(
                node=request.node, source=file, way=Way.STICK, file=file.name.replace("\0", "")[:200], by=request.user,
                at=request.at,
            )  # fmt: skip
        except BundleRefused:
            continue
    after_receiving(node=request.node, at=request.at)


def taken(request: HttpRequest) -> HttpResponse:
    """Show what became of the bundles that were given in: new, already had, held and refused, never added up."""
    demand_part(request.user)
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NotFound
    rows = passages_told(reading.passages_taken(request.user.username, at))
    if not rows:
        return redirect("exchange:status")
    return render(request, "exchange/taken.html", {"rows": rows})
