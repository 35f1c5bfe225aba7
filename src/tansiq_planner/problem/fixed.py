"""Locks: what officers fixed before planning (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tansiq_planner.calendar import Window


@dataclass(frozen=True)
class EditionLock:
    """An edition that must be in the plan; where `seats` names a request, it gets exactly so many there."""

    id: str
    course: str
    venue: str
    start: date
    seats: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExerciseLock:
    """An exercise that must start on a day."""

    id: str
    exercise: str
    start: date


@dataclass(frozen=True, slots=True)
class SeatsLock:
    """A request that must get at least so many seats."""

    id: str
    request: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Blackout:
    """A span in which no day of the named courses (None: of any course) and, if said so, of any exercise lies."""

    id: str
    window: Window
    courses: frozenset[str] | None = None
    exercises: bool = False


Lock = EditionLock | ExerciseLock | SeatsLock | Blackout
