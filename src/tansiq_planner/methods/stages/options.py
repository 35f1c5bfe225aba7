"""The stages of each option: what is sought first, second, third; each is fixed before the next."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tansiq_planner.methods.model.master import Master
from tansiq_planner.methods.stages.agreed import agreed, changes
from tansiq_planner.methods.stages.goal import Goal, graded
from tansiq_planner.methods.stages.skills import Skills


def goals_of(master: Master, option: str, *, agreed_last: bool = False) -> list[Goal]:
    """Give the stages of option `A`, `B`, `C-cost` or `C-date` in their order.

    What the baseline agreed comes before them all, or as one late stage that counts its changes.
    """
    seats = [_seats(master, priority) for priority in (1, 2, 3)]
    first = [] if agreed_last else agreed(master)
    tail = [*(changes(master) if agreed_last else ()), _cost(master)]
    if option == "A":
        return [*first, seats[0], *_exercises(master), *seats[1:], _late(master), *tail]
    skills = Skills(master)
    if option == "B":
        return [
            *first,
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
        return [*first, standard, _cost(master)]
    return [*first, standard, _early(master, skills), _cost(master)]


def weighted_seats(master: Master) -> list[Goal]:
    """Give the seats on time of all priorities as one stage, weighed 5, 3 and 1: for measuring, officers get stages."""
    requests, weight = master.problem.requests, {1: 5, 2: 3, 3: 1}
    terms = {
        seat: weight[requests[name].priority]
        for (name, index), seat in master.seats.items()
        if name not in master.slots[index].late
    }
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
    return graded("exercises", by_level, count)


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


def _over_months(master: Master, skills: Skills, *, weighted: bool) -> tuple[dict[int, int], int]:
    """Give the cells at standard of every judged month as terms, and how much is there in any plan."""
    terms: dict[int, int] = {}
    total = 0
    for day in master.problem.judged_months():
        here, always = _cells(master, skills, day, weighted=weighted)
        terms |= here
        total += always
    return terms, total


def _task_months(master: Master, skills: Skills) -> Goal:
    terms, total = _over_months(master, skills, weighted=True)
    return Goal("task_months", "most", terms, sum(terms.values()), constant=total, tolerance=0.01)


def _standard(master: Master, skills: Skills) -> Goal:
    terms, always = _cells(master, skills, master.problem.judged_months()[-1], weighted=False)
    return Goal("standard", "most", terms, len(terms), constant=always)


def _early(master: Master, skills: Skills) -> Goal:
    terms, total = _over_months(master, skills, weighted=False)
    return Goal("months_at_standard", "most", terms, len(terms), constant=total)
