"""Switches of the page itself: its language, its light, the size of its text; and the pages of refusals."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large", "largest")
A_YEAR = 365 * 24 * 60 * 60


def back(request: HttpRequest) -> HttpResponse:
    """Give the way back to the page that the person was on, where it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else "/")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    answer = back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


@login_not_required
@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Switch light and text size and stay on the page."""
    answer = back(request)
    for name, choices in (("theme", THEMES), ("text", SIZES)):
        if request.POST.get(name) in choices:
            _remember(answer, f"tansiq_{name}", request.POST[name])
    return answer


@login_not_required
def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its proof of origin: too old, or not from here."""
    return render(request, "ui/form_out_of_date.html", {"reason": reason}, status=403)


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.BEHIND_TLS, httponly=True)
