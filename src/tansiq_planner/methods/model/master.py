"""The model that every engine solves: editions as columns, seats as whole numbers, one method for each rule.

An edition is a column (course, venue, first week); what no rule allows by itself is not among them (`lawful`).
Seats are integers per request and edition, never one variable per person. Prerequisites are cumulative counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.methods.model.budget import charge_lines
from tansiq_planner.methods.model.columns import Columns
from tansiq_planner.methods.model.exercising import conduct_exercises
from tansiq_planner.methods.model.lawful import Slot
from tansiq_planner.methods.model.locking import keep_locks
from tansiq_planner.methods.model.running import RunningSum
from tansiq_planner.problem import Pool, Problem, Unit
from tansiq_planner.rules import Rule
from tansiq_planner.solution import Plan

Term = tuple[int, int]


class Master:
    """Variables and rows of one problem.

    Parameters
    ----------
    problem : Problem
    columns : Columns, optional
        The variables, where they were made before; they become the model's own.

    Attributes
    ----------
    model, slots, edition, staffing, seats, days, start
        As in `Columns`.
    counts : list of int
        Variables that count the editions of a course in a year, and whether an exercise is held.
    packs : list of int
        Variables that count the packs of instructors by which a pool has grown.
    follows : set of int
        Variables of later stages that are 0 or 1 by what the others are.
    """

    def __init__(self, problem: Problem, columns: Columns | None = None) -> None:
        self.problem = problem
        self.columns = columns = columns or Columns(problem)
        self.model, self.slots, self.days = columns.model, columns.slots, columns.days
        self.edition, self.staffing = columns.edition, columns.staffing
        self.seats, self.start = columns.seats, columns.start
        self.counts: list[int] = []
        self.packs: list[int] = []
        self.follows: set[int] = set()
        self._followers: list[Callable[[list[int]], None]] = []
        self._sums: dict[tuple[str, str, bool], RunningSum | None] = {}
        self._events = self._seats_by_unit_and_course()
        self._add_rules()

    def _seats_by_unit_and_course(self) -> dict[tuple[str, str], list[tuple[Slot, int]]]:
        events: dict[tuple[str, str], list[tuple[Slot, int]]] = defaultdict(list)
        for (request, index), seat in self.seats.items():
            slot = self.slots[index]
            events[self.problem.requests[request].unit, slot.course].append((slot, seat))
        return events

    def _running_sum(self, unit: str, course: str, *, ended: bool) -> RunningSum | None:
        """Give the unit's seats in a course by the day on which they ended or started, made when first asked for."""
        key = (unit, course, ended)
        if key not in self._sums:
            events = [
                (slot.end if ended else slot.start, seat)
                for slot, seat in self._events.get((unit, course), [])
            ]
            self._sums[key] = total = RunningSum(self.model, events, str(key)) if events else None
            if total is not None:
                self._followers.append(total.fill)
        return self._sums[key]

    # --- expressions

    def graduates_before(self, unit: str, course: str, day: date) -> list[Term]:
        """Give the unit's graduates of a course whose edition ended before `day`."""
        total = self._running_sum(unit, course, ended=True)
        return [] if total is None else total.before(day)

    def held(self, exercise: str) -> list[Term]:
        """Give 1 when the exercise is held."""
        return [(variable, 1) for variable in self.start.get(exercise, [])]

    def seat_terms(self, wanted: Callable[[str, Slot], bool]) -> list[Term]:
        """Give the sum of the seats of all pairs of request and slot that are wanted."""
        return [
            (seat, 1) for (request, index), seat in self.seats.items() if wanted(request, self.slots[index])
        ]

    # --- rules

    def _add_rules(self) -> None:
        self.class_size()
        self.requested_seats()
        self.absence_and_headcount()
        self.editions_per_year()
        self.instructors()
        self.venues()
        self.prerequisites()
        self.languages()
        self.spent = charge_lines(self)
        conduct_exercises(self)
        keep_locks(self)

    def class_size(self) -> None:
        """Bind the seats of each edition to its class size, and its instructors to itself (R07, R09)."""
        by_slot: dict[int, list[Term]] = defaultdict(list)
        for (request, index), seat in self.seats.items():
            slot = self.slots[index]
            by_slot[index].append((seat, 1))
            if slot.seats[request] < slot.capacity:  # otherwise the size of the class says it
                self.model.at_most(
                    [(seat, 1), (self.edition[index], -slot.seats[request])], 0, Rule.CLASS_SIZE, slot.course
                )
        for index, slot in enumerate(self.slots):
            held = self.edition[index]
            if slot.begun is None:
                smallest = self.problem.courses[slot.course].seats_min
                self.model.at_most([*by_slot[index], (held, -slot.capacity)], 0, Rule.CLASS_SIZE, slot.course)
                self.model.row([*by_slot[index], (held, -smallest)], 0, 10**6, Rule.CLASS_SIZE, slot.course)
            if len(self.staffing[index]) > 1:
                self._choose_staffing(index)

    def _choose_staffing(self, index: int) -> None:
        slot = self.slots[index]
        options = self.staffing[index]
        self.model.row(
            [*((it, 1) for it in options), (self.edition[index], -1)], 0, 0, Rule.INSTRUCTORS, slot.course
        )
        if slot.begun is not None:
            taken = self.problem.courses[slot.course].staffing.index(dict(slot.begun.instructors))
            self.model.lower[options[taken]] = 1

    def requested_seats(self) -> None:
        """Give no request more than it asks for (R13)."""
        by_request: dict[str, list[int]] = defaultdict(list)
        for (request, _), seat in self.seats.items():
            by_request[request].append(seat)
        for request, seats in by_request.items():
            self.capped(
                [(seat, 1) for seat in seats], self.problem.requests[request].seats, Rule.BY_DATE, request
            )

    def absence_and_headcount(self) -> None:
        """Keep each unit under its absence ceiling (R06) and, exercises included, its headcount (R18) every week."""
        away: dict[tuple[str, int], list[Term]] = defaultdict(list)
        for (request, index), seat in self.seats.items():
            for week in self.slots[index].running:
                away[self.problem.requests[request].unit, week].append((seat, 1))
        exercising: dict[tuple[str, int], list[Term]] = defaultdict(list)
        for exercise, days in self.days.items():
            for participant in self.problem.exercises[exercise].participants:
                for variable, day in zip(self.start[exercise], days, strict=True):
                    for week in day.running:
                        exercising[participant.unit, week].append((variable, participant.headcount))
        for unit, week in sorted(away.keys() | exercising.keys()):
            limits = self.problem.units[unit]
            here = away.get((unit, week), [])
            if limits.absence_ceiling is not None:
                self.capped(here, limits.absence_ceiling, Rule.ABSENCE_CEILING, unit, str(week))
            if limits.headcount is not None and (
                limits.absence_ceiling is None or (unit, week) in exercising
            ):
                self.capped(
                    [*here, *exercising.get((unit, week), [])],
                    limits.headcount,
                    Rule.HEADCOUNT,
                    unit,
                    str(week),
                )

    def editions_per_year(self) -> None:
        """Count the editions of a course that start in a year (R08)."""
        by_year: dict[tuple[str, int], list[int]] = defaultdict(list)
        for held, slot in zip(self.edition, self.slots, strict=True):
            by_year[slot.course, slot.start.year].append(held)
        for (course, year), editions in by_year.items():
            limit = self.problem.courses[course].editions_per_year
            begun = sum(self.model.lower[held] for held in editions)
            self.count(editions, begun, max(limit, begun), Rule.EDITIONS_PER_YEAR, course, str(year))

    def count(self, variables: list[int], least: int, most: int, rule: Rule, *place: str) -> int:
        """Give a variable that counts how many of the variables are 1.

        Branching on how many editions a course holds in a year proves in seconds what branching on weeks does not in
        minutes: money, instructors and seats bind by the year.
        """
        count = self.model.variable(least, len(variables))
        self.model.row([(count, -1), *((it, 1) for it in variables)], 0, 0, "count", *place)
        self.model.at_most([(count, 1)], most, rule, *place)
        self.counts.append(count)
        self._followers.append(lambda values: _count_up(values, count, variables))
        return count

    def instructors(self) -> None:
        """Keep the instructors taken from each pool under its capacity every week (R09)."""
        taken: dict[tuple[str, int], list[Term]] = defaultdict(list)
        for options, slot in zip(self.staffing, self.slots, strict=True):
            for variable, staff in zip(options, self.problem.courses[slot.course].staffing, strict=True):
                for name, count in staff.items():
                    for week in slot.running:
                        taken[name, week].append((variable, count))
        for (pool_id, week), terms in sorted(taken.items()):
            pool = self.problem.pools[pool_id]
            first = self.problem.horizon.sunday(week)
            base = pool.capacity_between(first, self._saturday(week))
            if pool.growth is None:
                self.capped(terms, base, Rule.INSTRUCTORS, pool_id, str(week))
            else:
                self.capped(terms, max(base, pool.growth.maximum), Rule.INSTRUCTORS, pool_id, str(week))
                self.capped([*terms, *self._grown(pool, first)], base, Rule.INSTRUCTORS, pool_id, str(week))

    def _grown(self, pool: Pool, first: date) -> list[Term]:
        """Give minus the instructors that the pool has gained by `first`: whole packs of graduates only."""
        growth = pool.growth
        if growth is None:
            return []
        graduates = [
            term
            for unit in self.problem.units.values()
            if unit.party == pool.party
            for term in self.graduates_before(unit.id, growth.course, first)
        ]
        if not graduates:
            return []
        packs = self.model.variable(0, -(-growth.maximum // growth.added))
        self.packs.append(packs)
        self.model.at_most(
            [(packs, growth.per), *((variable, -count) for variable, count in graduates)],
            0,
            Rule.INSTRUCTORS,
            pool.id,
        )
        self._followers.append(
            lambda values: _fill_packs(values, packs, growth.per, graduates, self.model.upper[packs])
        )
        return [(packs, -growth.added)]

    def venues(self) -> None:
        """Keep the people at each venue under its capacity every week, exercises included (R10)."""
        present: dict[tuple[str, int], list[Term]] = defaultdict(list)
        for (_, index), seat in self.seats.items():
            for week in self.slots[index].running:
                present[self.slots[index].venue, week].append((seat, 1))
        for name, days in self.days.items():
            exercise = self.problem.exercises[name]
            people = sum(participant.headcount for participant in exercise.participants)
            for variable, day in zip(self.start[name], days, strict=True):
                for week in day.running:
                    present[exercise.venue, week].append((variable, people))
        for (venue, week), terms in sorted(present.items()):
            capacity = self.problem.venues[venue].capacity_between(
                self.problem.horizon.sunday(week), self._saturday(week)
            )
            self.capped(terms, capacity, Rule.VENUE, venue, str(week))

    def prerequisites(self) -> None:
        """Let no more start than graduates of each prerequisite are there (R11)."""
        for unit, course in self._events:
            for needed in self.problem.courses[course].prerequisites:
                self._follows(self.problem.units[unit], [needed], Rule.PREREQUISITE, course)

    def languages(self) -> None:
        """Let no more start in a foreign language than have been prepared for it (R12)."""
        for unit_id, course_id in self._events:
            unit, course = self.problem.units[unit_id], self.problem.courses[course_id]
            if (
                course.language in self.problem.parties[unit.party].languages
                or course.prepares_language == course.language
            ):
                continue
            preparing = [
                it.id for it in self.problem.courses.values() if it.prepares_language == course.language
            ]
            self._follows(unit, preparing, Rule.LANGUAGE, course_id)

    def _follows(self, unit: Unit, needed: list[str], rule: Rule, course: str) -> None:
        started = self._running_sum(unit.id, course, ended=False)
        if started is None:
            return
        already = sum(unit.already_qualified.get(it, 0) for it in needed)
        for day in started.days:
            graduates = [term for it in needed for term in self.graduates_before(unit.id, it, day)]
            terms = [*started.until(day), *((variable, -count) for variable, count in graduates)]
            self.capped(terms, already, rule, unit.id, course, day.isoformat())

    # --- shared by the rules

    def capped(self, terms: Iterable[Term], limit: int, rule: Rule, *place: str) -> None:
        """Add a limit, raised where what has begun already exceeds it: nothing new may then add to it."""
        terms = list(terms)
        already = sum(c * self.model.lower[v] for v, c in terms if c > 0 and self.model.lower[v] > 0)
        already += sum(c * self.model.upper[v] for v, c in terms if c < 0) if already > limit else 0
        self.model.at_most(terms, max(limit, already), rule, *place)

    def _saturday(self, week: int) -> date:
        return date.fromordinal(self.problem.horizon.sunday(week).toordinal() + DAYS_IN_WEEK - 1)

    # --- values

    def follow(self, fill: Callable[[list[int]], None]) -> None:
        """Have `fill` called whenever variables that follow from others are set."""
        self._followers.append(fill)

    def complete(self, values: list[int]) -> list[int]:
        """Fill in the variables that follow from editions, seats and exercises: running sums, packs, carried money."""
        values = values + [0] * (self.model.size - len(values))
        for follow in self._followers:
            follow(values)
        return values

    def plan(self, values: list[int]) -> Plan:
        """Read a plan from the values of the variables."""
        return self.columns.plan(values)


def _count_up(values: list[int], count: int, variables: list[int]) -> None:
    values[count] = sum(values[it] for it in variables)


def _fill_packs(values: list[int], packs: int, per: int, graduates: list[Term], most: int) -> None:
    values[packs] = min(most, sum(values[variable] * count for variable, count in graduates) // per)
