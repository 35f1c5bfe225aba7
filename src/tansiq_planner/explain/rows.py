"""Rows of the linear model as rules with their figures: what a core of rows says to an officer."""

from __future__ import annotations

from collections.abc import Sequence

from tansiq_planner.errors import Figure
from tansiq_planner.methods.engines.cores import Name, cannot_hold, least_of, minimal
from tansiq_planner.methods.engines.linear import Row
from tansiq_planner.methods.model.master import Master
from tansiq_planner.result import Reason
from tansiq_planner.rules import Rule

LOCK = Rule.LOCKS.value
RULES = {rule.value: rule for rule in Rule}
PERIODS = {
    Rule.ABSENCE_CEILING: "week",
    Rule.HEADCOUNT: "week",
    Rule.INSTRUCTORS: "week",
    Rule.VENUE: "week",
    Rule.EDITIONS_PER_YEAR: "year",
    Rule.BUDGET: "year",
    Rule.PREREQUISITE: "day",
    Rule.LANGUAGE: "day",
}
"""Rules with a row for every week, year or day of one resource; the last word of a row's place is that period."""
PLACES = {
    Rule.ABSENCE_CEILING: ("unit", "week"),
    Rule.HEADCOUNT: ("unit", "week"),
    Rule.CLASS_SIZE: ("course",),
    Rule.EDITIONS_PER_YEAR: ("course", "year"),
    Rule.INSTRUCTORS: ("pool", "week"),
    Rule.VENUE: ("venue", "week"),
    Rule.PREREQUISITE: ("unit", "course", "day"),
    Rule.LANGUAGE: ("unit", "course", "day"),
    Rule.BY_DATE: ("request",),
    Rule.BUDGET: ("line", "year"),
    Rule.EXERCISE_DAYS: ("exercise",),
    Rule.EXERCISE_ORDER: ("exercise", "before"),
    Rule.EXERCISE_PREPARED: ("exercise", "unit", "course"),
}
COUNTED = {
    Rule.ABSENCE_CEILING,
    Rule.HEADCOUNT,
    Rule.EDITIONS_PER_YEAR,
    Rule.INSTRUCTORS,
    Rule.VENUE,
    Rule.BY_DATE,
}
"""Rules whose rows hold a count against a limit: `found` and `allowed`."""
MISSED = {Rule.PREREQUISITE, Rule.LANGUAGE, Rule.EXERCISE_PREPARED, Rule.BUDGET}
"""Rules whose rows hold a need against what there is: only what is `missing` means something to an officer."""


def name_of(row: Row) -> Name | None:
    """Name a row by its rule and the resource that it speaks of, whatever the period; None for a definition."""
    rule = RULES.get(row.rule)
    if rule is None:
        return None
    if rule is Rule.INSTRUCTORS and len(row.place) == 1:
        return None  # an edition is taught by one of its alternatives: that is what teaching means
    return (rule.value, *(row.place[:-1] if rule in PERIODS else row.place))


def reasons_of(master: Master, rows: Sequence[Row]) -> list[Reason]:
    """Say which rules stand in a core of rows, each with the period and the figures at which it breaks.

    Parameters
    ----------
    rows : sequence of Row
        Rows that cannot hold together, those without a name among them.

    Returns
    -------
    list of Reason
        One for each row that is needed; the rows of a class size are one.
    """
    names = [name_of(row) for row in rows]
    is_fixed = [name is None or name[0] == LOCK for name in names]
    fixed = [row for row, holds in zip(rows, is_fixed, strict=True) if holds]
    named: dict[Name, Row] = {(str(place),): row for place, row in enumerate(rows) if not is_fixed[place]}
    sizes = [name for name, row in named.items() if row.rule == Rule.CLASS_SIZE]
    others = [name for name in named if name not in sizes]

    def still(kept: frozenset[Name]) -> bool:
        held = [*fixed, *(named[name] for name in (*sizes, *sorted(kept)))]
        return cannot_hold(master.model, held)

    needed = sorted(minimal(others, still), key=lambda name: int(name[0])) if others else []
    kept = [*fixed, *(named[name] for name in (*sizes, *needed))]
    found = [_reason(master, named[name], kept) for name in needed]
    found += [_class_size(master, course) for course in sorted({named[name].place[0] for name in sizes})]
    return sorted(found, key=lambda reason: (reason.rule, *reason.place.values()))


def _reason(master: Master, row: Row, kept: Sequence[Row]) -> Reason:
    rule = Rule(row.rule)
    place = dict(zip(PLACES[rule], row.place, strict=False))
    if "week" in place:
        place["week"] = master.problem.horizon.sunday(int(place["week"])).isoformat()
    figures: dict[str, Figure] = {}
    least = least_of(master.model, row, kept)
    if least is None:
        return Reason(rule, "locks_run_into", place)
    if rule in COUNTED:
        figures = {"found": least, "allowed": row.high}
    elif rule in MISSED:
        figures = {"missing": least - row.high}
    return Reason(rule, "locks_need", place, figures)


def _class_size(master: Master, name: str) -> Reason:
    course = master.problem.courses[name]
    figures: dict[str, Figure] = {"at_least": course.seats_min, "at_most": course.seats_max}
    return Reason(Rule.CLASS_SIZE, "locks_need", {"course": name}, figures)
