"""Rules of what a week can carry: absence (R06), instructors (R09), venues (R10), headcount (R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tansiq_planner.check.resolved import Placed, ResolvedPlan
from tansiq_planner.check.tally import Tally
from tansiq_planner.errors import Figure
from tansiq_planner.rules import Rule, Violation

Loads = dict[tuple[str, int], Tally]
"""By id and week."""


def absence_ceiling(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R06: people of a unit on courses in one week."""
    units = resolved.problem.units
    broken = _broken(resolved, "unit", _on_courses(resolved), lambda unit, _: units[unit].absence_ceiling)
    for place, figures in broken:
        yield Violation(Rule.ABSENCE_CEILING, "over_ceiling", place, figures)


def headcount(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R18: people of a unit on courses and in exercises in one week."""
    units = resolved.problem.units
    loads = _on_courses(resolved)
    for conducted in resolved.conducted:
        for participant in conducted.exercise.participants:
            for week in conducted.weeks:
                loads[participant.unit, week].add(participant.headcount, is_fact=conducted.is_fact)
    for place, figures in _broken(resolved, "unit", loads, lambda unit, _: units[unit].headcount):
        yield Violation(Rule.HEADCOUNT, "over_headcount", place, figures)


def instructors(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R09: one alternative of instructors, whole; instructors of a pool in one week."""
    for placed in resolved.new_editions:
        taken = dict(placed.edition.instructors)
        if taken not in [dict(alternative) for alternative in placed.course.staffing]:
            found = tuple(f"{pool} {count}" for pool, count in sorted(taken.items()))
            yield Violation(Rule.INSTRUCTORS, "not_an_alternative", {"edition": placed.id}, {"found": found})
    broken = _broken(resolved, "pool", _taken(resolved), lambda pool, week: _capacity(resolved, pool, week))
    for row, figures in broken:
        yield Violation(Rule.INSTRUCTORS, "over_capacity", row, figures)


def venue(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R10: a venue of the course; people at a venue in one week."""
    venues = resolved.problem.venues
    for placed in resolved.new_editions:
        place = {"edition": placed.id, "venue": placed.edition.venue}
        if placed.edition.venue not in venues:
            yield Violation(Rule.VENUE, "unknown_venue", place)
        elif placed.edition.venue not in placed.course.venues:
            yield Violation(Rule.VENUE, "not_a_venue_of_course", place, {"allowed": placed.course.venues})
    broken = _broken(
        resolved,
        "venue",
        _present(resolved),
        lambda at, week: venues[at].capacity_between(*resolved.days_of(week)),
    )
    for row, figures in broken:
        yield Violation(Rule.VENUE, "over_capacity", row, figures)


def _broken(
    resolved: ResolvedPlan, kind: str, loads: Loads, allowed_in: Callable[[str, int], int | None]
) -> Iterator[tuple[dict[str, str], dict[str, Figure]]]:
    """Give place and figures of each week over what is allowed; None allows anything."""
    for (name, week), load in sorted(loads.items(), key=lambda row: row[0]):
        allowed = allowed_in(name, week)
        if allowed is not None and load.breaks(allowed):
            sunday = resolved.problem.horizon.sunday(week)
            yield {kind: name, "week": sunday.isoformat()}, {"found": load.found, "allowed": allowed}


def _on_courses(resolved: ResolvedPlan) -> Loads:
    loads: Loads = defaultdict(Tally)
    for placed in resolved.placed:
        for unit, seats in placed.by_unit().items():
            _add(loads, unit, placed, seats)
    return loads


def _taken(resolved: ResolvedPlan) -> Loads:
    loads: Loads = defaultdict(Tally)
    for placed in resolved.placed:
        for pool, count in placed.edition.instructors.items():
            if pool in resolved.problem.pools and count > 0:
                _add(loads, pool, placed, count)
    return loads


def _present(resolved: ResolvedPlan) -> Loads:
    loads: Loads = defaultdict(Tally)
    for placed in resolved.placed:
        if placed.edition.venue in resolved.problem.venues:
            _add(loads, placed.edition.venue, placed, placed.size)
    for conducted in resolved.conducted:
        people = sum(participant.headcount for participant in conducted.exercise.participants)
        for week in conducted.weeks:
            loads[conducted.exercise.venue, week].add(people, is_fact=conducted.is_fact)
    return loads


def _add(loads: Loads, name: str, placed: Placed, count: int) -> None:
    for week in placed.weeks:
        loads[name, week].add(count, is_fact=placed.is_fact)


def _capacity(resolved: ResolvedPlan, pool_id: str, week: int) -> int:
    """Count the instructors of a pool; what has grown teaches from the week after the edition ended."""
    pool = resolved.problem.pools[pool_id]
    sunday, saturday = resolved.days_of(week)
    graduates = 0
    if pool.growth is not None:
        graduates = sum(
            resolved.graduates_before(unit.id, pool.growth.course, sunday)
            for unit in resolved.problem.units.values()
            if unit.party == pool.party
        )
    return pool.capacity_between(sunday, saturday, graduates)
