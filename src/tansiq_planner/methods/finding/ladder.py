"""Bounds for a row of stages, each sought with the earlier ones at the best that they could be.

A bound counts for a plan only when the plan has come to what the bound took for granted; otherwise it is not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np

from tansiq_planner.methods.finding.outline import Outline
from tansiq_planner.methods.stages.goal import Goal

CLOSE = 1e-6
WHOLE_GAP, COST_GAP = 0.999, 0.002
"""Counts are proven when no whole number lies between plan and bound; money when the gap is a small share of it."""


@dataclass(frozen=True)
class Rung:
    """No plan passes `bound` in a stage if it has at least `taken` in each stage before."""

    bound: float
    taken: tuple[int, ...]

    def holds_for(self, values: list[int]) -> bool:
        """Tell whether the bound counts for a plan with these sums in the stages before."""
        return all(had >= taken for had, taken in zip(values, self.taken, strict=True))


def climb(outline: Outline, goals: list[Goal], had: list[int], start: np.ndarray, work: float) -> list[Rung]:
    """Find a bound for each stage.

    Parameters
    ----------
    goals : list of Goal
    had : list of int
        What some plan has in each stage: taken for granted where the best is not found in time.
    start : array
        A good outline.
    work : float
        About seconds for all stages together.

    Returns
    -------
    list of Rung
        One for each stage; fewer, or none, where no bound was in reach.
    """
    if not outline.in_reach:
        return []
    search = outline.branching(*(goal.terms for goal in goals))
    rungs: list[Rung] = []
    taken: list[int] = []
    for goal, known in zip(goals, had, strict=True):
        bound, best = float(goal.most), known
        if not goal.terms:
            bound = 0.0
        elif work > 0:
            gap = COST_GAP * abs(known) if goal.name == "cost" else WHOLE_GAP
            outcome = search.maximise(goal.terms, work=work, start=start, gap=gap)
            work -= outcome.work
            if outcome.impossible:
                break
            bound = floor(
                min(bound, outcome.bound) + CLOSE
            )  # a search cut before it had a bound says infinity
            start = outcome.values if outcome.values is not None else start
        rungs.append(Rung(bound, tuple(taken)))
        kept = goal.kept(int(bound)) if _reaches(start, goal, bound) else min(goal.kept(best), int(bound))
        taken.append(kept)
        if goal.terms:
            search.at_least(goal.terms, kept)
    return rungs


def _reaches(values: np.ndarray, goal: Goal, bound: float) -> bool:
    """Tell whether an outline has come to the bound, so that a plan may too."""
    return bool(sum(c * values[v] for v, c in goal.terms.items()) > bound - 1 + CLOSE)
