"""Two plans side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.planning.forms import CompareForm
from tansiq.planning.queries import versions as reading
from tansiq.planning.queries.comparison import told
from tansiq.planning.views.programme import programme_of


def compare(request: HttpRequest) -> HttpResponse:
    """Show the score cards of two plans, what moved, came and went, and the effect on each unit."""
    held = programme_of(request)
    form = CompareForm(request.GET or None)
    context = {"form": form, "plans": reading.versions(held)[:50]}
    if form.is_bound and form.is_valid():
        before = reading.version_numbered(held, form.cleaned_data["before"])
        after = reading.version_numbered(held, form.cleaned_data["after"])
        context |= {
            "before": reading.card(before),
            "after": reading.card(after),
            "told": told(before, after, shows_units=not reading.hidden_from(request.user, held)),
        }
    return render(request, "planning/compare.html", context)
