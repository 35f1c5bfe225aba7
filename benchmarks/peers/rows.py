"""The planner's own linear model as plain arrays: every peer solves the very same rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tansiq_planner.methods.engines.linear import INFINITE, LinearModel
from tansiq_planner.methods.model.master import Master

WEIGHTS = {1: 5, 2: 3, 3: 1}
"""What a seat on time is worth by the priority of its request, where one figure must hold all."""


@dataclass(frozen=True)
class Rows:
    """`low <= matrix x <= high` by rows, with bounds of the variables; infinite where there is no limit."""

    lower: np.ndarray
    upper: np.ndarray
    low: np.ndarray
    high: np.ndarray
    starts: np.ndarray
    index: np.ndarray
    value: np.ndarray


def rows_of(model: LinearModel) -> Rows:
    """Read the model; it keeps the order of its variables and rows."""
    lengths = [len(row.terms) for row in model.rows]
    low = np.array([row.low for row in model.rows], float)
    high = np.array([row.high for row in model.rows], float)
    low[low <= -INFINITE] = -np.inf
    high[high >= INFINITE] = np.inf
    return Rows(
        np.array(model.lower, float),
        np.array(model.upper, float),
        low,
        high,
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        np.fromiter((variable for row in model.rows for variable in row.terms), np.int32),
        np.fromiter((count for row in model.rows for count in row.terms.values()), float),
    )


def weighted_seats(master: Master) -> dict[int, int]:
    """Give what each seat variable is worth; late seats are worth nothing."""
    requests = master.problem.requests
    return {
        seat: WEIGHTS[requests[request].priority]
        for (request, index), seat in master.seats.items()
        if request not in master.slots[index].late
    }
