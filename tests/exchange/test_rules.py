"""The lives of partners and of what came, over every state and step; words for every fault; who may release what."""

from itertools import product

import pytest

from tansiq.core.errors import StepRefused
from tansiq.core.rules import Marking
from tansiq.exchange import rules
from tansiq.exchange.rules import (
    ACTED_ON,
    FAULTS,
    KINDS_TOLD,
    LIFE,
    NEEDS,
    OF_MARKING,
    RECEIVED_LIFE,
    Classification,
    PartnerState,
    PartnerStep,
    ReceivedState,
    ReceivedStep,
    after,
    policy_of,
    received_after,
)
from tansiq.exchange.rules.faults import GIVEN_FAULTS, KEYSET_FAULTS, NO_KEYSET
from tansiq.planning.rules import Decision, is_in_force
from tansiq_protocol import approval
from tansiq_protocol.errors import THEIRS
from tansiq_protocol.record import Kind


@pytest.mark.parametrize(("state", "step"), [*product(PartnerState, PartnerStep)])
def test_partner_step_leads_on_or_is_refused(state, step):
    if (state, step) in LIFE:
        assert after(state, step) == LIFE[state, step]
    else:
        with pytest.raises(StepRefused):
            after(state, step)


@pytest.mark.parametrize(("state", "step"), [*product(ReceivedState, ReceivedStep)])
def test_received_step_leads_on_or_is_refused(state, step):
    if (state, step) in RECEIVED_LIFE:
        assert received_after(state, step) == RECEIVED_LIFE[state, step]
    else:
        with pytest.raises(StepRefused):
            received_after(state, step)


def test_an_ended_partner_and_quarantine_lead_nowhere():
    assert [step for state, step in LIFE if state is PartnerState.ENDED] == []
    assert [step for state, step in RECEIVED_LIFE if state is ReceivedState.REFUSED] == []


def test_nothing_is_exchanged_before_the_key_is_confirmed():
    assert [state for (state, step), to in LIFE.items() if to is PartnerState.CONFIRMED] == [
        PartnerState.INTRODUCED,
        PartnerState.PAUSED,
    ]


def test_every_fault_of_the_protocol_has_its_sentence():
    reasons = {"newer_kind", "newer_schema", "critical", "label", "unknown_circle", "before_missing", "waits"}
    assert set(FAULTS) == set(THEIRS) | reasons


def test_what_officers_alone_are_told_is_told_of_no_other_fault():
    assert set(GIVEN_FAULTS) & set(FAULTS) == set()
    assert {f"partner_{it}" for it in PartnerState} - set(GIVEN_FAULTS) == {"partner_confirmed"}
    assert (NO_KEYSET | set(KEYSET_FAULTS)) - {"not_a_keyset"} <= set(THEIRS)


def test_every_kind_has_its_word():
    assert set(KINDS_TOLD) == set(Kind)


def test_what_a_node_acts_on_by_itself_changes_no_record_of_ours():
    assert set(ACTED_ON).isdisjoint(
        {
            Kind.ACCORD,
            Kind.MINUTES,
            Kind.DECISION,
            Kind.OFFER,
            Kind.REQUEST,
            Kind.MESSAGE,
            Kind.NOTICE,
            Kind.RECALL,
        }
    )


def test_whoever_releases_is_allowed_what_is_released():
    from tansiq.exchange.queries.bodies import RELEASABLE

    assert set(NEEDS) >= RELEASABLE


def test_every_marking_has_its_classification_in_rising_order():
    policy = policy_of("any")
    assert [policy.rank(OF_MARKING[it]) for it in Marking] == [0, 1]
    assert [policy.rank(it) for it in Classification] == [0, 1, 2, 3]
    assert policy.rank("COSMIC") == 4


def test_retries_wait_longer_and_never_for_ever():
    assert rules.FIRST_WAIT < rules.HEARTBEAT < rules.LONGEST_WAIT


@pytest.mark.parametrize("said", [*product(["", *Decision.values], repeat=3)])
def test_plan_is_in_force_here_exactly_when_the_protocol_says_so(said):
    parties = ["dz", "ly", "tn"]
    words = {party: word for party, word in zip(parties, said, strict=True) if word}
    subject = approval.Subject("00000000-0000-4000-8000-000000000000", 1, "0" * 64)
    given = [approval.Approval(party, subject, approval.Decision(word)) for party, word in words.items()]

    agreed = approval.standing(subject, parties, given) is approval.Standing.IN_FORCE
    assert is_in_force(words, parties) == agreed
