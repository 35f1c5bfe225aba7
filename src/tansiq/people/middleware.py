"""Every request of a signed-in person belongs to a sign-in that is still open; one that was ended signs out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tansiq.people.services import see_sign_in


class SignedInMiddleware:
    """Signs out whoever's sign-in was ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not see_sign_in(
            session_key=request.session.session_key, by=request.user, at=request.at
        ):
            logout(request)
        answer = self.get_response(request)
        if request.user.is_authenticated:  # computers are shared: after signing out, "back" shows nothing
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer
