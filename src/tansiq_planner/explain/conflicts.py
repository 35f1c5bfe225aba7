"""Locks that cannot hold together: the smallest sets of locks and the rules that stand between them.

A lock that is against a rule by itself is found by judging it alone. For the rest a small model is solved, with nothing
but the courses and exercises behind the locks: whatever is possible in the whole is possible there. It gives a core of
named rows, which is made minimal, and then the rules that keep editions out of that model are tried one by one. Every
core is confirmed by a second solve. All solving happens in a process apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from tansiq_planner.conflict import Conflict
from tansiq_planner.explain.columns import columns_needed
from tansiq_planner.explain.lock_alone import Judge, conflict_alone
from tansiq_planner.explain.rows import LOCK, name_of, reasons_of
from tansiq_planner.methods.apart import apart
from tansiq_planner.methods.asking.alone import courses_behind, exercises_behind, only_behind
from tansiq_planner.methods.engines.cores import Name, cannot_hold, core_of, minimal
from tansiq_planner.methods.engines.linear import Row
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Blackout, EditionLock, ExerciseLock, Lock, Problem

SECOND_SEED = 7


def conflicts(
    problem: Problem, judge: Judge, *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Conflict, ...]:
    """Find sets of locks that cannot hold, no lock in two of them.

    Parameters
    ----------
    problem : Problem
        With its locks, which cannot all hold.
    judge : callable
        Gives the violations of a plan.
    cancelled : callable
        Once true, what has been found so far is given.

    Returns
    -------
    tuple of Conflict
        First the locks that are against a rule by themselves, then the sets, as far as they were found before the
        solving process ended. At least one lock of each must be released; a lock that stays may then run into others,
        which the next planning tells.
    """
    judged = [conflict_alone(problem, lock, judge) for lock in problem.locks]
    found = [it for it in judged if it is not None and len(it.locks) == 1]
    # a lock in a closed span goes on: without the span it may run into something else
    in_spans = {it.locks[0].id: it for it in judged if it is not None and len(it.locks) > 1}
    told = {lock.id for it in found for lock in it.locks}
    rest = replace(problem, locks=tuple(lock for lock in problem.locks if lock.id not in told))
    with apart(__name__, "tell_conflicts", rest) as process:
        for message in process.messages():
            if isinstance(message, Conflict):
                closed = in_spans.get(message.locks[0].id)
                found.append(message if message.rules or closed is None else closed)
            if cancelled():
                break
    told = {lock.id for it in found for lock in it.locks}
    return (*found, *(it for name, it in in_spans.items() if name not in told))


def tell_conflicts(problem: Problem, tell: Callable[[object], None]) -> str:
    """Tell each conflict between the locks as soon as it is found; the last word is `done`."""
    spans = tuple(lock for lock in problem.locks if isinstance(lock, Blackout))
    locks = [lock for lock in problem.locks if not isinstance(lock, Blackout)]
    while locks:
        found = _Trial(problem, (*locks, *spans)).conflict()
        if found is None:
            break
        tell(found)
        locks = [lock for lock in locks if lock not in found.locks]
    return "done"


def behind_locks(problem: Problem, locks: Iterable[Lock]) -> Problem:
    """Give the problem with nothing but these locks, what they need, and what has begun."""
    exercises: set[str] = {held.exercise for held in problem.begun_exercises}
    courses: set[str] = {edition.course for edition in problem.begun_editions}
    for lock in locks:
        if isinstance(lock, EditionLock):
            courses |= courses_behind(problem, lock.course)
        elif isinstance(lock, ExerciseLock):
            exercises |= exercises_behind(problem, lock.exercise)
        elif not isinstance(lock, Blackout):
            courses |= courses_behind(problem, problem.requests[lock.request].course)
    for name in exercises:
        for need in problem.exercises[name].preconditions:
            courses |= courses_behind(problem, need.course)
    small = only_behind(problem, frozenset(courses), frozenset(exercises))
    return replace(small, locks=tuple(locks), baseline=problem.baseline)


class _Trial:
    """One search for one conflict among some locks."""

    def __init__(self, problem: Problem, locks: tuple[Lock, ...]) -> None:
        self.problem = behind_locks(problem, locks)

    def conflict(self) -> Conflict | None:
        """Give one smallest conflict; None where the locks can hold or nothing was proven.

        The locks are made few first, while every rule holds; only then the rules that these locks run into.
        """
        names = self._locks_needed()
        if not names:
            return None
        locks = [lock for lock in self.problem.locks if (LOCK, lock.id) in names]
        return _explained(behind_locks(self.problem, (*locks, *self._spans_needed(locks))))

    def _locks_needed(self) -> frozenset[Name]:
        master = Master(self.problem)
        core = core_of(master.model, name_of)
        if core is None and not cannot_hold(master.model, master.model.rows):
            return frozenset()
        names = [(LOCK, lock.id) for lock in self.problem.locks if not isinstance(lock, Blackout)]
        candidates = [name for name in names if core is None or name in core]
        return minimal(candidates, lambda kept: cannot_hold(master.model, _rows_under(master, kept)))

    def _spans_needed(self, locks: list[Lock]) -> list[Lock]:
        """Give the closed spans without which the locks could hold."""
        spans = {lock.id: lock for lock in self.problem.locks if isinstance(lock, Blackout)}

        def still(kept: frozenset[Name]) -> bool:
            under = (*locks, *(spans[name[1]] for name in sorted(kept)))
            model = Master(behind_locks(self.problem, under)).model
            return cannot_hold(model, model.rows)

        needed = minimal([(LOCK, it) for it in spans], still) if spans else frozenset()
        return [lock for name, lock in spans.items() if (LOCK, name) in needed]


def _explained(problem: Problem) -> Conflict:
    """Say which rules the locks of a problem run into, all of which are needed for the conflict."""
    master = Master(problem)
    core = core_of(master.model, name_of)
    if core is None:
        confirmed = cannot_hold(master.model, master.model.rows, seed=SECOND_SEED)
        return Conflict(problem.locks, (), confirmed=confirmed)
    locks = frozenset((LOCK, lock.id) for lock in problem.locks)

    def still(kept: frozenset[Name], changed: Master = master) -> bool:
        return cannot_hold(changed.model, _rows(changed, kept | locks))

    rules = minimal(sorted(core - locks), still)
    columns, relaxed = columns_needed(problem, rules | locks, lambda changed: still(rules, Master(changed)))
    again = Master(relaxed)
    confirmed = cannot_hold(again.model, _rows(again, rules | locks), seed=SECOND_SEED)
    rows = reasons_of(master, _rows(master, rules | locks))
    return Conflict(problem.locks, (*rows, *columns), confirmed=confirmed)


def _rows_under(master: Master, locks: frozenset[Name]) -> list[Row]:
    """Give the rows of all rules, and of some locks."""
    return [
        row for row in master.model.rows if (name := name_of(row)) is None or name[0] != LOCK or name in locks
    ]


def _rows(master: Master, kept: frozenset[Name]) -> list[Row]:
    """Give the rows that hold always, and those named."""
    return [row for row in master.model.rows if (name := name_of(row)) is None or name in kept]
