"""Recomputes every figure of the score card from problem and plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tansiq_planner.check.gained import Gain, Key, gains_of, score_on
from tansiq_planner.check.money import costs_of, spending
from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.problem import Task, Unit
from tansiq_planner.readiness import MICRO
from tansiq_planner.scorecard import ScoreCard, Share
from tansiq_planner.solution import Plan

PRIORITIES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class UnitReadiness:
    """One unit: essential tasks untrained at half-year ends, weighted task-months at target and at most."""

    untrained: int
    task_months: int
    task_months_at_most: int


def score_card(resolved: ResolvedPlan) -> ScoreCard:
    """Count everything a plan is worth."""
    problem = resolved.problem
    on_time, late = _seats(resolved)
    requests = problem.requests.values()
    readiness = readiness_by_unit(resolved)
    held = {conducted.id for conducted in resolved.conducted}
    rows = None if readiness is None else readiness.values()
    return ScoreCard(
        seats=_by_priority(resolved, on_time),
        requested=_by_priority(resolved, Counter({it.id: it.seats for it in requests})),
        late_seats=late.total(),
        held=_by_level(resolved, held),
        exercises=_by_level(resolved, set(problem.exercises)),
        untrained=None if rows is None else sum(row.untrained for row in rows),
        untrained_by_unit={unit: row.untrained for unit, row in (readiness or {}).items()},
        task_months=None if rows is None else sum(row.task_months for row in rows),
        task_months_at_most=None if rows is None else sum(row.task_months_at_most for row in rows),
        national_weeks=sum(
            placed.course.weeks for placed in resolved.placed if _is_national(resolved, placed)
        ),
        course_weeks=sum(placed.course.weeks for placed in resolved.placed),
        agreed_exercises=_agreed_exercises(resolved),
        agreed_seats=_agreed_seats(resolved),
        changes=_changes(resolved),
        cost=sum(load.found for load in costs_of(resolved).values()),
        spending=spending(resolved),
        by_command=_shares(resolved, on_time + late, readiness, lambda unit: unit.command),
        by_party=_shares(resolved, on_time + late, readiness, lambda unit: unit.party),
    )


def readiness_by_unit(resolved: ResolvedPlan) -> Mapping[str, UnitReadiness] | None:
    """Judge every unit; None when not all ratings were released."""
    problem = resolved.problem
    if not problem.has_ratings:
        return None
    gains = gains_of(resolved)
    return {unit.id: _judge(resolved, unit, gains) for unit in problem.units.values()}


def _judge(resolved: ResolvedPlan, unit: Unit, gains: Mapping[Key, list[Gain]]) -> UnitReadiness:
    months = resolved.problem.judged_months()
    untrained = task_months = 0
    for task in unit.tasks:
        scores = {day: score_on(task.start or 0, gains[unit.id, task.competency], day) for day in months}
        task_months += task.weight * sum(found >= task.target * MICRO for found in scores.values())
        if task.is_essential:
            untrained += _untrained(resolved, task, gains[unit.id, task.competency])
    at_most = sum(task.weight for task in unit.tasks) * len(months)
    return UnitReadiness(untrained, task_months, at_most)


def _untrained(resolved: ResolvedPlan, task: Task, gains: list[Gain]) -> int:
    below = resolved.problem.untrained_below * MICRO
    return sum(score_on(task.start or 0, gains, day) < below for day in resolved.problem.judged_half_years())


def _seats(resolved: ResolvedPlan) -> tuple[Counter[str], Counter[str]]:
    """Count the seats of each request that are on time, and those that are late where late is allowed."""
    on_time: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for placed in resolved.placed:
        for row in placed.seated:
            if placed.last <= row.request.by:
                on_time[row.request.id] += row.seats
            elif row.request.late_allowed:
                late[row.request.id] += row.seats
    return on_time, late


def _by_priority(resolved: ResolvedPlan, seats: Counter[str]) -> dict[int, int]:
    counts = dict.fromkeys(PRIORITIES, 0)
    for request in resolved.problem.requests.values():
        counts[request.priority] += seats[request.id]
    return counts


def _by_level(resolved: ResolvedPlan, wanted: set[str]) -> dict[int, int]:
    counts = dict.fromkeys(sorted({it.level for it in resolved.problem.exercises.values()}), 0)
    for exercise in resolved.problem.exercises.values():
        counts[exercise.level] += exercise.id in wanted
    return counts


def _is_national(resolved: ResolvedPlan, placed: Placed) -> bool:
    instructors = placed.edition.instructors
    is_known = all(pool in resolved.problem.pools for pool in instructors)
    return is_known and resolved.problem.is_national(placed.course, instructors)


def _agreed_exercises(resolved: ResolvedPlan) -> int | None:
    baseline = resolved.problem.baseline
    if baseline is None:
        return None
    held = {exercise.exercise for exercise in resolved.plan.exercises}
    return sum(agreed.exercise in held for agreed in baseline.exercises)


def _agreed_seats(resolved: ResolvedPlan) -> int | None:
    """Count the seats of each request that are no more than the baseline gave it."""
    baseline = resolved.problem.baseline
    if baseline is None:
        return None
    given, agreed = _seats_by_request(resolved.plan), _seats_by_request(baseline)
    return (given & agreed).total()


def _seats_by_request(plan: Plan) -> Counter[str]:
    return sum((Counter(edition.seats) for edition in plan.editions), Counter())


def _changes(resolved: ResolvedPlan) -> int | None:
    """Count what the baseline holds and the plan does not hold at the same place and day."""
    baseline = resolved.problem.baseline
    if baseline is None:
        return None
    editions = {edition.id for edition in resolved.plan.editions}
    exercises = {(held.exercise, held.start) for held in resolved.plan.exercises}
    return sum(edition.id not in editions for edition in baseline.editions) + sum(
        (held.exercise, held.start) not in exercises for held in baseline.exercises
    )


def _shares(
    resolved: ResolvedPlan,
    given: Counter[str],
    readiness: Mapping[str, UnitReadiness] | None,
    group_of: Callable[[Unit], str],
) -> dict[str, Share]:
    problem = resolved.problem
    shares: dict[str, Share] = {}
    for group in sorted({group_of(unit) for unit in problem.units.values()}):
        units = {unit.id for unit in problem.units.values() if group_of(unit) == group}
        requests = [request for request in problem.requests.values() if request.unit in units]
        shares[group] = Share(
            seats=sum(given[request.id] for request in requests),
            requested=sum(request.seats for request in requests),
            task_months=None if readiness is None else sum(readiness[unit].task_months for unit in units),
        )
    return shares
