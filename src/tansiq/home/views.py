"""The first page, and searching."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tansiq.home import queries


def first_page(request: HttpRequest) -> HttpResponse:
    """Show what awaits the person, and the year at a glance."""
    today = request.at.date()
    plan, months = queries.the_year(request.user, today)
    waiting = queries.awaiting(request.user, today)
    rows = queries.Awaiting((*queries.beginnings(request.user), *waiting.rows))
    context = {"awaiting": rows, "plan": plan, "months": months}
    return render(request, "home/first_page.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Search all areas."""
    text = request.GET.get("q", "").strip()[:200]
    context = {"text": text, "found": queries.found_for(request.user, text, request.at.date())}
    return render(request, "home/search.html", context)
