"""Releases a record to other parties, from the page of that record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tansiq.training import services
from tansiq.training.views.showing import registers, version_of

PAGE_OF = {"requests": "request", "courses": "course", "venues": "venue", "pools": "pool", "units": "unit"}
"""Name of the page of one record, by its part of the address."""


@registers
@require_POST
def release_record(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Let exactly the parties chosen see a record."""
    services.release_record(
        kind=kind, code=code, version=version_of(request), to=request.POST.getlist("to"),
        by=request.user, at=request.at,
    )  # fmt: skip
    messages.success(request, _("Who sees it is changed."))
    return redirect(f"training:{PAGE_OF[kind]}", code)
