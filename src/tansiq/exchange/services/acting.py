"""The verbs of the inbox: what a node does by itself with what came, and what an officer takes in or puts aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tansiq.accords.rules.crossing import Keeps, NotTheirs
from tansiq.accords.services import take_in_accord_form, take_in_decision_form, take_in_minutes
from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.rules import JOINT
from tansiq.core.services import Actor, NodeItself, write_line
from tansiq.exchange.models import InBlob, Received, Release
from tansiq.exchange.queries.bodies import subject_of
from tansiq.exchange.rules import (
    ACTED_ON,
    NEEDS_TO_TAKE_IN,
    PLANS,
    ReceivedState,
    ReceivedStep,
    marking_under,
    received_after,
    source_of,
)
from tansiq.exchange.services.holding import MOST_READ_AGAIN, read_again
from tansiq.exchange.services.partners import take_in_keyset
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.shared.bearing import TooFaulty
from tansiq.planning.rules import Decision
from tansiq.planning.services import keep_shared_part, take_in_decision, take_in_plan
from tansiq.planning.services.partner_plans import BytesWrong
from tansiq.planning.services.versions import PlanUnlawful
from tansiq.training.services import take_in_offer, take_in_request
from tansiq_protocol.record import Kind, Record, read_record

Content = Callable[[str], str]
MISSHAPEN = (
    ArithmeticError, AttributeError, DataError, IntegrityError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What a body can raise that has another shape than any honest one: its record waits, and stops no other."""
HOPELESS = "bad_record"
WAITING = ("before_missing", "waits")
MOST_TRIED_AGAIN = 200
"""Of what waits, whenever something comes: a partner that sends what nobody can act on must not keep this node busy."""


log = logging.getLogger(__name__)


class BuildsOnMissing(Refused):
    """What a record builds on has not come."""

    message = _("What it builds on has not come yet. It is read again when something comes.")


class OtherSubject(Refused):
    """A decision names other bytes than those that are known."""

    message = _("It decides on other bytes than those of the plan that is known here. Call the partner.")


class LaterTakenIn(Refused):
    """A revision that a later one of the same record has overtaken."""

    message = _(
        "A later revision of this was taken in already. Put this one aside: it says what no longer holds."
    )


def act_on_received(*, node: Node, by: Actor, at: datetime, tries_hopeless: bool = False) -> int:
    """Act on what came, in the order of its feed: parts, plans, decisions, key sets. Give how many were acted on.

    One that cannot be acted on yet waits with its reason, and never stops the others. What no other record can mend is
    tried again only where `tries_hopeless` says so: after an upgrade.
    """
    done = 0
    for pk in _to_act_on([*WAITING, HOPELESS] if tries_hopeless else WAITING):
        done += _act(pk, node, by, at)
    return done


def _to_act_on(reasons: Sequence[str]) -> list[int]:
    """Give what is new, and of what waits as many as cost little, drawn by chance so that each has its turn."""
    rows = Received.objects.filter(kind__in=ACTED_ON, state=ReceivedState.NEW)
    fresh = rows.filter(reason="").values_list("pk", flat=True)
    again = rows.filter(reason__in=reasons).order_by("?").values_list("pk", flat=True)
    return sorted([*fresh, *again[:MOST_TRIED_AGAIN]])


def _act(pk: int, node: Node, by: Actor, at: datetime) -> bool:
    try:
        with transaction.atomic():
            row = Received.objects.select_for_update(no_key=True).get(pk=pk)
            if row.state != ReceivedState.NEW:
                return False
            row.subject = _ACTS[Kind(row.kind)](row, read_record(bytes(row.payload)), node, by, at)
            row.state, row.reason, row.told = _after(row, ReceivedStep.TAKE_IN), "", ""
            row.answered_by, row.answered_at = by.username, at
            row.save()
            write_line(
                verb="exchange.act", subject=subject_of_received(row), changes=_changes(row), by=by, at=at
            )
    except (BytesWrong, PlanUnlawful, TooFaulty) as refused:
        _hold(pk, HOPELESS, str(refused))
        return False
    except Refused as refused:
        _hold(pk, "before_missing" if isinstance(refused, BuildsOnMissing) else "waits", str(refused))
        return False
    except MISSHAPEN as error:
        log.warning("A record that came cannot be acted on: %s", type(error).__name__)
        _hold(pk, HOPELESS, "")
        return False
    return True


def _hold(pk: int, reason: str, told: str) -> None:
    """Let a record wait, with what stands in its way."""
    Received.objects.filter(pk=pk).update(reason=reason, told=told[:1000])


def _after(row: Received, step: ReceivedStep) -> ReceivedState:
    return received_after(ReceivedState(row.state), step)


def subject_of_received(row: Received) -> str:
    """Name what came in the journal."""
    return f"exchange.received/{row.pk}"


def _changes(row: Received) -> dict[str, Any]:
    return {"kinds": [row.kind], "sha256": row.sha256, "subject": row.subject}


def _blob(digest: object) -> str:
    found = InBlob.objects.filter(pk=str(digest)).first()
    if found is None:
        raise BuildsOnMissing
    try:
        return bytes(found.content).decode()
    except UnicodeDecodeError as error:
        raise Refused(_("An attachment is not what it says it is. Call the partner.")) from error


def _programme(record: Record) -> Programme:
    found: Programme | None = Programme.objects.filter(code=str(record.body["programme"])).first()
    if found is None:
        raise Refused(_("It is of another programme than that of this node."))
    return found


def _keep_part(row: Received, record: Record, _node: Node, by: Actor, at: datetime) -> str:
    programme, party = _programme(record), str(record.body["party"])
    if party not in {row.partner.party, JOINT}:
        raise NotTheirs
    content = _blob(record.body["part"])
    keep_shared_part(
        programme=programme, party=party, content=content, is_own=False, is_late=_later_ones(row).exists(), by=by, at=at
    )  # fmt: skip
    return f"planning.programme/{programme.code}#{party}"


def _later_ones(row: Received) -> QuerySet[Received]:
    """Give the later revisions of the same record that were taken in before it: sticks come in any order."""
    return Received.objects.filter(
        partner=row.partner, record_id=row.record_id, rev__gt=row.rev, state=ReceivedState.TAKEN_IN
    )


def _keep_plan(row: Received, record: Record, _node: Node, by: Actor, at: datetime) -> str:
    body: Any = record.body
    answered = _plan_of(body["inReplyTo"]) if record.kind == Kind.PLAN_AMENDMENT else None
    version = take_in_plan(
        programme=_programme(record), document=_blob(body["plan"]), parts=body["parts"], origin=row.partner.party,
        origin_number=body["number"], option=body["option"], title=body["title"], parent=answered, by=by, at=at,
    )  # fmt: skip
    if version.plan_sha256 != body["planSha256"]:
        raise OtherSubject
    return subject_of(version)


def _plan_of(subject: Any) -> PlanVersion:
    """Give the plan that a record names, by the record that it crossed in, either way.

    Raises
    ------
    BuildsOnMissing
    """
    wanted = {"record_id": subject.get("id"), "rev": subject.get("rev"), "sha256": subject.get("sha256")}
    released = Release.objects.filter(kind__in=PLANS, **wanted).first()
    came = Received.objects.filter(kind__in=PLANS, state=ReceivedState.TAKEN_IN, **wanted).first()
    code = (released or came or Received()).subject.partition("/")[2]
    version: PlanVersion | None = PlanVersion.objects.filter(code=code).first()
    if version is None:
        raise BuildsOnMissing
    return version


def _keep_decision(row: Received, record: Record, _node: Node, by: Actor, at: datetime) -> str:
    body: Any = record.body
    version = _plan_of(body["subject"])
    if version.plan_sha256 != body["subject"].get("planHash", version.plan_sha256):
        raise OtherSubject
    if body["decision"] not in Decision.values:
        raise Refused(_("It is no decision that this node knows."))
    if not _later_ones(row).exists():  # a late one changes nothing: their latest word counts
        take_in_decision(
            plan_sha256=version.plan_sha256, party=row.partner.party, decision=Decision(body["decision"]),
            reason=str(body.get("reason", ""))[:2000], by=by, at=at,
        )  # fmt: skip
    return subject_of(version)


def _keep_keyset(row: Received, record: Record, node: Node, by: Actor, at: datetime) -> str:
    for content in record.body["envelopes"]:  # type: ignore[union-attr]
        take_in_keyset(node=node, content=str(content).encode(), of=row.partner, by=by, at=at)
    return f"exchange.partner/{row.partner.party}"


def _note(_row: Received, record: Record, _node: Node, _by: Actor, _at: datetime) -> str:
    subject: Any = record.body.get("subject")
    named = str(subject.get("id", "")) if isinstance(subject, dict) else ""
    return f"exchange.release/{named[:36]}"


_ACTS: dict[Kind, Callable[[Received, Record, Node, Actor, datetime], str]] = {
    Kind.PLAN_INPUT: _keep_part,
    Kind.PLAN: _keep_plan,
    Kind.PLAN_AMENDMENT: _keep_plan,
    Kind.APPROVAL: _keep_decision,
    Kind.KEYSET: _keep_keyset,
    Kind.RECALL_RECEIPT: _note,
    Kind.RECEIPT: _note,
}
_TAKERS: dict[Kind, Callable[..., Any]] = {
    Kind.ACCORD: take_in_accord_form,
    Kind.MINUTES: take_in_minutes,
    Kind.DECISION: take_in_decision_form,
    Kind.OFFER: take_in_offer,
    Kind.REQUEST: take_in_request,
}


def can_be_taken_in(kind: str) -> bool:
    """Tell whether an officer can take records of a kind into ours; others are read and put aside."""
    return kind in _TAKERS


@transaction.atomic
def take_in(*, received_id: int, keeps: Keeps | None = None, by: Person, at: datetime) -> Received:
    """Take what came into our records, by the verb of its area; nothing of ours is overwritten without being shown.

    Raises
    ------
    NotAllowed, NotFound, StepRefused, LaterTakenIn, ChangedHereToo, NotTheirs, OtherRecord and what else the area refuses
        Nothing was written.
    """
    demand(by, Permission.RECEIVE)
    row = _claimed(received_id)
    state = _after(row, ReceivedStep.TAKE_IN)
    if row.kind not in _TAKERS:
        raise NotFound
    kind = Kind(row.kind)
    demand(by, NEEDS_TO_TAKE_IN[kind])
    if _later_ones(row).exists():
        raise LaterTakenIn
    record = read_record(bytes(row.payload))
    said: dict[str, Any] = {} if kind in {Kind.OFFER, Kind.REQUEST} else {"keeps": keeps}
    kept = _TAKERS[kind](
        form=record.body, source=source_of(row.partner.node, record.id), origin_party=row.partner.party,
        marking=marking_under(record.label.classification), by=by, at=at, **said,
    )  # fmt: skip
    row.subject = subject_of(kept)
    return _answered(row, state, verb="exchange.take_in", by=by, at=at)


@transaction.atomic
def put_aside(*, received_id: int, by: Person, at: datetime) -> Received:
    """Put aside what came: it was read, and our records stay as they are."""
    demand(by, Permission.RECEIVE)
    row = _claimed(received_id)
    return _answered(row, _after(row, ReceivedStep.PUT_ASIDE), verb="exchange.put_aside", by=by, at=at)


def _claimed(received_id: int) -> Received:
    row = Received.objects.select_for_update(no_key=True).filter(pk=received_id).first()
    if row is None:
        raise NotFound
    return row


def _answered(row: Received, state: ReceivedState, *, verb: str, by: Actor, at: datetime) -> Received:
    row.state, row.answered_by, row.answered_at = state, by.username, at
    row.reason = row.told = ""
    row.save()
    write_line(verb=verb, subject=subject_of_received(row), changes=_changes(row), by=by, at=at)
    return row


def after_receiving(*, node: Node, at: datetime, tries_hopeless: bool = False) -> None:
    """Do what follows when something came: read again what is held, and act on what can be acted on."""
    by = NodeItself()
    read_again(node=node, by=by, at=at, at_most=MOST_READ_AGAIN)
    done = act_on_received(node=node, by=by, at=at, tries_hopeless=tries_hopeless)
    while done:  # what one brought may be what another waited for
        done = act_on_received(node=node, by=by, at=at)
