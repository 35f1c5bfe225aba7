"""From an empty page to the last stage: build, improve, prove; everything found on the way is reported at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tansiq_planner.errors import CannotPlanError
from tansiq_planner.methods.alone import most_alone
from tansiq_planner.methods.cpsat import maximise
from tansiq_planner.methods.greedy import greedy
from tansiq_planner.methods.linear import INFINITE, Terms
from tansiq_planner.methods.master import Master
from tansiq_planner.methods.neighbourhood import SECONDS_PER_WORK, Improver
from tansiq_planner.methods.stages import Goal, goals_of
from tansiq_planner.methods.told import Outcome, Report
from tansiq_planner.problem import Problem
from tansiq_planner.result import Settings, Stage

LARGEST_SCALE = 10**13
"""Products of stage ranges up to here fit an exact integer search comfortably."""
SHARE_FOR_IMPROVING = 0.6
SHARE_FOR_COVERING = 0.4
GENTLE_STEP = 2.0
GENTLE_EXERCISE = 30.0
"""What holding an exercise weighs against a seat where a relaxation must balance them."""
WORKERS = 2
EXACT_AT_ONCE = 2500
"""Models with fewer variables are solved exactly without improving them by parts first."""


class Search:
    """One search on one problem."""

    def __init__(self, problem: Problem, settings: Settings, report: Callable[[Report], None]) -> None:
        self.problem, self.settings, self.report = problem, settings, report
        self.master = Master(problem)
        self.values = greedy(self.master)
        if not self.master.model.broken(self.values):
            self.report(Report("greedy", None, None, self.master.plan(self.values)))
        self.goals = goals_of(self.master, settings.option)
        self.values = self._first_lawful(self.values)
        self.improver = Improver(self.master, settings.seed)
        self.left = float(settings.work)
        self._alone: dict[str, int] = {}

    def run(self) -> Outcome:
        """Go through all stages."""
        stages: list[Stage] = []
        pending = list(self.goals)
        total = self.left
        covering = [goal for goal in self.goals if goal.name.startswith(("exercises", "seats"))]
        if self.settings.option != "A" and covering:  # a plan that covers well is a good start for any option
            self._improve(self._block(covering), total * SHARE_FOR_COVERING)
            total -= total * SHARE_FOR_COVERING
        while pending:
            block = self._block(pending)
            share = total * SHARE_FOR_IMPROVING * len(block) / len(self.goals)
            self._improve(block, min(share, self.left))
            share = total * (1 - SHARE_FOR_IMPROVING) / len(self.goals)
            stages += [self._prove(goal, share) for goal in block]
            pending = pending[len(block) :]
        proven = all(stage.proven for stage in stages)
        stages = [self._as_it_ends(stage, goal) for stage, goal in zip(stages, self.goals, strict=True)]
        return Outcome(self.master.plan(self.values), tuple(stages), "finished" if proven else "work")

    def _as_it_ends(self, stage: Stage, goal: Goal) -> Stage:
        """Give a stage the figure of the last plan: later stages may have bettered it or used its tolerance."""
        value = goal.figure(self.master.model.value(goal.terms, self.values))
        return replace(stage, value=int(value))

    def _first_lawful(self, values: list[int]) -> list[int]:
        """Repair what locks break; greedy construction does not know them."""
        values = self.master.complete(values)
        if not self.master.model.broken(values):
            return values
        outcome = maximise(self.master.model, {}, hint=values, seed=self.settings.seed, work=60.0)
        if outcome.values is None:
            raise CannotPlanError("locks_conflict" if outcome.impossible else "no_plan_in_time")
        self.report(Report("greedy", None, None, self.master.plan(outcome.values)))
        return outcome.values

    def _block(self, pending: list[Goal]) -> list[Goal]:
        """Take as many stages together as one integer objective can hold without changing their order."""
        block, scale = [pending[0]], pending[0].most + 1
        for goal in pending[1:]:
            scale *= goal.most + 1
            if scale > LARGEST_SCALE or goal.name == "cost" or block[-1].tolerance:
                break
            block.append(goal)
        return block

    def _scalar(self, block: list[Goal]) -> Terms:
        """Weigh the stages of a block so that an earlier one outweighs all later ones together."""
        terms: dict[int, int] = {}
        scale = 1
        for goal in reversed(block):
            for variable, coefficient in goal.terms.items():
                terms[variable] = terms.get(variable, 0) + coefficient * scale
            scale *= goal.most + 1
        return terms

    def _scalar_bound(self, block: list[Goal]) -> int:
        bound, scale = 0, 1
        for goal in reversed(block):
            bound += goal.most * scale
            scale *= goal.most + 1
        return bound

    def _gentle(self, block: list[Goal]) -> dict[int, float]:
        """Weigh the stages of a block for a relaxation: earlier ones more, all within one order of size."""
        terms: dict[int, float] = {}
        for place, goal in enumerate(reversed(block)):
            largest = max((abs(c) for c in goal.terms.values()), default=1)
            worth = GENTLE_EXERCISE if goal.name.startswith("exercises") else 1.0
            for variable, coefficient in goal.terms.items():
                terms[variable] = (
                    terms.get(variable, 0.0) + worth * coefficient / largest * GENTLE_STEP**place
                )
        return terms

    def _improve(self, block: list[Goal], work: float) -> None:
        if self.master.model.size < EXACT_AT_ONCE:
            return
        first = block[0]

        def better(values: list[int]) -> None:
            figure = first.figure(self.master.model.value(first.terms, values))
            self.report(Report(first.name, int(figure), None, self.master.plan(values)))

        self.values, spent = self.improver.improve(
            self.values,
            self._scalar(block),
            self._gentle(block),
            work=work,
            best_possible=self._scalar_bound(block),
            better=better,
        )
        self.left -= spent

    def _prove(self, goal: Goal, work: float) -> Stage:
        """Search the whole model for this stage alone, take what is better, keep the bound, and fix the stage."""
        model = self.master.model
        value = model.value(goal.terms, self.values)
        bound = float(goal.most)
        if value < bound and goal.name.startswith("seats"):
            bound = self._seats_possible(goal)
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
                self.values = outcome.values
                value = model.value(goal.terms, self.values)
        if bound < value - 1e-6:
            raise AssertionError(
                (goal.name, value, bound)
            )  # a plan better than its bound: the bound is wrong
        floor = value - int(goal.tolerance * abs(goal.figure(value)))
        if goal.terms:
            model.row(goal.terms.items(), floor, INFINITE, f"stage {goal.name}")
            self.improver.refresh()
        stage = Stage(
            goal.name, goal.sense, int(goal.figure(value)), goal.figure(max(bound, value)), value >= bound
        )
        self.report(Report(goal.name, stage.value, stage.bound, self.master.plan(self.values), stage))
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


def run(problem: Problem, settings: Settings, tell: Callable[[object], None]) -> Outcome:
    """Search, telling a `Report` of every step."""
    return Search(problem, settings, tell).run()
