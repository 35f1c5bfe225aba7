"""The verbs of plan versions: keep one, take a step of its life, approve it for a party."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tansiq.core.errors import NotFound, Refused
from tansiq.core.rules import JOINT, party_list
from tansiq.core.services import Actor, claim, keep, write_line
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.planning.access import awaits_sending
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.shared.basis import crossing
from tansiq.planning.rules import AFTER_SENDING, DECIDED, NEEDS, Decision, PlanState, PlanStep, after
from tansiq_planner.check import check
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.schema.plan import PlanDocument


class PlanUnlawful(Refused):
    """The checker refuses the plan."""

    message = _("The independent checker finds that this plan breaks a rule. It was not kept.")


class RemarksOpen(Refused):
    """The working group agrees once everything that was said of the plan is settled."""

    def __init__(self, number: int) -> None:
        text = ngettext(
            "%(n)d remark on this plan is open. Settle it first, then agree.",
            "%(n)d remarks on this plan are open. Settle them first, then agree.",
            number,
        )
        super().__init__(text % {"n": number})


class NotSentYet(Refused):
    """The partner's node does not have the plan yet."""

    message = _(
        "The partner does not have this plan yet. Send it to the partner first, on the plan's page; then its review begins."
    )


class StaysHere(Refused):
    """The partner's node cannot hold the plan, so the two sides have nothing to review together."""

    def __init__(self, why: str) -> None:
        super().__init__(_("This plan cannot be reviewed with the partner. %(why)s") % {"why": why})


class PartnersPlan(Refused):
    """Whoever made a plan withdraws it."""

    message = _(
        "This plan is the partner's, and only the partner withdraws it. Reject it for your side, or propose another in its place."
    )


def lawful(document: str, programme_document: str) -> PlanDocument:
    """Give what a plan's bytes say, once the checker has judged them anew."""
    problem = read_problem_text(programme_document)
    written = read_plan_text(document, problem)
    if not check(under_locks_of(problem, written), plan_of(written)).is_lawful:
        raise PlanUnlawful
    return written


@transaction.atomic
def keep_version(
    *, programme: Programme, document: str, programme_document: str, option: str, title: str,
    parent: PlanVersion | None, by: Actor, at: datetime, parts: Sequence[Mapping[str, str]] | None = None,
) -> PlanVersion:  # fmt: skip
    """Keep a plan as a draft under the next number; the checker judges it first.

    `parts` names the released parts that it was made on, None where it was made on this node's own records.

    Raises
    ------
    PlanUnlawful, FaultyFileError
        Nothing was written.
    """
    written = lawful(document, programme_document)
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    number = (held.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = PlanVersion.objects.create(
        code=f"{held.code}-v{number}",
        owner=JOINT,
        programme=held,
        number=number,
        parent=parent,
        option=option,
        title=title,
        document=document,
        programme_document=programme_document,
        plan_sha256=written.plan_sha256,
        problem_sha256=written.problem_sha256,
        parts=parts,
        made_by=by.username,
        made_at=at,
    )
    changes = {
        "number": number,
        "option": option,
        "plan_sha256": written.plan_sha256,
        "parent": parent and parent.number,
    }
    write_line(
        verb="planning.keep_version",
        subject=f"planning.planversion/{version.code}",
        changes=changes,
        by=by,
        at=at,
    )
    return version


@transaction.atomic
def take_step(*, code: str, version: int, step: PlanStep, by: Person, at: datetime) -> PlanVersion:
    """Take a plan one step through its life; a party's word over it has verbs of its own, and is void once it is reopened."""
    plan = claim(PlanVersion, code, version)
    if step in DECIDED:
        raise NotFound
    demand(by, NEEDS[step], plan.owner)
    state = after(PlanState(plan.state), step)
    _demand_with_the_partner(plan, step)
    if step is PlanStep.AGREE and (open_remarks := plan.remarks.filter(settled_by="").count()):
        raise RemarksOpen(open_remarks)
    changed = keep(
        plan,
        verb="planning.take_step",
        by=by,
        at=at,
        told={"step": step.value},
        state=state,
    )
    if step is PlanStep.REOPEN:
        given_here = changed.approvals.filter(is_from_partner=False, decision=Decision.APPROVE)
        given_here.update(decision=Decision.WITHDRAW, by=by.username, at=at)
    return changed


def _demand_with_the_partner(plan: PlanVersion, step: PlanStep) -> None:
    """Refuse what cannot be done as long as the partner has not the plan, and what only the partner does with its own."""
    if step is PlanStep.WITHDRAW and plan.origin:
        raise PartnersPlan
    if step in AFTER_SENDING and awaits_sending(plan):
        found = crossing(plan)
        raise NotSentYet if found.can_cross else StaysHere(str(found.why_not))


@transaction.atomic
def mark_released(*, record: PlanVersion, parties: Collection[str], by: Actor, at: datetime) -> PlanVersion:
    """Note that a plan was released to partners, beside those that have it already."""
    plan = claim(PlanVersion, record.code)
    wanted = party_list(sorted({*plan.released_parties, *parties}))
    return keep(plan, verb="planning.mark_released", by=by, at=at, released_to=wanted)
