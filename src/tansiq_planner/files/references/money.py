"""Rates and budget lines: every cost has a rate, and every rate a payer who can be named."""

from __future__ import annotations

from collections.abc import Iterable

from tansiq_planner.errors import Fault
from tansiq_planner.files.references.facts import JOINT, Facts
from tansiq_planner.files.schema import training

ROLES = {
    "course": ("provider", "host"),
    "team_week": ("provider", "host"),
    "person": ("provider", "host", "sender"),
    "person_week": ("provider", "host", "sender"),
    "exercise": (),
}
"""Which payers a cost can have besides a party: only people have a sender, an exercise no provider."""

OWN_COST = frozenset({"course", "exercise"})
"""Rates whose amount stands with the course or exercise."""
EXERCISE = "exercise"


def check_money(facts: Facts) -> Iterable[Fault]:
    """Give every fault of the money, without places."""
    budget = facts.programme.budget
    for rate in budget.rates:
        yield from _rate(facts, rate)
    for line in budget.lines:
        here = ("budget", "lines", line.id)
        yield from facts.absent(line.payer, "parties", *here, "payer", also=[JOINT])
        yield from facts.absent(line.kind, "rates", *here, "kind")
    yield from _same_lines(budget.lines)
    for course in facts.programme.courses:
        yield from _course(facts, course)
    if EXERCISE not in facts.ids["rates"]:
        for exercise in facts.programme.exercises:
            if exercise.cost:
                figures = {"kind": EXERCISE, "per": EXERCISE, "mode": ""}
                yield Fault("no_rate", ("exercises", exercise.id, "cost"), figures)


def _rate(facts: Facts, rate: training.Rate) -> Iterable[Fault]:
    here = ("budget", "rates", rate.kind)
    every_role = {role for roles in ROLES.values() for role in roles}
    if rate.payer in every_role - set(ROLES[rate.per]):
        yield Fault("payer_does_not_fit", (*here, "payer"), {"payer": rate.payer, "per": rate.per})
    else:
        yield from facts.absent(rate.payer, "parties", *here, "payer", also=[JOINT, *ROLES[rate.per]])
    if (rate.kind == EXERCISE) != (rate.per == EXERCISE):
        yield Fault("kind_does_not_fit", (*here, "per"), {"kind": rate.kind, "per": rate.per})
    if rate.amount and rate.per in OWN_COST:
        yield Fault("amount_not_used", (*here, "amount"), {"given": rate.amount, "per": rate.per})


def _same_lines(lines: Iterable[training.BudgetLine]) -> Iterable[Fault]:
    first: dict[tuple[str, str], str] = {}
    for line in lines:
        other = first.setdefault((line.payer, line.kind), line.id)
        if other != line.id:
            figures = {"payer": line.payer, "kind": line.kind, "other": other}
            yield Fault("two_lines", ("budget", "lines", line.id), figures)


def _course(facts: Facts, course: training.Course) -> Iterable[Fault]:
    """Ask for a rate of the course's kind of cost, unless that rate is there with a fault of its own."""
    usable = {rate.kind: rate for rate in facts.programme.budget.rates}
    rate = usable.get(course.cost.kind)
    has_faults = rate is None and course.cost.kind in facts.ids["rates"]
    fits = rate is not None and rate.per == "course" and course.mode in rate.modes
    if not fits and not has_faults and (course.cost.fixed or course.cost.per_seat):
        figures = {"kind": course.cost.kind, "per": "course", "mode": course.mode}
        yield Fault("no_rate", ("courses", course.id, "cost"), figures)
