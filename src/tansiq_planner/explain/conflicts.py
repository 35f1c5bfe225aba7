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
from tansiq_planner.methods.alone import courses_behind, only_behind
from tansiq_planner.methods.apart import apart
from tansiq_planner.methods.cores import Name, cannot_hold, core_of, minimal
from tansiq_planner.methods.linear import Row
from tansiq_planner.methods.master import Master
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
        solving process ended. Releasing one lock of each is what would let the others hold.
    """
    judged = [conflict_alone(problem, lock, judge) for lock in problem.locks]
    found = [conflict for conflict in judged if conflict is not None]
    told = {lock.id for conflict in found for lock in conflict.locks if not isinstance(lock, Blackout)}
    rest = replace(problem, locks=tuple(lock for lock in problem.locks if lock.id not in told))
    with apart(__name__, "tell_conflicts", rest) as process:
        for message in process.messages():
            if isinstance(message, Conflict):
                found.append(message)
            if cancelled():
                break
    return tuple(found)


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
            exercises |= _exercises_behind(problem, lock.exercise)
        elif not isinstance(lock, Blackout):
            courses |= courses_behind(problem, problem.requests[lock.request].course)
    for name in exercises:
        for need in problem.exercises[name].preconditions:
            courses |= courses_behind(problem, need.course)
    small = only_behind(problem, frozenset(courses), frozenset(exercises))
    return replace(small, locks=tuple(locks), baseline=problem.baseline)


def _exercises_behind(problem: Problem, exercise: str) -> set[str]:
    behind: set[str] = set()
    waiting = [exercise]
    while waiting:
        name = waiting.pop()
        if name not in behind:
            behind.add(name)
            waiting += problem.exercises[name].after
    return behind


class _Trial:
    """One search for one conflict among some locks."""

    def __init__(self, problem: Problem, locks: tuple[Lock, ...]) -> None:
        self.problem = behind_locks(problem, locks)
        self.master = Master(self.problem)

    def conflict(self) -> Conflict | None:
        """Give one smallest conflict; None where the locks can hold or nothing was proven."""
        model = self.master.model
        core = core_of(model, name_of)
        if core is None:
            return None
        rules_first = sorted(core, key=lambda name: (name[0] == LOCK, name))  # so that few locks stay
        core = minimal(rules_first, lambda kept: self._impossible(self.master, kept))
        names = {name[1] for name in core if name[0] == LOCK}
        locks = [lock for lock in self.problem.locks if lock.id in names]
        spans = self._spans_needed(core)
        problem = replace(self.problem, locks=(*locks, *spans))
        by_columns, relaxed = columns_needed(
            behind_locks(problem, problem.locks),
            core,
            lambda changed: self._impossible(Master(changed), core),
        )
        kept = _rows(self.master, core)
        by_rows = reasons_of(self.master, kept)
        again = Master(relaxed)
        confirmed = cannot_hold(again.model, _rows(again, core), seed=SECOND_SEED)
        return Conflict((*locks, *spans), (*by_rows, *by_columns), confirmed=confirmed)

    def _impossible(self, master: Master, kept: frozenset[Name]) -> bool:
        return cannot_hold(master.model, _rows(master, kept))

    def _spans_needed(self, core: frozenset[Name]) -> list[Lock]:
        """Give the closed spans without which the core could hold."""
        spans = {lock.id: lock for lock in self.problem.locks if isinstance(lock, Blackout)}
        others = [lock for lock in self.problem.locks if lock.id not in spans]
        if not spans:
            return []

        def still(kept: frozenset[Name]) -> bool:
            locks = (*others, *(spans[name[1]] for name in sorted(kept)))
            return self._impossible(Master(replace(self.problem, locks=locks)), core)

        return [spans[name[1]] for name in sorted(minimal([(LOCK, it) for it in spans], still))]


def _rows(master: Master, kept: frozenset[Name]) -> list[Row]:
    """Give the rows that hold always, and those named."""
    return [row for row in master.model.rows if (name := name_of(row)) is None or name in kept]
