"""The first lawful plan of a search: built from nothing, or the plan of before with as little of it changed as may be."""

from __future__ import annotations

from collections.abc import Callable

from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.engines.linear import Row, Terms
from tansiq_planner.methods.finding.greedy import greedy
from tansiq_planner.methods.model.columns import Columns
from tansiq_planner.methods.model.known import values_near
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.agreed import changes
from tansiq_planner.methods.stages.goal import in_order
from tansiq_planner.methods.told import Report
from tansiq_planner.problem import Problem

REPAIR_WORK, SEATING_WORK, WHOLE_WORK = 3.0, 1.0, 60.0


def opening(problem: Problem, seed: int, report: Callable[[Report], None]) -> tuple[Master, list[int]]:
    """Give the model and the values of a first lawful plan, told as soon as it is there.

    Raises
    ------
    CannotPlanError
        `locks_conflict`, or `no_plan_in_time`.
    """
    columns = Columns(problem)
    built = greedy(columns)
    lawful_at_once = not problem.locks and problem.baseline is None  # the construction knows of neither
    if lawful_at_once:
        report(Report("greedy", None, None, columns.plan(built)))
    master = Master(problem, columns)
    values = master.complete(built)
    if master.model.broken(values):
        found = maximise(master.model, {}, hint=values, seed=seed, work=WHOLE_WORK)
        if found.values is None:
            raise CannotPlanError("locks_conflict" if found.impossible else "no_plan_in_time")
        values = found.values
    if not lawful_at_once:
        report(Report("greedy", None, None, master.plan(values)))
    return master, values


def nearest(master: Master, values: list[int], promised: Terms, seed: int) -> list[int]:
    """Give the plan of before where it is still lawful, or mended where it is not.

    Only editions of courses that the rules now forbid somewhere may come elsewhere; seats may change everywhere.

    Parameters
    ----------
    values : list of int
        A lawful plan, taken where the plan of before cannot be mended.
    promised : mapping of int to int
        Which seats to give first once it is known which editions stay.
    """
    baseline = master.problem.baseline
    if baseline is None:
        return values
    before, gone = values_near(master, baseline)
    broken = master.model.broken(before)
    if not broken and not gone:
        return before
    free = _touched(master, before, broken, set(gone.values()))
    mended = _solved(master, before, in_order(changes(master)), free, seed, REPAIR_WORK)
    return values if mended is None else _seated(master, mended, promised, seed)


def _seated(master: Master, values: list[int], promised: Terms, seed: int) -> list[int]:
    """Give the seats anew in the editions of a plan, whoever their instructors are."""
    decided = {*master.edition, *(variable for starts in master.start.values() for variable in starts)}
    free = set(range(master.model.size)) - decided
    more = _solved(master, values, promised, free, seed, SEATING_WORK)
    return values if more is None else more


def _touched(master: Master, before: list[int], broken: list[Row], gone: set[str]) -> set[int]:
    """Give the variables open to mend a plan: whatever is not an edition of a course that is not concerned."""
    concerned = {variable for row in broken for variable in row.terms if before[variable]}
    concerned |= {
        variable
        for row in broken
        if master.model.value(row.terms, before) < row.low  # a lock, or what others build on, asks for more
        for variable in row.terms
    }
    courses = set(gone)
    for (_, index), seat in master.seats.items():
        if seat in concerned:
            courses.add(master.slots[index].course)
    for index, slot in enumerate(master.slots):
        if not concerned.isdisjoint({master.edition[index], *master.staffing[index]}):
            courses.add(slot.course)
    free = set(range(master.model.size))
    for index, slot in enumerate(master.slots):
        if slot.course not in courses and not before[master.edition[index]]:
            free.difference_update({master.edition[index], *master.staffing[index]})
            free.difference_update(master.seats[request, index] for request in slot.seats)
    return free


def _solved(
    master: Master, values: list[int], terms: Terms, free: set[int], seed: int, work: float
) -> list[int] | None:
    """Give the best values found with nothing but `free` changed; None where none was found that is lawful."""
    small, variables = master.model.reduced(values, free)
    place = {variable: index for index, variable in enumerate(variables)}
    wanted = {place[v]: c for v, c in terms.items() if v in place}
    found = maximise(small, wanted, hint=[values[v] for v in variables], seed=seed, work=work)
    if found.values is None:
        return None
    solved = list(values)
    for variable, value in zip(variables, found.values, strict=True):
        solved[variable] = value
    solved = master.complete(solved)
    return None if master.model.broken(solved) else solved
