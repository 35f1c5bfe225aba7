"""What a plan is worth, in counts that an officer can verify by hand. Filled by the checker from problem and plan alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Share:
    """How one command or party fares: seats given on time or late, seats asked, weighted task-months at standard."""

    seats: int
    requested: int
    task_months: int | None


@dataclass(frozen=True, slots=True)
class Spending:
    """One kind of cost of one payer in one calendar year.

    Parameters
    ----------
    line : str or None
        Budget line; None when the payer released none, so that nothing limits the cost.
    payer, kind : str
    year : int
    spent : int
    allowed : int or None
        The year's line and what it carries over from the year before; None without a line.
    """

    line: str | None
    payer: str
    kind: str
    year: int
    spent: int
    allowed: int | None


@dataclass(frozen=True)
class ScoreCard:
    """Every figure of a plan.

    Parameters
    ----------
    seats : mapping of int to int
        Seats given on time, by priority 1, 2, 3.
    requested : mapping of int to int
        Seats asked, by priority.
    late_seats : int
        Seats of requests that allow it, in editions that end after their day.
    held, exercises : mapping of int to int
        Exercises held and asked for, by level.
    untrained : int or None
        Essential tasks under the lowest letter's threshold, summed over the judged half-year ends; None without ratings.
    untrained_by_unit : mapping of str to int
        The same by unit; the largest is the worst unit.
    task_months : int or None
        Weights of the tasks at or above target, summed over the judged month ends; None without ratings.
    task_months_at_most : int or None
        The same if every task were always at target.
    national_weeks, course_weeks : int
        Weeks of editions led by national instructors, and of all editions.
    agreed_exercises, agreed_seats : int or None
        Of the baseline, the exercises held on whatever day and the seats that its requests have in whatever edition;
        None without a baseline.
    changes : int or None
        Baseline editions and exercises that are not held at the same place and day; None without a baseline.
    cost : int
    spending : tuple of Spending
    by_command, by_party : mapping of str to Share
    """

    seats: Mapping[int, int] = field(default_factory=dict)
    requested: Mapping[int, int] = field(default_factory=dict)
    late_seats: int = 0
    held: Mapping[int, int] = field(default_factory=dict)
    exercises: Mapping[int, int] = field(default_factory=dict)
    untrained: int | None = None
    untrained_by_unit: Mapping[str, int] = field(default_factory=dict)
    task_months: int | None = None
    task_months_at_most: int | None = None
    national_weeks: int = 0
    course_weeks: int = 0
    agreed_exercises: int | None = None
    agreed_seats: int | None = None
    changes: int | None = None
    cost: int = 0
    spending: tuple[Spending, ...] = ()
    by_command: Mapping[str, Share] = field(default_factory=dict)
    by_party: Mapping[str, Share] = field(default_factory=dict)
