"""The one place where the commands meet readers, solver and writers, each by its own name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files.plan_file import plan_document, plan_of, read_plan
from tansiq_planner.files.plan_result import told_otherwise
from tansiq_planner.files.reading import pose
from tansiq_planner.files.schema import Programme
from tansiq_planner.files.schema.plan import PlanDocument
from tansiq_planner.problem import Part, Problem
from tansiq_planner.result import Progress, Result, Settings, Unplanned
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Plan


def read_programme_files(paths: Sequence[Path]) -> tuple[Programme, tuple[Part, ...]]:
    """Read the parts of a programme, each YAML, JSON or a workbook.

    Raises
    ------
    FaultyFileError
        With every fault of every file.
    """
    from tansiq_desk.workbook.reading import read_programme_files as read_any

    return read_any(paths)


def read_problem_files(
    paths: Sequence[Path], *, count_tacit_renewal: bool | None = None, as_of: date | None = None
) -> Problem:
    """Read the parts of a programme and pose the problem.

    Raises
    ------
    FaultyFileError
        With every fault of every file.
    """
    programme, parts = read_programme_files(paths)
    return pose(programme, parts, count_tacit_renewal=count_tacit_renewal, as_of=as_of)


def read_plan_file(
    path: Path, problem: Problem | None = None, *, allow_other_parts: bool = False
) -> PlanDocument:
    """Read a plan; see `tansiq_planner.files.plan_file.read_plan`."""
    return read_plan(path, problem, allow_other_parts=allow_other_parts)


def decisions(document: PlanDocument) -> Plan:
    """Give what a plan file decides."""
    return plan_of(document)


def solve(
    problem: Problem,
    settings: Settings,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Result:
    """Plan."""
    from tansiq_planner.solve import solve as solve_problem

    return solve_problem(problem, settings, progress=progress, cancelled=cancelled)


def why_request(problem: Problem, plan: Plan, request: str) -> Unplanned:
    """Say why a request is short of seats."""
    from tansiq_planner.explain import explain_request

    return explain_request(problem, plan, request)


def why_exercise(problem: Problem, plan: Plan, exercise: str) -> Unplanned:
    """Say why an exercise is not held."""
    from tansiq_planner.explain import explain_exercise

    return explain_exercise(problem, plan, exercise)


def refuse_figures_told_otherwise(
    problem: Problem, document: PlanDocument, score: ScoreCard, *, wholly: bool
) -> None:
    """Refuse a plan file whose figures are not those that the checker counts.

    Raises
    ------
    FaultyFileError
        With every figure that differs.
    """
    faults = list(told_otherwise(document, problem, score, wholly=wholly))
    if faults:
        raise FaultyFileError(faults)


def plan_json(problem: Problem, result: Result) -> dict[str, object]:
    """Give the plan document, hash and all."""
    return plan_document(problem, result)


def papers(problem: Problem, result: Result, lang: str) -> dict[str, bytes]:
    """Give every paper of a plan beside `plan.json`, by file name."""
    from tansiq_desk.calendars.plan_files import plan_calendars
    from tansiq_desk.page import plan_page
    from tansiq_desk.paper.booklet import booklet_of
    from tansiq_desk.paper.press import set_paper
    from tansiq_desk.workbook.plan import write_plan_workbook

    return {
        "plan.xlsx": write_plan_workbook(problem, result, lang),
        "booklet.pdf": set_paper(booklet_of(problem, result, lang)),
        "plan.html": plan_page(problem, result, lang).encode(),
        **plan_calendars(problem, result, lang),
    }


def programme_workbook(programme: Programme, lang: str) -> bytes:
    """Give a programme as a workbook."""
    from tansiq_desk.workbook.writing import programme_to_workbook

    return programme_to_workbook(programme, lang)
