"""Switches of the page itself: its language, its light, the size of its text; the glossary; and the pages of refusals."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tansiq.ui import queries
from tansiq.ui.answering import ROWS, page_of, wanted
from tansiq.ui.rules import TermKind

THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large", "largest")
A_YEAR = 365 * 24 * 60 * 60


def led_to(request: HttpRequest, wanted: str, otherwise: str = "/") -> HttpResponse:
    """Give the way to an address that came from outside, where it is one of ours; else to another page."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if safe else otherwise)


def back(request: HttpRequest) -> HttpResponse:
    """Give the way back to the page that the person was on, where it is one of ours."""
    return led_to(request, request.POST.get("next", ""))


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    answer = back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


@login_not_required
@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Switch light and text size and stay on the page."""
    answer = back(request)
    for name, choices in (("theme", THEMES), ("text", SIZES)):
        if request.POST.get(name) in choices:
            remember(answer, f"tansiq_{name}", request.POST[name])
    return answer


def glossary(request: HttpRequest) -> HttpResponse:
    """Show what things are called in each language, and what is not reviewed yet; fifty at a time, or all to print."""
    filters = wanted(request, "text", "kind", "reviewed", "all")
    found = queries.terms_matching(filters["text"], filters["kind"], filters["reviewed"])
    every = queries.glossary()
    context = {
        "filters": filters,
        "is_narrowed": any(filters[name] for name in ("text", "kind", "reviewed")),
        "kinds": TermKind.choices,
        "page": page_of(request, found, rows=max(len(found), 1) if filters["all"] else ROWS),
        "every": len(every),
        "reviewed": sum(term.is_reviewed for term in every),
    }
    return render(request, "ui/glossary.html", context)


@login_not_required
def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its proof of origin: too old, or not from here."""
    return render(request, "ui/form_out_of_date.html", {"reason": reason}, status=403)


def remember(answer: HttpResponse, name: str, value: str) -> None:
    """Let the browser remember a switch for a year."""
    answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.BEHIND_TLS, httponly=True)
