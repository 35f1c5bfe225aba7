"""The checker gives a report for every plan, and the same one 28 years later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planner.check import breaks_of_editions, breaks_of_exercises, breaks_of_people
from planner.check.breaks_of_exercises import BEGUN_MAP, begun_world
from planner.small_world import lawful_plan, small_problem
from planner.years_later import shifted

from tansiq_planner.check import CODES, check
from tansiq_planner.solution import Edition, HeldExercise, Plan

PROBLEM = small_problem()
WORLDS = [PROBLEM, begun_world(BEGUN_MAP).problem]
CODE_TABLE = {(code.rule, code.code): (set(code.place), set(code.figures)) for code in CODES}

NUMBERS = st.one_of(st.integers(-5, 60), st.integers())
DAYS = st.one_of(
    st.dates(),
    st.dates(date(2025, 12, 1), date(2028, 1, 31)),
    st.sampled_from([date.min, date.max, date(2026, 2, 15), date(2027, 4, 12)]),
)


def ids(known):
    return st.sampled_from([*known, "nobody", ""])


EDITIONS = st.builds(
    Edition,
    course=ids(PROBLEM.courses),
    venue=ids(PROBLEM.venues),
    start=DAYS,
    seats=st.dictionaries(ids(PROBLEM.requests), NUMBERS, max_size=4),
    instructors=st.dictionaries(ids(PROBLEM.pools), NUMBERS, max_size=2),
)
EXERCISES = st.builds(
    HeldExercise,
    exercise=ids(PROBLEM.exercises),
    start=DAYS,
    conferences=st.dictionaries(st.sampled_from(["ipc", "mpc", "fpc", "party"]), DAYS, max_size=4),
)
PARTS = st.tuples(st.lists(EDITIONS, max_size=5), st.lists(EXERCISES, max_size=3))


@settings(max_examples=150, deadline=None)
@given(parts=PARTS, again=st.booleans(), world=st.sampled_from(WORLDS))
def test_a_broken_plan_gets_a_report(parts, again, world):
    editions, exercises = parts
    plan = Plan(tuple(editions * (1 + again)), tuple(exercises * (1 + again)))

    report = check(world, plan)

    assert [it for it in report.violations if (it.rule, it.code) not in CODE_TABLE] == []
    assert [(set(it.place), set(it.figures)) for it in report.violations] == [
        CODE_TABLE[it.rule, it.code] for it in report.violations
    ]
    unknown = any(edition.course not in world.courses for edition in plan.editions)
    assert ("R01", "unknown_course") in {(it.rule, it.code) for it in report.violations} or not unknown


def years_later(violation):
    moved = shifted(violation)
    if "year" not in moved.place:
        return moved
    return replace(moved, place={**moved.place, "year": str(int(moved.place["year"]) + 28)})


CASES = breaks_of_editions.BREAKS | breaks_of_people.BREAKS | breaks_of_exercises.BREAKS


def test_a_lawful_plan_is_lawful_28_years_later_with_the_same_score():
    now, later = check(PROBLEM, lawful_plan()), check(shifted(PROBLEM), shifted(lawful_plan()))

    assert later.violations == ()
    assert later.score == shifted(now.score)


@pytest.mark.parametrize("name", CASES)
def test_a_break_is_the_same_28_years_later(name):
    case = CASES[name]
    now, later = check(case.problem, case.plan), check(shifted(case.problem), shifted(case.plan))

    assert later.violations == tuple(years_later(violation) for violation in now.violations)
    assert later.score == shifted(now.score)
