"""The door to HiGHS: linear relaxations that remember where they were, and their bounds."""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np

from tansiq_planner.methods.linear import INFINITE, LinearModel


class Relaxation:
    """The linear relaxation of a model, maximised; each solve starts from the last one's basis.

    Parameters
    ----------
    model : LinearModel
    seed : int
    """

    def __init__(self, model: LinearModel, seed: int = 1) -> None:
        self.model = model
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no types
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(_linear_program(model))
        self._all = np.arange(model.size, dtype=np.int32)

    def maximise(self, terms: Mapping[int, float]) -> None:
        """Set what is maximised."""
        costs = np.zeros(self.model.size)
        for variable, coefficient in terms.items():
            costs[variable] = -coefficient
        self._solver.changeColsCost(self.model.size, self._all, costs)

    def solve(self, *, interior: bool = False) -> tuple[float, np.ndarray] | None:
        """Solve; give the value reached and the values of the variables, or None when no values satisfy all rows.

        `interior` asks for the interior-point method with crossover: faster on a cold start of a large model.
        """
        self._solver.setOptionValue("solver", "ipm" if interior else "simplex")
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return -self._solver.getInfo().objective_function_value, np.array(
            self._solver.getSolution().col_value
        )


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
