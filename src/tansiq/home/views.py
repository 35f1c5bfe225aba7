"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def first_page(request: HttpRequest) -> HttpResponse:
    """Show the ways into the areas."""
    return render(request, "home/first_page.html")
