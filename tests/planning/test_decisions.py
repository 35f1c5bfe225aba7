"""Each party's latest word over the same bytes, ours and the partner's in any order: in force when both approve."""

from collections.abc import Callable
from itertools import product

import pytest

from tansiq.core.errors import NotAllowed, Refused, StepRefused
from tansiq.core.services import NodeItself
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import (
    LIFE,
    NO_LONGER_IN_FORCE,
    Basis,
    Decision,
    PlanState,
    PlanStep,
    is_in_force,
)
from tansiq.planning.services.decisions import (
    CannotCross,
    NoReason,
    NotAPartner,
    OtherBytes,
    PlanUnknown,
    RejectedAlready,
)
from tansiq.planning.services.versions import StaysHere
from tansiq.training.models import Request
from tests.planning.two_nodes import become, exchange_parts, plan_made, proposal_of_libya, take_in, written

pytestmark = pytest.mark.django_db
SAID = (None, *Decision)


@pytest.fixture
def plan(person, at) -> PlanVersion:
    """A plan of Libya's, as Algeria's node has it."""
    sent = proposal_of_libya(person("planner"), at)
    become("dz")
    exchange_parts("dz", at)
    return take_in(sent, at)


@pytest.fixture
def lead(person, at) -> Callable:
    def led(plan: PlanVersion, *steps: PlanStep) -> PlanVersion:
        for step in steps:
            plan = services.take_step(
                code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
            )
        return plan

    return led


@pytest.fixture
def agreed(plan, lead) -> PlanVersion:
    return lead(plan, PlanStep.REVIEW, PlanStep.AGREE)


@pytest.fixture
def approve(person, at) -> Callable:
    def approved(plan: PlanVersion, username: str = "cooperation", **other) -> PlanVersion:
        given = {"code": plan.code, "plan_sha256": plan.plan_sha256, **other}
        return services.approve(**given, by=person(username), at=at)

    return approved


@pytest.fixture
def reject(person, at) -> Callable:
    def rejected(plan: PlanVersion, username: str = "cooperation", **other) -> PlanVersion:
        given = {"code": plan.code, "plan_sha256": plan.plan_sha256, "reason": "متأخر جدا", **other}
        return services.reject(**given, by=person(username), at=at)

    return rejected


@pytest.fixture
def hear(at) -> Callable:
    """Hear what Libya decided."""

    def heard(plan: PlanVersion, decision: Decision, reason: str = "", **other) -> PlanVersion:
        given = {
            "plan_sha256": plan.plan_sha256,
            "party": "ly",
            "decision": decision,
            "reason": reason,
            **other,
        }
        return services.take_in_decision(**given, by=NodeItself(), at=at)

    return heard


def words(plan: PlanVersion) -> dict:
    return dict(plan.approvals.values_list("party", "decision"))


def planned() -> dict:
    found = Request.objects.filter(state="planned", planned_seats__gt=0)
    return dict(found.values_list("code", "planned_seats"))


@pytest.mark.parametrize(("ours", "theirs"), list(product(SAID, SAID)))
def test_in_force_is_both_approving_and_nothing_else(ours, theirs) -> None:
    said = {party: word for party, word in (("ly", ours), ("dz", theirs)) if word}

    assert is_in_force(said, ("ly", "dz")) == (ours == theirs == Decision.APPROVE)


def test_nothing_comes_into_force_without_parties() -> None:
    assert not is_in_force({}, ())


def test_lapsed_plan_goes_to_where_it_can_be_approved_again() -> None:
    assert {LIFE[state, PlanStep.APPROVE] for state in NO_LONGER_IN_FORCE.values()} == set(NO_LONGER_IN_FORCE)


def test_both_approve_the_same_bytes(agreed, approve, hear) -> None:
    ours = approve(agreed)
    both = hear(agreed, Decision.APPROVE)

    assert (ours.state, both.state) == (PlanState.AGREED, PlanState.APPROVED)
    assert list(both.approvals.order_by("party").values_list("party", "decision", "is_from_partner", "plan_sha256")) == [
        ("dz", "approve", False, agreed.plan_sha256), ("ly", "approve", True, agreed.plan_sha256)
    ]  # fmt: skip


def test_requests_are_planned_when_the_last_word_comes_from_the_partner(agreed, approve, hear) -> None:
    approve(agreed)
    assert planned() == {}

    hear(agreed, Decision.APPROVE)

    whole = opened(agreed).plan
    seated = {name for edition in whole.editions for name in edition.seats}
    assert planned() == {code: whole.seats_of(code) for code in seated}


@pytest.mark.parametrize("steps", [(), (PlanStep.REVIEW,), (PlanStep.REVIEW, PlanStep.AGREE)])
def test_partners_approval_may_come_at_any_state(plan, lead, hear, approve, steps) -> None:
    state = lead(plan, *steps).state

    heard = hear(plan, Decision.APPROVE)

    assert (heard.state, words(heard)) == (state, {"ly": "approve"})
    left = [it for it in (PlanStep.REVIEW, PlanStep.AGREE) if it not in steps]
    assert approve(lead(heard, *left)).state == PlanState.APPROVED


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.WITHDRAW])
def test_latest_word_of_the_partner_counts(agreed, hear, approve, decision) -> None:
    hear(agreed, Decision.APPROVE)
    hear(agreed, decision, "لاحقا")

    assert (approve(agreed).state, words(agreed)) == (
        PlanState.AGREED,
        {"ly": decision.value, "dz": "approve"},
    )
    assert hear(agreed, Decision.APPROVE).state == PlanState.APPROVED


def test_same_word_twice_is_one(agreed, approve, hear) -> None:
    approve(agreed)
    hear(agreed, Decision.APPROVE)
    before = (written(), PlanVersion.objects.get(pk=agreed.pk).version)

    hear(agreed, Decision.APPROVE)

    assert (written(), PlanVersion.objects.get(pk=agreed.pk).version) == before


def test_withdrawal_that_crossed_our_approval_ends_what_was_in_force(agreed, approve, hear) -> None:
    approve(agreed)
    hear(agreed, Decision.APPROVE)

    kept = hear(agreed, Decision.WITHDRAW, "وصلتنا موافقتكم بعدها")

    assert (kept.state, planned()) == (PlanState.AGREED, {})
    assert hear(agreed, Decision.APPROVE).state == PlanState.APPROVED


def test_plan_in_execution_stays_and_tells_of_the_withdrawal(agreed, approve, hear, lead) -> None:
    approve(agreed)
    plan = lead(hear(agreed, Decision.APPROVE), PlanStep.EXECUTE)

    kept = hear(plan, Decision.WITHDRAW)

    assert (kept.state, words(kept)["ly"], planned() != {}) == (PlanState.IN_EXECUTION, "withdraw", True)


def test_rejection_needs_a_reason_and_takes_the_plan_back_to_the_review(
    agreed, approve, reject, hear
) -> None:
    hear(agreed, Decision.APPROVE)

    kept = reject(agreed)

    said = kept.approvals.get(party="dz")
    assert (kept.state, said.decision, said.reason, said.by) == (
        PlanState.UNDER_REVIEW, "reject", "متأخر جدا", "cooperation",
    )  # fmt: skip


def test_rejected_plan_is_agreed_and_approved_after_all(agreed, reject, lead, approve, hear) -> None:
    hear(agreed, Decision.APPROVE)

    plan = approve(lead(reject(agreed), PlanStep.AGREE))

    assert (plan.state, words(plan)) == (PlanState.APPROVED, {"ly": "approve", "dz": "approve"})


@pytest.mark.parametrize(
    ("username", "other", "refusal"),
    [
        ("cooperation", {"reason": "  "}, NoReason),
        ("cooperation", {"reason": "س" * 2001}, NoReason),
        ("cooperation", {"plan_sha256": "0" * 64}, OtherBytes),
        ("director", {}, RejectedAlready),
        ("planner", {}, NotAllowed),
        ("school", {}, NotAllowed),
    ],
)
def test_rejection_is_refused(agreed, reject, username, other, refusal) -> None:
    before = written()

    with pytest.raises(refusal):
        reject(agreed, username, **other)
    assert written() == before


@pytest.mark.parametrize("verb", ["approve", "reject"])
@pytest.mark.parametrize("state", list(PlanState))
def test_each_word_leads_on_from_its_states_alone(plan, request, verb: str, state: PlanState) -> None:
    PlanVersion.objects.filter(pk=plan.pk).update(state=state)
    before, say = written(), request.getfixturevalue(verb)

    if (state, PlanStep(verb)) in LIFE:
        say(plan)
        assert written() != before
    else:
        with pytest.raises(StepRefused):
            say(plan)
        assert written() == before


def test_our_approval_is_withdrawn_by_reopening(agreed, approve, lead, hear) -> None:
    plan = lead(approve(agreed), PlanStep.REOPEN)

    heard = hear(plan, Decision.APPROVE)

    assert (heard.state, words(heard)) == (PlanState.DRAFT, {"dz": "withdraw", "ly": "approve"})


def test_reopening_leaves_the_partners_word(agreed, lead, hear) -> None:
    hear(agreed, Decision.APPROVE)
    plan = PlanVersion.objects.get(pk=agreed.pk)

    assert words(lead(plan, PlanStep.REOPEN)) == {"ly": "approve"}


def test_plan_in_force_is_not_reopened(agreed, approve, hear, lead) -> None:
    approve(agreed)
    plan = hear(agreed, Decision.APPROVE)

    with pytest.raises(StepRefused):
        lead(plan, PlanStep.REOPEN)


@pytest.mark.parametrize("party", ["dz", "tn", "joint", ""])
def test_nobody_but_the_partner_is_heard(agreed, hear, party) -> None:
    before = written()

    with pytest.raises(NotAPartner):
        hear(agreed, Decision.APPROVE, party=party)
    assert written() == before


def test_word_over_an_unknown_plan_waits(agreed, hear) -> None:
    before = written()

    with pytest.raises(PlanUnknown):
        hear(agreed, Decision.APPROVE, plan_sha256="0" * 64)
    assert written() == before


def test_office_of_one_party_approves_only_what_the_partner_can_hold(
    agreed, person, at, lead, approve
) -> None:
    study = lead(plan_made(person("planner"), at, Basis.OWN), PlanStep.PROPOSE)
    with pytest.raises(StaysHere):
        lead(study, PlanStep.REVIEW)
    PlanVersion.objects.filter(pk=study.pk).update(state=PlanState.AGREED)
    before = written()

    with pytest.raises(CannotCross):
        approve(study)
    assert written() == before


def test_person_of_the_other_party_decides_nothing_here(agreed, approve, reject) -> None:
    for say in (approve, reject):
        with pytest.raises(Refused):
            say(agreed, "director")
    assert words(agreed) == {}


def test_whoever_brought_the_partners_word_may_still_approve(agreed, approve, person, at) -> None:
    services.take_in_decision(
        plan_sha256=agreed.plan_sha256,
        party="ly",
        decision="approve",
        reason="",
        by=person("cooperation"),
        at=at,
    )

    assert approve(agreed).state == PlanState.APPROVED


def test_rejection_is_at_hand_where_both_sides_work_at_one_node(person, at, lead, reject) -> None:
    plan = lead(PlanVersion.objects.get(number=1), PlanStep.PROPOSE, PlanStep.REVIEW)

    kept = reject(plan, "director")

    assert (kept.state, words(kept)) == (PlanState.UNDER_REVIEW, {"ly": "reject"})
