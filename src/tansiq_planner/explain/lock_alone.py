"""Locks that a rule forbids by themselves: what is locked is put into an empty plan and judged there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from tansiq_planner.conflict import Conflict
from tansiq_planner.errors import Figure
from tansiq_planner.methods.model.lawful import (
    Slot,
    conference_days,
    lawful_days,
    lawful_slots,
    locked_day,
    locked_slot,
)
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Lock, Problem
from tansiq_planner.result import Reason
from tansiq_planner.rules import Rule, Violation
from tansiq_planner.solution import Edition, HeldExercise, Plan

Judge = Callable[[Problem, Plan], Sequence[Violation]]
"""The checker; it is given, because explanations may not lean on it by themselves."""
NEED_OTHERS = {Rule.PREREQUISITE, Rule.LANGUAGE, Rule.EXERCISE_ORDER, Rule.EXERCISE_PREPARED}
"""Rules that look at other editions and exercises, which an empty plan lacks."""
AT_MOST = 5
"""Rules named; a lock that breaks more of them is no clearer for the sixth."""
LONG_AGO = date(1900, 1, 7)


def conflict_alone(problem: Problem, lock: Lock, judge: Judge) -> Conflict | None:
    """Say which rules forbid what a lock fixes, by themselves or together with closed spans.

    Parameters
    ----------
    problem : Problem
    lock : Lock
    judge : callable
        Gives the violations of a plan.

    Returns
    -------
    Conflict or None
        None where nothing forbids it alone; it may still not hold together with others.
    """
    if isinstance(lock, EditionLock):
        broken = _of_edition(problem, lock, judge)
    elif isinstance(lock, ExerciseLock):
        broken = _of_exercise(problem, lock, judge)
    else:
        return None
    if not broken:
        return None
    spans = {it.id: it for it in problem.locks if isinstance(it, Blackout)}
    by_rule = [it for it in broken if it.rule is not Rule.LOCKS]
    if by_rule:
        return Conflict((lock,), _reasons(by_rule), confirmed=True)
    closing = [spans[it.place["lock"]] for it in broken]
    return Conflict((lock, *closing[:1]), _reasons(broken[:1]), confirmed=True)


def _reasons(broken: Iterable[Violation]) -> tuple[Reason, ...]:
    return tuple(Reason(it.rule, it.code, it.place, it.figures) for it in broken)[:AT_MOST]


def _spans_only(problem: Problem) -> Problem:
    return replace(problem, locks=tuple(it for it in problem.locks if isinstance(it, Blackout)))


def _of_edition(problem: Problem, lock: EditionLock, judge: Judge) -> list[Violation]:
    """Judge a locked edition for which there is no slot, or whose seats do not fit into it."""
    slots = lawful_slots(_spans_only(problem))
    index = locked_slot(problem, lock, slots)
    slot = None if index is None else slots[index]
    if slot is not None and (slot.begun is not None or _fits(problem, lock, slot)):
        return []
    seats = dict(lock.seats) or {it.id: 1 for it in problem.requests.values() if it.course == lock.course}
    staff = dict(problem.courses[lock.course].staffing[0])
    edition = Edition(lock.course, lock.venue, lock.start, seats, staff)
    others = {held.id for held in problem.begun_editions}
    plan = Plan.of([*problem.begun_editions, edition], list(problem.begun_exercises))
    found = [it for it in judge(_spans_only(problem), plan) if it.place.get("edition") not in others]
    found = [it for it in found if it.rule not in NEED_OTHERS and it.code != "too_few"]
    of_all = [it for it in found if not {"unit", "request"} & it.place.keys()]
    if lock.seats:
        return found or _too_few(problem, lock)
    return of_all or [*_too_few(problem, lock), *found]


def _fits(problem: Problem, lock: EditionLock, slot: Slot) -> bool:
    """Tell whether the seats fixed have room in the slot, each alone and all together."""
    course = problem.courses[lock.course]
    total = sum(lock.seats.values())
    return total <= min(slot.capacity, course.seats_max) and all(
        seats <= slot.seats.get(request, 0) for request, seats in lock.seats.items()
    )


def _too_few(problem: Problem, lock: EditionLock) -> list[Violation]:
    """Say that fewer people could sit in the locked edition than its smallest class, where that is so."""
    course = problem.courses[lock.course]
    open_course = replace(course, seats_min=1)
    changed = replace(_spans_only(problem), courses={**problem.courses, course.id: open_course})
    slots = lawful_slots(changed)
    index = locked_slot(changed, lock, slots)
    found = 0 if index is None else min(slots[index].capacity, sum(slots[index].seats.values()))
    if found >= course.seats_min:
        return []
    place = {"edition": Edition(lock.course, lock.venue, lock.start, {}, {}).id}
    figures: dict[str, Figure] = {"found": found, "allowed": course.seats_min}
    return [Violation(Rule.CLASS_SIZE, "too_few", place, figures)]


def _of_exercise(problem: Problem, lock: ExerciseLock, judge: Judge) -> list[Violation]:
    """Judge an exercise locked to a day on which it cannot begin."""
    if locked_day(lock, lawful_days(_spans_only(problem))) is not None:
        return []
    exercise = problem.exercises[lock.exercise]
    days = conference_days(replace(problem, as_of=LONG_AGO), exercise, lock.start) or {}
    plan = Plan.of(
        list(problem.begun_editions),
        [*problem.begun_exercises, HeldExercise(lock.exercise, lock.start, dict(days))],
    )
    found = judge(_spans_only(problem), plan)
    return [it for it in found if it.place.get("exercise") == lock.exercise and it.rule not in NEED_OTHERS]
