"""A model with figures that can be stretched: for each limit one variable, by how much it is raised.

A limit that holds in every week, such as the instructors of a pool, is one figure to an officer, so one variable stands
in all its rows. While the variables are 0 the model is the master's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.methods.linear import INFINITE, LinearModel, Row
from tansiq_planner.methods.master import Master
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Rule

Name = tuple[str, ...]
"""A figure: its rule, what a change of it is called, and the ids of its place."""
LARGER = "class_too_large"


class Elastic:
    """A master model whose limits can be raised.

    A limit that what has begun already exceeds stays as it is, and so do the weeks in which another capacity holds than
    the usual one: raising the usual one changes nothing there. A ceiling or class size raised here does not make room
    for more people of one request in one edition than it alone could send before.

    Attributes
    ----------
    master : Master
    more : dict of tuple to int
        The variable by which a figure is raised, by the figure; its upper bound is 0.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.master = Master(problem)
        self.more: dict[Name, int] = {}
        for row in self.master.model.rows:
            for name, coefficient in self._limits(row):
                row.terms[self._variable(name)] = coefficient

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
        elif rule == Rule.EDITIONS_PER_YEAR and row.high == problem.courses[place[0]].editions_per_year:
            yield (rule, "too_many_editions", place[0]), -1
        elif rule in {Rule.INSTRUCTORS, Rule.VENUE} and len(place) > 1:
            yield from self._capacity(row)
        elif rule in {Rule.PREREQUISITE, Rule.LANGUAGE}:
            yield from self._graduates(row)
        elif rule == Rule.BUDGET and row.high == problem.lines[place[0]].by_year.get(int(place[1]), 0):
            yield (rule, "over_budget", *place), -1

    def _capacity(self, row: Row) -> Iterator[tuple[Name, int]]:
        name, week = row.place
        is_venue = row.rule == Rule.VENUE
        limited = self.problem.venues[name] if is_venue else self.problem.pools[name]
        first = self.problem.horizon.sunday(int(week))
        last = first + timedelta(days=DAYS_IN_WEEK - 1)
        is_usual = not any(change.window.meets(first, last) for change in limited.changes)
        if is_usual and row.high == limited.capacity:
            yield (row.rule, "over_capacity" if is_venue else "too_few_instructors", name), -1

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

    def stretch_classes(
        self, small: LinearModel, place: dict[int, int], course: str, most: int
    ) -> int | None:
        """Let the classes of a course be larger in a small model, where the size of the class is what limits them.

        Parameters
        ----------
        place : dict of int to int
            The small model's variables by the master's.
        most : int
            By how many at most.

        Returns
        -------
        int or None
            The small model's variable that says by how many; None where no class could be larger.
        """
        held = {
            place[self.master.edition[index]]
            for index, slot in enumerate(self.master.slots)
            if slot.course == course and self.master.edition[index] in place and slot.begun is None
        }
        size = self.problem.courses[course].seats_max
        full = [
            (row, variable)
            for row in small.rows
            if row.rule == Rule.CLASS_SIZE and row.place == (course,) and row.low <= -INFINITE
            for variable in row.terms
            if variable in held and row.terms[variable] == -size
        ]
        if not full:
            return None
        larger = small.variable(0, most)
        for row, variable in full:  # a class is larger only where it is held
            here = small.variable(0, most)
            row.terms[here] = -1
            small.at_most([(here, 1), (variable, -most)], 0, "larger", course)
            small.at_most([(here, 1), (larger, -1)], 0, "larger", course)
        return larger
