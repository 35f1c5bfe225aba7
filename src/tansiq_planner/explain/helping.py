"""Which single figures help, and by how little: found by asking about many at once.

To change more figures never takes anything away. So what does not help as a whole holds nothing that helps alone, and
one question answers for all of its figures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from tansiq_planner.errors import Figure
from tansiq_planner.explain.changes import Ladder, name_of
from tansiq_planner.methods.engines.cores import minimal
from tansiq_planner.problem import Problem

Helps = Callable[[Problem], bool]
"""Tells whether a changed problem lets more in."""
NEAREST = (3, 6)
"""The first figures are asked about in such small groups: mostly they are what helps, and none of the others does."""


def helping(problem: Problem, ladders: Sequence[Ladder], helps: Helps) -> list[Ladder]:
    """Give the ladders that help by themselves when climbed to the top, in their order.

    Parameters
    ----------
    ladders : sequence of Ladder
        The nearest first; each with at least one step.
    """
    ends = (0, *NEAREST, len(ladders))
    groups = [ladders[first:last] for first, last in pairwise(ends)]
    return [ladder for group in groups for ladder in _among(problem, group, helps)]


def _among(problem: Problem, ladders: Sequence[Ladder], helps: Helps) -> list[Ladder]:
    if not ladders or not helps(to_the_top(problem, ladders)):
        return []
    if len(ladders) == 1:
        return list(ladders)
    middle = len(ladders) // 2
    return _among(problem, ladders[:middle], helps) + _among(problem, ladders[middle:], helps)


def lowest(problem: Problem, ladder: Ladder, helps: Helps) -> Figure:
    """Give the lowest step that helps, of a ladder whose top helps.

    The lowest steps are tried first, each twice as high as the one before: the answer is mostly there.
    """
    past, height, top = -1, 0, len(ladder.steps) - 1
    while height < top and not helps(ladder.apply(problem, ladder.steps[height])):
        past, height = height, 2 * height + 1
    top = min(height, top)
    while top - past > 1:
        middle = (past + top) // 2
        if helps(ladder.apply(problem, ladder.steps[middle])):
            top = middle
        else:
            past = middle
    return ladder.steps[top]


def together(problem: Problem, ladders: Sequence[Ladder], helps: Helps) -> list[Ladder]:
    """Give ladders that help together and none of which can be spared; nothing where even all do not help."""
    named = {name_of(ladder): ladder for ladder in ladders}

    def enough(names: Collection[tuple[str, ...]]) -> bool:
        return helps(to_the_top(problem, [ladder for name, ladder in named.items() if name in names]))

    if not enough(named):
        return []
    needed = minimal(named, enough)
    return [ladder for name, ladder in named.items() if name in needed]


def to_the_top(problem: Problem, ladders: Sequence[Ladder]) -> Problem:
    """Climb every ladder to its last step."""
    for ladder in ladders:
        problem = ladder.apply(problem, ladder.steps[-1])
    return problem
