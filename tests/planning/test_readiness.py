"""The readiness page: which plan and day it shows, and ratings that are newer than the plan's programme."""

from datetime import date

import pytest

from tansiq.core.services import NodeItself
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import hidden_from
from tansiq.planning.queries.plans.matrix import matrix_on
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import PlanStep
from tansiq.training import queries
from tansiq.training.models import Rating, Task
from tansiq.training.rules import Gain
from tansiq_planner.matrix import Readiness

pytestmark = pytest.mark.django_db
UNIT, COMPETENCY = "u-ly-bg-n", "c-brd"
LATER = date(2026, 7, 1)


@pytest.fixture
def plan(db: None) -> PlanVersion:
    return PlanVersion.objects.get(number=1)


def rated(points: int, on: date, at) -> Rating:
    task = Task.objects.get(unit__code=UNIT, competency__code=COMPETENCY)
    return Rating.objects.create(
        task=task, rated_on=on, suggested_points=38, suggested_letter="P-", letter="T-", points=points,
        state="overridden", reason="Night exercise", by="unit", at=at,
    )  # fmt: skip


def square(plan: PlanVersion, person, day: date, *, with_plan: bool = False):
    matrix = matrix_on(plan, day, with_plan=with_plan, hidden=hidden_from(person, plan.programme))
    lines = {line.unit.id: line for line in matrix.lines}
    found = lines[UNIT].squares if UNIT in lines else ()
    return next((it for it in found if it and it.competency == COMPETENCY), None)


@pytest.mark.parametrize("points", [20, 38, 77, 100])
@pytest.mark.parametrize("day", [date(2025, 5, 18), date(2025, 9, 1), LATER])
def test_newer_rating_counts_as_on_the_page_of_its_task(plan, person, at, points, day) -> None:
    rating = rated(points, date(2025, 5, 18), at)

    cell = square(plan, person("unit"), day)

    told = queries.told(rating.task, day, rating=rating)
    assert (cell.points, cell.letter) == (told.reckoning.points, told.suggested.letter)
    # a programme of that very day which has these points has the rating
    assert cell.rated_on == (None if points == 38 else date(2025, 5, 18))


def test_courses_after_a_newer_rating_count_with_it(plan, person, at) -> None:
    whole = opened(plan)
    gains = Readiness(whole.problem, whole.plan).at(LATER)[UNIT, COMPETENCY].contributions
    rated_on = min(it.ended for it in gains)
    rating = rated(50, rated_on, at)

    cell = square(plan, person("unit"), LATER, with_plan=True)

    later = [
        Gain(it.what, it.ended, it.gain, it.cap, it.seats, it.quota) for it in gains if it.ended > rated_on
    ]
    told = queries.told(rating.task, LATER, rating=rating, gains=later)
    assert (cell.points, len(cell.gains)) == (told.reckoning.points, 1 + len(later))


def test_day_before_a_newer_rating_does_not_know_it(plan, person, at) -> None:
    before = square(plan, person("unit"), date(2025, 9, 1))
    rated(77, date(2025, 9, 2), at)

    assert square(plan, person("unit"), date(2025, 9, 1)) == before
    assert square(plan, person("unit"), date(2025, 9, 2)).points == 77


def test_rating_older_than_the_programme_is_the_programme_s(plan, person, at) -> None:
    before = square(plan, person("unit"), LATER)
    rated(77, date(2025, 5, 17), at)

    assert square(plan, person("unit"), LATER) == before


@pytest.mark.parametrize(
    ("username", "released", "sees"),
    [("unit", "", True), ("planner", "", True), ("cooperation", "", False), ("cooperation", " dz ", True)],
)
def test_newer_rating_is_for_who_may_see_it(plan, person, visit, at, username, released, sees) -> None:
    rated(77, date(2025, 6, 1), at)
    Task.objects.filter(unit__code=UNIT, competency__code=COMPETENCY).update(released_to=released)

    assert (square(plan, person(username), date(2025, 6, 1)) is not None) is sees
    page = visit(username, "en").get("/readiness/?on=2025-06-01&without=on").text
    assert ("newer rating, " in page) is sees


def test_plan_keeps_its_own_figures(plan, visit, at) -> None:
    before = visit("planner", "en").get("/plan/1").text.partition('<section id="readiness"')[2]
    rated(77, date(2025, 5, 18), at)

    assert visit("planner", "en").get("/plan/1").text.partition('<section id="readiness"')[2] == before


@pytest.mark.parametrize("count", [0, 1, 12])
def test_newer_ratings_take_one_query(plan, visit, at, count, django_assert_num_queries) -> None:
    for task in Task.objects.all()[:count]:
        Rating.objects.create(
            task=task, rated_on=date(2025, 6, 1), suggested_points=1, suggested_letter="U", letter="U", points=9,
            state="confirmed", by="unit", at=at,
        )  # fmt: skip
    browser = visit("planner")
    browser.get("/readiness/?on=2025-07-01")
    with django_assert_num_queries(12):
        browser.get("/readiness/?on=2025-07-01")


def test_plan_that_stands_furthest_is_shown_with_its_state(plan, person, visit, at) -> None:
    services.take_step(
        code=plan.code, version=plan.version, step=PlanStep.PROPOSE, by=person("planner"), at=at
    )
    services.keep_version(
        programme=plan.programme, document=plan.document, programme_document=plan.programme_document, option="B",
        title="", parent=plan, by=NodeItself(), at=at,
    )  # fmt: skip

    page = visit("director", "en").get("/readiness/?on=2026-07-01")

    head = page.text.partition('class="page-head"')[2].partition("<form")[0]
    assert page.context["plan"].number == 1
    marking = plan.programme.marking_texts["en"]
    assert [it in head for it in ("Plan 1", "proposed", "1 July 2026", marking)] == [True] * 4
    assert "Plan 2 · draft" in page.text
    assert visit("director").get("/readiness/?plan=2").context["plan"].number == 2


@pytest.mark.parametrize(
    ("asked", "shown", "said"),
    [
        ("", date(2025, 5, 18), ""),
        ("?on=", date(2025, 5, 18), ""),
        ("?on=2026-07-01", LATER, ""),
        ("?on=2030-01-01", "last", "lies outside the programme"),
        ("?on=1999-01-01", "first", "lies outside the programme"),
        ("?on=2026-02-30", date(2025, 5, 18), "is no day"),
        ("?on=nonsense", date(2025, 5, 18), "is no day"),
    ],
)
def test_day_that_is_not_shown_is_said(plan, visit, asked, shown, said) -> None:
    horizon = opened(plan).problem.horizon
    page = visit("director", "en").get("/readiness/" + asked)

    day = getattr(horizon, shown) if isinstance(shown, str) else min(max(shown, horizon.first), horizon.last)
    assert page.context["on"] == day
    assert ('class="message warning"' in page.text) is bool(said)
    assert said in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ("فأكثر", "أقل من", "نقاط البداية", "السقف")),
        ("fr", ("ou plus", "moins de", "Points au départ", "plafond")),
        ("en", ("or more", "below", "Points at the start", "ceiling")),
    ],
)
def test_cell_is_told_in_words_and_leads_to_its_rating(visit, language, said) -> None:
    page = visit("unit", language).get("/readiness/?on=2026-07-01").text

    assert [it in page for it in said] == [True] * 4
    assert "≥" not in page
    assert f'href="/training/units/{UNIT}/{COMPETENCY}/?on=2026-07-01"' in page


def test_note_of_hidden_ratings_stands_only_where_some_are(visit) -> None:
    note = "ratings that were not released to you are left out"
    hidden = {
        it: note in visit(it, "en").get("/readiness/").text for it in ("planner", "director", "cooperation")
    }
    Task.objects.filter(unit__owner="dz").update(released_to=" ly ")

    assert hidden == {"planner": False, "director": True, "cooperation": True}
    assert note not in visit("director", "en").get("/readiness/").text
