"""Which side carries what of a plan: the people it hosts, the exercises it hosts, the days of its instructors."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq_planner.calendar import LAST_COURSE_DAY
from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

DAYS_IN_COURSE_WEEK = LAST_COURSE_DAY + 1
"""Sunday to Thursday."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one party carries.

    Parameters
    ----------
    party : str
    people_weeks : int
        People in editions at its venues, times the weeks of the course.
    exercises : int
        Held exercises that it hosts, alone or with others.
    instructor_days : int
        Its instructors in editions, times five days in each week; public holidays are not taken off.
    """

    party: str
    people_weeks: int
    exercises: int
    instructor_days: int


def sharing(problem: Problem, plan: Plan) -> tuple[Carried, ...]:
    """Count what each participating party carries, in the order of the problem.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        It does not have to be lawful; what the problem does not know is carried by nobody.

    Returns
    -------
    tuple of Carried
    """
    resolved = ResolvedPlan(problem, plan)
    return tuple(_carried(resolved, it.id) for it in problem.parties.values() if it.kind == "participant")


def _carried(resolved: ResolvedPlan, party: str) -> Carried:
    problem = resolved.problem
    return Carried(
        party,
        people_weeks=sum(
            placed.size * placed.course.weeks
            for placed in resolved.placed
            if (venue := problem.venues.get(placed.edition.venue)) is not None and venue.party == party
        ),
        exercises=sum(party in conducted.exercise.hosts for conducted in resolved.conducted),
        instructor_days=sum(_instructor_days(problem, placed, party) for placed in resolved.placed),
    )


def _instructor_days(problem: Problem, placed: Placed, party: str) -> int:
    own = sum(
        max(0, number)
        for pool, number in placed.edition.instructors.items()
        if (known := problem.pools.get(pool)) is not None and known.party == party
    )
    return own * placed.course.weeks * DAYS_IN_COURSE_WEEK
