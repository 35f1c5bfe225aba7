"""The only reads that a bundle is made of: the outbox. Whatever else is asked for while one is made is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models.functions import Length

from tansiq.exchange.models import OutBlob, OutFeed, OutPlace, Partner, Release
from tansiq_protocol.feed import NO_HEAD

OUTBOX = frozenset(it._meta.db_table for it in (Release, OutBlob, OutFeed, OutPlace))
"""Tables that the maker of bundles may read."""
_NAME = re.compile(r'"([a-z_]+)"')


class LeakRefusedError(Exception):
    """The maker of bundles asked for a table that is not of the outbox: a defect, stopped before anything left."""


@lru_cache
def _tables() -> frozenset[str]:
    kinds = apps.get_models(include_auto_created=True)
    return frozenset(it._meta.db_table for it in kinds)


def _demand_outbox(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
    asked = set(_NAME.findall(sql)) & _tables()
    if not sql.lstrip().upper().startswith("SELECT") or not asked <= OUTBOX:
        raise LeakRefusedError(sorted(asked - OUTBOX))
    return execute(sql, params, many, context)


@contextmanager
def only_outbox() -> Iterator[None]:
    """Let nothing but the outbox be read, and nothing be written, while a bundle is made."""
    with connection.execute_wrapper(_demand_outbox):
        yield


@dataclass(frozen=True, slots=True)
class Run:
    """A run of places of a feed: what is released there, one after another, and the heads around it."""

    epoch: str
    first: int
    before: str
    head: str
    hashes: tuple[str, ...]
    releases: tuple[int, ...]
    blobs: dict[str, int]


def next_run(feed: OutFeed, party: str, after: int, most_records: int, most_bytes: int) -> Run:
    """Give the places after one, as many as fit: at least one, where there is any.

    Each of them was released to this very party; one that was not is a defect, and nothing is given.
    """
    with only_outbox():
        head = before = _head_at(feed, after)
        hashes: list[str] = []
        releases: list[int] = []
        blobs: dict[str, int] = {}
        used = 0
        rows = (
            feed.places.filter(place__gt=after, place__lte=feed.place)
            .order_by("place")
            .annotate(size=Length("release__envelope"))
        )
        told = rows.values_list(
            "head", "size", "release_id", "release__sha256", "release__audience", "release__blobs"
        )
        for place_head, size, release, sha256, audience, attached in told[:most_records].iterator(
            chunk_size=500
        ):
            if f" {party} " not in audience:
                raise LeakRefusedError(party)
            sizes = _sizes(attached.split())
            used += size + sum(sizes.values())
            if hashes and used > most_bytes:
                break
            hashes.append(sha256)
            releases.append(release)
            blobs |= sizes
            head = place_head
    return Run(feed.epoch, after + 1, before, head, tuple(hashes), tuple(releases), blobs)


def _sizes(attached: list[str]) -> dict[str, int]:
    if not attached:
        return {}
    return dict(OutBlob.objects.filter(sha256__in=attached).values_list("sha256", "size"))


def _head_at(feed: OutFeed, place: int) -> str:
    found = feed.places.filter(place=place).values_list("head", flat=True).first() if place else None
    return found or NO_HEAD


def envelopes(run: Run) -> Iterator[bytes]:
    """Give the envelopes of a run, a few at a time in memory."""
    with only_outbox():
        for start in range(0, len(run.releases), 500):
            wanted = run.releases[start : start + 500]
            found = dict(Release.objects.filter(pk__in=wanted).values_list("pk", "envelope"))
            yield from (bytes(found[it]) for it in wanted)


def blob_content(sha256: str) -> bytes:
    """Give an attachment of something released."""
    with only_outbox():
        return bytes(OutBlob.objects.values_list("content", flat=True).get(sha256=sha256))


def present_feed(partner: Partner) -> OutFeed:
    """Give the feed in which a partner now gets what is released to it."""
    with only_outbox():
        return OutFeed.objects.get(partner_id=partner.pk, is_present=True)
