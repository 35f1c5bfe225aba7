"""A linear model in integers, told apart from the solvers that read it: variables, rows, nothing else.

Every solver gets this same model, so that one rule is written once. All coefficients are integers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tansiq_planner.methods.engines.table import INFINITE, Table

__all__ = ["INFINITE", "STAGE", "LinearModel", "Row", "Terms"]

STAGE = "stage"
"""Begins the name of a row that keeps what an earlier stage came to."""

Terms = Mapping[int, int]
"""A linear expression: coefficient by variable."""


@dataclass
class Row:
    """`low <= sum of terms <= high`, and the rule it stands for with the place it speaks of."""

    terms: dict[int, int]
    low: int
    high: int
    rule: str
    place: tuple[str, ...] = ()


@dataclass
class LinearModel:
    """Variables 0..n-1 with integer bounds, and rows over them.

    Variables may be declared continuous where a fraction means nothing worse than a number between (money carried
    over), or where they are whole as soon as others are (sums of seats); exact engines in integers take them as
    integers all the same.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    continuous: set[int] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    _table: Table | None = field(default=None, repr=False, compare=False)

    @property
    def table(self) -> Table:
        """The rows as arrays, made again only after some were added."""
        if self._table is None or (self._table.rows, self._table.size) != (len(self.rows), self.size):
            self._table = Table(self)
        return self._table

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.lower)

    def variable(self, lower: int, upper: int, *, continuous: bool = False) -> int:
        """Add a variable and give its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        if continuous:
            self.continuous.add(len(self.lower) - 1)
        return len(self.lower) - 1

    def row(self, terms: Iterable[tuple[int, int]], low: int, high: int, rule: str, *place: str) -> None:
        """Add a row; coefficients of the same variable add up, and a row that always holds is left out."""
        joined: dict[int, int] = {}
        for variable, coefficient in terms:
            joined[variable] = joined.get(variable, 0) + coefficient
        joined = {variable: coefficient for variable, coefficient in joined.items() if coefficient}
        if not self._always_holds(joined, low, high):
            self.rows.append(Row(joined, low, high, rule, place))

    def at_most(self, terms: Iterable[tuple[int, int]], high: int, rule: str, *place: str) -> None:
        """Add `sum of terms <= high`."""
        self.row(terms, -INFINITE, high, rule, *place)

    def _always_holds(self, terms: Terms, low: int, high: int) -> bool:
        least = most = 0
        for variable, coefficient in terms.items():
            lower, upper = coefficient * self.lower[variable], coefficient * self.upper[variable]
            if coefficient < 0:
                lower, upper = upper, lower
            least += lower
            most += upper
        return least >= low and most <= high

    def value(self, terms: Terms, values: list[int]) -> int:
        """Evaluate an expression."""
        return sum(coefficient * values[variable] for variable, coefficient in terms.items())

    def broken(self, values: Sequence[int]) -> list[Row]:
        """Give the rows that the values break."""
        return [self.rows[row] for row in self.table.broken(values)]

    def reduced(
        self, values: Sequence[int] | np.ndarray, free: Collection[int] | np.ndarray
    ) -> tuple[LinearModel, list[int]]:
        """Give the model over the free variables alone, all others standing at their values.

        Returns
        -------
        model : LinearModel
            Rows that hold whatever the free variables are, or hold no matter what, are left out.
        variables : list of int
            For each variable of the small model, its number here.
        """
        table = self.table
        variables = np.unique(np.fromiter(free, np.int64, len(free)))
        lower, upper = np.array(self.lower, np.int64)[variables], np.array(self.upper, np.int64)[variables]
        continuous = np.flatnonzero(table.continuous[variables]).tolist()
        small = LinearModel(lower.tolist(), upper.tolist(), set(continuous))
        part = table.part(np.asarray(values, np.int64), variables, lower, upper)
        for row, low, high, terms in part:
            named = self.rows[row]
            small.rows.append(Row(terms, low, high, named.rule, named.place))
        return small, variables.tolist()
