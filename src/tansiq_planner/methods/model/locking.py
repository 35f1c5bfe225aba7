"""Locks in the model (R20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tansiq_planner.methods.model.lawful import locked_day, locked_slot
from tansiq_planner.problem import EditionLock, ExerciseLock, SeatsLock
from tansiq_planner.rules import Rule

if TYPE_CHECKING:
    from tansiq_planner.methods.model.master import Master


def keep_locks(master: Master) -> None:
    """Fix what officers fixed (R20). A lock that no rule allows leaves a row that cannot hold."""
    for lock in master.problem.locks:
        if isinstance(lock, EditionLock):
            index = locked_slot(master.problem, lock, master.slots)
            terms = [] if index is None else [(master.edition[index], 1)]
            master.model.row(terms, 1, 1, Rule.LOCKS, lock.id)
            for request, count in lock.seats.items():
                seat = None if index is None else master.seats.get((request, index))
                master.model.row([] if seat is None else [(seat, 1)], count, count, Rule.LOCKS, lock.id)
        elif isinstance(lock, ExerciseLock):
            place = locked_day(lock, master.days) if lock.exercise in master.days else None
            if master.days:
                terms = [] if place is None else [(master.start[lock.exercise][place], 1)]
                master.model.row(terms, 1, 1, Rule.LOCKS, lock.id)
        elif isinstance(lock, SeatsLock):
            wanted = [(seat, 1) for (request, _), seat in master.seats.items() if request == lock.request]
            master.model.row(wanted, lock.at_least, 10**6, Rule.LOCKS, lock.id)
