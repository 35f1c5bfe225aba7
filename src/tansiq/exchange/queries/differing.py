"""What taking in a record that came changes here: every line of its form, and what is kept beside the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.queries.telling import NOTHING, Difference
from tansiq.accords.rules.crossing import higher
from tansiq.core.errors import Refused
from tansiq.core.models import Record as Kept
from tansiq.core.rules import JOINT
from tansiq.core.verbs import entry_told, value_told
from tansiq.exchange.models import Received
from tansiq.exchange.queries.told import TELLERS, form_of, parties_told
from tansiq.exchange.rules import marking_under, source_of
from tansiq.training.models import Course, Pool, Request, Venue
from tansiq.ui.tongue import listed
from tansiq_protocol.record import Kind, Record

TABLES: Mapping[str, tuple[type[Kept], str]] = {
    Kind.ACCORD: (Accord, "row"),
    Kind.MINUTES: (Meeting, "meeting"),
    Kind.DECISION: (Decision, "row"),
    Kind.OFFER: (Course, "row"),
    Kind.REQUEST: (Request, "row"),
}
"""By kind, where it is kept here, and where its code stands in a form."""
OF_ITS_PARTY = {Kind.OFFER, Kind.REQUEST}
"""Kinds that belong to whoever released them; the others are both sides'."""
PARTS: Mapping[str, Mapping[str, type[Kept]]] = {
    Kind.MINUTES: {"decisions": Decision},
    Kind.OFFER: {"venues": Venue, "pools": Pool},
}
"""By kind, what a form brings along, each a record of its own."""


def differences_of(record: Record, row: Received, home: str) -> list[Difference]:
    """Give all that taking in would change; nothing for kinds that change none of ours, or that cannot be told."""
    if record.kind not in TELLERS:
        return []
    try:
        told = list(TELLERS[Kind(record.kind)].differences(record.kind, form_of(record.body)))
        return [*told, *_beside(record, row, home, is_changed=bool(told))]
    except (Refused, TypeError, ValueError, KeyError, AttributeError):
        return []


def _beside(record: Record, row: Received, home: str, *, is_changed: bool) -> Iterator[Difference]:
    """Give what no form says and taking in writes: whose it is, its marking, who sees it, and where it comes from."""
    (table, place), body = TABLES[record.kind], record.body
    form: Any = body
    here = table._default_manager.filter(code=form[place]["id"]).first()
    columns = dict(_columns(record, row, home, here))
    differing = {name: it for name, it in columns.items() if it[0] != it[1]}
    if not is_changed and set(differing) <= {"source"}:
        return
    subject = f"{table._meta.label_lower}/"
    for name, (before, then) in differing.items():
        yield Difference(entry_told(subject, name), _text(subject, name, before), _text(subject, name, then))
    marking, lower = marking_under(record.label.classification), set[str]()
    for parts in _parts_here(record):
        lower |= {it for it in parts.values_list("marking", flat=True) if higher(it, marking) != it}
    if lower:
        was = listed(_text(subject, "marking", it) for it in sorted(lower))
        yield Difference(_("marking of what belongs to it"), was, _text(subject, "marking", marking.value))


def _columns(
    record: Record, row: Received, home: str, here: Kept | None
) -> Iterator[tuple[str, tuple[str, str]]]:
    party, marking = row.partner.party, marking_under(record.label.classification)
    is_theirs = record.kind in OF_ITS_PARTY
    if here is None:
        yield "owner", ("", party if is_theirs else JOINT)
    yield "marking", (here.marking, higher(here.marking, marking).value) if here else ("", marking.value)
    if is_theirs:
        had = here.released_parties if here else []
        yield "released_to", (" ".join(had), " ".join([*had, home] if home not in had else had))
    yield "source", (here.source if here else "", source_of(row.partner.node, record.id))


def _parts_here(record: Record) -> Iterator[QuerySet[Any]]:
    form: Any = record.body
    for entry, table in PARTS.get(record.kind, {}).items():
        yield table._default_manager.filter(code__in=[it["id"] for it in form.get(entry, ())])


def _text(subject: str, name: str, value: str) -> str:
    if not value:
        return NOTHING
    if name in {"owner", "released_to"}:
        return listed(parties_told(value.split()))
    return value_told(subject, name, value) or value
