"""The choice of figures by whose change a wish is granted in a plan while nobody gives way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tansiq_planner.methods.asking.elastic import LARGER, ROOM, Name
from tansiq_planner.methods.asking.standing import Part, Standing

WHOLE, SMALLEST = 10**9, 100
"""What changing a figure by all of itself weighs, and by one at the least, against a seat gained."""
A_FIGURE = 1000
"""What one figure more weighs against a seat gained, where several are needed."""


class Limit(NamedTuple):
    """A figure as it is, and by how much it could change at most."""

    before: int
    most: int


class Choice:
    """A part of a plan with a switch for each figure; at first only one may be on.

    Parameters
    ----------
    standing : Standing
    part : Part
        Opened with the figures, nobody losing; becomes the choice's own.
    figures : mapping of tuple to Limit

    Attributes
    ----------
    smallest, fewest : dict of int to int
        To be maximised: for the change that is the smallest share of its figure, for the fewest figures.
    """

    def __init__(self, standing: Standing, part: Part, figures: Mapping[Name, Limit]) -> None:
        self.part = part
        model = part.model
        self._by = self._changeable(standing, figures)
        self._switches = {figure: model.variable(0, 1) for figure in self._by}
        self._most = model.variable(0, 1)
        switched = [(switch, 1) for switch in self._switches.values()]
        model.at_most([*switched, (self._most, -1)], 0, "figures changed")
        self.smallest = dict(part.own)
        for figure, by in self._by.items():
            model.at_most([(by, 1), (self._switches[figure], -figures[figure].most)], 0, "figures changed")
            self.smallest[by] = -max(SMALLEST, WHOLE // max(1, figures[figure].before))
        self.fewest = {**part.own, **dict.fromkeys(self._switches.values(), -A_FIGURE)}

    def _changeable(self, standing: Standing, figures: Mapping[Name, Limit]) -> dict[Name, int]:
        """Give the variables that say by how much each figure changes."""
        elastic, part = standing.elastic, self.part
        found: dict[Name, int] = {}
        for figure, limit in figures.items():
            by = part.place.get(elastic.more.get(figure, -1))
            if figure[1] in {LARGER, ROOM}:
                by = elastic.stretch_classes(part.model, part.place, figure, limit.most)
            if by is not None:
                part.model.upper[by] = limit.most
                found[figure] = by
        return found

    def allow_several(self) -> None:
        """Let more than one figure change."""
        self.part.model.upper[self._most] = len(self._switches)

    def leave_out(self, values: list[int]) -> None:
        """Let what was changed not change again."""
        for figure in self.changes(values):
            self.part.model.upper[self._switches[figure]] = 0

    def changes(self, values: list[int]) -> dict[Name, int]:
        """Give by how much each figure changes."""
        return {figure: values[by] for figure, by in self._by.items() if values[by]}
