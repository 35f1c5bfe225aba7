"""Why a request is short of seats or an exercise is not held, and the smallest change that would help: by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tansiq_planner.errors import Figure
from tansiq_planner.explain.changes import Ladder, ladders_of_exercise, ladders_of_request
from tansiq_planner.explain.helping import Helps, helping, lowest, together
from tansiq_planner.explain.rivals import Contest, Rivals
from tansiq_planner.methods.asking.alone import can_be_held, may_have, most_alone, seats_alone
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
            yield explain_exercise(problem, plan, missing.id, relaxations=relaxations, rivals=rivals)
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
    missing = request.seats - given
    alone = most_alone(problem, request_id)
    ladders = list(ladders_of_request(problem, request_id)) if relaxations else []
    contest = Contest()
    if alone > given:
        contest = (rivals or Rivals(problem, plan)).of(request_id, ladders if alone >= request.seats else [])
    if alone >= request.seats or not relaxations:
        return Unplanned(request_id, missing, contest.reasons, contest.relaxations, contest.lost_to, alone)
    reasons, changes = _climb(
        problem,
        ladders,
        lambda changed: may_have(changed, request_id, alone + 1),
        lambda changed: seats_alone(changed, request_id) - alone,
    )
    return Unplanned(request_id, missing, (*reasons, *contest.reasons), changes, contest.lost_to, alone)


def explain_exercise(
    problem: Problem, plan: Plan, exercise_id: str, *, relaxations: bool = True, rivals: Rivals | None = None
) -> Unplanned:
    """Say what keeps an exercise from being held: one that must come before it, the others, or rules."""
    held = {it.exercise for it in plan.exercises}
    missing = [before for before in problem.exercises[exercise_id].after if before not in held]
    if missing:
        reasons = tuple(
            Reason(Rule.EXERCISE_ORDER, "before_not_held", {"exercise": exercise_id, "before": before})
            for before in missing
        )
        return Unplanned(exercise_id, 0, reasons)
    ladders = list(ladders_of_exercise(problem, exercise_id)) if relaxations else []
    if can_be_held(problem, exercise_id):
        contest = (rivals or Rivals(problem, plan)).of(exercise_id, ladders)
        return Unplanned(exercise_id, 0, contest.reasons, contest.relaxations, contest.lost_to, 1)
    reasons, changes = _climb(
        problem, ladders, lambda changed: can_be_held(changed, exercise_id), lambda _: 1
    )
    return Unplanned(exercise_id, 0, reasons, changes, (), 0)


def _climb(
    problem: Problem, ladders: Iterable[Ladder], may_help: Helps, gains: Callable[[Problem], int]
) -> tuple[tuple[Reason, ...], tuple[Relaxation, ...]]:
    """Find the ladders that help by themselves, and the lowest step of each that does.

    Where none helps alone, give the smallest set of rules found that help together, as reasons without a change.

    Parameters
    ----------
    may_help : callable
        Quick, and never too strict: where it says no, there is no gain.
    gains : callable
        What a change brings for certain.
    """
    tried = [ladder for ladder in ladders if ladder.steps]
    changes = []
    for ladder in helping(problem, tried, may_help):
        step, gain = _lowest(problem, ladder, may_help, gains)
        if gain > 0:
            changes.append(Relaxation(ladder.rule, ladder.code, ladder.place, ladder.before, step, gain))
    blamed: Iterable[Ladder | Relaxation] = changes or together(problem, tried, may_help)
    reasons = tuple(Reason(it.rule, it.code, it.place, {"allowed": it.before}) for it in blamed)
    return reasons, tuple(changes)


def _lowest(
    problem: Problem, ladder: Ladder, may_help: Helps, gains: Callable[[Problem], int]
) -> tuple[Figure, int]:
    """Give the lowest step of a ladder that brings a gain, and the gain; 0 where even the top brings none."""
    step = lowest(problem, ladder, may_help)
    gain = gains(ladder.apply(problem, step))
    if gain <= 0 and gains(ladder.apply(problem, ladder.steps[-1])) > 0:
        step = lowest(problem, ladder, lambda changed: gains(changed) > 0)
        gain = gains(ladder.apply(problem, step))
    return step, gain
