"""The rows of a linear model as arrays, to take small parts out of a large model in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tansiq_planner.methods.engines.linear import LinearModel

INFINITE = 10**12
"""Stands for no limit; far above any sum of seats, weeks or money of a programme."""
SUM = "sum"
"""Names the rows of sums that grow with time, each the one before and what is added (`running`)."""
Numbers = np.ndarray
"""One whole number for each row, variable or entry."""


class Table:
    """Entries of all rows, in the order of the rows and again in the order of the variables.

    Parameters
    ----------
    model : LinearModel
        As it stands; rows added later are not seen.
    """

    def __init__(self, model: LinearModel) -> None:
        rows = model.rows
        self.rows, self.size = len(rows), model.size
        lengths = np.fromiter((len(row.terms) for row in rows), np.int64, len(rows))
        self.first = np.concatenate([[0], np.cumsum(lengths)])
        entries = int(self.first[-1])
        self.variable = np.fromiter((v for row in rows for v in row.terms), np.int64, entries)
        self.coefficient = np.fromiter((c for row in rows for c in row.terms.values()), np.int64, entries)
        self.low = np.fromiter((row.low for row in rows), np.int64, len(rows))
        self.high = np.fromiter((row.high for row in rows), np.int64, len(rows))
        self.continuous = np.zeros(model.size, bool)
        self.continuous[sorted(model.continuous)] = True
        self._sums = [place for place, row in enumerate(rows) if row.rule == SUM]
        self._known_chains: tuple[Numbers, Numbers, Numbers] | None = None
        order = np.argsort(self.variable, kind="stable")
        self._row_by_variable = np.repeat(np.arange(len(rows)), lengths)[order]
        counts = np.bincount(self.variable, minlength=model.size)
        self._first_by_variable = np.concatenate([[0], np.cumsum(counts)])

    def rows_with(self, variables: Numbers) -> Numbers:
        """Give the rows that speak of any of the variables, in their order."""
        entries = _spans(self._first_by_variable[variables], self._first_by_variable[variables + 1])
        return np.unique(self._row_by_variable[entries])

    def entries_of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Give the entries of rows, and for each the place of its row among them."""
        lengths = self.first[rows + 1] - self.first[rows]
        return _spans(self.first[rows], self.first[rows + 1]), np.repeat(np.arange(len(rows)), lengths)

    def broken(self, values: Sequence[int] | Numbers, rows: Numbers | None = None) -> list[int]:
        """Give the rows that the values break, of all rows or of some."""
        standing = np.asarray(values, np.int64)
        variable, coefficient, first = self.variable, self.coefficient, self.first
        if rows is None:
            rows = np.arange(self.rows)
        else:
            entries, _ = self.entries_of(rows)
            variable, coefficient = variable[entries], coefficient[entries]
            first = np.concatenate([[0], np.cumsum(first[rows + 1] - first[rows])])
        so_far = np.concatenate([[0], np.cumsum(coefficient * standing[variable])])
        sums = so_far[first[1:]] - so_far[first[:-1]]
        found: list[int] = rows[(sums < self.low[rows]) | (sums > self.high[rows])].tolist()
        return found

    def part(
        self, values: Numbers, variables: Numbers, lower: Numbers, upper: Numbers
    ) -> Iterator[tuple[int, int, int, dict[int, int]]]:
        """Give what the rows ask of some variables while all others stand at their values.

        Parameters
        ----------
        variables : array of int, ascending
        lower, upper : array of int
            Their bounds.

        Yields
        ------
        (int, int, int, dict of int to int)
            A row, its limits, and its coefficients by place among the variables; rows that always hold are left out.
        """
        place = np.full(self.size, -1)
        place[variables] = np.arange(len(variables))
        rows = self.rows_with(variables)
        entries, row_of = self.entries_of(rows)
        where, coefficient = place[self.variable[entries]], self.coefficient[entries]
        shut = where < 0
        standing = values[self.variable[entries[shut]]] * coefficient[shut]
        fixed = np.bincount(row_of[shut], standing, len(rows)).astype(np.int64)
        row_of, where, coefficient = row_of[~shut], where[~shut], coefficient[~shut]
        ends = coefficient * lower[where], coefficient * upper[where]
        least = np.bincount(row_of, np.minimum(*ends), len(rows))
        most = np.bincount(row_of, np.maximum(*ends), len(rows))
        low, high = self.low[rows] - fixed, self.high[rows] - fixed
        low[self.low[rows] <= -INFINITE], high[self.high[rows] >= INFINITE] = -INFINITE, INFINITE
        first = np.searchsorted(row_of, np.arange(len(rows) + 1)).tolist()
        at, by = where.tolist(), coefficient.tolist()
        for row in np.flatnonzero((least < low) | (most > high)).tolist():
            span = slice(first[row], first[row + 1])
            yield int(rows[row]), int(low[row]), int(high[row]), dict(zip(at[span], by[span], strict=True))

    def connected(self, variables: Numbers, through: Numbers) -> Numbers:
        """Give the variables and all those of `through` that rows join to them, directly or by others of `through`.

        Parameters
        ----------
        variables : array of int
        through : array of bool, one for each variable

        Returns
        -------
        array of int, ascending
        """
        chain, members, first = self._chains(through)
        found = np.zeros(self.size, bool)
        seen = np.zeros(self.rows, bool)
        newest = variables
        found[newest] = True
        while newest.size:
            rows = self.rows_with(newest)
            rows = rows[~seen[rows]]
            seen[rows] = True
            beside = self.variable[self.entries_of(rows)[0]]
            beside = beside[through[beside] & ~found[beside]]
            chains = np.unique(chain[beside])
            newest = members[_spans(first[chains], first[chains + 1])]
            newest = newest[~found[newest]]
            found[newest] = True
        return np.flatnonzero(found)

    def _chains(self, through: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Give the chain of each variable, the variables by chain, and where each chain begins among them.

        A sum that grows with time is a chain of variables, each one more than the one before: opened together, they
        spare a hundred steps from one to the next.
        """
        if self._known_chains is None:
            chain = np.arange(self.size)
            for row in self._sums:
                terms = self.variable[self.first[row] : self.first[row + 1]]
                links = terms[through[terms]]
                chain[links] = chain[links].min()
            members = np.argsort(chain, kind="stable")
            first = np.concatenate([[0], np.cumsum(np.bincount(chain, minlength=self.size))])
            self._known_chains = chain, members, first
        return self._known_chains


def _spans(first: Numbers, past: Numbers) -> Numbers:
    """Join the ranges `first..past` into one array of places."""
    lengths = past - first
    total = int(lengths.sum())
    starts = np.repeat(first - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return starts + np.arange(total)
