"""Every way in which a rule can be broken, with the place and the figures that its sentence can use."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq_planner.rules import Rule


@dataclass(frozen=True, slots=True)
class Code:
    """One way of breaking a rule; every violation with this rule and code has exactly these keys.

    Parameters
    ----------
    rule : Rule
    code : str
        Unique within its rule.
    place : tuple of str
        Keys of `Violation.place`. `week` and `day` hold ISO dates (a week: its Sunday), `year` a year, all
        others ids.
    figures : tuple of str
        Keys of `Violation.figures`. `found` against `allowed` are numbers or days; `first` and `last` the
        days of the activity; `from` and `to` the span that it meets or leaves, month-days (`07-15`) where the
        span returns every year.
    """

    rule: Rule
    code: str
    place: tuple[str, ...]
    figures: tuple[str, ...] = ()


FOUND_ALLOWED = ("found", "allowed")
SPANS = ("first", "last", "from", "to")

CODES: tuple[Code, ...] = (
    Code(Rule.LEGAL_BASIS, "unknown_course", ("edition", "course")),
    Code(Rule.LEGAL_BASIS, "unknown_exercise", ("exercise",)),
    Code(Rule.LEGAL_BASIS, "not_in_force", ("edition", "accord"), ("status",)),
    Code(Rule.LEGAL_BASIS, "before_in_force", ("edition", "accord"), FOUND_ALLOWED),
    Code(Rule.LEGAL_BASIS, "after_validity", ("edition", "accord"), FOUND_ALLOWED),
    Code(Rule.LEGAL_BASIS, "exercise_not_in_force", ("exercise", "accord"), ("status",)),
    Code(Rule.LEGAL_BASIS, "exercise_before_in_force", ("exercise", "accord"), FOUND_ALLOWED),
    Code(Rule.LEGAL_BASIS, "exercise_after_validity", ("exercise", "accord"), FOUND_ALLOWED),
    Code(Rule.HORIZON, "not_a_sunday", ("edition",), ("found",)),
    Code(Rule.HORIZON, "before_first_course_day", ("edition",), FOUND_ALLOWED),
    Code(Rule.HORIZON, "before_as_of", ("edition",), FOUND_ALLOWED),
    Code(Rule.HORIZON, "outside_horizon", ("edition",), SPANS),
    Code(Rule.HORIZON, "exercise_before_as_of", ("exercise",), FOUND_ALLOWED),
    Code(Rule.HORIZON, "exercise_outside_horizon", ("exercise",), SPANS),
    Code(Rule.CLOSED_SEASON, "closed_span", ("edition",), SPANS),
    Code(Rule.CLOSED_SEASON, "season", ("edition", "season"), SPANS),
    Code(Rule.CLOSED_SEASON, "outside_start_spans", ("edition",), FOUND_ALLOWED),
    Code(Rule.RAMADAN, "ramadan_at_venue", ("edition", "venue", "party"), ("first", "last")),
    Code(Rule.RAMADAN, "ramadan_of_unit", ("edition", "unit", "party"), ("first", "last")),
    Code(Rule.UNIT_AVAILABLE, "unit_not_available", ("edition", "unit"), SPANS),
    Code(Rule.UNIT_AVAILABLE, "exercise_unit_not_available", ("exercise", "unit"), SPANS),
    Code(Rule.ABSENCE_CEILING, "over_ceiling", ("unit", "week"), FOUND_ALLOWED),
    Code(Rule.CLASS_SIZE, "seats_not_positive", ("edition", "request"), ("found",)),
    Code(Rule.CLASS_SIZE, "too_few", ("edition",), FOUND_ALLOWED),
    Code(Rule.CLASS_SIZE, "too_many", ("edition",), FOUND_ALLOWED),
    Code(Rule.CLASS_SIZE, "edition_twice", ("edition",), ("found",)),
    Code(Rule.EDITIONS_PER_YEAR, "too_many_editions", ("course", "year"), FOUND_ALLOWED),
    Code(Rule.INSTRUCTORS, "not_an_alternative", ("edition",), ("found",)),
    Code(Rule.INSTRUCTORS, "over_capacity", ("pool", "week"), FOUND_ALLOWED),
    Code(Rule.VENUE, "unknown_venue", ("edition", "venue")),
    Code(Rule.VENUE, "not_a_venue_of_course", ("edition", "venue"), ("allowed",)),
    Code(Rule.VENUE, "over_capacity", ("venue", "week"), FOUND_ALLOWED),
    Code(Rule.PREREQUISITE, "too_few_graduates", ("unit", "course", "prerequisite", "day"), FOUND_ALLOWED),
    Code(Rule.LANGUAGE, "too_few_prepared", ("unit", "course", "language", "day"), FOUND_ALLOWED),
    Code(Rule.BY_DATE, "unknown_request", ("edition", "request")),
    Code(Rule.BY_DATE, "request_of_other_course", ("edition", "request"), ("asked",)),
    Code(Rule.BY_DATE, "after_by_date", ("edition", "request"), FOUND_ALLOWED),
    Code(Rule.BY_DATE, "too_many_seats", ("request",), FOUND_ALLOWED),
    Code(Rule.BUDGET, "over_line", ("line", "year"), ("found", "allowed", "carried")),
    Code(Rule.EXERCISE_DAYS, "held_twice", ("exercise",), ("found",)),
    Code(Rule.EXERCISE_DAYS, "outside_window", ("exercise",), SPANS),
    Code(Rule.EXERCISE_DAYS, "first_day_not_working", ("exercise", "party"), ("found",)),
    Code(Rule.EXERCISE_DAYS, "last_day_not_working", ("exercise", "party"), ("found",)),
    Code(Rule.EXERCISE_DAYS, "holiday_between", ("exercise", "party", "holiday"), SPANS),
    Code(Rule.EXERCISE_ORDER, "not_held", ("exercise", "before")),
    Code(Rule.EXERCISE_ORDER, "not_ended", ("exercise", "before"), FOUND_ALLOWED),
    Code(Rule.EXERCISE_PREPARED, "too_few_graduates", ("exercise", "unit", "course"), FOUND_ALLOWED),
    Code(Rule.HEADCOUNT, "over_headcount", ("unit", "week"), FOUND_ALLOWED),
    Code(Rule.CONFERENCES, "missing", ("exercise", "conference")),
    Code(Rule.CONFERENCES, "unknown_conference", ("exercise", "conference")),
    Code(Rule.CONFERENCES, "lead_too_short", ("exercise", "conference"), ("found", "allowed", "weeks")),
    Code(Rule.CONFERENCES, "before_as_of", ("exercise", "conference"), FOUND_ALLOWED),
    Code(Rule.CONFERENCES, "not_a_working_day", ("exercise", "conference", "party"), ("found",)),
    Code(Rule.CONFERENCES, "out_of_order", ("exercise", "conference", "before"), FOUND_ALLOWED),
    Code(Rule.LOCKS, "edition_missing", ("lock", "course", "venue", "day")),
    Code(Rule.LOCKS, "edition_seats", ("lock", "edition", "request"), FOUND_ALLOWED),
    Code(Rule.LOCKS, "exercise_not_held", ("lock", "exercise"), ("allowed",)),
    Code(Rule.LOCKS, "exercise_moved", ("lock", "exercise"), FOUND_ALLOWED),
    Code(Rule.LOCKS, "too_few_seats", ("lock", "request"), FOUND_ALLOWED),
    Code(Rule.LOCKS, "in_closed_span", ("lock", "edition"), SPANS),
    Code(Rule.LOCKS, "exercise_in_closed_span", ("lock", "exercise"), SPANS),
    Code(Rule.LOCKS, "begun_edition_missing", ("edition",)),
    Code(Rule.LOCKS, "begun_edition_changed", ("edition",)),
    Code(Rule.LOCKS, "begun_exercise_missing", ("exercise",)),
    Code(Rule.LOCKS, "begun_exercise_changed", ("exercise",)),
)
"""In the order of the rules."""
