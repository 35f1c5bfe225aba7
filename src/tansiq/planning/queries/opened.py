"""Opens a plan version: the problem and the result that its bytes tell of. Bytes never change, so what is opened is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from tansiq.planning.models import PlanVersion
from tansiq_desk.page import plan_sections
from tansiq_planner.check import check
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.plan_result import result_of
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.rules import Violation
from tansiq_planner.scorecard import ScoreCard, Share
from tansiq_planner.solution import Edition, Plan

KEPT = 8
"""Opened plans kept in memory: about 3 MB each on the example."""
Hidden = frozenset[tuple[str, str]]
"""Ratings, by unit and competency, that a reader may not see."""


@dataclass(frozen=True)
class Opened:
    """A plan version as the planner's values."""

    problem: Problem
    result: Result
    violations: tuple[Violation, ...]

    @property
    def plan(self) -> Plan:
        """What was decided."""
        return self.result.plan

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
def _opened(_plan_sha256: str, _problem_sha256: str, document: str, programme: str) -> Opened:
    problem = read_problem_text(programme)
    written = read_plan_text(document, problem)
    problem = replace(
        under_locks_of(problem, written), as_of=written.as_of, count_tacit_renewal=written.count_tacit_renewal
    )
    report = check(problem, plan_of(written))
    return Opened(problem, result_of(written, report.score), report.violations)


def sections(version: PlanVersion, lang: str, hidden: Hidden = frozenset()) -> dict[str, Markup]:
    """Give the sections of a plan's page in a language, without the ratings that the reader may not see."""
    return _sections(
        version.number,
        version.plan_sha256,
        version.problem_sha256,
        version.document,
        version.programme_document,
        lang,
        hidden,
    )


@lru_cache(maxsize=4 * KEPT)
def _sections(
    number: int,
    plan_sha256: str,
    problem_sha256: str,
    document: str,
    programme: str,
    lang: str,
    hidden: Hidden,
) -> dict[str, Markup]:
    whole = _opened(plan_sha256, problem_sha256, document, programme)
    pages = {f"e-{it.id.replace('@', '-')}": f"/plan/{number}/editions/{it.id}" for it in whole.plan.editions}
    made = plan_sections(
        whole.problem, whole.result, lang, link=lambda anchor: pages.get(anchor, f"#{anchor}"),
        score=_score_without(whole, hidden),
    )  # fmt: skip
    if hidden:
        reach = tuple(it for it in whole.result.out_of_reach if (it.unit, it.competency) not in hidden)
        narrowed = plan_sections(
            without(whole.problem, hidden), replace(whole.result, out_of_reach=reach), lang
        )
        made["readiness"] = narrowed["readiness"]
    return made


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
