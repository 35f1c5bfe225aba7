"""Who must give way so that a request gets a seat more in a plan, or an exercise is held, and what would spare them.

Three questions, each only where the one before says no: does anybody have to lose anything; who loses least; and which
single figure would spare everybody. In each, others first stay in the editions in which they are; then they may move
within the courses that are asked for, and then within those that these build on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tansiq_planner.methods.asking.choice import Choice, Limit
from tansiq_planner.methods.asking.elastic import Elastic, Name
from tansiq_planner.methods.asking.standing import Part, Standing, Wish
from tansiq_planner.methods.engines.cpsat import Found, maximise
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

ALL_WORK = 0.45
"""For all that is asked about one request."""
FREE_WORK, LEAST_WORK, NARROW_WORK = 0.1, 0.15, 0.1
"""For one search: for a place that costs nobody anything; for the least loss; for less among those who lose."""
SHORTEST_WORK = 0.02
STAYING = 10**4
"""What a seat left in place weighs against a seat gained."""
ENOUGH = 6
"""So many figures are enough to choose from."""


@dataclass(frozen=True)
class GivenWay:
    """A plan in which a wish is granted, held against the plan before.

    Parameters
    ----------
    gained : int
        Seats that the request has more; 1 for an exercise.
    lost, moved : mapping of str to int
        Seats of others that are gone, and that are in another edition than before, by request.
    fallen : tuple of str
        Exercises no longer held.
    plan : Plan
    """

    gained: int
    lost: Mapping[str, int]
    moved: Mapping[str, int]
    fallen: tuple[str, ...]
    plan: Plan


@dataclass(frozen=True)
class Spared:
    """A change of figures by which a wish is granted while nobody gives way.

    Parameters
    ----------
    by : mapping of tuple to int
        By how much each figure changes: at the least, where it is a single one; more than one only where no single
        one is enough.
    gained : int
    plan : Plan
        Lawful once the figures are changed.
    """

    by: Mapping[Name, int]
    gained: int
    plan: Plan


class _Loss(NamedTuple):
    """What a search for the least loss came to: the part, its values, what they are worth, and whether no less is there."""

    part: Part
    values: list[int]
    worth: int
    is_least: bool


class GivingWay:
    """Trials on one plan.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        A lawful plan.
    """

    def __init__(self, problem: Problem, plan: Plan, elastic: Elastic | None = None) -> None:
        self.problem, self.plan = problem, plan
        self._standing = Standing(problem, plan, elastic)

    def on(self, plan: Plan) -> GivingWay:
        """Give the trials on another plan of the same problem, whose model is not built again."""
        return GivingWay(self.problem, plan, self._standing.elastic)

    def of(self, name: str) -> Trial:
        """Give the trials of one request or exercise."""
        return Trial(self._standing, self.plan, Wish.of(self.problem, name))


class Trial:
    """A wish, to be granted in a plan."""

    def __init__(self, standing: Standing, plan: Plan, wish: Wish) -> None:
        self._standing, self._plan, self._wish = standing, plan, wish
        self._widths: tuple[frozenset[str], ...] = (frozenset(), wish.taught, wish.courses)
        """Courses within which others may move, in three widths."""
        self._work = ALL_WORK

    def _search(
        self, part: Part, terms: Mapping[int, int], most: float, hint: list[int] | None = None
    ) -> Found:
        work = max(SHORTEST_WORK, min(most, self._work))
        outcome = maximise(part.model, terms, hint=hint, work=work, brief=True)
        self._work -= outcome.work
        return outcome

    def _parts(self, *, losing: bool, figures: Collection[Name] = ()) -> Iterator[Part]:
        """Open what may change, in each width; where a wider one opens nothing more, only once."""
        size = 0
        for moving in self._widths:
            part = Part(self._standing, self._wish, moving, losing=losing, figures=figures)
            if part.model.size > size:
                size = part.model.size
                yield part

    def free(self) -> GivenWay | None:
        """Give a plan in which the wish is granted and nobody has less, with as few others moved as possible.

        Returns
        -------
        GivenWay or None
            None where a short search found no such plan.
        """
        for part in self._parts(losing=False):
            terms = {**dict.fromkeys(part.stays, STAYING), **part.own}
            outcome = self._search(part, terms, FREE_WORK, part.before)
            if outcome.values is not None:
                return self._against_before(part, outcome.values)
        return None

    def least(self) -> GivenWay | None:
        """Give a plan in which the wish is granted and others lose as little as possible, high priorities last.

        Returns
        -------
        GivenWay or None
            None where a short search found no such plan.
        """
        best: _Loss | None = None
        for part in self._parts(losing=True):
            # a loss that took long to find is not soon made less, nor worth moving others far for
            if best is not None and not (best.is_least and part.moving == self._wish.taught):
                break
            best = self._less(part, best) or best
        return None if best is None else self._against_before(best.part, best.values)

    def _less(self, part: Part, known: _Loss | None) -> _Loss | None:
        """Search for a loss less than one that is known, then for less among those alone who lose by it."""
        if known is not None:
            part.leave_at_least(known.worth + 1)
        outcome = self._search(part, part.aim, LEAST_WORK)
        if outcome.values is None:
            return None
        values = outcome.values
        if not outcome.proven:
            part.spare_the_spared(values)
            values = self._search(part, part.aim, NARROW_WORK, values).values or values
        return _Loss(part, values, part.model.value(part.aim, values), outcome.proven)

    def _against_before(self, part: Part, values: list[int]) -> GivenWay:
        after = self._standing.master.plan(part.whole(values))
        before = {it.id: it for it in self._plan.editions}
        stayed: dict[str, int] = defaultdict(int)
        for edition in after.editions:
            for name, seats in edition.seats.items():
                had = before[edition.id].seats.get(name, 0) if edition.id in before else 0
                stayed[name] += min(seats, had)
        given = self._standing.given
        now = {name: after.seats_of(name) for name in given}
        others = [(name, had) for name, had in given.items() if name != self._wish.id]
        lost = {name: had - now[name] for name, had in others if now[name] < had}
        moved = {
            name: min(now[name], had) - stayed[name]
            for name, had in others
            if min(now[name], had) > stayed[name]
        }
        held = {it.exercise for it in after.exercises}
        fallen = tuple(it.exercise for it in self._plan.exercises if it.exercise not in held)
        return GivenWay(self._gained(after), lost, moved, fallen, after)

    def _gained(self, after: Plan) -> int:
        before = self._standing.given.get(self._wish.id)
        return 1 if before is None else after.seats_of(self._wish.id) - before

    def sparing(self, figures: Mapping[Name, Limit]) -> list[Spared]:
        """Find the figures by which, one of them changed, the wish is granted and nobody gives way.

        Parameters
        ----------
        figures : mapping of tuple to Limit
            Figures that could be raised; lowered, for a smallest class.

        Returns
        -------
        list of Spared
            The change that is the smallest share of its figure first; a single one with several figures where no single
            figure is enough; none where that is not enough either, or the search was too short.
        """
        for part in self._parts(losing=False, figures=figures) if figures else ():
            choice = Choice(self._standing, part, figures)
            found, impossible = self._single(choice)
            if impossible and not found:
                found, impossible = self._several(choice)
            if found or not impossible:
                return found
        return []

    def _single(self, choice: Choice) -> tuple[list[Spared], bool]:
        """Find single figures that are enough, and whether it is certain that there are no others."""
        found: list[Spared] = []
        while len(found) < ENOUGH and self._work > 0:
            outcome = self._search(choice.part, choice.smallest, self._work)
            if outcome.values is None or not outcome.proven:
                return found, outcome.impossible
            found.append(self._spared(choice, outcome.values))
            choice.leave_out(outcome.values)
        return found, False

    def _several(self, choice: Choice) -> tuple[list[Spared], bool]:
        """Find the fewest figures that are enough together, and whether it is certain that all are not enough."""
        if self._work <= 0:
            return [], False
        choice.allow_several()
        outcome = self._search(choice.part, choice.fewest, self._work)
        if outcome.values is None or not outcome.proven:
            return [], outcome.impossible
        return [self._spared(choice, outcome.values)], False

    def _spared(self, choice: Choice, values: list[int]) -> Spared:
        after = self._standing.master.plan(choice.part.whole(values))
        return Spared(choice.changes(values), self._gained(after), after)
