"""The buttons of a plan's life: each says what it means before, and where the plan stands after; who is asked to read."""

import pytest

from tansiq.home.queries import awaiting
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.rules import DECIDED, MEANS, PlanStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(person, at) -> PlanVersion:
    plan = PlanVersion.objects.get(number=1)
    for step in (PlanStep.PROPOSE, PlanStep.REVIEW):
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    return plan


def test_every_step_but_a_partys_word_says_what_it_means() -> None:
    assert set(MEANS) == set(PlanStep) - set(DECIDED)


def test_button_asks_and_the_message_names_the_new_state(visit) -> None:
    planner = visit("planner", "en")

    page = planner.get("/plan/1").text
    answer = planner.post("/plan/1/step", {"step": "propose", "version": 1}, follow=True).text

    assert page.count(f'data-confirm="{MEANS[PlanStep.PROPOSE]}"') == 1
    assert "Plan 1 is now in the state: proposed." in answer


def test_open_remark_stands_in_place_of_the_button_to_agree(visit, person, reviewed, at) -> None:
    planner = visit("planner", "en")
    assert 'value="agree"' in planner.get("/plan/1").text
    services.remark(
        code=reviewed.code, line="", text="When?", proposed_start=None, by=person("school"), at=at
    )

    page = planner.get("/plan/1").text

    assert ('value="agree"' in page, "Settle the open remark first" in page) == (False, True)


def test_remark_after_agreeing_is_told_beside_the_approval(visit, person, reviewed, at) -> None:
    services.take_step(
        code=reviewed.code, version=reviewed.version, step=PlanStep.AGREE, by=person("planner"), at=at
    )
    services.remark(
        code=reviewed.code, line="", text="When?", proposed_start=None, by=person("school"), at=at
    )

    assert "1 remark on this plan is still open." in visit("director", "en").get("/plan/1").text


@pytest.mark.parametrize(
    ("username", "told"),
    [("director", "reading"), ("cooperation", "reading"), ("planner", "review")],
)
def test_plan_under_review_asks_of_each_what_they_can_do(visit, person, reviewed, at, username, told) -> None:
    rows = [it.kind for it in awaiting(person(username), at.date()).rows if it.to == "/plan/1"]

    page = visit(username, "en").get("/")

    assert rows == [told]
    assert ("Plan 1" in page.text, reviewed.code in page.text) == (True, False)
