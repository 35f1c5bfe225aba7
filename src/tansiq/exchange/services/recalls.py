"""The verbs of recalls and of forks: answer a partner that asks something back, and settle what cannot both be true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.services import write_line
from tansiq.exchange.models import Fork, InBlob, Received
from tansiq.exchange.rules import Classification, Item, ReceivedState, ReceivedStep, received_after
from tansiq.exchange.services.acting import subject_of_received
from tansiq.exchange.services.releasing import prepare, release_draft
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import Programme
from tansiq.planning.services import empty_shared_part
from tansiq_protocol.record import Kind, Record, read_record

EXECUTED, DECLINED = "executed", "refused"


class NoReason(Refused):
    """A refusal, or a settlement, without a word."""

    message = _("Write why: the partner reads it, and so does whoever looks at this later.")


@transaction.atomic
def answer_recall(
    *, node: Node, received_id: int, executes: bool, reason: str, by: Person, at: datetime
) -> Received:
    """Execute a recall, which empties what it asks back, or refuse it; either way the partner gets an answer.

    What was emptied keeps its place and its hash, so that the chain of the feed still holds. Of a part of the programme
    that is asked back no plan is made any more; those that were made on it stay.

    Raises
    ------
    NotAllowed, NotFound, StepRefused, NoReason
        Nothing was written.
    """
    demand(by, Permission.RECEIVE)
    demand(by, Permission.RELEASE, node.party)
    asked = Received.objects.select_for_update(no_key=True).filter(pk=received_id, kind=Kind.RECALL).first()
    if asked is None:
        raise NotFound
    state = received_after(ReceivedState(asked.state), ReceivedStep.TAKE_IN)
    if not executes and not reason.strip():
        raise NoReason
    subject: Any = read_record(bytes(asked.payload)).body["subject"]
    emptied = _empty(asked, subject, by=by, at=at) if executes else 0
    asked.state, asked.answered_by, asked.answered_at = state, by.username, at
    asked.save(update_fields=["state", "answered_by", "answered_at"])
    body = {"subject": subject, "decision": EXECUTED if executes else DECLINED, "reason": reason.strip()}
    item = Item(Kind.RECALL_RECEIPT, subject_of_received(asked), body)
    draft = prepare(
        node=node, items=[item], audience=[asked.partner.party], classification=Classification.TRAINING, title="",
        by=by, at=at,
    )  # fmt: skip
    release_draft(draft=draft, by=by, at=at)
    changes = {"answer": body["decision"], "reason": body["reason"], "records": emptied}
    write_line(
        verb="exchange.answer_recall", subject=subject_of_received(asked), changes=changes, by=by, at=at
    )
    return asked


def _empty(asked: Received, subject: Any, *, by: Person, at: datetime) -> int:
    """Empty every revision of what is asked back, of this partner alone; give how many there were."""
    rows = Received.objects.filter(partner=asked.partner, record_id=str(subject.get("id", "-"))).exclude(
        state__in=[ReceivedState.RECALLED, ReceivedState.REFUSED]
    )
    records = [read_record(bytes(it)) for it in rows.values_list("payload", flat=True)]
    emptied = rows.update(state=ReceivedState.RECALLED, payload=b"", envelope=b"", reason="", told="")
    _forget_attachments({blob.sha256 for it in records for blob in it.blobs})
    for record in records:
        if record.kind == Kind.PLAN_INPUT:
            _empty_part(record, by=by, at=at)
    return emptied


def _empty_part(record: Record, *, by: Person, at: datetime) -> None:
    """Empty the part that a record brought, unless something else that came brings the same."""
    body: Any = record.body
    programme = Programme.objects.filter(code=str(body.get("programme"))).first()
    digest = str(body.get("part"))
    if programme is not None and not InBlob.objects.filter(pk=digest).exists():
        empty_shared_part(programme=programme, party=str(body.get("party")), sha256=digest, by=by, at=at)


def _forget_attachments(digests: set[str]) -> None:
    """Forget attachments that nothing else that came names."""
    named = set[str]()
    rows = Received.objects.exclude(payload=b"") if digests else Received.objects.none()
    for payload in rows.values_list("payload", flat=True).iterator(chunk_size=100):
        named |= {it for it in digests - named if it.encode() in bytes(payload)}
    InBlob.objects.filter(pk__in=digests - named).delete()


@transaction.atomic
def settle_fork(*, fork_id: int, note: str, by: Person, at: datetime) -> Fork:
    """Settle an alarm, with what was found out together with the partner; both versions stay as they came."""
    demand(by, Permission.RECEIVE)
    fork = Fork.objects.select_for_update(no_key=True).filter(pk=fork_id).first()
    if fork is None:
        raise NotFound
    if not note.strip():
        raise NoReason
    if fork.settled_by:
        return fork
    fork.settled_by, fork.settled_at, fork.note = by.username, at, note.strip()
    fork.save(update_fields=["settled_by", "settled_at", "note"])
    changes = {"what": fork.what, "answer": fork.note}
    write_line(
        verb="exchange.settle_fork",
        subject=f"exchange.partner/{fork.partner.party}",
        changes=changes,
        by=by,
        at=at,
    )
    return fork
