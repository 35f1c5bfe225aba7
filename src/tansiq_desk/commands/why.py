"""`tansiq why`: why an edition is in its week, or why a request or exercise is short or not held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, WrongUsageError
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_and_plan
from tansiq_desk.commands.summary import show_unplanned
from tansiq_desk.words.telling import rule_text, stage_text, violation_text
from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.check import check
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Violation
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Edition, HeldExercise, Plan

NEIGHBOURS = (-2, -1, 1, 2)
"""Weeks around the planned one that are tried."""
SHOWN = 3
"""Violations shown of each week; the rest is counted."""


def run(desk: Desk, given: Given) -> int:
    """Explain one edition, request or exercise of a plan."""
    *files, subject = given.words
    problem, document = problem_and_plan(files, given)
    desk, plan = desk.about(problem), outputs.decisions(document)
    edition = next((it for it in plan.editions if it.id == subject), None)
    if edition is not None:
        _edition(desk, problem, plan, edition)
    elif subject in problem.requests:
        _request(desk, problem, plan, subject)
    elif subject in problem.exercises:
        _exercise(desk, problem, plan, subject)
    else:
        raise WrongUsageError("no_subject", given=subject)
    return 0


def _request(desk: Desk, problem: Problem, plan: Plan, name: str) -> None:
    request = problem.requests[name]
    desk.say(
        "commands.why.editions",
        request=name,
        unit=request.unit,
        course=request.course,
        given=plan.seats_of(name),
        asked=request.seats,
    )
    for edition in plan.editions:
        if edition.seats.get(name):
            desk.say("commands.why.in_edition", indent=1, edition=edition.id, seats=edition.seats[name])
    if plan.seats_of(name) >= request.seats:
        desk.say("commands.why.planned")
    else:
        show_unplanned(desk, problem, outputs.why_request(problem, plan, name))


def _exercise(desk: Desk, problem: Problem, plan: Plan, name: str) -> None:
    held = next((it for it in plan.exercises if it.exercise == name), None)
    if held is None:
        show_unplanned(desk, problem, outputs.why_exercise(problem, plan, name))
        return
    _held(desk, problem, held)


def _held(desk: Desk, problem: Problem, held: HeldExercise) -> None:
    last = held.end(problem.exercises[held.exercise].conduct_days)
    desk.say("commands.why.held", exercise=held.exercise, first=held.start, last=last)
    for kind, day in held.conferences.items():
        desk.say("commands.why.conference", indent=1, conference=kind, day=day)


def _edition(desk: Desk, problem: Problem, plan: Plan, edition: Edition) -> None:
    weeks = problem.courses[edition.course].weeks
    last = problem.horizon.course_end(edition.start, weeks)
    desk.say("commands.why.edition", edition=edition.id, seats=edition.size, weeks=weeks, last=last)
    for name, seats in edition.seats.items():
        desk.say("commands.why.seated", indent=1, request=name, unit=problem.requests[name].unit, seats=seats)
    if edition in problem.begun_editions:
        desk.say("commands.why.fixed")
        return
    desk.say("commands.why.neighbours")
    before = check(problem, plan)
    for weeks_later in NEIGHBOURS:
        start = edition.start + timedelta(days=DAYS_IN_WEEK * weeks_later)
        others = [it for it in plan.editions if it is not edition]
        moved = Plan.of([*others, replace(edition, start=start)], list(plan.exercises))
        after = check(problem, moved)
        broken = _news(before.violations, after.violations)
        if broken:
            desk.say("commands.why.breaks", indent=1, start=start, count=len(broken))
            _violations(desk, broken)
        else:
            desk.say("commands.why.lawful", indent=1, start=start)
            _changes(desk, before.score, after.score)


def _news(before: Iterable[Violation], after: Iterable[Violation]) -> list[Violation]:
    known = list(before)
    return [violation for violation in after if violation not in known]


def _violations(desk: Desk, broken: list[Violation]) -> None:
    for violation in broken[:SHOWN]:
        rule = rule_text(desk.voice, violation.rule)
        desk.say("terms.colon", indent=2, before=rule, after=violation_text(desk.voice, violation))


def _changes(desk: Desk, before: ScoreCard, after: ScoreCard) -> None:
    rows = list(_differing(before, after))
    for name, old, new in rows:
        desk.say("commands.why.change", indent=2, what=stage_text(desk.voice, name), before=old, after=new)
    if not rows:
        desk.say("commands.why.no_change", indent=2)


def _differing(before: ScoreCard, after: ScoreCard) -> Iterable[tuple[str, int | None, int | None]]:
    old, new = _figures(before), _figures(after)
    return ((name, old[name], new[name]) for name in old if old[name] != new[name])


def _figures(score: ScoreCard) -> dict[str, int | None]:
    seats: dict[str, int | None] = {f"seats_{priority}": given for priority, given in score.seats.items()}
    return seats | {
        "late_seats": score.late_seats,
        "untrained": score.untrained,
        "task_months": score.task_months,
        "national_weeks": score.national_weeks,
        "changes": score.changes,
        "cost": score.cost,
    }
