"""Which units the pages of a plan show where there are many, and that figures stay those of the whole plan."""

import re

import pytest

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans import units_shown as reading
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.units_shown import units_shown

pytestmark = pytest.mark.django_db
ALL = {"party": "", "command": "", "text": ""}


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the twenty units of the example be more than a page holds."""
    monkeypatch.setattr(reading, "MOST_UNITS", 6)
    monkeypatch.setattr(reading, "AT_ONCE", 6)


def whole():
    return opened(PlanVersion.objects.get(number=1))


def rows(page: str) -> set[str]:
    """Give the units that have a row in the timeline by unit."""
    first = page[page.index("chart by-unit") : page.index("chart by-venue")]
    return set(re.findall(r"u-[a-z0-9-]+", first)) & set(whole().problem.units)


def figures(page: str) -> str:
    """Give the part of the page before the tables, without the tokens of its forms."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page[page.index("<h1") : page.index('class="filters"')])


def test_few_units_are_shown_whole() -> None:
    assert units_shown(whole(), ALL, None).units is None


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        ({"party": "ly"}, lambda unit: unit.party == "ly"),
        ({"command": "org-ly-bg"}, lambda unit: unit.command == "org-ly-bg"),
        ({"text": "U-LY-BG-N"}, lambda unit: unit.id == "u-ly-bg-n"),
        ({"party": "nobody"}, lambda _unit: False),
    ],
)
def test_filters_choose_units(filters: dict[str, str], matches) -> None:
    shown = units_shown(whole(), {**ALL, **filters}, None)

    assert shown.units == tuple(it.id for it in whole().problem.units.values() if matches(it))


def test_text_finds_the_units_that_ask_for_a_course_however_it_is_spelt() -> None:
    problem = whole().problem
    course = problem.requests["rq-003"].course

    shown = units_shown(whole(), {**ALL, "text": problem.names[course]["ar"].replace("ة", "ه")}, None)

    assert set(shown.units) == {it.unit for it in problem.requests.values() if it.course == course}


@pytest.mark.usefixtures("many")
def test_pages_together_hold_every_unit_once() -> None:
    every = tuple(whole().problem.units)
    pages = units_shown(whole(), ALL, None).page.paginator.num_pages

    shown = [unit for number in range(1, pages + 1) for unit in units_shown(whole(), ALL, str(number)).units]

    assert (tuple(shown), pages) == (every, -(-len(every) // 6))


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_page_of_a_plan_shows_its_units_and_the_figures_of_the_whole(visit, language: str) -> None:
    client = visit("planner", language)
    every = list(whole().problem.units)

    first, second = client.get("/plan/1").text, client.get("/plan/1?page=2").text

    assert (rows(first), rows(second)) == (set(every[:6]), set(every[6:12]))
    assert figures(first) == figures(second)


@pytest.mark.usefixtures("many")
def test_readiness_of_a_page_of_units_keeps_its_day_and_plan(visit) -> None:
    page = visit("planner").get("/readiness/?on=2026-07-01&page=2&without=on").text

    assert page.count('<th scope="row">') <= 6
    assert {'name="on" value="2026-07-01"', 'name="plan" value="1"', 'name="without" value="on"'} <= set(
        re.findall(r'name="[a-z]+" value="[^"]+"', page)
    )


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "٣"])
def test_page_that_is_not_there_is_the_nearest_that_is(visit, page: str) -> None:
    assert visit("planner").get("/plan/1", {"page": page, "text": "حرس"}).status_code == 200


@pytest.mark.parametrize(("username", "sees"), [("planner", True), ("attache", False)])
def test_hidden_ratings_stay_hidden_when_a_part_is_shown(visit, username: str, *, sees: bool) -> None:
    part = visit(username).get("/plan/1?party=ly").text

    assert bool(re.findall(r'id="c[0-9]+-c-[a-z]+"', part)) is sees


@pytest.mark.parametrize("party", ["", "ly", "dz"])
def test_part_costs_no_query_more(visit, django_assert_num_queries, party: str) -> None:
    client = visit("planner")
    client.get("/plan/1")

    with django_assert_num_queries(21):
        client.get("/plan/1", {"party": party})


@pytest.mark.usefixtures("many")
def test_neither_filter_of_readiness_forgets_the_other(visit) -> None:
    page = visit("planner").get("/readiness/?on=2026-07-01&plan=1&party=ly&text=u-ly").text

    assert '<input type="hidden" name="party" value="ly">' in page  # in the form of the day
    assert re.search(r'<a href="\?on=2026-07-01&amp;plan=1">', page)  # what shows all units again


def test_words_of_a_search_stand_anywhere() -> None:
    names = whole().problem.names
    words = names["u-ly-bg-n"]["ar"].split()

    assert "u-ly-bg-n" in units_shown(whole(), {**ALL, "text": " ".join(reversed(words))}, None).units
