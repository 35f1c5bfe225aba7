"""What pages do alike in every area: filters, a page of a list, whole numbers in an address, refusals, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.ui.forms import Form

ROWS = 50
MOST_DIGITS = 9
"""Digits of the largest number that is kept here."""
NEVER_RUN = {
    "Content-Security-Policy": "default-src 'none'; style-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""What goes with every file that is given out: whatever it holds, no browser runs it."""


def wanted(request: HttpRequest, *names: str) -> dict[str, str]:
    """Give what a list is filtered by."""
    return {name: request.GET.get(name, "").strip() for name in names}


def page_of(request: HttpRequest, found: Any, rows: int = ROWS) -> Page[Any]:
    """Give the page of a list that is asked for."""
    return Paginator(found, rows).get_page(request.GET.get("page"))


def whole_number(text: str | None) -> int | None:
    """Give the whole number that a text says; None where it says none, or one larger than any that is kept here."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def answered(form: Form, verb: Callable[..., Any], **given: Any) -> Any:
    """Do what a form asks for; where it is refused, put the reason on the form and give None.

    What a person may not do, or may not see, stays a page of its own. Where the record was changed meanwhile, the
    form shows what is kept beside what was typed.
    """
    try:
        return verb(**given) or True
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        if isinstance(error, ChangedMeanwhile):
            form.renew()
        form.add_error(None, str(error))
        return None


def file_answer(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Give a file to one person: to be saved, or, where this node wrote its bytes itself, to be shown on a page."""
    disposition = content_disposition_header(as_attachment=not inline, filename=name)
    headers = {
        **NEVER_RUN, "Cache-Control": "private, no-store",
        "Content-Disposition": disposition or ("inline" if inline else "attachment"),
    }  # fmt: skip
    return HttpResponse(content, content_type=media_type, headers=headers)
