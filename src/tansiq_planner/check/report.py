"""The door of the checker: every rule in turn, then the score card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tansiq_planner.check import conferences, editions, exercises, fixed, legal, loads, money, people
from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.check.score import score_card
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Violation
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Plan

RULES: tuple[Callable[[ResolvedPlan], Iterator[Violation]], ...] = (
    legal.legal_basis,
    editions.horizon,
    exercises.horizon,
    editions.closed_season,
    editions.ramadan,
    editions.unit_available,
    exercises.unit_available,
    loads.absence_ceiling,
    editions.class_size,
    editions.editions_per_year,
    loads.instructors,
    loads.venue,
    people.prerequisite,
    people.language,
    people.by_date,
    money.budget,
    exercises.exercise_days,
    exercises.exercise_order,
    exercises.exercise_prepared,
    loads.headcount,
    conferences.conferences,
    fixed.locks,
)
"""R01 to R20; R02 and R05 come in two halves."""


@dataclass(frozen=True)
class CheckReport:
    """What the checker found: violations in the order of the rules, and the score of the plan as it is."""

    violations: tuple[Violation, ...]
    score: ScoreCard

    @property
    def is_lawful(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


def check(problem: Problem, plan: Plan) -> CheckReport:
    """Prove a plan lawful or name everything that is not, from problem and plan alone.

    Never raises for a plan, however broken: unknown ids, seats below one, editions or exercises twice and
    days far outside the horizon are violations like any other. The score counts what the problem knows:
    seats of known requests in editions of the course they ask for.

    Parameters
    ----------
    problem : Problem
    plan : Plan

    Returns
    -------
    CheckReport
    """
    resolved = ResolvedPlan(problem, plan)
    return CheckReport(_broken(resolved), score_card(resolved))


def violations_of(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Name all that is unlawful in a plan, as `check` does; the score, which takes longer than the rules, is not counted.

    Parameters
    ----------
    problem : Problem
    plan : Plan

    Returns
    -------
    tuple of Violation
        In the order of the rules.
    """
    return _broken(ResolvedPlan(problem, plan))


def _broken(resolved: ResolvedPlan) -> tuple[Violation, ...]:
    return tuple(violation for rule in RULES for violation in rule(resolved))
