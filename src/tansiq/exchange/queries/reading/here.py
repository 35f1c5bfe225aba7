"""Reads of what came of a record here: the plan or the part that it brought, and what rests on a part that is asked back."""

from __future__ import annotations

from typing import Any

from tansiq.exchange.models import Received
from tansiq.exchange.queries.reading.rows import read
from tansiq.planning.models import PlanVersion, Programme, SharedPart
from tansiq.planning.queries.shared.basis import emptied_parts, parts_held, plans_on
from tansiq_protocol.record import Kind


def plan_here(row: Received) -> PlanVersion | None:
    """Give the plan that a record brought, or decides on; None where it is about none that is here."""
    kind, _slash, code = row.subject.partition("/")
    if kind != PlanVersion._meta.label_lower:
        return None
    rows = PlanVersion.objects.defer("document", "programme_document")
    found: PlanVersion | None = rows.filter(code=code).first()
    return found


def part_here(row: Received) -> SharedPart | None:
    """Give the part that a record brought, while it is here."""
    record = read(bytes(row.payload)) if row.kind == Kind.PLAN_INPUT else None
    body: Any = record.body if record else {}
    programme = Programme.objects.filter(code=str(body.get("programme", ""))).first()
    if programme is None:
        return None
    held = parts_held(programme).defer("content")
    return held.filter(party=str(body.get("party")), sha256=str(body.get("part"))).first()


def plans_resting_on(asked: Received | None) -> list[PlanVersion]:
    """Give the plans here that rest on a part that is asked back, or was; none for other kinds of record."""
    if asked is None or asked.kind != Kind.PLAN_INPUT:
        return []
    revisions = Received.objects.filter(partner=asked.partner, record_id=asked.record_id)
    bodies: list[Any] = [
        it.body for it in map(read, map(bytes, revisions.values_list("payload", flat=True))) if it
    ]
    found = []
    for programme in Programme.objects.all():
        subject = f"planning.programme/{programme.code}#"
        party = asked.subject.removeprefix(subject) if asked.subject.startswith(subject) else ""
        named = {str(it.get("part")) for it in bodies if it.get("programme") == programme.code}
        found += plans_on(programme, named or emptied_parts(programme, party))
    return found
