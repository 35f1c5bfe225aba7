"""Who has what a request would need: found by giving it one more seat and seeing who must give way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tansiq_planner.explain.changes import Ladder, name_of
from tansiq_planner.methods.choice import Limit
from tansiq_planner.methods.elastic import Name
from tansiq_planner.methods.giving_way import GivingWay, Spared
from tansiq_planner.problem import Problem
from tansiq_planner.result import Reason, Relaxation
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Contest:
    """Why a request has fewer seats in a plan than it could have.

    Parameters
    ----------
    lost_to : tuple of str
        Who would have to give way: requests that would lose seats and exercises that would fall; where nobody would
        lose, requests that would have to move. Empty where nobody would.
    reasons : tuple of Reason
    relaxations : tuple of Relaxation
        Changes of one figure by which it gains seats while everybody else stays in place.
    """

    lost_to: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


class Rivals:
    """Trials on one plan: a request gets one seat more, and whoever must give way is named."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan

    @cached_property
    def _trials(self) -> GivingWay:
        return GivingWay(self.problem, self.plan)

    def of(self, request_id: str, ladders: Iterable[Ladder]) -> Contest:
        """Tell who has what a request would need for one seat more, and which of the ladders would spare them."""
        trial = self._trials.of(request_id)
        given = trial.free() or trial.least()
        if given is None:
            return Contest()
        if not given.lost and not given.fallen:
            code = "fits_if_moved" if given.moved else "room_left"
            reason = Reason(Rule.BY_DATE, code, {"request": request_id}, {"found": given.gained})
            return Contest(tuple(sorted(given.moved)), (reason,))
        lost_to = (*sorted(given.lost), *given.fallen)
        climbed = {name_of(it): it for it in ladders if it.steps and isinstance(it.before, int)}
        spared = trial.sparing({name: _limit(it) for name, it in climbed.items()})
        needed = [climbed[figure] for it in spared for figure in it.by]
        reasons = tuple(Reason(it.rule, it.code, it.place, {"allowed": it.before}) for it in needed)
        singles = [it for it in spared if len(it.by) == 1]
        return Contest(lost_to, reasons, tuple(_change(climbed, it) for it in singles))


def _change(climbed: Mapping[Name, Ladder], spared: Spared) -> Relaxation:
    ((figure, by),) = spared.by.items()
    ladder = climbed[figure]
    before, top = int(str(ladder.before)), int(str(ladder.steps[-1]))
    after = before + by if top > before else before - by
    return Relaxation(ladder.rule, ladder.code, ladder.place, ladder.before, after, spared.gained)


def _limit(ladder: Ladder) -> Limit:
    before, top = int(str(ladder.before)), int(str(ladder.steps[-1]))
    return Limit(before, abs(top - before))
