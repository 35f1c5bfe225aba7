"""`tansiq plan`: from programme files to a lawful plan, its papers and a summary."""

from __future__ import annotations

import json
from pathlib import Path

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given, WrongUsageError
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.interrupting import Interruption
from tansiq_desk.commands.problems import problem_given, programme_paths
from tansiq_desk.commands.progress import ProgressLine
from tansiq_desk.commands.summary import Summary
from tansiq_desk.commands.writing import check_directory, write_directory
from tansiq_planner.check import check
from tansiq_planner.errors import CannotPlanError
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result, Settings

OPTIONS = ("A", "B", "C-cost", "C-date")
OUT = "tansiq-plan"


def run(desk: Desk, given: Given) -> int:
    """Plan, prove the plan, write it, and say what it is worth."""
    settings = _settings(given)
    out = given.path("out", OUT)
    check_directory(out)
    problem = problem_given(programme_paths(given.words), given)
    desk = desk.about(problem)
    try:
        result = _solved(desk, problem, settings)
    except CannotPlanError as error:  # told here, where the desk knows the programme's names
        desk.cannot_plan(error)
        return 1 if error.code == "unlawful_plan" else 2
    report = check(problem, result.plan)
    if not report.is_lawful:
        desk.violations(report.violations)
        desk.complain("not_written")
        return 1
    document = outputs.plan_json(problem, result)
    written = write_directory(out, _files(problem, result, document, desk.voice.lang))
    Summary(desk, problem, result).show()
    _show_files(desk, written, str(document["plan_sha256"]))
    return 0


def _settings(given: Given) -> Settings:
    default = Settings()
    if (given.text("option") or "").casefold() == "c":
        raise WrongUsageError("option_c", choices=OPTIONS[2:])
    if given.has("agreed-last") and not given.has("baseline"):
        raise WrongUsageError("agreed_without_baseline")
    option = given.choice("option", OPTIONS, default.option)
    return Settings(
        option=option,
        seed=given.whole("seed", default.seed, 0),
        work=given.whole("work", default.work, 1),
        seconds=given.seconds("seconds"),
        agreed_last=given.has("agreed-last"),
    )


def _solved(desk: Desk, problem: Problem, settings: Settings) -> Result:
    line = ProgressLine(desk.voice)
    with Interruption(lambda: desk.complain("interrupting")) as interruption:
        try:
            return outputs.solve(problem, settings, line.take, interruption.asked)
        finally:
            line.end()


def _files(problem: Problem, result: Result, document: dict[str, object], lang: str) -> dict[str, bytes]:
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return {"plan.json": f"{text}\n".encode(), **outputs.papers(problem, result, lang)}


def _show_files(desk: Desk, written: list[Path], plan_hash: str) -> None:
    desk.write()
    desk.say("summary.plan_hash", hash=plan_hash)
    desk.say("summary.files", count=len(written))
    for path in written:
        desk.write(desk.voice.isolate(str(path)), indent=1)
