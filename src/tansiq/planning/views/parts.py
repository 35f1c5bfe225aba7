"""Released parts of the problem: what one holds, what it changes, and taking a received one into the records here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.people.rules import Permission
from tansiq.planning import services
from tansiq.planning.models import SharedPart
from tansiq.planning.queries.programme_file.file_told import faults_told, sections_told
from tansiq.planning.queries.shared.basis import part_before, part_numbered, partners
from tansiq.planning.queries.shared.parties import party_names
from tansiq.planning.queries.shared.taking import taking_in_of
from tansiq.planning.queries.shared.told import part_told, parts_compared
from tansiq.planning.views.programme import programme_of


def part_of(request: HttpRequest, part_id: int) -> SharedPart:
    """Give a part to whoever releases or takes in for this office."""
    held = programme_of(request)
    if not partners(request.node):
        raise NotFound
    if not (request.user.may(Permission.RECEIVE) or request.user.may(Permission.RELEASE)):
        raise NotAllowed
    return part_numbered(held, part_id)


def part(request: HttpRequest, part_id: int) -> HttpResponse:
    """Show what a part holds, what it changes since the one before, and what taking it in would do here."""
    shown = part_of(request, part_id)
    before = part_before(shown)
    context = {
        "part": shown,
        "names": party_names(shown.party),
        "sections": part_told(shown.content),
        "before": before,
        "compared": parts_compared(before.content, shown.content) if before else [],
        "may_receive": request.user.may(Permission.RECEIVE),
    }
    if not shown.is_own:
        proposal = taking_in_of(shown.programme, shown)
        happens = [it for it in proposal.sections if it.added or it.changed or it.left]
        context |= {
            "proposal": proposal,
            "taken": sections_told(happens),
            "faults": faults_told(proposal.faults, is_merged=True),
            "found": len(proposal.faults),
        }
    return render(request, "planning/part.html", context)


@require_POST
def take_in(request: HttpRequest, part_id: int) -> HttpResponse:
    """Do what the preview of a part showed."""
    shown = part_of(request, part_id)
    counts = services.take_in_part(
        sha256=shown.sha256,
        digest=request.POST.get("digest", ""),
        node=request.node,
        by=request.user,
        at=request.at,
    )
    added, changed = (sum(it[kind] for it in counts.values()) for kind in ("added", "changed"))
    said = _("The part is taken in: %(added)d records added, %(changed)d changed.")
    messages.success(request, said % {"added": added, "changed": changed})
    return redirect("planning:programme")
