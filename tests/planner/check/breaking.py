"""How a test breaks the small world: change the problem, swap, add or drop parts of its lawful plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.small_world import lawful_plan, small_problem

from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan

Part = Edition | HeldExercise
SMALL = small_problem()


@dataclass(frozen=True)
class Break:
    """A problem, a plan for it, and the exact set of codes that must be named, such as `R02 not_a_sunday`."""

    codes: frozenset[str]
    problem: Problem
    plan: Plan


def broken(
    *codes: str,
    problem: Problem = SMALL,
    swap: Iterable[tuple[Part, Part]] = (),
    add: Iterable[Part] = (),
    drop: Iterable[Part] = (),
) -> Break:
    dropped, swapped = list(drop), list(swap)
    kept = [part for part in (*lawful_plan().editions, *lawful_plan().exercises) if part not in dropped]
    parts = [*add, *(next((new for old, new in swapped if old == part), part) for part in kept)]
    plan = Plan.of(
        [part for part in parts if isinstance(part, Edition)],
        [part for part in parts if isinstance(part, HeldExercise)],
    )
    return Break(frozenset(codes), problem, plan)


def with_(problem: Problem = SMALL, /, **changes: Mapping[str, Mapping[str, object]]) -> Problem:
    """Change rows of the problem's tables: `with_(units={"u-border": {"headcount": 39}})`."""
    tables = {
        table: {
            **getattr(problem, table),
            **{name: replace(getattr(problem, table)[name], **fields) for name, fields in rows.items()},
        }
        for table, rows in changes.items()
    }
    return replace(problem, **tables)
