"""How much of what a party receives comes from others: the dependency index, and the editions behind each figure.

The index is the course weeks that a party receives and does not lead alone, divided by all course weeks that it
receives (`domain.md` 3.4). It should fall as its own instructors take courses over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.problem import Course, Problem
from tansiq_planner.solution import Plan


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a whole comes from others."""

    of_others: int
    all: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was received, for nothing is not the same as none from others."""
        return self.of_others / self.all if self.all else None

    @property
    def percent(self) -> float | None:
        """The share in percent, to one decimal place."""
        return None if self.share is None else round(self.share * 100, 1)


@dataclass(frozen=True, slots=True)
class Received:
    """One edition as one party receives it.

    Parameters
    ----------
    edition : str
    year : int
        Calendar year in which it starts.
    weeks : int
        Course weeks; the party receives all of them, however many of its people are in the class.
    is_led_alone : bool
        Whether all its instructors are the party's own. With one of them from elsewhere, others lead it.
    instructor_weeks : Part
    seats : int
        People of the party.
    is_away : bool
        Whether it is held at another party's venue.
    is_only_theirs : bool
        Whether the course can be given by no instructors but others', or not without theirs.
    """

    edition: str
    year: int
    weeks: int
    is_led_alone: bool
    instructor_weeks: Part
    seats: int
    is_away: bool
    is_only_theirs: bool


@dataclass(frozen=True)
class Dependency:
    """What a party receives, in some editions.

    Parameters
    ----------
    course_weeks : Part
        Its share is the dependency index.
    instructor_weeks : Part
    seats_away : Part
        Seats at venues of others, of all seats.
    seats_only_theirs : Part
        Seats in courses that the party could not give alone with any staffing, of all seats.
    received : tuple of Received
        The editions that the figures count, in the order of the plan.
    """

    course_weeks: Part
    instructor_weeks: Part
    seats_away: Part
    seats_only_theirs: Part
    received: tuple[Received, ...]

    @property
    def index(self) -> float | None:
        """The dependency index, from 0 to 1; None where nothing is received."""
        return self.course_weeks.share

    @property
    def parts(self) -> tuple[Part, Part, Part, Part]:
        """The four figures in their order, the index first."""
        return self.course_weeks, self.instructor_weeks, self.seats_away, self.seats_only_theirs


@dataclass(frozen=True)
class PartyDependency:
    """How far one party depends on others: in the whole plan, and in each calendar year of the horizon."""

    party: str
    whole: Dependency
    by_year: Mapping[int, Dependency]


def dependencies(problem: Problem, plan: Plan) -> tuple[PartyDependency, ...]:
    """Give the dependency of each participating party, in the order of the problem.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        It does not have to be lawful; what the problem does not know counts as others'.

    Returns
    -------
    tuple of PartyDependency
    """
    resolved = ResolvedPlan(problem, plan)
    return tuple(_of(resolved, it.id) for it in problem.parties.values() if it.kind == "participant")


def _of(resolved: ResolvedPlan, party: str) -> PartyDependency:
    received = tuple(_received(resolved, party))
    years = sorted({*resolved.problem.horizon.years, *(row.year for row in received)})
    by_year = {year: _summed(row for row in received if row.year == year) for year in years}
    return PartyDependency(party, _summed(received), by_year)


def _received(resolved: ResolvedPlan, party: str) -> Iterator[Received]:
    for placed in resolved.placed:
        seats = sum(row.seats for row in placed.seated if row.unit.party == party)
        if seats:
            yield _as_received(resolved.problem, placed, party, seats)


def _as_received(problem: Problem, placed: Placed, party: str, seats: int) -> Received:
    instructors, weeks = placed.edition.instructors, placed.course.weeks
    teaching = {pool: max(0, number) for pool, number in instructors.items()}
    foreign = sum(number for pool, number in teaching.items() if not _is_own(problem, pool, party))
    venue = problem.venues.get(placed.edition.venue)
    return Received(
        edition=placed.id,
        year=placed.first.year,
        weeks=weeks,
        is_led_alone=_is_alone(problem, instructors, party),
        instructor_weeks=Part(foreign * weeks, sum(teaching.values()) * weeks),
        seats=seats,
        is_away=venue is None or venue.party != party,
        is_only_theirs=not _could_give(problem, placed.course, party),
    )


def _is_own(problem: Problem, pool: str, party: str) -> bool:
    known = problem.pools.get(pool)
    return known is not None and known.party == party


def _is_alone(problem: Problem, pools: Iterable[str], party: str) -> bool:
    """Tell whether there are instructors and all are the party's own."""
    own = [_is_own(problem, pool, party) for pool in pools]
    return bool(own) and all(own)


def _could_give(problem: Problem, course: Course, party: str) -> bool:
    return any(_is_alone(problem, staffing, party) for staffing in course.staffing)


def _summed(rows: Iterable[Received]) -> Dependency:
    received = tuple(rows)
    seats = sum(row.seats for row in received)
    weeks = sum(row.weeks for row in received)
    return Dependency(
        course_weeks=Part(sum(row.weeks for row in received if not row.is_led_alone), weeks),
        instructor_weeks=Part(
            sum(row.instructor_weeks.of_others for row in received),
            sum(row.instructor_weeks.all for row in received),
        ),
        seats_away=Part(sum(row.seats for row in received if row.is_away), seats),
        seats_only_theirs=Part(sum(row.seats for row in received if row.is_only_theirs), seats),
        received=received,
    )
