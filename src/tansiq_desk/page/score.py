"""The score card in tiles, stages and shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from tansiq_desk.page.tongue import Name, Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import stage_text
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.scorecard import ScoreCard, Share


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that an officer looks for first; `share` fills its bar, None draws none."""

    label: str
    value: str
    of: str
    share: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fairness:
    """How one command or party fares."""

    name: Name
    share: Share
    filled: float


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of the option; `gap` is what the bound leaves open, in percent; None for no bound."""

    name: str
    sense: str
    value: int
    bound: float | None
    proven: bool
    gap: str


def stage_rows(result: Result, tongue: Tongue, voice: Voice) -> list[StageRow]:
    """Give the stages in their order."""
    return [
        StageRow(
            stage_text(voice, stage.name),
            stage.sense,
            stage.value,
            round(stage.bound, 1) if isfinite(stage.bound) else None,
            stage.proven,
            f"{tongue.number(round(stage.gap * 100, 1))}\u00a0%" if isfinite(stage.bound) else "",
        )
        for stage in result.stages
    ]


def tiles(problem: Problem, score: ScoreCard, tongue: Tongue) -> list[Tile]:
    """Give the figures of the head of the page."""
    return [
        *_seat_tiles(score, tongue),
        _exercise_tile(score, tongue),
        *_readiness_tiles(score, tongue),
        _national_tile(score, tongue),
        Tile(f"{tongue.label('cost')} ({problem.currency})", tongue.number(score.cost), ""),
    ]


def _seat_tiles(score: ScoreCard, tongue: Tongue) -> list[Tile]:
    found: list[Tile] = []
    for priority, asked in sorted(score.requested.items()):
        given = score.seats.get(priority, 0)
        late = (
            tongue.label("late_seats", n=score.late_seats)
            if score.late_seats and priority == max(score.requested)
            else ""
        )
        found.append(
            _counted(tongue, tongue.label("seats_priority", priority=str(priority)), given, asked, late)
        )
    return found


def _exercise_tile(score: ScoreCard, tongue: Tongue) -> Tile:
    return _counted(
        tongue, tongue.label("exercises_held"), sum(score.held.values()), sum(score.exercises.values())
    )


def _readiness_tiles(score: ScoreCard, tongue: Tongue) -> list[Tile]:
    if score.task_months is None or score.untrained is None:
        return [Tile(tongue.label("task_months"), "-", "", note=tongue.label("not_scored"))]
    worst = max(score.untrained_by_unit.items(), key=lambda item: item[1], default=None)
    note = (
        tongue.label("worst_unit", unit=tongue.name(worst[0]).plain, n=worst[1]) if worst and worst[1] else ""
    )
    return [
        _counted(
            tongue,
            tongue.label("task_months"),
            score.task_months,
            score.task_months_at_most or 0,
            tongue.label("task_months_hint"),
        ),
        Tile(tongue.label("untrained"), tongue.number(score.untrained), "", note=note),
    ]


def _national_tile(score: ScoreCard, tongue: Tongue) -> Tile:
    return _counted(tongue, tongue.label("national_weeks"), score.national_weeks, score.course_weeks)


def _counted(tongue: Tongue, label: str, value: int, most: int, note: str = "") -> Tile:
    of = tongue.label("of", n=most)
    return Tile(label, tongue.number(value), of, value / most if most else None, note)


def fairness(shares: Mapping[str, Share], tongue: Tongue) -> list[Fairness]:
    """Give the commands or parties that asked for seats or are judged."""
    return [
        Fairness(tongue.name(key), share, share.seats / share.requested if share.requested else 0.0)
        for key, share in shares.items()
        if share.requested or share.task_months
    ]
