"""How skill fades and returns: from courses and exercises to the score of a unit in a competency.

Scores are points 0..100. Inside, they are counted in **micro-points** (millionths of a point, integers), so that the
solver, the checker and another nation's node agree to the last digit.

Sources
-------
Half of a gain is lost after about 6.5 months (accuracy), 11 (mixed), 13 (speed): Tatel, C. E. and Ackerman, P. L.
(2025), doi 10.1037/bul0000481. That a part is retained for good, and the fraction 0.3 of it, is our own choice
(`docs/adr`); Arthur et al. (1998) found loss growing up to and beyond a year without reaching the untrained level.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

MICRO = 1_000_000
RETAINED_FOR_GOOD = 0.3
DAYS_IN_YEAR = 365.25
DAYS_IN_MONTH = DAYS_IN_YEAR / 12


@lru_cache(maxsize=200_000)
def retention_ppm(age_days: int, half_life_months: float, yearly_turnover: float) -> int:
    """Give the part of a gain still there after `age_days`, in parts per million.

    ``(0.3 + 0.7 * 2 ** (-age / half_life)) * (1 - yearly_turnover) ** age_in_years``

    Parameters
    ----------
    age_days : int
        Days since the edition or exercise ended; a negative age gives 0 (nothing gained yet).
    half_life_months : float
        Months in which the part that fades falls to half.
    yearly_turnover : float
        Share of the unit's people replaced in a year, 0 up to but not including 1.
    """
    if age_days < 0:
        return 0
    fading = 2.0 ** (-(age_days / DAYS_IN_MONTH) / half_life_months)
    staying = (1.0 - yearly_turnover) ** (age_days / DAYS_IN_YEAR)
    return int(MICRO * (RETAINED_FOR_GOOD + (1 - RETAINED_FOR_GOOD) * fading) * staying)


def micro_points_per_seat(gain: int, quota: int, ppm: int) -> int:
    """Give what one seat of a course still adds, in micro-points, rounded up.

    Rounded up, all seats of the quota together add at least `gain * ppm`: a target that an officer meets exactly by
    hand (50 points and a gain of 20 in three seats are 70) is met. They add less than one micro-point a seat too much,
    which is far below what two sums of thirds and sevenths can lie apart from a whole point.

    Parameters
    ----------
    gain : int
        Points that the course adds when the whole quota of the unit has passed.
    quota : int
        Seats that the unit requested in the course, over all its requests.
    ppm : int
        Retention, see `retention_ppm`.
    """
    return -(-gain * ppm // quota)


def score(start: int, gains: Iterable[tuple[int, int]]) -> int:
    """Give the score of a unit in a competency, in micro-points.

    Caps are taken ascending, so the order of courses in time does not matter:
    ``s = max(s, min(cap, s + sum of the faded gains of that cap))``.

    Parameters
    ----------
    start : int
        The commander's score, points.
    gains : iterable of (int, int)
        Pairs of cap (points) and faded gain (micro-points).
    """
    by_cap: dict[int, int] = {}
    for cap, micro_points in gains:
        by_cap[cap] = by_cap.get(cap, 0) + micro_points
    micro_score = start * MICRO
    for cap in sorted(by_cap):
        micro_score = max(micro_score, min(cap * MICRO, micro_score + by_cap[cap]))
    return micro_score
