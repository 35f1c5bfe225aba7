"""Who may see and do what with accords, meetings, decisions and facts."""

from __future__ import annotations

from datetime import date

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.rules import AccordStep, DecisionStep, MinutesState, MinutesStep
from tansiq.accords.rules import accords as accord_rules
from tansiq.accords.rules import decisions as decision_rules
from tansiq.accords.rules import meetings as meeting_rules
from tansiq.organisations.models import Party
from tansiq.organisations.rules import PartyKind
from tansiq.people.models import Person
from tansiq.people.rules import Permission


def may_change_accord(person: Person, accord: Accord) -> bool:
    """Tell whether someone may change the text of an accord: a keeper, until it is signed."""
    return accord.state in accord_rules.UNSIGNED and person.may(Permission.KEEP_ACCORDS, accord.owner)


def accord_steps(person: Person, accord: Accord, on: date) -> list[AccordStep]:
    """Give the steps of an accord that someone may take on a day."""
    open_steps = accord_rules.steps_from(
        accord.state, accord.type, accord.dates, accord.tacit_renewal_months, on
    )
    return [step for step in open_steps if person.may(accord_rules.NEEDS[step], accord.owner)]


def may_keep_minutes(person: Person, meeting: Meeting) -> bool:
    """Tell whether someone may change a meeting: a keeper, until its minutes are agreed."""
    return meeting.state == MinutesState.DRAFT and person.may(
        meeting_rules.NEEDS[MinutesStep.CHANGE], meeting.owner
    )


def parties_that_agree(meeting: Meeting) -> list[str]:
    """Give the parties whose agreement minutes need: participants of this node that took part."""
    came = [delegation.party for delegation in meeting.delegations.all() if delegation.party]
    return list(
        Party.objects.filter(code__in=came, kind=PartyKind.PARTICIPANT)
        .order_by("code").values_list("code", flat=True)
    )  # fmt: skip


def may_agree(person: Person, meeting: Meeting) -> bool:
    """Tell whether someone may agree to minutes for their party: it took part, and has not agreed yet."""
    if meeting.state != MinutesState.DRAFT or not meeting.minutes:
        return False
    if not person.may(meeting_rules.NEEDS[MinutesStep.AGREE], meeting.owner):
        return False
    waits = any(it.party == person.party and it.agreed_at is None for it in meeting.delegations.all())
    return waits and person.party in parties_that_agree(meeting)


def may_change_decision(person: Person, decision: Decision) -> bool:
    """Tell whether someone may change the words of a decision: until work begins or the minutes are agreed."""
    return decision.state == decision_rules.DecisionState.OPEN and may_keep_minutes(person, decision.meeting)


def may_step(person: Person, decision: Decision, step: DecisionStep) -> bool:
    """Tell whether it is for someone's party and roles to take a step of a decision."""
    return (
        person.may(decision_rules.NEEDS[step], decision.owner)
        and person.party in parties_that_agree(decision.meeting)
        and decision_rules.may_party_step(
            step, party=person.party, owner_party=decision.owner_party, done_by_party=decision.done_by_party
        )
        and (step != DecisionStep.CANCEL or decision.cancel_asked_by_party != person.party)
    )


def decision_steps(person: Person, decision: Decision) -> list[DecisionStep]:
    """Give the steps of a decision that someone may take."""
    return [
        step
        for step in DecisionStep
        if decision_rules.after(decision.state, step) and may_step(person, decision, step)
    ]
