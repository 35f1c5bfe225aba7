"""What changes from one plan to another, and what it does to units, requests and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tansiq_planner.check.money import spending
from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.check.score import UnitReadiness, readiness_by_unit
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class MovedEdition:
    """An edition that one plan holds at another place or day than the other."""

    before: Edition
    after: Edition


@dataclass(frozen=True, slots=True)
class MovedExercise:
    """An exercise held on another first day."""

    before: HeldExercise
    after: HeldExercise


@dataclass(frozen=True, slots=True)
class SeatsChange:
    """Seats of a request in an edition that both plans hold, moved or not; `edition` is its later id."""

    edition: str
    request: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What a unit has before and after.

    `task_months` and `untrained` are weighted task-months at target and untrained essential cell-dates, as on
    the score card; None without ratings.
    """

    unit: str
    seats_before: int
    seats_after: int
    task_months_before: int | None
    task_months_after: int | None
    untrained_before: int | None
    untrained_after: int | None

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        return (self.seats_before, self.task_months_before, self.untrained_before) != (
            self.seats_after,
            self.task_months_after,
            self.untrained_after,
        )


@dataclass(frozen=True, slots=True)
class RequestEffect:
    """Seats of a request before and after, on time or late."""

    request: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CostEffect:
    """What a payer spends on a kind of cost in a year before and after; `line` as in `Spending`."""

    line: str | None
    payer: str
    kind: str
    year: int
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side.

    Parameters
    ----------
    kept : tuple of Edition
        Same course, venue and first day in both, as the later plan has them; their seats may have changed.
    moved : tuple of MovedEdition
    added, removed : tuple of Edition
    seats : tuple of SeatsChange
        In kept and moved editions.
    restaffed : tuple of Edition
        Kept editions with other instructors.
    kept_exercises : tuple of HeldExercise
        Same first day; as the later plan has them.
    moved_exercises : tuple of MovedExercise
    rescheduled : tuple of HeldExercise
        Kept exercises with another day for one of their conferences.
    added_exercises, removed_exercises : tuple of HeldExercise
    units : tuple of UnitEffect
        Every unit, in the order of the problem.
    requests : tuple of RequestEffect
        Requests whose seats differ, in the order of the problem.
    costs : tuple of CostEffect
        Every payer, kind and year in which either plan spends something.
    """

    kept: tuple[Edition, ...]
    moved: tuple[MovedEdition, ...]
    added: tuple[Edition, ...]
    removed: tuple[Edition, ...]
    seats: tuple[SeatsChange, ...]
    restaffed: tuple[Edition, ...]
    kept_exercises: tuple[HeldExercise, ...]
    moved_exercises: tuple[MovedExercise, ...]
    rescheduled: tuple[HeldExercise, ...]
    added_exercises: tuple[HeldExercise, ...]
    removed_exercises: tuple[HeldExercise, ...]
    units: tuple[UnitEffect, ...]
    requests: tuple[RequestEffect, ...]
    costs: tuple[CostEffect, ...]

    @property
    def is_same(self) -> bool:
        """Whether both plans decide the same."""
        return not (
            self.moved
            or self.added
            or self.removed
            or self.seats
            or self.restaffed
            or self.moved_exercises
            or self.rescheduled
            or self.added_exercises
            or self.removed_exercises
        )


def compare(problem: Problem, before: Plan, after: Plan) -> Comparison:
    """Compare two plans of one problem; neither has to be lawful.

    Editions that share course, venue and first day are kept. Of the rest, an edition has moved when the later
    plan holds one of the same course at the same venue on another day, nearest days first; and of what is
    then left, when it holds one of the same course elsewhere with seats for the same requests, most shared
    seats first, then nearest days. Pairs are taken greedily, each edition once, ties in the order of the
    plans.

    Parameters
    ----------
    problem : Problem
    before, after : Plan

    Returns
    -------
    Comparison
    """
    kept = _kept(before.editions, after.editions)
    rest_before = _without(before.editions, [old for old, _ in kept])
    rest_after = _without(after.editions, [new for _, new in kept])
    moved = _moved(rest_before, rest_after)
    exercises = _exercises(before.exercises, after.exercises)
    resolved = ResolvedPlan(problem, before), ResolvedPlan(problem, after)
    return Comparison(
        kept=tuple(new for _, new in kept),
        moved=tuple(MovedEdition(old, new) for old, new in moved),
        added=_without(rest_after, [new for _, new in moved]),
        removed=_without(rest_before, [old for old, _ in moved]),
        seats=tuple(_seat_changes([*kept, *moved])),
        restaffed=tuple(new for old, new in kept if old.instructors != new.instructors),
        kept_exercises=tuple(new for old, new in exercises if old.start == new.start),
        moved_exercises=tuple(MovedExercise(old, new) for old, new in exercises if old.start != new.start),
        rescheduled=tuple(
            new for old, new in exercises if old.start == new.start and old.conferences != new.conferences
        ),
        added_exercises=_without(after.exercises, [new for _, new in exercises]),
        removed_exercises=_without(before.exercises, [old for old, _ in exercises]),
        units=tuple(_unit_effects(problem, *resolved)),
        requests=tuple(_request_effects(problem, *resolved)),
        costs=tuple(_cost_effects(*resolved)),
    )


def _without(rows: Iterable[Row], taken: Iterable[Row]) -> tuple[Row, ...]:
    """Give the rows that are not themselves among those taken; equal rows are told apart."""
    names = {id(row) for row in taken}
    return tuple(row for row in rows if id(row) not in names)


def _kept(before: Iterable[Edition], after: Iterable[Edition]) -> list[tuple[Edition, Edition]]:
    by_id: dict[str, list[Edition]] = {}
    for edition in after:
        by_id.setdefault(edition.id, []).append(edition)
    return [(old, by_id[old.id].pop(0)) for old in before if by_id.get(old.id)]


def _moved(before: Iterable[Edition], after: Iterable[Edition]) -> list[tuple[Edition, Edition]]:
    pairs = [(old, new) for old in before for new in after if old.course == new.course]
    at_same_venue = [pair for pair in pairs if pair[0].venue == pair[1].venue]
    elsewhere = [pair for pair in pairs if pair[0].venue != pair[1].venue and _shared_seats(*pair)]
    ranked = sorted(at_same_venue, key=lambda pair: _days_apart(*pair))
    ranked += sorted(elsewhere, key=lambda pair: (-_shared_seats(*pair), _days_apart(*pair)))
    chosen: list[tuple[Edition, Edition]] = []
    for old, new in ranked:
        if not any(old is other or new is another for other, another in chosen):
            chosen.append((old, new))
    return chosen


def _days_apart(before: Edition, after: Edition) -> int:
    return abs((after.start - before.start).days)


def _shared_seats(before: Edition, after: Edition) -> int:
    return sum(max(0, min(seats, after.seats.get(request, 0))) for request, seats in before.seats.items())


def _seat_changes(pairs: Iterable[tuple[Edition, Edition]]) -> Iterator[SeatsChange]:
    for old, new in pairs:
        for request in sorted(old.seats.keys() | new.seats.keys()):
            seats = old.seats.get(request, 0), new.seats.get(request, 0)
            if seats[0] != seats[1]:
                yield SeatsChange(new.id, request, *seats)


def _exercises(
    before: Iterable[HeldExercise], after: Iterable[HeldExercise]
) -> list[tuple[HeldExercise, HeldExercise]]:
    later: dict[str, list[HeldExercise]] = {}
    for held in after:
        later.setdefault(held.exercise, []).append(held)
    return [(old, later[old.exercise].pop(0)) for old in before if later.get(old.exercise)]


def _unit_effects(problem: Problem, before: ResolvedPlan, after: ResolvedPlan) -> Iterator[UnitEffect]:
    judged = readiness_by_unit(before), readiness_by_unit(after)
    seats = _seats_by_unit(before), _seats_by_unit(after)
    for unit in problem.units:
        old, new = (_of_unit(rows, unit) for rows in judged)
        yield UnitEffect(unit, seats[0][unit], seats[1][unit], old[0], new[0], old[1], new[1])


def _of_unit(rows: Mapping[str, UnitReadiness] | None, unit: str) -> tuple[int, int] | tuple[None, None]:
    return (None, None) if rows is None else (rows[unit].task_months, rows[unit].untrained)


def _seats_by_unit(resolved: ResolvedPlan) -> Counter[str]:
    counts: Counter[str] = Counter()
    for placed in resolved.placed:
        counts.update(placed.by_unit())
    return counts


def _seats_by_request(resolved: ResolvedPlan) -> Counter[str]:
    counts: Counter[str] = Counter()
    for placed in resolved.placed:
        for row in placed.seated:
            counts[row.request.id] += row.seats
    return counts


def _request_effects(problem: Problem, before: ResolvedPlan, after: ResolvedPlan) -> Iterator[RequestEffect]:
    seats = _seats_by_request(before), _seats_by_request(after)
    for request in problem.requests:
        old, new = (given[request] for given in seats)
        if old != new:
            yield RequestEffect(request, old, new)


def _cost_effects(before: ResolvedPlan, after: ResolvedPlan) -> Iterator[CostEffect]:
    spent = [
        {(row.payer, row.kind, row.year, row.line): row.spent for row in spending(resolved)}
        for resolved in (before, after)
    ]
    for key in sorted(spent[0].keys() | spent[1].keys(), key=lambda key: (*key[:3], key[3] or "")):
        payer, kind, year, line = key
        old, new = (rows.get(key, 0) for rows in spent)
        if old or new:
            yield CostEffect(line, payer, kind, year, old, new)
