"""First the outline, then the weeks: how many editions of each course a year, and only then when.

Money, instructors and seats bind by the year. Solved with nothing but these counts whole, the model gives a bound that
holds for every plan, and weeks that a good plan stays close to. The plan is then sought among the weeks near those, a
tenth of the editions, and mended corner by corner (`improving`). (Bounds by relaxing what is decided last: Geoffrion,
Lagrangean relaxation for integer programming, 1974; neighbourhoods from a relaxation: Danna, Rothberg and Le Pape, 2005.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.engines.highs import Branching, Mixed
from tansiq_planner.methods.engines.linear import STAGE, LinearModel, Terms
from tansiq_planner.methods.model.master import Master

USED = 1e-6
MARGIN_WEEKS = 1
"""How far from an outline's weeks a plan may lie; with none, a tenth was lost, with three the search took too long."""
SETTLE_WORK = 1.0
FEW_JUDGED = 64
"""Judgements (is the unit trained on that day?) that an outline keeps whole; more would slow it down."""
LARGE, HUGE = 20_000, 150_000
"""Variables above which no outline is drawn and bounds are those of the relaxation; above which that takes too long too."""
WHOLE = 1e-6


class Outline:
    """Outlines of plans on one master model, and plans near them."""

    def __init__(self, master: Master, seed: int) -> None:
        self.master, self.seed = master, seed

    @property
    def in_reach(self) -> bool:
        """Whether the model's relaxation is solved in the time that a planner waits."""
        return self.master.model.size <= HUGE

    @property
    def keeps_counts(self) -> bool:
        """Whether the counts of an outline are whole."""
        return bool(self._counted)

    @property
    def _counted(self) -> set[int]:
        """What an outline keeps whole: nothing in a model so large that its relaxation alone takes long."""
        large = self.master.model.size > LARGE
        return set() if large else {*self.master.counts, *self.master.packs}

    def branching(self, *wanted: Mapping[int, float]) -> Branching:
        """Give a search for outlines that serve some objectives."""
        return self._branching(self._serving(wanted), wanted)

    def _branching(self, model: LinearModel, wanted: Iterable[Mapping[int, float]]) -> Branching:
        judged = self.master.follows.intersection(variable for terms in wanted for variable in terms)
        whole = self._counted | (judged if len(judged) <= FEW_JUDGED else set())
        return Branching(model, whole, seed=self.seed)

    def _serving(self, wanted: Iterable[Mapping[int, float]]) -> LinearModel:
        """Give the model without the rows of judgements that neither the objectives nor the stages closed so far need."""
        closed = (row.terms for row in self.master.model.rows if row.rule.startswith(STAGE))
        return self._judging(*wanted, *closed)

    def _judging(self, *wanted: Iterable[int]) -> LinearModel:
        """Give the model without the rows of judgements that nobody wants."""
        model, idle = self.master.model, self.master.follows.difference(*wanted)
        rows = [row for row in model.rows if idle.isdisjoint(row.terms)] if idle else model.rows
        return LinearModel(model.lower, model.upper, model.continuous, rows)

    def draw(self, terms: Mapping[int, float], start: list[int], *, work: float, gap: float) -> Mixed:
        """Draw a good outline, beginning with a plan.

        It only hints at weeks, so it may break what closed stages judged; with their rows a draw took three times as long.
        """
        search = self._branching(self._judging(terms), [terms])
        return search.maximise(terms, start=start, work=work, gap=gap)

    def plan_near(
        self,
        outline: np.ndarray,
        plan: list[int],
        terms: Mapping[int, float],
        *,
        work: float,
        gap: float,
        found: Callable[[list[int]], None],
        until: Callable[[np.ndarray], bool],
    ) -> float:
        """Seek plans with each edition near a week in which an outline holds it; give the work done.

        The search begins with a plan, whose own editions are open too. How many editions a course holds may change.

        Parameters
        ----------
        found : callable
            Told of every plan, as values of all variables.
        until : callable
            Asked of every solution, whose seats may be fractions, whether it is good enough to end the search.
        """
        model = self._narrowed(self._serving([terms]), outline, plan)
        settled = _Settled(self.master, found)
        search = Branching(model, self.firm(), seed=self.seed)
        outcome = search.maximise(
            terms, start=plan, work=work, gap=gap, found=settled.try_values, until=until
        )
        if outcome.values is not None:
            settled.settle(outcome, terms)
        return outcome.work

    def firm(self) -> set[int]:
        """Give the variables that a search must keep whole; seats and what follows from them come out whole."""
        model = self.master.model
        return set(range(model.size)) - model.continuous - set(self.master.seats.values())

    def _narrowed(self, model: LinearModel, outline: np.ndarray, plan: list[int]) -> LinearModel:
        master = self.master
        near: dict[tuple[str, str], set[int]] = defaultdict(set)
        for held, slot in zip(master.edition, master.slots, strict=True):
            if outline[held] > USED:
                near[slot.course, slot.venue].update(
                    range(slot.week - MARGIN_WEEKS, slot.week + MARGIN_WEEKS + 1)
                )
        lower, upper = list(model.lower), list(model.upper)
        for index, slot in enumerate(master.slots):
            held = master.edition[index]
            if slot.begun is None and not plan[held] and slot.week not in near[slot.course, slot.venue]:
                shut = [held, *master.staffing[index]]
                shut += [master.seats[request, index] for request in slot.seats]
                for variable in shut:
                    upper[variable] = lower[variable]
        return LinearModel(lower, upper, model.continuous, model.rows)


class _Settled:
    """Turns what a search in fractions finds into plans."""

    def __init__(self, master: Master, found: Callable[[list[int]], None]) -> None:
        self.master, self.found = master, found

    def try_values(self, values: np.ndarray) -> None:
        """Tell of a plan where all seats are whole already."""
        seats = values[list(self.master.seats.values())]
        if np.abs(seats - seats.round()).max(initial=0.0) < WHOLE:
            self._tell(self._rounded(values))

    def settle(self, outcome: Mixed, terms: Mapping[int, float]) -> None:
        """Tell of the plan with the best whole seats for the editions of the last solution."""
        if outcome.values is None:
            return
        values = self._rounded(outcome.values)
        model = self.master.model
        free = {*self.master.seats.values(), *model.continuous, *self.master.follows}
        small, variables = model.reduced(values, free)
        place = {variable: index for index, variable in enumerate(variables)}
        inside = _in_whole_numbers({place[v]: c for v, c in terms.items() if v in place})
        solved = maximise(small, inside, hint=[values[v] for v in variables], work=SETTLE_WORK, brief=True)
        if solved.values is not None:
            for variable, value in zip(variables, solved.values, strict=True):
                values[variable] = value
            self._tell(values)

    def _rounded(self, values: Sequence[float] | np.ndarray) -> list[int]:
        return [round(float(value)) for value in values]

    def _tell(self, values: list[int]) -> None:
        values = self.master.complete(values)
        if not self.master.model.broken(values):
            self.found(values)


def _in_whole_numbers(terms: Mapping[int, float]) -> Terms:
    largest = max((abs(c) for c in terms.values()), default=1.0)
    return {variable: round(c / largest * 10**6) for variable, c in terms.items()}
