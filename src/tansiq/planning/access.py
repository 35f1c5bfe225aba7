"""Who may do what with the programme and its plans."""

from __future__ import annotations

from collections.abc import Collection

from tansiq.core.models import Node
from tansiq.core.rules import JOINT, Mode
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.rules import (
    AFTER_SENDING,
    ENDED,
    NEEDS,
    TAKES,
    Decision,
    PlanState,
    PlanStep,
    is_unsent,
    steps_from,
)
from tansiq.training.access import may_keep_calendar


def may_make_plans(person: Person) -> bool:
    """Tell whether someone may have the planner search."""
    return person.may(Permission.RUN_SOLVER)


def may_change(person: Person, plan: PlanVersion) -> bool:
    """Tell whether someone may make a changed plan from this one, while it stands."""
    return person.may(Permission.EDIT_DRAFT, plan.owner) and plan.state not in ENDED


def steps_for(person: Person, plan: PlanVersion) -> list[PlanStep]:
    """Give the steps that someone may take with a plan now."""
    possible = [step for step in steps_from(PlanState(plan.state)) if person.may(NEEDS[step])]
    if plan.origin and PlanStep.WITHDRAW in possible:
        possible.remove(PlanStep.WITHDRAW)
    if any(step in AFTER_SENDING for step in possible) and awaits_sending(plan):
        possible = [step for step in possible if step not in AFTER_SENDING]
    for step, parties in ((PlanStep.APPROVE, parties_to_approve), (PlanStep.REJECT, parties_to_reject)):
        if step in possible and not parties(person, plan):
            possible.remove(step)
    return possible


def awaits_sending(plan: PlanVersion, others: Collection[str] | None = None) -> bool:
    """Tell whether a partner's node does not have this plan of ours yet: what both sides do with it then waits."""
    return is_unsent(plan.origin, plan.released_parties, _others() if others is None else others)


def parties_to_approve(person: Person, plan: PlanVersion) -> list[str]:
    """Give the parties for which someone may approve and that have not approved yet; a joint role approves for none.

    A plan for study, which the partner's node cannot hold, is approved by nobody.
    """
    able = _parties_to_decide(person, plan, Decision.APPROVE)
    return [] if able and plan.parts is None and _others() else able


def _others() -> list[str]:
    """Give the participants whose nodes are others'; none where this node works for both sides."""
    node = Node.objects.first()
    if node is None or node.mode != Mode.ONE_PARTY:
        return []
    others = Party.objects.filter(kind=PartyKind.PARTICIPANT).exclude(code=node.party)
    return list(others.values_list("code", flat=True))


def parties_to_reject(person: Person, plan: PlanVersion) -> list[str]:
    """Give the parties for which someone may reject and that have not rejected yet."""
    return _parties_to_decide(person, plan, Decision.REJECT)


def _parties_to_decide(person: Person, plan: PlanVersion, decision: Decision) -> list[str]:
    said = {it.party for it in plan.approvals.all() if it.decision == decision}
    able = sorted(
        party
        for party in person.parties - {JOINT}
        if party not in said
        and any(
            role.owner == party and Permission.APPROVE_PLAN in role.permissions for role in person.roles.all()
        )
    )
    node = Node.objects.first() if able else None
    return [party for party in able if node is not None and is_of_this_office(node, party)]


def reads_all_ratings(person: Person, programme: Programme) -> bool:
    """Tell whether someone works for both sides and so sees every rating that was brought to this node."""
    return JOINT in person.parties and person.may(Permission.READ_READINESS, programme.owner)


def may_read_in(person: Person) -> bool:
    """Tell whether someone may read in a programme file: some of its sections are theirs to change."""
    return any(person.may(permission) for takes in TAKES.values() for permission in takes)


def is_of_this_office(node: Node, owner: str) -> bool:
    """Tell whether this node changes a party's records: in a party's own office its own and the joint ones only."""
    return node.mode == Mode.SHARED_OFFICE or owner in {node.party, JOINT}


def may_take_in(person: Person, section: str, owner: str) -> bool:
    """Tell whether someone's roles change records of a section that are this owner's."""
    if section == "calendars":
        return may_keep_calendar(person, owner)
    return any(person.may(permission, owner) for permission in TAKES.get(section, ()))
