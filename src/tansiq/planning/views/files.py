"""A programme file from the browser and to it: give one, see what it would do, take it in; save what one may see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.planning import services
from tansiq.planning.access import may_read_in
from tansiq.planning.forms import FileForm
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.file_told import (
    FORMS,
    faults_told,
    given_by,
    sections_told,
    written,
)
from tansiq.planning.queries.programme_file.proposal import proposal_of
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.rules import UNSEEN_FAULT
from tansiq.planning.views.programme import programme_of


def _readers_programme(request: HttpRequest) -> Programme:
    held = programme_of(request)
    if not may_read_in(request.user):
        raise NotAllowed
    return held


def file(request: HttpRequest) -> HttpResponse:
    """Save the programme as a file, or give one to be read in; where it has faults, tell all of them."""
    held = _readers_programme(request) if request.method == "POST" else programme_of(request)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    given = given_by(request.user.username)
    context = {"form": form, "programme": held, "given": given, "may_read_in": may_read_in(request.user)}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.give_file(
                name=sent.name, content=sent.read(services.MOST_BYTES + 1), by=request.user, at=request.at
            )
        except ProgrammeFaulty as error:
            context |= {"faults": faults_told(error.faults), "found": error.found, "name": sent.name}
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("planning:preview-file")
    return render(request, "planning/file.html", context)


def preview(request: HttpRequest) -> HttpResponse:
    """Show what the file that was given would add, change and leave."""
    held = _readers_programme(request)
    given = given_by(request.user.username)
    if given is None:
        return redirect("planning:file")
    proposal = proposal_of(held, given.content, request.user, request.node)
    context = {
        "programme": held,
        "given": given,
        "proposal": proposal,
        "sections": sections_told(proposal.sections),
        "faults": faults_told(proposal.faults, is_merged=True),
        "found": len(proposal.faults),
        "unseen": UNSEEN_FAULT if proposal.has_unseen_faults else "",
    }
    return render(request, "planning/preview_file.html", context)


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed."""
    _readers_programme(request)
    counts = services.take_in_file(
        digest=request.POST.get("digest", ""), node=request.node, by=request.user, at=request.at
    )
    added, changed = (sum(it[kind] for it in counts.values()) for kind in ("added", "changed"))
    said = _("The file is taken in: %(added)d records added, %(changed)d changed.")
    messages.success(request, said % {"added": added, "changed": changed})
    return redirect("planning:programme")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the file that was given."""
    _readers_programme(request)
    services.leave_file(by=request.user)
    messages.success(request, _("The file is left; nothing was changed."))
    return redirect("planning:file")


def save(request: HttpRequest, form: str) -> HttpResponse:
    """Give the programme as a file, with what its reader may see."""
    held = programme_of(request)
    if form not in FORMS:
        raise NotFound
    document = seen_document(held, request.user, known_document(held))
    return HttpResponse(
        written(document, form),
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{held.code}.{form}"'},
    )
