"""What the door answers: pages of a feed and receipts to partners' programs; to everyone else nothing, for no reason given.

Its addresses lie in `urls.door`. It knows no cookie, no session and no form, and runs without the site's middleware.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from tansiq.core.errors import Refused
from tansiq.core.moment import moment
from tansiq.core.queries import this_node
from tansiq.core.services import NodeItself
from tansiq.exchange.rules import LARGEST_ON_LINE
from tansiq.exchange.services.asking import LARGEST_REQUEST, NoPartner
from tansiq.exchange.services.door import answer_pull, answer_push
from tansiq.exchange.services.receiving import BundleRefused
from tansiq.exchange.services.sending import KeysRanOut

ADDRESSES = "tansiq.exchange.urls.door"
BUNDLE = "application/vnd.tansiq.bundle"
STRICT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
NOTHING_NEW = 204
log = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponseBase:
    """Answer what came to the door; whatever goes wrong stays inside."""
    try:
        match = resolve(request.path_info, ADDRESSES)
        request.node = this_node()
        request.at = moment(request.node.fixed_day if request.node else None)
        answered: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except (Http404, SuspiciousOperation, NoPartner, Refused):
        answered = HttpResponse(status=404)
    except Exception as error:  # noqa: BLE001 - a stranger must learn nothing from a defect
        log.error("The door could not answer: %s", type(error).__name__)  # noqa: TRY400 - what came may be in the trace
        answered = HttpResponse(status=500)
    if not answered.streaming:
        if not answered.content:
            del answered["Content-Type"]
        if answered.status_code != NOTHING_NEW:
            answered["Content-Length"] = str(len(answered.content))
    for name, value in STRICT.items():
        answered.setdefault(name, value)
    return answered


def pull(request: HttpRequest) -> HttpResponse:
    """Give a partner the next page of its feed."""
    _demand_post(request, LARGEST_REQUEST)
    content = request.read(LARGEST_REQUEST)

    def write(to: IO[bytes]) -> bool:
        return answer_pull(node=request.node, content=content, to=to, by=NodeItself(), at=request.at)

    return _bundle(write)


def push(request: HttpRequest) -> HttpResponse:
    """Take in what a partner brings, and give the receipt."""
    _demand_post(request, LARGEST_ON_LINE)
    source = request._stream  # noqa: SLF001 - the file without a name that holds the body

    def write(to: IO[bytes]) -> bool:
        answer_push(node=request.node, source=source, to=to, by=NodeItself(), at=request.at)
        return True

    return _bundle(write)


def _demand_post(request: HttpRequest, most: int) -> None:
    length = request.META.get("CONTENT_LENGTH", "")
    if request.method != "POST" or request.node is None or (length.isdecimal() and int(length) > most):
        raise Http404


def _bundle(write: Callable[[IO[bytes]], bool]) -> HttpResponse:
    """Answer with a bundle; with its code where a partner's is refused, who alone gets to see it."""
    with TemporaryFile(dir=settings.FOLDER) as file:
        try:
            if not write(file):
                return HttpResponse(status=NOTHING_NEW)
        except BundleRefused as refused:
            return JsonResponse({"code": refused.code}, status=409)
        except KeysRanOut:
            return JsonResponse({"code": "keyset_expired"}, status=409)
        if file.tell() > LARGEST_ON_LINE:
            return HttpResponse(status=413)
        file.seek(0)
        return HttpResponse(file.read(), content_type=BUNDLE)
