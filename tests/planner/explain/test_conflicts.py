"""Locks that cannot hold together: the smallest sets, the rules between them with place and figures, and nothing else."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from planner.small_world import small_problem

from tansiq_planner.calendar import Window
from tansiq_planner.check import check
from tansiq_planner.conflict import Conflict
from tansiq_planner.errors import CannotPlanError
from tansiq_planner.explain import conflicts
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Lock, Problem, SeatsLock
from tansiq_planner.result import Settings
from tansiq_planner.rules import Violation
from tansiq_planner.solution import Plan
from tansiq_planner.solve import solve


def judge(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    return check(problem, plan).violations


def found(problem: Problem, *locks: Lock) -> tuple[Conflict, ...]:
    return conflicts(replace(problem, locks=locks), judge)


def said(conflict: Conflict) -> tuple[list[str], list[tuple[str, str, dict[str, str], dict[str, object]]]]:
    """Give the ids of the locks, and rule, code, place and figures of each rule."""
    rules = [(it.rule.value, it.code, dict(it.place), dict(it.figures)) for it in conflict.rules]
    return [lock.id for lock in conflict.locks], rules


def can_hold(problem: Problem, locks: tuple[Lock, ...]) -> bool:
    return maximise(Master(replace(problem, locks=locks)).model, {}, work=20.0).values is not None


def law(name: str, start: date, venue: str = "camp", **seats: int) -> EditionLock:
    given = {request.replace("_", "-"): count for request, count in seats.items()}
    return EditionLock(name, "law", venue, start, given)


def test_a_lock_before_the_first_course_day_names_that_rule() -> None:
    (conflict,) = found(small_problem(), law("l", date(2026, 2, 8)))

    first = {"found": date(2026, 2, 8), "allowed": date(2026, 2, 15)}
    assert said(conflict) == (
        ["l"],
        [("R02", "before_first_course_day", {"edition": "law@camp@2026-02-08"}, first)],
    )


def test_a_lock_outside_its_accord_names_the_accord() -> None:
    problem = small_problem()
    training = replace(problem.accords["a-training"], valid_until=date(2026, 5, 31))
    ending = replace(problem, accords={**problem.accords, "a-training": training})

    (conflict,) = found(ending, law("l", date(2026, 6, 7)))

    days = {"found": date(2026, 6, 11), "allowed": date(2026, 5, 31)}
    place = {"edition": "law@camp@2026-06-07", "accord": "a-training"}
    assert said(conflict) == (["l"], [("R01", "after_validity", place, days)])


def test_seats_locked_above_the_ceiling_name_it() -> None:
    (conflict,) = found(small_problem(), law("l", date(2026, 2, 15), law_border=9, law_border_late=3))

    over = ("R06", "locks_need", {"unit": "u-border", "week": "2026-02-15"}, {"found": 12, "allowed": 10})
    assert said(conflict) == (["l"], [over])


def test_a_class_that_cannot_be_filled_names_its_smallest_size_and_who_cannot_come() -> None:
    problem = small_problem()
    requests = {name: it for name, it in problem.requests.items() if name == "patrol-border"}
    rotation = Window(date(2026, 4, 26), date(2026, 5, 2))
    unit = replace(problem.units["u-border"], not_available=(rotation,))
    away = replace(problem, requests=requests, units={**problem.units, "u-border": unit})

    (conflict,) = found(away, EditionLock("l", "patrol", "school", date(2026, 4, 26)))

    assert [(it.rule.value, it.code) for it in conflict.rules] == [
        ("R07", "too_few"),
        ("R05", "unit_not_available"),
    ]


def test_an_exercise_locked_across_a_holiday_names_it() -> None:
    (conflict,) = found(small_problem(), ExerciseLock("l", "map", date(2026, 11, 9)))

    place = {"exercise": "map", "party": "south", "holiday": "liberation_day"}
    assert [(it.rule.value, it.code, it.place) for it in conflict.rules] == [
        ("R15", "holiday_between", place)
    ]


def test_a_lock_in_a_closed_span_names_the_span_as_the_other_lock() -> None:
    span = Blackout("b", Window(date(2026, 2, 15), date(2026, 2, 20)))

    (conflict,) = found(small_problem(), law("l", date(2026, 2, 15)), span)

    assert ([it.id for it in conflict.locks], [it.code for it in conflict.rules]) == (
        ["l", "b"],
        ["in_closed_span"],
    )


def test_two_editions_in_one_venue_week_beyond_its_capacity_conflict() -> None:
    problem = small_problem()
    small = replace(problem, venues={**problem.venues, "camp": replace(problem.venues["camp"], capacity=5)})
    french = EditionLock("f", "french", "camp", date(2026, 4, 12))

    (conflict,) = found(small, law("l", date(2026, 4, 12)), french, law("other", date(2026, 3, 1)))

    assert sorted(it.id for it in conflict.locks) == ["f", "l"]
    assert [it for it in said(conflict)[1] if it[0] == "R10"] == [
        ("R10", "locks_need", {"venue": "camp", "week": "2026-04-12"}, {"found": 6, "allowed": 5})
    ]
    assert {(it[0], it[2]["course"]) for it in said(conflict)[1] if it[0] == "R07"} == {
        ("R07", "law"),
        ("R07", "french"),
    }
    assert conflict.confirmed


def test_four_editions_of_a_course_held_thrice_a_year_conflict() -> None:
    locks = [law(f"l{week}", date(2026, 3, 1 + 7 * week)) for week in range(4)]

    (conflict,) = found(small_problem(), *locks)

    figures = {"found": 4, "allowed": 3}
    assert said(conflict) == (
        ["l0", "l1", "l2", "l3"],
        [("R08", "locks_need", {"course": "law", "year": "2026"}, figures)],
    )


def test_a_course_locked_before_what_it_builds_on_names_the_chain() -> None:
    (conflict,) = found(small_problem(), EditionLock("l", "patrol", "school", date(2026, 2, 15)))

    assert said(conflict) == (
        ["l"],
        [
            ("R07", "locks_need", {"course": "patrol"}, {"at_least": 4, "at_most": 10}),
            (
                "R11",
                "locks_need",
                {"unit": "u-border", "course": "patrol", "day": "2026-02-15"},
                {"missing": 4},
            ),
            ("R02", "before_first_day", {}, {"allowed": date(2026, 2, 15)}),
        ],
    )


def test_an_exercise_whose_forerunner_is_closed_out_conflicts_with_the_span() -> None:
    span = Blackout("b", Window(date(2026, 10, 1), date(2026, 12, 20)), exercises=True)
    idle = Blackout("idle", Window(date(2027, 6, 1), date(2027, 6, 20)), exercises=True)

    (conflict,) = found(small_problem(), ExerciseLock("l", "field", date(2027, 4, 12)), span, idle)

    assert [it.id for it in conflict.locks] == ["l", "b"]
    assert ("R16", "locks_need", {"exercise": "field", "before": "map"}, {}) in said(conflict)[1]


def test_locks_that_can_hold_have_no_conflict() -> None:
    assert found(small_problem(), law("l", date(2026, 2, 15)), SeatsLock("s", "law-cadre", 6)) == ()


@pytest.mark.parametrize(
    "locks",
    [
        tuple(law(f"l{week}", date(2026, 3, 1 + 7 * week)) for week in range(5)),
        (law("a", date(2026, 4, 12), law_border=6), law("b", date(2026, 4, 19), law_border=6)),
        (
            law("a", date(2026, 4, 12), law_border=6),
            law("b", date(2026, 4, 12), "base", law_border_late=4, law_cadre=6),
            EditionLock("c", "patrol", "school", date(2026, 4, 12), {"patrol-border": 8}),
        ),
    ],
)
def test_without_any_one_of_its_locks_the_others_of_a_conflict_can_hold(locks: tuple[Lock, ...]) -> None:
    problem = small_problem()

    told = found(problem, *locks)

    assert told != ()
    assert not any(can_hold(problem, it.locks) for it in told)
    assert all(
        can_hold(problem, tuple(other for other in it.locks if other is not lock))
        for it in told
        for lock in it.locks
    )
    assert all(it.confirmed and 0 < len(it.rules) <= 5 for it in told)


def test_two_separate_conflicts_are_both_told() -> None:
    four = [law(f"l{week}", date(2026, 3, 1 + 7 * week)) for week in range(4)]
    chain = EditionLock("p", "patrol", "school", date(2026, 2, 15))

    told = found(small_problem(), law("early", date(2026, 2, 8)), chain, *four)

    assert [sorted(lock.id for lock in it.locks) for it in told[:1]] == [["early"]]
    assert sorted(len(it.locks) for it in told[1:]) == [1, 4]


def test_a_solver_that_dies_leaves_what_was_found_without_it() -> None:
    four = [law(f"l{week}", date(2026, 3, 1 + 7 * week)) for week in range(4)]
    problem = replace(small_problem(), locks=(law("early", date(2026, 2, 8)), *four))

    def kill() -> bool:
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # a process that has just ended
                fields = entry.read_text().rsplit(")", 1)[1].split()
                if fields[1] == str(os.getpid()) and fields[0] != "Z":
                    os.kill(int(entry.parent.name), signal.SIGKILL)
        return False

    told = conflicts(problem, judge, cancelled=kill)

    assert [[lock.id for lock in it.locks] for it in told] == [["early"]]


def test_planning_with_such_locks_is_refused_with_the_conflict() -> None:
    problem = replace(small_problem(), locks=(law("l", date(2026, 2, 8)),))

    with pytest.raises(CannotPlanError) as refused:
        solve(problem, Settings(option="A", work=2))

    assert refused.value.code == "locks_conflict"
    assert [[lock.id for lock in it.locks] for it in refused.value.conflicts] == [["l"]]


def test_two_courses_planted_at_one_border_school_conflict(example_problem: Problem) -> None:
    school = replace(example_problem.venues["v-dz-border"], capacity=20)
    problem = replace(example_problem, venues={**example_problem.venues, school.id: school})
    start = date(2025, 11, 2)
    locks = [EditionLock(name, name, school.id, start) for name in ("crs-bg-101", "crs-bg-102")]

    (conflict,) = found(problem, *locks)

    assert said(conflict) == (
        ["crs-bg-101", "crs-bg-102"],
        [
            ("R07", "locks_need", {"course": "crs-bg-101"}, {"at_least": 12, "at_most": 20}),
            ("R07", "locks_need", {"course": "crs-bg-102"}, {"at_least": 15, "at_most": 30}),
            (
                "R10",
                "locks_need",
                {"venue": "v-dz-border", "week": "2025-11-02"},
                {"found": 27, "allowed": 20},
            ),
        ],
    )
    assert conflict.confirmed


def test_seats_planted_above_the_trap_of_rq_006_name_ceiling_and_class(example_problem: Problem) -> None:
    (conflict,) = found(example_problem, SeatsLock("l", "rq-006", 10))

    assert {it.rule.value for it in conflict.rules} == {"R06", "R07", "R13"}
    assert [(it.place, it.figures) for it in conflict.rules if it.rule.value == "R06"] == [
        ({"unit": "u-ly-stf"}, {"allowed": 9})
    ]


def test_a_seat_planted_for_rq_055_names_season_and_rotation(example_problem: Problem) -> None:
    (conflict,) = found(example_problem, SeatsLock("l", "rq-055", 1))

    assert {it.rule.value for it in conflict.rules} == {"R03", "R05"}


def test_an_exercise_planted_on_a_day_of_rest_names_whose_it_is(example_problem: Problem) -> None:
    (conflict,) = found(example_problem, ExerciseLock("l", "ex-26-cpx", date(2026, 4, 6)))

    assert [(it.rule.value, it.code, it.place["party"]) for it in conflict.rules] == [
        ("R15", "last_day_not_working", "dz"),
        ("R15", "last_day_not_working", "ly"),
    ]
