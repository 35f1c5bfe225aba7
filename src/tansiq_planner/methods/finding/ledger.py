"""What a growing plan has already used: people, places, instructors, money, graduates - week by week."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import floor

from tansiq_planner.methods.model.lawful import Day, Slot
from tansiq_planner.methods.model.spending import charges_of_exercise, charges_of_slot
from tansiq_planner.problem import Pool, Problem, Unit


class Ledger:
    """Counts kept while editions and exercises are added one by one in the order of their start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.remaining = {request.id: request.seats for request in problem.requests.values()}
        self._away: dict[str, list[int]] = defaultdict(lambda: [0] * (problem.horizon.weeks + 60))
        self._exercising: dict[str, list[int]] = defaultdict(lambda: [0] * (problem.horizon.weeks + 60))
        self._present: dict[str, list[int]] = defaultdict(lambda: [0] * (problem.horizon.weeks + 60))
        self._teaching: dict[str, list[int]] = defaultdict(lambda: [0] * (problem.horizon.weeks + 60))
        self._editions: dict[tuple[str, int], int] = defaultdict(int)
        self._graduated: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
        self._started: dict[tuple[str, str], int] = defaultdict(int)
        self._spent: dict[tuple[str, str, int], int] = defaultdict(int)
        self._lines = {(line.payer, line.kind): line for line in problem.lines.values()}
        self._venue_capacities: dict[tuple[str, int], int] = {}
        self._pool_capacities: dict[str, dict[int, int]] = defaultdict(dict)
        self._grown_by: dict[str, list[str]] = defaultdict(list)
        for pool in problem.pools.values():
            if pool.growth is not None:
                self._grown_by[pool.growth.course].append(pool.id)

    def graduates(self, unit: str, course: str, day: date) -> int:
        """Count a unit's graduates of a course whose edition ended before `day`, those already qualified included."""
        already = self.problem.units[unit].already_qualified.get(course, 0)
        return already + sum(count for ended, count in self._graduated[unit, course] if ended < day)

    def free_people(self, unit: Unit, weeks: range) -> int:
        """Count the people that a unit can still send away in every one of the weeks (R06, R18)."""
        free = 10**6
        away, exercising = self._away[unit.id], self._exercising[unit.id]
        if unit.absence_ceiling is not None:
            free = unit.absence_ceiling - max(away[week] for week in weeks)
        if unit.headcount is not None:
            free = min(free, unit.headcount - max(away[week] + exercising[week] for week in weeks))
        return free

    def free_places(self, venue: str, weeks: range) -> int:
        """Count the people that a venue can still take in every one of the weeks (R10)."""
        present = self._present[venue]
        return min(self._venue_capacity(venue, week) - present[week] for week in weeks)

    def may_start(self, unit: str, course: str, day: date) -> int:
        """Count the seats of a unit in a course for which prerequisites and language are there (R11, R12)."""
        wanted = self.problem.courses[course]
        free = 10**6
        started = self._started[unit, course]
        for needed in wanted.prerequisites:
            free = min(free, self.graduates(unit, needed, day) - started)
        languages = self.problem.parties[self.problem.units[unit].party].languages
        if wanted.language not in languages and wanted.prepares_language != wanted.language:
            prepared = sum(
                self.graduates(unit, it.id, day)
                for it in self.problem.courses.values()
                if it.prepares_language == wanted.language
            )
            free = min(free, prepared - started)
        return free

    def staffing(self, slot: Slot) -> int | None:
        """Give the first alternative of instructors that is free in every week; None when none is (R09)."""
        for index, staff in enumerate(self.problem.courses[slot.course].staffing):
            if all(
                self._teaching[pool][week] + count <= self._pool_capacity(pool, week)
                for pool, count in staff.items()
                for week in slot.running
            ):
                return index
        return None

    def editions_left(self, slot: Slot) -> int:
        """Count the editions of the course that may still start in the slot's year (R08)."""
        return (
            self.problem.courses[slot.course].editions_per_year - self._editions[slot.course, slot.start.year]
        )

    def affordable(self, slot: Slot, seats: dict[str, int], staffing: int) -> bool:
        """Tell whether the lines of the year can pay the edition (R14)."""
        costs: dict[tuple[str, str], int] = defaultdict(int)
        for payer, kind, amount in self._costs(slot, seats, staffing):
            costs[payer, kind] += amount
        return all(
            self._can_pay(payer, kind, slot.start.year, amount) for (payer, kind), amount in costs.items()
        )

    def add_edition(self, slot: Slot, seats: dict[str, int], staffing: int) -> None:
        """Enter an edition."""
        for request, count in seats.items():
            unit = self.problem.requests[request].unit
            self.remaining[request] -= count
            self._graduated[unit, slot.course].append((slot.end, count))
            self._started[unit, slot.course] += count
            for week in slot.running:
                self._away[unit][week] += count
                self._present[slot.venue][week] += count
        for pool, count in self.problem.courses[slot.course].staffing[staffing].items():
            for week in slot.running:
                self._teaching[pool][week] += count
        for pool in self._grown_by[slot.course]:
            self._pool_capacities.pop(pool, None)
        self._editions[slot.course, slot.start.year] += 1
        for payer, kind, amount in self._costs(slot, seats, staffing):
            self._spent[payer, kind, slot.start.year] += amount

    def may_hold(self, day: Day) -> bool:
        """Tell whether people, places, money and preparation allow the exercise on that day (R10, R14, R17, R18)."""
        exercise = self.problem.exercises[day.exercise]
        for participant in exercise.participants:
            headcount = self.problem.units[participant.unit].headcount
            busy = max(
                self._away[participant.unit][week] + self._exercising[participant.unit][week]
                for week in day.running
            )
            if headcount is not None and busy + participant.headcount > headcount:
                return False
        people = sum(participant.headcount for participant in exercise.participants)
        if self.free_places(exercise.venue, day.running) < people:
            return False
        if any(self.graduates(it.unit, it.course, day.start) < it.seats for it in exercise.preconditions):
            return False
        charge = charges_of_exercise(self.problem, day.exercise)
        return self._can_pay(charge.payer, charge.kind, day.start.year, charge.amount)

    def add_exercise(self, day: Day) -> None:
        """Enter an exercise."""
        exercise = self.problem.exercises[day.exercise]
        for participant in exercise.participants:
            for week in day.running:
                self._exercising[participant.unit][week] += participant.headcount
                self._present[exercise.venue][week] += participant.headcount
        charge = charges_of_exercise(self.problem, day.exercise)
        self._spent[charge.payer, charge.kind, day.start.year] += charge.amount

    def _costs(self, slot: Slot, seats: dict[str, int], staffing: int) -> list[tuple[str, str, int]]:
        # charges_of_slot speaks of variables; here -1 stands for the edition, -2 - i for its alternatives
        names = {request: index for index, request in enumerate(seats)}
        options = self.problem.courses[slot.course].staffing
        taken = [-2 - index for index in range(len(options))] if len(options) > 1 else [-1]
        amounts = dict(zip(names.values(), seats.values(), strict=True)) | {-1: 1, taken[staffing]: 1}
        return [
            (charge.payer, charge.kind, charge.amount * amounts.get(charge.variable, 0))
            for charge in charges_of_slot(self.problem, slot, -1, taken, names)
        ]

    def _can_pay(self, payer: str, kind: str, year: int, amount: int) -> bool:
        line = self._lines.get((payer, kind))
        if line is None or amount == 0:
            return True
        carried = 0
        for earlier in self.problem.horizon.years:
            money = line.by_year.get(earlier, 0)
            rest = money + carried - self._spent[payer, kind, earlier] - (amount if earlier == year else 0)
            if rest < 0:
                return False
            carried = min(rest, floor(line.carry_over * money))
        return True

    def _venue_capacity(self, venue: str, week: int) -> int:
        key = (venue, week)
        if key not in self._venue_capacities:
            first = self.problem.horizon.sunday(week)
            self._venue_capacities[key] = self.problem.venues[venue].capacity_between(
                first, self.problem.horizon.sunday(week + 1)
            )
        return self._venue_capacities[key]

    def _pool_capacity(self, pool_id: str, week: int) -> int:
        known = self._pool_capacities[pool_id]
        if week not in known:
            pool = self.problem.pools[pool_id]
            first, last = self.problem.horizon.sunday(week), self.problem.horizon.sunday(week + 1)
            known[week] = pool.capacity_between(first, last, self._grown(pool, first))
        return known[week]

    def _grown(self, pool: Pool, day: date) -> int:
        """Count the graduates before `day` that make a pool grow."""
        growth = pool.growth
        if growth is None:
            return 0
        return sum(
            count
            for unit in self.problem.units.values()
            if unit.party == pool.party
            for ended, count in self._graduated[unit.id, growth.course]
            if ended < day
        )
