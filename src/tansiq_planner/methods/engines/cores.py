"""Which rows of a model cannot hold together: cores of assumptions, made minimal by deletion.

OR-Tools issues 5141 and 5295: with presolve on, a core can hold too little. So cores come from a search without presolve,
and every core is solved again with it before anybody relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ortools.sat.python import cp_model

from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.engines.linear import INFINITE, LinearModel, Row

Name = tuple[str, ...]
"""What rows that stand or fall together are called."""
WORK = 4.0


def core_of(
    model: LinearModel, name_of: Callable[[Row], Name | None], *, work: float = WORK
) -> frozenset[Name] | None:
    """Give names of rows that cannot hold together with the rows that have no name.

    Parameters
    ----------
    name_of : callable
        None for a row that always holds, such as the definition of a sum.
    work : float
        Deterministic seconds.

    Returns
    -------
    frozenset or None
        Sufficient, not yet minimal; None where the search found a solution or ran out of work.
    """
    built = cp_model.CpModel()
    variables = [built.new_int_var(low, high, "") for low, high in zip(model.lower, model.upper, strict=True)]
    switches: dict[Name, cp_model.IntVar] = {}
    for row in model.rows:
        name = name_of(row)
        total = cp_model.LinearExpr.weighted_sum([variables[v] for v in row.terms], list(row.terms.values()))
        domain = cp_model.Domain(max(row.low, -INFINITE), min(row.high, INFINITE))
        added = built.add_linear_expression_in_domain(total, domain)
        if name is not None:
            if name not in switches:
                switches[name] = built.new_bool_var("")
            added.only_enforce_if(switches[name])
    built.add_assumptions(list(switches.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    solver.parameters.max_deterministic_time = work
    if solver.solve(built) != cp_model.INFEASIBLE:
        return None
    by_index = {switch.index: name for name, switch in switches.items()}
    return frozenset(by_index[index] for index in solver.sufficient_assumptions_for_infeasibility())


def cannot_hold(model: LinearModel, rows: Iterable[Row], *, work: float = WORK, seed: int = 1) -> bool:
    """Tell whether a search proves that no values satisfy these rows; false also where it ran out of work."""
    kept = list(rows)
    if any(_is_hopeless(model, row) for row in kept):
        return True
    return maximise(replace(model, rows=kept), {}, work=work, seed=seed).impossible


def _is_hopeless(model: LinearModel, row: Row) -> bool:
    """Tell whether a row is beyond the bounds of its variables, so that no search is needed."""
    lower, upper = model.lower, model.upper
    least = sum(c * (lower[v] if c > 0 else upper[v]) for v, c in row.terms.items())
    most = sum(c * (upper[v] if c > 0 else lower[v]) for v, c in row.terms.items())
    return least > row.high or most < row.low


def least_of(model: LinearModel, row: Row, others: Iterable[Row], *, work: float = WORK) -> int | None:
    """Give the smallest sum of a row's terms where the other rows hold; None where it was not proven."""
    kept = [other for other in others if other is not row]
    outcome = maximise(replace(model, rows=kept), {v: -c for v, c in row.terms.items()}, work=work)
    if outcome.values is None or not outcome.proven:
        return None
    return model.value(row.terms, outcome.values)


def minimal(items: Iterable[Name], still_impossible: Callable[[frozenset[Name]], bool]) -> frozenset[Name]:
    """Leave out what is not needed for a contradiction, the later items rather than the earlier ones.

    QuickXplain (Junker 2004, AAAI): a half that can go as a whole spares the trials of its members.

    Parameters
    ----------
    items : iterable of Name
        Contradictory when taken all together.
    still_impossible : callable
        Tells whether some of the items contradict each other.
    """
    return frozenset(_needed(list(items), frozenset(), still_impossible))


def _needed(
    items: list[Name], fixed: frozenset[Name], still_impossible: Callable[[frozenset[Name]], bool]
) -> list[Name]:
    """Give the part of `items` that is needed to contradict `fixed`."""
    if not items or still_impossible(fixed):
        return []
    if len(items) == 1:
        return items
    middle = len(items) // 2
    first, second = items[:middle], items[middle:]
    of_second = _needed(second, fixed | set(first), still_impossible)
    of_first = _needed(first, fixed | set(of_second), still_impossible)
    return of_first + of_second
