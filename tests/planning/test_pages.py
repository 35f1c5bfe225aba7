"""The pages of planning: in three languages, for whom, what they never show, and in how many queries."""

import json
import re

import pytest
from django.urls import reverse

from tansiq.organisations.models import Unit
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.editions import weeks_of
from tansiq.planning.queries.plans.hiding import COUNT_QUALIFIED
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import PlanStep
from tansiq.training.models import Task

pytestmark = pytest.mark.django_db
EVERYONE = (
    "director", "idfad", "unit", "attache", "school", "cooperation", "planner", "exdirector", "border", "auditor",
    "administrator",
)  # fmt: skip
READ_PLANS = {
    "director", "idfad", "unit", "attache", "school", "cooperation", "planner", "exdirector", "auditor",
}  # fmt: skip
PAGES = ("/plan/", "/plan/new", "/plan/1", "/plan/compare", "/plan/compare?before=1&after=1", "/readiness/")
READ_READINESS = {"director", "unit", "cooperation", "planner"}


@pytest.fixture
def plan(db: None) -> PlanVersion:
    return PlanVersion.objects.get(number=1)


def edition_page(plan: PlanVersion) -> str:
    return reverse("planning:edition", args=[plan.number, opened(plan).plan.editions[0].id])


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("ar-ly", "rtl"), ("ar-dz", "rtl"), ("fr", "ltr"), ("en", "ltr")],
)
def test_every_page_speaks_the_language(visit, plan, language: str, direction: str) -> None:
    client = visit("planner", language)
    for address in (
        "/plan/",
        "/plan/new",
        "/plan/1",
        "/plan/compare",
        "/plan/compare?before=1&after=1",
        "/readiness/",
        edition_page(plan),
    ):
        page = client.get(address)
        assert (page.status_code, f'dir="{direction}"' in page.text[:200]) == (200, True), address


@pytest.mark.parametrize("username", EVERYONE)
def test_who_reads_what(visit, plan, username: str) -> None:
    client = visit(username)
    plans = 200 if username in READ_PLANS else 403
    matrix = 200 if username in READ_READINESS else 403

    answers = {
        address: client.get(address).status_code
        for address in ("/plan/", "/plan/1", edition_page(plan), "/readiness/")
    }

    assert answers == {"/plan/": plans, "/plan/1": plans, edition_page(plan): plans, "/readiness/": matrix}


@pytest.mark.parametrize(
    "address",
    ["/plan/99", "/plan/1/editions/crs-x@v-y@2025-01-01", "/plan/runs/99", "/plan/compare?before=1&after=99"],
)
def test_what_is_not_there_is_not_found(visit, address: str) -> None:
    assert visit("planner").get(address).status_code == 404


def cells(page: str) -> set[str]:
    return set(re.findall(r"<summary><b>[^<]+</b> \d+", page))


def test_other_party_sees_released_ratings_only(visit, plan) -> None:
    Task.objects.filter(unit__code="u-ly-bg-n", competency__code="c-brd").update(released_to=" dz ")
    theirs = visit("cooperation").get("/readiness/?on=2026-07-01").text

    shown = {unit.code for unit in Unit.objects.all() if f">{unit.code}<" in theirs}

    assert shown == {"u-ly-bg-n", "u-dz-brd"}
    assert theirs.count("<summary><b>") == 1 + Task.objects.filter(unit__owner="dz").count()


def test_plan_page_and_file_tell_the_other_party_no_ratings(visit, plan) -> None:
    school = visit("school", "en")
    page, file = school.get("/plan/1").text, school.get("/plan/1/plan.json").json()

    assert 'popovertarget="c' not in page
    assert (file["out_of_reach"], file["score"]["untrained_by_unit"]) == ([], {})
    assert file["plan_sha256"] == plan.plan_sha256
    assert 'popovertarget="c' in visit("planner", "en").get("/plan/1").text


def test_comparison_tells_the_other_party_no_effect_on_units(visit, plan, person, at) -> None:
    edition, week = next(
        (edition, week)
        for edition in opened(plan).plan.editions
        for week in weeks_of(plan, edition, 4, person("planner"))
        if week.is_lawful and not week.is_planned and not week.given_up
    )
    services.move_edition(
        code=plan.code,
        edition_id=edition.id,
        start=week.start,
        gives_up_seats=False,
        by=person("planner"),
        at=at,
    )
    address = "/plan/compare?before=1&after=2"

    assert "Effect on each unit" not in visit("school", "en").get(address).text
    assert "Moved" in visit("school", "en").get(address).text


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_plans_takes_the_same_queries_for_any_number(
    visit, plan, count: int, django_assert_num_queries
) -> None:
    for number in range(2, count + 1):
        PlanVersion.objects.create(
            code=f"copy-{number}", owner="joint", programme=plan.programme, number=number, option="B", document=plan.document,
            programme_document=plan.programme_document, plan_sha256=plan.plan_sha256,
            problem_sha256=plan.problem_sha256, made_by="node", made_at=plan.made_at,
        )  # fmt: skip
    client = visit("director")
    with django_assert_num_queries(26):
        assert client.get("/plan/").status_code == 200


def test_approval_asks_for_the_password_again(visit, plan, person, at) -> None:
    for step in (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE):
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    director = visit("director", "en")
    sent = {"plan_sha256": plan.plan_sha256, "password": "wrong"}

    answer = director.post(
        "/plan/1/approve", sent, headers={"Referer": "http://testserver/plan/1"}, follow=True
    )
    assert "This is not your password. Nothing was approved." in answer.text
    director.post("/plan/1/approve", sent | {"password": "tanseeq-2025-rehearsal"})

    assert list(plan.approvals.values_list("party", flat=True)) == ["ly"]


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/plan/1/step", {"step": "fly", "version": "1"}),
        ("/plan/1/step", {"step": "propose"}),
        ("/plan/1/step", {"step": "propose", "version": "x"}),
        ("/plan/1/approve", {}),
        ("/plan/free-days", {"first_on": "2026-13-01", "last_on": "x"}),
        ("/plan/free-days", {"first_on": "2026-02-02", "last_on": "2026-02-01"}),
        ("/plan/1/remarks", {"text": ""}),
    ],
)
def test_wrong_input_gets_a_message_and_changes_nothing(visit, plan, address: str, sent: dict) -> None:
    answer = visit("planner").post(address, sent)

    assert answer.status_code == 409
    plan.refresh_from_db()
    assert (plan.version, plan.programme.locks.count(), plan.remarks.count()) == (1, 0, 0)


def test_relaxation_is_tried_on_a_programme_with_that_one_figure_changed(visit, plan) -> None:
    row = next(it for it in opened(plan).result.unplanned if it.relaxations)

    visit("planner").post(reverse("planning:try-relaxation", args=[1, row.id, 0]))

    run = plan.programme.runs.get()
    before, after = json.loads(plan.programme_document), json.loads(run.programme_document)
    differing = [name for name in before if before[name] != after[name]]
    assert (len(differing), run.baseline, json.loads(plan.programme_document)) == (1, plan, before)


def test_weeks_for_dragging_are_those_of_the_checker(visit, plan) -> None:
    edition = opened(plan).plan.editions[0]

    weeks = visit("planner").get(f"/plan/1/editions/{edition.id}/weeks.json").json()["weeks"]

    assert [it["start"] for it in weeks] == sorted(it["start"] for it in weeks)
    assert {it["start"]: it["lawful"] for it in weeks}[edition.start.isoformat()] is True
    assert any(not it["lawful"] and it["why"] for it in weeks)


def test_weeks_of_an_edition_count_nobody_qualified_before_for_the_other_side(plan, person) -> None:
    told = {
        name: {
            text
            for edition in opened(plan).plan.editions[:20]
            for week in weeks_of(plan, edition, 6, person(name))
            for rule, text in week.broken
            if rule in {it.value for it in COUNT_QUALIFIED}
        }
        for name in ("planner", "director", "school")
    }

    assert any(re.search(r"\d", text) for text in told["director"])
    assert told["director"] == told["planner"]
    assert not any(re.search(r"\d", re.sub(r"R\d\d", "", text)) for text in told["school"])
    assert told["school"]
