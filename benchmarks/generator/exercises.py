"""Series of exercises that build on each other, with participants, preconditions and planning conferences."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from benchmarks.generator.agreed import OBSERVER, PROVIDER, Row
from benchmarks.generator.naming import named
from benchmarks.generator.sizes import FIRST_COURSE_DAY, Size, dice

SERIES = 4
KINDS = ("TTX", "CPX", "FTX", "CAX")
EXERCISES_PER_RANGE = 5
OFFSETS = {"concept": -14, "ipc": -10, "mpc": -6, "fpc": -2, "fir": 4, "fer": 12}
READY = 0.5
"""Share of a request that must have graduated before an exercise whose precondition it is."""


def exercises(size: Size, seed: int, units: list[Row], requests: list[Row]) -> list[Row]:
    """Give the exercises, the lowest level of each series first."""
    random = dice("exercises", size, seed)
    trained = [unit for unit in units if unit["type"] == "trained"]
    partners = [unit for unit in units if unit["type"] == "partner"]
    wanted: dict[str, list[Row]] = {}
    for row in requests:
        wanted.setdefault(row["unit"], []).append(row)
    rows: list[Row] = []
    for number in range(size.exercises):
        level = number % SERIES
        first = min(len(trained) - 1, (number // SERIES * 7) % len(trained))
        near = [trained[(first + step) % len(trained)] for step in range(min(len(trained), 6))]
        own = random.sample(near, min(len(near), random.randint(2, 4)))
        taking_part = [*own, random.choice(partners)]
        window = _window(random, size, level)
        rows.append(_exercise(random, number, taking_part, window, wanted))
    return rows


def _window(random: Random, size: Size, level: int) -> tuple[date, date]:
    """Give a span of some weeks in the part of the programme that belongs to the level."""
    first = FIRST_COURSE_DAY + timedelta(weeks=10)
    weeks = (size.last_day - first).days // 7
    part = weeks / SERIES
    start = first + timedelta(weeks=int(part * level + random.random() * part / 3))
    end = start + timedelta(days=7 * random.randint(4, 7) - 2)
    return start, min(end, size.last_day)


def _exercise(
    random: Random,
    number: int,
    taking_part: list[Row],
    window: tuple[date, date],
    wanted: dict[str, list[Row]],
) -> Row:
    level = number % SERIES + 1
    host = random.choice((PROVIDER, taking_part[0]["party"], "joint"))
    participants = [
        {
            "unit": unit["id"],
            "headcount": max(3, round(unit["training_headcount"] * random.uniform(0.1, 0.3))),
        }
        for unit in taking_part
    ]
    raises: Row = {}
    for unit in taking_part[:-1]:
        competency = next(iter(unit["metl"]))
        raises[unit["id"]] = {competency: {"gain": random.randint(5, 12), "cap": 80 + 3 * level}}
    return {
        "id": f"ex-{number + 1:04}",
        "type": KINDS[level - 1],
        "level": level,
        "name": named("exercise", number + 1),
        "legal_basis": ["agr-training"],
        "window": {"from": window[0].isoformat(), "to": window[1].isoformat()},
        "conduct_days": random.randint(2, 4) if level < 3 else random.randint(4, 9),
        "host": host,
        "venue": f"v-range-{number // EXERCISES_PER_RANGE + 1:03}",
        "participants": participants,
        "observers": [OBSERVER] if random.random() < 0.15 else [],
        "requires_exercises": [f"ex-{number:04}"] if level > 1 else [],
        "requires_courses": _needs(random, taking_part, window[0], wanted),
        "planning_offsets_weeks": dict(OFFSETS),
        "raises": raises,
        "cost": 1_000 * random.randint(10, 30) * level,
    }


def _needs(random: Random, taking_part: list[Row], start: date, wanted: dict[str, list[Row]]) -> list[Row]:
    needs = []
    for unit in taking_part[:-1]:
        due = [row for row in wanted.get(unit["id"], []) if row["by"] <= start.isoformat()]
        if due and random.random() < 0.6:
            row = random.choice(due)
            needs.append(
                {"unit": unit["id"], "course": row["course"], "seats": max(1, round(READY * row["seats"]))}
            )
    return needs[:2]


def ranges(size: Size, exercises: list[Row]) -> list[Row]:
    """Give the ranges, each large enough for its largest exercise but not for two at once."""
    people: dict[str, int] = {}
    for row in exercises:
        count = sum(it["headcount"] for it in row["participants"])
        people[row["venue"]] = max(people.get(row["venue"], 0), count)
    return [
        {
            "id": venue,
            "party": size.senders[number % len(size.senders)],
            "capacity": round(1.3 * people[venue]),
            "name": named("range", number),
        }
        for number, venue in enumerate(sorted(people), 1)
    ]
