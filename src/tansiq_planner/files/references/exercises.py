"""Exercises: their ids exist, they build on each other, and they can be held at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tansiq_planner.errors import Fault, Figure
from tansiq_planner.files.references.agreed import within_horizon
from tansiq_planner.files.references.facts import JOINT, Facts, cycles
from tansiq_planner.files.schema import training


def check_exercises(facts: Facts) -> Iterable[Fault]:
    """Give every fault of the exercises, without places."""
    headcounts = {unit.id: unit.training_headcount for unit in facts.programme.units}
    levels = {exercise.id: exercise.level for exercise in facts.programme.exercises}
    for exercise in facts.programme.exercises:
        yield from _host(facts, exercise)
        yield from _ids(facts, exercise)
        yield from _participants(facts, exercise, headcounts)
        yield from _raises(facts, exercise)
        yield from _window(facts, exercise)
        yield from _levels(exercise, levels)
    required = {exercise.id: exercise.requires_exercises for exercise in facts.programme.exercises}
    for cycle in cycles(required):
        yield Fault("cycle", ("exercises", cycle[0], "requires_exercises"), {"members": cycle})


def _host(facts: Facts, exercise: training.Exercise) -> Iterable[Fault]:
    path = ("exercises", exercise.id, "host")
    yield from facts.absent(exercise.host, "parties", *path, also=[JOINT])
    kinds = {party.id: party.kind for party in facts.programme.parties}
    if kinds.get(exercise.host) == "observer":
        yield Fault(
            "wrong_kind", path, {"given": exercise.host, "kind": "observer", "expected": "participant"}
        )


def _ids(facts: Facts, exercise: training.Exercise) -> Iterable[Fault]:
    here = ("exercises", exercise.id)
    yield from facts.all_absent(exercise.legal_basis, "accords", *here, "legal_basis")
    yield from facts.absent(exercise.venue, "venues", *here, "venue")
    yield from facts.all_absent(exercise.sectors, "sectors", *here, "sectors")
    yield from facts.all_absent(exercise.observers, "parties", *here, "observers")
    yield from facts.all_absent(exercise.requires_exercises, "exercises", *here, "requires_exercises")
    for index, need in enumerate(exercise.requires_courses):
        yield from facts.absent(need.unit, "units", *here, "requires_courses", index, "unit")
        yield from facts.absent(need.course, "courses", *here, "requires_courses", index, "course")
    for objective in exercise.objectives:
        path = (*here, "objectives", objective.id, "competency")
        yield from facts.absent(objective.competency, "competencies", *path)


def _participants(
    facts: Facts, exercise: training.Exercise, headcounts: Mapping[str, int | None]
) -> Iterable[Fault]:
    seen: set[str] = set()
    for index, row in enumerate(exercise.participants):
        path = ("exercises", exercise.id, "participants", index)
        yield from facts.absent(row.unit, "units", *path, "unit")
        if row.unit in seen:
            yield Fault("repeated_value", (*path, "unit"), {"given": row.unit})
        seen.add(row.unit)
        headcount = headcounts.get(row.unit)
        if headcount is not None and row.headcount > headcount:
            yield Fault(
                "over_headcount", (*path, "headcount"), {"given": row.headcount, "headcount": headcount}
            )


def _raises(facts: Facts, exercise: training.Exercise) -> Iterable[Fault]:
    taking_part = {row.unit for row in exercise.participants}
    for unit, gains in exercise.raises.items():
        path = ("exercises", exercise.id, "raises", unit)
        yield from facts.absent(unit, "units", *path)
        if unit in facts.ids["units"] and unit not in taking_part:
            yield Fault("not_taking_part", path, {"given": unit})
        yield from facts.keys_absent(gains, "competencies", *path)


def _window(facts: Facts, exercise: training.Exercise) -> Iterable[Fault]:
    path = ("exercises", exercise.id, "window")
    yield from within_horizon(facts, exercise.window.from_, *path, "from")
    yield from within_horizon(facts, exercise.window.to, *path, "to")
    days = (exercise.window.to - exercise.window.from_).days + 1
    if days < exercise.conduct_days:
        yield Fault("window_too_short", path, {"days": days, "conduct_days": exercise.conduct_days})


def _levels(exercise: training.Exercise, levels: Mapping[str, int]) -> Iterable[Fault]:
    for index, before in enumerate(exercise.requires_exercises):
        level = levels.get(before)
        if level is not None and level >= exercise.level:
            figures: dict[str, Figure] = {"level": exercise.level, "before": before, "level_before": level}
            yield Fault("level_not_rising", ("exercises", exercise.id, "requires_exercises", index), figures)
