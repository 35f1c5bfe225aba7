"""The dependency index on its page: by which plan, from which editions, over the plans in force, and where it is quoted."""

from pathlib import Path

import pytest

from tansiq.home.rehearsal import EXAMPLE_PLAN
from tansiq.organisations.models import Unit
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.choosing.dependency import (
    dependencies_of,
    figure_of,
    headline_for,
    history,
    in_force,
)
from tansiq.planning.queries.plans.opened import opened
from tansiq_planner.dependency import Part

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(db: None) -> PlanVersion:
    return PlanVersion.objects.get(number=1)


@pytest.fixture
def second(plan, person, at) -> PlanVersion:
    return services.keep_version(
        programme=plan.programme, document=Path(EXAMPLE_PLAN.with_name("example-plan-a.json")).read_text(encoding="utf-8"),
        programme_document=plan.programme_document, option="A", title="", parent=None, by=person("planner"), at=at,
    )  # fmt: skip


def put_in_force(plan: PlanVersion, at) -> None:
    """Set the state that both approvals lead to."""
    PlanVersion.objects.filter(pk=plan.pk).update(state="approved")
    for party in ("ly", "dz"):
        plan.approvals.create(party=party, plan_sha256=plan.plan_sha256, by=party, at=at)


def test_index_of_the_example_is_what_its_score_card_leaves_to_the_partner(plan) -> None:
    score = opened(plan).result.score

    ly, dz = dependencies_of(plan)

    assert ly.whole.course_weeks == Part(score.course_weeks - score.national_weeks, score.course_weeks)
    assert (ly.party, dz.party, dz.whole.index) == ("ly", "dz", None)
    assert [year for year, it in ly.by_year.items() if it.index is not None] == [2025, 2026, 2027]


def test_figure_comes_from_the_editions_that_are_listed(plan) -> None:
    figure = figure_of(plan, "ly", 2026)

    own = [it for it in figure.sources if it.counts.is_led_alone]
    assert sum(it.counts.weeks for it in figure.sources) == figure.sum.course_weeks.all
    assert (
        sum(it.counts.weeks for it in own) == figure.sum.course_weeks.all - figure.sum.course_weeks.of_others
    )
    assert {it.edition.start.year for it in figure.sources} == {2026}
    assert {it.counts.edition for it in figure.sources} <= {it.id for it in opened(plan).plan.editions}


def test_history_runs_over_the_plans_in_force_alone(plan, second, at) -> None:
    assert history(list(in_force(plan.programme)), ["ly"]) == []
    put_in_force(plan, at)
    put_in_force(second, at)

    newest, first = history(list(in_force(plan.programme)), ["ly", "dz"])

    assert (newest.version, first.version, newest.since) == (second, plan, at)
    shares = [dependencies_of(it)[0].whole.index for it in (plan, second)]
    assert newest.points[0].change == round((shares[1] - shares[0]) * 100, 1)
    assert (first.points[0].change, newest.points[1].change) == (None, None)


def test_headline_is_by_the_plan_in_force_else_by_the_newest(plan, second, person, at) -> None:
    director = person("director")
    assert (headline_for(director).plan, headline_for(director).is_in_force) == (second, False)
    put_in_force(plan, at)

    assert (headline_for(director).plan, headline_for(director).is_in_force) == (plan, True)
    assert headline_for(person("border")) is None


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("ar-ly", "rtl"), ("ar-dz", "rtl"), ("fr", "ltr"), ("en", "ltr")],
)
@pytest.mark.parametrize("asked", ["", "?plan=1", "?plan=1&of=ly", "?of=ly&year=2026", "?of=dz"])
def test_page_speaks_the_language(visit, plan, language: str, direction: str, asked: str) -> None:
    page = visit("planner", language).get(f"/plan/dependency{asked}")

    assert (page.status_code, f'dir="{direction}"' in page.text[:200]) == (200, True)


def test_party_that_receives_nothing_is_told_so_and_has_no_percent(visit, plan) -> None:
    page = visit("planner", "en").get("/plan/dependency").text

    assert page.count("It receives no course in this plan, so it has no figure.") == 1
    assert "of=dz" not in page


@pytest.mark.parametrize(
    "asked", ["?plan=99", "?of=tn", "?of=x", "?of=ly&year=1999", "?plan=1&of=ly&year=9999"]
)
def test_what_is_not_there_is_not_found(visit, asked: str) -> None:
    assert visit("planner").get(f"/plan/dependency{asked}").status_code == 404


@pytest.mark.parametrize(
    "asked", ["?plan=x", "?plan=-1", "?year=x", "?plan=" + "9" * 5000, "?of=ly&year=" + "9" * 20]
)
def test_number_that_is_none_is_left_out(visit, asked: str) -> None:
    assert visit("planner").get(f"/plan/dependency{asked}").status_code == 200


def test_who_reads_plans_reads_the_index(visit) -> None:
    answers = {
        name: visit(name).get("/plan/dependency").status_code
        for name in ("director", "school", "border", "administrator")
    }

    assert answers == {"director": 200, "school": 200, "border": 403, "administrator": 403}


def test_page_tells_no_rating_and_no_unit_that_the_partner_did_not_release(visit, plan) -> None:
    """The index is counted from the joint plan alone: neither units nor ratings stand on its page."""
    Unit.objects.filter(owner="ly").update(released_to="", name_en="canary", name_ar="canary")
    page = visit("school", "en").get("/plan/dependency?of=ly").text

    units = {it.code for it in Unit.objects.filter(owner="ly")}
    assert ("canary" in page, {code for code in units if code in page}) == (False, set())
    assert "popovertarget" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_history_takes_the_same_queries_for_any_number_of_plans(
    visit, plan, at, count: int, django_assert_num_queries
) -> None:
    put_in_force(plan, at)
    for number in range(2, count + 1):
        it = PlanVersion.objects.create(
            code=f"copy-{number}", owner="joint", programme=plan.programme, number=number, option="B", state="approved",
            document=plan.document, programme_document=plan.programme_document, plan_sha256=plan.plan_sha256,
            problem_sha256=plan.problem_sha256, made_by="node", made_at=plan.made_at,
        )  # fmt: skip
        put_in_force(it, at)
    client = visit("director")
    with django_assert_num_queries(14):
        assert client.get("/plan/dependency").status_code == 200


def test_indicators_quote_the_index_to_who_reads_plans_only(visit, plan) -> None:
    quoted = "/plan/dependency"

    assert quoted in visit("director", "en").get("/training/indicators/").text
    assert quoted not in visit("border", "en").get("/training/indicators/").text
