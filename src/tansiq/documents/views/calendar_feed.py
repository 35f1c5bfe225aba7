"""What a calendar program gets by a secret link, without signing in: the calendar, or nothing, for no reason given.

An unknown secret, one that was ended and that of a closed account get the same answer, 404: 410 would tell a finder that
the link was once good, and no client does anything else with it.
"""

from __future__ import annotations

import logging
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.queries.calendars import Wanted, calendar_of, link_by_secret
from tansiq.documents.rules.calendars import PlanScope
from tansiq.documents.services.calendars import note_reading
from tansiq.documents.views.calendars import calendar_answer, site
from tansiq.ui.answering import NEVER_RUN

LOG = logging.getLogger(__name__)
WRONG_AT_MOST, ASKED_AT_MOST, MINUTE = 20, 60, 60
"""Wrong secrets from one address, and requests by one link, in so many seconds."""


@csrf_exempt
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar that a secret opens, as its person may see it now."""
    if request.method not in {"GET", "HEAD"}:
        return _refused(405, {"Allow": "GET, HEAD"})
    link = link_by_secret(secret) if request.node is not None else None
    if link is None:
        is_guessing = _count("wrong", request.META.get("REMOTE_ADDR", "")) > WRONG_AT_MOST
        return _too_often() if is_guessing else _refused(404)
    if _count("asked", link.code) > ASKED_AT_MOST:
        return _too_often()
    try:
        return _answer(request, link)
    except (
        Exception
    ):  # whatever it is: left alone, it would be logged with the address, which holds the secret
        LOG.exception("calendar %s", link.code)
        broken = _refused(500)
        vars(broken)["_has_been_logged"] = True  # so that Django does not log the address either
        return broken


def _answer(request: HttpRequest, link: CalendarLink) -> HttpResponse:
    wanted = Wanted(link.name, link.part_list, PlanScope(link.scope), link.language)
    content = calendar_of(link.person, wanted, node=request.node, on=request.at.date(), site=site(request))
    since = note_reading(
        link=link, content=content, client=request.headers.get("User-Agent", ""), at=request.at
    )
    answer = calendar_answer(content, "tansiq")
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    for name, value in {
        "Cache-Control": "private, no-cache",
        "Content-Language": link.language,
        "ETag": etag,
        "Last-Modified": http_date(since.timestamp()),
    }.items():
        answer[name] = value
    found = get_conditional_response(request, etag, int(since.timestamp()), answer)
    return answer if found is None else found


def _refused(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Say nothing but the status, the same for whoever asks."""
    said = {**NEVER_RUN, "Cache-Control": "no-store", **(headers or {})}
    return HttpResponse(f"{status}\n", status=status, content_type="text/plain; charset=utf-8", headers=said)


def _too_often() -> HttpResponse:
    return _refused(429, {"Retry-After": str(MINUTE)})


def _count(what: str, whose: str) -> int:
    """Count one more; the count begins anew a minute after its first.

    A right secret is never refused for the wrong ones of others, who may come from the same address, such as a proxy's.
    """
    key = f"calendar-{what}-{sha256(whose.encode()).hexdigest()}"
    cache.add(key, 0, MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # its minute ended between the two
        return 1
