"""The first page: what awaits whom, the year at a glance, and one search over all areas."""

import re
from datetime import date, timedelta

import pytest
from django.utils.html import escape

from tansiq.accords.models import Decision
from tansiq.core.rules import folded
from tansiq.home.queries import awaiting, found_for, the_year
from tansiq.home.queries.awaiting import SHOWN
from tansiq.organisations.models import Unit
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import PlanStep
from tansiq.training.models import Request
from tansiq.ui.templatetags.tansiq import called_plainly

pytestmark = pytest.mark.django_db
TODAY = date(2025, 5, 18)


def pages(person) -> set[str]:
    return {it.to for it in awaiting(person, TODAY).rows}


@pytest.fixture
def agreed(person, at) -> PlanVersion:
    plan = PlanVersion.objects.get(number=1)
    for step in (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE):
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    return plan


def test_agreed_plan_awaits_whoever_approves_and_nobody_else(agreed, person) -> None:
    waits = {
        name
        for name in ("director", "cooperation", "planner", "school", "unit")
        if "/plan/1" in pages(person(name))
    }

    assert waits == {"director", "cooperation"}


def test_approved_for_one_party_it_awaits_the_other(agreed, person, at) -> None:
    services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("director"), at=at)

    assert ("/plan/1" in pages(person("director")), "/plan/1" in pages(person("cooperation"))) == (
        False,
        True,
    )


def test_submitted_request_awaits_the_training_director_of_its_party(person) -> None:
    Request.objects.filter(code="rq-003").update(state="submitted")

    waits = {
        name
        for name in ("director", "cooperation", "unit")
        if "/training/requests/rq-003/" in pages(person(name))
    }

    assert waits == {"director"}


def test_open_remark_awaits_the_working_group_until_it_is_settled(person, at) -> None:
    plan = PlanVersion.objects.get(number=1)
    said = services.remark(
        code=plan.code, line="", text="متى؟", proposed_start=None, by=person("school"), at=at
    )
    assert "/plan/1" in pages(person("planner"))

    services.settle_remark(code=said.plan.code, remark_id=said.pk, answer="نعم", by=person("planner"), at=at)

    assert "/plan/1" not in pages(person("planner"))


@pytest.fixture
def due():
    """Give decisions a day: one late, one due soon, one later."""
    for code, days in (("dec-art-001", -1), ("dec-art-002", 14), ("dec-art-003", 15)):
        Decision.objects.filter(code=code).update(due_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("language", "told", "marks"),
    [
        ("en", ["1 late", "1 due within 14 days"], ["late", "within 14 days"]),
        ("fr", ["1 en retard", "1 sous 14 jours"], ["en retard", "sous 14 jours"]),
        ("ar", ["واحد متأخر", "واحد خلال 14 يومًا"], ["متأخر", "خلال 14 يومًا"]),
    ],
)
def test_what_is_late_and_what_is_due_soon_is_marked_and_counted(due, visit, language, told, marks) -> None:
    text = visit("director", language).get("/").text

    chips = re.findall(r'<span class="chip (?:late|notice)">(.*?)</span>', text)
    assert chips == [*told, *marks]


def test_nothing_late_or_due_soon_is_not_counted(visit) -> None:
    assert "chip late" not in visit("director").get("/").text


def test_few_of_each_kind_are_shown_and_the_rest_is_counted(visit) -> None:
    one = Decision.objects.get(code="dec-art-001")
    for number in range(SHOWN + 1):
        one.pk, one.code, one.due_on = None, f"dec-more-{number}", TODAY
        one.save()

    text = visit("director", "en").get("/").text

    assert (text.count("/accords/decisions/dec-"), "9 due within 14 days" in text) == (SHOWN, True)
    assert "1 more is not shown" in text


def test_year_begins_this_month_and_counts_what_the_standing_plan_holds(person) -> None:
    plan, months = the_year(person("planner"), TODAY)

    assert (plan.number, months[0].first_on, months[-1].last_on) == (1, date(2025, 5, 1), date(2026, 4, 30))
    assert [len(it.exercises) for it in months] == [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1]
    assert [it.begin for it in months[:3]] == [0, 0, 0]


def test_edition_runs_in_the_months_of_its_first_and_last_day_and_no_further(person) -> None:
    plan, months = the_year(person("planner"), TODAY)
    whole = opened(plan)
    weeks = {name: course.weeks for name, course in whole.problem.courses.items()}
    ends = {it.id: whole.problem.horizon.course_end(it.start, weeks[it.course]) for it in whole.plan.editions}
    spans = [(it.start, ends[it.id]) for it in whole.plan.editions]

    assert [it.running for it in months] == [
        sum(first <= month.last_on and last >= month.first_on for first, last in spans) for month in months
    ]


def test_whoever_reads_no_plans_sees_none_in_the_year(person) -> None:
    plan, months = the_year(person("border"), TODAY)

    assert (plan, sum(it.running for it in months)) == (None, 0)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("الأمن", "الامن"),
        ("إيفاد", "ايفاد"),
        ("مُدرَّب", "مدرب"),
        ("مكافحة", "مكافحه"),
        ("شؤون", "شوون"),
        ("مستشفى", "مستشفي"),
        ("تـمـريـن", "تمرين"),
        ("٢٠٢٥", "2025"),
        ("Ghadamès", "GHADAMES"),
    ],
)
def test_spellings_fold_to_one(text: str, same: str) -> None:
    assert folded(text) == folded(same)


@pytest.mark.parametrize(
    "text", ["مكافحة الإرهاب", "مكافحه الارهاب", "مُكافَحة", "antiterroriste", "COUNTER-TERRORISM company"]
)
def test_search_finds_units_in_any_language_and_spelling(person, text: str) -> None:
    found = {thing.code for it in found_for(person("planner"), text, TODAY) for thing, _ in it.rows}

    assert {"u-ly-ct-1", "u-ly-ct-2"} <= found


def test_search_never_shows_what_was_not_released(person) -> None:
    Unit.objects.filter(code="u-ly-ct-1").update(released_to="")

    theirs = [thing.code for it in found_for(person("school"), "ct-1", TODAY) for thing, _ in it.rows]

    assert "u-ly-ct-1" not in theirs
    assert "u-ly-ct-1" in [
        thing.code for it in found_for(person("director"), "ct-1", TODAY) for thing, _ in it.rows
    ]


@pytest.mark.parametrize(
    ("text", "words", "to"),
    [
        ("خطة 1", "الخطة 1", "/plan/1"),
        ("تمرين تنسيق", "تمرين تنسيق 1", "#exercises"),
        ("ex-25-ttx", "تمرين تنسيق 1", "#exercises"),
        ("staff officer", "", "/glossary?text="),
        ("eid al-fitr", "عيد الفطر · ", "/training/calendars/?year=2026"),
        ("اداره التدريب", "إدارة التدريب", "/training/units/?command="),
        ("rq-014", " · ", "/training/requests/rq-014/"),
    ],
)
def test_search_finds_all_that_has_a_page(person, text: str, words: str, to: str) -> None:
    found = [
        (called_plainly(thing), way)
        for it in found_for(person("director"), text, TODAY)
        for thing, way in it.rows
    ]

    assert [way for said, way in found if words in said and to in way] != []


def test_request_is_found_by_what_it_asks_for(visit) -> None:
    page = visit("director", "en").get("/search?q=rq-014").text
    request = Request.objects.get(code="rq-014")

    assert (
        f"{called_in_english(request.course)} · {called_in_english(request.unit)} · {request.seats} seats"
        in page
    )


def called_in_english(thing) -> str:
    return escape(thing.name_en)


def test_plans_and_exercises_are_found_by_who_reads_plans_only(person) -> None:
    ways = [way for it in found_for(person("administrator"), "1", TODAY) for _, way in it.rows]

    assert [way for way in ways if way.startswith("/plan/")] == []


def test_search_takes_few_queries(visit, django_assert_max_num_queries) -> None:
    client = visit("director")
    client.get("/search?q=1")

    with django_assert_max_num_queries(40):
        assert client.get("/search?q=1").status_code == 200


def test_empty_search_and_search_without_a_hit_say_what_to_do(visit) -> None:
    client = visit("planner", "en")

    assert "Write what you look for." in client.get("/search").text
    assert "Nothing was found." in client.get("/search?q=xyzzy").text


@pytest.mark.parametrize("username", ["planner", "director", "border", "administrator", "auditor"])
def test_first_page_takes_few_queries(visit, username: str, django_assert_max_num_queries) -> None:
    client = visit(username)

    with django_assert_max_num_queries(45):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "خادم ليبيا - حكومة الوحدة الوطنية"), ("en", "Node of Libya - Government of National Unity")],
)
def test_foot_names_the_party_of_the_node(visit, language: str, words: str) -> None:
    assert words in visit("director", language).get("/").text
