"""The stages of each option: what is sought first, second, third; each is fixed before the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tansiq_planner.methods.linear import Terms
from tansiq_planner.methods.master import Master
from tansiq_planner.methods.skills import Skills


@dataclass(frozen=True)
class Goal:
    """One stage: its figure in the plan is ``constant + sign * (sum of terms)``, and the sum of terms is maximised.

    `most` is a limit that the sum of terms cannot pass. `sense` is `most` or `fewest`; `tolerance` is the share of the
    figure that later stages may give up. `worths`, where given, are what the single things counted weigh in the sum,
    each more than all later ones together: the figure is then how many of them there are.
    """

    name: str
    sense: str
    terms: Terms
    most: int
    constant: int = 0
    tolerance: float = 0.0
    worths: tuple[int, ...] = ()

    @property
    def sign(self) -> int:
        """1 where the figure itself is maximised, -1 where it is kept small."""
        return 1 if self.sense == "most" else -1

    def figure(self, value: float) -> float:
        """Turn a sum of terms into the figure that officers know."""
        if not self.worths:
            return self.constant + self.sign * value
        count = 0
        for worth in self.worths:
            if worth <= value:
                value -= worth
                count += 1
        return count

    def kept(self, value: int) -> int:
        """Give what later stages must leave of a sum of terms."""
        return value - int(self.tolerance * abs(self.figure(value)))

    def figure_at_best(self, bound: float) -> float:
        """Turn a bound on the sum of terms into a bound on the figure."""
        if not self.worths:
            return self.figure(bound)
        count, total = 0, 0
        for worth in reversed(self.worths):  # the lightest first: the most things that a sum can hold
            total += worth
            count += total <= bound
        return count


def goals_of(master: Master, option: str) -> list[Goal]:
    """Give the stages of option `A`, `B`, `C-cost` or `C-date` in their order."""
    seats = [_seats(master, priority) for priority in (1, 2, 3)]
    tail = [*_changes(master), _cost(master)]
    if option == "A":
        return [seats[0], *_exercises(master), *seats[1:], _late(master), *tail]
    skills = Skills(master)
    if option == "B":
        return [
            _untrained(master, skills),
            *_exercises(master),
            _task_months(master, skills),
            *seats,
            _late(master),
            _national(master),
            *tail,
        ]
    standard = _standard(master, skills)
    if option == "C-cost":
        return [standard, _cost(master)]
    return [standard, _early(master, skills), _cost(master)]


def weighted_seats(master: Master) -> list[Goal]:
    """Give the seats of all priorities as one stage, weighed 5, 3 and 1: for measuring only, officers get stages."""
    requests, weight = master.problem.requests, {1: 5, 2: 3, 3: 1}
    terms = {seat: weight[requests[name].priority] for (name, _), seat in master.seats.items()}
    asked = sum(weight[it.priority] * it.seats for it in requests.values())
    return [Goal("weighted_seats", "most", terms, asked)]


def _seats(master: Master, priority: int) -> Goal:
    requests = master.problem.requests
    terms = master.seat_terms(lambda it, slot: requests[it].priority == priority and it not in slot.late)
    asked = sum(request.seats for request in requests.values() if request.priority == priority)
    return Goal(f"seats_{priority}", "most", dict(terms), asked)


def _late(master: Master) -> Goal:
    asked = sum(request.seats for request in master.problem.requests.values() if request.late_allowed)
    return Goal("late_seats", "most", dict(master.seat_terms(lambda it, slot: it in slot.late)), asked)


def _exercises(master: Master) -> list[Goal]:
    by_level: dict[int, dict[int, int]] = defaultdict(dict)
    count: dict[int, int] = defaultdict(int)
    for name, exercise in master.problem.exercises.items():
        by_level[exercise.level].update(master.held(name))
        count[exercise.level] += 1
    base = max(count.values(), default=0) + 1
    levels = sorted(by_level)
    if base ** len(levels) < 10**9:  # one stage: a lower level outweighs all higher ones together
        worth = {level: base ** (len(levels) - 1 - place) for place, level in enumerate(levels)}
        terms = {v: worth[level] for level in levels for v in by_level[level]}
        worths = tuple(worth[level] for level in levels for _ in range(count[level]))
        return [Goal("exercises", "most", terms, sum(worths), worths=worths)] if terms else []
    return [Goal(f"exercises_{level}", "most", by_level[level], count[level]) for level in levels]


def _changes(master: Master) -> list[Goal]:
    """Count the activities of the baseline that are not kept."""
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


def _cost(master: Master) -> Goal:
    terms: dict[int, int] = defaultdict(int)
    for charges in master.spent.values():
        for variable, amount in charges:
            terms[variable] -= amount
    return Goal("cost", "fewest", dict(terms), 0)


def _national(master: Master) -> Goal:
    terms = {}
    for options, slot in zip(master.staffing, master.slots, strict=True):
        course = master.problem.courses[slot.course]
        for variable, staff in zip(options, course.staffing, strict=True):
            if master.problem.is_national(course, staff):
                terms[variable] = slot.weeks
    return Goal("national_weeks", "most", terms, sum(terms.values()))


def _cells(master: Master, skills: Skills, day: date, *, weighted: bool) -> tuple[dict[int, int], int]:
    terms, always = {}, 0
    for unit in master.problem.units.values():
        for task in unit.tasks:
            worth = task.weight if weighted else 1
            reached = skills.reached(unit, task, task.target, day)
            if reached is True:
                always += worth
            elif reached is not False:
                terms[reached] = worth
    return terms, always


def _untrained(master: Master, skills: Skills) -> Goal:
    """Count essential tasks under the lowest letter's threshold at each judged half-year end."""
    terms, count = {}, 0
    for day in master.problem.judged_half_years():
        for unit in master.problem.units.values():
            for task in unit.tasks:
                if task.is_essential:
                    reached = skills.reached(unit, task, master.problem.untrained_below, day)
                    if reached is not True:
                        count += 1
                    if reached is not True and reached is not False:
                        terms[reached] = 1
    return Goal("untrained", "fewest", terms, len(terms), constant=count)


def _task_months(master: Master, skills: Skills) -> Goal:
    terms: dict[int, int] = {}
    total = 0
    for day in master.problem.judged_months():
        here, always = _cells(master, skills, day, weighted=True)
        terms |= here
        total += always
    return Goal("task_months", "most", terms, sum(terms.values()), constant=total, tolerance=0.01)


def _standard(master: Master, skills: Skills) -> Goal:
    terms, always = _cells(master, skills, master.problem.judged_months()[-1], weighted=False)
    return Goal("standard", "most", terms, len(terms), constant=always)


def _early(master: Master, skills: Skills) -> Goal:
    terms: dict[int, int] = {}
    total = 0
    for day in master.problem.judged_months():
        here, always = _cells(master, skills, day, weighted=False)
        terms |= here
        total += always
    return Goal("months_at_standard", "most", terms, len(terms), constant=total)
