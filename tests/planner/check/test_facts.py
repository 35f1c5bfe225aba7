"""What began before `as_of` is a fact: it is not judged, and nothing new may add to what it exceeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.check.breaking import SMALL, broken, with_
from planner.check.breaks_of_exercises import BEGUN, BEGUN_MAP, begun_world, changed
from planner.small_world import FIELD, LAW_1, LAW_2, MAP, PATROL_2, TEACH, lawful_plan

from tansiq_planner.calendar import Window
from tansiq_planner.check import check
from tansiq_planner.problem import Blackout
from tansiq_planner.solution import Plan

WHOLE_SPAN = Window(SMALL.horizon.first, SMALL.horizon.last)


def begun_with(**fields):
    """Give the begun world with a begun edition that breaks a rule by itself."""
    world = begun_world()
    fact = replace(BEGUN, **fields)
    problem = replace(world.problem, baseline=Plan.of([fact], []))
    return replace(changed(world, BEGUN, fact), problem=problem)


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(begun_world(), id="before the first course day, before as_of, late for its request"),
        pytest.param(begun_world(BEGUN_MAP), id="exercise outside its window with conferences long past"),
        pytest.param(begun_with(seats={"law-early": 1}), id="class too small"),
        pytest.param(begun_with(start=date(2026, 1, 19)), id="on a Monday"),
        pytest.param(begun_with(venue="school"), id="at a venue of other courses"),
        pytest.param(begun_with(instructors={"north-staff": 7}), id="more instructors than there are"),
        pytest.param(begun_with(start=date(2025, 12, 28)), id="before the horizon"),
        pytest.param(begun_with(seats={"law-early": 9}), id="more seats than asked, over the ceiling too"),
    ],
)
def test_a_fact_is_not_judged(world):
    rich = with_(world.problem, lines={"l-instruction": {"by_year": {2026: 30_000, 2027: 9_000}}})

    assert check(rich, world.plan).violations == ()


def test_a_closed_span_does_not_reach_back():
    world = begun_world()
    locked = replace(
        world.problem, locks=(Blackout("k", Window(BEGUN.start, date(2026, 1, 31)), exercises=True),)
    )

    assert check(locked, world.plan).is_lawful


def with_camp_at_three(as_of: date):
    changes = (
        replace(
            SMALL.venues["camp"].changes[0],
            window=Window(date(2026, 3, 15), date(2026, 3, 21)),
            capacity=3,
        ),
    )
    problem = with_(venues={"camp": {"changes": changes}})
    return replace(problem, as_of=as_of, baseline=Plan.of([LAW_1, TEACH], []))


def test_a_capacity_exceeded_by_facts_alone_is_lawful():
    assert check(with_camp_at_three(date(2026, 3, 15)), lawful_plan()).is_lawful


def test_the_same_capacity_exceeded_by_a_decision_is_not():
    report = check(with_camp_at_three(date(2026, 3, 8)), lawful_plan())

    assert [(it.rule, it.code, dict(it.place)) for it in report.violations] == [
        ("R10", "over_capacity", {"venue": "camp", "week": "2026-03-15"})
    ]


def test_money_overspent_by_facts_alone_is_lawful_and_lets_nothing_new_in():
    poor = with_(lines={"l-instruction": {"by_year": {2026: 100, 2027: 9_000}}})
    started = replace(poor, as_of=date(2026, 12, 31), baseline=lawful_plan())
    not_yet = replace(poor, as_of=date(2026, 9, 13), baseline=lawful_plan())

    assert [it.code for it in check(started, lawful_plan()).violations] == []
    assert [dict(it.figures) for it in check(not_yet, lawful_plan()).violations] == [
        {"found": 16_900, "allowed": 100, "carried": 0}
    ]


def test_a_conference_already_held_keeps_its_day_even_if_the_calendar_has_changed():
    held = replace(MAP, conferences={**MAP.conferences, "ipc": date(2026, 1, 30)})
    known = replace(SMALL, baseline=Plan.of([], [held]))

    assert check(known, broken(swap=[(MAP, held)]).plan).is_lawful


def test_new_people_may_start_only_when_those_who_began_are_covered_too():
    """Eight began the patrol course with six ready for it: a fact; six more would need fourteen."""
    law_1 = replace(LAW_1, seats={"law-cadre": 4})
    begun = broken(
        swap=[(LAW_1, law_1), (LAW_2, replace(LAW_2, seats={"law-border": 4}))], drop=[MAP, FIELD]
    ).plan
    problem = replace(SMALL, as_of=date(2026, 4, 27), baseline=begun)
    waiting = Plan.of([edition for edition in begun.editions if edition != PATROL_2], [])

    assert check(problem, waiting).is_lawful
    assert [(it.code, it.place["day"], dict(it.figures)) for it in check(problem, begun).violations] == [
        ("too_few_graduates", "2027-02-14", {"found": 14, "allowed": 6})
    ]
