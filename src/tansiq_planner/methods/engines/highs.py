"""The door to HiGHS: search by branching where some variables are whole; with none, the linear relaxation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from tansiq_planner.methods.engines.linear import INFINITE, LinearModel

WITHOUT_PROBING = 2**15
"""The one step of HiGHS's preparation that is limited by the clock, so never the same twice; it also took longest."""
SECONDS_PER_CHECK_AT_ROOT, SECONDS_PER_CHECK_BELOW = 0.8, 0.2
"""What lies, measured, between two points at which a search asks whether to stop, for a model of 100,000 coefficients.

It asks at the same points on every machine, so work counted by them ends a search at the same place everywhere.
"""
SECONDS_OF_RELAXATION = 0.6
COEFFICIENTS = 100_000
GROWTH = 2.2
"""A model of twice the coefficients takes so much longer between two checks: two to this power."""


@dataclass(frozen=True)
class Mixed:
    """What a search came to: values or None, their worth, the bound, whether it is proven, and the work done."""

    values: np.ndarray | None
    worth: float
    bound: float
    proven: bool
    impossible: bool
    work: float


class Branching:
    """Search by branching on the whole variables of a model; the others may take fractions.

    Parameters
    ----------
    model : LinearModel
    whole : collection of int
        The variables that must be whole; with none, each search is one linear relaxation.
    """

    def __init__(self, model: LinearModel, whole: Collection[int], *, seed: int = 1) -> None:
        self.model, self._linear = model, not whole
        self._solver = _solver(seed)
        for option, value in (
            ("solver", "ipm" if self._linear else "choose"),  # from nothing, a large model is quicker inside
            ("presolve_rule_off", WITHOUT_PROBING),
            ("mip_detect_symmetry", False),  # limited by the clock
            ("mip_rel_gap", 0.0),
        ):
            self._solver.setOptionValue(option, value)
        program = _linear_program(model)
        self._size = sum(
            model.lower[variable] < model.upper[variable] for row in model.rows for variable in row.terms
        )
        program.integrality_ = [
            highspy.HighsVarType.kInteger if variable in whole else highspy.HighsVarType.kContinuous
            for variable in range(model.size)
        ]
        self._solver.passModel(program)

    def at_least(self, terms: Mapping[int, float], low: float) -> None:
        """Add `sum of terms >= low`."""
        self._solver.addRow(
            float(low),
            highspy.kHighsInf,
            len(terms),
            np.fromiter(terms, np.int32),
            np.fromiter(terms.values(), float),
        )

    def maximise(
        self,
        terms: Mapping[int, float],
        *,
        work: float,
        gap: float = 0.999,
        start: Sequence[float] | np.ndarray | None = None,
        found: Callable[[np.ndarray], None] | None = None,
        until: Callable[[np.ndarray], bool] | None = None,
    ) -> Mixed:
        """Search for the values with the largest sum of terms.

        Parameters
        ----------
        work : float
            About seconds; counted by the points at which the search asks whether to stop, so that the outcome is the
            same on every machine.
        gap : float
            The search ends when the bound is no further away than this: below 1 where the sum can only be whole.
        start : array, optional
            Values to begin with.
        found : callable, optional
            Told of every better solution.
        until : callable, optional
            Asked of every better solution whether it is good enough to end the search.
        """
        _set_objective(self._solver, self.model.size, terms)
        self._solver.setOptionValue("mip_abs_gap", gap)
        if start is not None and not self._linear:
            solution = highspy.HighsSolution()
            solution.col_value = [float(value) for value in start]
            self._solver.setSolution(solution)
        patience = _Patience(work, (self._size / COEFFICIENTS) ** GROWTH)
        told = _Told(found, until, patience)
        self._solver.cbMipInterrupt.subscribe(patience)
        self._solver.cbMipImprovingSolution.subscribe(told)
        try:
            _run(self._solver)
        finally:
            self._solver.cbMipInterrupt.unsubscribe(patience)
            self._solver.cbMipImprovingSolution.unsubscribe(told)
        return self._outcome(gap, patience.size * SECONDS_OF_RELAXATION if self._linear else patience.work)

    def _outcome(self, gap: float, work: float) -> Mixed:
        status, figures = self._solver.getModelStatus(), self._solver.getInfo()
        impossible = status == highspy.HighsModelStatus.kInfeasible
        bound = -figures.mip_dual_bound
        if self._linear:
            solved = status == highspy.HighsModelStatus.kOptimal
            bound = -figures.objective_function_value if solved else float("inf")
        if figures.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Mixed(None, -float("inf"), bound, proven=False, impossible=impossible, work=work)
        worth = -figures.objective_function_value
        values = np.array(self._solver.getSolution().col_value)
        return Mixed(values, worth, bound, proven=bound <= worth + gap, impossible=False, work=work)


class _Patience:
    """Ends a search after so much work."""

    def __init__(self, most: float, size: float) -> None:
        self.most, self.size, self.work = most, size, 0.0
        self.is_over = False

    def __call__(self, event: highspy.HighsCallbackEvent) -> None:
        below = event.data_out.mip_node_count > 1
        self.work += self.size * (SECONDS_PER_CHECK_BELOW if below else SECONDS_PER_CHECK_AT_ROOT)
        if self.work > self.most or self.is_over:
            event.interrupt()


class _Told:
    """Passes solutions on as they are found."""

    def __init__(
        self,
        found: Callable[[np.ndarray], None] | None,
        until: Callable[[np.ndarray], bool] | None,
        patience: _Patience,
    ) -> None:
        self._found, self._until, self._patience = found, until, patience

    def __call__(self, event: highspy.HighsCallbackEvent) -> None:
        values = np.array(event.data_out.mip_solution)
        if self._found is not None:
            self._found(values)
        if self._until is not None and self._until(values):
            self._patience.is_over = True


def _solver(seed: int) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no types
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed)):
        solver.setOptionValue(option, value)
    return solver


def _run(solver: highspy.Highs) -> None:
    if solver.run() == highspy.HighsStatus.kError:  # else 0 would pass for a bound
        raise RuntimeError("HiGHS refused to solve the model")


def _set_objective(solver: highspy.Highs, size: int, terms: Mapping[int, float]) -> None:
    costs = np.zeros(size)
    for variable, coefficient in terms.items():
        costs[variable] = -coefficient
    solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)


def _linear_program(model: LinearModel) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = model.size, len(model.rows)
    program.col_lower_ = np.array(model.lower, float)
    program.col_upper_ = np.array(model.upper, float)
    program.col_cost_ = np.zeros(model.size)
    program.row_lower_ = np.array([_limit(row.low) for row in model.rows], float)
    program.row_upper_ = np.array([_limit(row.high) for row in model.rows], float)
    lengths = [len(row.terms) for row in model.rows]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    program.a_matrix_.index_ = np.fromiter((v for row in model.rows for v in row.terms), np.int32)
    program.a_matrix_.value_ = np.fromiter((c for row in model.rows for c in row.terms.values()), float)
    return program


def _limit(value: int) -> float:
    if value >= INFINITE:
        return highspy.kHighsInf
    return -highspy.kHighsInf if value <= -INFINITE else float(value)
