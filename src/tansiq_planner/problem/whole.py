"""The problem as a whole: everything given, with the few derived facts that all readers share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tansiq_planner.calendar import Horizon, PartyCalendar
from tansiq_planner.problem.agreed import Accord, Party, Season
from tansiq_planner.problem.demand import Exercise, Request, Unit
from tansiq_planner.problem.fixed import Lock
from tansiq_planner.problem.money import BudgetLine, Rate
from tansiq_planner.problem.supply import Course, Pool, Venue
from tansiq_planner.solution import Edition, HeldExercise, Plan


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the problem: the party it comes from (`joint` for the shared one) and its SHA-256."""

    party: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a party did not release: `ratings`, `ceilings` or `budget`, and of which ids."""

    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Everything the planner is given. Build one with `tansiq_planner.files.read_problem`.

    Parameters
    ----------
    id : str
    horizon : Horizon
    as_of : date
        What began before this day is a fact; nothing else may begin before it.
    first_course_day : date
        No edition starts earlier: signature of the first approved annual plan plus the nomination lead.
    letters : tuple of (str, int)
        Rating letters with the points at which each begins, best first.
    half_lives : mapping of str to float
        Months, by competency id.
    count_tacit_renewal : bool
    baseline : Plan or None
        The plan to stay close to.
    parts : tuple of Part
    missing : tuple of Missing
    names : mapping of str to mapping of str to str
        What people call each id, by language; planning never reads it. `letter T` and the like name the letters.
    marking : mapping of str to str
        The marking that every paper of the programme bears, by language; empty for none.
    """

    id: str
    horizon: Horizon
    as_of: date
    first_course_day: date
    letters: tuple[tuple[str, int], ...]
    half_lives: Mapping[str, float]
    parties: Mapping[str, Party]
    calendars: Mapping[str, PartyCalendar]
    seasons: tuple[Season, ...]
    accords: Mapping[str, Accord]
    units: Mapping[str, Unit]
    venues: Mapping[str, Venue]
    pools: Mapping[str, Pool]
    courses: Mapping[str, Course]
    requests: Mapping[str, Request]
    exercises: Mapping[str, Exercise]
    rates: Mapping[str, Rate]
    lines: Mapping[str, BudgetLine]
    locks: tuple[Lock, ...] = ()
    baseline: Plan | None = None
    count_tacit_renewal: bool = True
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    currency: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    marking: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def quotas(self) -> Mapping[tuple[str, str], int]:
        """Seats that a unit requested in a course over all its requests, by (unit, course)."""
        quotas: dict[tuple[str, str], int] = {}
        for request in self.requests.values():
            key = (request.unit, request.course)
            quotas[key] = quotas.get(key, 0) + request.seats
        return quotas

    @cached_property
    def begun_editions(self) -> tuple[Edition, ...]:
        """Editions of the baseline that began before `as_of`: facts, no longer decisions."""
        if self.baseline is None:
            return ()
        return tuple(edition for edition in self.baseline.editions if edition.start < self.as_of)

    @cached_property
    def begun_exercises(self) -> tuple[HeldExercise, ...]:
        """Exercises of the baseline that began before `as_of`."""
        if self.baseline is None:
            return ()
        return tuple(held for held in self.baseline.exercises if held.start < self.as_of)

    @property
    def untrained_below(self) -> int:
        """Points under which a score is in the lowest letter."""
        return self.letters[-2][1]

    @property
    def has_ratings(self) -> bool:
        """Whether every unit's start scores were released, so that readiness can be scored."""
        return all(task.start is not None for unit in self.units.values() for task in unit.tasks)

    def judged_half_years(self) -> list[date]:
        """Last days of June and December in the horizon, at or after the first possible course day."""
        ends = self.horizon.month_ends()
        return [day for day in ends if day.month in (6, 12) and day >= max(self.first_course_day, self.as_of)]

    def judged_months(self) -> list[date]:
        """Last days of the calendar months in the horizon, at or after `as_of`."""
        return [day for day in self.horizon.month_ends() if day >= self.as_of]

    def is_national(self, course: Course, instructors: Mapping[str, int]) -> bool:
        """Tell whether such a staffing needs nobody from outside the trainees' own nation.

        True when all its pools belong to one party and every request for the course comes from that party.
        """
        parties = {self.pools[pool].party for pool in instructors}
        trainees = {
            self.units[request.unit].party
            for request in self.requests.values()
            if request.course == course.id
        }
        return len(parties) == 1 and trainees <= parties
