"""`tansiq papers`: the papers of a plan made before, again and in another language, without planning anew."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_and_plan
from tansiq_desk.commands.writing import check_directory, write_directory
from tansiq_planner.check import check
from tansiq_planner.files.plan_result import result_of

OUT = "tansiq-papers"


def run(desk: Desk, given: Given) -> int:
    """Judge the plan, then write its booklet, workbook, page and calendars; 1 and nothing written when it breaks a rule."""
    out = given.path("out", OUT)
    check_directory(out)
    problem, document = problem_and_plan(given.words, given)
    desk = desk.about(problem)
    report = check(problem, outputs.decisions(document))
    if not report.is_lawful:
        desk.violations(report.violations)
        desk.complain("no_papers")
        return 1
    outputs.refuse_figures_told_otherwise(problem, document, report.score, wholly=True)
    papers = outputs.papers(problem, result_of(document, report.score), desk.voice.lang)
    written = write_directory(out, papers)
    desk.say("summary.plan_hash", hash=document.plan_sha256)
    desk.say("summary.files", count=len(written))
    for path in written:
        desk.write(desk.voice.isolate(str(path)), indent=1)
    return 0
