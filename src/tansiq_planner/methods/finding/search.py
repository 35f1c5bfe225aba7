"""From an empty page to the last stage: build, improve, prove; everything found on the way is reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import isfinite

import numpy as np

from tansiq_planner.methods.asking.alone import most_alone
from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.engines.linear import INFINITE, STAGE
from tansiq_planner.methods.finding.filling import filled
from tansiq_planner.methods.finding.improving import SECONDS_PER_WORK, Improver
from tansiq_planner.methods.finding.ladder import Rung, climb
from tansiq_planner.methods.finding.neighbourhood import Neighbourhoods
from tansiq_planner.methods.finding.opening import nearest, opening
from tansiq_planner.methods.finding.outline import FEW_JUDGED, LARGE, WHOLE, Outline
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.agreed import AGREED
from tansiq_planner.methods.stages.goal import Goal, in_order
from tansiq_planner.methods.stages.options import goals_of, weighted_seats
from tansiq_planner.methods.told import Outcome, Report
from tansiq_planner.problem import Problem
from tansiq_planner.result import Settings, Stage

LARGEST_SCALE = 10**13
"""Products of stage ranges up to here fit an exact integer search comfortably."""
SHARE_OF_A_BLOCK = 0.7
"""Of the work that is left, what a block of stages may take; the last takes all."""
LEAST_SHARE = 0.1
"""Of all the work, what a block gets even where those before it overran: without it the last have no bound at all."""
SHARE_FOR_COVERING = 0.3
SHARE_FOR_OUTLINE, SHARE_FOR_OUTLINE_OF_COST, SHARE_NEAR_OUTLINE = 0.65, 0.4, 0.28
SHARE_FOR_BOUNDS = 0.2
"""Of a block's work; the first bounds come soon, the others not in any time that a planner waits."""
OUTLINE_GAP, NEAR_GAP = 2e-4, 2e-5
GENTLE_STEP = 6.0
HOPE = 0.5
WORKERS = 2
EXACT_AT_ONCE = 2500
"""Models with fewer variables are solved exactly at once."""


class Search:
    """One search on one problem.

    Parameters
    ----------
    problem : Problem
    settings : Settings
    report : callable
        Told a `Report` of every step.
    goals_for : callable, optional
        Gives the stages on the master model; by default those of the settings' option.
    """

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        report: Callable[[Report], None],
        goals_for: Callable[[Master], list[Goal]] | None = None,
    ) -> None:
        self.problem, self.settings, self.report = problem, settings, report
        self.master, values = opening(problem, settings.seed, report)
        if goals_for is None:
            self.goals = goals_of(self.master, settings.option, agreed_last=settings.agreed_last)
        else:
            self.goals = goals_for(self.master)
        promised = next((goal.terms for goal in self.goals if "seats" in goal.name), {})
        self.values = nearest(self.master, self.master.complete(values), promised, settings.seed)
        self.improver = Improver(Neighbourhoods(self.master, settings.seed))
        self.outline = Outline(self.master, settings.seed)
        self.left = float(settings.work)
        self._alone: dict[str, int] = {}

    @property
    def small(self) -> bool:
        """Whether the whole is solved exactly at once."""
        return self.master.model.size < EXACT_AT_ONCE

    def run(self) -> Outcome:
        """Go through all stages."""
        stages: list[Stage] = []
        pending = list(self.goals)
        while pending:
            block = self._block(pending)
            pending = pending[len(block) :]
            if self._judges_much(block) and not self.small:
                self._cover()
            share = self.left * (SHARE_OF_A_BLOCK if pending else 1.0)
            share = max(share, LEAST_SHARE * self.settings.work)
            if self.small or self._keeps(block):
                stages += [self._exact(goal, share / len(block)) for goal in block]
            else:
                stages += self._advance(block, share)
        if not self.small:
            self._fill(self.goals, at_last=True)
        stages = list(self._as_they_end(stages))
        proven = all(stage.proven for stage in stages)
        return Outcome(self.master.plan(self.values), tuple(stages), "finished" if proven else "work")

    def _keeps(self, block: list[Goal]) -> bool:
        """Tell whether a block keeps what was agreed: from a plan that keeps nearly all of it, an exact search is short."""
        return block[0].name.startswith(AGREED) and self.master.model.size <= LARGE

    def _judges_much(self, block: list[Goal]) -> bool:
        """Tell whether a block counts so many judgements of readiness that an outline says little about it."""
        return len(self.master.follows.intersection(v for goal in block for v in goal.terms)) > FEW_JUDGED

    def _cover(self) -> None:
        """Seek a plan that covers well, with the stages so far kept: a good start for what readiness needs."""
        covering = [goal for goal in self.goals if goal.name.startswith(("exercises", "seats"))]
        if not covering:
            return
        block = self._block(covering)
        began, share = self.left, self.left * SHARE_FOR_COVERING
        outline = self._draw(block, share)
        self._plan(block, outline, share - (began - self.left))

    def _advance(self, block: list[Goal], work: float) -> list[Stage]:
        """Plan for a block of stages on one core while bounds are sought on the other; then close each stage."""
        model = self.master.model
        began = self.left
        self._tell(block[0], self.values)
        outline = self._draw(block, work)
        left = work - (began - self.left)
        had = [model.value(goal.terms, self.values) for goal in block]
        with ThreadPoolExecutor(1) as other:
            start = np.array(self.values, float) if outline is None else outline
            ladder = other.submit(climb, self.outline, block, had, start, left * SHARE_FOR_BOUNDS)
            self._plan(block, outline, left)
            self._fill(block)
            self.values = self.master.complete(
                self.values
            )  # a search may leave unsaid what a unit has reached
            rungs = ladder.result()
        stages = []
        for place, goal in enumerate(block):
            before = [model.value(it.terms, self.values) for it in block[:place]]
            rung = rungs[place] if place < len(rungs) and rungs[place].holds_for(before) else None
            stages.append(self._close(goal, rung))
        return stages

    def _draw(self, block: list[Goal], work: float) -> np.ndarray | None:
        """Draw the outline of a block; None where it would say little, or none was found."""
        if self._judges_much(block) or not self.outline.keeps_counts:
            return None
        share = SHARE_FOR_OUTLINE_OF_COST if block[0].name == "cost" else SHARE_FOR_OUTLINE
        outcome = self.outline.draw(
            self._gentle(block),
            self.values,
            work=work * share,
            gap=OUTLINE_GAP * self._size_of(block),
        )
        self.left -= outcome.work
        return outcome.values

    def _plan(self, block: list[Goal], outline: np.ndarray | None, work: float) -> None:
        """Seek better plans for a block of stages: near an outline first, then part by part."""
        spent = 0.0
        if outline is not None:
            spent += self._near(block, outline, work * SHARE_NEAR_OUTLINE)
        self.values, more = self.improver.improve(
            self.values,
            in_order(block),
            work=max(work - spent, 0.0),
            best_possible=self._scalar_bound(block),
            better=lambda values: self._tell(block[0], values),
        )
        self.left -= spent + more

    def _fill(self, block: list[Goal], *, at_last: bool = False) -> None:
        """Take the seats of a block that cost nobody anything; at last, those for which a later stage made room too."""
        seats = any("seats" in goal.name for goal in block)
        if seats and self.master.model.size <= LARGE:
            self.values = filled(self.master, self.values, block, at_last=at_last)
            self._tell(block[0], self.values)

    def _near(self, block: list[Goal], outline: np.ndarray, work: float) -> float:
        """Take the best plan near an outline if it is better than what there is; give the work done."""
        terms, gentle, hopes = in_order(block), self._gentle(block), self._hopes(block)

        best_possible = self._scalar_bound(block)

        def worth(values: list[int]) -> tuple[float, float]:
            return self.master.model.value(terms, values), sum(c * values[v] for v, c in hopes.items())

        def found(values: list[int]) -> None:
            if worth(values) > worth(self.values):
                self.values = values
                self._tell(block[0], values)

        def until(values: np.ndarray) -> bool:
            return bool(sum(c * values[v] for v, c in terms.items()) > best_possible - WHOLE)

        return self.outline.plan_near(
            outline,
            self.values,
            {v: gentle.get(v, 0.0) + hopes.get(v, 0.0) for v in {**gentle, **hopes}},
            work=work,
            gap=NEAR_GAP * self._size_of(block),
            found=found,
            until=until,
        )

    def _hopes(self, block: list[Goal]) -> dict[int, float]:
        """Weigh the seats of later stages so that all together they are worth less than one step in the block.

        A plan that is the best for the block and gives nobody else a seat is a poor start for the stages that follow.
        """
        later = [
            goal for goal in self.goals[self.goals.index(block[-1]) + 1 :] if goal.name.startswith("seats")
        ]
        total = sum(max(goal.most, 1) for goal in later)
        return {v: HOPE * c / total for goal in later for v, c in goal.terms.items()}

    def _size_of(self, block: list[Goal]) -> float:
        """Give the size of the gentle objective: what a gap is a share of."""
        gentle = self._gentle(block)
        return max(1.0, abs(sum(c * self.values[v] for v, c in gentle.items())))

    def _tell(self, goal: Goal, values: list[int]) -> None:
        figure = goal.figure(self.master.model.value(goal.terms, values))
        bound = _told_bound(_at_best(goal, goal.most))
        self.report(Report(goal.name, int(figure), bound, self.master.plan(values)))

    def _as_they_end(self, stages: list[Stage]) -> Iterator[Stage]:
        """Give the stages the figures of the last plan: one may have been bettered later, or its tolerance used.

        A bound holds for every plan with at least so much in the stages before, so also where they were bettered.
        """
        for stage, goal in zip(stages, self.goals, strict=True):
            value = int(goal.figure(self.master.model.value(goal.terms, self.values)))
            gave = goal.sign * value < goal.sign * stage.value and not goal.tolerance
            yield replace(stage, value=value, proven=value == stage.bound or (stage.proven and not gave))

    def _block(self, pending: list[Goal]) -> list[Goal]:
        """Take as many stages together as one integer objective can hold without changing their order.

        A stage that judges readiness begins a block of its own: its many rows would slow down the stages before it. So
        does the first stage after those that keep what was agreed.
        """
        block, scale = [pending[0]], pending[0].most + 1
        for goal in pending[1:]:
            scale *= goal.most + 1
            judging = not self.master.follows.isdisjoint(goal.terms)
            parted = judging or goal.name == "cost" or self._keeps([goal]) != self._keeps(block)
            if scale > LARGEST_SCALE or parted or block[-1].tolerance:
                break
            block.append(goal)
        return block

    def _scalar_bound(self, block: list[Goal]) -> int:
        bound, scale = 0, 1
        for goal in reversed(block):
            bound += goal.most * scale
            scale *= goal.most + 1
        return bound

    def _gentle(self, block: list[Goal]) -> dict[int, float]:
        """Weigh the stages of a block for a relaxation: earlier ones more, all within some orders of size.

        Weights that made every earlier stage outweigh all later ones together would drown the later ones in rounding.
        """
        terms: dict[int, float] = {}
        weight = 1.0
        for goal in reversed(block):
            largest = max((abs(c) for c in goal.terms.values()), default=1)
            exercises = goal.name.startswith("exercises")
            worth = weight if exercises else weight / largest
            for variable, coefficient in goal.terms.items():
                terms[variable] = terms.get(variable, 0.0) + coefficient * worth
            weight *= 1.0 if exercises else GENTLE_STEP
        return terms

    def _close(self, goal: Goal, rung: Rung | None) -> Stage:
        """Take the best bound for a stage and fix what it came to."""
        value = self.master.model.value(goal.terms, self.values)
        bound = min(float(goal.most), rung.bound if rung else float("inf"))
        if value < bound and goal.name.startswith("seats"):
            bound = min(bound, self._seats_possible(goal))
        return self._fixed(goal, value, bound)

    def _exact(self, goal: Goal, work: float) -> Stage:
        """Search the whole model for this stage alone, take what is better, keep the bound, and fix the stage."""
        model = self.master.model
        value = model.value(goal.terms, self.values)
        bound = float(goal.most)
        if value < bound and work > 0:

            def found(values: list[int], so_far: float) -> None:
                figure = goal.figure(model.value(goal.terms, values))
                self.report(
                    Report(goal.name, int(figure), goal.figure_at_best(so_far), self.master.plan(values))
                )

            outcome = maximise(
                model,
                goal.terms,
                hint=self.values,
                seed=self.settings.seed,
                work=work / SECONDS_PER_WORK,
                workers=WORKERS,
                found=found,
            )
            self.left -= outcome.work * SECONDS_PER_WORK
            bound = min(bound, outcome.bound)
            if outcome.values is not None and model.value(goal.terms, outcome.values) > value:
                self.values = self.master.complete(outcome.values)
                value = model.value(goal.terms, self.values)
        return self._fixed(goal, value, bound)

    def _fixed(self, goal: Goal, value: int, bound: float) -> Stage:
        """Keep what a stage came to from now on."""
        if bound < value - 1e-6:  # a plan better than its bound: the bound is wrong
            raise AssertionError((goal.name, value, bound))
        if goal.terms:
            self.master.model.row(goal.terms.items(), goal.kept(value), INFINITE, f"{STAGE} {goal.name}")
        stage = Stage(
            goal.name,
            goal.sense,
            int(goal.figure(value)),
            _at_best(goal, max(bound, value)),
            value >= bound,
        )
        self.report(
            Report(goal.name, stage.value, _told_bound(stage.bound), self.master.plan(self.values), stage)
        )
        return stage

    def _seats_possible(self, goal: Goal) -> float:
        """Add up what each request that is short could have at most, alone, and what the others ask for."""
        given: dict[str, int] = {}
        for (request, _), seat in self.master.seats.items():
            if seat in goal.terms:
                given[request] = given.get(request, 0) + self.values[seat]
        possible = 0
        for request, seats in given.items():
            asked = self.problem.requests[request].seats
            if seats < asked and request not in self._alone:
                self._alone[request] = most_alone(self.problem, request)
            possible += self._alone.get(request, asked)
        return float(possible)


def run_weighted(problem: Problem, settings: Settings, tell: Callable[[object], None]) -> Outcome:
    """Search for the most seats, weighed 5, 3 and 1 by priority: one figure, to be measured beside other planners."""
    return Search(problem, settings, tell, goals_for=weighted_seats).run()


def run(problem: Problem, settings: Settings, tell: Callable[[object], None]) -> Outcome:
    """Search, telling a `Report` of every step."""
    return Search(problem, settings, tell).run()


def _at_best(goal: Goal, bound: float) -> float:
    """Turn a bound on a sum of terms into one on its figure; that nothing is spent at best says nothing."""
    if goal.name == "cost" and bound >= 0 and goal.terms:
        return float("-inf")
    return goal.figure_at_best(bound)


def _told_bound(bound: float) -> float | None:
    return bound if isfinite(bound) else None
