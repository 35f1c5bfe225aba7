"""Which ratings a reader may not see, and a plan without what it tells of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import reads_all_ratings
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.training.models import Task
from tansiq_planner.problem import Problem
from tansiq_planner.result import OutOfReach
from tansiq_planner.rules import Rule, Violation
from tansiq_planner.scorecard import ScoreCard, Share

COUNT_QUALIFIED = (Rule.PREREQUISITE, Rule.LANGUAGE, Rule.EXERCISE_PREPARED)
"""Rules whose figures count people who were qualified before the programme."""
Hidden = frozenset[tuple[str, str]]
"""Ratings, by unit and competency, that a reader may not see."""


def hidden_from(person: Person, programme: Programme) -> Hidden:
    """Give the ratings that someone may not see: those of other parties that were not released to theirs."""
    if person.may(Permission.READ_READINESS) and reads_all_ratings(person, programme):
        return frozenset()
    tasks = Task.objects.values_list("unit__code", "competency__code", "unit__owner", "released_to")
    return frozenset(
        (unit, competency)
        for unit, competency, owner, released_to in tasks
        if not person.may(Permission.READ_READINESS)
        or (owner not in person.parties and not person.parties & set(released_to.split()))
    )


def without(problem: Problem, hidden: Hidden) -> Problem:
    """Give the problem without these ratings."""
    units = {
        unit.id: replace(
            unit,
            tasks=tuple(
                replace(task, start=None) if (unit.id, task.competency) in hidden else task
                for task in unit.tasks
            ),
        )
        for unit in problem.units.values()
    }
    return replace(problem, units=units)


def out_of_reach_without(whole: Opened, hidden: Hidden) -> tuple[OutOfReach, ...]:
    """Give the targets out of reach, without those of hidden ratings."""
    return tuple(it for it in whole.result.out_of_reach if (it.unit, it.competency) not in hidden)


def score_without(whole: Opened, hidden: Hidden) -> ScoreCard | None:
    """Give the figures without what they tell of hidden ratings: which unit is worst, how a command or party fares."""
    score, judged = whole.result.score, _judged_by(whole.problem, hidden)
    return replace(
        score,
        untrained_by_unit={unit: count for unit, count in score.untrained_by_unit.items() if unit not in judged},
        by_command=_unjudged(score.by_command, judged),
        by_party=_unjudged(score.by_party, judged),
    ) if hidden else None  # fmt: skip


def document_for(version: PlanVersion, hidden: Hidden) -> str:
    """Give the bytes of a plan without what they tell of ratings that the reader may not see; its hash stays true."""
    if not hidden:
        return version.document
    document = json.loads(version.document)
    judged = _judged_by(opened(version).problem, hidden)
    document["out_of_reach"] = [
        row for row in document["out_of_reach"] if (row["unit"], row["competency"]) not in hidden
    ]
    by_unit = document["score"]["untrained_by_unit"]
    document["score"]["untrained_by_unit"] = {
        unit: count for unit, count in by_unit.items() if unit not in judged
    }
    for shares in (document["score"]["by_command"], document["score"]["by_party"]):
        for code in judged & set(shares):
            shares[code]["task_months"] = None
    return json.dumps(document, ensure_ascii=False)


def counts_qualified_of_others(violation: Violation, problem: Problem, person: Person) -> bool:
    """Tell whether the figures of a violation count who was qualified before, which only a unit's own side sees."""
    unit = problem.units.get(violation.place.get("unit", ""))
    is_theirs = JOINT in person.parties or unit is None or unit.party in person.parties
    return violation.rule in COUNT_QUALIFIED and not is_theirs


def _judged_by(problem: Problem, hidden: Hidden) -> frozenset[str]:
    """Give the units of these ratings, with their commands and parties."""
    units = [problem.units[unit] for unit, _ in hidden if unit in problem.units]
    return frozenset(code for unit in units for code in (unit.id, unit.command, unit.party))


def _unjudged(shares: Mapping[str, Share], judged: frozenset[str]) -> dict[str, Share]:
    return {
        code: replace(share, task_months=None) if code in judged else share for code, share in shares.items()
    }
