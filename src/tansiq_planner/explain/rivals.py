"""Who has what a request or exercise would need: found by giving it that and seeing who must give way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tansiq_planner.explain.changes import Ladder, name_of
from tansiq_planner.methods.asking.choice import Limit
from tansiq_planner.methods.asking.elastic import Name
from tansiq_planner.methods.asking.giving_way import GivenWay, GivingWay, Spared
from tansiq_planner.problem import Problem
from tansiq_planner.result import Reason, Relaxation
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Contest:
    """Why a request has fewer seats in a plan than it could have, or an exercise that could be held is not.

    Parameters
    ----------
    lost_to : tuple of str
        Who would have to give way: requests that would lose seats and exercises that would fall; where nobody would
        lose, requests that would have to move. Empty where nobody would.
    reasons : tuple of Reason
    relaxations : tuple of Relaxation
        Changes of one figure by which it comes in while everybody else stays in place.
    """

    lost_to: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


class Rivals:
    """Trials on one plan: a request gets one seat more, an exercise is held, and whoever must give way is named."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan

    @cached_property
    def _trials(self) -> GivingWay:
        return GivingWay(self.problem, self.plan)

    def of(self, name: str, ladders: Iterable[Ladder]) -> Contest:
        """Tell who has what a request would need for one seat more, or an exercise to be held, and what would spare them."""
        trial = self._trials.of(name)
        given = trial.free() or trial.least()
        if given is None:
            return Contest()
        if not given.lost and not given.fallen:
            return Contest(tuple(sorted(given.moved)), (self._room(name, given),))
        lost_to = (*sorted(given.lost), *given.fallen)
        climbed = {name_of(it): it for it in ladders if it.steps and isinstance(it.before, int)}
        spared = trial.sparing({name: _limit(it) for name, it in climbed.items()})
        needed = [climbed[figure] for it in spared for figure in it.by]
        reasons = tuple(Reason(it.rule, it.code, it.place, {"allowed": it.before}) for it in needed)
        singles = [it for it in spared if len(it.by) == 1]
        return Contest(lost_to, reasons, tuple(_change(climbed, it) for it in singles))

    def _room(self, name: str, given: GivenWay) -> Reason:
        code = "fits_if_moved" if given.moved else "room_left"
        if name in self.problem.exercises:
            return Reason(Rule.EXERCISE_DAYS, code, {"exercise": name})
        return Reason(Rule.BY_DATE, code, {"request": name}, {"found": given.gained})


def _change(climbed: Mapping[Name, Ladder], spared: Spared) -> Relaxation:
    ((figure, by),) = spared.by.items()
    ladder = climbed[figure]
    before, top = int(str(ladder.before)), int(str(ladder.steps[-1]))
    after = before + by if top > before else before - by
    return Relaxation(ladder.rule, ladder.code, ladder.place, ladder.before, after, spared.gained)


def _limit(ladder: Ladder) -> Limit:
    before, top = int(str(ladder.before)), int(str(ladder.steps[-1]))
    return Limit(before, abs(top - before))
