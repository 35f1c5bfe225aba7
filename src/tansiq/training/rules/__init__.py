"""What holds for training: words, the life of a request, and, here, how the points of a task come about.

Readiness is counted by the planner's own formulas (`tansiq_planner.readiness`, which this module alone opens); no
formula of it stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tansiq.training.rules.requests import (
    COUNTED,
    EDITABLE,
    GIVEN_UP,
    LIFE,
    MAIN_LINE,
    NEEDS,
    OF_PLANNING,
    OPEN,
    WITH_ANSWER,
    RequestState,
    RequestStep,
    after,
    steps_from,
)
from tansiq.training.rules.seasons import earliest_end
from tansiq.training.rules.words import (
    ENTRIES,
    STEP_WORDS,
    VERBS,
    CostKind,
    CourseMode,
    Decay,
    HolidayName,
    Language,
    RamadanRule,
    RatingState,
    Reason,
    Region,
    SpanKind,
    UnitType,
)
from tansiq_planner.readiness import (
    DAYS_IN_MONTH,
    MICRO,
    RETAINED_FOR_GOOD,
    micro_points_per_seat,
    retention_ppm,
    score,
)

__all__ = [
    "COUNTED",
    "EDITABLE",
    "ENTRIES",
    "FADES_TO_PERCENT",
    "GIVEN_UP",
    "LEVELS",
    "LIFE",
    "MAIN_LINE",
    "NEEDS",
    "OF_PLANNING",
    "OPEN",
    "RATING_SCALE",
    "STEP_WORDS",
    "TOP",
    "VERBS",
    "WITH_ANSWER",
    "CostKind",
    "CourseMode",
    "Decay",
    "Gain",
    "HolidayName",
    "Language",
    "Part",
    "RamadanRule",
    "RatingState",
    "Reason",
    "Reckoning",
    "Region",
    "RequestState",
    "RequestStep",
    "Scale",
    "SpanKind",
    "UnitType",
    "after",
    "band_of",
    "base_and_gain",
    "earliest_end",
    "letter_of",
    "letters",
    "month_ends",
    "points_of_letter",
    "reckoned",
    "steps_from",
]

Scale = Mapping[str, Mapping[str, Any]]
"""Letters with the points each begins at and its name by language, as the programme file has them."""

RATING_SCALE: Scale = {
    "T": {"min": 85, "label": {"ar": "مُدرَّب", "en": "Trained", "fr": "Entraîné"}},
    "T-": {
        "min": 70,
        "label": {"ar": "مُدرَّب مع ملاحظات", "en": "Trained minus", "fr": "Entraîné, réserves mineures"},
    },
    "P": {"min": 50, "label": {"ar": "يحتاج إلى ممارسة", "en": "Needs practice", "fr": "À pratiquer"}},
    "P-": {
        "min": 30,
        "label": {"ar": "ممارسة محدودة", "en": "Marginal practice", "fr": "Pratique marginale"},
    },
    "U": {"min": 0, "label": {"ar": "غير مُدرَّب", "en": "Untrained", "fr": "Non entraîné"}},
}
"""The scale where no programme says otherwise."""
TOP = 100
PERCENT = 10_000
"""Parts per million in a percent."""


def letters(scale: Scale = RATING_SCALE) -> list[str]:
    """Give the letters of a scale, the best first, whatever order it was kept in."""
    return sorted(scale, key=lambda letter: -int(scale[letter]["min"]))


def letter_of(points: int, scale: Scale = RATING_SCALE) -> str:
    """Give the letter of whole points."""
    every = letters(scale)
    return next((letter for letter in every if points >= int(scale[letter]["min"])), every[-1])


def band_of(letter: str, scale: Scale = RATING_SCALE) -> tuple[int, int]:
    """Give the lowest and the highest points of a letter."""
    every = letters(scale)
    place = every.index(letter)
    return int(scale[letter]["min"]), TOP if place == 0 else int(scale[every[place - 1]]["min"]) - 1


def points_of_letter(letter: str, scale: Scale = RATING_SCALE) -> int:
    """Give the points that a letter counts as where its commander gave none: the middle of its band."""
    low, high = band_of(letter, scale)
    return (low + high) // 2


@dataclass(frozen=True, slots=True)
class Gain:
    """What raised a unit in a task: a rating above the start, an edition or an exercise; `points` before they fade."""

    what: str
    ended_on: date
    points: int
    cap: int = TOP
    seats: int = 1
    quota: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What one gain still adds on a day, before its cap."""

    gain: Gain
    age_days: int
    retention_ppm: int
    micro_points: int

    @property
    def months(self) -> float:
        """Months since it ended."""
        return round(self.age_days / DAYS_IN_MONTH, 1)

    @property
    def percent(self) -> float:
        """Part still there, in percent."""
        return round(self.retention_ppm / PERCENT, 1)

    @property
    def points(self) -> float:
        """What it adds, in points."""
        return round(self.micro_points / MICRO, 1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How the points of a task on a day come about."""

    day: date
    start: int
    parts: tuple[Part, ...]
    micro_points: int

    @property
    def points(self) -> int:
        """Whole points, rounded down, as letters begin at whole points."""
        return self.micro_points // MICRO

    @property
    def exactly(self) -> float:
        """Points to the tenth."""
        return round(self.micro_points / MICRO, 1)


def reckoned(
    start: int, gains: Iterable[Gain], day: date, *, half_life_months: float, yearly_turnover: float
) -> Reckoning:
    """Count the points of a task on a day: the start stands, each gain fades from its last day on."""
    parts = []
    for gain in sorted(gains, key=lambda it: (it.cap, it.ended_on, it.what)):
        age = (day - gain.ended_on).days
        if age >= 0:
            ppm = retention_ppm(age, half_life_months, yearly_turnover)
            added = micro_points_per_seat(gain.points, gain.quota, ppm) * gain.seats
            parts.append(Part(gain, age, ppm, added))
    total = score(start, ((part.gain.cap, part.micro_points) for part in parts))
    return Reckoning(day, start, tuple(parts), total)


def base_and_gain(start: int | None, rated: int, rated_on: date) -> tuple[int, tuple[Gain, ...]]:
    """Split rated points: up to the start points they stand; what lies above is a gain of that day, and fades."""
    base = rated if start is None else min(start, rated)
    return base, (Gain("rating", rated_on, rated - base),) if rated > base else ()


def month_ends(first: date, last: date, at_most: int = 24) -> list[date]:
    """Give the same day of every month from one day to another, and the last one; the newest where there are many."""
    found, number = [first], 1
    while (day := _months_later(first, number)) < last:
        found.append(day)
        number += 1
    if found[-1] != last and first <= last:
        found.append(last)
    return found[-at_most:]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


FADES_TO_PERCENT = round(RETAINED_FOR_GOOD * 100)
"""Percent of a gain that stays for good, for the sentence that explains the figure."""
LEVELS = range(5)
"""Levels of an indicator of institution building."""
