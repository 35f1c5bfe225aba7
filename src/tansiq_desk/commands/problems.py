"""From the files and options of a command line to the problem that they pose, or to a list of faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, WrongUsageError, path_of
from tansiq_desk.commands.locks import locks_of
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files.baseline import baseline_for
from tansiq_planner.files.plan_locks import under_locks_of
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

EXAMPLE = "example-programme.yaml"


def example_path() -> Path:
    """Give the example programme: beside the sources, or packed with them.

    Raises
    ------
    WrongUsageError
        When neither is there.
    """
    here = Path(__file__).resolve()
    for path in (here.parents[3] / "examples" / EXAMPLE, here.parents[1] / "examples" / EXAMPLE):
        if path.is_file():
            return path
    raise WrongUsageError("no_example")


def programme_paths(words: Sequence[str]) -> list[Path]:
    """Give the files named; the example where none is."""
    return [path_of(word) for word in words] if words else [example_path()]


def problem_given(paths: Sequence[Path], given: Given, made: PlanDocument | None = None) -> Problem:
    """Read the files and pose the problem with what the options ask.

    Parameters
    ----------
    paths : sequence of Path
    given : Given
    made : PlanDocument or None
        A plan that was made before: its day of planning and its reading of tacit renewal hold where no option
        says otherwise, and its locks hold beside those asked for.

    Raises
    ------
    FaultyFileError, WrongUsageError
    """
    as_of = given.day("as-of") or (made.as_of if made else None)
    renewal = False if given.has("no-tacit-renewal") else (made.count_tacit_renewal if made else None)
    problem = outputs.read_problem_files(paths, count_tacit_renewal=renewal, as_of=as_of)
    if given.has("baseline"):
        problem = replace(problem, baseline=_baseline(given, problem))
    problem = problem if made is None else under_locks_of(problem, made)
    locks, faults = locks_of(given.options.get("lock", ()), given.options.get("close", ()), problem)
    if faults:
        raise FaultyFileError(faults)
    return replace(problem, locks=(*problem.locks, *locks))


def _baseline(given: Given, problem: Problem) -> Plan:
    document = outputs.read_plan_file(given.path("baseline", ""), problem, allow_other_parts=True)
    return baseline_for(outputs.decisions(document), problem)[0]


def problem_and_plan(words: Sequence[str], given: Given) -> tuple[Problem, PlanDocument]:
    """Read `FILE... plan.json`: the last word is the plan; the programme is the example where no other is."""
    path = path_of(words[-1])
    made = outputs.read_plan_file(path)
    problem = problem_given(programme_paths(words[:-1]), given, made)
    return problem, outputs.read_plan_file(path, problem)
