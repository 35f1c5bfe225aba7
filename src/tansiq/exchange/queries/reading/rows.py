"""Rows of the inbox and outbox: what each is called, and which of them hold some words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tansiq.core.rules import folded, holds
from tansiq.exchange.queries.told import is_shown, kind_told, title_of
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.record import Kind, Record, read_record

MOST_SEARCHED = 5000
"""Records whose words are looked through, the newest first."""
LARGEST_IN_A_LIST = 32 * 1024
"""Bytes of a record that is read for the title of a row; a larger one has its kind alone."""
MOST_ANSWERS = 200
ANSWERS = (Kind.APPROVAL, Kind.RECALL_RECEIPT, Kind.PLAN_AMENDMENT)
"""Kinds that name what they answer."""
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the inbox or outbox: what it is, and what it is called."""

    row: Any
    kind: str
    title: str
    names: Names
    confirmed: bool | None = None


def matching(rows: QuerySet[Any], text: str, home: str | None) -> list[int]:
    """Give the keys of the rows that hold some words, the newest first; with `home`, only in what may be shown there."""
    found = []
    for pk, sha256, payload in rows.values_list("pk", "sha256", "payload")[:MOST_SEARCHED].iterator(
        chunk_size=100
    ):
        record = read(bytes(payload))
        shown = record is not None and (home is None or is_shown(record, home))
        said = f"{kind_told(record.kind)} {bytes(payload).decode()}" if shown and record is not None else ""
        if holds(folded(f"{sha256} {said}"), text):
            found.append(pk)
    return found


def read(payload: bytes) -> Record | None:
    """Read the bytes of a record; None where they are none, or were emptied by a recall."""
    try:
        return read_record(payload)
    except TheirFault:
        return None


def title_in_a_list(payload: bytes, home: str | None) -> str:
    """Give what a record is called in a list, as far as that may be shown."""
    if len(payload) > LARGEST_IN_A_LIST:
        return ""
    record = read(payload)
    if record is None or (home is not None and not is_shown(record, home)):
        return ""
    return title_of(record)


def names_subject(record: Record | None, record_id: str) -> bool:
    """Tell whether a record names another one by its id: decides on it, asks it back, answers it."""
    body: Any = record.body if record else {}
    names = [body.get(name) for name in ("subject", "inReplyTo")]
    return any(isinstance(it, Mapping) and it.get("id") == record_id for it in names)
