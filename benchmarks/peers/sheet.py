"""The table that a planner fills in by hand: people, places, instructors and money, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import floor

from tansiq_planner.methods.model.lawful import Day, Slot
from tansiq_planner.methods.model.spending import charges_of_exercise, charges_of_slot
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, HeldExercise, Plan

Costs = dict[tuple[str, str, int], int]
"""Money by payer, kind and year."""


class Sheet:
    """Everything decided so far and what it uses. What is entered stays lawful whatever is entered later."""

    def __init__(self, problem: Problem, slots: list[Slot]) -> None:
        self.problem, self.slots = problem, slots
        self.remaining = {name: it.seats for name, it in problem.requests.items()}
        self.classes: dict[int, tuple[dict[str, int], int]] = {}
        self.held: dict[str, Day] = {}
        self._away: dict[tuple[str, int], int] = defaultdict(int)
        self._exercising: dict[tuple[str, int], int] = defaultdict(int)
        self._present: dict[tuple[str, int], int] = defaultdict(int)
        self._teaching: dict[tuple[str, int], int] = defaultdict(int)
        self._editions: dict[tuple[str, int], int] = defaultdict(int)
        self._ended: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
        self._began: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
        self._spent: Costs = defaultdict(int)
        self._passed: dict[tuple[str, str], list[tuple[date, int]]] = defaultdict(list)
        self._ceilings = {name: it.absence_ceiling for name, it in problem.units.items()}
        self._preparing = defaultdict(list)
        for course in problem.courses.values():
            self._preparing[course.prepares_language].append(course.id)

    # --- entering

    def join(self, index: int, request: str) -> None:
        """Give a request what it still wants in an open class, as far as it fits and can be paid."""
        seats, staffing = self.classes[index]
        room = self.slots[index].capacity - sum(seats.values())
        count = min(room, self._fitting(index, request, 0))
        while count > 0:
            more = {**seats, request: seats.get(request, 0) + count}
            if self._can_pay(self._costs(index, more, staffing), less=self._costs(index, seats, staffing)):
                self._enter(index, {request: count}, staffing)
                return
            count -= 1

    def open(self, index: int, requests: Iterable[str]) -> None:
        """Open a class with the requests that fit, the first first, if they are enough, can be taught and be paid."""
        slot = self.slots[index]
        course = self.problem.courses[slot.course]
        staffing = self._staffing(slot)
        if staffing is None or self._editions[slot.course, slot.start.year] >= course.editions_per_year:
            return
        seats: dict[str, int] = {}
        taken: dict[str, int] = defaultdict(int)
        room = min(slot.capacity, self._places(slot.venue, slot.running))
        for request in requests:
            if not room:
                break
            unit = self.problem.requests[request].unit
            count = min(room, self._fitting(index, request, taken[unit])) if request in slot.seats else 0
            if count > 0:
                seats[request] = count
                taken[unit] += count
                room -= count
        if sum(seats.values()) >= course.seats_min and self._can_pay(self._costs(index, seats, staffing)):
            self._editions[slot.course, slot.start.year] += 1
            for pool, count in course.staffing[staffing].items():
                for week in slot.running:
                    self._teaching[pool, week] += count
            self.classes[index] = ({}, staffing)
            for payer_kind_year, amount in self._costs(index, {}, staffing).items():
                self._spent[payer_kind_year] += amount
            self._enter(index, seats, staffing)

    def _enter(self, index: int, more: Mapping[str, int], staffing: int) -> None:
        slot, (seats, _) = self.slots[index], self.classes[index]
        for key, amount in self._costs(index, seats, staffing).items():
            self._spent[key] -= amount
        for request, count in more.items():
            unit = self.problem.requests[request].unit
            seats[request] = seats.get(request, 0) + count
            self.remaining[request] -= count
            self._began[unit, slot.course].append((slot.start, count))
            self._ended[unit, slot.course].append((slot.end, count))
            self._passed[self.problem.units[unit].party, slot.course].append((slot.end, count))
            for week in slot.running:
                self._away[unit, week] += count
                self._present[slot.venue, week] += count
        for key, amount in self._costs(index, seats, staffing).items():
            self._spent[key] += amount

    def may_hold(self, day: Day) -> bool:
        """Tell whether an exercise can start on a day."""
        exercise = self.problem.exercises[day.exercise]
        for before in exercise.after:
            if before not in self.held or self.held[before].end >= day.start:
                return False
        for it in exercise.participants:
            headcount = self.problem.units[it.unit].headcount
            busy = max(self._away[it.unit, week] + self._exercising[it.unit, week] for week in day.running)
            if headcount is not None and busy + it.headcount > headcount:
                return False
        people = sum(it.headcount for it in exercise.participants)
        if self._places(exercise.venue, day.running) < people:
            return False
        ready = all(
            self._graduates(need.unit, need.course, day.start) >= need.seats
            for need in exercise.preconditions
        )
        return ready and self._can_pay(self._cost_of(day))

    def hold(self, day: Day) -> None:
        """Enter an exercise."""
        self.held[day.exercise] = day
        exercise = self.problem.exercises[day.exercise]
        for it in exercise.participants:
            for week in day.running:
                self._exercising[it.unit, week] += it.headcount
                self._present[exercise.venue, week] += it.headcount
        for key, amount in self._cost_of(day).items():
            self._spent[key] += amount

    def plan(self) -> Plan:
        """Give what has been entered."""
        editions = []
        for index, (seats, staffing) in self.classes.items():
            slot = self.slots[index]
            staff = dict(self.problem.courses[slot.course].staffing[staffing])
            editions.append(Edition(slot.course, slot.venue, slot.start, dict(seats), staff))
        held = [HeldExercise(it.exercise, it.start, dict(it.conferences)) for it in self.held.values()]
        return Plan.of(editions, held)

    # --- what still fits

    def _fitting(self, index: int, request: str, taken: int) -> int:
        """Count the people of a request that a class could take, `taken` others of its unit already among them."""
        slot, wanted = self.slots[index], self.problem.requests[request]
        unit, ceiling = self.problem.units[wanted.unit], self._ceilings[wanted.unit]
        free = min(self.remaining[request], slot.seats[request], self._places(slot.venue, slot.running))
        for week in slot.running:
            away = self._away[unit.id, week] + taken
            if ceiling is not None:
                free = min(free, ceiling - away)
            if unit.headcount is not None:
                free = min(free, unit.headcount - away - self._exercising[unit.id, week])
        course = self.problem.courses[slot.course]
        for needed in course.prerequisites:
            free = min(free, self._prepared(unit.id, slot, [needed]) - taken)
        spoken = self.problem.parties[unit.party].languages
        if course.language not in spoken and course.prepares_language != course.language:
            free = min(free, self._prepared(unit.id, slot, self._preparing[course.language]) - taken)
        return free

    def _prepared(self, unit: str, slot: Slot, needed: list[str]) -> int:
        """Count the unit's people who could start on the slot's day without taking from those who start later."""
        began = self._began[unit, slot.course]
        days = [slot.start, *(day for day, _ in began if day > slot.start)]
        return min(
            sum(self._graduates(unit, it, day) for it in needed)
            - sum(count for other, count in began if other <= day)
            for day in days
        )

    def _graduates(self, unit: str, course: str, day: date) -> int:
        already = self.problem.units[unit].already_qualified.get(course, 0)
        return already + sum(count for ended, count in self._ended[unit, course] if ended < day)

    def _places(self, venue: str, weeks: range) -> int:
        return min(
            self.problem.venues[venue].capacity_between(*self._days(week)) - self._present[venue, week]
            for week in weeks
        )

    def _staffing(self, slot: Slot) -> int | None:
        for number, staff in enumerate(self.problem.courses[slot.course].staffing):
            if all(
                self._teaching[pool, week] + count <= self._instructors(pool, week)
                for pool, count in staff.items()
                for week in slot.running
            ):
                return number
        return None

    def _instructors(self, name: str, week: int) -> int:
        pool = self.problem.pools[name]
        first, last = self._days(week)
        if pool.growth is None:
            return pool.capacity_between(first, last)
        passed = self._passed[pool.party, pool.growth.course]
        graduates = sum(count for ended, count in passed if ended < first)
        return pool.capacity_between(first, last, graduates)

    def _days(self, week: int) -> tuple[date, date]:
        first = self.problem.horizon.sunday(week)
        return first, first + timedelta(days=6)

    # --- money

    def _costs(self, index: int, seats: Mapping[str, int], staffing: int) -> Costs:
        # charges_of_slot speaks of variables: 0 stands for the edition, then its alternatives, then its requests
        slot = self.slots[index]
        options = self.problem.courses[slot.course].staffing
        places = {request: 1 + len(options) + number for number, request in enumerate(seats)}
        amounts = {0: 1, 1 + staffing: 1} | {place: seats[request] for request, place in places.items()}
        taken = [1 + number for number in range(len(options))]
        costs: Costs = defaultdict(int)
        for charge in charges_of_slot(self.problem, slot, 0, taken, places):
            costs[charge.payer, charge.kind, slot.start.year] += charge.amount * amounts.get(
                charge.variable, 0
            )
        return costs

    def _cost_of(self, day: Day) -> Costs:
        charge = charges_of_exercise(self.problem, day.exercise)
        return {(charge.payer, charge.kind, day.start.year): charge.amount}

    def _can_pay(self, costs: Costs, less: Mapping[tuple[str, str, int], int] | None = None) -> bool:
        """Tell whether every line can bear these costs in place of `less`, what is carried over included."""
        for line in self.problem.lines.values():
            carried = 0
            for year in self.problem.horizon.years:
                key = (line.payer, line.kind, year)
                money = line.by_year.get(year, 0)
                rest = money + carried - self._spent[key] - costs.get(key, 0) + (less or {}).get(key, 0)
                if rest < 0:
                    return False
                carried = min(rest, floor(line.carry_over * money))
        return True
