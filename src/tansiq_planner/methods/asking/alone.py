"""The most that any plan could give one request, everything else standing back.

Only the course asked for and the courses it builds on are kept: whatever a whole plan does with them, these can do
alone. So the figure is a bound for every plan, and a small problem. Smaller still is the same problem in a crowd: all
other units as one, which no rule about a unit holds back. What is impossible there is impossible for certain; what is
possible there is tried with the units as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tansiq_planner.methods.engines.cpsat import maximise
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Pool, Problem, Request, Unit

WORK, SHORT_WORK = 3.0, 0.6
ANY_NUMBER = 10**6
"""More people than any programme trains."""
ROUNDING = 1e-6
_Place = tuple[str, str, int]
"""An edition by its course, venue and week."""


def courses_before(problem: Problem, course: str) -> frozenset[str]:
    """Give a course, its prerequisites, its language preparation, and theirs."""
    return _closure(course, lambda name: _needed(problem, name))


def courses_behind(problem: Problem, course: str) -> frozenset[str]:
    """Give a course, its prerequisites, its language preparation, the courses that grow its instructors, and theirs."""
    return _closure(course, lambda name: [*_needed(problem, name), *_growing(problem, name)])


def _closure(course: str, before: Callable[[str], Iterable[str]]) -> frozenset[str]:
    behind: set[str] = set()
    waiting = [course]
    while waiting:
        name = waiting.pop()
        if name not in behind:
            behind.add(name)
            waiting += before(name)
    return frozenset(behind)


def _needed(problem: Problem, course: str) -> list[str]:
    wanted = problem.courses[course]
    preparing = [it.id for it in problem.courses.values() if it.prepares_language == wanted.language]
    return [*wanted.prerequisites, *preparing]


def _growing(problem: Problem, course: str) -> list[str]:
    growths = [problem.pools[pool].growth for staff in problem.courses[course].staffing for pool in staff]
    return [growth.course for growth in growths if growth is not None]


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


def in_time(problem: Problem, request: str) -> Problem:
    """Give the problem without what would end too late for a request to have any use of it."""
    own = problem.requests[request]
    if own.late_allowed:
        return problem
    requests = {
        name: replace(it, by=own.by if it.late_allowed else min(it.by, own.by), late_allowed=False)
        for name, it in problem.requests.items()
    }
    return replace(problem, requests=requests)


def in_a_crowd(problem: Problem, request: str) -> Problem:
    """Give an easier problem about one request: whatever any plan gives it, some plan of this problem does.

    Only the courses before it are kept. All units but its own are one crowd for each party, without ceilings, absences
    or by-dates, and qualified in everything; instructors are as many from the start as they can ever become.
    """
    own = problem.requests[request]
    small = in_time(only_behind(problem, courses_before(problem, own.course)), request)
    requests = {name: it for name, it in small.requests.items() if it.unit == own.unit}
    units = {own.unit: problem.units[own.unit]}
    for other in small.requests.values():
        if other.unit != own.unit:
            party = problem.units[other.unit].party
            crowd = f"crowd of {party}"
            units[crowd] = Unit(
                crowd, party, "", None, None, already_qualified=dict.fromkeys(problem.courses, ANY_NUMBER)
            )
            name = f"{crowd} in {other.course}"
            requests[name] = _joined(requests.get(name), replace(other, id=name, unit=crowd))
    pools = {name: _grown(pool) for name, pool in problem.pools.items()}
    return replace(small, units=units, requests=requests, pools=pools)


def _joined(one: Request | None, other: Request) -> Request:
    if one is None:
        return other
    return replace(
        one,
        seats=one.seats + other.seats,
        by=max(one.by, other.by),
        late_allowed=one.late_allowed or other.late_allowed,
    )


def _grown(pool: Pool) -> Pool:
    if pool.growth is None:
        return pool
    most = pool.growth.maximum
    changes = tuple(replace(change, capacity=max(most, change.capacity)) for change in pool.changes)
    return replace(pool, capacity=max(most, pool.capacity), growth=None, changes=changes)


class _Answer(NamedTuple):
    """Seats found, a bound on them, and where the editions are that were held for them."""

    found: int
    bound: int
    held: frozenset[_Place]


class _World(NamedTuple):
    """A problem about one request: whether it is easier than the real one, and whether its plans are real ones."""

    problem: Problem
    is_bound: bool
    is_real: bool


def _worlds(problem: Problem, request: str) -> Iterator[_World]:
    """Give the problems in which to look at a request, the smallest first, the real one last."""
    course = problem.requests[request].course
    before, behind = courses_before(problem, course), courses_behind(problem, course)
    yield _World(in_a_crowd(problem, request), is_bound=True, is_real=False)
    for courses in (before, behind) if before != behind else (behind,):
        real = in_time(only_behind(problem, courses), request)
        yield _World(real, is_bound=courses == behind, is_real=True)


def most_alone(problem: Problem, request: str) -> int:
    """Give the most seats that any plan could give a request; never less than the truth."""
    return _between(problem, request)[1]


def seats_alone(problem: Problem, request: str) -> int:
    """Give the most seats found that some plan gives a request."""
    return _between(problem, request)[0]


def _between(problem: Problem, request: str) -> tuple[int, int]:
    """Give the most seats found for a request, and the most that it could ever have: mostly the same."""
    best, most = 0, problem.requests[request].seats
    held: frozenset[_Place] = frozenset()
    for world in _worlds(problem, request):
        if world.is_real and held:  # what a crowd can hold the units themselves mostly can too
            best = _most_seats(world.problem, request, held).found
            if best >= most:
                break
        answer = _most_seats(world.problem, request)
        if world.is_bound:
            most = min(most, answer.bound)
        if world.is_real:
            best = max(best, answer.found)
        if best >= most:
            break
        held = frozenset() if world.is_real else answer.held
    return best, most


def _most_seats(problem: Problem, request: str, held: frozenset[_Place] | None = None) -> _Answer:
    """Search for the most seats of a request, where so given only in editions at some places."""
    master, terms = _with_seats(problem, request)
    if not terms:
        return _Answer(0, 0, frozenset())
    places = [(slot.course, slot.venue, slot.week) for slot in master.slots]
    if held is not None:
        for place, variable in zip(places, master.edition, strict=True):
            master.model.upper[variable] = int(place in held)
    outcome = maximise(master.model, terms, work=WORK, brief=True)
    bound = min(outcome.bound, problem.requests[request].seats)  # a search cut early may have none
    most = 0 if outcome.impossible else int(bound + ROUNDING)
    if outcome.values is None:
        return _Answer(0, most, frozenset())
    taken = {place for place, it in zip(places, master.edition, strict=True) if outcome.values[it]}
    return _Answer(master.model.value(terms, outcome.values), most, frozenset(taken))


def may_have(problem: Problem, request: str, seats: int) -> bool:
    """Tell whether it is not out of the question that some plan gives a request so many seats: quick, never too strict."""
    master, terms = _with_seats(in_a_crowd(problem, request), request)
    if sum(master.model.upper[seat] for seat in terms) < seats:
        return False
    master.model.row(terms.items(), seats, problem.requests[request].seats, "at least", request)
    return not maximise(master.model, {}, work=SHORT_WORK, brief=True).impossible


def _with_seats(problem: Problem, request: str) -> tuple[Master, dict[int, int]]:
    master = Master(problem)
    return master, {seat: 1 for (name, _), seat in master.seats.items() if name == request}


def exercises_behind(problem: Problem, exercise: str) -> frozenset[str]:
    """Give an exercise and all that must be held before it."""
    return _closure(exercise, lambda name: problem.exercises[name].after)


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
    outcome = maximise(master.model, terms, work=WORK, brief=True)
    return not outcome.impossible and outcome.bound > 0.5
