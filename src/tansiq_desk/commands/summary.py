"""What a plan is worth, to be read on a terminal: figures first, then what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq_desk.commands.desk import Desk
from tansiq_desk.words import has
from tansiq_desk.words.telling import (
    ASKING,
    MORE,
    lost_to_text,
    reason_text,
    relaxation_text,
    ruled_text,
    stage_text,
)
from tansiq_planner.problem import Missing, Problem
from tansiq_planner.result import OutOfReach, Result, Stage, Unplanned
from tansiq_planner.scorecard import Spending


def show_missing(desk: Desk, problem: Problem) -> None:
    """Say what parties did not release."""
    for missing in problem.missing:
        desk.write(missing_text(desk, missing))


def missing_text(desk: Desk, missing: Missing) -> str:
    """Say what was not released and what follows from it."""
    key = f"plan.missing.{missing.kind}"
    key = key if has(desk.voice.lang, key) else "plan.missing.other"
    return desk.voice.say(key, kind=missing.kind, ids=missing.ids)


def show_unplanned(desk: Desk, problem: Problem, unplanned: Unplanned, *, indent: int = 0) -> None:
    """Say what is missing of a request or that an exercise is not held, why, and what would help."""
    voice, request = desk.voice, problem.requests.get(unplanned.id)
    if request is None:
        desk.say("summary.exercise_not_held", indent=indent, exercise=unplanned.id)
    else:
        desk.say(
            "summary.request_short",
            indent=indent,
            request=request.id,
            unit=request.unit,
            course=request.course,
            missing=unplanned.seats,
            asked=request.seats,
        )
    for reason in unplanned.reasons:
        desk.write(ruled_text(voice, reason), indent=indent + 1)
    if unplanned.lost_to:
        desk.write(lost_to_text(voice, problem, unplanned), indent=indent + 1)
    for relaxation in unplanned.relaxations:
        desk.write(relaxation_text(voice, relaxation, of_exercise=request is None), indent=indent + 1)


@dataclass(frozen=True)
class Summary:
    """The summary of one result."""

    desk: Desk
    problem: Problem
    result: Result

    def show(self) -> None:
        """Print all of it."""
        self.desk.write()
        self.desk.say(
            "summary.title",
            programme=self.problem.id,
            option=self.desk.voice.say(f"plan.option.{self.result.settings.option}"),
        )
        self.desk.say(f"plan.stopped_by.{self.result.stopped_by}")
        self._seats()
        self._exercises()
        self._readiness()
        self._money()
        self._stages()
        self._unplanned()
        self._out_of_reach()
        self._assumptions()

    def _heading(self, key: str) -> None:
        self.desk.write()
        self.desk.say(f"summary.heading.{key}")

    def _seats(self) -> None:
        score = self.result.score
        self._heading("seats")
        for priority, asked in sorted(score.requested.items()):
            if asked == 0:
                continue
            self.desk.say(
                "summary.seats", indent=1, priority=priority, given=score.seats.get(priority, 0), asked=asked
            )
        if score.late_seats:
            self.desk.say("summary.late_seats", indent=1, seats=score.late_seats)
        self.desk.say("summary.editions", indent=1, editions=len(self.result.plan.editions))
        self.desk.say(
            "summary.national_weeks", indent=1, weeks=score.course_weeks, national=score.national_weeks
        )

    def _exercises(self) -> None:
        score = self.result.score
        if not score.exercises:
            return
        self._heading("exercises")
        self.desk.say(
            "summary.exercises", indent=1, held=sum(score.held.values()), asked=sum(score.exercises.values())
        )
        for held in self.result.plan.exercises:
            days = self.problem.exercises[held.exercise].conduct_days
            last = held.end(days)
            self.desk.say("summary.exercise", indent=1, exercise=held.exercise, first=held.start, last=last)

    def _readiness(self) -> None:
        score = self.result.score
        if score.task_months is None or score.untrained is None:
            return
        self._heading("readiness")
        self.desk.say(
            "summary.task_months", indent=1, months=score.task_months, at_most=score.task_months_at_most
        )
        self.desk.say("summary.untrained", indent=1, count=score.untrained)
        worst = _worst(score.untrained_by_unit)
        if worst is not None:
            self.desk.say("summary.worst_unit", indent=1, unit=worst[0], count=worst[1])

    def _money(self) -> None:
        self._heading("money")
        self.desk.say("summary.cost", indent=1, cost=self.result.score.cost)
        for row in self.result.score.spending:
            if row.spent:
                self._spending(row)

    def _spending(self, row: Spending) -> None:
        key = "summary.spending_free" if row.allowed is None else "summary.spending"
        self.desk.say(
            key,
            indent=1,
            payer=row.payer,
            kind=row.kind,
            year=str(row.year),
            spent=row.spent,
            allowed=row.allowed,
        )

    def _stages(self) -> None:
        self._heading("stages")
        for stage in self.result.stages:
            self.desk.say(
                _stage_key(stage),
                indent=1,
                stage=stage_text(self.desk.voice, stage.name),
                value=stage.value,
                bound=stage.bound,
                gap=stage.gap,
            )

    def _unplanned(self) -> None:
        if not self.result.unplanned:
            self.desk.write()
            self.desk.say("summary.all_planned")
            return
        self._heading("unplanned")
        for unplanned in self.result.unplanned:
            show_unplanned(self.desk, self.problem, unplanned, indent=1)
        not_asked = sum(not it.is_explained for it in self.result.unplanned)
        if not_asked:
            self.desk.say(
                "summary.not_asked",
                indent=1,
                count=not_asked,
                of=len(self.result.unplanned),
                why=ASKING,
                work=MORE,
            )

    def _out_of_reach(self) -> None:
        if not self.result.out_of_reach:
            return
        self._heading("out_of_reach")
        for row in self.result.out_of_reach:
            self.desk.say(f"summary.out_of_reach.{_reach(row)}", indent=1, **_reach_figures(row))

    def _assumptions(self) -> None:
        if self.result.assumptions or self.problem.missing:
            self._heading("assumptions")
        for reason in self.result.assumptions:
            self.desk.write(reason_text(self.desk.voice, reason), indent=1)
        for missing in self.problem.missing:
            self.desk.write(missing_text(self.desk, missing), indent=1)


def _stage_key(stage: Stage) -> str:
    if stage.proven:
        return "summary.stage.proven"
    return "summary.stage.gap" if abs(stage.bound) < float("inf") else "summary.stage.no_bound"


def _reach(row: OutOfReach) -> str:
    return row.when if row.taught else "not_taught"


def _reach_figures(row: OutOfReach) -> dict[str, str | int]:
    return {"unit": row.unit, "competency": row.competency, "target": row.target, "best": row.best}


def _worst(by_unit: Mapping[str, int]) -> tuple[str, int] | None:
    worst = max(by_unit.items(), key=lambda row: row[1], default=None)
    return worst if worst is not None and worst[1] else None
