"""Why a request is short of seats or an exercise is not held, and the smallest change that would help: by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tansiq_planner.errors import Figure
from tansiq_planner.explain.changes import Ladder, ladders_of_exercise, ladders_of_request
from tansiq_planner.explain.rivals import Rivals
from tansiq_planner.methods.alone import can_be_held, most_alone, seats_alone
from tansiq_planner.problem import Problem
from tansiq_planner.result import Reason, Relaxation, Unplanned
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Plan


def shortfalls(
    problem: Problem,
    plan: Plan,
    *,
    relaxations: bool = True,
    known: frozenset[str] = frozenset(),
    at_most: int = 40,
) -> Iterable[Unplanned]:
    """Explain every request short of seats and every exercise not held, exercises first, then requests by priority.

    Parameters
    ----------
    relaxations : bool
        False leaves out the search for smallest changes, which takes about a second each.
    known : frozenset of str
        Requests and exercises to leave out.
    at_most : int
        After so many requests the rest are listed without reasons.
    """
    rivals = Rivals(problem, plan)
    left = at_most - len(known)
    for missing in lacking(problem, plan):
        if missing.id in known:
            continue
        if missing.id in problem.exercises:
            yield explain_exercise(problem, plan, missing.id, relaxations=relaxations)
        elif left > 0:
            yield explain_request(problem, plan, missing.id, relaxations=relaxations, rivals=rivals)
        else:
            yield missing
        left -= 1


def lacking(problem: Problem, plan: Plan) -> list[Unplanned]:
    """List what a plan lacks, without reasons: exercises by level, then requests by priority."""
    held = {it.exercise for it in plan.exercises}
    exercises = sorted(problem.exercises.values(), key=lambda it: (it.level, it.id))
    requests = sorted(problem.requests.values(), key=lambda it: (it.priority, it.id))
    missing = [Unplanned(it.id, 0) for it in exercises if it.id not in held]
    short = [Unplanned(it.id, it.seats - plan.seats_of(it.id)) for it in requests]
    return missing + [it for it in short if it.seats > 0]


def explain_request(
    problem: Problem, plan: Plan, request_id: str, *, relaxations: bool = True, rivals: Rivals | None = None
) -> Unplanned:
    """Say what keeps a request from its seats: the others, or rules that hold even when it stands alone."""
    request = problem.requests[request_id]
    given = plan.seats_of(request_id)
    alone = most_alone(problem, request_id)
    lost_to = (rivals or Rivals(problem, plan)).of(request_id) if alone > given else ()
    if alone >= request.seats or not relaxations:
        return Unplanned(request_id, request.seats - given, (), (), lost_to, alone)
    ladders = list(ladders_of_request(problem, request_id))

    def gain(changed: Problem) -> int:
        return max(0, seats_alone(changed, request_id, at_least=alone + 1) - alone)

    reasons, changes = _climb(problem, ladders, gain)
    return Unplanned(request_id, request.seats - given, reasons, changes, lost_to, alone)


def explain_exercise(
    problem: Problem, plan: Plan, exercise_id: str, *, relaxations: bool = True
) -> Unplanned:
    """Say what keeps an exercise from being held."""
    held = {it.exercise for it in plan.exercises}
    missing = [before for before in problem.exercises[exercise_id].after if before not in held]
    if missing:
        reasons = tuple(
            Reason(Rule.EXERCISE_ORDER, "before_not_held", {"exercise": exercise_id, "before": before})
            for before in missing
        )
        return Unplanned(exercise_id, 0, reasons)
    if can_be_held(problem, exercise_id):
        return Unplanned(exercise_id, 0, possible_alone=1)
    if not relaxations:
        return Unplanned(exercise_id, 0)
    ladders = list(ladders_of_exercise(problem, exercise_id))
    reasons, changes = _climb(problem, ladders, lambda changed: int(can_be_held(changed, exercise_id)))
    return Unplanned(exercise_id, 0, reasons, changes)


def _climb(
    problem: Problem, ladders: list[Ladder], gain: Callable[[Problem], int]
) -> tuple[tuple[Reason, ...], tuple[Relaxation, ...]]:
    """Find the ladders that help by themselves, and the lowest step of each that does.

    Where none helps alone, give the smallest set of rules found that help together, as reasons without a change.
    """
    reasons, changes = [], []
    for ladder in ladders:
        if not ladder.steps or gain(ladder.apply(problem, ladder.steps[-1])) == 0:
            continue
        step, gains = _lowest(problem, ladder, gain)
        reasons.append(Reason(ladder.rule, ladder.code, ladder.place, {"allowed": ladder.before}))
        changes.append(Relaxation(ladder.rule, ladder.code, ladder.place, ladder.before, step, gains))
    if not reasons:
        reasons = [
            Reason(it.rule, it.code, it.place, {"allowed": it.before})
            for it in _together(problem, ladders, gain)
        ]
    return tuple(reasons), tuple(changes)


def _lowest(problem: Problem, ladder: Ladder, gain: Callable[[Problem], int]) -> tuple[Figure, int]:
    low, high = 0, len(ladder.steps) - 1
    gains = gain(ladder.apply(problem, ladder.steps[high]))
    while low < high:
        middle = (low + high) // 2
        here = gain(ladder.apply(problem, ladder.steps[middle]))
        if here:
            high, gains = middle, here
        else:
            low = middle + 1
    return ladder.steps[high], gains


def _together(problem: Problem, ladders: list[Ladder], gain: Callable[[Problem], int]) -> list[Ladder]:
    """Switch all off, then bring back one after the other whatever is not needed for a gain."""
    needed = [ladder for ladder in ladders if ladder.steps]
    if gain(_all(problem, needed)) == 0:
        return []
    for ladder in list(needed):
        without = [it for it in needed if it is not ladder]
        if gain(_all(problem, without)):
            needed = without
    return needed


def _all(problem: Problem, ladders: list[Ladder]) -> Problem:
    for ladder in ladders:
        problem = ladder.apply(problem, ladder.steps[-1])
    return problem
