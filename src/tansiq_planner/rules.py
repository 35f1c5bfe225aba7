"""The twenty rules of a lawful programme: one name each, for the model, the checker, the reasons and the pages alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tansiq_planner.errors import Figure


class Rule(StrEnum):
    """What must hold of every plan; what each says in words is in `tansiq_desk.words`."""

    LEGAL_BASIS = "R01"
    HORIZON = "R02"
    CLOSED_SEASON = "R03"
    RAMADAN = "R04"
    UNIT_AVAILABLE = "R05"
    ABSENCE_CEILING = "R06"
    CLASS_SIZE = "R07"
    EDITIONS_PER_YEAR = "R08"
    INSTRUCTORS = "R09"
    VENUE = "R10"
    PREREQUISITE = "R11"
    LANGUAGE = "R12"
    BY_DATE = "R13"
    BUDGET = "R14"
    EXERCISE_DAYS = "R15"
    EXERCISE_ORDER = "R16"
    EXERCISE_PREPARED = "R17"
    HEADCOUNT = "R18"
    CONFERENCES = "R19"
    LOCKS = "R20"


@dataclass(frozen=True)
class Violation:
    """A rule broken at a place, with the figures that show it.

    Parameters
    ----------
    rule : Rule
    code : str
        Which way the rule is broken, such as `before_in_force` or `over_ceiling`.
    place : mapping of str to str
        Ids and dates that name the place: `edition`, `exercise`, `unit`, `request`, `venue`, `pool`, `line`, `week`, `lock`.
    figures : mapping
        What was found and what is allowed, such as `found` and `allowed`.
    """

    rule: Rule
    code: str
    place: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
