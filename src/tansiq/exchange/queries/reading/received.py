"""Reads of what came, as far as its label lets it be shown; and of the alarms of forks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet

from tansiq.accords.queries.parties import party_names
from tansiq.core.errors import NotFound
from tansiq.exchange.models import (
    Fork,
    InBlob,
    Received,
)
from tansiq.exchange.queries.reading.rows import Row, matching, names_subject, read, title_in_a_list
from tansiq.exchange.queries.told import Told, kind_told, told
from tansiq.exchange.rules import ReceivedState
from tansiq_protocol.record import Kind


def received_counts(partner: str = "") -> dict[str, int]:
    """Give how many records are in each state."""
    rows = Received.objects.filter(partner__party=partner) if partner else Received.objects.all()
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counts.get(state.value, 0) for state in ReceivedState}


def received_listed(*, state: str, partner: str, kind: str, text: str, home: str) -> QuerySet[Received]:
    """Give what came, the newest first; words are looked for only in what may be shown."""
    rows = Received.objects.select_related("partner").order_by("-at", "-pk")
    if state in ReceivedState.values:
        rows = rows.filter(state=state)
    if partner:
        rows = rows.filter(partner__party=partner)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(pk__in=matching(rows, text, home))
    return rows.defer("envelope")


def received_rows(rows: Iterable[Received], home: str) -> list[Row]:
    """Give rows of the inbox with what they are called, as far as that may be shown."""
    names = party_names()
    return [
        Row(it, kind_told(it.kind), title_in_a_list(bytes(it.payload), home), names.get(it.partner.party, {}))
        for it in rows
    ]


def received_seen(received_id: int) -> Received:
    """Give a record that came.

    Raises
    ------
    NotFound
    """
    found = Received.objects.select_related("partner").filter(pk=received_id).first()
    if found is None:
        raise NotFound
    return found


def received_told(row: Received, home: str) -> Told:
    """Give what came in words, as far as its label lets it be shown."""
    return as_kept(told(bytes(row.payload), home=home, attached=in_blob), row)


def as_kept(found: Told, row: Received) -> Told:
    """Give what came under the hash that is kept of it: what was emptied has none of its own any more."""
    return found if row.payload else replace(found, sha256=row.sha256)


def in_blob(digest: str) -> bytes | None:
    """Give the bytes of an attachment that came; None where it did not."""
    found = InBlob.objects.filter(pk=digest).first()
    return None if found is None else bytes(found.content)


def is_asked_back(row: Received) -> bool:
    """Tell whether the partner asks this record back, and nobody has answered."""
    asks = Received.objects.filter(partner=row.partner, kind=Kind.RECALL, state=ReceivedState.NEW)
    return any(names_subject(read(bytes(it)), row.record_id) for it in asks.values_list("payload", flat=True))


def asked_back(row: Received) -> Received | None:
    """Give what a recall asks back, where it is here."""
    record = read(bytes(row.payload))
    subject: Any = record.body.get("subject") if record and row.kind == Kind.RECALL else None
    if not isinstance(subject, Mapping):
        return None
    rows = Received.objects.filter(partner=row.partner, record_id=str(subject.get("id", "-")))
    return rows.order_by("-rev").first()


def fork_seen(fork_id: int) -> Fork:
    """Give an alarm.

    Raises
    ------
    NotFound
    """
    found = Fork.objects.select_related("partner").filter(pk=fork_id).first()
    if found is None:
        raise NotFound
    return found


def versions_of(fork: Fork, home: str) -> list[tuple[str, Received | None, Told | None]]:
    """Give both versions of what an alarm is about: hash, how it came, and its words as far as they may be shown."""
    hashes = [fork.first_sha256, fork.second_sha256]
    rows = {it.sha256: it for it in Received.objects.filter(partner=fork.partner, sha256__in=hashes)}
    return [(it, rows.get(it), received_told(rows[it], home) if it in rows else None) for it in hashes]
