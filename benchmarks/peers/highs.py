"""HiGHS as it comes: the relaxation for a bound, and its own branch and bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import highspy
import numpy as np

from benchmarks.peers.rows import rows_of
from tansiq_planner.methods.engines.linear import LinearModel

Told = Callable[[list[int] | None, float | None], None]
"""Told of values, or None where only the bound is new, and of the bound, or None where there is none."""
THREADS = 2


def _solver(model: LinearModel, terms: Mapping[int, float], seconds: float, seed: int) -> highspy.Highs:
    began = time.perf_counter()
    rows = rows_of(model)
    solver = highspy.Highs()
    solver.silent()
    options = {"threads": THREADS, "random_seed": seed}
    for option, value in options.items():
        solver.setOptionValue(option, value)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(rows.lower), len(rows.low)
    program.sense_ = highspy.ObjSense.kMaximize
    costs = np.zeros(len(rows.lower))
    for variable, worth in terms.items():
        costs[variable] = worth
    program.col_cost_, program.col_lower_, program.col_upper_ = costs, rows.lower, rows.upper
    program.row_lower_, program.row_upper_ = rows.low, rows.high
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = rows.starts, rows.index
    program.a_matrix_.value_ = rows.value
    solver.passModel(program)
    left = seconds - (time.perf_counter() - began)
    solver.setOptionValue("time_limit", max(0.0, left))
    return solver


def _run(solver: highspy.Highs) -> None:
    """Solve on as many threads as were asked for: all searches of a process share what the first one asked for."""
    highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - whether to wait; it takes no name
    try:
        if solver.run() == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refused to solve the model")
    finally:
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 - whether to wait; it takes no name


def relaxed(model: LinearModel, terms: Mapping[int, float], seconds: float, seed: int = 1) -> float | None:
    """Solve the relaxation; None when the time did not suffice."""
    solver = _solver(model, terms, seconds, seed)
    solver.setOptionValue("solver", "ipm")  # with crossover; the simplex takes many times as long on M
    _run(solver)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(solver.getInfo().objective_function_value)


def maximise(
    model: LinearModel,
    terms: Mapping[int, int],
    *,
    seconds: float,
    seed: int,
    told: Told,
    hint: list[int] | None = None,
) -> tuple[list[int] | None, float | None, bool]:
    """Branch and bound; give the values, the bound and whether nothing better exists.

    `told` hears of every better plan on the way. Money carried over may be a fraction, as the planner allows.
    """
    solver = _solver(model, terms, seconds, seed)
    whole = np.array([variable not in model.continuous for variable in range(model.size)])
    kinds = np.where(whole, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous))
    solver.changeColsIntegrality(model.size, np.arange(model.size, dtype=np.int32), kinds.astype(np.uint8))
    if hint is not None:
        solver.setSolution(model.size, np.arange(model.size, dtype=np.int32), np.array(hint, float))

    def better(event: highspy.HighsCallbackEvent) -> None:
        values = np.array(event.data_out.mip_solution)
        bound = float(event.data_out.mip_dual_bound)
        told([round(value) for value in values], bound if np.isfinite(bound) else None)

    def logging(event: highspy.HighsCallbackEvent) -> None:
        bound = float(event.data_out.mip_dual_bound)
        told(None, bound if np.isfinite(bound) else None)

    solver.cbMipImprovingSolution += better
    solver.cbMipLogging += logging
    _run(solver)
    info = solver.getInfo()
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    bound = float(info.mip_dual_bound)
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = [round(value) for value in solver.getSolution().col_value] if feasible else None
    return values, bound if np.isfinite(bound) else None, proven
