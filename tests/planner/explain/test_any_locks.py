"""Whatever officers lock: what is told is a conflict, none of its locks is there in vain, and something is always told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from planner.small_world import lawful_plan, small_problem

from tansiq_planner.calendar import Window
from tansiq_planner.check import check
from tansiq_planner.conflict import Conflict
from tansiq_planner.explain import conflicts
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Lock, Problem, SeatsLock


def world(seed: int) -> Problem:
    """Give the small world; in every fourth, some of the plan has begun already."""
    problem = small_problem()
    return problem if seed % 4 else replace(problem, baseline=lawful_plan(), as_of=date(2026, 4, 20))


def any_locks(problem: Problem, seed: int) -> list[Lock]:
    draw = random.Random(seed)  # noqa: S311 - repeatable locks, no secret
    makers = (an_edition, an_edition, seats, an_exercise, a_span)
    return [draw.choice(makers)(problem, draw, f"l{number}") for number in range(draw.randint(1, 5))]


def an_edition(problem: Problem, draw: random.Random, name: str) -> Lock:
    course = draw.choice(list(problem.courses.values()))
    week = draw.randint(problem.horizon.week_of(problem.as_of), 60)
    asked = [it for it in problem.requests.values() if it.course == course.id]
    fixed = {it.id: draw.randint(1, it.seats) for it in asked if draw.random() < 0.2}
    return EditionLock(name, course.id, draw.choice(course.venues), problem.horizon.sunday(week), fixed)


def seats(problem: Problem, draw: random.Random, name: str) -> Lock:
    request = draw.choice(list(problem.requests.values()))
    return SeatsLock(name, request.id, draw.randint(1, request.seats))


def an_exercise(problem: Problem, draw: random.Random, name: str) -> Lock:
    exercise = draw.choice(list(problem.exercises.values()))
    return ExerciseLock(name, exercise.id, exercise.window.first + timedelta(draw.randint(0, 30)))


def a_span(problem: Problem, draw: random.Random, name: str) -> Lock:
    first = problem.horizon.sunday(draw.randint(8, 60))
    courses = draw.choice([None, frozenset({draw.choice(list(problem.courses))})])
    span = Window(first, first + timedelta(draw.randint(3, 120)))
    return Blackout(name, span, courses, exercises=draw.random() < 0.5)


def cannot(problem: Problem, locks: list[Lock]) -> bool:
    """Tell whether no plan at all holds the locks, by an exact search of the whole problem."""
    return maximise(Master(replace(problem, locks=tuple(locks))).model, {}, work=20.0).impossible


def told(problem: Problem, locks: list[Lock]) -> tuple[Conflict, ...]:
    return conflicts(replace(problem, locks=tuple(locks)), lambda *judged: check(*judged).violations)


def try_locks(seeds: range) -> int:
    count = 0
    for seed in seeds:
        problem = world(seed)
        locks = any_locks(problem, seed)
        found = told(problem, locks)
        count += len(found)

        assert cannot(problem, locks) == (found != ()), seed
        for conflict in found:
            own = list(conflict.locks)
            assert cannot(problem, own), seed
            assert not any(cannot(problem, [it for it in own if it is not lock]) for lock in own), seed
            assert conflict.confirmed, seed
            assert conflict.rules != (), seed
    return count


def test_some_locks() -> None:
    assert try_locks(range(8)) > 3


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 1_060, 20))
def test_many_locks(first: int) -> None:
    assert try_locks(range(first, first + 20)) > 5
