"""Limits that are just met are lawful: the day before, the last seat, the last coin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planner.check.breaking import SMALL, broken, with_
from planner.check.breaks_of_exercises import RICH, field_with, map_on
from planner.small_world import FIELD, LAW_1, LAW_2, LAW_3, MAP, PATROL_2, TEACH, lawful_plan

from tansiq_planner.calendar import Horizon, Ramadan, Window, YearlyWindow
from tansiq_planner.check import check
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, SeatsLock
from tansiq_planner.solution import Plan

BEFORE_PATROL_1, AFTER_PATROL_1 = date(2026, 4, 25), date(2026, 5, 15)
AROUND = (Window(date(2026, 4, 20), BEFORE_PATROL_1), Window(AFTER_PATROL_1, date(2026, 5, 20)))
AROUND_YEARLY = (YearlyWindow((4, 20), (4, 25)), YearlyWindow((5, 15), (5, 20)))
SUNDAY_MAP = replace(map_on(date(2027, 4, 11)), conferences=MAP.conferences)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            broken(problem=with_(accords={"a-training": {"in_force_on": date(2026, 2, 15)}})),
            id="R01 first day",
        ),
        pytest.param(
            broken(problem=with_(accords={"a-training": {"valid_until": date(2027, 4, 15)}})),
            id="R01 last day",
        ),
        pytest.param(
            broken(problem=replace(SMALL, horizon=Horizon(date(2026, 2, 15), date(2027, 4, 15)))),
            id="R02 horizon",
        ),
        pytest.param(
            broken(problem=replace(SMALL, horizon=Horizon(date(2026, 1, 4), date(2027, 3, 4))), drop=[FIELD]),
            id="R02 last Thursday",
        ),
        pytest.param(broken(problem=replace(SMALL, as_of=date(2026, 2, 15))), id="R02 as_of"),
        pytest.param(broken(problem=with_(courses={"patrol": {"closed": AROUND_YEARLY}})), id="R03 closed"),
        pytest.param(
            broken(problem=with_(courses={"mines": {"start_only": (YearlyWindow((9, 13), (9, 13)),)}})),
            id="R03 start",
        ),
        pytest.param(
            broken(
                problem=with_(
                    calendars={
                        "south": {"ramadan": tuple(Ramadan(window, confirmed=True) for window in AROUND)},
                        "north": {"ramadan": tuple(Ramadan(window, confirmed=True) for window in AROUND)},
                    }
                )
            ),
            id="R04",
        ),
        pytest.param(broken(problem=with_(units={"u-border": {"not_available": AROUND}})), id="R05"),
        pytest.param(broken(problem=with_(courses={"law": {"seats_max": 10}})), id="R07 largest"),
        pytest.param(broken(problem=with_(courses={"patrol": {"seats_min": 6}})), id="R07 smallest"),
        pytest.param(broken(problem=with_(venues={"camp": {"capacity": 10}})), id="R10"),
        pytest.param(
            broken(problem=with_(requests={"patrol-border-27": {"by": date(2027, 3, 4)}})), id="R13"
        ),
        pytest.param(broken(problem=with_(lines={"l-language": {"by_year": {2026: 3_400}}})), id="R14"),
        pytest.param(
            broken(
                problem=with_(exercises={"map": {"window": Window(date(2026, 11, 2), date(2026, 11, 4))}})
            ),
            id="R15 window",
        ),
        pytest.param(
            broken(
                problem=with_(exercises={"map": {"conduct_days": 1}}), swap=[(MAP, map_on(date(2026, 11, 9)))]
            ),
            id="R15 a single day beside a holiday",
        ),
        pytest.param(
            broken(
                problem=with_(
                    RICH,
                    exercises={
                        "map": {"conduct_days": 1, "window": Window(date(2026, 10, 18), date(2027, 4, 30))}
                    },
                ),
                swap=[(MAP, SUNDAY_MAP)],
            ),
            id="R16 the day before, and R18 with forty of forty",
        ),
        pytest.param(
            broken(
                problem=with_(
                    exercises={
                        "map": {
                            "preconditions": (replace(SMALL.exercises["map"].preconditions[0], seats=14),)
                        }
                    }
                )
            ),
            id="R17",
        ),
        pytest.param(broken(swap=[(MAP, map_on(MAP.start, fpc=date(2026, 10, 12)))]), id="R19 lead time"),
        pytest.param(broken(swap=[(FIELD, field_with(mpc=date(2026, 11, 19)))]), id="R19 the day after"),
        pytest.param(
            broken(
                problem=replace(SMALL, as_of=date(2026, 2, 2)),
                swap=[(MAP, map_on(MAP.start, ipc=date(2026, 2, 2)))],
            ),
            id="R19 as_of",
        ),
        pytest.param(
            broken(problem=replace(SMALL, as_of=MAP.start, baseline=lawful_plan())),
            id="R02 exercise on as_of",
        ),
        pytest.param(
            broken(
                problem=replace(
                    SMALL,
                    locks=(
                        SeatsLock("k1", "law-border", 10),
                        EditionLock("k2", "law", "camp", LAW_1.start, {"law-border": 6}),
                        ExerciseLock("k3", "map", MAP.start),
                    ),
                )
            ),
            id="R20 locks kept",
        ),
        pytest.param(
            broken(
                problem=replace(
                    SMALL,
                    locks=(
                        Blackout(
                            "k1",
                            Window(date(2026, 8, 1), date(2026, 8, 30)),
                            frozenset({"law"}),
                            exercises=True,
                        ),
                        Blackout("k2", Window(date(2026, 11, 1), date(2026, 11, 30))),
                        Blackout("k3", Window(date(2026, 11, 5), date(2026, 11, 9)), exercises=True),
                        Blackout("k4", Window(date(2026, 10, 11), date(2026, 11, 1)), exercises=True),
                    ),
                )
            ),
            id="R20 spans beside, of other courses, without exercises",
        ),
    ],
)
def test_a_limit_just_met_is_lawful(case):
    assert check(case.problem, case.plan).violations == ()


def test_an_exercise_may_start_on_the_first_day_of_the_horizon():
    late = with_(exercises={"map": {"preconditions": ()}})
    late = replace(late, horizon=Horizon(date(2026, 10, 25), SMALL.horizon.last))
    first_day = map_on(date(2026, 10, 25), ipc=date(2026, 8, 26), fpc=date(2026, 9, 30))

    assert codes(late, Plan.of([], [first_day])) == []


def codes(problem, plan):
    return [f"{it.rule} {it.code}" for it in check(problem, plan).violations]


def test_one_instructor_of_a_pool_of_one_cannot_teach_twice_in_a_week():
    ready = with_(units={"u-cadre": {"already_qualified": {"law": 4}}})
    twice = Plan.of([LAW_1, replace(TEACH, start=date(2026, 2, 15))], [])

    assert codes(ready, twice) == ["R09 over_capacity"]


def test_one_new_instructor_is_one_too_many_beside_a_begun_edition():
    begun = replace(SMALL, as_of=date(2026, 3, 15), baseline=Plan.of([LAW_1, TEACH], []))
    beside = replace(LAW_3, start=date(2026, 3, 15), instructors={"north-staff": 1})

    assert codes(begun, broken(swap=[(LAW_3, beside)]).plan) == ["R09 over_capacity"]


def test_one_person_without_the_prerequisite_is_one_too_many():
    single = with_(courses={"patrol": {"seats_min": 1}})
    plan = Plan.of([replace(PATROL_2, seats={"patrol-border-27": 1})], [])

    assert codes(single, plan) == ["R11 too_few_graduates"]


def test_one_late_person_is_late_and_nobody_is_not():
    early = with_(requests={"law-cadre": {"by": date(2026, 2, 18)}})
    one = replace(LAW_1, seats={"law-border": 6, "law-cadre": 1})
    none = replace(LAW_1, seats={"law-border": 6, "law-cadre": 0})

    assert codes(early, Plan.of([one], [])) == ["R13 after_by_date"]
    assert codes(early, Plan.of([none], [])) == ["R07 seats_not_positive"]


def test_nobody_is_not_away():
    away = with_(units={"u-cadre": {"not_available": (Window(LAW_1.start, LAW_1.start),)}})
    none = replace(LAW_1, seats={"law-border": 6, "law-cadre": 0})

    assert codes(away, Plan.of([none], [])) == ["R07 seats_not_positive"]


def test_graduates_of_the_very_day_are_a_day_too_late_for_an_exercise():
    whole = Window(date(2026, 2, 1), date(2026, 11, 30))
    sudden = {"window": whole, "conduct_days": 1, "conferences": {}}
    ready = replace(SMALL.exercises["map"].preconditions[0], seats=6)
    problem = with_(exercises={"map": {**sudden, "preconditions": (ready,)}})
    thursday, sunday = replace(MAP, start=date(2026, 2, 19)), replace(MAP, start=date(2026, 2, 22))

    assert codes(problem, Plan.of([LAW_1], [replace(thursday, conferences={})])) == ["R17 too_few_graduates"]
    assert codes(problem, Plan.of([LAW_1], [replace(sunday, conferences={})])) == []


def test_the_first_week_is_judged():
    problem = replace(
        with_(venues={"camp": {"capacity": 9}}), horizon=Horizon(LAW_1.start, SMALL.horizon.last)
    )

    assert codes(problem, Plan.of([LAW_1], [])) == ["R10 over_capacity"]


def test_already_qualified_people_count_for_courses_and_exercises():
    """Nobody has to pass the course in law again, for the next course or for the exercise."""
    ready = with_(
        units={"u-cadre": {"already_qualified": {"law": 4}}, "u-border": {"already_qualified": {"law": 8}}}
    )

    assert codes(ready, Plan.of([TEACH], [MAP])) == []
    assert codes(SMALL, Plan.of([TEACH], [MAP])) == ["R11 too_few_graduates", "R17 too_few_graduates"]


def test_a_party_that_speaks_the_language_needs_no_preparation():
    bilingual = with_(parties={"south": {"languages": frozenset({"ar", "fr"})}})
    alone = Plan.of([edition for edition in lawful_plan().editions if edition.course == "mines"], [])

    assert codes(bilingual, alone) == []
    assert codes(SMALL, alone) == ["R12 too_few_prepared"]


def test_limits_that_were_not_released_bind_nothing():
    open_ = with_(units={"u-border": {"headcount": None}})
    crowded = replace(LAW_2, start=LAW_1.start, venue="base", seats={"law-border": 4, "law-border-late": 4})

    assert [
        code for code in codes(open_, broken(swap=[(LAW_2, crowded)]).plan) if code[:3] in {"R06", "R18"}
    ] == []
    assert [
        code for code in codes(SMALL, broken(swap=[(LAW_2, crowded)]).plan) if code[:3] in {"R06", "R18"}
    ] == ["R06 over_ceiling"]
