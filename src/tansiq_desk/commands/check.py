"""`tansiq check`: every fault of the programme files at once, or what they hold."""

from __future__ import annotations

from tansiq_desk.commands import outputs
from tansiq_desk.commands.arguments import Given
from tansiq_desk.commands.desk import Desk
from tansiq_desk.commands.problems import programme_paths
from tansiq_desk.commands.summary import show_missing


def run(desk: Desk, given: Given) -> int:
    """Read the files and say what is in them."""
    problem = outputs.read_problem_files(programme_paths(given.words))
    desk = desk.about(problem)
    desk.say("commands.check.fine", programme=problem.id)
    desk.say(
        "commands.check.holds",
        units=len(problem.units),
        requests=len(problem.requests),
        seats=sum(request.seats for request in problem.requests.values()),
        exercises=len(problem.exercises),
    )
    show_missing(desk, problem)
    return 0
