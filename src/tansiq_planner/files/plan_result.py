"""From a plan file back to the result that was written down, so that its papers can be made again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.plan_file import plan_of
from tansiq_planner.files.schema.plan import (
    PlanDocument,
    PlanFigure,
    PlanStage,
    ReasonRow,
    RelaxationRow,
    UnplannedRow,
)
from tansiq_planner.problem import Problem
from tansiq_planner.result import OutOfReach, Reason, Relaxation, Result, Settings, Stage, Unplanned
from tansiq_planner.scorecard import ScoreCard

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EXACT_SHARE = re.compile(r"[0-9]+(\.[0-9]+|/[0-9]+)")


def result_of(document: PlanDocument, score: ScoreCard) -> Result:
    """Give the result that a plan file tells of.

    Parameters
    ----------
    document : PlanDocument
    score : ScoreCard
        As the checker counts it: what the file says of it is not taken on trust.
    """
    settings = document.settings
    return Result(
        plan=plan_of(document),
        score=score,
        stages=tuple(_stage(row) for row in document.stages),
        settings=Settings(
            settings.option,
            settings.seed,
            settings.work,
            None if settings.seconds is None else float(settings.seconds),
            settings.agreed_last,
        ),
        stopped_by=document.stopped_by,
        unplanned=tuple(_unplanned(row) for row in document.unplanned),
        out_of_reach=tuple(
            OutOfReach(row.unit, row.competency, row.target, row.best, row.when, row.taught)
            for row in document.out_of_reach
        ),
        assumptions=tuple(reason_of(row) for row in document.assumptions),
    )


def told_otherwise(
    document: PlanDocument, problem: Problem, score: ScoreCard, *, wholly: bool = True
) -> Iterable[Fault]:
    """Name the figures of a plan file that are not those which the checker counts.

    They lie outside the hash of the plan; bounds and reasons too, which only another search could judge. Not `wholly`,
    a plan that says nothing about a request is not blamed for it: whoever wrote it by hand need not.
    """
    counted = {
        "exercises": sum(score.held.values()),
        "late_seats": score.late_seats,
        "untrained": score.untrained,
        "task_months": score.task_months,
        "national_weeks": score.national_weeks,
        "cost": score.cost,
        **{f"seats_{priority}": seats for priority, seats in score.seats.items()},
    }
    for index, stage in enumerate(document.stages):
        expected = counted.get(stage.name)
        if expected is not None and stage.value != expected:
            yield _otherwise(("stages", index, "value"), stage.value, expected)
    plan = plan_of(document)
    told = {row.id: (index, row.seats) for index, row in enumerate(document.unplanned)}
    for request in problem.requests.values():
        missing = request.seats - plan.seats_of(request.id)
        index, seats = told.get(request.id, (-1, 0))
        if seats != missing and (wholly or index >= 0):
            place = ("unplanned",) if index < 0 else ("unplanned", index, "seats")
            yield Fault(
                "missing_seats_differ", place, {"request": request.id, "given": seats, "expected": missing}
            )


def _otherwise(place: tuple[str | int, ...], given: int, expected: int) -> Fault:
    return Fault("figure_differs", place, {"given": given, "expected": expected})


def _stage(row: PlanStage) -> Stage:
    unknown = float("inf") if row.sense == "most" else float("-inf")
    bound = unknown if row.bound is None else float(row.bound)
    return Stage(row.name, row.sense, row.value, bound, row.proven)


def _unplanned(row: UnplannedRow) -> Unplanned:
    return Unplanned(
        row.id,
        row.seats,
        tuple(reason_of(reason) for reason in row.reasons),
        tuple(_relaxation(relaxation) for relaxation in row.relaxations),
        tuple(row.lost_to),
        row.possible_alone,
    )


def reason_of(row: ReasonRow) -> Reason:
    """Give the reason that a row tells of."""
    return Reason(row.rule, row.code, dict(row.place), _figures(row.figures))


def _relaxation(row: RelaxationRow) -> Relaxation:
    before, after = _figure(row.before), _figure(row.after)
    return Relaxation(row.rule, row.code, dict(row.place), before, after, row.gains)


def _figures(figures: Mapping[str, PlanFigure]) -> dict[str, Figure]:
    return {name: _figure(value) for name, value in figures.items()}


def _figure(value: PlanFigure) -> Figure:
    """Give a figure its type again: days are ISO texts in the file, exact shares decimal texts.

    A text that only looks like one of them, such as the 30th of February, stays a text.
    """
    if isinstance(value, list):
        return tuple(value)
    with suppress(ValueError, ZeroDivisionError):
        if isinstance(value, str) and ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
        if isinstance(value, str) and EXACT_SHARE.fullmatch(value):
            return Fraction(value)
    return value
