"""Finding the figures that help, and the lowest steps, with few questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from planner.small_world import small_problem

from tansiq_planner.explain.changes import Ladder
from tansiq_planner.explain.helping import helping, lowest, together
from tansiq_planner.problem import Problem, Venue
from tansiq_planner.rules import Rule

HALLS = 24


def halls() -> Problem:
    """Give a problem with many venues, each with one figure to change."""
    venues = {f"hall-{number}": Venue(f"hall-{number}", "south", 10) for number in range(HALLS)}
    return replace(small_problem(), venues=venues)


def ladder(number: int) -> Ladder:
    name = f"hall-{number}"

    def apply(problem: Problem, figure: object) -> Problem:
        venue = replace(problem.venues[name], capacity=int(str(figure)))
        return replace(problem, venues={**problem.venues, name: venue})

    return Ladder(Rule.VENUE, "over_capacity", {"venue": name}, 10, range(11, 111), apply)


class Asked:
    """Answers a question about a problem, and counts how often it was asked."""

    def __init__(self, answer: Callable[[dict[str, int]], bool]) -> None:
        self.answer, self.times = answer, 0

    def __call__(self, problem: Problem) -> bool:
        self.times += 1
        return self.answer({name: venue.capacity for name, venue in problem.venues.items()})


LADDERS = [ladder(number) for number in range(HALLS)]


@pytest.mark.parametrize("wanted", [(), (0,), (2, 3), (5, 6, 23)])
def test_what_helps_alone_is_found_with_few_questions(wanted: tuple[int, ...]) -> None:
    helps = Asked(lambda room: any(room[f"hall-{number}"] >= 50 for number in wanted))

    found = helping(halls(), LADDERS, helps)

    assert [it.place["venue"] for it in found] == [f"hall-{number}" for number in wanted]
    assert helps.times <= 3 + 10 * len(wanted)


def test_what_helps_only_together_does_not_help_alone() -> None:
    helps = Asked(lambda room: room["hall-3"] > 10 and room["hall-20"] > 10)

    alone = helping(halls(), LADDERS, helps)
    needed = together(halls(), LADDERS, helps)

    assert alone == []
    assert [it.place["venue"] for it in needed] == ["hall-3", "hall-20"]


def test_nothing_is_needed_where_nothing_helps() -> None:
    assert together(halls(), LADDERS, Asked(lambda _: False)) == []


@pytest.mark.parametrize("needed", [11, 12, 13, 17, 40, 109, 110])
def test_the_lowest_step_is_found_with_few_questions(needed: int) -> None:
    helps = Asked(lambda room: room["hall-1"] >= needed)

    assert lowest(halls(), ladder(1), helps) == needed
    assert helps.times <= 14
