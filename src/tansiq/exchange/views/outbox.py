"""What was released: to whom, when, by whom, whether they have it, and what they answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.core.errors import NotFound
from tansiq.exchange.queries import reading
from tansiq.exchange.queries.contents import name_of_file, tables_of
from tansiq.exchange.queries.told import kind_told, parties_told
from tansiq.exchange.rules import KINDS_TOLD
from tansiq.exchange.views.status import downloaded
from tansiq.exchange.views.tables import tables_shown
from tansiq.people.access import demand
from tansiq.people.rules import Permission
from tansiq.planning.queries.shared import NamesHere
from tansiq.ui.answering import page_of, wanted
from tansiq_protocol.record import Kind

NEVER_RECALLED = {Kind.RECALL, Kind.RECALL_RECEIPT}


def outbox(request: HttpRequest) -> HttpResponse:
    """List what was released, the newest first."""
    demand(request.user, Permission.RELEASE, request.node.party)
    filters = wanted(request, "partner", "kind", "confirmed", "text")
    page = page_of(request, reading.released_listed(**filters))
    shown = list(page.object_list)
    given = reading.given_to(shown)
    context = {
        "page": page,
        "rows": [(it, given.get(it.row.pk, [])) for it in reading.released_rows(shown)],
        "filters": filters,
        "is_narrowed": any(filters.values()),
        "partners": reading.partners_named(),
        "kinds": [(kind.value, told) for kind, told in KINDS_TOLD.items()],
    }
    return render(request, "exchange/outbox.html", context)


def release_seen(request: HttpRequest, release_id: int) -> HttpResponse:
    """Show something that was released: words, bytes, hash, label, who has it, what they answered."""
    demand(request.user, Permission.RELEASE, request.node.party)
    found = reading.release_seen(release_id)
    told = reading.released_told(found)
    tables = tables_of(told.record, reading.out_blob, NamesHere(request.node.party))
    context = {
        "release": found,
        "told": told,
        "tables": tables_shown(request, tables),
        "together": reading.released_together(found),
        "kind": kind_told(found.kind),
        "marking": told.classification,
        "audience": parties_told(found.audience.split()),
        "given": reading.given_to([found]).get(found.pk, []),
        "answers": reading.answers_to(found, request.node.party),
        "can_recall": found.kind not in NEVER_RECALLED,
        "is_recalled": reading.is_asked_for(found),
    }
    return render(request, "exchange/release_seen.html", context)


def release_attachment(request: HttpRequest, release_id: int, digest: str) -> HttpResponse:
    """Give the exact bytes of an attachment of something released."""
    demand(request.user, Permission.RELEASE, request.node.party)
    found = reading.release_seen(release_id)
    content = reading.out_blob(digest) if digest in found.blob_hashes else None
    if content is None:
        raise NotFound
    return downloaded(content, name_of_file(reading.released_told(found).record, digest))
