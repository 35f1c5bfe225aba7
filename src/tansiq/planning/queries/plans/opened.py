"""Opens a plan version: the problem and the result that its bytes tell of. Bytes never change, so what is opened is kept."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from tansiq.planning.models import PlanVersion
from tansiq_planner.check import check
from tansiq_planner.compare import Comparison, compare
from tansiq_planner.dependency import PartyDependency, dependencies
from tansiq_planner.files import plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.plan_result import result_of
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.rules import Violation
from tansiq_planner.sharing import Carried, sharing
from tansiq_planner.solution import Edition, Plan

KEPT = 8
"""Opened plans kept in memory: about 3 MB each on the example."""


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
    problem = as_made(problem, written)
    report = check(problem, plan_of(written))
    whole = Opened(problem, result_of(written, report.score), report.violations)
    _leave_alone()
    return whole


def _leave_alone() -> None:
    """Let the garbage collector pass over what is kept: of a plan of 2,000 units each round took a page 0.2 s.

    What falls out of the memory goes all the same, when nothing names it any more.
    """
    gc.collect()
    gc.freeze()


def as_made(problem: Problem, written: PlanDocument) -> Problem:
    """Give a problem as it was posed for a plan: its day, its locks, and how it counted tacit renewal."""
    locked = under_locks_of(problem, written)
    return replace(locked, as_of=written.as_of, count_tacit_renewal=written.count_tacit_renewal)


@lru_cache(maxsize=KEPT)
def _posed(_problem_sha256: str, programme: str) -> Problem:
    """Give the problem of a programme, which all plans made for the same one share."""
    return read_problem_text(programme)


@lru_cache(maxsize=KEPT)
def compared(before: Opened, after: Opened) -> Comparison:
    """Compare two plans in the world of the later one.

    Raises
    ------
    KeyError
        Where one of them holds what the other's programme does not know.
    """
    return compare(after.problem, before.plan, after.plan)
