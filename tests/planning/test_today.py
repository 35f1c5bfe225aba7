"""Plans that people rely on are judged anew with the records of today, and say so when they break a rule."""

import gc
import weakref
from datetime import timedelta

import pytest

from tansiq.core.services import write_line
from tansiq.organisations.models import Holiday, Unit
from tansiq.planning import services
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.today import Today, broken_told, plans_unlawful, today
from tansiq.planning.rules import LIFE, STANDING, UNSEEN_FAULT, PlanState, PlanStep
from tansiq.planning.services.runs import carry_out
from tansiq.training import services as training
from tansiq.training.models import Course, Venue
from tansiq_planner.rules import Rule, Violation

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(person, at) -> PlanVersion:
    found = PlanVersion.objects.get(number=1)
    return services.take_step(
        code=found.code, version=found.version, step=PlanStep.PROPOSE, by=person("planner"), at=at
    )


@pytest.fixture
def eid_moved(plan, person, at) -> Holiday:
    """Move a feast into the days of an exercise."""
    held = next(it for it in opened(plan).plan.exercises if it.exercise == "ex-26-ftx")
    holiday = Holiday.objects.filter(party__code="ly", key__contains="adha").order_by("first_on").last()
    return training.move_holiday(
        party="ly", holiday_id=holiday.pk, seen=holiday.seen_as, first_on=held.start + timedelta(days=2), days=1,
        status="confirmed", by=person("director"), at=at,
    )  # fmt: skip


@pytest.fixture
def absent(plan, person, at) -> str:
    """Let a unit that the plan trains send nobody for most of its horizon; give its code."""
    horizon = opened(plan).problem.horizon
    training.add_absence(
        code="u-ly-bg-s", version=1, first_on=horizon.first + timedelta(days=200), last_on=horizon.last, why="",
        by=person("unit"), at=at,
    )  # fmt: skip
    return "u-ly-bg-s"


def test_states_in_which_a_plan_is_judged_are_those_between_draft_and_end() -> None:
    assert set(STANDING) == set(PlanState) - {PlanState.DRAFT, PlanState.CLOSED, PlanState.WITHDRAWN}
    assert {state for state, _ in LIFE} - set(STANDING) == {PlanState.DRAFT}


def test_plan_as_made_is_lawful_and_a_draft_is_not_judged(plan) -> None:
    assert today(plan).is_lawful
    plan.state = PlanState.DRAFT
    assert today(plan) is None


def test_absence_of_a_unit_breaks_the_plan_that_trains_it(plan, absent) -> None:
    found = today(plan)

    assert absent in {value for it in found.violations for value in it.place.values()}
    assert list(plans_unlawful(Programme.objects.get())) == [plan]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_its_page_names_the_rules_and_plans_again_in_one_click(
    visit, plan, absent, language: str, direction: str
) -> None:
    client = visit("planner", language)
    page = client.get("/plan/1")

    assert f'dir="{direction}"' in page.text[:200]
    assert page.context["broken"]
    assert all(it.rule in page.text for it in page.context["broken"])
    answer = client.post("/plan/new", {"option": plan.option, "work": "60", "baseline": "1"})
    run = PlanningRun.objects.get()
    assert (answer.status_code, run.baseline, run.option) == (302, plan, "B")


def test_whoever_makes_plans_is_told_on_the_first_page_and_nobody_else(visit, plan, absent) -> None:
    words = "Plan again: the plan breaks a rule with the records of today"

    assert {name: words in visit(name, "en").get("/").text for name in ("planner", "director", "school", "auditor")} == {
        "planner": True, "director": True, "school": False, "auditor": False
    }  # fmt: skip


def test_feast_moved_into_an_exercise_breaks_the_rule_of_its_days(visit, plan, eid_moved) -> None:
    assert [(it.rule.value, it.place["exercise"]) for it in today(plan).violations] == [("R15", "ex-26-ftx")]
    assert "This plan no longer keeps the rules" in visit("director", "en").get("/plan/1").text


def test_course_that_is_offered_no_more_is_named(visit, plan, person, at) -> None:
    whole = opened(plan)
    held = {it.course for it in whole.plan.editions}
    course = Course.objects.filter(
        code__in=held, leads_to=None, grown_pools=None, qualified_before=None
    ).first()
    training.withdraw_offer(code=course.code, version=course.version, by=person("school"), at=at)

    page = visit("planner", "en").get("/plan/1")

    assert page.context["broken"]
    assert course.code in page.text


def test_what_rests_on_a_hidden_record_is_told_by_its_rule_alone(visit, plan, absent) -> None:
    Unit.objects.filter(code=absent).update(released_to="")
    name = Unit.objects.get(code=absent).name_en

    ours = {it.text for it in visit("director", "en").get("/plan/1").context["broken"]}
    theirs = {it.text for it in visit("cooperation", "en").get("/plan/1").context["broken"]}

    assert [it for it in ours if name not in it] == []
    assert theirs == {""}


def test_judging_is_done_once_until_a_record_changes(plan, absent, django_assert_num_queries) -> None:
    today(plan)
    with django_assert_num_queries(1):
        today(plan)


@pytest.mark.parametrize("count", [1, 8])
def test_first_page_asks_as_often_for_many_standing_plans(
    visit, plan, count: int, django_assert_max_num_queries
) -> None:
    for number in range(2, count + 1):
        PlanVersion.objects.create(
            code=f"copy-{number}", owner="joint", programme=plan.programme, number=number, option="B",
            document=plan.document, programme_document=plan.programme_document, plan_sha256=plan.plan_sha256,
            problem_sha256=plan.problem_sha256, made_by="node", made_at=plan.made_at, state=plan.state,
        )  # fmt: skip
    client = visit("planner")
    client.get("/")  # judged once
    with django_assert_max_num_queries(45):
        assert client.get("/").status_code == 200


@pytest.mark.slow
def test_planning_again_leaves_out_what_is_gone(plan, person, at) -> None:
    course = Course.objects.filter(
        code__in={it.course for it in opened(plan).plan.editions},
        leads_to=None,
        grown_pools=None,
        qualified_before=None,
    ).first()
    training.withdraw_offer(code=course.code, version=course.version, by=person("school"), at=at)
    run = services.start_run(
        programme=Programme.objects.get(),
        option="A",
        work=1,
        title="",
        baseline=plan,
        by=person("planner"),
        at=at,
    )

    carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, run.fault, course.code in {it.course for it in opened(run.result).plan.editions}) == (
        "done", "", False
    )  # fmt: skip


def test_fault_of_a_programme_is_told_only_to_whoever_sees_the_record(visit, plan, person, at) -> None:
    course = Course.objects.get(code="crs-bg-101")
    Venue.objects.filter(code="v-dz-border").update(capacity=1, released_to="")
    Course.objects.filter(owner="dz").update(released_to="")
    subject = f"training.course/{course.code}"
    write_line(verb="training.change_course", subject=subject, changes=None, by=person("school"), at=at)

    told = {
        name: [(it.rule, it.text) for it in visit(name, "en").get("/plan/1").context["broken"]]
        for name in ("director", "planner", "school")
    }

    assert told["director"] == [(str(UNSEEN_FAULT), "")]
    assert any(course.code in rule for rule, _ in told["planner"])
    assert any(course.code in rule for rule, _ in told["school"])


def test_who_was_qualified_before_is_counted_for_nobody_but_their_own_side(plan, person) -> None:
    place = {"unit": "u-ly-bg-n", "course": "crs-ins-101", "prerequisite": "crs-ihl-101", "day": "2026-01-04"}
    broken = Violation(Rule.PREREQUISITE, "too_few_graduates", place, {"found": 41, "allowed": 37})

    told = {
        name: [
            ("37" in it.text, bool(it.text))
            for it in broken_told(Today(opened(plan).problem, (broken,)), person(name))
        ]
        for name in ("director", "planner", "school")
    }

    assert told == {"director": [(True, True)], "planner": [(True, True)], "school": [(False, False)]}


def test_hidden_venue_among_those_allowed_is_not_named(plan, person) -> None:
    Venue.objects.filter(code="v-dz-border").update(released_to="")
    place = {"edition": "crs-ihl-101@v-ly-trip@2026-01-04", "venue": "v-ly-trip"}
    broken = Violation(Rule.VENUE, "not_a_venue_of_course", place, {"allowed": ("v-ly-field", "v-dz-border")})

    told = {
        name: bool(broken_told(Today(opened(plan).problem, (broken,)), person(name))[0].text)
        for name in ("director", "school")
    }

    assert told == {"director": False, "school": True}


def test_plans_judged_with_records_that_have_changed_since_are_not_kept(plan, person, at) -> None:
    problems = []
    for number in range(5):
        Unit.objects.filter(code="u-ly-bg-n").update(training_headcount=3000 + number)
        subject = "organisations.unit/u-ly-bg-n"
        write_line(verb="training.change_unit", subject=subject, changes=None, by=person("unit"), at=at)
        problems.append(weakref.ref(today(plan)))
    gc.collect()

    assert sum(it() is not None for it in problems) <= 2
