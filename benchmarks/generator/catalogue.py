"""Families of courses: some stand at the beginning, others build on them; one school and one pool serve a family."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.generator.agreed import PROVIDER, Row
from benchmarks.generator.naming import named
from benchmarks.generator.sizes import Size, dice

FAMILIES_PER_POOL, FAMILIES_PER_CAMP = 2, 2
FAMILIES_PER_NATIONAL_POOL, FAMILIES_PER_LANGUAGE_COURSE = 5, 8
LANGUAGE_POOL = "ip-language"


@dataclass(frozen=True)
class Role:
    """What courses of one kind are like: ranges of weeks, of the largest class, and of money."""

    mode: str
    weeks: tuple[int, int]
    largest: tuple[int, int]
    fixed: tuple[int, int]
    per_seat: tuple[int, int]
    gain: tuple[int, int]
    cap: int


ROLES = {
    "basic": Role("mtt", (1, 3), (20, 30), (6, 12), (80, 160), (20, 35), 72),
    "special": Role("mtt", (1, 2), (16, 24), (5, 10), (60, 120), (8, 15), 60),
    "middle": Role("resident", (3, 8), (14, 20), (16, 28), (700, 1_400), (15, 25), 84),
    "advanced": Role("resident", (6, 12), (8, 12), (20, 36), (1_200, 2_400), (10, 20), 92),
    "instructor": Role("mtt", (4, 4), (10, 16), (16, 20), (140, 180), (10, 15), 75),
    "language": Role("mtt", (10, 12), (14, 18), (30, 38), (300, 400), (4, 8), 55),
}
ORDER = ("basic", "middle", "advanced", "special", "basic", "middle", "special", "advanced")
FOREIGN = 0.3
"""Share of the advanced courses that are given in the provider's second language."""


def roles_of(size: Size) -> dict[str, tuple[int, str]]:
    """Give the family, counted from 0, and the role of every course by its id."""
    roles = {}
    for family in range(size.families):
        count = size.courses // size.families + (family < size.courses % size.families)
        order = list(ORDER[:count])
        if family % FAMILIES_PER_LANGUAGE_COURSE == 0 and count > 3:
            order[3] = "language"
        if family % FAMILIES_PER_NATIONAL_POOL == 0 and count > 4:
            order[4] = "instructor"
        roles |= {f"crs-{family + 1:03}-{number}": (family, role) for number, role in enumerate(order, 1)}
    return roles


def national_pool(family: int) -> str:
    """Name the pool of national instructors that serves a family."""
    return f"ip-national-{family // FAMILIES_PER_NATIONAL_POOL + 1:02}"


def courses(size: Size, seed: int) -> list[Row]:
    """Give the catalogue; how many editions a year is set once the requests are known."""
    random = dice("courses", size, seed)
    roles = roles_of(size)
    return [_course(random, size, roles, name) for name in roles]


def _course(random: Random, size: Size, roles: dict[str, tuple[int, str]], name: str) -> Row:
    family, kind = roles[name]
    role = ROLES[kind]
    largest = random.randint(*role.largest)
    foreign = kind == "language" or (
        kind == "advanced" and random.random() < FOREIGN and _has_language(roles)
    )
    money = {"kind": "language"} if kind == "language" else {}
    number = 10 * (family + 1) + int(name[-1])
    return {
        "id": name,
        "mode": role.mode,
        "provider": PROVIDER,
        "legal_basis": ["agr-schools" if kind == "advanced" and random.random() < 0.5 else "agr-training"],
        "venues": _venues(random, size, family, role.mode),
        "weeks": random.randint(*role.weeks),
        "seats": {"min": round(0.4 * largest), "max": largest},
        "language": "fr" if foreign else "ar",
        **({"prepares_language": "fr"} if kind == "language" else {}),
        "prereq": _prerequisites(roles, family, kind),
        "instructors": _instructors(random, family, kind),
        "season": _season(random, role.mode),
        "ramadan": "allowed" if kind == "special" else random.choice(("avoid", "avoid", "half_days")),
        "max_editions_per_year": 1,
        "cost": {
            **money,
            "fixed": 1_000 * random.randint(*role.fixed),
            "per_seat": 10 * random.randint(role.per_seat[0] // 10, role.per_seat[1] // 10),
        },
        "teaches": {f"c-{family + 1:03}": {"gain": random.randint(*role.gain), "cap": role.cap}},
        "tags": ["field"] if kind == "basic" else [],
        "name": named("course", number),
    }


def _has_language(roles: dict[str, tuple[int, str]]) -> bool:
    return any(kind == "language" for _, kind in roles.values())


def _venues(random: Random, size: Size, family: int, mode: str) -> list[str]:
    if mode == "resident":
        return [f"v-school-{family + 1:03}"]
    camps = camp_count(size)
    first = family // FAMILIES_PER_CAMP % camps
    second = (first + 1) % camps
    chosen = [first, second] if second != first and random.random() < 0.25 else [first]
    return [f"v-camp-{camp + 1:03}" for camp in chosen]


def camp_count(size: Size) -> int:
    """Count the camps of the sending nations that mobile teams come to."""
    return max(1, -(-size.families // FAMILIES_PER_CAMP))


def _prerequisites(roles: dict[str, tuple[int, str]], family: int, kind: str) -> list[str]:
    needed = {"middle": "basic", "instructor": "basic", "advanced": "middle"}.get(kind)
    found = [name for name, role in roles.items() if role == (family, needed)]
    return found[:1]


def _instructors(random: Random, family: int, kind: str) -> Row:
    own = f"ip-north-{family // FAMILIES_PER_POOL + 1:03}"
    national = national_pool(family)
    if kind == "language":
        return {LANGUAGE_POOL: 2}
    if kind == "basic":
        return {"one_of": [{own: 2}, {national: 3}]} if random.random() < 0.4 else {own: 2}
    if kind == "special":
        return {"one_of": [{own: 1, national: 1}, {national: 3}]} if random.random() < 0.4 else {own: 1}
    return {own: random.randint(2, 4 if kind == "middle" else 3)}


def _season(random: Random, mode: str) -> Row:
    if mode == "mtt":
        return {"closed": []}
    if random.random() < 0.1:
        return {"start_only": ["03-15/04-20", "09-01/09-30"]}
    return {"closed": [f"0{random.choice((6, 7))}-{random.choice((15, 20, 25))}/09-01"]}
