"""One break or more for each code of the rules of exercises and of what is fixed: R15 to R17, R19, R20."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.check.breaking import SMALL, Break, broken, with_
from planner.small_world import FIELD, LAW_1, LAW_2, MAP, TEACH, lawful_plan

from tansiq_planner.calendar import Window
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, SeatsLock
from tansiq_planner.solution import Edition, HeldExercise, Plan


def map_on(day: date, **conferences: date) -> HeldExercise:
    return replace(MAP, start=day, conferences={**MAP.conferences, **conferences})


def field_with(**conferences: date) -> HeldExercise:
    return replace(FIELD, conferences={**FIELD.conferences, **conferences})


RICH = with_(lines={"l-exercise": {"by_year": {2026: 20_000, 2027: 40_000}}})

DAYS = {
    "exercise twice": broken("R15 held_twice", problem=RICH, add=[map_on(date(2026, 11, 16))]),
    "a day before its window": broken(
        "R15 outside_window",
        problem=with_(exercises={"map": {"window": Window(date(2026, 11, 3), date(2026, 11, 30))}}),
    ),
    "first day a holiday": broken("R15 first_day_not_working", swap=[(MAP, map_on(date(2026, 11, 1)))]),
    "first day the weekend of an observer": broken(
        "R15 first_day_not_working", swap=[(FIELD, replace(FIELD, start=date(2027, 4, 11)))]
    ),
    "last day a Friday": broken("R15 last_day_not_working", swap=[(MAP, map_on(date(2026, 11, 11)))]),
    "holiday in the middle": broken("R15 holiday_between", swap=[(MAP, map_on(date(2026, 11, 9)))]),
    "predecessor never held": broken("R16 not_held", drop=[MAP]),
    "predecessor in the same week": broken(
        "R16 not_ended",
        problem=with_(RICH, exercises={"map": {"window": Window(date(2026, 10, 18), date(2027, 4, 30))}}),
        swap=[(MAP, map_on(date(2027, 4, 12)))],
    ),
    "predecessor on the same day": broken(
        "R16 not_ended",
        problem=with_(
            RICH,
            exercises={"map": {"conduct_days": 1, "window": Window(date(2026, 10, 18), date(2027, 4, 30))}},
        ),
        swap=[(MAP, map_on(date(2027, 4, 12)))],
    ),
    "two days of one holiday": broken(
        "R15 first_day_not_working",
        "R15 last_day_not_working",
        problem=with_(
            exercises={"map": {"conduct_days": 2, "window": Window(date(2026, 7, 1), date(2026, 11, 30))}}
        ),
        swap=[
            (MAP, map_on(date(2026, 7, 5), ipc=date(2026, 5, 6), fpc=date(2026, 6, 3))),
        ],
    ),
    "audience a graduate short": broken(
        "R17 too_few_graduates",
        problem=with_(
            exercises={
                "map": {"preconditions": (replace(SMALL.exercises["map"].preconditions[0], seats=15),)}
            }
        ),
    ),
    "exercise in the past": broken(
        "R02 exercise_before_as_of",
        problem=replace(
            SMALL,
            as_of=date(2026, 11, 3),
            baseline=Plan.of([*lawful_plan().editions], [map_on(date(2026, 11, 4)), FIELD]),
        ),
    ),
}

CONFERENCES = {
    "conference without a day": broken(
        "R19 missing", swap=[(MAP, replace(MAP, conferences={"ipc": date(2026, 9, 2)}))]
    ),
    "conference nobody asked for": broken(
        "R19 unknown_conference", swap=[(MAP, map_on(MAP.start, mpc=date(2026, 9, 9)))]
    ),
    "conference a day too late": broken(
        "R19 lead_too_short", swap=[(MAP, map_on(MAP.start, fpc=date(2026, 10, 13)))]
    ),
    "conference in the past": broken(
        "R19 before_as_of", swap=[(MAP, map_on(MAP.start, ipc=date(2026, 1, 28)))]
    ),
    "conference on a weekend": broken(
        "R19 not_a_working_day", swap=[(MAP, map_on(MAP.start, ipc=date(2026, 9, 4)))]
    ),
    "conference on a weekend that is as_of": broken(
        "R19 not_a_working_day",
        problem=replace(
            SMALL,
            as_of=date(2026, 9, 4),
            baseline=Plan.of([*lawful_plan().editions], [map_on(MAP.start, ipc=date(2026, 9, 4))]),
        ),
        swap=[(MAP, map_on(MAP.start, ipc=date(2026, 9, 4)))],
    ),
    "conferences on one day": broken("R19 out_of_order", swap=[(FIELD, field_with(mpc=date(2026, 11, 18)))]),
}

BEGUN = Edition("law", "camp", date(2026, 1, 18), {"law-early": 4}, {"north-staff": 1})
"""Before the first course day and before `as_of`: lawful only as a fact."""
BEGUN_MAP = HeldExercise("map", date(2026, 1, 26), {"ipc": date(2025, 12, 1), "fpc": date(2025, 11, 3)})


def begun_world(*exercises: HeldExercise) -> Break:
    """Add what has begun to problem and plan; the plan stays lawful."""
    problem = with_(
        courses={"law": {"editions_per_year": 4}},
        lines={"l-instruction": {"by_year": {2026: 18_040, 2027: 5_100}}},
    )
    early = replace(SMALL.requests["law-border"], id="law-early", seats=4, by=date(2026, 1, 1))
    problem = replace(
        problem, requests={**problem.requests, early.id: early}, baseline=Plan.of([BEGUN], [*exercises])
    )
    swap = [(MAP, held) for held in exercises]
    return broken(problem=problem, add=[BEGUN], swap=swap)


def without(world: Break, part: Edition | HeldExercise, *codes: str) -> Break:
    plan = Plan.of(
        [edition for edition in world.plan.editions if edition != part],
        [held for held in world.plan.exercises if held != part],
    )
    return Break(frozenset(codes), world.problem, plan)


def changed(world: Break, part: Edition | HeldExercise, new: Edition | HeldExercise, *codes: str) -> Break:
    less = without(world, part)
    editions = [*less.plan.editions, *([new] if isinstance(new, Edition) else [])]
    exercises = [*less.plan.exercises, *([new] if isinstance(new, HeldExercise) else [])]
    return Break(frozenset(codes), world.problem, Plan.of(editions, exercises))


def locked(*codes: str, lock: object, drop: tuple[HeldExercise, ...] = ()) -> Break:
    return broken(*codes, problem=replace(SMALL, locks=(lock,)), drop=drop)


AUGUST = Window(date(2026, 8, 27), date(2026, 8, 31))
LOCKS = {
    "locked edition on another day": locked(
        "R20 edition_missing", lock=EditionLock("k", "french", "camp", date(2026, 8, 9))
    ),
    "locked seats": locked(
        "R20 edition_seats", lock=EditionLock("k", "law", "camp", LAW_1.start, {"law-border": 5})
    ),
    "locked seats of a request that is not there": locked(
        "R20 edition_seats", lock=EditionLock("k", "law", "camp", LAW_1.start, {"law-border-late": 1})
    ),
    "locked exercise not held": locked(
        "R20 exercise_not_held", lock=ExerciseLock("k", "field", FIELD.start), drop=(FIELD,)
    ),
    "locked exercise moved": locked("R20 exercise_moved", lock=ExerciseLock("k", "field", date(2027, 4, 13))),
    "locked request": locked("R20 too_few_seats", lock=SeatsLock("k", "law-border", 11)),
    "course in a closed span": locked("R20 in_closed_span", lock=Blackout("k", AUGUST)),
    "named course in a closed span": locked(
        "R20 in_closed_span", lock=Blackout("k", AUGUST, frozenset({"french"}))
    ),
    "exercise in a closed span": locked(
        "R20 exercise_in_closed_span",
        lock=Blackout("k", Window(date(2026, 11, 4), date(2026, 11, 4)), frozenset(), exercises=True),
    ),
}

FACTS = {
    "begun edition left out": without(begun_world(), BEGUN, "R20 begun_edition_missing"),
    "begun edition changed": changed(
        begun_world(), BEGUN, replace(BEGUN, seats={"law-early": 3}), "R20 begun_edition_changed"
    ),
    "begun exercise left out": without(
        begun_world(BEGUN_MAP), BEGUN_MAP, "R20 begun_exercise_missing", "R16 not_held"
    ),
    "begun exercise moved": changed(begun_world(BEGUN_MAP), BEGUN_MAP, MAP, "R20 begun_exercise_changed"),
    "a decision on top of what has begun": broken(
        "R10 over_capacity",
        problem=replace(
            with_(
                venues={
                    "camp": {
                        "changes": (
                            replace(
                                SMALL.venues["camp"].changes[0],
                                window=Window(date(2026, 3, 15), date(2026, 3, 21)),
                                capacity=3,
                            ),
                        )
                    }
                }
            ),
            as_of=date(2026, 3, 15),
            baseline=Plan.of([LAW_1, TEACH], []),
        ),
        swap=[(LAW_2, replace(LAW_2, start=date(2026, 3, 15)))],
    ),
}

BREAKS: dict[str, Break] = DAYS | CONFERENCES | LOCKS | FACTS
