"""`tansiq compare`: what moved, came and went from one plan to another, and what it does to each unit."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, path_of
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_given, programme_paths
from tansiq_planner.compare import Comparison, UnitEffect, compare


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
    _editions(desk, comparison)
    _exercises(desk, comparison)
    _requests(desk, comparison)
    _units(desk, comparison)
    _costs(desk, comparison)
    return 0


def _heading(desk: Desk, key: str, rows: object) -> bool:
    if rows:
        desk.say(f"commands.compare.{key}")
    return bool(rows)


def _editions(desk: Desk, comparison: Comparison) -> None:
    if _heading(desk, "moved", comparison.moved):
        for moved in comparison.moved:
            desk.say("commands.compare.from_to", indent=1, before=moved.before.id, after=moved.after.id)
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


def _requests(desk: Desk, comparison: Comparison) -> None:
    if _heading(desk, "requests", comparison.requests):
        for row in comparison.requests:
            desk.say(
                "commands.compare.request", indent=1, request=row.request, before=row.before, after=row.after
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
        if before != after:
            what = desk.voice.say(f"commands.compare.figure.{key}")
            desk.say("commands.compare.change", indent=2, what=what, before=before, after=after)


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
