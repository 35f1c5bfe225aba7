"""What is refused while a page is made becomes a page that says why and what to do, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tansiq.core.errors import NotAllowed, NotFound, Refused

CONFLICT = 409


class RefusalMiddleware:
    """Answers `Refused`: a page for whoever may not see or do, a message on the page they came from for the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; other errors go on."""
        match error:
            case NotFound():
                return render(request, "404.html", {"message": str(error)}, status=404)
            case NotAllowed():
                return render(request, "403.html", {"message": str(error)}, status=403)
            case Refused():
                return refused(request, error)
        return None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Take the person back to the page they came from, with the reason; a page of its own where there is none."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    if request.method == "POST" and is_ours:
        messages.error(request, str(error))
        return redirect(came_from)
    return render(request, "409.html", {"message": str(error)}, status=CONFLICT)
