"""What a plan of before agreed, and how much of it a new plan keeps: exercises, seats, places and days."""

from __future__ import annotations

from collections import defaultdict

from tansiq_planner.methods.engines.linear import INFINITE
from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.goal import Goal, graded
from tansiq_planner.solution import Plan

AGREED = ("agreed_exercises", "agreed_seats", "changes")
"""How the names of these stages begin."""


def agreed(master: Master) -> list[Goal]:
    """Give the stages that keep what was agreed: its exercises, its seats, then its places and days; none without it.

    An exercise may move and a seat may come in another edition: what was promised counts before when it was promised.
    """
    if master.problem.baseline is None:
        return []
    return [
        *_exercises(master, master.problem.baseline),
        *_seats(master, master.problem.baseline),
        *changes(master),
    ]


def changes(master: Master) -> list[Goal]:
    """Count the activities of the baseline that are not kept at their place and day."""
    baseline = master.problem.baseline
    if baseline is None:
        return []
    places = {(slot.course, slot.venue, slot.start): index for index, slot in enumerate(master.slots)}
    kept = {}
    for edition in baseline.editions:
        index = places.get((edition.course, edition.venue, edition.start))
        if index is not None:
            kept[master.edition[index]] = 1
    for held in baseline.exercises:
        for variable, day in zip(
            master.start.get(held.exercise, []), master.days.get(held.exercise, []), strict=True
        ):
            if day.start == held.start:
                kept[variable] = 1
    return [
        Goal("changes", "fewest", kept, len(kept), constant=len(baseline.editions) + len(baseline.exercises))
    ]


def _exercises(master: Master, baseline: Plan) -> list[Goal]:
    by_level: dict[int, dict[int, int]] = defaultdict(dict)
    count: dict[int, int] = defaultdict(int)
    for held in baseline.exercises:
        level = master.problem.exercises[held.exercise].level
        by_level[level].update(master.held(held.exercise))
        count[level] += 1
    return graded("agreed_exercises", by_level, count)


def _seats(master: Master, baseline: Plan) -> list[Goal]:
    """Count the seats that each request keeps of those agreed, in whatever edition."""
    promised: dict[str, int] = defaultdict(int)
    for edition in baseline.editions:
        for request, count in edition.seats.items():
            promised[request] += count
    by_request: dict[str, list[int]] = defaultdict(list)
    for (request, _), seat in master.seats.items():
        by_request[request].append(seat)
    by_priority: dict[int, dict[int, int]] = defaultdict(dict)
    most: dict[int, int] = defaultdict(int)
    for request, count in promised.items():
        priority = master.problem.requests[request].priority
        most[priority] += count
        if by_request[request]:
            by_priority[priority][_kept(master, by_request[request], count)] = 1
    return graded("agreed_seats", by_priority, most)


def _kept(master: Master, seats: list[int], most: int) -> int:
    """Give a variable that is no more than what was agreed, nor than what is given."""
    kept = master.model.variable(0, most, continuous=True)
    master.model.row([(kept, 1), *((seat, -1) for seat in seats)], -INFINITE, 0, "agreed")

    def fill(values: list[int]) -> None:
        values[kept] = min(most, sum(values[seat] for seat in seats))

    master.follow(fill)
    return kept
