"""A model with figures that can be stretched: for each limit one variable, by how much it is raised.

A limit that holds in every week, such as the instructors of a pool, is one figure to an officer, so one variable stands
in all its rows. While the variables are 0 the model is the master's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import floor

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.methods.engines.linear import INFINITE, LinearModel, Row
from tansiq_planner.methods.model.columns import Columns
from tansiq_planner.methods.model.lawful import Slot
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Rule

Name = tuple[str, ...]
"""A figure: its rule, what a change of it is called, and the ids of its place."""
LARGER, ROOM = "class_too_large", "over_capacity"
MOST_MONEY = 10**6
"""By which a line is never raised."""


class Elastic:
    """A master model whose limits can be raised.

    A limit that what has begun already exceeds stays as it is, and so do the weeks in which another capacity holds than
    the usual one: raising the usual one changes nothing there.

    Attributes
    ----------
    master : Master
    more : dict of tuple to int
        The variable by which a figure is raised, by the figure; its upper bound is 0.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.master = Master(problem, roomy(problem))
        self.more: dict[Name, int] = {}
        self._seat_of = {variable: pair for pair, variable in self.master.seats.items()}
        for row in list(self.master.model.rows):
            for name, coefficient in self._limits(row):
                row.terms[self._variable(name)] = coefficient
        self._carry_more()

    def _variable(self, name: Name) -> int:
        if name not in self.more:
            self.more[name] = self.master.model.variable(0, 0)
        return self.more[name]

    def _limits(self, row: Row) -> Iterator[tuple[Name, int]]:
        """Give the figures that a row's limit comes from, and the coefficient with which raising one stands in it."""
        problem, rule, place = self.problem, row.rule, row.place
        if rule == Rule.ABSENCE_CEILING and row.high == problem.units[place[0]].absence_ceiling:
            yield (rule, "over_ceiling", place[0]), -1
        elif rule == Rule.CLASS_SIZE and row.low == 0:
            yield (rule, "class_too_small", place[0]), 1
        elif rule == Rule.CLASS_SIZE:
            yield from self._share_of_class(row)
        elif rule == Rule.EDITIONS_PER_YEAR and row.high == problem.courses[place[0]].editions_per_year:
            yield (rule, "too_many_editions", place[0]), -1
        elif rule in {Rule.INSTRUCTORS, Rule.VENUE} and len(place) > 1:
            yield from self._capacity(row)
        elif rule in {Rule.PREREQUISITE, Rule.LANGUAGE}:
            yield from self._graduates(row)
        elif rule == Rule.BUDGET and row.high == problem.lines[place[0]].by_year.get(int(place[1]), 0):
            yield (rule, "over_budget", *place), -1

    def _share_of_class(self, row: Row) -> Iterator[tuple[Name, int]]:
        """Give the ceiling that limits one request in one edition, where it is the ceiling that does."""
        seat = next(it for it, coefficient in row.terms.items() if coefficient > 0)
        request, index = self._seat_of[seat]
        unit, slot = self.problem.units[self.problem.requests[request].unit], self.master.slots[index]
        alone = -row.terms[self.master.edition[index]]
        if alone == unit.absence_ceiling and alone < slot.capacity:
            yield (Rule.ABSENCE_CEILING, "over_ceiling", unit.id), -1

    def _capacity(self, row: Row) -> Iterator[tuple[Name, int]]:
        name, week = row.place
        is_venue = row.rule == Rule.VENUE
        limited = self.problem.venues[name] if is_venue else self.problem.pools[name]
        first = self.problem.horizon.sunday(int(week))
        last = first + timedelta(days=DAYS_IN_WEEK - 1)
        is_usual = not any(change.window.meets(first, last) for change in limited.changes)
        if is_usual and row.high == limited.capacity:
            yield (row.rule, ROOM if is_venue else "too_few_instructors", name), -1

    def _graduates(self, row: Row) -> Iterator[tuple[Name, int]]:
        unit, name = self.problem.units[row.place[0]], row.place[1]
        course = self.problem.courses[name]
        if row.rule == Rule.LANGUAGE:
            needed = [
                it.id for it in self.problem.courses.values() if it.prepares_language == course.language
            ]
        else:  # which prerequisite a row speaks of is not said where there are several
            needed = list(course.prerequisites) if len(course.prerequisites) == 1 else []
        if row.high == sum(unit.already_qualified.get(it, 0) for it in needed):
            for it in needed:
                rule = Rule.LANGUAGE if self.problem.courses[it].prepares_language else Rule.PREREQUISITE
                yield (rule, "not_enough_graduates", unit.id, it), -1

    def _carry_more(self) -> None:
        """Let a line that has more also pass more to the next year."""
        model = self.master.model
        for row in list(model.rows):
            line = self.problem.lines.get(row.place[0]) if row.rule == Rule.BUDGET else None
            more = self.more.get((Rule.BUDGET.value, "over_budget", *row.place))
            if line is None or more is None:
                continue
            money = line.by_year.get(int(row.place[1]), 0)
            kept = [v for v, coefficient in row.terms.items() if v in model.continuous and coefficient == 1]
            for variable in kept:
                share = line.carry_over
                model.upper[variable] = floor(share * (money + MOST_MONEY))
                terms = [(variable, share.denominator), (more, -share.numerator)]
                model.at_most(terms, share.numerator * money, "carry", line.id)

    def stretch_classes(
        self, small: LinearModel, place: dict[int, int], figure: Name, most: int
    ) -> int | None:
        """Let the classes of a course, or at a venue, be larger in a small model where that is what limits them.

        Parameters
        ----------
        place : dict of int to int
            The small model's variables by the master's.
        figure : tuple
            A largest class or the capacity of a venue.
        most : int
            By how many at most.

        Returns
        -------
        int or None
            The small model's variable that says by how many; None where nothing there could be larger.
        """
        more = place.get(self.more.get(figure, -1))
        held = {
            place[self.master.edition[index]]: slot.capacity
            for index, slot in enumerate(self.master.slots)
            if self.master.edition[index] in place and self._limits_class(figure, slot)
        }
        full = [
            (row, variable)
            for row in small.rows
            if row.rule == Rule.CLASS_SIZE and row.low <= -INFINITE
            for variable in row.terms
            if variable in held and row.terms[variable] == -held[variable]
        ]
        if not full:
            return more
        if more is None:
            more = small.variable(0, most)
        for row, variable in full:  # a class is larger only where it is held
            here = small.variable(0, most)
            row.terms[here] = -1
            small.at_most([(here, 1), (variable, -most)], 0, "larger")
            small.at_most([(here, 1), (more, -1)], 0, "larger")
        return more

    def _limits_class(self, figure: Name, slot: Slot) -> bool:
        """Tell whether a figure is what limits the classes of a slot."""
        if slot.begun is not None:
            return False
        size = self.problem.courses[slot.course].seats_max
        if figure[1] == LARGER:
            return slot.course == figure[2] and slot.capacity == size
        return slot.venue == figure[2] and slot.capacity < size


def roomy(problem: Problem) -> Columns:
    """Give the variables without the bounds that the rows will set: so that a row is left out only where no figure counts.

    Editions are there even where too few could ever come for the smallest class.
    """
    smallest = {name: replace(course, seats_min=1) for name, course in problem.courses.items()}
    columns = Columns(replace(problem, courses=smallest))
    for (name, index), seat in columns.seats.items():
        if columns.slots[index].begun is None:
            request = problem.requests[name]
            headcount = problem.units[request.unit].headcount
            columns.model.upper[seat] = min(request.seats, headcount or request.seats)
    return columns
