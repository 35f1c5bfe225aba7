"""Improve a plan by taking a part of it back and solving that part exactly, again and again.

Two corners of the plan (`neighbourhood`) are solved at the same time, the second begun before the first has ended. What
they give is taken in the order in which they were begun, so that the outcome is the same on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tansiq_planner.methods.engines.cpsat import Found, maximise
from tansiq_planner.methods.engines.linear import Terms
from tansiq_planner.methods.finding.neighbourhood import Neighbourhoods

CORNER_WORK = 0.3
SECONDS_PER_WORK = 2.5
"""CPU seconds of one unit of the exact search's own deterministic time, measured; keeps `work` near seconds."""
CORNER_COST = 0.15
"""About CPU seconds to take a corner out and put it back, beside those of the search."""
ABREAST = 2
"""Corners solved at the same time."""


@dataclass(frozen=True)
class _Attempt:
    """A part being solved: its variables, what they were when it was begun, and what is to come."""

    variables: np.ndarray
    before: np.ndarray
    future: Future[Found]


class Improver:
    """Improvement of plans on one master model.

    Parameters
    ----------
    parts : Neighbourhoods
        Chooses the corners.
    """

    def __init__(self, parts: Neighbourhoods) -> None:
        self.parts, self.master = parts, parts.master

    def improve(
        self,
        values: list[int],
        terms: Terms,
        *,
        work: float,
        best_possible: float,
        better: Callable[[list[int]], None],
    ) -> tuple[list[int], float]:
        """Improve until the bound is met or the work is spent; give the values and the work done.

        Parameters
        ----------
        terms : mapping of int to int
            What is maximised.
        work : float
            About CPU seconds.
        """
        aim = _Aim(terms)
        state = np.array(values, np.int64)
        spent, worth = 0.0, aim.worth(state)
        attempts: deque[_Attempt] = deque()
        with ThreadPoolExecutor(ABREAST) as pool:
            while attempts or (spent < work and worth < best_possible):
                while len(attempts) < ABREAST and spent < work and worth < best_possible:
                    attempts.append(self._begin(pool, state, aim))
                    spent += CORNER_COST
                attempt = attempts.popleft()
                found = attempt.future.result()
                spent += found.work * SECONDS_PER_WORK
                self.parts.learn(proven=found.proven)
                state = self._taken(attempt, found, state, aim)
                if aim.worth(state) > worth:
                    worth = aim.worth(state)
                    better(state.tolist())
        return state.tolist(), spent

    def _begin(self, pool: Executor, state: np.ndarray, aim: _Aim) -> _Attempt:
        small, variables = self.master.model.reduced(state, self.parts.corner(state))
        place = np.array(variables, np.int64)
        before = state[place]
        future = pool.submit(
            maximise,
            small,
            aim.inside(variables),
            hint=before.tolist(),
            seed=self.parts.another_seed(),
            work=CORNER_WORK,
            brief=True,
        )
        return _Attempt(place, before, future)

    def _taken(self, attempt: _Attempt, found: Found, state: np.ndarray, aim: _Aim) -> np.ndarray:
        """Give the plan with what was found in a part, unless it is worse or no longer fits the rest."""
        if found.values is None:
            return state
        new = np.array(found.values, np.int64)
        differs = new != attempt.before
        variables, now = attempt.variables[differs], new[differs]
        clash = variables[state[variables] != attempt.before[differs]]
        if not len(variables) or not self.parts.follows[clash].all():
            return state  # nothing new, or the attempt before has decided the same meanwhile
        changed = state.copy()
        changed[variables] = now
        table = self.master.model.table
        if len(clash):
            changed = np.array(self.master.complete(changed.tolist()), np.int64)
        rows = None if len(clash) else table.rows_with(variables)
        if aim.worth(changed) < aim.worth(state) or table.broken(changed, rows):
            return state
        return changed


class _Aim:
    """What is maximised, as arrays."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._variables = np.fromiter(terms, np.int64, len(terms))
        self._coefficients = np.fromiter(terms.values(), np.int64, len(terms))

    def worth(self, state: np.ndarray) -> int:
        """Evaluate it."""
        return int((self._coefficients * state[self._variables]).sum())

    def inside(self, variables: list[int]) -> dict[int, int]:
        """Give its terms over some variables, by their place among them."""
        return {place: self.terms[v] for place, v in enumerate(variables) if v in self.terms}
