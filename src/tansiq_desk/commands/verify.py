"""`tansiq verify`: the checker alone, on a plan that anybody made."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import problem_and_plan
from tansiq_planner.check import check


def run(desk: Desk, given: Given) -> int:
    """Name every violation by rule and place; 1 when there is one. A lawful plan must also tell its figures right."""
    problem, document = problem_and_plan(given.words, given)
    desk = desk.about(problem)
    report = check(problem, outputs.decisions(document))
    if not report.is_lawful:
        desk.violations(report.violations)
        return 1
    outputs.refuse_figures_told_otherwise(problem, document, report.score, wholly=False)
    desk.say("commands.verify.lawful", editions=len(document.editions), exercises=len(document.exercises))
    desk.say("summary.plan_hash", hash=document.plan_sha256)
    return 0
