"""Units and what they ask for: a course, and whatever it builds on, in the order in which it must be passed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from benchmarks.generator.agreed import PROVIDER, Row
from benchmarks.generator.catalogue import roles_of
from benchmarks.generator.naming import named
from benchmarks.generator.sizes import FIRST_COURSE_DAY, Size, dice

PARTNER_SHARE = 0.1
"""Share of the units that are the provider's own."""
ALREADY = 0.35
"""How often a unit has the people that a prerequisite would have to bring."""
LATE = 0.15
SEATS = {"basic": (10, 24), "special": (6, 16), "middle": (6, 14), "advanced": (3, 8)}
SEATS |= {"instructor": (4, 8), "language": (4, 8)}
TARGETS = ("basic", "special", "special", "middle", "middle", "middle", "advanced", "advanced", "instructor")
SLACK_WEEKS = (5, 14)
"""Weeks between the by-dates of two courses that build on each other, beyond the length of the second."""


def partners(size: Size) -> int:
    """Count the provider's own units."""
    return max(1, round(PARTNER_SHARE * size.units))


def units(size: Size, seed: int) -> list[Row]:
    """Give the units, their strength still to be set from what they ask for."""
    random = dice("units", size, seed)
    rows = []
    for number in range(1, size.units + 1):
        own = number > size.units - partners(size)
        party = PROVIDER if own else size.senders[number % len(size.senders)]
        family = (number - 1) % size.families
        row: Row = {"id": f"u-{number:04}", "party": party, "owner": f"org-{party}-{family % 3 + 1}"}
        row |= {"type": "partner" if own else "trained", "name": named("unit", number)}
        row |= {"max_absent_share": random.choice((0.15, 0.2, 0.25, 0.3)), "yearly_turnover": 0.1}
        row |= {"not_available": _away(random, size), "metl": _tasks(random, size, family)}
        rows.append(row)
    return rows


def commands(size: Size) -> list[Row]:
    """Give the commands that own the units."""
    owners = [(party, number) for party in (PROVIDER, *size.senders) for number in (1, 2, 3)]
    return [
        {
            "id": f"org-{party}-{number}",
            "party": party,
            "role": "owner_command",
            "name": named("command", f"{party} {number}"),
        }
        for party, number in owners
    ]


def _away(random: Random, size: Size) -> list[Row]:
    weeks = (size.last_day - FIRST_COURSE_DAY).days // 7
    spans = []
    for _ in range(random.randint(1, 2)):
        first = FIRST_COURSE_DAY + timedelta(weeks=random.randrange(weeks - 3))
        spans.append(
            {"from": first.isoformat(), "to": (first + timedelta(days=20)).isoformat(), "why": "rotation"}
        )
    return spans


def _tasks(random: Random, size: Size, family: int) -> Row:
    others = random.sample(range(size.families), min(size.families, 2))
    tasks = {}
    for place, number in enumerate(dict.fromkeys((family, *others))):
        weight = 5 - place if place < 2 else random.randint(1, 3)
        target = random.choice(("T-", "P")) if place else "T-"
        tasks[f"c-{number + 1:03}"] = {"weight": weight, "target": target, "start": random.randint(15, 48)}
    return tasks


class Wishes:
    """The requests of all units, made one chain of courses at a time."""

    def __init__(self, size: Size, seed: int, units: list[Row], courses: list[Row]) -> None:
        self._random = dice("requests", size, seed)
        self._size, self._units = size, units
        self._courses = {row["id"]: row for row in courses}
        self._roles = roles_of(size)
        self._asked: dict[str, int] = defaultdict(int)
        self._language = [name for name, (_, role) in self._roles.items() if role == "language"]
        self.rows: list[Row] = []
        self.already: dict[str, dict[str, int]] = defaultdict(dict)
        self._known: set[tuple[str, str]] = set()

    def make(self) -> list[Row]:
        """Go round the sending units until there are as many requests as the size asks for."""
        senders = [unit for unit in self._units if unit["type"] == "trained"]
        turn = 0
        while len(self.rows) < self._size.requests and turn < 20 * len(senders):
            unit = senders[turn % len(senders)]
            course = self._target(unit, turn // len(senders))
            if course is not None:
                self._chain(unit["id"], course)
            turn += 1
        self.rows.sort(key=lambda row: (row["unit"], row["by"], row["course"]))
        return [{"id": f"rq-{number:05}", **row} for number, row in enumerate(self.rows, 1)]

    def _target(self, unit: Row, lap: int) -> str | None:
        """Choose a course of the unit's family, or of another one on later laps; the least asked for first."""
        family = (int(unit["id"][2:]) - 1 + lap * (1 + lap)) % self._size.families
        role = self._random.choice(TARGETS)
        mine = [name for name, (number, _) in self._roles.items() if number == family]
        fitting = [name for name in mine if self._roles[name][1] == role] or mine
        free = [name for name in fitting if (unit["id"], name) not in self._known]
        return min(free, key=lambda name: (self._asked[name], name), default=None)

    def _chain(self, unit: str, course: str) -> None:
        """Ask for a course and for what it builds on, each early enough for the next."""
        seats = self._random.randint(*SEATS[self._roles[course][1]])
        priority = self._random.choices((1, 2, 3), (40, 35, 25))[0]
        by = self._by(course)
        self._ask(unit, course, seats, by, priority)
        self._prepare(unit, course, seats, by, priority)

    def _prepare(self, unit: str, course: str, seats: int, by: date, priority: int) -> None:
        row = self._courses[course]
        needed = list(row["prereq"])
        if row["language"] == "fr" and "prepares_language" not in row:
            needed.append(self._random.choice(self._language))
        for before in needed:
            if (unit, before) in self._known:
                continue
            if self._random.random() < ALREADY:
                self.already[unit][before] = seats + self._random.randint(0, 4)
                self._known.add((unit, before))
                continue
            slack = timedelta(weeks=row["weeks"] + self._random.randint(*SLACK_WEEKS))
            earlier = max(by - slack, self._earliest(before))
            least, most = SEATS[self._roles[before][1]]
            count = max(seats, self._random.randint(least, most))
            self._ask(unit, before, count, earlier, priority)
            self._prepare(unit, before, count, earlier, priority)

    def _ask(self, unit: str, course: str, seats: int, by: date, priority: int) -> None:
        late = {"late": "allowed"} if priority == 3 and self._random.random() < 3 * LATE else {}
        self._asked[course] += seats
        self._known.add((unit, course))
        request = {"unit": unit, "course": course, "seats": seats, "by": by.isoformat()}
        self.rows.append({**request, "priority": priority, **late})

    def _earliest(self, course: str) -> date:
        """Give the first day that leaves a request some weeks of choice."""
        return FIRST_COURSE_DAY + timedelta(weeks=self._courses[course]["weeks"] + 9)

    def _by(self, course: str) -> date:
        """Choose a by-date that the chain of courses before it can meet."""
        depth, current = 0, course
        while self._courses[current]["prereq"]:
            current = self._courses[current]["prereq"][0]
            depth += self._courses[current]["weeks"] + 8
        foreign = self._courses[course]["language"] == "fr"
        earliest = self._earliest(course) + timedelta(weeks=max(depth, 22 if foreign else 0))
        days = (self._size.last_day - earliest).days
        if days <= 0:
            return self._size.last_day
        return earliest + timedelta(days=round(days * self._random.random()))


def strengths(size: Size, seed: int, units: list[Row], requests: list[Row]) -> None:
    """Set how many people each unit has to train: some times what it asks for, so that ceilings bind here and there."""
    random = dice("strengths", size, seed)
    asked: dict[str, int] = defaultdict(int)
    for row in requests:
        asked[row["unit"]] = max(asked[row["unit"]], row["seats"])
    for unit in units:
        most = max(asked[unit["id"]], 10)
        unit["training_headcount"] = round(most * random.uniform(2.2, 5.0))
