"""The verbs of plan versions: keep one, take a step of its life, approve it for a party."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tansiq.core.errors import NotFound, Refused
from tansiq.core.rules import JOINT
from tansiq.core.services import Actor, claim, keep, write_line
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import parties_to_approve
from tansiq.planning.models import Approval, PlanVersion, Programme
from tansiq.planning.rules import NEEDS, PlanState, PlanStep, after
from tansiq.training.services import plan_requests
from tansiq_planner.check import check
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.schema.plan import PlanDocument


class PlanUnlawful(Refused):
    """The checker refuses the plan."""

    message = _("The independent checker finds that this plan breaks a rule. It was not kept.")


class OtherBytes(Refused):
    """What the person saw is not what is kept."""

    message = _(
        "This is not the plan that you read: its hash differs. Open it again, read it, and approve what you read."
    )


class ApprovedAlready(Refused):
    """The party has approved, or the person may not approve for any party."""

    message = _("Your side has already approved this plan, or your roles do not approve for a party.")


class NoPersonForBoth(Refused):
    """One person cannot approve for two parties."""

    message = _(
        "You have already approved this plan for the other party. Each party is approved for by its own person."
    )


class RemarksOpen(Refused):
    """The working group agrees once everything that was said of the plan is settled."""

    def __init__(self, number: int) -> None:
        text = ngettext(
            "%(n)d remark on this plan is open. Settle it first, then agree.",
            "%(n)d remarks on this plan are open. Settle them first, then agree.",
            number,
        )
        super().__init__(text % {"n": number})


def _lawful(document: str, programme_document: str) -> PlanDocument:
    """Give what a plan's bytes say, once the checker has judged them anew."""
    problem = read_problem_text(programme_document)
    written = read_plan_text(document, problem)
    if not check(under_locks_of(problem, written), plan_of(written)).is_lawful:
        raise PlanUnlawful
    return written


@transaction.atomic
def keep_version(
    *, programme: Programme, document: str, programme_document: str, option: str, title: str,
    parent: PlanVersion | None, by: Actor, at: datetime,
) -> PlanVersion:  # fmt: skip
    """Keep a plan as a draft under the next number; the checker judges it first.

    Raises
    ------
    PlanUnlawful, FaultyFileError
        Nothing was written.
    """
    written = _lawful(document, programme_document)
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
    """Take a plan one step through its life; approving has a verb of its own."""
    plan = claim(PlanVersion, code, version)
    if step is PlanStep.APPROVE:
        raise NotFound
    demand(by, NEEDS[step], plan.owner)
    state = after(PlanState(plan.state), step)
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
        changed.approvals.all().delete()  # an amended plan is approved anew
    return changed


@transaction.atomic
def approve(*, code: str, plan_sha256: str, by: Person, at: datetime) -> PlanVersion:
    """Approve a plan for one's party, by the hash that was read; with the last party's approval it is approved.

    Raises
    ------
    NotAllowed, StepRefused, OtherBytes, ApprovedAlready, NoPersonForBoth, PlanUnlawful
        Nothing was written.
    """
    plan = claim(PlanVersion, code)
    demand(by, Permission.APPROVE_PLAN)
    state = after(PlanState(plan.state), PlanStep.APPROVE)
    if plan.plan_sha256 != plan_sha256:
        raise OtherBytes
    if plan.approvals.filter(by=by.username).exists():
        raise NoPersonForBoth
    parties = parties_to_approve(by, plan)
    if not parties:
        raise ApprovedAlready
    written = _lawful(plan.document, plan.programme_document)
    Approval.objects.create(plan=plan, party=parties[0], plan_sha256=plan_sha256, by=by.username, at=at)
    approved = set(plan.approvals.values_list("party", flat=True))
    everyone = set(Party.objects.filter(kind=PartyKind.PARTICIPANT).values_list("code", flat=True))
    is_agreed_by_all = everyone <= approved
    if is_agreed_by_all:
        seats = Counter[str]()
        for edition in written.editions:
            seats.update(edition.seats)
        plan_requests(seats=seats, plan=plan.code, by=by, at=at)
    return keep(
        plan,
        verb="planning.approve",
        by=by,
        at=at,
        told={"party": parties[0], "plan_sha256": plan_sha256},
        state=state if is_agreed_by_all else plan.state,
    )
