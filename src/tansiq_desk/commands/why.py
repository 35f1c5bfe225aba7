"""`tansiq why`: why an edition is in its week, or why a request or exercise is short or not held."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, WrongUsageError
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_and_plan
from tansiq_desk.commands.summary import show_unplanned
from tansiq_desk.words.telling import rule_text, stage_text, violation_text
from tansiq_planner.neighbours import Neighbour, neighbours
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan

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
    for kind, day in held.in_order:
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
    for neighbour in neighbours(problem, plan, edition):
        show_neighbour(desk, edition, neighbour)


def show_neighbour(desk: Desk, edition: Edition, neighbour: Neighbour) -> None:
    """Say what an edition would break in another week, or give up, gain and cost there."""
    if not neighbour.is_lawful:
        desk.say("commands.why.breaks", indent=1, start=neighbour.start, count=len(neighbour.broken))
        for violation in neighbour.broken[:SHOWN]:
            rule = rule_text(desk.voice, violation.rule)
            desk.say("terms.colon", indent=2, before=rule, after=violation_text(desk.voice, violation))
        return
    seats = sum(neighbour.given_up.values())
    desk.say(
        "commands.why.lawful_without" if seats else "commands.why.lawful",
        indent=1,
        start=neighbour.start,
        seats=seats,
    )
    for name, count in neighbour.given_up.items():
        desk.say("commands.why.gives_up", indent=2, request=name, seats=count)
    if neighbour.instructors != edition.instructors:
        taken = tuple(f"{pool} {count}" for pool, count in neighbour.instructors.items())
        desk.say("commands.why.taught_by", indent=2, instructors=taken)
    _changes(desk, neighbour)


def _changes(desk: Desk, neighbour: Neighbour) -> None:
    """Say what the week would gain, give up and cost."""
    for row in neighbour.figures:
        if row.name == "cost":
            key = "saves" if row.is_gain else "costs_more"
            desk.say(f"commands.why.{key}", indent=2, amount=abs(row.after - row.before))
            continue
        key = "gained" if row.is_gain else "lost"
        what = stage_text(desk.voice, row.name)
        desk.say(f"commands.why.{key}", indent=2, what=what, before=row.before, after=row.after)
    for cost in neighbour.costs:
        desk.say(
            "commands.compare.cost",
            indent=2,
            payer=cost.payer,
            kind=cost.kind,
            year=str(cost.year),
            before=cost.before,
            after=cost.after,
        )
    if not (neighbour.figures or neighbour.costs):
        desk.say("commands.why.no_change", indent=2)
