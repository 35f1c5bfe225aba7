"""Ratings that are not known here: the form chooses what can be planned without them, and whoever asks is told whose they are."""

import json
from datetime import timedelta

import pytest

from tansiq.planning import services
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans.unrated import MOST_TOLD, bases_without_ratings, unrated, unrated_of
from tansiq.planning.queries.shared import part_text, released_basis
from tansiq.planning.rules import Basis, RunState
from tansiq.planning.services.runs import RatingsMissing
from tansiq.training.models import Task
from tansiq_planner.files import read_problem_text
from tests.planning.two_nodes import become, exchange_parts, keep, released

pytestmark = pytest.mark.django_db


def without_ratings(text: str, *units: str) -> str:
    """Give a part in which some units, or all, have no ratings."""
    part = json.loads(text)
    for unit in part["units"]:
        if not units or unit["id"] in units:
            for task in unit["metl"].values():
                task.pop("start", None)
    return part_text(part)


@pytest.fixture
def programme(at) -> Programme:
    """This node is Algeria's; Libya has released its part without the ratings of one unit, all else was released."""
    Task.objects.update(released_to=" dz ly ")
    become("dz")
    parts = released()
    exchange_parts("dz", at, {**parts, "ly": without_ratings(parts["ly"], "u-ly-ct-1")})
    return Programme.objects.get()


def test_what_both_released_lacks_a_rating_where_a_part_does(programme, at) -> None:
    assert bases_without_ratings(released_basis(programme)) == {Basis.RELEASED}
    assert bases_without_ratings(None) == frozenset()

    keep("ly", released()["ly"], at + timedelta(hours=1), is_own=False)
    assert bases_without_ratings(released_basis(programme)) == frozenset()

    Task.objects.filter(unit__code="u-ly-ct-1").update(start_points=None)
    assert bases_without_ratings(None) == {Basis.OWN}


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("", "A"), ("?basis=own", "B"), ("?option=C-cost", "C-cost"), ("?basis=released&option=A", "A")],
)
def test_form_chooses_what_can_be_planned(programme, visit, asked, chosen) -> None:
    form = visit("planner", "en").get(f"/plan/new{asked}").context["form"]

    assert form["option"].value() == chosen
    assert ("only coverage" in str(form.fields["option"].help_text)) == (asked != "?basis=own")


def test_scenarios_tick_what_can_be_planned(programme, visit) -> None:
    assert visit("planner", "en").get("/plan/").context["scenarios"]["options"].value() == ["A"]


def test_form_chooses_readiness_where_all_ratings_are_known(visit) -> None:
    form = visit("planner", "en").get("/plan/new").context["form"]

    assert (form["option"].value(), str(form.fields["option"].help_text)) == ("B", "")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_whoever_asks_for_readiness_is_told_whose_ratings_are_missing(programme, visit, language) -> None:
    asked = {"basis": "released", "option": "B", "work": 20}

    page = visit("planner", language).post("/plan/new", asked)

    (error,) = page.context["form"].non_field_errors()
    problem = read_problem_text(_text(programme))
    unit, party = (problem.names[it][language] for it in ("u-ly-ct-1", "ly"))
    assert (f"{unit} ({party})" in error, programme.runs.count()) == (True, 0)


def _text(programme: Programme) -> str:
    from tansiq.planning.queries.shared.basis import basis_text

    return basis_text(released_basis(programme).parts)


def test_scenarios_are_refused_where_one_of_them_cannot_be_made(programme, person, at) -> None:
    asked = {
        "programme": programme,
        "work": 1,
        "title": "",
        "baseline": None,
        "by": person("planner"),
        "at": at,
    }

    with pytest.raises(RatingsMissing):
        services.start_scenarios(**asked, options=["A", "B"], basis=Basis.RELEASED)
    assert programme.runs.count() == 0
    assert services.start_run(**asked, option="A", basis=Basis.RELEASED).state == RunState.WAITING


def failed(programme: Programme, at, **how) -> PlanningRun:
    given = {"option": "B", "work": 60, "state": RunState.FAILED, "fault": "ratings_missing", **how}
    return PlanningRun.objects.create(
        programme=programme, programme_document=_text(programme), parts=[], by="planner", at=at, **given
    )


def test_failed_search_names_units_and_owner_and_leads_to_what_can_work(programme, at, visit) -> None:
    run = failed(programme, at)

    page = visit("planner", "en").get(f"/plan/runs/{run.pk}").text

    name = read_problem_text(run.programme_document).names["u-ly-ct-1"]["en"]
    assert [
        it in page for it in ("Whose ratings are missing", "Libya", name, "Plan again, for coverage")
    ] == [True] * 4
    assert 'href="/plan/new?option=A&amp;work=60&amp;basis=released"' in page


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.BROKEN_OFF, RunState.CANCELLED])
def test_search_without_a_plan_can_be_asked_for_again(visit, at, state) -> None:
    plan = PlanVersion.objects.get(number=1)
    run = PlanningRun.objects.create(
        programme=plan.programme, option="C-cost", work=120, baseline=plan, state=state, fault="no_plan_in_time",
        programme_document=plan.programme_document, by="planner", at=at,
    )  # fmt: skip
    address = '/plan/new?option=C-cost&amp;work=120&amp;baseline=1&amp;basis=own"'

    page = visit("planner", "en").get(f"/plan/runs/{run.pk}").text
    reader = visit("director", "en")

    assert (address in page, "Whose ratings" in page) == (True, False)
    assert reader.get(address.replace("&amp;", "&").strip('"')).context["form"]["baseline"].value() == "1"


def test_many_units_are_counted_and_unseen_ones_stay_unnamed(programme, person, at) -> None:
    part = without_ratings(released()["ly"])
    keep("ly", part, at + timedelta(hours=1), is_own=False)
    run = failed(programme, at)
    problem = read_problem_text(run.programme_document)
    count = sum(it.party == "ly" for it in problem.units.values())

    (joint,) = unrated_of(run, person("planner"))
    assert (len(joint.units), joint.left_out) == (min(count, MOST_TOLD), max(count - MOST_TOLD, 0))

    from tansiq.organisations.models import Unit

    Unit.objects.filter(owner="ly").update(released_to="")
    (seen,) = unrated(problem, person("school"))
    assert (seen.units, seen.left_out) == ((), count)
