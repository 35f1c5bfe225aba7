"""The verbs of a party's word over the bytes of a plan: approve and reject here, take in what the partner decided."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.services import Actor, claim, keep
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import parties_to_approve, parties_to_reject
from tansiq.planning.models import Approval, PlanVersion
from tansiq.planning.queries.shared.basis import crossing, partners
from tansiq.planning.queries.shared.parties import participants
from tansiq.planning.rules import (
    IN_FORCE,
    MOST_REASON,
    NO_LONGER_IN_FORCE,
    WAY,
    Decision,
    PlanState,
    PlanStep,
    after,
    is_in_force,
)
from tansiq.planning.services.versions import lawful
from tansiq.training.services import plan_requests
from tansiq_planner.files import read_plan_text


class OtherBytes(Refused):
    """What the person saw is not what is kept."""

    message = _(
        "This is not the plan that you read: its hash differs. Open it again, read it, and approve what you read."
    )


class ApprovedAlready(Refused):
    """The party has approved, or the person may not approve for any party."""

    message = _("Your side has already approved this plan, or your roles do not approve for a party.")


class RejectedAlready(Refused):
    """The party has rejected, or the person may not decide for any party."""

    message = _("Your side has already rejected this plan, or your roles do not decide for a party.")


class NoPersonForBoth(Refused):
    """One person cannot approve for two parties."""

    message = _(
        "You have already approved this plan for the other party. Each party is approved for by its own person."
    )


class NoReason(Refused):
    """Who rejects says why."""

    message = _("Write why your side rejects this plan, in at most 2,000 signs: the other party reads it.")


class CannotCross(Refused):
    """Both parties approve what both can check: a plan that the partner's node cannot hold is approved by nobody."""

    def __init__(self, why: str) -> None:
        super().__init__(_("This plan cannot be approved with the partner. %(why)s") % {"why": why})


class NotAPartner(Refused):
    """Nobody decides for this party but people of this node, or for one that takes no part."""

    message = _("The partner's node decides for its own party alone. Nothing was taken in.")


class PlanUnknown(Refused):
    """The plan has not arrived here."""

    message = _(
        "The plan that was decided on is not here yet. It is looked for again when the partner's next plans are here."
    )


@transaction.atomic
def approve(*, code: str, plan_sha256: str, by: Person, at: datetime) -> PlanVersion:
    """Approve a plan for one's party, by the hash that was read; with the last party's approval it is approved.

    Raises
    ------
    NotAllowed, StepRefused, OtherBytes, ApprovedAlready, NoPersonForBoth, CannotCross, PlanUnlawful
        Nothing was written.
    """
    plan = _claimed(code, plan_sha256, PlanStep.APPROVE, by)
    if plan.approvals.filter(by=by.username, decision=Decision.APPROVE, is_from_partner=False).exists():
        raise NoPersonForBoth
    if partners(Node.objects.first()) and not (found := crossing(plan)).can_cross:
        raise CannotCross(str(found.why_not))
    parties = parties_to_approve(by, plan)
    if not parties:
        raise ApprovedAlready
    lawful(plan.document, plan.programme_document)
    _put(plan, parties[0], decision=Decision.APPROVE, reason="", is_from_partner=False, by=by, at=at)
    told = {"party": parties[0], "plan_sha256": plan_sha256}
    return _settled(plan, PlanState(plan.state), told, verb="planning.approve", by=by, at=at)


@transaction.atomic
def reject(*, code: str, plan_sha256: str, reason: str, by: Person, at: datetime) -> PlanVersion:
    """Reject a plan for one's party, with the reason; an approval given before is void, and the review goes on.

    Raises
    ------
    NotAllowed, StepRefused, OtherBytes, RejectedAlready, NoReason
        Nothing was written.
    """
    plan = _claimed(code, plan_sha256, PlanStep.REJECT, by)
    parties, why = parties_to_reject(by, plan), reason.strip()
    if not parties:
        raise RejectedAlready
    if not why or len(why) > MOST_REASON:
        raise NoReason
    _put(plan, parties[0], decision=Decision.REJECT, reason=why, is_from_partner=False, by=by, at=at)
    told = {"party": parties[0], "plan_sha256": plan_sha256, "reason": why}
    state = after(PlanState(plan.state), PlanStep.REJECT)
    return keep(plan, verb="planning.reject", by=by, at=at, told=told, state=state)


@transaction.atomic
def take_in_decision(
    *, plan_sha256: str, party: str, decision: Decision, reason: str, by: Actor, at: datetime
) -> PlanVersion:
    """Take in what a partner decided of a plan that is known here; its latest word counts, and the same word twice once.

    With the last party's approval the plan is approved; without it, it is no longer.

    Raises
    ------
    NotAPartner, PlanUnknown
        Nothing was written.
    """
    if party not in partners(Node.objects.first()):
        raise NotAPartner
    plan = _known(plan_sha256)
    said = {"decision": Decision(decision), "reason": reason.replace("\0", "").strip()[:MOST_REASON]}
    last = plan.approvals.filter(party=party).first()
    if last is not None and {"decision": last.decision, "reason": last.reason} == said:
        return plan
    _put(plan, party, is_from_partner=True, by=by, at=at, **said)
    told = {"party": party, "plan_sha256": plan_sha256, **said}
    return _settled(plan, PlanState(plan.state), told, verb="planning.take_in_decision", by=by, at=at)


def _claimed(code: str, plan_sha256: str, step: PlanStep, by: Person) -> PlanVersion:
    plan = claim(PlanVersion, code)
    demand(by, Permission.APPROVE_PLAN)
    after(PlanState(plan.state), step)
    if plan.plan_sha256 != plan_sha256:
        raise OtherBytes
    return plan


def _known(plan_sha256: str) -> PlanVersion:
    """Give the plan of these bytes that can cross, held; of several the one furthest in its life, the newest of those."""
    of_these_bytes = PlanVersion.objects.filter(plan_sha256=plan_sha256, parts__isnull=False)
    known = of_these_bytes.values_list("state", "number", "code")
    if not known:
        raise PlanUnknown
    ways = {state: place for place, state in enumerate(WAY)}
    _place, _number, code = max(
        (ways.get(PlanState(state), -1), number, code) for state, number, code in known
    )
    return claim(PlanVersion, code)


def _put(plan: PlanVersion, party: str, *, by: Actor, at: datetime, **said: Any) -> None:
    fields = {"plan_sha256": plan.plan_sha256, "by": by.username, "at": at, **said}
    Approval.objects.update_or_create(plan=plan, party=party, defaults=fields)


def _settled(
    plan: PlanVersion, state: PlanState, told: Any, *, verb: str, by: Actor, at: datetime
) -> PlanVersion:
    """Keep the state that the latest words of all parties lead to, and what requests then have of it."""
    of_these_bytes = plan.approvals.filter(plan_sha256=plan.plan_sha256)
    all_approve = is_in_force(dict(of_these_bytes.values_list("party", "decision")), participants())
    if all_approve and state == PlanState.AGREED:
        state = after(state, PlanStep.APPROVE)
        plan_requests(seats=_seats_of(plan), plan=plan.code, by=by, at=at)
    elif not all_approve and state in NO_LONGER_IN_FORCE:
        state = NO_LONGER_IN_FORCE[state]
        before = plan.programme.versions.filter(state__in=IN_FORCE).exclude(pk=plan.pk)
        earlier = before.order_by("-number").first()
        plan_requests(seats=_seats_of(earlier) if earlier else {}, plan=plan.code, by=by, at=at)
    return keep(plan, verb=verb, by=by, at=at, told=told, state=state)


def _seats_of(plan: PlanVersion) -> Counter[str]:
    seats = Counter[str]()
    for edition in read_plan_text(plan.document).editions:
        seats.update(edition.seats)
    return seats
