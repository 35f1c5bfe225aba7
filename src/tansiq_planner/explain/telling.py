"""Explanations solve again, so they too run in a process of their own."""

from __future__ import annotations

from collections.abc import Callable

from tansiq_planner.explain.shortfalls import lacking, shortfalls
from tansiq_planner.methods.apart import apart
from tansiq_planner.problem import Problem
from tansiq_planner.result import Unplanned
from tansiq_planner.solution import Plan


def explained(
    problem: Problem,
    plan: Plan,
    *,
    relaxations: bool = True,
    at_most: int = 40,
    progress: Callable[[int], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Unplanned, ...]:
    """Explain everything that a plan lacks.

    What had been explained when the process ended before its time is kept; the rest is explained without changes.

    Parameters
    ----------
    at_most : int
        After so many requests and exercises the rest are listed without reasons.
    progress : callable
        Told how many have been explained.
    cancelled : callable
        Once true, what is not explained yet is listed without reasons.
    """
    found: dict[str, Unplanned] = {}
    for depth in ("deep" if relaxations else "brief", "brief"):
        if _listen(problem, plan, (depth, at_most), found, progress, cancelled):
            break
    for missing in lacking(problem, plan):  # nothing that the plan lacks goes unsaid
        found.setdefault(missing.id, missing)
    return tuple(found.values())


def _listen(
    problem: Problem,
    plan: Plan,
    depth: tuple[str, int],
    found: dict[str, Unplanned],
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> bool:
    """Collect what one process explains into `found`; false when it died before its last word."""
    if cancelled():
        return True
    with apart(__name__, "tell_shortfalls", problem, plan, depth, frozenset(found)) as process:
        for message in process.messages():
            if isinstance(message, Unplanned):
                found[message.id] = message
                progress(sum(it.is_explained for it in found.values()))
            if message == "done" or cancelled():
                return True
    return False


def tell_shortfalls(
    problem: Problem,
    plan: Plan,
    depth: tuple[str, int],
    known: frozenset[str],
    tell: Callable[[object], None],
) -> str:
    """Tell each shortfall as soon as it is explained, `deep` with its smallest changes; the last word is `done`."""
    for shortfall in shortfalls(problem, plan, relaxations=depth[0] == "deep", known=known, at_most=depth[1]):
        tell(shortfall)
    return "done"
