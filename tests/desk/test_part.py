"""A part of a plan: what concerns some units, told as the whole plan tells it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq_desk.page import OF_UNITS, Part, table
from tansiq_planner.matrix import Readiness
from tests.desk.example_plan import planned_example

PROBLEM, RESULT = planned_example("B")
UNITS = st.sets(st.sampled_from(sorted(PROBLEM.units)))


@given(units=UNITS, day=st.dates(PROBLEM.as_of, PROBLEM.horizon.last))
def test_readiness_of_a_part_is_that_of_the_whole(units: set[str], day: date) -> None:
    part = Part(PROBLEM, RESULT, units)

    whole = Readiness(PROBLEM, RESULT.plan).at(day)

    assert Readiness(part.their_problem, part.plan).at(day) == {
        key: cell for key, cell in whole.items() if key[0] in units
    }


@given(units=UNITS)
def test_part_holds_what_concerns_its_units_and_nothing_else(units: set[str]) -> None:
    part = Part(PROBLEM, RESULT, units)
    requests, exercises = PROBLEM.requests, PROBLEM.exercises

    assert part.plan.editions == tuple(
        it for it in RESULT.plan.editions if {requests[key].unit for key in it.seats} & units
    )
    assert part.exercises == {
        key for key, it in exercises.items() if {one.unit for one in it.participants} & units
    }
    assert {it.exercise for it in part.plan.exercises} == {
        it.exercise for it in RESULT.plan.exercises
    } & part.exercises
    assert {it.id for it in part.unplanned} == {
        it.id
        for it in RESULT.unplanned
        if (requests[it.id].unit in units if it.id in requests else it.id in part.exercises)
    }
    assert {it.unit for it in part.out_of_reach} == {it.unit for it in RESULT.out_of_reach} & units


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
@pytest.mark.parametrize("name", OF_UNITS)
def test_part_of_all_units_is_told_as_the_whole(name: str, lang: str) -> None:
    every = frozenset(PROBLEM.units)

    shown = table(name, Part(PROBLEM, RESULT, every), lang)

    assert len(shown) <= len(table(name, Part(PROBLEM, RESULT), lang))
    if name != "timeline":  # which leaves out, of a part, the venues and courses with nothing on them
        assert shown == table(name, Part(PROBLEM, RESULT), lang)


@pytest.mark.parametrize("name", OF_UNITS)
def test_part_of_no_unit_can_be_told(name: str) -> None:
    assert table(name, Part(PROBLEM, RESULT, frozenset()), "ar")
