"""What the TAXII 2.1 feed answers: where it is, its collections, and what is in them. Nothing can be written to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tansiq.exchange.models import FeedReader
from tansiq.exchange.queries.readers import party_names_spoken
from tansiq.exchange.queries.stix import (
    EVERY,
    SPECIFICATION,
    Asked,
    Collection,
    Page,
    Stream,
    asked_in,
    collections_of,
    moment_written,
    page_of,
    version_of,
    written_place,
)
from tansiq.exchange.views.taxii_manners import TAXII, answered, for_readers, nothing_there

ROOT = "/taxii2/api/"
STIX = f"application/stix+json;version={SPECIFICATION}"
LARGEST_CONTENT = 1_000_000


@for_readers
def discovery(_request: HttpRequest, _reader: FeedReader) -> HttpResponse:
    """Say where the feed is."""
    title = _("Tansiq: what was released")
    return answered({"title": title, "default": ROOT, "api_roots": [ROOT]})


@for_readers
def api_root(_request: HttpRequest, _reader: FeedReader) -> HttpResponse:
    """Say what the feed speaks."""
    title = _("Tansiq: what was released")
    return answered({"title": title, "versions": [TAXII], "max_content_length": LARGEST_CONTENT})


@for_readers
def collections(request: HttpRequest, reader: FeedReader) -> HttpResponse:
    """List the circles of the program's party."""
    names = party_names_spoken()
    found = collections_of(request.node.party, reader.partner.party)
    return answered({"collections": [_told(it, names) for it in found]})


@for_readers
def collection(request: HttpRequest, reader: FeedReader, circle: UUID) -> HttpResponse:
    """Tell of one collection."""
    return answered(_told(_found(request, reader, circle), party_names_spoken()))


def _told(found: Collection, names: dict[str, str]) -> dict[str, Any]:
    parties = ", ".join(names.get(it, it) for it in found.parties)
    return {
        "id": found.id,
        "title": found.title,
        "description": _("Minutes, plans and notices released among: %(parties)s") % {"parties": parties},
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
    }


def _found(request: HttpRequest, reader: FeedReader, circle: UUID) -> Collection:
    for it in collections_of(request.node.party, reader.partner.party):
        if it.id == str(circle):
            return it
    raise nothing_there()


def _stream(request: HttpRequest, reader: FeedReader, circle: UUID) -> Stream:
    names, found = party_names_spoken(), _found(request, reader, circle)
    return Stream(found, own=request.node.party, party=reader.partner.party, names=names)


def _paged(page: Page, name: str, content: list[Any]) -> HttpResponse:
    """Give a page: nothing but braces where it is empty, and never more to come without saying from where."""
    if not page.entries:
        return answered({})
    said: dict[str, Any] = (
        {"more": True, "next": written_place(page.entries[-1].added)} if page.has_more else {"more": False}
    )
    headers = {
        "X-TAXII-Date-Added-First": moment_written(page.entries[0].added),
        "X-TAXII-Date-Added-Last": moment_written(page.entries[-1].added),
    }
    return answered({**said, name: content}, headers)


@for_readers
def objects(request: HttpRequest, reader: FeedReader, circle: UUID) -> HttpResponse:
    """Give the objects of a collection, page by page."""
    page = page_of(_stream(request, reader, circle), asked_in(request.GET))
    return _paged(page, "objects", page.objects)


@for_readers
def manifest(request: HttpRequest, reader: FeedReader, circle: UUID) -> HttpResponse:
    """List the objects of a collection: which versions of them were added when."""
    page = page_of(_stream(request, reader, circle), asked_in(request.GET), is_closed=False)
    rows = [
        {
            "id": it.stix["id"],
            "date_added": moment_written(it.added),
            "version": version_of(it.stix),
            "media_type": STIX,
        }
        for it in page.entries
    ]
    return _paged(page, "objects", rows)


@for_readers
def one_object(request: HttpRequest, reader: FeedReader, circle: UUID, stix_id: str) -> HttpResponse:
    """Give one object, in the versions that are asked for."""
    page = _of_one(request, reader, circle, asked_in(request.GET).about(stix_id))
    return _paged(page, "objects", page.objects)


@for_readers
def versions(request: HttpRequest, reader: FeedReader, circle: UUID, stix_id: str) -> HttpResponse:
    """List the versions of one object."""
    page = _of_one(request, reader, circle, asked_in(request.GET).about(stix_id, {EVERY}))
    return _paged(page, "versions", [version_of(it.stix) for it in page.entries])


def _of_one(request: HttpRequest, reader: FeedReader, circle: UUID, asked: Asked) -> Page:
    """Give a page about one object; there is nothing where the program's party was never given it."""
    stream = _stream(request, reader, circle)
    if not page_of(stream, Asked(most=1, ids=asked.ids, versions={EVERY})).entries:
        raise nothing_there()
    return page_of(stream, asked)


@for_readers
def nothing(_request: HttpRequest, _reader: FeedReader, **_rest: str) -> HttpResponse:
    """Answer where there is nothing."""
    raise nothing_there()
