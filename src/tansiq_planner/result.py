"""What planning gives back: the plan, what it scores, how far it can be from the best, and why the rest is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq_planner.errors import Figure
from tansiq_planner.rules import Rule
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Plan


@dataclass(frozen=True, slots=True)
class Settings:
    """How a plan was sought; the same problem and settings give the same plan unless the clock cut it.

    Parameters
    ----------
    option : str
        `A`, `B`, `C-cost` or `C-date`.
    seed : int
    work : int
        Deterministic amount of search, in units of about one CPU second; the limit.
    seconds : float or None
        Wall seconds after which the best plan so far is taken; None for no such limit.
    agreed_last : bool
        With a baseline: whether its changes are counted after the seats of the option. By default what was agreed comes
        first: its exercises, its seats, its places and days.
    """

    option: str = "B"
    seed: int = 1
    work: int = 120
    seconds: float | None = None
    agreed_last: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an option: its figure in the plan and how good it could be at best.

    `bound` is on the better side of `value`; `proven` says that nothing better exists (within the stage's tolerance)
    once the stages before are fixed.
    """

    name: str
    sense: str
    value: int
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of it; 0 when the value meets it."""
        return abs(self.bound - self.value) / max(1.0, abs(self.bound))


@dataclass(frozen=True)
class Reason:
    """A rule that keeps something out of the plan, at a place and with its figures."""

    rule: Rule
    code: str
    place: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Relaxation:
    """The smallest change of one figure that would let more in, found by solving again.

    `before` and `after` are the figure as it stands and as it would have to be; `gains` is what comes in: seats for a
    request, 1 for an exercise.
    """

    rule: Rule
    code: str
    place: Mapping[str, str]
    before: Figure
    after: Figure
    gains: int


@dataclass(frozen=True)
class Unplanned:
    """A request short of seats, or an exercise not held.

    Parameters
    ----------
    id : str
        Request or exercise.
    seats : int
        Seats missing; 0 for an exercise.
    reasons : tuple of Reason
    relaxations : tuple of Relaxation
    lost_to : tuple of str
        Requests and exercises that have what this one would need; empty when no plan at all could give it more.
    possible_alone : int or None
        The most that any plan could give it (seats; 1 or 0 for an exercise) if nothing else were wanted; None where
        that was not asked.
    """

    id: str
    seats: int
    reasons: tuple[Reason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    lost_to: tuple[str, ...] = ()
    possible_alone: int | None = None

    @property
    def is_explained(self) -> bool:
        """Whether it was asked why this is missing."""
        return bool(self.reasons) or self.possible_alone is not None


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A target of a unit that even full seats cannot reach.

    `best` is the highest score in points it can come to; `when` is `never`, or `day_0` when fading takes it below
    at once; `taught` says whether any request or exercise raises the competency.
    """

    unit: str
    competency: str
    target: int
    best: int
    when: str
    taught: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life while planning: the stage, the best value so far, the bound, and seconds since the start."""

    phase: str
    best: int | None
    bound: float | None
    seconds: float


@dataclass(frozen=True)
class Result:
    """A plan with everything that makes it believable.

    `stopped_by` is `finished`, `work`, `clock`, `cancelled`, or `crashed` when the search process died again and again.
    """

    plan: Plan
    score: ScoreCard
    stages: tuple[Stage, ...]
    settings: Settings
    stopped_by: str
    unplanned: tuple[Unplanned, ...] = ()
    out_of_reach: tuple[OutOfReach, ...] = ()
    assumptions: tuple[Reason, ...] = ()
