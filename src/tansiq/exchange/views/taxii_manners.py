"""The manners of the TAXII feed: who asks, how often, in which form; and answers and refusals as TAXII 2.1 writes them.

Whoever has no password learns nothing, not even which addresses there are.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tansiq.core.rules import Mode
from tansiq.exchange.models import FeedReader
from tansiq.exchange.queries.readers import reader_of
from tansiq.exchange.queries.stix import AskedWrong
from tansiq.exchange.services.readers import note_use

TAXII = "application/taxii+json;version=2.1"
ACCEPTED = ("application/taxii+json", "application/*", "*/*")
LONGEST_HEADER = 1000
WRONG_AT_MOST, ASKED_AT_MOST, MINUTE = 10, 300, 60
"""Wrong passwords from one address for one account, and requests of one program, in so many seconds."""


class Trouble(Exception):
    """A request that gets an error of TAXII."""

    def __init__(self, status: int, title: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.headers = status, title, headers or {}


View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Answer programs that a partner was given a password for, in their language; everyone else alike."""

    @wraps(view)
    def answer(request: HttpRequest, **places: Any) -> HttpResponse:
        try:
            reader = _reader(request)
            with override(reader.language):
                return _answer(view, request, reader, places)
        except Trouble as trouble:
            return _refusal(trouble)

    return answer


def _answer(view: View, request: HttpRequest, reader: FeedReader, places: Mapping[str, Any]) -> HttpResponse:
    _demand_form(request)
    note_use(reader=reader, at=request.at)
    try:
        return view(request, reader, **places)
    except AskedWrong as wrong:
        raise Trouble(400, str(wrong)) from wrong


def answered(
    content: Mapping[str, Any], headers: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """Give an answer in the form of TAXII."""
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(said, status=status, content_type=TAXII, headers=dict(headers or {}))


def _refusal(trouble: Trouble) -> HttpResponse:
    content = {"title": trouble.title, "http_status": str(trouble.status)}
    return answered(content, trouble.headers, trouble.status)


def nothing_there() -> Trouble:
    """Give the answer for what there is not, or not for this program: the two are never told apart."""
    return Trouble(404, _("There is nothing here."))


# ------------------------------------------------------------------------------------------------------------- who asks
def _reader(request: HttpRequest) -> FeedReader:
    """Give the program that asks.

    Raises
    ------
    Trouble
        401 without a right password, 429 after too many wrong ones or too many requests.
    """
    code, token = _credentials(request)
    asks_from = f"{request.META.get('REMOTE_ADDR', '')} {code}"
    if _counted("wrong", asks_from) >= WRONG_AT_MOST:
        raise _too_often()
    is_office = request.node is not None and request.node.mode == Mode.ONE_PARTY
    reader = reader_of(code, token) if is_office else None
    if reader is None:
        _count("wrong", asks_from)
        raise Trouble(401, "Unauthorized", {"WWW-Authenticate": 'Basic realm="taxii", charset="UTF-8"'})
    if _count("asked", reader.code) > ASKED_AT_MOST:
        raise _too_often()
    return reader


def _too_often() -> Trouble:
    return Trouble(429, "Too many requests", {"Retry-After": str(MINUTE)})


def _credentials(request: HttpRequest) -> tuple[str, str]:
    """Give account and password as they were sent; empty ones where none were, or none that can be read."""
    scheme, _blank, encoded = request.headers.get("Authorization", "")[:LONGEST_HEADER].partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        code, _colon, token = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return code, token


def _key(what: str, whose: str) -> str:
    return f"taxii-{what}-{sha256(whose.encode('utf-8', 'replace')).hexdigest()}"


def _counted(what: str, whose: str) -> int:
    return int(cache.get(_key(what, whose), 0))


def _count(what: str, whose: str) -> int:
    """Count one more; the count begins anew a minute after its first."""
    key = _key(what, whose)
    cache.add(key, 0, MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # its minute ended between the two
        return 1


# ------------------------------------------------------------------------------------------------------- in which form
def _demand_form(request: HttpRequest) -> None:
    """Refuse what would write, and forms of answer that are not spoken here.

    Raises
    ------
    Trouble
        403, 405, 406, 415.
    """
    if request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        if request.method == "POST" and not _is_taxii(request.headers.get("Content-Type", ""), ACCEPTED[:1]):
            raise Trouble(415, _("Ask for the form application/taxii+json;version=2.1."))
        raise Trouble(403, _("This feed is only for reading."))
    if request.method not in {"GET", "HEAD"}:
        raise Trouble(405, _("This feed is only for reading."), {"Allow": "GET, HEAD"})
    accepted = request.headers.get("Accept", "*/*")[:LONGEST_HEADER].split(",")
    if not any(_is_taxii(it, ACCEPTED) for it in accepted):
        raise Trouble(406, _("Ask for the form application/taxii+json;version=2.1."))


def _is_taxii(form: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether a media type is that of TAXII, of this version or of whichever is newest."""
    kind, *parameters = (it.strip().lower() for it in form.split(";"))
    versions = [it.partition("=")[2].strip('" ') for it in parameters if it.startswith("version")]
    return kind in wanted and all(it == "2.1" for it in versions)
