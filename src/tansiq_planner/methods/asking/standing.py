"""A plan as it stands, and the part of it that is opened again to give one request more, or to hold one exercise.

The courses that this builds on are open for new editions; every other edition and exercise can only shrink or go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from tansiq_planner.methods.asking.alone import courses_before
from tansiq_planner.methods.asking.elastic import Elastic, Name
from tansiq_planner.methods.engines.linear import INFINITE
from tansiq_planner.methods.model.known import values_of
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

WEIGHT = {1: 25, 2: 5, 3: 1}
EXERCISE_WEIGHT = 1000
"""What the loss of a seat, by priority, and of an exercise weighs where there is a choice of who gives way."""
DEFINING = {"sum", "count"}
"""Rows that say what a variable adds up."""


@dataclass(frozen=True)
class Wish:
    """What should come into a plan: a seat more for a request, or an exercise.

    Parameters
    ----------
    id : str
    taught, courses : frozenset of str
        Courses asked for, and with all that they build on.
    units : frozenset of str
        Units that ask.
    """

    id: str
    taught: frozenset[str]
    courses: frozenset[str]
    units: frozenset[str]

    @staticmethod
    def of(problem: Problem, name: str) -> Wish:
        """Give the wish for a request or an exercise."""
        if name in problem.requests:
            request = problem.requests[name]
            taught, units = frozenset({request.course}), frozenset({request.unit})
        else:
            needs = problem.exercises[name].preconditions
            taught, units = frozenset(it.course for it in needs), frozenset(it.unit for it in needs)
        before = [courses_before(problem, course) for course in taught]
        return Wish(name, taught, frozenset().union(*before), units)


class Standing:
    """A plan on a model whose figures can be stretched.

    Attributes
    ----------
    elastic : Elastic
    values : list of int
        The plan, as values of the model's variables.
    given : dict of str to int
        Seats of each request.
    """

    def __init__(self, problem: Problem, plan: Plan, elastic: Elastic | None = None) -> None:
        self.problem = problem
        self.elastic = elastic or Elastic(problem)
        self.master = self.elastic.master
        self.values = values_of(self.master, plan)
        self.given = {name: plan.seats_of(name) for name in problem.requests}
        self._decisions = {*self.master.columns.choices(), *self.master.seats.values()}
        self._adding_up: dict[int, list[list[int]]] = defaultdict(list)
        for row in self.master.model.rows:
            if row.rule in DEFINING:
                members = list(row.terms)
                for variable in members:
                    self._adding_up[variable].append(members)
        free = {it for it in self.master.model.continuous if it not in self._adding_up}
        self._loose = {*free, *self.master.packs}

    def opened(self, wish: Wish, moving: Collection[str], *, losing: bool) -> set[int]:
        """Give the variables that may change.

        Parameters
        ----------
        wish : Wish
            Its courses are open for new editions.
        moving : collection of str
            Courses in which requests that have all their seats may come into editions in which they have none.
        losing : bool
            Whether anybody may lose seats, and exercises may fall.
        """
        opened = set(self.master.start.get(wish.id, ()))
        if losing:
            opened |= {it for days in self.master.start.values() for it in days if self.values[it]}
        for index, slot in enumerate(self.master.slots):
            held = self.master.edition[index]
            if slot.course in wish.courses or (losing and self.values[held]):
                opened |= {held, *self.master.staffing[index]}
        for (name, _), seat in self.master.seats.items():
            other = self.problem.requests[name]
            wants = other.unit in wish.units or self.given[name] < other.seats
            if other.course not in wish.courses:
                may_change = losing and self.values[seat] > 0
            else:
                may_change = self.values[seat] > 0 or wants or other.course in moving
            if may_change:
                opened.add(seat)
        waiting = list(opened)
        while waiting:
            for members in self._adding_up.get(waiting.pop(), ()):
                new = [it for it in members if it not in self._decisions and it not in opened]
                opened.update(new)
                waiting += new
        return opened | self._loose


class Part:
    """The open part of a standing plan, as a model in which a wish is granted.

    Parameters
    ----------
    standing : Standing
    wish : Wish
    moving : collection of str
    losing : bool
        As in `Standing.opened`.
    figures : collection of tuple
        Figures that may be raised later.

    Attributes
    ----------
    moving : collection of str
    model : LinearModel
    place : dict of int to int
        Variable here by variable of the whole.
    before : list of int
        The plan as it stands, as values of the model.
    own : dict of int to int
        The request's seats, or the first days of the exercise, to be added up.
    aim : dict of int to int
        What is lost, weighed, to be maximised.
    worth : int
        The aim when nothing is lost.
    losses, stays : list of int
        Variables that say how many seats another request loses, and how many it has where it had them.
    held : list of int
        First days of the exercises that are held.
    """

    def __init__(
        self,
        standing: Standing,
        wish: Wish,
        moving: Collection[str],
        *,
        losing: bool,
        figures: Collection[Name] = (),
    ) -> None:
        self.moving = moving
        self._standing, self._losing = standing, losing
        opened = standing.opened(wish, moving, losing=losing)
        opened |= {standing.elastic.more[it] for it in figures if it in standing.elastic.more}
        self.model, variables = standing.master.model.reduced(standing.values, opened)
        self.place = {variable: index for index, variable in enumerate(variables)}
        self.before = [standing.values[variable] for variable in variables]
        self.own: dict[int, int] = {}
        self.aim: dict[int, int] = {}
        self.losses: list[int] = []
        self.stays: list[int] = []
        self._name_seats(wish)
        self._name_days(wish)
        self.aim |= dict.fromkeys(self.held, EXERCISE_WEIGHT)
        self.worth = EXERCISE_WEIGHT * len(self.held)

    def _name_days(self, wish: Wish) -> None:
        start, values = self._standing.master.start, self._standing.values
        self.held = [
            self.place[it] for days in start.values() for it in days if it in self.place and values[it]
        ]
        if wish.id in start:
            self.own = {self.place[it]: 1 for it in start[wish.id]}
            self.model.row(self.own.items(), 1, 1, "granted", wish.id)

    def _name_seats(self, wish: Wish) -> None:
        master, values = self._standing.master, self._standing.values
        by_request: dict[str, list[int]] = defaultdict(list)
        for (name, index), seat in master.seats.items():
            if seat not in self.place:
                continue
            by_request[name].append(seat)
            if master.slots[index].course not in wish.courses:
                self.model.upper[self.place[seat]] = values[seat]
            elif name != wish.id and values[seat]:
                self._let_stay(self.place[seat], values[seat])
        for name, seats in by_request.items():
            terms = {self.place[seat]: 1 for seat in seats}
            if name == wish.id:
                self.own = terms
                more = self._standing.given[name] + 1
                self.model.row(terms.items(), more, INFINITE, "granted", name)
            else:
                had = sum(values[seat] for seat in seats)
                if had:
                    self._let_lose(name, terms, had)

    def _let_stay(self, seat: int, had: int) -> None:
        stays = self.model.variable(0, had)
        self.before.append(had)
        self.model.at_most([(stays, 1), (seat, -1)], 0, "stays")
        self.stays.append(stays)

    def _let_lose(self, name: str, terms: dict[int, int], had: int) -> None:
        if not self._losing:
            self.model.row(terms.items(), had, INFINITE, "lost", name)
            return
        lost = self.model.variable(0, had)
        self.before.append(0)
        self.model.row([(lost, 1), *terms.items()], had, INFINITE, "lost", name)
        self.losses.append(lost)
        self.aim[lost] = -WEIGHT[self._standing.problem.requests[name].priority]

    def spare_the_spared(self, values: list[int]) -> None:
        """Let nobody lose anything from now on who loses nothing by some values."""
        for lost in self.losses:
            if not values[lost]:
                self.model.upper[lost] = 0
        for held in self.held:
            if values[held]:
                self.model.lower[held] = 1

    def leave_at_least(self, worth: int) -> None:
        """Let no more be lost than leaves the aim at so much."""
        self.model.row(self.aim.items(), worth, INFINITE, "aim")

    def whole(self, values: list[int]) -> list[int]:
        """Give the values of the whole model for values of the part."""
        changed = list(self._standing.values)
        for variable, index in self.place.items():
            changed[variable] = values[index]
        return changed
