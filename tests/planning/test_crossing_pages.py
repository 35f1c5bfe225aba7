"""Pages of an office that plans with a partner's node: what was released, what a plan was made on, what the partner decided."""

import json
from datetime import timedelta

import pytest

from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself
from tansiq.planning import services
from tansiq.planning.access import parties_to_approve, parties_to_reject
from tansiq.planning.models import PlanVersion, Programme, SharedPart
from tansiq.planning.queries.plans.today import today
from tansiq.planning.queries.shared import part_text
from tansiq.planning.rules import Basis, PlanState, PlanStep
from tansiq.training.models import Task, Venue
from tests.planning.two_nodes import (
    become,
    exchange_parts,
    keep,
    plan_made,
    proposal_of_libya,
    released,
    take_in,
)

pytestmark = pytest.mark.django_db
LANGUAGES = (("ar", "rtl"), ("fr", "ltr"), ("en", "ltr"))


@pytest.fixture
def sent(person, at) -> dict:
    return proposal_of_libya(person("planner"), at)


@pytest.fixture
def parts(sent, at) -> dict[str, SharedPart]:
    """This node is Algeria's; everything is released."""
    become("dz")
    return exchange_parts("dz", at)


@pytest.fixture
def plan(sent, parts, at) -> PlanVersion:
    return take_in(sent, at, origin_number=1)


@pytest.fixture
def agreed(plan, person, at) -> PlanVersion:
    for step in (PlanStep.REVIEW, PlanStep.AGREE):
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    return plan


def changed_part(at) -> SharedPart:
    """Receive another part of Libya's, an hour later."""
    part = json.loads(released()["ly"])
    part["venues"][0]["capacity"] += 5
    part["units"].append({**part["units"][0], "id": "u-ly-new", "name": {"en": "New company"}})
    return keep("ly", part_text(part), at + timedelta(hours=1), is_own=False)


# ---------------------------------------------------------------------------------------------------- in three languages
@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_pages_open_in_each_language(plan, at, visit, language, direction) -> None:
    someone, part = visit("cooperation", language), changed_part(at)

    for path in ("/plan/", "/plan/2", "/plan/new", f"/plan/parts/{part.pk}"):
        answer = someone.get(path)
        assert (answer.status_code, f'dir="{direction}"' in answer.text) == (200, True), path


def test_plan_tells_what_it_was_made_on_and_whose_it_is(plan, at, visit) -> None:
    changed_part(at)

    page = visit("cooperation", "en").get("/plan/2")

    assert "where it is plan 1:" in page.text
    told = [(it.party, it.is_own, it.is_newest) for it in page.context["crossing"].parts]
    assert told == [("joint", False, True), ("dz", True, True), ("ly", False, False)]
    assert "cannot be proposed" not in page.text


def test_plan_tells_why_it_cannot_be_proposed(parts, person, at, visit) -> None:
    study = plan_made(person("planner"), at, Basis.OWN)

    text = visit("planner", "en").get(f"/plan/{study.number}").text

    assert "cannot be proposed to the partner. It was made on all that this office knows" in text


def test_plan_tells_what_the_partner_decided(plan, at, visit) -> None:
    services.take_in_decision(
        plan_sha256=plan.plan_sha256,
        party="ly",
        decision="reject",
        reason="After <Ramadan>",
        by=NodeItself(),
        at=at,
    )

    text = visit("planner", "en").get("/plan/2").text

    assert ("After &lt;Ramadan&gt;" in text, "at its own node" in text, "✗" in text) == (True, True, True)


def test_office_of_both_shows_nothing_of_nodes(visit) -> None:
    planner = visit("planner", "en")

    for path, words in (
        ("/plan/", "Released parts"),
        ("/plan/1", "Between the two"),
        ("/plan/new", "Planned on"),
    ):
        assert words not in planner.get(path).text
    assert planner.get("/plan/parts/1").status_code == 404


# ---------------------------------------------------------------------------------------------------------- the basis
def test_form_offers_what_both_released_first(parts, visit) -> None:
    form = visit("planner", "en").get("/plan/new").context["form"]

    assert [it for it, _label in form.fields["basis"].choices] == [Basis.RELEASED, Basis.OWN]
    assert form["basis"].value() == Basis.RELEASED


def test_form_says_whose_part_is_missing(sent, at, visit) -> None:
    become("dz")
    exchange_parts("dz", at, {it: text for it, text in released().items() if it != "ly"})
    planner = visit("planner", "en")

    form = planner.get("/plan/new").context["form"]

    assert [it for it, _label in form.fields["basis"].choices] == [Basis.OWN]
    assert "Libya" in str(form.fields["basis"].help_text)
    asked = {"basis": "released", "option": "A", "work": 20}
    assert planner.post("/plan/new", asked).context["form"].errors.keys() == {"basis"}
    assert "not released yet" in planner.get("/plan/").text


@pytest.mark.parametrize("basis", ["released", "own"])
def test_search_is_made_on_what_was_chosen(parts, visit, basis) -> None:
    visit("planner", "en").post("/plan/new", {"basis": basis, "option": "A", "work": 20})

    run = Programme.objects.get().runs.get()
    assert (run.parts is not None) == (basis == "released")


def test_plans_to_choose_between_are_made_on_what_was_chosen(parts, at, visit) -> None:
    asked = {"basis": "released", "options": ["A", "B"], "work": 20}
    Task.objects.update(released_to=" dz ly ")
    exchange_parts("dz", at + timedelta(hours=1))

    visit("planner", "en").post("/plan/scenarios", asked)

    assert [it.parts is not None for it in Programme.objects.get().runs.all()] == [True, True]


# ------------------------------------------------------------------------------------------------------------ one's word
def test_reject_with_its_reason(agreed, visit) -> None:
    page = visit("cooperation", "en")
    given = {"plan_sha256": agreed.plan_sha256, "reason": "Too late"}

    assert 'action="/plan/2/reject"' in page.get("/plan/2").text
    assert page.post("/plan/2/reject", given).status_code == 302

    agreed.refresh_from_db()
    said = agreed.approvals.get()
    assert (agreed.state, said.party, said.decision, said.reason) == (
        PlanState.UNDER_REVIEW, "dz", "reject", "Too late",
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        {"reason": ""},
        {"reason": " "},
        {"plan_sha256": "x"},
        {"reason": "x" * 5000},
        {"plan_sha256": "0" * 64},
    ],
)
def test_bad_rejection_writes_nothing(agreed, visit, given) -> None:
    someone = visit("cooperation", "en")
    before = JournalLine.objects.count()

    answer = someone.post("/plan/2/reject", {"plan_sha256": agreed.plan_sha256, "reason": "x", **given})

    assert (answer.status_code, JournalLine.objects.count()) == (409, before)


def test_study_awaits_nobodys_approval(parts, person, at) -> None:
    plan = plan_made(person("planner"), at, Basis.OWN)
    PlanVersion.objects.filter(pk=plan.pk).update(state=PlanState.AGREED)
    plan.refresh_from_db()

    assert (
        parties_to_approve(person("cooperation"), plan),
        parties_to_reject(person("cooperation"), plan),
    ) == ([], ["dz"])


def test_study_has_no_form_of_approval(parts, person, at, visit) -> None:
    plan = plan_made(person("planner"), at, Basis.OWN)
    PlanVersion.objects.filter(pk=plan.pk).update(state=PlanState.AGREED)

    assert "Approve for your party" not in visit("cooperation", "en").get(f"/plan/{plan.number}").text


# ------------------------------------------------------------------------------------------------------- received parts
def test_part_shows_what_differs_and_what_taking_in_would_do(parts, at, visit) -> None:
    part = changed_part(at)

    page = visit("cooperation", "en").get(f"/plan/parts/{part.pk}")

    assert [it.of.name for it in page.context["compared"]] == ["units", "venues"]
    assert [it.of.name for it in page.context["taken"]] == ["units", "venues"]
    assert f"/plan/parts/{part.pk}/take-in" in page.text


def test_part_is_taken_in_as_shown(parts, at, visit) -> None:
    part, someone = changed_part(at), visit("cooperation", "en")
    digest = someone.get(f"/plan/parts/{part.pk}").context["proposal"].digest

    answer = someone.post(f"/plan/parts/{part.pk}/take-in", {"digest": digest}, follow=True)

    assert "1 records added, 1 changed" in answer.text
    assert "The records here say the same." in someone.get(f"/plan/parts/{part.pk}").text


@pytest.mark.parametrize("digest", ["", "x", "0" * 64])
def test_forged_preview_takes_nothing_in(parts, at, visit, digest) -> None:
    part, someone = changed_part(at), visit("cooperation", "en")
    before = JournalLine.objects.count()

    answer = someone.post(f"/plan/parts/{part.pk}/take-in", {"digest": digest})

    assert (answer.status_code, JournalLine.objects.count()) == (409, before)


@pytest.mark.parametrize(
    ("username", "status"),
    [("cooperation", 200), ("director", 200), ("auditor", 403), ("school", 403), ("border", 403)],
)
def test_who_opens_a_part(parts, visit, username, status) -> None:
    assert visit(username, "en").get(f"/plan/parts/{parts['ly'].pk}").status_code == status


def test_own_part_is_shown_and_not_taken_in(parts, visit) -> None:
    someone, own = visit("cooperation", "en"), parts["dz"]

    assert "Taking it into" not in someone.get(f"/plan/parts/{own.pk}").text
    assert someone.post(f"/plan/parts/{own.pk}/take-in", {"digest": ""}).status_code == 404
    assert someone.get("/plan/parts/99999999999999999999").status_code == 404


def test_programme_page_asks_as_much_for_many_parts_as_for_one(
    parts, at, visit, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    someone = visit("cooperation", "en")
    someone.get("/plan/")
    with django_assert_max_num_queries(60) as few:
        someone.get("/plan/")
    for number in range(30):
        SharedPart.objects.create(
            programme=Programme.objects.get(), party="ly", sha256=f"{number:064}", content="{}", is_own=False, by="x",
            at=at - timedelta(days=number),
        )  # fmt: skip

    with django_assert_num_queries(len(few)):
        someone.get("/plan/")


# --------------------------------------------------------------------------------------------------------------- today
def test_plan_is_judged_by_what_the_partner_released_last(plan, at) -> None:
    assert today(plan).is_lawful
    part = json.loads(released()["ly"])
    for venue in part["venues"]:
        venue["capacity"] = 10
    for course in part.get("courses", ()):
        course["seats"]["min"] = 1
    Venue.objects.filter(owner="ly").update(capacity=500)

    keep("ly", part_text(part), at + timedelta(hours=1), is_own=False)

    assert not today(plan).is_lawful
