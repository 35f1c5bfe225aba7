"""The plans of the example that are kept beside it, read back as the results that they were."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tansiq_planner.check import check
from tansiq_planner.files import read_plan, read_problem
from tansiq_planner.files.plan_file import plan_of
from tansiq_planner.files.plan_result import result_of
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result

EXAMPLES = Path(__file__).parents[2] / "examples"
OPTIONS = ("A", "B")


def plan_path(option: str) -> Path:
    """Give the file of the plan made under an option."""
    return EXAMPLES / f"example-plan-{option.lower()}.json"


@cache
def planned_example(option: str) -> tuple[Problem, Result]:
    """Give the example and the plan kept beside it."""
    problem = read_problem([EXAMPLES / "example-programme.yaml"])
    document = read_plan(plan_path(option), problem)
    return problem, result_of(document, check(problem, plan_of(document)).score)
