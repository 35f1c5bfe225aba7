"""The door to CP-SAT: exact search on the integer model, deterministic for a given work and seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tansiq_planner.methods.engines.linear import INFINITE, LinearModel, Terms


@dataclass(frozen=True)
class Found:
    """What a search came to: values or None, the bound on the objective, and whether it is proven."""

    values: list[int] | None
    bound: float
    proven: bool
    impossible: bool
    work: float


def maximise(
    model: LinearModel,
    terms: Terms,
    *,
    hint: list[int] | None = None,
    seed: int = 1,
    work: float = 5.0,
    workers: int = 1,
    brief: bool = False,
    found: Callable[[list[int], float], None] | None = None,
) -> Found:
    """Search for the values with the largest sum of terms.

    Parameters
    ----------
    work : float
        Deterministic time, in units of about a second.
    workers : int
        Above 1, searches take turns in a fixed order, so that the outcome stays the same on every machine.
    brief : bool
        Spare the long preparation of the model: for the many small searches of a neighbourhood.
    found : callable
        Told of every better solution with the bound so far.
    """
    built, variables = _build(model)
    if terms:
        built.maximize(_sum(variables, terms))
    if hint is not None:
        for variable, value in zip(variables, hint, strict=True):
            built.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    if brief:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
    watcher = _Watcher(variables, found)
    status = solver.solve(built, watcher)
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    values = [solver.value(variable) for variable in variables] if solved else None
    spent = solver.response_proto.deterministic_time
    # a search cut before it had any bound says 0, which would pass for a proof
    bound = solver.best_objective_bound if solved else float("inf")
    return Found(values, bound, status == cp_model.OPTIMAL, status == cp_model.INFEASIBLE, spent)


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(
        self,
        variables: list[cp_model.IntVar],
        found: Callable[[list[int], float], None] | None,
    ) -> None:
        super().__init__()
        self._variables, self._found = variables, found

    def on_solution_callback(self) -> None:
        if self._found is not None:
            self._found([self.value(variable) for variable in self._variables], self.best_objective_bound)


def _sum(variables: list[cp_model.IntVar], terms: Terms) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum([variables[v] for v in terms], list(terms.values()))


def _build(model: LinearModel) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    built = cp_model.CpModel()
    variables = [built.new_int_var(low, high, "") for low, high in zip(model.lower, model.upper, strict=True)]
    for row in model.rows:
        total = _sum(variables, row.terms)
        if row.low <= -INFINITE:
            built.add(total <= row.high)
        elif row.high >= INFINITE:
            built.add(total >= row.low)
        else:
            built.add_linear_constraint(total, row.low, row.high)
    return built, variables
