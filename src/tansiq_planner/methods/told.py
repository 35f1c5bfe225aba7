"""What a search tells its parent process."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq_planner.result import Stage
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Report:
    """What the search has come to: the stage it is at, its figure and bound, and a better plan when there is one."""

    phase: str
    best: int | None
    bound: float | None
    plan: Plan | None = None
    stage: Stage | None = None


@dataclass(frozen=True)
class Outcome:
    """The plan, the stages in order, and whether the work ran out before every stage was proven."""

    plan: Plan
    stages: tuple[Stage, ...]
    stopped_by: str
