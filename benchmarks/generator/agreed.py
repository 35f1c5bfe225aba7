"""What the nations of a generated programme agreed on: themselves, accords, calendars, seasons."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks.generator.naming import named
from benchmarks.generator.sizes import FIRST_COURSE_DAY, FIRST_DAY, Size, dice

PROVIDER, OBSERVER = "north", "east"
LEAD_DAYS = 90
RAMADAN = {2026: (date(2026, 2, 18), 30), 2027: (date(2027, 2, 8), 29)}
"""First day and length as calendars compute them beforehand; each nation may keep it a day later."""
MOVING = {
    "eid_al_adha": (date(2026, 5, 27), date(2027, 5, 16)),
    "islamic_new_year": (date(2026, 6, 16), date(2027, 6, 6)),
    "mawlid": (date(2026, 8, 25), date(2027, 8, 14)),
}
DAYS_OF = {"eid_al_adha": 3, "islamic_new_year": 1, "mawlid": 1}
FIXED_KEYS = ("new_year", "labour_day", "independence_day", "revolution_day", "martyrs_day")
LETTERS = (("T", 85), ("T-", 70), ("P", 50), ("P-", 30), ("U", 0))
HALF_LIVES = (("accuracy", 6.5), ("mixed", 11.0), ("speed", 13.0))
Row = dict[str, Any]


def meta(size: Size, seed: int) -> Row:
    """Give the head of the programme."""
    return {
        "id": f"generated-{size.name.lower()}-{seed}",
        "schema": "tansiq-programme/1",
        "title": named("programme", f"{size.name} {seed}"),
        "horizon": {"start": FIRST_DAY.isoformat(), "end": size.last_day.isoformat()},
        "as_of": FIRST_DAY.isoformat(),
        "week_start": "sunday",
        "currency": "XTS",
        "gate": {"annual_plan": "agr-plan-2026", "nomination_lead_days": LEAD_DAYS},
        "assumptions": {"tacit_renewal": True},
        "rating_scale": {letter: {"min": least, "label": {"en": letter}} for letter, least in LETTERS},
    }


def parties(size: Size) -> list[Row]:
    """Give the provider, the nations that send people, and an observer."""
    rows = [(PROVIDER, "participant", ["ar", "fr"])]
    rows += [(sender, "participant", ["ar"]) for sender in size.senders]
    rows.append((OBSERVER, "observer", ["ar", "fr"]))
    return [
        {"id": party, "kind": kind, "name": named("nation", number), "languages": languages}
        for number, (party, kind, languages) in enumerate(rows, 1)
    ]


def accords() -> list[Row]:
    """Give a framework that renews itself, two annexes in force, one still negotiated, and the annual plan."""
    signed = (FIRST_COURSE_DAY - timedelta(days=LEAD_DAYS)).isoformat()
    rows: list[Row] = [
        {"id": "agr-frame", "type": "framework_agreement", "status": "in_force", "signed_on": "2022-06-15"},
        {"id": "agr-training", "type": "technical_annex", "status": "in_force", "signed_on": "2025-04-20"},
        {"id": "agr-schools", "type": "technical_annex", "status": "in_force", "signed_on": "2025-09-01"},
        {"id": "agr-border", "type": "technical_annex", "status": "negotiating"},
        {"id": "agr-plan-2026", "type": "annual_plan", "status": "approved", "signed_on": signed},
    ]
    ends = {"agr-frame": "2027-06-14", "agr-training": "2028-04-19", "agr-schools": "2027-10-31"}
    ends["agr-plan-2026"] = "2026-12-31"
    return [
        {
            **row,
            "title": named("accord", number),
            **({"valid_until": ends[row["id"]]} if row["id"] in ends else {}),
            **({"in_force_on": row["signed_on"]} if row["status"] == "in_force" else {}),
            **({"parent": "agr-frame"} if number > 1 else {"tacit_renewal_months": 12}),
        }
        for number, row in enumerate(rows, 1)
    ]


def competencies(size: Size) -> list[Row]:
    """Give one skill for each family of courses."""
    rows = []
    for number in range(1, size.families + 1):
        decay, months = HALF_LIVES[number % len(HALF_LIVES)]
        row = {"id": f"c-{number:03}", "decay": decay, "half_life_months": months}
        rows.append({**row, "name": named("competency", number)})
    return rows


def calendars(size: Size, seed: int) -> list[Row]:
    """Give every nation its weekend, its holidays and its Ramadan; the days of the moon may differ by one."""
    random = dice("calendars", size, seed)
    return [_calendar(random, row["id"], size.last_day) for row in parties(size)]


def _calendar(random: Random, party: str, last: date) -> Row:
    ramadan, holidays = [], []
    for year in range(FIRST_DAY.year, last.year + 1):
        later = random.randint(0, 1)
        first = RAMADAN[year][0] + timedelta(days=later)
        end = first + timedelta(days=RAMADAN[year][1] - 1)
        ramadan.append(
            {"year": year, "from": first.isoformat(), "to": end.isoformat(), "status": "estimated"}
        )
        holidays.append(_holiday("eid_al_fitr", end + timedelta(days=1), 3, "estimated"))
        for key, days in MOVING.items():
            day = days[year - FIRST_DAY.year] + timedelta(days=random.randint(0, 1))
            holidays.append(_holiday(key, day, DAYS_OF[key], "estimated"))
    for key in FIXED_KEYS[: random.randint(3, 5)]:
        month, day = (1, 1) if key == "new_year" else (random.randint(4, 12), random.randint(1, 28))
        holidays += [
            _holiday(key, date(year, month, day), 1, "confirmed")
            for year in range(FIRST_DAY.year, last.year + 1)
        ]
    weekend = ["saturday", "sunday"] if party == OBSERVER else ["friday", "saturday"]
    holidays.sort(key=lambda row: (row["date"], row["key"]))
    return {"party": party, "weekend": weekend, "ramadan": ramadan, "holidays": holidays}


def _holiday(key: str, day: date, days: int, status: str) -> Row:
    return {"date": day.isoformat(), "days": days, "key": key, "status": status}


def seasons() -> list[Row]:
    """Give the hot season, closed to field courses at hot venues, and one that only warns."""
    hot = {"id": "hot", "from": "05-15", "to": "09-30", "rule": "forbidden"}
    sand = {"id": "sand", "from": "03-15", "to": "05-15", "rule": "warn", "course_tag": "field"}
    return [
        {**hot, "course_tag": "field", "venue_tag": "hot", "name": named("season", 1)},
        {**sand, "name": named("season", 2)},
    ]
