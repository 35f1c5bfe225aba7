"""A lawful plan for the example, with reasons of every kind: enough for the pages and calendars."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import yaml

from tansiq_planner.check import check
from tansiq_planner.files.building import build_problem
from tansiq_planner.files.schema import Programme
from tansiq_planner.problem import Part, Problem, Request
from tansiq_planner.result import OutOfReach, Reason, Relaxation, Result, Settings, Stage, Unplanned
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Edition, HeldExercise, Plan

PLAN = Path(__file__).with_name("sample-plan.json")
EXAMPLE = Path(__file__).parents[2] / "examples" / "example-programme.yaml"


def example_problem() -> Problem:
    """Read the example programme."""
    programme = Programme.model_validate(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    return build_problem(programme, (Part("joint", "5e" * 32),))


def sample_plan() -> Plan:
    """Read the decisions beside this file."""
    decided = json.loads(PLAN.read_text(encoding="utf-8"))
    days = date.fromisoformat
    return Plan.of(
        [
            Edition(row["course"], row["venue"], days(row["start"]), row["seats"], row["instructors"])
            for row in decided["editions"]
        ],
        [
            HeldExercise(
                row["exercise"],
                days(row["start"]),
                {kind: days(day) for kind, day in row["conferences"].items()},
            )
            for row in decided["exercises"]
        ],
    )


def sample_result(problem: Problem) -> Result:
    """Give the sample plan with figures and reasons of every kind that a page shows."""
    plan = sample_plan()
    score = check(problem, plan).score
    seats = Counter({request.id: plan.seats_of(request.id) for request in problem.requests.values()})
    short = [r for r in problem.requests.values() if seats[r.id] < r.seats]
    return Result(
        plan=plan,
        score=score,
        stages=(
            Stage("seats_1", "most", _given(problem, plan, 1), 640.0, proven=False),
            Stage("exercises", "most", 6, 6.0, proven=True),
            Stage("seats_2", "most", _given(problem, plan, 2), 333.0, proven=False),
            Stage("seats_3", "most", _given(problem, plan, 3), 96.0, proven=False),
            Stage("late_seats", "most", 0, float("inf"), proven=False),
            Stage("cost", "fewest", score.cost, 1_655_000.0, proven=False),
        ),
        settings=Settings(option="A"),
        stopped_by="work",
        unplanned=tuple(_unplanned(request, request.seats - seats[request.id]) for request in short),
        out_of_reach=(
            OutOfReach("u-ly-ct-2", "c-com", 50, 30, "never", taught=False),
            OutOfReach("u-ly-bg-c", "c-com", 50, 48, "never", taught=True),
            OutOfReach("u-ly-ct-2", "c-exp", 50, 50, "day_0", taught=True),
        ),
        assumptions=(Reason(Rule.LEGAL_BASIS, "tacit_renewal", {"accord": "agr-frame"}, {}),),
    )


def _given(problem: Problem, plan: Plan, priority: int) -> int:
    return sum(plan.seats_of(r.id) for r in problem.requests.values() if r.priority == priority)


def _unplanned(request: Request, seats: int) -> Unplanned:
    place = {"unit": request.unit, "week": "2025-10-05"}
    return Unplanned(
        request.id,
        seats,
        (Reason(Rule.ABSENCE_CEILING, "over_ceiling", place, {"found": 14, "allowed": 9}),),
        (Relaxation(Rule.ABSENCE_CEILING, "ceiling", {"unit": request.unit}, 9, 11, seats),),
        ("rq-001",) if request.priority == 3 else (),
        request.seats,
    )
