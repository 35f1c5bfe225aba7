"""A plan made on released parts at one node is the same plan at the other: same bytes, same hash, judged there anew."""

import json
from datetime import date, timedelta

import pytest

from tansiq.core.models import JournalLine
from tansiq.planning import services
from tansiq.planning.models import PlanVersion, SharedPart
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.versions import relaxations_told, relaxed_document
from tansiq.planning.queries.shared import crossing, plan_body_facts
from tansiq.planning.queries.shared.basis import OWN_RECORDS, TRIES_A_CHANGE
from tansiq.planning.rules import Basis, PlanState
from tansiq.planning.services.decisions import NotAPartner
from tansiq.planning.services.partner_plans import BytesWrong, OwnPartAltered, PartMissing
from tansiq.planning.services.runs import carry_out
from tansiq.planning.services.versions import PlanUnlawful
from tansiq_planner.files.plan_file import plan_sha256
from tests.planning.test_services import lawful_and_not
from tests.planning.two_nodes import (
    become,
    exchange_parts,
    keep,
    plan_made,
    proposal_of_libya,
    released,
    take_in,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(person, at) -> dict:
    """What arrives at Algeria's node."""
    return proposal_of_libya(person("planner"), at)


@pytest.fixture
def algeria(sent, at) -> dict[str, SharedPart]:
    become("dz")
    return exchange_parts("dz", at)


def test_plan_of_the_partner_is_the_same_plan_here(sent, algeria, at) -> None:
    plan = take_in(sent, at)

    assert (plan.state, plan.number, plan.origin, plan.origin_number) == (PlanState.PROPOSED, 2, "ly", 2)
    same = ("plan_sha256", "problem_sha256", "programme_document", "document", "parts", "title")
    assert {it: getattr(plan, it) for it in same} == {it: sent[it] for it in same}
    assert (opened(plan).violations, crossing(plan).can_cross) == ((), True)


def test_either_node_makes_the_same_plan_of_the_same_parts(sent, algeria, person, at) -> None:
    plan = plan_made(person("planner"), at, searched_anew=True)

    assert (plan.plan_sha256, plan.problem_sha256) == (sent["plan_sha256"], sent["problem_sha256"])


def test_plan_tells_what_a_record_of_it_needs(sent, algeria, at) -> None:
    plan = take_in(sent, at)

    assert plan_body_facts(plan) == {
        "programme": plan.programme.code, "number": 2, "title": "خطة", "option": "A", "plan_sha256": sent["plan_sha256"],
        "problem_sha256": sent["problem_sha256"], "parts": sent["parts"], "parties": ["dz", "ly"],
    }  # fmt: skip
    assert [it["party"] for it in plan.parts] == ["joint", "dz", "ly"]


def test_same_plan_twice_is_one(sent, algeria, at) -> None:
    first = take_in(sent, at)
    before = written()

    assert (take_in(sent, at, origin_number=9), written()) == (first, before)


def test_plan_that_was_made_here_too_is_proposed(sent, algeria, person, at) -> None:
    ours = plan_made(person("planner"), at)

    kept = take_in(sent, at)

    assert (kept.pk, kept.state, kept.origin) == (ours.pk, PlanState.PROPOSED, "")


def test_plan_keeps_its_number_where_it_is_free(sent, algeria, at) -> None:
    assert take_in(sent, at, origin_number=7).number == 7


def test_plan_gets_the_next_number_where_its_own_is_taken(sent, algeria, at) -> None:
    plan = take_in(sent, at, origin_number=1)

    assert (plan.number, plan.origin_number, plan.code.endswith("-v2")) == (2, 1, True)


def test_counter_proposal_names_the_plan_it_answers(sent, algeria, at) -> None:
    parent = PlanVersion.objects.get(number=1)

    assert take_in(sent, at, parent=parent).parent == parent


def altered_parts(sent: dict, party: str) -> list[dict]:
    return [{**it, "sha256": "0" * 64} if it["party"] == party else it for it in sent["parts"]]


def moved(sent: dict) -> str:
    """Give the plan with its first course a week later, and its hash made anew: a lie that fits its hash."""
    document = json.loads(sent["document"])
    edition = document["editions"][0]
    start = date.fromisoformat(edition["start"]) + timedelta(days=7 * 200)
    edition["start"] = start.isoformat()
    edition["id"] = f"{edition['course']}@{edition['venue']}@{edition['start']}"
    return json.dumps(document | {"plan_sha256": plan_sha256(document)})


def told_otherwise(sent: dict) -> str:
    """Give the plan with a better figure than it has, which its hash does not cover."""
    document = json.loads(sent["document"])
    stage = next(it for it in document["stages"] if it["name"].startswith("seats_"))
    stage["value"] += 1
    return json.dumps(document)


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (lambda _: {"origin": "dz"}, NotAPartner),
        (lambda _: {"origin": "tn"}, NotAPartner),
        (lambda _: {"origin": ""}, NotAPartner),
        (lambda it: {"parts": altered_parts(it, "ly")}, PartMissing),
        (lambda it: {"parts": altered_parts(it, "joint")}, PartMissing),
        (lambda it: {"parts": altered_parts(it, "dz")}, OwnPartAltered),
        (lambda it: {"parts": it["parts"][:2]}, BytesWrong),
        (lambda it: {"parts": [*it["parts"], it["parts"][0]]}, BytesWrong),
        (lambda _: {"parts": []}, BytesWrong),
        (lambda _: {"parts": ["joint", "dz", "ly"]}, BytesWrong),
        (lambda it: {"document": it["document"].replace('"2025-', '"2026-', 1)}, BytesWrong),
        (lambda it: {"document": it["document"].replace('"XTS"', '"EUR"', 1)}, BytesWrong),
        (lambda it: {"document": told_otherwise(it)}, BytesWrong),
        (lambda it: {"document": it["document"][:-1]}, BytesWrong),
        (lambda _: {"document": "[]"}, BytesWrong),
        (lambda it: {"document": moved(it)}, PlanUnlawful),
        (lambda _: {"option": "Z"}, BytesWrong),
        (lambda _: {"origin_number": 0}, BytesWrong),
        (lambda _: {"origin_number": 10**9}, BytesWrong),
    ],
)
def test_plan_is_refused_and_nothing_written(sent, algeria, at, other, refusal) -> None:
    before = written()

    with pytest.raises(refusal):
        take_in(sent, at, **other(sent))
    assert written() == before


def test_plan_waits_for_the_part_it_was_made_on(sent, algeria, at) -> None:
    algeria["ly"].delete()
    with pytest.raises(PartMissing) as refused:
        take_in(sent, at)
    assert (refused.value.party, "ليبيا" in str(refused.value)) == ("ly", True)

    keep("ly", released()["ly"], at, is_own=False)

    assert take_in(sent, at).state == PlanState.PROPOSED


def test_plan_is_refused_where_both_sides_work_at_one_node(sent, at) -> None:
    before = written()

    with pytest.raises(NotAPartner):
        take_in(sent, at)
    assert written() == before


def test_plan_on_ones_own_records_cannot_cross(algeria, person, at) -> None:
    plan = plan_made(person("planner"), at, Basis.OWN)

    found = crossing(plan)
    assert (plan.parts, found.can_cross, found.why_not) == (None, False, OWN_RECORDS)


def test_change_that_nobody_released_cannot_cross(sent, algeria, person, at) -> None:
    plan = take_in(sent, at)
    line = relaxations_told(plan)[0][0]
    document, title = relaxed_document(plan, line, 0)
    run = services.start_run(
        programme=plan.programme, option="A", work=1, title=title[:200], baseline=plan, document=document,
        by=person("planner"), at=at,
    )  # fmt: skip
    carry_out(run.pk)
    run.refresh_from_db()

    found = crossing(run.result)

    assert (run.result.parts, found.can_cross, found.why_not) == (plan.parts, False, TRIES_A_CHANGE)


def test_plan_moved_by_hand_keeps_its_parts_and_crosses(sent, algeria, person, at) -> None:
    plan = take_in(sent, at)
    (edition_id, start), _ = lawful_and_not(plan, person("planner"))

    moved_plan = services.move_edition(
        code=plan.code, edition_id=edition_id, start=start, gives_up_seats=False, by=person("planner"), at=at
    )

    assert (moved_plan.parts, moved_plan.parent) == (plan.parts, plan)
    assert (crossing(moved_plan).can_cross, moved_plan.plan_sha256 == plan.plan_sha256) == (True, False)


def test_withdrawn_plan_cannot_cross(sent, algeria, at) -> None:
    kept = take_in(sent, at)
    kept.state = PlanState.WITHDRAWN

    assert (crossing(kept).can_cross, JournalLine.objects.filter(verb="planning.take_in_plan").count()) == (
        False,
        1,
    )
