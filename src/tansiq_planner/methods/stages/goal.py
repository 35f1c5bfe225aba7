"""One stage of an option: a figure to be made as large or as small as it can be, once the stages before are fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq_planner.methods.engines.linear import Terms

SHARPEST = 10**9
"""Worths up to here may stand for a rank of things in one figure."""


@dataclass(frozen=True)
class Goal:
    """One stage: its figure in the plan is ``constant + sign * (sum of terms)``, and the sum of terms is maximised.

    `most` is a limit that the sum of terms cannot pass. `sense` is `most` or `fewest`; `tolerance` is the share of the
    figure that later stages may give up. `worths`, where given, are what the single things counted weigh in the sum,
    each more than all later ones together: the figure is then how many of them there are.
    """

    name: str
    sense: str
    terms: Terms
    most: int
    constant: int = 0
    tolerance: float = 0.0
    worths: tuple[int, ...] = ()

    @property
    def sign(self) -> int:
        """1 where the figure itself is maximised, -1 where it is kept small."""
        return 1 if self.sense == "most" else -1

    def figure(self, value: float) -> float:
        """Turn a sum of terms into the figure that officers know."""
        if not self.worths:
            return self.constant + self.sign * value
        count = 0
        for worth in self.worths:
            if worth <= value:
                value -= worth
                count += 1
        return count

    def kept(self, value: int) -> int:
        """Give what later stages must leave of a sum of terms."""
        return value - int(self.tolerance * abs(self.figure(value)))

    def figure_at_best(self, bound: float) -> float:
        """Turn a bound on the sum of terms into a bound on the figure."""
        if not self.worths:
            return self.figure(bound)
        count, total = 0, 0
        for worth in reversed(self.worths):  # the lightest first: the most things that a sum can hold
            total += worth
            count += total <= bound
        return count


def in_order(goals: Sequence[Goal]) -> Terms:
    """Weigh stages so that an earlier one outweighs all later ones together."""
    terms: dict[int, int] = {}
    scale = 1
    for goal in reversed(goals):
        for variable, coefficient in goal.terms.items():
            terms[variable] = terms.get(variable, 0) + coefficient * scale
        scale *= goal.most + 1
    return terms


def graded(name: str, terms: Mapping[int, Terms], most: Mapping[int, int]) -> list[Goal]:
    """Count things of several grades in one stage where a lower grade can outweigh all higher ones; else one for each.

    Parameters
    ----------
    name : str
    terms : mapping of int to mapping of int to int
        What counts the things of each grade, by grade.
    most : mapping of int to int
        How many things of each grade there are.
    """
    grades = sorted(most)
    worth, scale = {}, 1
    for grade in reversed(grades):
        worth[grade] = scale
        scale *= most[grade] + 1
    if scale > SHARPEST:
        return [Goal(f"{name}_{grade}", "most", terms.get(grade, {}), most[grade]) for grade in grades]
    together = {v: worth[grade] * c for grade in grades for v, c in terms.get(grade, {}).items()}
    worths = tuple(worth[grade] for grade in grades for _ in range(most[grade]))
    return [Goal(name, "most", together, sum(worths), worths=worths)] if together else []
