"""A plan of this office goes on with the partner only once the partner has it; a plan whose place another took asks nothing."""

from itertools import product

import pytest

from tansiq.core.errors import NotFound, Refused, StepRefused
from tansiq.core.models import JournalLine
from tansiq.planning import services
from tansiq.planning.access import awaits_sending, steps_for
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.overtaking import plans_talked_about, plans_to_send
from tansiq.planning.rules import (
    DECIDED,
    LIFE,
    MEANS,
    MEANS_BETWEEN_NODES,
    Basis,
    PlanState,
    PlanStep,
    Standing,
    overtaken,
)
from tansiq.planning.services.versions import NotSentYet, PartnersPlan, StaysHere
from tests.planning.two_nodes import become, exchange_parts, plan_made, proposal_of_libya, take_in

pytestmark = pytest.mark.django_db
WHOSE = {
    "ours, here alone": {"origin": "", "released_to": ""},
    "ours, sent": {"origin": "", "released_to": " ly "},
    "theirs": {"origin": "ly", "released_to": ""},
}


@pytest.fixture
def parts(person, at) -> None:
    """This node is Algeria's; everything is released."""
    sent = proposal_of_libya(person("planner"), at)
    become("dz")
    exchange_parts("dz", at)
    return sent


@pytest.fixture
def ours(parts, person, at) -> PlanVersion:
    return plan_made(person("planner"), at)


@pytest.fixture
def theirs(parts, at) -> PlanVersion:
    return take_in(parts, at, origin_number=1)


def stands(plan: PlanVersion, **how) -> PlanVersion:
    PlanVersion.objects.filter(pk=plan.pk).update(**how)
    plan.refresh_from_db()
    return plan


# ------------------------------------------------------------------------------------------------------- the whole table
def outcome(whose: str, state: PlanState, step: PlanStep) -> object:
    """Give what a step must lead to in an office that plans with a partner's node, or what it must be refused with."""
    if step in DECIDED:
        return NotFound
    if (state, step) not in LIFE:
        return StepRefused
    if step in (PlanStep.REVIEW, PlanStep.AGREE) and whose == "ours, here alone":
        return NotSentYet
    if step is PlanStep.WITHDRAW and whose == "theirs":
        return PartnersPlan
    return LIFE[state, step]


@pytest.mark.parametrize("whose", WHOSE)
def test_every_step_from_every_state_by_whose_the_plan_is_and_whether_it_was_sent(
    ours, person, at, whose
) -> None:
    found, expected = {}, {}
    by = {**dict.fromkeys(PlanStep, person("planner")), PlanStep.CLOSE: person("cooperation")}
    for state, step in product(PlanState, PlanStep):
        plan = stands(ours, **WHOSE[whose], state=state, version=1)
        try:
            kept = services.take_step(code=plan.code, version=1, step=step, by=by[step], at=at)
            found[state, step] = kept.state
        except (NotFound, Refused) as refused:
            found[state, step] = type(refused)
        expected[state, step] = outcome(whose, state, step)

    assert found == expected


@pytest.mark.parametrize("whose", WHOSE)
def test_buttons_are_the_steps_that_are_not_refused(ours, person, whose) -> None:
    planner = person("planner")
    for state in PlanState:
        plan = stands(ours, **WHOSE[whose], state=state)
        taken = [step for step in PlanStep if isinstance(outcome(whose, state, step), str)]
        shown = [it for it in steps_for(planner, plan) if it not in DECIDED]
        assert set(shown) == {it for it in taken if it is not PlanStep.CLOSE}, state


def test_office_of_both_waits_for_nobody(person) -> None:
    plan = stands(PlanVersion.objects.get(number=1), state=PlanState.PROPOSED)

    assert (awaits_sending(plan), PlanStep.REVIEW in steps_for(person("planner"), plan)) == (False, True)


def test_refusal_says_what_to_do_and_writes_nothing(ours, visit) -> None:
    plan = stands(ours, state=PlanState.PROPOSED)
    planner, before = visit("planner", "en"), JournalLine.objects.count()

    answer = planner.post(f"/plan/{plan.number}/step", {"step": "review", "version": plan.version})

    assert (answer.status_code, JournalLine.objects.count()) == (409, before)
    assert "Send it to the partner first" in answer.text


def test_study_stays_here_and_says_why(parts, person, at) -> None:
    study = stands(plan_made(person("planner"), at, Basis.OWN), state=PlanState.PROPOSED)

    with pytest.raises(StaysHere, match=r"\S"):
        services.take_step(
            code=study.code, version=study.version, step=PlanStep.REVIEW, by=person("planner"), at=at
        )
    assert plans_to_send(study.programme) == []


def test_sending_is_noted_once_and_lets_the_review_begin(ours, person, at) -> None:
    plan = stands(ours, state=PlanState.PROPOSED)
    assert plans_to_send(plan.programme) == [plan]

    for _twice in range(2):
        plan = services.mark_released(record=plan, parties=["ly"], by=person("cooperation"), at=at)
    lines = JournalLine.objects.filter(verb="planning.mark_released").count()
    reviewed = services.take_step(
        code=plan.code, version=plan.version, step=PlanStep.REVIEW, by=person("planner"), at=at
    )

    assert (lines, plan.released_to, reviewed.state) == (1, " ly ", PlanState.UNDER_REVIEW)
    assert plans_to_send(plan.programme) == []


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.PROPOSED])
def test_plan_of_ours_that_the_partner_proposes_too_is_there_already(parts, ours, at, state) -> None:
    stands(ours, document=parts["document"], plan_sha256=parts["plan_sha256"], state=state)

    kept = take_in(parts, at)
    again = take_in(parts, at)

    assert (kept.pk, kept.state, awaits_sending(kept)) == (ours.pk, PlanState.PROPOSED, False)
    assert again.version == kept.version


def test_every_step_says_what_it_means_between_nodes() -> None:
    assert set(MEANS_BETWEEN_NODES) == set(MEANS)


# ------------------------------------------------------------------------------------------------------------- the page
@pytest.mark.parametrize(
    ("language", "words"), [("ar", "لم تُرسل بعد"), ("fr", "Pas encore envoyé"), ("en", "Not sent yet")]
)
def test_page_says_that_a_proposed_plan_has_not_left(ours, visit, language, words) -> None:
    director = visit("cooperation", language)
    draft = director.get(f"/plan/{ours.number}").text

    stands(ours, state=PlanState.PROPOSED)
    page = director.get(f"/plan/{ours.number}").text

    to = f"/exchange/release/plan/{ours.code}"
    assert (words in draft, to in draft) == (False, False)
    assert (words in page, to in page) == (True, True)


def test_message_after_proposing_asks_to_send(ours, visit) -> None:
    planner = visit("planner", "en")

    answer = planner.post(
        f"/plan/{ours.number}/step", {"step": "propose", "version": ours.version}, follow=True
    )

    assert "Send it to the partner now: it has not left yet." in answer.text
    assert f'data-confirm="{MEANS[PlanStep.REVIEW]}"' not in answer.text


def test_message_after_deciding_asks_to_send(theirs, visit) -> None:
    stands(theirs, state=PlanState.AGREED)
    someone = visit("cooperation", "en")

    answer = someone.post(
        f"/plan/{theirs.number}/reject", {"plan_sha256": theirs.plan_sha256, "reason": "Late"}, follow=True
    )

    assert "The partner does not know of it yet" in answer.text
    assert ("Our decision is not sent yet." in answer.text, f"/approval/{theirs.code}" in answer.text) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "تبقى هذه الملاحظة في مكتبنا"),
        ("fr", "Cette remarque reste chez nous"),
        ("en", "This remark stays in our office"),
    ],
)
def test_page_says_that_remarks_stay_here(theirs, visit, language, words) -> None:
    edition = f"/plan/{theirs.number}/editions/{opened(theirs).plan.editions[0].id}"

    for path in (f"/plan/{theirs.number}", edition):
        page = visit("cooperation", language).get(path).text
        assert (words in page, "/exchange/release/message/new" in page) == (True, True), path


def test_office_of_both_says_nothing_of_sending(visit) -> None:
    stands(PlanVersion.objects.get(number=1), state=PlanState.PROPOSED)

    page = visit("director", "en").get("/plan/1").text

    assert ("stays in our office" in page, "Not sent yet" in page, "both parties read this plan" in page) == (
        False, False, True,
    )  # fmt: skip


def test_partners_plan_is_withdrawn_by_nobody_here(theirs, visit) -> None:
    assert 'value="withdraw"' not in visit("planner", "en").get(f"/plan/{theirs.number}").text


# ---------------------------------------------------------------------------------------------------------- one's place
@pytest.mark.parametrize(
    ("plans", "later"),
    [
        ([(1, None, "proposed"), (2, 1, "draft")], {}),
        ([(1, None, "proposed"), (2, 1, "withdrawn")], {}),
        ([(1, None, "proposed"), (2, 1, "proposed")], {1: 2}),
        ([(1, None, "proposed"), (2, 1, "draft"), (3, 2, "agreed")], {1: 3}),
        ([(1, None, "proposed"), (2, None, "proposed")], {}),
        ([(1, None, "under_review"), (2, None, "approved"), (3, None, "agreed")], {1: 2}),
        ([(1, None, "agreed"), (2, None, "closed")], {1: 2}),
        ([(1, None, "approved"), (2, 1, "proposed")], {}),
        ([(1, None, "draft"), (2, 1, "in_execution")], {}),
        ([(1, None, "withdrawn"), (2, 1, "approved")], {}),
        ([(1, 2, "proposed"), (2, 1, "proposed")], {1: 2, 2: 1}),
    ],
)
def test_place_of_a_plan_is_taken_by_one_made_from_it_or_a_later_one_in_force(plans, later) -> None:
    assert overtaken(Standing(*it) for it in plans) == later


def test_overtaken_plan_is_not_talked_about_and_its_page_leads_on(theirs, visit) -> None:
    programme, later = Programme.objects.get(), PlanVersion.objects.get(pk=theirs.pk)
    assert plans_talked_about(programme) == [theirs]

    later.pk, later.number, later.code, later.parent, later.origin = None, 9, "later", theirs, ""
    later.save()
    page = visit("planner", "en").get(f"/plan/{theirs.number}").text

    assert plans_talked_about(programme) == [later]
    assert ("plan 9 took its place" in page, 'href="/plan/9"' in page) == (True, True)
    assert "plan 9 took its place" in visit("planner", "en").get("/plan/").text
