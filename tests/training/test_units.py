"""Units: their list, their figures and absences, and what another party never sees of them."""

from datetime import date
from decimal import Decimal

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.organisations.models import Unit
from tansiq.training import queries, services
from tansiq.training.models import Request
from tansiq.training.services.units import AwayAlready, DaysOutOfOrder

UNIT = "u-ly-bg-n"


def version() -> int:
    return Unit.objects.get(code=UNIT).version


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["", f"{UNIT}/", f"{UNIT}/change", f"{UNIT}/absences/new"])
def test_page_opens_in_every_language(visit, language, page) -> None:
    answer = visit("director", language).get(f"/training/units/{page}")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 11])
def test_list_takes_the_same_queries_for_any_length(visit, django_assert_num_queries, rows) -> None:
    first = Unit.objects.order_by("pk").values_list("pk", flat=True)[:rows]
    Unit.objects.exclude(pk__in=list(first)).update(owner="tn", released_to="")
    browser = visit("director")

    with django_assert_num_queries(10):
        page = browser.get("/training/units/")

    assert len(page.context["page"].object_list) == rows


def test_list_is_filtered(person) -> None:
    found = {
        it.code
        for it in queries.units_listed(person("director"), party="ly", command="org-ly-ctf", text="Two")
    }

    assert found == {"u-ly-ct-2"}


def test_open_requests_that_a_person_does_not_see_are_not_counted(person) -> None:
    before = queries.units_listed(person("school")).get(code=UNIT).open_requests
    Request.objects.filter(unit__code=UNIT).update(released_to="")

    assert before > 0
    assert queries.units_listed(person("school")).get(code=UNIT).open_requests == 0
    assert queries.units_listed(person("director")).get(code=UNIT).open_requests == before


def test_other_party_sees_no_points_and_no_line_that_is_not_released(visit) -> None:
    page = visit("cooperation", "en").get(f"/training/units/{UNIT}/")

    assert page.status_code == 200
    assert page.context["tasks"] == []
    assert page.context["qualified"] == ()


def test_unit_that_is_not_released_is_not_there(visit) -> None:
    Unit.objects.filter(code=UNIT).update(released_to="")
    browser = visit("school")

    assert browser.get(f"/training/units/{UNIT}/").status_code == 404
    assert f"/units/{UNIT}/" not in browser.get("/training/units/").content.decode()


def test_points_are_for_those_who_read_readiness(visit) -> None:
    assert visit("director").get(f"/training/units/{UNIT}/").context["tasks"][0].reckoning.points == 38
    assert visit("idfad").get(f"/training/units/{UNIT}/").context["tasks"][0].reckoning is None


def test_figures_are_changed_once_by_two_people(person, at) -> None:
    changed = {
        "code": UNIT,
        "version": version(),
        "training_headcount": 80,
        "absent_share_at_most": Decimal("0.2"),
    }
    unit = services.change_unit(**changed, by=person("unit"), at=at)

    with pytest.raises(ChangedMeanwhile):
        services.change_unit(**{**changed, "training_headcount": 95}, by=person("director"), at=at)

    assert (unit.training_headcount, Unit.objects.get(code=UNIT).training_headcount) == (80, 80)


@pytest.mark.parametrize("username", ["school", "planner", "idfad"])
def test_figures_are_changed_by_its_own_party_only(person, at, username) -> None:
    with pytest.raises(NotAllowed):
        services.change_unit(
            code=UNIT,
            version=version(),
            training_headcount=1,
            absent_share_at_most=None,
            by=person(username),
            at=at,
        )


def test_absence_is_added_and_removed(person, at) -> None:
    absence = services.add_absence(
        code=UNIT, version=version(), first_on=date(2027, 2, 7), last_on=date(2027, 2, 20), why="rotation",
        by=person("unit"), at=at,
    )  # fmt: skip
    services.remove_absence(code=UNIT, version=version(), absence_id=absence.pk, by=person("unit"), at=at)

    assert Unit.objects.get(code=UNIT).absences.count() == 2


@pytest.mark.parametrize(
    ("first_on", "last_on", "error"),
    [
        (date(2027, 2, 7), date(2027, 2, 6), DaysOutOfOrder),
        (date(2025, 10, 4), date(2025, 10, 9), AwayAlready),
    ],
)
def test_absence_that_makes_no_sense_is_refused(person, at, first_on, last_on, error) -> None:
    with pytest.raises(error):
        services.add_absence(
            code=UNIT, version=version(), first_on=first_on, last_on=last_on, why="", by=person("unit"), at=at
        )


def test_absence_of_another_unit_is_not_removed(person, at) -> None:
    other = Unit.objects.get(code="u-ly-bg-c").absences.get()

    with pytest.raises(NotFound):
        services.remove_absence(code=UNIT, version=version(), absence_id=other.pk, by=person("unit"), at=at)


def test_share_above_one_is_refused(person, at) -> None:
    with pytest.raises(Refused):
        services.change_unit(
            code=UNIT,
            version=version(),
            training_headcount=1,
            absent_share_at_most=Decimal(2),
            by=person("unit"),
            at=at,
        )


def test_form_of_figures_keeps_the_share_as_percent(visit) -> None:
    browser = visit("unit", "en")
    given = {"training_headcount": "85", "absent_percent_at_most": "12.5", "version": version()}

    assert browser.post(f"/training/units/{UNIT}/change", given).status_code == 302
    assert Unit.objects.get(code=UNIT).absent_share_at_most == Decimal("0.125")
    again = browser.post(f"/training/units/{UNIT}/change", {**given, "training_headcount": "86"})
    assert "It was changed meanwhile" in again.content.decode()


def test_forged_version_changes_nothing(visit) -> None:
    absence = Unit.objects.get(code=UNIT).absences.first()

    answer = visit("unit").post(f"/training/units/{UNIT}/absences/{absence.pk}/remove", {"version": "x"})

    assert (answer.status_code, Unit.objects.get(code=UNIT).absences.count()) == (409, 2)


@pytest.mark.parametrize(("headcount", "status"), [("1", 200), ("", 302), ("500", 302)])
def test_headcount_below_what_an_exercise_asks_is_refused_on_the_form(
    visit, headcount: str, status: int
) -> None:
    before = Unit.objects.get(code=UNIT)
    given = {"training_headcount": headcount, "version": version()}

    page = visit("unit", "en").post(f"/training/units/{UNIT}/change", given)

    kept = Unit.objects.get(code=UNIT).training_headcount
    assert (page.status_code, kept == before.training_headcount) == (status, status == 200)
    assert (f"asks {before.asked_by_exercises} people of this unit" in page.text) == (status == 200)
