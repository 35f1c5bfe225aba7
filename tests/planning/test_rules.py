"""The life of a plan version, every state with every step."""

import pytest

from tansiq.core.errors import StepRefused
from tansiq.planning.rules import LIFE, NEEDS, PlanState, PlanStep, after, steps_from

LEADS_ON = {
    ("draft", "propose"): "proposed",
    ("draft", "withdraw"): "withdrawn",
    ("proposed", "review"): "under_review",
    ("proposed", "withdraw"): "withdrawn",
    ("under_review", "agree"): "agreed",
    ("under_review", "reject"): "under_review",
    ("under_review", "reopen"): "draft",
    ("under_review", "withdraw"): "withdrawn",
    ("agreed", "approve"): "approved",
    ("agreed", "reject"): "under_review",
    ("agreed", "reopen"): "draft",
    ("approved", "execute"): "in_execution",
    ("in_execution", "close"): "closed",
}


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("step", PlanStep)
def test_step_leads_where_the_domain_says_or_is_refused(state: PlanState, step: PlanStep) -> None:
    expected = LEADS_ON.get((state.value, step.value))

    if expected:
        assert after(state, step) == expected
    else:
        with pytest.raises(StepRefused):
            after(state, step)


@pytest.mark.parametrize("state", PlanState)
def test_buttons_are_the_steps_that_lead_on(state: PlanState) -> None:
    assert steps_from(state) == [PlanStep(step) for source, step in LEADS_ON if source == state]


def test_every_step_asks_for_a_permission() -> None:
    assert set(NEEDS) == set(PlanStep)
    assert {step for _, step in LIFE} == set(PlanStep)
