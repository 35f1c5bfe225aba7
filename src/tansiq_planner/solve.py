"""The door of the planner: a problem in, a plan with its proof, its bound and its reasons out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tansiq_planner.check import check, violations_of
from tansiq_planner.errors import CannotPlanError, Figure
from tansiq_planner.explain import conflicts, explained, lacking
from tansiq_planner.matrix import out_of_reach
from tansiq_planner.methods.apart import apart
from tansiq_planner.methods.told import Outcome, Report
from tansiq_planner.problem import Problem
from tansiq_planner.result import Progress, Reason, Result, Settings, Stage
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Plan

OPTIONS = ("A", "B", "C-cost", "C-date")
RETRIES = 2
FEWEST_EXPLAINED, EXPLAINED_PER_WORK = 10, 2
"""Requests that get reasons however little work was allowed, and how many for each unit of it: about half a second each."""
SILENT_SECONDS = 1.0
"""How long nothing is told while the search is silent; then the last is told again with the time that has passed."""


@dataclass
class _Heard:
    """What has been heard from the searches so far."""

    plan: Plan | None = None
    outcome: Outcome | None = None
    stages: dict[str, Stage] = field(default_factory=dict)
    stopped_by: str | None = None
    told: Progress | None = None


def solve(
    problem: Problem,
    settings: Settings | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Find a joint programme.

    The search runs in a process of its own. Every plan is proven by the independent checker before it is given back.

    Parameters
    ----------
    problem : Problem
    settings : Settings, optional
        Option, seed, work (the limit), seconds (a cap only).
    progress : callable, optional
        Told of every better plan and every bound, and about every second while there is nothing new.
    cancelled : callable, optional
        Asked many times a second; once true, the best plan so far is taken.

    Returns
    -------
    Result

    Raises
    ------
    CannotPlanError
        `unknown_option`; `ratings_missing` for an option that needs every unit's ratings; `locks_conflict`, with the
        smallest sets of locks that cannot hold and the rules between them;
        `no_plan_in_time`; `search_failed` when the search process died again and again before its first plan;
        `unlawful_plan` when the checker refuses the plan found, which would be a fault of this library.
    """
    settings = settings or Settings()
    _refuse(problem, settings)
    try:
        heard = _search(problem, settings, progress or (lambda _: None), cancelled or (lambda: False))
    except CannotPlanError as error:
        if error.code == "locks_conflict":
            found = conflicts(problem, violations_of, cancelled=cancelled or (lambda: False))
            raise CannotPlanError(error.code, error.figures, found) from error
        raise
    if heard.plan is None:
        raise CannotPlanError("search_failed" if heard.stopped_by is None else "no_plan_in_time")
    return _result(
        problem, settings, heard, heard.plan, progress or (lambda _: None), cancelled or (lambda: False)
    )


def _result(
    problem: Problem,
    settings: Settings,
    heard: _Heard,
    plan: Plan,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Result:
    """Prove the plan and explain what it lacks."""
    report = check(problem, plan)
    if not report.is_lawful:
        first = report.violations[0]
        raise CannotPlanError("unlawful_plan", {"rule": first.rule.value, "code": first.code, **first.place})
    short = len(lacking(problem, plan))
    began = time.monotonic()
    return Result(
        plan=plan,
        score=report.score,
        stages=heard.outcome.stages if heard.outcome else tuple(heard.stages.values()),
        settings=settings,
        stopped_by=heard.outcome.stopped_by if heard.outcome else heard.stopped_by or "crashed",
        unplanned=explained(
            problem,
            plan,
            relaxations=heard.outcome is not None,
            at_most=max(FEWEST_EXPLAINED, EXPLAINED_PER_WORK * settings.work),
            progress=lambda done: progress(Progress("reasons", done, short, time.monotonic() - began)),
            cancelled=cancelled,
        ),
        out_of_reach=out_of_reach(problem) if problem.has_ratings else (),
        assumptions=tuple(_assumptions(problem)),
    )


def _refuse(problem: Problem, settings: Settings) -> None:
    if settings.option not in OPTIONS:
        raise CannotPlanError("unknown_option", {"given": settings.option, "expected": OPTIONS})
    if settings.option != "A" and not problem.has_ratings:
        missing = tuple(name for it in problem.missing if it.kind == "ratings" for name in it.ids)
        raise CannotPlanError("ratings_missing", {"option": settings.option, "units": missing})


def _search(
    problem: Problem, settings: Settings, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> _Heard:
    began = time.monotonic()
    heard = _Heard()
    for attempt in range(RETRIES + 1):
        # a crash comes from one path through the search: another seed takes another path
        again = replace(settings, seed=settings.seed + 1000 * attempt)
        with apart("tansiq_planner.methods.finding.search", "run", problem, again) as process:
            for message in process.messages():
                seconds = time.monotonic() - began
                _hear(heard, message, progress, seconds)
                if cancelled():
                    heard.stopped_by = "cancelled"
                elif settings.seconds is not None and seconds >= settings.seconds:
                    heard.stopped_by = "clock"
                if heard.stopped_by and (heard.plan or heard.stopped_by == "cancelled"):
                    return heard
        if heard.outcome is not None:
            return heard
    return heard


def _hear(
    heard: _Heard, message: object | None, progress: Callable[[Progress], None], seconds: float
) -> None:
    if isinstance(message, CannotPlanError):
        raise message
    if isinstance(message, Outcome):
        heard.outcome, heard.plan = message, message.plan
    if isinstance(message, Report):
        heard.plan = message.plan or heard.plan
        if message.stage is not None:
            heard.stages[message.stage.name] = message.stage
        heard.told = Progress(message.phase, message.best, message.bound, seconds)
        progress(heard.told)
    elif message is None and heard.told is not None and seconds - heard.told.seconds >= SILENT_SECONDS:
        heard.told = replace(heard.told, seconds=seconds)
        progress(heard.told)


def _assumptions(problem: Problem) -> list[Reason]:
    """Name what the plan takes for granted: accords that renew themselves, holidays still estimated."""
    found = []
    for accord in problem.accords.values():
        ends = accord.valid_until
        if (
            problem.count_tacit_renewal
            and accord.tacit_renewal_months
            and ends
            and ends < problem.horizon.last
        ):
            found.append(
                Reason(Rule.LEGAL_BASIS, "tacit_renewal", {"accord": accord.id}, {"valid_until": ends})
            )
    for calendar in problem.calendars.values():
        confirmed = [it.confirmed for it in calendar.holidays] + [it.confirmed for it in calendar.ramadan]
        if not all(confirmed):
            figures: dict[str, Figure] = {"estimated": confirmed.count(False), "all": len(confirmed)}
            found.append(Reason(Rule.EXERCISE_DAYS, "estimated_days", {"party": calendar.party}, figures))
    return found
