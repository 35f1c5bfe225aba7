"""Every reason, change and assumption that the planner can name, with the figures and places that each carries."""

from __future__ import annotations

from tansiq_planner.rules import Rule

REASONS: dict[tuple[Rule, str], frozenset[str]] = {
    (Rule.ABSENCE_CEILING, "over_ceiling"): frozenset({"unit", "allowed"}),
    (Rule.UNIT_AVAILABLE, "not_available"): frozenset({"unit", "from", "to", "allowed"}),
    (Rule.CLASS_SIZE, "class_too_small"): frozenset({"course", "allowed"}),
    (Rule.CLASS_SIZE, "class_too_large"): frozenset({"course", "allowed"}),
    (Rule.CLOSED_SEASON, "closed_season"): frozenset({"course", "allowed"}),
    (Rule.RAMADAN, "in_ramadan"): frozenset({"course", "allowed"}),
    (Rule.EDITIONS_PER_YEAR, "too_many_editions"): frozenset({"course", "allowed"}),
    (Rule.BY_DATE, "after_by_date"): frozenset({"request", "allowed"}),
    (Rule.PREREQUISITE, "not_enough_graduates"): frozenset({"unit", "course", "allowed"}),
    (Rule.LANGUAGE, "not_enough_graduates"): frozenset({"unit", "course", "allowed"}),
    (Rule.INSTRUCTORS, "too_few_instructors"): frozenset({"pool", "allowed"}),
    (Rule.VENUE, "over_capacity"): frozenset({"venue", "allowed"}),
    (Rule.BUDGET, "over_budget"): frozenset({"line", "year", "allowed"}),
    (Rule.LEGAL_BASIS, "not_in_force"): frozenset({"accord", "allowed"}),
    (Rule.HORIZON, "before_first_day"): frozenset({"allowed"}),
    (Rule.EXERCISE_PREPARED, "too_few_graduates"): frozenset({"exercise", "unit", "course", "allowed"}),
    (Rule.EXERCISE_DAYS, "window_too_narrow"): frozenset({"exercise", "allowed"}),
    (Rule.EXERCISE_ORDER, "before_not_held"): frozenset({"exercise", "before"}),
    (Rule.BY_DATE, "room_left"): frozenset({"request", "found"}),
    (Rule.BY_DATE, "fits_if_moved"): frozenset({"request", "found"}),
    (Rule.EXERCISE_DAYS, "room_left"): frozenset({"exercise"}),
    (Rule.EXERCISE_DAYS, "fits_if_moved"): frozenset({"exercise"}),
}
"""What can stand in the way; `room_left` and `fits_if_moved` say that nothing does, or only where others are.

A change of one figure has the same code, and `before` and `after` instead of `allowed`.
"""

NOT_HINDERED = frozenset({"room_left", "fits_if_moved"})
"""Codes which say that no rule stands in the way."""

ASSUMPTIONS: dict[tuple[Rule, str], frozenset[str]] = {
    (Rule.LEGAL_BASIS, "tacit_renewal"): frozenset({"accord", "valid_until"}),
    (Rule.EXERCISE_DAYS, "estimated_days"): frozenset({"party", "estimated", "all"}),
}

CONFLICTS: dict[tuple[Rule, str], frozenset[str]] = {
    (Rule.ABSENCE_CEILING, "locks_need"): frozenset({"unit", "week", "found", "allowed"}),
    (Rule.CLASS_SIZE, "locks_need"): frozenset({"course", "at_least", "at_most"}),
    (Rule.EDITIONS_PER_YEAR, "locks_need"): frozenset({"course", "year", "found", "allowed"}),
    (Rule.INSTRUCTORS, "locks_need"): frozenset({"pool", "week", "found", "allowed"}),
    (Rule.VENUE, "locks_need"): frozenset({"venue", "week", "found", "allowed"}),
    (Rule.PREREQUISITE, "locks_need"): frozenset({"unit", "course", "day", "missing"}),
    (Rule.LANGUAGE, "locks_need"): frozenset({"unit", "course", "day", "missing"}),
    (Rule.BY_DATE, "locks_need"): frozenset({"request", "found", "allowed"}),
    (Rule.BUDGET, "locks_need"): frozenset({"line", "year", "missing"}),
    (Rule.EXERCISE_DAYS, "locks_need"): frozenset({"exercise"}),
    (Rule.EXERCISE_ORDER, "locks_need"): frozenset({"exercise", "before"}),
    (Rule.EXERCISE_PREPARED, "locks_need"): frozenset({"exercise", "unit", "course", "missing"}),
    (Rule.HEADCOUNT, "locks_need"): frozenset({"unit", "week", "found", "allowed"}),
}
"""What locks run into: `found` is the least that they need where the other rules of the conflict hold."""
