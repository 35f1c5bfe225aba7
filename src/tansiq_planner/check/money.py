"""What a plan costs, who pays it, and the lines that hold it in (R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.check.tally import Tally
from tansiq_planner.problem import BudgetLine, Problem, Rate
from tansiq_planner.rules import Rule, Violation
from tansiq_planner.scorecard import Spending

JOINT = "joint"
"""Payer of exercises where the problem has no rate for them."""
EXERCISE = "exercise"
"""Kind of money of exercises."""

Costs = dict[tuple[str, str, int], Tally]
"""Money by payer, kind and calendar year of the start."""


@dataclass(frozen=True, slots=True)
class YearOfLine:
    """One year of a line: its own money, what came over from the year before, and what the plan takes."""

    year: int
    money: int
    carried: int
    load: Tally

    @property
    def allowed(self) -> int:
        """Money of the year with what was carried over."""
        return self.money + self.carried


def budget(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R14: each line in each year."""
    costs = costs_of(resolved)
    for line in resolved.problem.lines.values():
        for row in years_of(resolved.problem, line, costs):
            if row.load.breaks(row.allowed):
                place = {"line": line.id, "year": str(row.year)}
                figures = {"found": row.load.found, "allowed": row.allowed, "carried": row.carried}
                yield Violation(Rule.BUDGET, "over_line", place, figures)


def costs_of(resolved: ResolvedPlan) -> Costs:
    """Add up every cost of the plan."""
    costs: Costs = defaultdict(Tally)
    for placed in resolved.placed:
        for rate in resolved.problem.rates.values():
            if placed.course.mode in rate.modes:
                for payer, amount in _charges(resolved.problem, rate, placed):
                    costs[payer, rate.kind, placed.first.year].add(amount, is_fact=placed.is_fact)
    rate_of_exercises = resolved.problem.rates.get(EXERCISE)
    payer = JOINT if rate_of_exercises is None else rate_of_exercises.payer
    for conducted in resolved.conducted:
        cost = conducted.exercise.cost
        costs[payer, EXERCISE, conducted.first.year].add(cost, is_fact=conducted.is_fact)
    return costs


def _charges(problem: Problem, rate: Rate, placed: Placed) -> Iterator[tuple[str, int]]:
    """Give payer and amount of each charge that a rate lays on an edition."""
    course = placed.course
    if rate.per == "course" and rate.kind == course.cost_kind:
        yield _payer(problem, rate, placed), course.cost_fixed + course.cost_per_seat * placed.size
    elif rate.per in {"person", "person_week"}:
        each = rate.amount * (course.weeks if rate.per == "person_week" else 1)
        for row in placed.seated:
            payer = row.unit.party if rate.payer == "sender" else _payer(problem, rate, placed)
            yield payer, each * row.seats
    elif rate.per == "team_week" and _has_foreign_team(problem, placed):
        yield _payer(problem, rate, placed), rate.amount * course.weeks


def _payer(problem: Problem, rate: Rate, placed: Placed) -> str:
    if rate.payer == "provider":
        return placed.course.provider
    at = problem.venues.get(placed.edition.venue)
    return at.party if rate.payer == "host" and at is not None else rate.payer


def _has_foreign_team(problem: Problem, placed: Placed) -> bool:
    at = problem.venues.get(placed.edition.venue)
    pools = (problem.pools.get(pool) for pool in placed.edition.instructors)
    return at is not None and any(pool is not None and pool.party != at.party for pool in pools)


def years_of(problem: Problem, line: BudgetLine, costs: Costs) -> Iterator[YearOfLine]:
    """Give the years of the horizon in turn, and any other in which the line is charged.

    Nothing is carried into the first year of the horizon, nor between years outside it: what was spent
    before is not known.
    """
    years = problem.horizon.years
    charged = {year for payer, kind, year in costs if (payer, kind) == (line.payer, line.kind)}
    carried = 0
    for year in sorted(charged | set(years)):
        money = line.by_year.get(year, 0)
        load = costs.get((line.payer, line.kind, year), Tally())
        yield YearOfLine(year, money, carried, load)
        unspent = max(0, money + carried - load.found)
        carried = min(unspent, floor(line.carry_over * money)) if year in years else 0


def spending(resolved: ResolvedPlan) -> tuple[Spending, ...]:
    """Give every cost by payer, kind and year, beside its line where there is one."""
    costs = costs_of(resolved)
    rows = [
        Spending(line.id, line.payer, line.kind, row.year, row.load.found, row.allowed)
        for line in resolved.problem.lines.values()
        for row in years_of(resolved.problem, line, costs)
    ]
    lined = {(row.payer, row.kind, row.year) for row in rows}
    rows += [
        Spending(None, payer, kind, year, load.found, None)
        for (payer, kind, year), load in costs.items()
        if load.found and (payer, kind, year) not in lined
    ]
    return tuple(sorted(rows, key=lambda row: (row.payer, row.kind, row.year, row.line or "")))
