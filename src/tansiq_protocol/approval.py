"""When something counts as agreed by all: each party's own latest word over the same bytes. It is computed, never sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tansiq_protocol.errors import TheirFault
from tansiq_protocol.shape import Fields, Misshapen


class Decision(StrEnum):
    """What a party says of bytes that it read."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided on: a record, by its id, its revision and the hash of its payload."""

    id: str
    rev: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Approval:
    """One party's decision; later ones of the same party come after it in the order given."""

    party: str
    subject: Subject
    decision: Decision


class Standing(StrEnum):
    """How a subject stands."""

    OPEN = "open"
    IN_FORCE = "in_force"
    REJECTED = "rejected"


def standing(subject: Subject, parties: Collection[str], approvals: Iterable[Approval]) -> Standing:
    """Give how a subject stands.

    In force when each of the parties approves these very bytes; rejected when one of them does not; else open. An
    approval of other bytes, or by someone who is no party, counts for nothing.

    Parameters
    ----------
    subject : Subject
    parties : collection of str
        Parties whose approval is needed; without any, nothing comes into force.
    approvals : iterable of Approval
        In the order in which each party gave its own.

    Returns
    -------
    Standing

    Examples
    --------
    >>> plan = Subject("4f6e…", 2, "9c1b…")
    >>> given = [Approval("dz", plan, Decision.APPROVE)]
    >>> standing(plan, ["dz", "ly"], given).value
    'open'
    >>> standing(plan, ["dz", "ly"], [*given, Approval("ly", plan, Decision.APPROVE)]).value
    'in_force'
    """
    last = latest(subject, approvals)
    said = [last.get(party) for party in set(parties)]
    if said and all(it is Decision.APPROVE for it in said):
        return Standing.IN_FORCE
    return Standing.REJECTED if Decision.REJECT in said else Standing.OPEN


def latest(subject: Subject, approvals: Iterable[Approval]) -> Mapping[str, Decision]:
    """Give what each party said last of a subject."""
    return {it.party: it.decision for it in approvals if it.subject == subject}


def read_approval(party: str, body: Any) -> Approval:
    """Read the body of an `approval` record.

    Parameters
    ----------
    party : str
        Whose node signed it; a body does not say.
    body : Any

    Returns
    -------
    Approval

    Raises
    ------
    TheirFault
        `bad_record` with the field.
    """
    try:
        fields = Fields(body, "body")
        subject = fields.mapping("subject")
        decided = fields.text("decision")
        if decided not in set(Decision):
            raise fields.wrong("decision")
        about = Subject(subject.uuid4("id"), subject.whole("rev"), subject.hash("sha256"))
    except Misshapen as error:
        raise TheirFault("bad_record", field=error.field) from error
    return Approval(party, about, Decision(decided))
