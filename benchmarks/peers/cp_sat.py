"""CP-SAT as it comes: its own parameters, two workers, a limit on the wall clock."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ortools.sat.python import cp_model

from benchmarks.peers.highs import Told
from tansiq_planner.methods.engines.linear import INFINITE, LinearModel

WORKERS = 2


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(self, variables: list[cp_model.IntVar], told: Told) -> None:
        super().__init__()
        self._variables, self._told = variables, told

    def on_solution_callback(self) -> None:
        self._told([self.value(it) for it in self._variables], self.best_objective_bound)


def maximise(
    model: LinearModel,
    terms: Mapping[int, int],
    *,
    seconds: float,
    seed: int,
    told: Told,
    hint: list[int] | None = None,
) -> tuple[list[int] | None, float | None, bool]:
    """Search; give the values, the bound and whether nothing better exists. `told` hears of every step on the way.

    The seconds count from the call: building the solver's model is part of its work.
    """
    began = time.perf_counter()
    built = cp_model.CpModel()
    variables = [built.new_int_var(low, high, "") for low, high in zip(model.lower, model.upper, strict=True)]
    for row in model.rows:
        total = cp_model.LinearExpr.weighted_sum(
            [variables[it] for it in row.terms], list(row.terms.values())
        )
        low = cp_model.INT_MIN if row.low <= -INFINITE else row.low
        high = cp_model.INT_MAX if row.high >= INFINITE else row.high
        built.add_linear_constraint(total, low, high)
    built.maximize(cp_model.LinearExpr.weighted_sum([variables[it] for it in terms], list(terms.values())))
    for variable, value in zip(variables, hint or [], strict=False):
        built.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.01, seconds - (time.perf_counter() - began))
    solver.best_bound_callback = lambda bound: told(None, bound)
    status = solver.solve(built, _Watcher(variables, told))
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, None, False
    values = [solver.value(variable) for variable in variables]
    return values, solver.best_objective_bound, status == cp_model.OPTIMAL
