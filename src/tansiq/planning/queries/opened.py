"""Opens a plan version: the problem and the result that its bytes tell of. Bytes never change, so what is opened is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from markupsafe import Markup

from tansiq.planning.models import PlanVersion
from tansiq_desk.page import OF_UNITS, Part, figures, table
from tansiq_planner.check import check
from tansiq_planner.compare import Comparison, compare
from tansiq_planner.dependency import PartyDependency, dependencies
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.plan_result import result_of
from tansiq_planner.problem import Problem
from tansiq_planner.result import OutOfReach, Result
from tansiq_planner.rules import Violation
from tansiq_planner.scorecard import ScoreCard, Share
from tansiq_planner.sharing import Carried, sharing
from tansiq_planner.solution import Edition, Plan

KEPT = 8
"""Opened plans kept in memory: about 3 MB each on the example."""
Hidden = frozenset[tuple[str, str]]
"""Ratings, by unit and competency, that a reader may not see."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A plan version as the planner's values; one that is kept in memory is the same as itself alone."""

    problem: Problem
    result: Result
    violations: tuple[Violation, ...]

    @property
    def plan(self) -> Plan:
        """What was decided."""
        return self.result.plan

    @cached_property
    def dependencies(self) -> tuple[PartyDependency, ...]:
        """How far each party depends on others."""
        return dependencies(self.problem, self.plan)

    @cached_property
    def carried(self) -> tuple[Carried, ...]:
        """What each party carries of the plan."""
        return tuple(sharing(self.problem, self.plan))

    def edition(self, edition_id: str) -> Edition | None:
        """Give an edition by its id."""
        return next((it for it in self.plan.editions if it.id == edition_id), None)


def opened(version: PlanVersion) -> Opened:
    """Open a plan version; the checker judges it anew.

    Raises
    ------
    FaultyFileError
        Where its bytes are not those that were written.
    """
    return _opened(version.plan_sha256, version.problem_sha256, version.document, version.programme_document)


@lru_cache(maxsize=KEPT)
def _opened(_plan_sha256: str, problem_sha256: str, document: str, programme: str) -> Opened:
    problem = _posed(problem_sha256, programme)
    written = read_plan_text(document, problem)
    problem = replace(
        under_locks_of(problem, written), as_of=written.as_of, count_tacit_renewal=written.count_tacit_renewal
    )
    report = check(problem, plan_of(written))
    return Opened(problem, result_of(written, report.score), report.violations)


@lru_cache(maxsize=KEPT)
def _posed(_problem_sha256: str, programme: str) -> Problem:
    """Give the problem of a programme, which all plans made for the same one share."""
    return read_problem_text(programme)


@lru_cache(maxsize=4 * KEPT)
def compared(before: Opened, after: Opened) -> Comparison:
    """Compare two plans in the world of the later one.

    Raises
    ------
    KeyError
        Where one of them holds what the other's programme does not know.
    """
    return compare(after.problem, before.plan, after.plan)


def sections(
    version: PlanVersion, lang: str, hidden: Hidden = frozenset(), units: tuple[str, ...] | None = None
) -> dict[str, Markup]:
    """Give the sections of a plan's page in a language, without the ratings that the reader may not see.

    With units, the tables show what concerns them; the figures are those of the whole plan all the same.
    """
    whole = opened(version)
    return {**_figures(whole, lang, hidden), **_tables(whole, version.number, lang, hidden, units)}


@lru_cache(maxsize=2 * KEPT)
def _figures(whole: Opened, lang: str, hidden: Hidden) -> dict[str, Markup]:
    return figures(whole.problem, whole.result, lang, score=_score_without(whole, hidden))


@lru_cache(maxsize=4 * KEPT)
def _tables(
    whole: Opened, number: int, lang: str, hidden: Hidden, units: tuple[str, ...] | None
) -> dict[str, Markup]:
    pages = {f"e-{it.id.replace('@', '-')}": f"/plan/{number}/editions/{it.id}" for it in whole.plan.editions}
    part = Part(whole.problem, whole.result, None if units is None else frozenset(units))
    seen = part if not hidden else replace(
        part,
        problem=without(whole.problem, hidden),
        result=replace(whole.result, out_of_reach=_out_of_reach_without(whole, hidden)),
    )  # fmt: skip
    return {
        name: table(
            name, seen if name == "readiness" else part, lang, link=lambda anchor: pages.get(anchor, f"#{anchor}")
        )
        for name in OF_UNITS
    }  # fmt: skip


def _out_of_reach_without(whole: Opened, hidden: Hidden) -> tuple[OutOfReach, ...]:
    return tuple(it for it in whole.result.out_of_reach if (it.unit, it.competency) not in hidden)


def _score_without(whole: Opened, hidden: Hidden) -> ScoreCard | None:
    """Give the figures without what they tell of hidden ratings: which unit is worst, how a command or party fares."""
    score, judged = whole.result.score, _judged_by(whole.problem, hidden)
    return replace(
        score,
        untrained_by_unit={unit: count for unit, count in score.untrained_by_unit.items() if unit not in judged},
        by_command=_unjudged(score.by_command, judged),
        by_party=_unjudged(score.by_party, judged),
    ) if hidden else None  # fmt: skip


def _judged_by(problem: Problem, hidden: Hidden) -> frozenset[str]:
    """Give the units of these ratings, with their commands and parties."""
    units = [problem.units[unit] for unit, _ in hidden if unit in problem.units]
    return frozenset(code for unit in units for code in (unit.id, unit.command, unit.party))


def _unjudged(shares: Mapping[str, Share], judged: frozenset[str]) -> dict[str, Share]:
    return {
        code: replace(share, task_months=None) if code in judged else share for code, share in shares.items()
    }


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
