"""Who needs training, in what, and the exercises that use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import floor

from tansiq_planner.calendar import Window
from tansiq_planner.problem.supply import Teaching


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a unit's mission-essential list.

    Parameters
    ----------
    competency : str
    weight : int
        1..5; 4 and 5 are essential.
    target : int
        Points at or above which the task is at standard.
    start : int or None
        The commander's score in points; None when the unit's party did not release it.
    """

    competency: str
    weight: int
    target: int
    start: int | None

    @property
    def is_essential(self) -> bool:
        """Weight 4 or 5."""
        return self.weight >= 4


@dataclass(frozen=True)
class Unit:
    """A military unit that sends people to courses and takes part in exercises.

    Parameters
    ----------
    id, party, command : str
    headcount : int or None
        People to be trained over the programme, not a strength; None when not released.
    max_absent_share : Fraction or None
        Share of the headcount that may be away on courses in one week; None when not released.
    not_available : tuple of Window
    tasks : tuple of Task
    already_qualified : mapping of str to int
        Graduates of a course that the unit has at the start, by course id.
    yearly_turnover : float
        Share of its people replaced in a year.
    """

    id: str
    party: str
    command: str
    headcount: int | None
    max_absent_share: Fraction | None
    not_available: tuple[Window, ...] = ()
    tasks: tuple[Task, ...] = ()
    already_qualified: Mapping[str, int] = field(default_factory=dict)
    yearly_turnover: float = 0.0

    @cached_property
    def absence_ceiling(self) -> int | None:
        """People who may be away on courses in one week: floor(share x headcount); None when not released."""
        if self.headcount is None or self.max_absent_share is None:
            return None
        return floor(self.max_absent_share * self.headcount)


@dataclass(frozen=True, slots=True)
class Request:
    """People of a unit who should pass a course by a day.

    `by` is hard unless `late_allowed`; priority 1 comes first.
    """

    id: str
    unit: str
    course: str
    seats: int
    by: date
    priority: int
    late_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    """A unit in an exercise with the people it sends."""

    unit: str
    headcount: int


@dataclass(frozen=True, slots=True)
class Precondition:
    """Graduates of a course that a unit must have before an exercise starts."""

    unit: str
    course: str
    seats: int


@dataclass(frozen=True)
class Exercise:
    """A joint exercise, held once or not at all.

    Parameters
    ----------
    id, kind : str
        Kind is `TTX`, `COMEX`, `CPX`, `FTX`, `CAX` and the like.
    level : int
        The exercises build on each other from level 1 upwards.
    window : Window
        All conduct days lie in it.
    conduct_days : int
        Consecutive calendar days.
    hosts : frozenset of str
        Host parties; all participants' parties where the exercise is hosted jointly.
    venue : str
    participants : tuple of Participant
    observers : frozenset of str
        Parties that observe; their calendars count.
    after : tuple of str
        Exercises that must have ended before this one starts.
    preconditions : tuple of Precondition
    conferences : mapping of str to int
        Planning conferences in order, with the weeks each must lie before the first day at the least.
    reports : mapping of str to int
        Reports with the weeks after the first day when they are due; they may lie beyond the horizon.
    raises : tuple of (str, Teaching)
        What each unit gains, by unit id.
    cost : int
    legal_basis : tuple of str
    """

    id: str
    kind: str
    level: int
    window: Window
    conduct_days: int
    hosts: frozenset[str]
    venue: str
    participants: tuple[Participant, ...]
    observers: frozenset[str]
    after: tuple[str, ...]
    preconditions: tuple[Precondition, ...]
    conferences: Mapping[str, int]
    reports: Mapping[str, int]
    raises: tuple[tuple[str, Teaching], ...]
    cost: int
    legal_basis: tuple[str, ...]
