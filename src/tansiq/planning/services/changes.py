"""The verbs of changing a plan by hand: move an edition, fix it, keep days free, undo; and of what is said about lines."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.services import claim, write_line
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import Lock, PlanVersion, Programme, Remark
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.planning.rules import ENDED, RemarkKind
from tansiq.planning.services.versions import keep_version
from tansiq.ui.tongue import page_language
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import violation_text
from tansiq_planner.check import check
from tansiq_planner.files import plan_document
from tansiq_planner.neighbours import Neighbour, elsewhen
from tansiq_planner.solution import Edition, Plan


class RulesBroken(Refused):
    """The change would break rules; the sentence names them."""

    def __init__(self, whole: Opened, broken: Neighbour) -> None:
        voice = Voice(page_language(), whole.problem.names, whole.problem.currency)
        told = " · ".join(f"{it.rule.value} {violation_text(voice, it)}" for it in broken.broken[:3])
        super().__init__(
            _("That week breaks a rule, so the plan was left as it is: %(rules)s") % {"rules": told}
        )


class SeatsWouldGo(Refused):
    """The week is lawful only without some of the people."""

    message = _(
        "In that week some of the people cannot come. Say that you give their seats up, or choose another week."
    )


class NotADraft(Refused):
    """Plans past their draft are changed by a new draft made from them."""

    message = _("This plan was withdrawn or is closed. Open the newest plan and change that.")


@transaction.atomic
def move_edition(
    *, code: str, edition_id: str, start: date, gives_up_seats: bool, by: Person, at: datetime
) -> PlanVersion:
    """Make a new draft in which one edition begins in another week; the plan it was made from stays.

    Raises
    ------
    RulesBroken, SeatsWouldGo, NotFound, NotADraft
        Nothing was written.
    """
    plan = claim(PlanVersion, code)
    demand(by, Permission.EDIT_DRAFT, plan.owner)
    if plan.state in ENDED:
        raise NotADraft
    whole = opened(plan)
    edition = whole.edition(edition_id)
    if edition is None:
        raise NotFound
    (found,) = elsewhen(whole.problem, whole.plan, edition, [start])
    if not found.is_lawful:
        raise RulesBroken(whole, found)
    if found.given_up and not gives_up_seats:
        raise SeatsWouldGo
    kept = {name: seats for name, seats in edition.seats.items() if name not in found.given_up}
    moved = replace(edition, start=start, seats=kept, instructors=found.instructors)
    return _by_hand(plan, whole, _with(whole.plan, edition, moved), edition_id, by=by, at=at)


def _with(plan: Plan, edition: Edition, moved: Edition) -> Plan:
    others = [it for it in plan.editions if it is not edition]
    return Plan.of([*others, moved], list(plan.exercises))


def _by_hand(
    parent: PlanVersion, whole: Opened, plan: Plan, what: str, *, by: Person, at: datetime
) -> PlanVersion:
    """Keep a plan changed by hand: proven anew, without the bounds of a search that it did not come from."""
    from tansiq_planner.explain import lacking  # noqa: PLC0415 - solvers take 60 MB; pages do without until then

    known = {it.id: it for it in whole.result.unplanned}
    missing = lacking(whole.problem, plan)
    unplanned = tuple(
        known[it.id] if it.id in known and known[it.id].seats == it.seats else it for it in missing
    )
    result = replace(
        whole.result,
        plan=plan,
        score=check(whole.problem, plan).score,
        stages=(),
        stopped_by="by_hand",
        unplanned=unplanned,
    )
    return keep_version(
        programme=parent.programme,
        document=json.dumps(plan_document(whole.problem, result), ensure_ascii=False),
        programme_document=parent.programme_document,
        option=parent.option,
        title=str(_("moved %(what)s") % {"what": what}),
        parent=parent,
        parts=parent.parts,
        by=by,
        at=at,
    )


@transaction.atomic
def lock_edition(*, code: str, edition_id: str, by: Person, at: datetime) -> Lock:
    """Fix an edition of a plan where and when it is: the next search keeps it."""
    plan = claim(PlanVersion, code)
    demand(by, Permission.RUN_SOLVER, plan.owner)
    edition = opened(plan).edition(edition_id)
    if edition is None:
        raise NotFound
    fixed = {"course": edition.course, "venue": edition.venue, "start": edition.start.isoformat()}
    held = claim(Programme, plan.programme.code)  # another may fix the same edition of another plan
    return _add_lock(held, lock_code_of(edition_id), {"edition": fixed}, by=by, at=at)


def lock_code_of(edition_id: str) -> str:
    """Give the code of the lock that fixes an edition."""
    return f"lock-{edition_id.replace('@', '-')}"[:64]


@transaction.atomic
def keep_days_free(*, programme: str, first_on: date, last_on: date, by: Person, at: datetime) -> Lock:
    """Let no course be held between two days."""
    held = claim(Programme, programme)
    demand(by, Permission.RUN_SOLVER, held.owner)
    if last_on < first_on:
        raise Refused(_("The last day lies before the first. Give the last day on or after it."))
    span = {"from": first_on.isoformat(), "to": last_on.isoformat()}
    return _add_lock(
        held, f"free-{first_on.isoformat()}-{last_on.isoformat()}", {"closed": span}, by=by, at=at
    )


def _add_lock(
    programme: Programme, code: str, content: dict[str, object], *, by: Person, at: datetime
) -> Lock:
    known = programme.locks.filter(code=code).first()
    if known is not None:
        return known
    lock = programme.locks.create(code=code, content={"id": code, **content}, by=by.username, at=at)
    write_line(
        verb="planning.lock",
        subject=f"planning.programme/{programme.code}",
        changes={"lock": content},
        by=by,
        at=at,
    )
    return lock


@transaction.atomic
def unlock(*, programme: str, lock_code: str, by: Person, at: datetime) -> None:
    """Free what was fixed."""
    held = claim(Programme, programme)
    demand(by, Permission.RUN_SOLVER, held.owner)
    lock = held.locks.filter(code=lock_code, is_of_the_file=False).first()
    if lock is None:
        raise NotFound
    content = lock.content
    lock.delete()
    write_line(
        verb="planning.unlock",
        subject=f"planning.programme/{held.code}",
        changes={"lock": content},
        by=by,
        at=at,
    )


@transaction.atomic
def remark(
    *, code: str, line: str, text: str, proposed_start: date | None, by: Person, at: datetime
) -> Remark:
    """Say something about a line of a plan, or propose another week for it."""
    plan = claim(PlanVersion, code)
    demand(by, Permission.READ_PLAN)
    kind = RemarkKind.PROPOSAL if proposed_start else RemarkKind.COMMENT
    said = Remark.objects.create(
        plan=plan,
        line=line,
        kind=kind,
        text=text,
        proposed_start=proposed_start,
        party=by.party,
        by=by.username,
        at=at,
    )
    changes = {"line": line, "text": text, "proposed_start": proposed_start}
    write_line(verb="planning.remark", subject=f"planning.planversion/{code}", changes=changes, by=by, at=at)
    return said


@transaction.atomic
def settle_remark(*, code: str, remark_id: int, answer: str, by: Person, at: datetime) -> Remark:
    """Answer a remark, which settles it."""
    demand(by, Permission.EDIT_DRAFT)
    if not answer.strip():
        raise Refused(_("Write what was decided about the remark: with that answer it is settled."))
    said = Remark.objects.select_for_update().filter(pk=remark_id, plan__code=code).first()
    if said is None:
        raise NotFound
    if not said.settled_by:
        said.answer, said.settled_by, said.settled_at = answer.strip(), by.username, at
        said.save(update_fields=["answer", "settled_by", "settled_at"])
        changes = {"remark": said.pk, "line": said.line, "answer": said.answer}
        write_line(
            verb="planning.settle_remark",
            subject=f"planning.planversion/{code}",
            changes=changes,
            by=by,
            at=at,
        )
    return said
