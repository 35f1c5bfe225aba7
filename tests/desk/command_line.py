"""The command line as a test types it: on the example, in a folder of its own, in English unless asked otherwise."""

from __future__ import annotations

import re
from pathlib import Path

from tansiq_desk.commands import main
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "example-programme.yaml"
ARABIC = re.compile("[\u0600-\u06ff]")


def run(capsys, *words) -> tuple[int, str, str]:
    """Run a command; give its exit code, its answer and its complaints."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


def edition(problem: Problem, seats: dict[str, int]) -> Edition:
    """Give an edition of the example's course on humanitarian law, in the second week in which it could begin."""
    course = "crs-ihl-101"
    start = problem.horizon.sunday(problem.horizon.week_of(problem.first_course_day) + 1)
    return Edition(course, "v-ly-trip", start, seats, dict(problem.courses[course].staffing[0]))
