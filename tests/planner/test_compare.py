"""What changes between two plans of the small world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.check.breaking import SMALL, broken
from planner.small_world import (
    FIELD,
    FRENCH,
    LAW_1,
    LAW_2,
    LAW_3,
    MAP,
    MINES,
    PATROL_1,
    PATROL_2,
    TEACH,
    lawful_plan,
)

from tansiq_planner.compare import (
    CostEffect,
    MovedEdition,
    MovedExercise,
    RequestEffect,
    SeatsChange,
    UnitEffect,
    compare,
)
from tansiq_planner.solution import Plan


def compared(**changes):
    return compare(SMALL, lawful_plan(), broken(**changes).plan)


def test_a_plan_is_the_same_as_itself():
    found = compared()

    assert found.is_same
    assert found.kept == lawful_plan().editions
    assert found.kept_exercises == (MAP, FIELD)
    assert (found.requests, [effect for effect in found.units if effect.is_change]) == ((), [])
    assert [effect for effect in found.costs if effect.before != effect.after] == []


def test_an_edition_on_another_day_has_moved():
    later = replace(FRENCH, start=date(2026, 8, 9))
    found = compared(swap=[(FRENCH, later)])

    assert found.moved == (MovedEdition(FRENCH, later),)
    assert (found.added, found.removed, found.seats) == ((), (), ())
    assert not found.is_same


def test_the_nearest_day_at_the_same_venue_is_taken_first():
    near, far = replace(LAW_2, start=date(2026, 4, 19)), replace(LAW_1, start=date(2026, 5, 24))
    found = compared(swap=[(LAW_2, near), (LAW_1, far)])

    assert found.moved == (MovedEdition(LAW_2, near), MovedEdition(LAW_1, far))


def test_an_edition_at_another_venue_has_moved_with_its_people():
    elsewhere = replace(LAW_1, venue="base", start=date(2026, 2, 22))
    found = compared(swap=[(LAW_1, elsewhere)])

    assert found.moved == (MovedEdition(LAW_1, elsewhere),)


def test_at_another_venue_the_most_shared_seats_are_taken_first():
    old_1 = replace(LAW_1, seats={"law-border": 6})
    old_2 = replace(LAW_2, seats={"law-border": 2, "law-cadre": 4})
    new_1 = replace(LAW_3, start=date(2026, 4, 12), seats={"law-cadre": 4})
    new_2 = replace(LAW_3, start=date(2026, 6, 7), seats={"law-border": 6})
    found = compare(SMALL, Plan.of([old_1, old_2], []), Plan.of([new_1, new_2], []))

    assert found.moved == (MovedEdition(old_1, new_2), MovedEdition(old_2, new_1))
    assert found.seats == (SeatsChange(new_1.id, "law-border", 2, 0),)


def test_other_people_at_another_venue_are_another_edition():
    old, new = replace(LAW_1, seats={"law-border": 6}), replace(LAW_3, seats={"law-cadre": 6})
    found = compare(SMALL, Plan.of([old], []), Plan.of([new], []))

    assert (found.moved, found.added, found.removed) == ((), (new,), (old,))


def test_added_and_removed_editions_and_exercises():
    less = compared(drop=[PATROL_2, FIELD])
    more = compare(SMALL, broken(drop=[PATROL_2, FIELD]).plan, lawful_plan())

    assert (less.removed, less.removed_exercises) == ((PATROL_2,), (FIELD,))
    assert (less.added, less.added_exercises) == ((), ())
    assert (more.added, more.added_exercises) == ((PATROL_2,), (FIELD,))
    assert (more.removed, more.removed_exercises) == ((), ())


def test_seats_and_instructors_change_within_a_kept_edition():
    smaller = replace(LAW_2, seats={"law-border": 4, "law-cadre": 1}, instructors={"north-staff": 1})
    found = compared(swap=[(LAW_2, smaller)])

    assert found.seats == (
        SeatsChange(LAW_2.id, "law-border-late", 2, 0),
        SeatsChange(LAW_2.id, "law-cadre", 0, 1),
    )
    assert found.restaffed == (smaller,)
    assert found.requests == (RequestEffect("law-border-late", 4, 2), RequestEffect("law-cadre", 6, 7))


def test_an_exercise_moves_or_only_its_conferences_do():
    moved = replace(MAP, start=date(2026, 11, 3))
    prepared = replace(FIELD, conferences={**FIELD.conferences, "fpc": date(2027, 3, 9)})
    found = compared(swap=[(MAP, moved), (FIELD, prepared)])

    assert found.moved_exercises == (MovedExercise(MAP, moved),)
    assert found.kept_exercises == found.rescheduled == (prepared,)


def test_units_lose_seats_task_months_and_gain_untrained_dates():
    before, after = lawful_plan(), broken(drop=[TEACH, MINES]).plan
    effects = {effect.unit: effect for effect in compare(SMALL, before, after).units}

    assert not effects["u-border"].is_change
    assert effects["u-cadre"] == UnitEffect("u-cadre", 17, 10, 44, 44 - 4 * 3 - 2 * 2, 0, 3)


def test_costs_by_line_and_year():
    found = compared(drop=[PATROL_1, FIELD])

    assert [effect for effect in found.costs if effect.before != effect.after] == [
        CostEffect("l-exercise", "joint", "exercise", 2027, 30_000, 0),
        CostEffect("l-instruction", "north", "instruction", 2026, 16_900, 16_900 - 5_600),
        CostEffect(None, "north", "lodging", 2026, 360, 120),
        CostEffect("l-allowance", "south", "allowance", 2026, 720, 240),
        CostEffect("l-travel", "south", "travel", 2026, 1_100, 300),
    ]


def test_a_broken_plan_is_compared_too():
    stray = replace(LAW_1, course="astronomy", seats={"nobody": -3})
    found = compare(SMALL, Plan((stray, stray)), Plan((stray,)))

    assert found.kept == (stray,)
    assert found.requests == ()
