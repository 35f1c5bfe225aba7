"""How large a generated programme is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

FIRST_DAY = date(2026, 1, 4)
"""A Sunday; also the day on which the programme is planned."""
FIRST_COURSE_DAY = date(2026, 3, 1)
"""The annual plan is signed 90 days before."""
TWO_YEARS, ONE_YEAR = date(2027, 12, 25), date(2026, 12, 26)


@dataclass(frozen=True)
class Size:
    """Counts of what a generated programme holds.

    `units` counts the provider's own units too, which exercise but ask for no course. Courses come in families that
    build on each other and share a school; `senders` are the nations whose units are trained.
    """

    name: str
    units: int
    courses: int
    exercises: int
    families: int
    requests: int
    senders: tuple[str, ...] = ("south", "west")
    last_day: date = TWO_YEARS


SIZES = {
    size.name: size
    for size in (
        Size("S", 20, 30, 10, families=5, requests=60, senders=("south",)),
        Size("M", 200, 100, 60, families=16, requests=400),
        Size("L", 2_000, 300, 200, families=50, requests=4_000),
        Size("XL", 6_000, 600, 400, families=100, requests=12_000),
    )
}
"""S, M and L are those of the planner's bars. XL is what no single linear model is expected to hold: three times L."""


def tiny_size(seed: int) -> Size:
    """Give a size small enough to be solved exactly in a blink: 3..5 units, 4..6 courses, 1 or 2 exercises."""
    random = _repeatable(f"tiny {seed}")
    return Size(
        name="tiny",
        units=random.randint(3, 5),
        courses=random.randint(4, 6),
        exercises=random.randint(1, 2),
        families=random.randint(1, 2),
        requests=random.randint(5, 9),
        senders=("south",),
        last_day=ONE_YEAR,
    )


def dice(topic: str, size: Size, seed: int) -> Random:
    """Give the random choices of one part of a programme; no part's choices move another's."""
    return _repeatable(f"{topic} {size.name} {seed}")


def _repeatable(text: str) -> Random:
    return Random(text)  # noqa: S311 - repeatable choices, no secret
