"""Rules that keep editions and days out of the model altogether, tried by lifting them one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from tansiq_planner.explain.changes import Ladder, ladders_of_exercise, ladders_of_request, name_of
from tansiq_planner.methods.engines.cores import Name, minimal
from tansiq_planner.problem import Problem
from tansiq_planner.result import Reason
from tansiq_planner.rules import Rule

OF_COLUMNS = {
    Rule.LEGAL_BASIS,
    Rule.HORIZON,
    Rule.CLOSED_SEASON,
    Rule.RAMADAN,
    Rule.UNIT_AVAILABLE,
    Rule.ABSENCE_CEILING,
    Rule.CLASS_SIZE,
    Rule.BY_DATE,
    Rule.EXERCISE_DAYS,
}
"""Rules that decide which editions there can be, and with how many seats; the others are rows of the model."""


def columns_needed(
    problem: Problem, named: Collection[Name], still_impossible: Callable[[Problem], bool]
) -> tuple[list[Reason], Problem]:
    """Find the figures of the programme without which a conflict would vanish because other editions would be there.

    Parameters
    ----------
    problem : Problem
        Cut down to what stands behind the locks of the conflict.
    named : collection of Name
        Rules with their resource that are known to be needed; they are not lifted.
    still_impossible : callable
        Tells whether the conflict is there in a changed problem.

    Returns
    -------
    (list of Reason, Problem)
        The rules that are needed, and the problem with all others of their kind lifted.
    """
    ladders = {
        name: it for name, it in _ladders(problem).items() if (it.rule.value, *it.place.values()) not in named
    }

    def without(kept: Collection[Name]) -> Problem:
        changed = problem
        for name, ladder in ladders.items():
            if name not in kept:
                changed = ladder.apply(changed, ladder.steps[-1])
        return changed

    def of_rules(rules: Collection[Name]) -> list[Name]:
        return [name for name in ladders if name[:1] in rules]

    if still_impossible(without(())):
        return [], without(())
    rules = minimal(
        sorted({name[:1] for name in ladders}), lambda kept: still_impossible(without(of_rules(kept)))
    )
    needed = minimal(of_rules(rules), lambda kept: still_impossible(without(kept)))
    return [_reason(ladders[name]) for name in sorted(needed)], without(needed)


def _ladders(problem: Problem) -> dict[Name, Ladder]:
    """Give every figure that decides about editions and days, once."""
    found: dict[Name, Ladder] = {}
    sources: list[Iterable[Ladder]] = [list(ladders_of_request(problem, name)) for name in problem.requests]
    sources += [list(ladders_of_exercise(problem, name)) for name in problem.exercises]
    for ladder in (ladder for source in sources for ladder in source):
        if ladder.rule in OF_COLUMNS and ladder.steps:
            found.setdefault(name_of(ladder), ladder)
    return found


def _reason(ladder: Ladder) -> Reason:
    return Reason(ladder.rule, ladder.code, ladder.place, {"allowed": ladder.before})
