"""What was decided: placed editions, seats, instructors, exercises and their planning conferences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter


@dataclass(frozen=True)
class Edition:
    """One course held once: at one venue, from one Sunday.

    Parameters
    ----------
    course, venue : str
    start : date
        A Sunday.
    seats : mapping of str to int
        People of each request, by request id; every number above zero.
    instructors : mapping of str to int
        Instructors taken from each pool, by pool id, in every week of the edition.
    """

    course: str
    venue: str
    start: date
    seats: Mapping[str, int]
    instructors: Mapping[str, int]

    @cached_property
    def id(self) -> str:
        """Course, venue and first day: no plan holds two editions that share all three."""
        return f"{self.course}@{self.venue}@{self.start.isoformat()}"

    @property
    def size(self) -> int:
        """People in the class."""
        return sum(self.seats.values())


@dataclass(frozen=True)
class HeldExercise:
    """One exercise with its first day and the days of its planning conferences, by kind (`ipc`, `mpc`, ...)."""

    exercise: str
    start: date
    conferences: Mapping[str, date] = field(default_factory=dict)

    @property
    def in_order(self) -> list[tuple[str, date]]:
        """The planning conferences, the first day first."""
        return sorted(self.conferences.items(), key=itemgetter(1))

    def end(self, conduct_days: int) -> date:
        """Give the last day, `conduct_days` being consecutive calendar days."""
        return self.start + timedelta(days=conduct_days - 1)


@dataclass(frozen=True)
class Plan:
    """A joint programme: editions sorted by start, exercises sorted by start."""

    editions: tuple[Edition, ...] = ()
    exercises: tuple[HeldExercise, ...] = ()

    @staticmethod
    def of(editions: list[Edition], exercises: list[HeldExercise]) -> Plan:
        """Build a plan in its one canonical order, so that equal decisions compare equal."""
        return Plan(
            tuple(sorted(editions, key=lambda edition: (edition.start, edition.course, edition.venue))),
            tuple(sorted(exercises, key=lambda held: (held.start, held.exercise))),
        )

    def seats_of(self, request: str) -> int:
        """Count the seats given to a request over all editions."""
        return sum(edition.seats.get(request, 0) for edition in self.editions)
