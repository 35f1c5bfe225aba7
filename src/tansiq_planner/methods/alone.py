"""The most that any plan could give one request, everything else standing back.

Only the course asked for and the courses it builds on are kept: whatever a whole plan does with them, these can do
alone. So the figure is a bound for every plan, and a small problem.
"""

from __future__ import annotations

from dataclasses import replace

from tansiq_planner.methods.cpsat import maximise
from tansiq_planner.methods.master import Master
from tansiq_planner.problem import Problem

WORK, SHORT_WORK = 3.0, 0.6


def courses_behind(problem: Problem, course: str) -> frozenset[str]:
    """Give a course, its prerequisites, its language preparation, the courses that grow its instructors, and theirs."""
    behind: set[str] = set()
    waiting = [course]
    while waiting:
        name = waiting.pop()
        if name in behind:
            continue
        behind.add(name)
        wanted = problem.courses[name]
        waiting += wanted.prerequisites
        waiting += [it.id for it in problem.courses.values() if it.prepares_language == wanted.language]
        growths = [problem.pools[pool].growth for staff in wanted.staffing for pool in staff]
        waiting += [growth.course for growth in growths if growth is not None]
    return frozenset(behind)


def only_behind(
    problem: Problem, courses: frozenset[str], exercises: frozenset[str] = frozenset()
) -> Problem:
    """Give the problem with nothing but some courses and exercises; no lock or baseline."""
    return replace(
        problem,
        requests={name: it for name, it in problem.requests.items() if it.course in courses},
        exercises={name: it for name, it in problem.exercises.items() if name in exercises},
        locks=(),
        baseline=None,
    )


def most_alone(problem: Problem, request: str) -> int:
    """Give the most seats that any plan could give a request; never less than the truth."""
    wanted = problem.requests[request]
    master = Master(only_behind(problem, courses_behind(problem, wanted.course)))
    terms = {seat: 1 for (name, _), seat in master.seats.items() if name == request}
    if not terms:
        return 0
    outcome = maximise(master.model, terms, work=WORK)
    return 0 if outcome.impossible else int(min(outcome.bound + 1e-6, wanted.seats))


def seats_alone(problem: Problem, request: str, *, at_least: int) -> int:
    """Give seats that some plan can give a request, `at_least` so many, or 0 where none was found in a short search."""
    wanted = problem.requests[request]
    master = Master(only_behind(problem, courses_behind(problem, wanted.course)))
    terms = {seat: 1 for (name, _), seat in master.seats.items() if name == request}
    if sum(master.model.upper[seat] for seat in terms) < at_least:
        return 0
    master.model.row(terms.items(), at_least, wanted.seats, "at least", request)
    outcome = maximise(master.model, terms, work=SHORT_WORK)
    return 0 if outcome.values is None else master.model.value(terms, outcome.values)


def exercises_behind(problem: Problem, exercise: str) -> frozenset[str]:
    """Give an exercise and all that must be held before it."""
    behind: set[str] = set()
    waiting = [exercise]
    while waiting:
        name = waiting.pop()
        if name not in behind:
            behind.add(name)
            waiting += problem.exercises[name].after
    return frozenset(behind)


def can_be_held(problem: Problem, exercise: str) -> bool:
    """Tell whether any plan could hold an exercise, with those it follows and the courses they need."""
    before = exercises_behind(problem, exercise)
    courses = {
        course
        for name in before
        for need in problem.exercises[name].preconditions
        for course in courses_behind(problem, need.course)
    }
    master = Master(only_behind(problem, frozenset(courses), before))
    terms = dict(master.held(exercise))
    if not terms:
        return False
    outcome = maximise(master.model, terms, work=WORK)
    return not outcome.impossible and outcome.bound > 0.5
