"""What is refused while a page is made becomes a page that says why and what to do, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tansiq.core.errors import NotAllowed, NotFound, Refused

CONFLICT, NOT_THIS_WAY, TOO_LARGE = 409, 405, 413
MOST_SENT = 20_000_000
"""Bytes of a form with its file; `tansiq.asgi` reads no more of what is sent."""


class RefusalMiddleware:
    """Answers `Refused`: a page for whoever may not see or do, a message on the page they came from for the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            # No text holds it, and PostgreSQL takes none that does.
            return render(request, "404.html", status=404)
        if _sent(request) > MOST_SENT:
            message = _("What was sent is too large, so it was not read. Choose a smaller file.")
            return render(request, "409.html", {"message": message}, status=TOO_LARGE)
        answer = self.get_response(request)
        if answer.status_code == NOT_THIS_WAY and not answer.content:
            # The address of a button, opened as a page.
            page = render(request, "404.html", status=NOT_THIS_WAY)
            page["Allow"] = answer["Allow"]
            return page
        return answer

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


def _sent(request: HttpRequest) -> int:
    """Give how many bytes come with a request, as it says itself."""
    length = request.META.get("CONTENT_LENGTH", "")
    return int(length) if length.isdecimal() else 0


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Take the person back to the page they came from, with the reason; a page of its own where there is none."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    if request.method == "POST" and is_ours:
        messages.error(request, str(error))
        return HttpResponseRedirect(came_from)
    return render(request, "409.html", {"message": str(error)}, status=CONFLICT)
