"""What can be given: editions a year, instructors, places. Each is cut to a share of what all requests together need.

So resources bind, and a plan has to choose: about nine seats of ten can be given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from math import ceil
from random import Random

from benchmarks.generator.agreed import PROVIDER, Row
from benchmarks.generator.catalogue import (
    LANGUAGE_POOL,
    camp_count,
    national_pool,
    roles_of,
)
from benchmarks.generator.naming import named
from benchmarks.generator.sizes import FIRST_COURSE_DAY, Size, dice

FILLED = 0.8
"""How full classes are taken to be where editions are counted beforehand."""
OPEN_SHARE = 0.55
"""Share of the weeks in which courses can run: no Ramadan, no summer break, not before the first day."""
POOL_SHARE, VENUE_SHARE, EDITION_SHARE = 0.65, 0.9, 0.85
"""Capacity as a share of what all requests need in an even year; needs come in waves, so 1 is already short."""


def wanted(courses: Iterable[Row], requests: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Give for each course the seats asked for and the editions that would hold them."""
    seats: dict[str, int] = defaultdict(int)
    for row in requests:
        seats[row["course"]] += row["seats"]
    return {
        row["id"]: (seats[row["id"]], ceil(seats[row["id"]] / (FILLED * row["seats"]["max"])))
        for row in courses
    }


def set_editions(size: Size, courses: list[Row], requests: list[Row]) -> None:
    """Set how many editions of each course a year may have."""
    years = size.last_day.year - FIRST_COURSE_DAY.year + 1
    editions = wanted(courses, requests)
    for row in courses:
        row["max_editions_per_year"] = max(1, ceil(EDITION_SHARE * editions[row["id"]][1] / years))


def pools(size: Size, seed: int, courses: list[Row], requests: list[Row]) -> list[Row]:
    """Give the provider's pools, the language teachers, and the national pools that grow with their graduates."""
    random = dice("pools", size, seed)
    weeks = _open_weeks(size)
    needed: dict[str, float] = defaultdict(float)
    largest: dict[str, int] = defaultdict(int)
    editions = wanted(courses, requests)
    for row in courses:
        staff = row["instructors"]
        for option in staff.get("one_of", [staff])[:1]:
            for pool, count in option.items():
                needed[pool] += editions[row["id"]][1] * row["weeks"] * count
        for option in staff.get("one_of", [staff]):
            for pool, count in option.items():
                largest[pool] = max(largest[pool], count)
    rows = []
    for number, pool in enumerate(sorted(largest), 1):
        capacity = max(largest[pool], round(POOL_SHARE * needed[pool] / weeks))
        row: Row = {"id": pool, "party": PROVIDER, "capacity": capacity, "name": named("pool", number)}
        if pool.startswith("ip-national"):
            row |= _national(size, pool)
        elif pool != LANGUAGE_POOL and capacity > largest[pool] and random.random() < 0.3:
            row["changes"] = [_change(random, size, capacity - 1, "posting")]
        rows.append({**row, "languages": ["ar"]})
    return rows


def _national(size: Size, pool: str) -> Row:
    group = int(pool[-2:]) - 1
    teaching = [
        name
        for name, (family, role) in roles_of(size).items()
        if role == "instructor" and national_pool(family) == pool
    ]
    own: Row = {"party": size.senders[group % len(size.senders)], "capacity": 3}
    if teaching:
        own["growth"] = {"course": teaching[0], "per_graduates": 6, "add": 2, "max": 9}
    return own


def venues(size: Size, seed: int, courses: list[Row], requests: list[Row]) -> list[Row]:
    """Give schools, camps and, for the exercises, ranges; each is closed or half shut for some weeks."""
    random = dice("venues", size, seed)
    weeks = _open_weeks(size)
    seats = wanted(courses, requests)
    needed: dict[str, float] = defaultdict(float)
    largest: dict[str, int] = defaultdict(int)
    for row in courses:
        for venue in row["venues"]:
            needed[venue] += seats[row["id"]][0] * row["weeks"] / len(row["venues"])
            largest[venue] = max(largest[venue], row["seats"]["max"])
    camps = [f"v-camp-{number:03}" for number in range(1, camp_count(size) + 1)]
    rows = []
    for number, venue in enumerate(sorted({*largest, *camps}), 1):
        capacity = max(largest[venue], round(VENUE_SHARE * needed[venue] / weeks), 20)
        camp = venue.startswith("v-camp")
        party = size.senders[int(venue[-3:]) % len(size.senders)] if camp else PROVIDER
        left = random.choice((0, 0, capacity // 2))
        rows.append(
            {
                "id": venue,
                "party": party,
                "capacity": capacity,
                "tags": ["hot"] if camp and int(venue[-3:]) % 3 == 0 else [],
                "changes": [_change(random, size, left, "works")],
                "name": named("field" if camp else "school", number),
            }
        )
    return rows


def _change(random: Random, size: Size, capacity: int, why: str) -> Row:
    weeks = (size.last_day - FIRST_COURSE_DAY).days // 7
    first = FIRST_COURSE_DAY + timedelta(weeks=random.randrange(weeks - 4))
    last = first + timedelta(days=7 * random.randint(2, 4) - 1)
    return {"from": first.isoformat(), "to": last.isoformat(), "capacity": capacity, "why": why}


def _open_weeks(size: Size) -> float:
    return OPEN_SHARE * ((size.last_day - FIRST_COURSE_DAY).days // 7)
