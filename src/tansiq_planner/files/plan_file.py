"""The plan file: a result written down with the hashes of what it was made for, and read again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.atomic import write_atomically
from tansiq_planner.files.baseline import gone_from
from tansiq_planner.files.canonical import decimal_text, sha256_of
from tansiq_planner.files.json_text import read_json
from tansiq_planner.files.located import Document, place_order, placed, plain
from tansiq_planner.files.opening import document_of, read_document
from tansiq_planner.files.plan_locks import faults_of_locks, written_lock
from tansiq_planner.files.references.ids import repeated_ids
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.files.shape import check_shape
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result, Stage, Unplanned
from tansiq_planner.solution import Edition, HeldExercise, Plan

SCHEMA = "tansiq-plan/1"
HASHED = ("schema", "programme", "parts", "editions", "exercises")
"""What `plan_sha256` covers: the decisions and the hashes of the parts that they were made for."""


def plan_document(problem: Problem, result: Result) -> dict[str, object]:
    """Write a result down as the plain value of a plan file.

    Parameters
    ----------
    problem : Problem
    result : Result
        Made for `problem`.

    Returns
    -------
    dict
        As `PlanDocument` has it: texts, numbers, lists and mappings; the same result gives the same document.
    """
    document: dict[str, object] = {
        "schema": SCHEMA,
        "programme": problem.id,
        "as_of": problem.as_of.isoformat(),
        "count_tacit_renewal": problem.count_tacit_renewal,
        "currency": problem.currency,
        "parts": plain_values(problem.parts),
        "missing": plain_values(problem.missing),
        "problem_sha256": problem_sha256(problem),
        "locks": [written_lock(lock) for lock in problem.locks],
        "settings": plain_values(result.settings),
        "stopped_by": result.stopped_by,
        "stages": [_stage(stage) for stage in result.stages],
        "score": plain_values(result.score),
        "editions": _editions(problem, result.plan),
        "exercises": _exercises(problem, result.plan),
        "unplanned": [_unplanned(row) for row in result.unplanned],
        "out_of_reach": plain_values(result.out_of_reach),
        "assumptions": plain_values(result.assumptions),
    }
    return document | {"plan_sha256": plan_sha256(document)}


def plan_sha256(document: Mapping[str, object]) -> str:
    """Give the hash that everything which approves a plan names."""
    return sha256_of({key: document[key] for key in HASHED})


def problem_sha256(problem: Problem) -> str:
    """Give the hash of what a plan is an answer to: the parts, and what was asked of them when planning.

    It covers programme, parts, `as_of`, tacit renewal, the baseline and the locks.
    """
    baseline = None
    if problem.baseline is not None:
        baseline = {
            "editions": plain_values(problem.baseline.editions),
            "exercises": plain_values(problem.baseline.exercises),
        }
    asked = {
        "as_of": problem.as_of,
        "count_tacit_renewal": problem.count_tacit_renewal,
        "baseline": baseline,
        "locks": [written_lock(lock) for lock in problem.locks],
    }
    return sha256_of({"programme": problem.id, "parts": plain_values(problem.parts), **asked})


def write_plan(path: Path, document: Mapping[str, object]) -> None:
    """Write a plan document as JSON, whole or not at all.

    Raises
    ------
    OSError
        Where the file cannot be written; nothing has changed then.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomically(path, f"{text}\n".encode())


def read_plan(path: Path, problem: Problem | None = None, *, allow_other_parts: bool = False) -> PlanDocument:
    """Read a plan file and check it.

    Parameters
    ----------
    path : Path
    problem : Problem or None
        Where given, the plan must be for its programme and its parts, and name only what it holds.
    allow_other_parts : bool
        Take a plan that was made for other versions of the parts, as a baseline is.

    Raises
    ------
    FaultyFileError
        With every fault: of text or shape, a hash that does not fit, another programme, other parts.
    """
    document, faults = read_document(path)
    return _checked(document, faults, problem, allow_other_parts=allow_other_parts)


def read_plan_text(
    text: str, problem: Problem | None = None, *, allow_other_parts: bool = False
) -> PlanDocument:
    """Read a plan from the text of its file, as `read_plan` does from the file."""
    document, faults = document_of(text, "plan.json", read_json)
    return _checked(document, faults, problem, allow_other_parts=allow_other_parts)


def _checked(
    document: Document | None, faults: list[Fault], problem: Problem | None, *, allow_other_parts: bool
) -> PlanDocument:
    if document is None:
        raise FaultyFileError(faults)
    value = plain(document.root)
    plan, found = check_shape(PlanDocument, value)
    faults += [placed(fault, document.root, at_key=fault.code == "unknown_key") for fault in found]
    faults += repeated_ids(document.root)
    if plan is not None and isinstance(value, dict):
        own = [
            *_inner_faults(plan, value),
            *_outer_faults(plan, problem, allow_other_parts=allow_other_parts),
        ]
        faults += [placed(fault, document.root) for fault in own]
    if faults or plan is None:
        raise FaultyFileError(sorted(faults, key=place_order))
    return plan


def plan_of(document: PlanDocument) -> Plan:
    """Give the decisions of a plan file."""
    editions = [
        Edition(row.course, row.venue, row.start, dict(row.seats), dict(row.instructors))
        for row in document.editions
    ]
    return Plan.of(
        editions, [HeldExercise(row.exercise, row.start, dict(row.conferences)) for row in document.exercises]
    )


def _inner_faults(plan: PlanDocument, value: Mapping[str, object]) -> Iterable[Fault]:
    expected = plan_sha256(value)
    if plan.plan_sha256 != expected:
        yield Fault("hash_mismatch", ("plan_sha256",), {"given": plan.plan_sha256, "expected": expected})
    yield from faults_of_locks(plan, None)
    for index, row in enumerate(plan.editions):
        name = Edition(row.course, row.venue, row.start, {}, {}).id
        if row.id != name:
            yield Fault("other_edition_id", ("editions", index, "id"), {"given": row.id, "expected": name})


def _outer_faults(plan: PlanDocument, problem: Problem | None, *, allow_other_parts: bool) -> Iterable[Fault]:
    if problem is None:
        return
    if plan.programme != problem.id:
        yield Fault("other_programme", ("programme",), {"given": plan.programme, "expected": problem.id})
        return
    parties = parts_that_differ(plan, problem)
    if parties and not allow_other_parts:
        yield Fault("other_parts", ("parts",), {"parties": parties})
    elif not parties:
        yield from gone_from(plan_of(plan), problem)
        yield from faults_of_locks(plan, problem)
        yield from _lengths_that_differ(plan, problem)


def _lengths_that_differ(plan: PlanDocument, problem: Problem) -> Iterable[Fault]:
    lengths = [
        *(
            (("editions", index, "weeks"), row.weeks, problem.courses[row.course].weeks)
            for index, row in enumerate(plan.editions)
            if row.course in problem.courses
        ),
        *(
            (("exercises", index, "days"), row.days, problem.exercises[row.exercise].conduct_days)
            for index, row in enumerate(plan.exercises)
            if row.exercise in problem.exercises
        ),
    ]
    for place, given, expected in lengths:
        if given != expected:
            yield Fault("figure_differs", place, {"given": given, "expected": expected})


def parts_that_differ(plan: PlanDocument, problem: Problem) -> tuple[str, ...]:
    """Name the parties whose part is another one, or is there on one side only."""
    ours = {part.party: part.sha256 for part in problem.parts}
    theirs = {part.party: part.sha256 for part in plan.parts}
    return tuple(sorted(party for party in ours.keys() | theirs if ours.get(party) != theirs.get(party)))


def _stage(stage: Stage) -> dict[str, object]:
    has_bound = math.isfinite(stage.bound)
    return {
        "name": stage.name,
        "sense": stage.sense,
        "value": stage.value,
        "bound": stage.bound if has_bound else None,
        "proven": stage.proven,
        "gap": stage.gap if has_bound else None,
    }


def _editions(problem: Problem, plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "id": edition.id,
            "course": edition.course,
            "venue": edition.venue,
            "start": edition.start.isoformat(),
            "weeks": problem.courses[edition.course].weeks,
            "seats": dict(sorted(edition.seats.items())),
            "instructors": dict(sorted(edition.instructors.items())),
        }
        for edition in plan.editions
    ]


def _exercises(problem: Problem, plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "exercise": held.exercise,
            "start": held.start.isoformat(),
            "days": problem.exercises[held.exercise].conduct_days,
            "conferences": {kind: day.isoformat() for kind, day in held.in_order},
        }
        for held in plan.exercises
    ]


def _unplanned(row: Unplanned) -> dict[str, object]:
    return {
        "id": row.id,
        "seats": row.seats,
        "possible_alone": row.possible_alone,
        "reasons": plain_values(row.reasons),
        "relaxations": plain_values(row.relaxations),
        "lost_to": list(row.lost_to),
    }


def plain_values(value: object) -> object:
    """Turn frozen values into what JSON holds; fields keep their names."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_values(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_values(item) for key, item in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [plain_values(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return decimal_text(value)
    return value
