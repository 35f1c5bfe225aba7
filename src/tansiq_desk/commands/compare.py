"""`tansiq compare`: what moved, came and went from one plan to another, and what it does to each unit."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, path_of
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_given, programme_paths
from tansiq_desk.words.telling import stage_text
from tansiq_planner.check import check
from tansiq_planner.compare import Comparison, UnitEffect, compare
from tansiq_planner.problem import Problem
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Edition


def run(desk: Desk, given: Given) -> int:
    """Compare two plans made for the same files."""
    first, second = (path_of(word) for word in given.words)
    made = outputs.read_plan_file(first)
    problem = problem_given(programme_paths(given.options.get("with", ())), given, made)
    before, after = (outputs.decisions(outputs.read_plan_file(path, problem)) for path in (first, second))
    desk = desk.about(problem)
    comparison = compare(problem, before, after)
    if comparison.is_same:
        desk.say("commands.compare.same")
        return 0
    desk.say("commands.compare.head", before=str(first), after=str(second))
    _figures(desk, check(problem, before).score, check(problem, after).score)
    _editions(desk, comparison)
    _exercises(desk, comparison)
    _requests(desk, problem, comparison)
    _units(desk, comparison)
    _costs(desk, comparison)
    return 0


def _figures(desk: Desk, before: ScoreCard, after: ScoreCard) -> None:
    """Say what the two plans come to as a whole, where they differ."""
    figures = [
        *((f"seats_{it}", before.seats[it], after.seats[it]) for it in sorted(before.seats)),
        ("exercises", sum(before.held.values()), sum(after.held.values())),
        ("untrained", before.untrained, after.untrained),
        ("task_months", before.task_months, after.task_months),
    ]
    for key, old, new in figures:
        _change(desk, stage_text(desk.voice, key), old, new, indent=1)
    if before.cost != after.cost:
        desk.say("commands.compare.whole_cost", indent=1, before=before.cost, after=after.cost)


def _change(desk: Desk, what: str, before: int | None, after: int | None, *, indent: int) -> None:
    if before != after:
        desk.say("commands.compare.change", indent=indent, what=what, before=before, after=after)


def _moved(desk: Desk, before: Edition, after: Edition) -> None:
    if before.venue != after.venue:
        desk.say("commands.compare.from_to", indent=1, before=before.id, after=after.id)
        return
    desk.say(
        "commands.compare.day_from_to",
        indent=1,
        course=after.course,
        venue=after.venue,
        before=before.start,
        after=after.start,
    )


def _heading(desk: Desk, key: str, rows: object) -> bool:
    if rows:
        desk.say(f"commands.compare.{key}")
    return bool(rows)


def _editions(desk: Desk, comparison: Comparison) -> None:
    if _heading(desk, "moved", comparison.moved):
        for moved in sorted(comparison.moved, key=lambda it: (it.after.start, it.after.id)):
            _moved(desk, moved.before, moved.after)
    for key, editions in (("added", comparison.added), ("removed", comparison.removed)):
        if _heading(desk, key, editions):
            for edition in editions:
                desk.say("commands.compare.edition", indent=1, edition=edition.id, seats=edition.size)
    if _heading(desk, "restaffed", comparison.restaffed):
        for edition in comparison.restaffed:
            desk.write(desk.voice.name(edition.id), indent=1)


def _exercises(desk: Desk, comparison: Comparison) -> None:
    if _heading(desk, "moved_exercises", comparison.moved_exercises):
        for moved in comparison.moved_exercises:
            desk.say(
                "commands.compare.exercise_from_to",
                indent=1,
                exercise=moved.before.exercise,
                before=moved.before.start,
                after=moved.after.start,
            )
    for key, rows in (
        ("added_exercises", comparison.added_exercises),
        ("removed_exercises", comparison.removed_exercises),
        ("rescheduled", comparison.rescheduled),
    ):
        if _heading(desk, key, rows):
            for held in rows:
                desk.say("commands.compare.exercise", indent=1, exercise=held.exercise, start=held.start)


def _requests(desk: Desk, problem: Problem, comparison: Comparison) -> None:
    if _heading(desk, "requests", comparison.requests):
        for row in comparison.requests:
            request = problem.requests[row.request]
            desk.say(
                "commands.compare.request",
                indent=1,
                request=row.request,
                unit=request.unit,
                course=request.course,
                before=row.before,
                after=row.after,
            )


def _units(desk: Desk, comparison: Comparison) -> None:
    changed = [effect for effect in comparison.units if effect.is_change]
    if _heading(desk, "units", changed):
        for effect in changed:
            _unit(desk, effect)


def _unit(desk: Desk, effect: UnitEffect) -> None:
    desk.write(desk.voice.name(effect.unit), indent=1)
    for key, before, after in (
        ("seats", effect.seats_before, effect.seats_after),
        ("task_months", effect.task_months_before, effect.task_months_after),
        ("untrained", effect.untrained_before, effect.untrained_after),
    ):
        _change(desk, desk.voice.say(f"commands.compare.figure.{key}"), before, after, indent=2)


def _costs(desk: Desk, comparison: Comparison) -> None:
    changed = [row for row in comparison.costs if row.before != row.after]
    if _heading(desk, "costs", changed):
        for row in changed:
            desk.say(
                "commands.compare.cost",
                indent=1,
                payer=row.payer,
                kind=row.kind,
                year=str(row.year),
                before=row.before,
                after=row.after,
            )
