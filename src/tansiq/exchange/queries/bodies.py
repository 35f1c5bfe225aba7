"""What a record of ours says when it is released: its body, its attachments, and how high its parts are.

Only what this office owns, or what is joint, can be released, and only by someone who sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.queries import crossing as accords
from tansiq.accords.rules.crossing import version_of
from tansiq.core.errors import NotFound
from tansiq.core.models import Node, Record
from tansiq.core.rules import JOINT, Marking
from tansiq.exchange.models import Received, Release
from tansiq.exchange.queries.told import called_subject
from tansiq.exchange.rules import OF_MARKING, PLANS, CannotCross, Classification, Item, ReceivedState, written
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.shared import crossing, joint_part, part_of, part_text, plan_body_facts
from tansiq.planning.rules import PlanState
from tansiq.training.models import Course, Request
from tansiq.training.queries import crossing as training
from tansiq.training.rules import RequestState
from tansiq.ui.tongue import spoken
from tansiq_protocol.canonical import Json
from tansiq_protocol.record import Kind, read_record

PART_NAME, PLAN_NAME = "part.json", "plan.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be released: which record, for whom, by whom, on which day."""

    kind: Kind
    code: str
    node: Node
    person: Person
    audience: Sequence[str]
    on: date
    reason: str = ""


Made = tuple[list[Item], str]


def items_for(asked: Asked) -> Made:
    """Give what releasing a record would send, and a title for its officer.

    Raises
    ------
    NotFound
        Where there is no such record that this person sees and this office may release.
    CannotCross
        Where the record is not such that it can cross yet; the sentence says why.
    """
    make = _MAKERS.get(asked.kind)
    if make is None:
        raise NotFound
    return make(asked)


def _own(kind: type[Record], asked: Asked) -> Any:
    found = kind.objects.seen_by_parties(asked.person.parties).filter(code=asked.code).first()
    if found is None or found.owner not in {asked.node.party, JOINT}:
        raise NotFound
    return found


def subject_of(record: Record) -> str:
    """Name a record as releases and the journal do."""
    return f"{record._meta.label_lower}/{record.code}"


def last_crossed(subject: str) -> dict[str, Any] | None:
    """Give the form of a record that crossed last, either way; None before any did."""
    released = Release.objects.filter(subject=subject).order_by("-at", "-pk").first()
    taken = (
        Received.objects.filter(subject=subject, state=ReceivedState.TAKEN_IN)
        .order_by("-answered_at", "-pk")
        .first()
    )
    newest = taken
    if released is not None and (
        taken is None or taken.answered_at is None or released.at >= taken.answered_at
    ):
        newest = None
    payload = bytes(newest.payload) if newest is not None else bytes(released.payload) if released else b""
    if not payload:
        return None
    return {name: value for name, value in read_record(payload).body.items() if name != "basis"}


def _form_item(kind: Kind, record: Record, form: dict[str, Any], markings: Sequence[Marking]) -> Made:
    subject = subject_of(record)
    last = last_crossed(subject)
    body = {**form, "basis": None if last is None else version_of(last)}
    item = Item(kind, subject, body, classifications=[OF_MARKING[it] for it in markings])
    return [item], spoken(getattr(record, "names", {}), record.code).text


def _accord(asked: Asked) -> Made:
    record = _own(Accord, asked)
    return _form_item(Kind.ACCORD, record, accords.accord_form(record), accords.markings_in(record))


def _minutes(asked: Asked) -> Made:
    record = _own(Meeting, asked)
    return _form_item(Kind.MINUTES, record, accords.minutes_form(record), accords.markings_in(record))


def _decision(asked: Asked) -> Made:
    record = Decision.objects.seen_by_parties(asked.person.parties).filter(code=asked.code).first()
    if record is None:
        raise NotFound  # a decision of the other side is confirmed here, and that is what crosses
    return _form_item(Kind.DECISION, record, accords.decision_form(record), accords.markings_in(record))


def _offer(asked: Asked) -> Made:
    record = _own(Course, asked)
    form = training.course_form(record, to=asked.audience)
    return _form_item(Kind.OFFER, record, form, training.markings_in(record, to=asked.audience))


def _request(asked: Asked) -> Made:
    record = _own(Request, asked)
    if record.state == RequestState.DRAFT:
        raise CannotCross(
            _(
                "It is a draft, which is nobody else's business yet. Submit it on its own page first; then it can be released."
            )
        )
    return _form_item(Kind.REQUEST, record, training.request_form(record), training.markings_in(record))


def _part_item(programme: Programme, party: str, content: str, classification: Classification) -> Item:
    attached = content.encode()
    body = {"programme": programme.code, "party": party, "part": sha256(attached).hexdigest()}
    return Item(
        Kind.PLAN_INPUT,
        f"planning.programme/{programme.code}#{party}",
        body,
        {PART_NAME: attached},
        [classification],
    )


def _parts(asked: Asked) -> Made:
    """Give both parts that this office can release: its own, and what both sides share."""
    programme = _own(Programme, asked)
    classification = OF_MARKING[Marking(programme.marking)]
    own = part_text(part_of(programme, asked.node.party, asked.on))
    joint = part_text(joint_part(programme, asked.on))
    items = [
        _part_item(programme, JOINT, joint, classification),
        _part_item(programme, asked.node.party, own, classification),
    ]
    return items, spoken(programme.names, programme.code).text


def _plan(asked: Asked) -> Made:
    version = _own(PlanVersion, asked)
    allowed = crossing(version)
    if not allowed.can_cross:
        raise CannotCross(allowed.why_not)
    if version.state == PlanState.DRAFT:
        raise CannotCross(_("It is a draft. Propose it on its own page first; then it can be released."))
    document, facts = version.document.encode(), plan_body_facts(version)
    body = {
        "programme": facts["programme"],
        "number": facts["number"],
        "title": facts["title"],
        "option": facts["option"],
        "planSha256": facts["plan_sha256"],
        "problemSha256": facts["problem_sha256"],
        "plan": sha256(document).hexdigest(),
        "parts": facts["parts"],
        "parties": facts["parties"],
    }
    kind, answered = Kind.PLAN, version.parent and record_of_plan(version.parent)
    if answered:
        kind, body["inReplyTo"] = Kind.PLAN_AMENDMENT, answered
    item = Item(
        kind, subject_of(version), body, {PLAN_NAME: document}, [OF_MARKING[Marking(version.marking)]]
    )
    return [item], spoken(version.names, version.code).text


def record_of_plan(version: PlanVersion) -> dict[str, Any] | None:
    """Give the record by which a plan crossed, either way: id, revision and hash; None where it has not."""
    released = Release.objects.filter(subject=subject_of(version), kind__in=PLANS).order_by("pk").last()
    came = Received.objects.filter(subject=subject_of(version), kind__in=PLANS).order_by("pk").last()
    row = released or came
    return None if row is None else {"id": row.record_id, "rev": row.rev, "sha256": row.sha256}


def _approval(asked: Asked) -> Made:
    """Give this office's decision on a plan, as it was taken on the plan's own page."""
    version = PlanVersion.objects.seen_by_parties(asked.person.parties).filter(code=asked.code).first()
    subject = version and record_of_plan(version)
    if version is None or subject is None:
        raise NotFound
    decided = version.approvals.filter(party=asked.node.party).first()
    if decided is None:
        raise CannotCross(
            _("Approve or reject the plan on its own page first; then the decision can be sent.")
        )
    body = {
        "subject": {**subject, "planHash": version.plan_sha256},
        "decision": decided.decision,
        "role": _role_of(asked.person),
        "at": written(decided.at),
        "reason": decided.reason,
    }
    item = Item(Kind.APPROVAL, f"{subject_of(version)}#decision", body)
    return [item], spoken(version.names, version.code).text


def _role_of(person: Person) -> str:
    roles = person.roles_allowing(Permission.APPROVE_PLAN)
    return roles[0].code if roles else "role"


def _recall(asked: Asked) -> Made:
    """Ask back something that was released, by the id of its record."""
    newest = Release.objects.filter(record_id=asked.code).order_by("-rev").first()
    if newest is None or newest.kind in {Kind.RECALL, Kind.RECALL_RECEIPT}:
        raise NotFound
    subject: Json = {"id": newest.record_id, "rev": newest.rev, "sha256": newest.sha256}
    body = {"subject": subject, "reason": asked.reason}
    return [Item(Kind.RECALL, f"exchange.release/{newest.record_id}", body)], called_subject(subject)


_MAKERS: dict[Kind, Callable[[Asked], Made]] = {
    Kind.ACCORD: _accord,
    Kind.MINUTES: _minutes,
    Kind.DECISION: _decision,
    Kind.OFFER: _offer,
    Kind.REQUEST: _request,
    Kind.PLAN_INPUT: _parts,
    Kind.PLAN: _plan,
    Kind.PLAN_AMENDMENT: _plan,
    Kind.APPROVAL: _approval,
    Kind.RECALL: _recall,
}
RELEASABLE = frozenset({*_MAKERS, Kind.MESSAGE})
"""Kinds that an officer can release from a page."""
