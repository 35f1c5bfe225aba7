"""What was released, as STIX 2.1 objects in TAXII 2.1 collections; made of the outbox alone."""

from tansiq.exchange.queries.stix.asked import (
    EVERY,
    Asked,
    AskedWrong,
    asked_in,
    moment_written,
    written_place,
)
from tansiq.exchange.queries.stix.collections import Collection, collections_of
from tansiq.exchange.queries.stix.objects import SPECIFICATION, version_of
from tansiq.exchange.queries.stix.pages import Page, page_of
from tansiq.exchange.queries.stix.stream import Stream

__all__ = [
    "EVERY",
    "SPECIFICATION",
    "Asked",
    "AskedWrong",
    "Collection",
    "Page",
    "Stream",
    "asked_in",
    "collections_of",
    "moment_written",
    "page_of",
    "version_of",
    "written_place",
]
