"""Rates and budget lines: each line holds a share of what all requests together would cost."""

from __future__ import annotations

from collections import defaultdict

from benchmarks.generator.agreed import PROVIDER, Row
from benchmarks.generator.naming import named
from benchmarks.generator.sizes import FIRST_DAY, Size, dice
from benchmarks.generator.supply import wanted

SHARES = (0.72, 0.92)
"""The least and the most that a line holds of what would be needed; even shares of the years."""
EXERCISE_SHARE = 0.85
LODGING, TRAVEL, ALLOWANCE, DEPLOYMENT = 70, 450, 90, 1_500


def budget(
    size: Size, seed: int, units: list[Row], courses: list[Row], requests: list[Row], exercises: list[Row]
) -> Row:
    """Give rules, rates and lines."""
    random = dice("budget", size, seed)
    needed = _needed(size, units, courses, requests)
    needed["joint", "exercise"] = EXERCISE_SHARE * sum(row["cost"] for row in exercises)
    years = range(FIRST_DAY.year, size.last_day.year + 1)
    lines = []
    for number, ((payer, kind), money) in enumerate(sorted(needed.items()), 1):
        share = 1.0 if kind == "exercise" else random.uniform(*SHARES)
        yearly = round(share * money / len(years) / 100) * 100
        row = {"id": f"bl-{number:02}", "payer": payer, "kind": kind, "name": named("line", number)}
        lines.append({**row, "by_year": {str(year): yearly for year in years}})
    return {"rules": {"carry_over": 0.1}, "rates": _rates(), "lines": lines}


def _rates() -> list[Row]:
    return [
        {"kind": "instruction", "payer": "provider", "per": "course"},
        {"kind": "language", "payer": "host", "per": "course"},
        {
            "kind": "lodging",
            "payer": "provider",
            "per": "person_week",
            "amount": LODGING,
            "modes": ["resident"],
        },
        {"kind": "travel", "payer": "sender", "per": "person", "amount": TRAVEL, "modes": ["resident"]},
        {
            "kind": "allowance",
            "payer": "sender",
            "per": "person_week",
            "amount": ALLOWANCE,
            "modes": ["resident"],
        },
        {
            "kind": "mtt_deploy",
            "payer": "provider",
            "per": "team_week",
            "amount": DEPLOYMENT,
            "modes": ["mtt"],
        },
        {"kind": "exercise", "payer": "joint", "per": "exercise"},
    ]


def _needed(
    size: Size, units: list[Row], courses: list[Row], requests: list[Row]
) -> dict[tuple[str, str], float]:
    """Add up what giving every seat would cost each payer, by kind of cost."""
    needed: dict[tuple[str, str], float] = defaultdict(float)
    by_course = {row["id"]: row for row in courses}
    party = {unit["id"]: unit["party"] for unit in units}
    for name, (seats, editions) in wanted(courses, requests).items():
        row = by_course[name]
        cost = row["cost"]["fixed"] * editions + row["cost"]["per_seat"] * seats
        if row["cost"].get("kind") == "language":
            for venue in row["venues"]:
                host = size.senders[int(venue[-3:]) % len(size.senders)]
                needed[host, "language"] += cost / len(row["venues"])
        else:
            needed[PROVIDER, "instruction"] += cost
        if row["mode"] == "resident":
            needed[PROVIDER, "lodging"] += LODGING * seats * row["weeks"]
        else:
            needed[PROVIDER, "mtt_deploy"] += DEPLOYMENT * editions * row["weeks"]
    for request in requests:
        row = by_course[request["course"]]
        if row["mode"] == "resident":
            sender = party[request["unit"]]
            needed[sender, "travel"] += TRAVEL * request["seats"]
            needed[sender, "allowance"] += ALLOWANCE * request["seats"] * row["weeks"]
    return needed
