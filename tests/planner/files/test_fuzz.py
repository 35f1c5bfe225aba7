"""Whatever is in a file: a list of faults with known codes, or a problem. Never anything else."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import read_programme
from tansiq_planner.files.codes import CODES
from tansiq_planner.files.located import Document, Place, located, plain
from tansiq_planner.files.reading import pose, programme_of
from tansiq_planner.files.yaml_text import read_yaml
from tansiq_planner.problem import Problem

EXAMPLE = Path("examples/example-programme.yaml")
PIECES = [
    b"\0", b"\xff", b"\xc3", b"&a ", b"*a", b"<<: ", b"!!int ", b"{", b"}", b"[", b"]", b"- ", b": ", b"'",
    b'"', b"\\ud800", b"\n---\n", b"#", b"\t", b"9" * 30, b"1e999", b".nan", b"|", b"? ", b"\xe2\x80\xae",
    b"\xef\xbb\xbf", b"%YAML 9\n",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, -1, 0, 1, 10**15, 1.5, -0.0, "", "x" * 3000, "é", "joint", "sender", [], {}, [[]], {"a": 1},
    [None], "2025-02-30", "2200-12-31", "1900-01-01", "2026-01-04", "02-29", "02-29/02-28", "12-31/01-01",
    "T-", "ly", "c-brd", "crs-ihl-101", "u-ly-stf", "[key]", "Staffing", {"one_of": []},
    {"one_of": [{}], "x": 1}, {"from": "2026-01-01"},
]  # fmt: skip


def example_tree() -> dict[str, Any]:
    """Give the example with fewer records, and without those that none of them names, so that many changes can be tried."""
    node, _ = read_yaml(EXAMPLE.read_text(encoding="utf-8"), "")
    assert node is not None
    tree: Any = plain(node)
    tree["requests"], tree["exercises"] = tree["requests"][:12], tree["exercises"][:3]
    for calendar in tree["calendars"]:
        calendar["holidays"] = calendar["holidays"][:3]
    tree["locks"] = [
        {"id": "lk-1", "edition": {"course": "crs-ihl-101", "venue": "v-ly-trip", "start": "2025-09-07"}},
        {"id": "lk-2", "exercise": "ex-25-ttx", "start": "2025-11-11"},
        {"id": "lk-3", "closed": {"from": "2026-01-01", "to": "2026-01-31"}, "courses": ["crs-ihl-101"]},
        {"id": "lk-4", "request": "rq-001", "seats_at_least": 4},
    ]
    del tree["border"]["line_latlon"], tree["border"]["support_points"], tree["lessons"], tree["user_roles"]
    for section in ("courses", "units", "venues", "instructor_pools"):
        named = set(named_in(tree))
        tree[section] = [it for it in tree[section] if it["id"] in named]
    return tree


def named_in(tree: Any) -> Iterator[Any]:
    """Give every key and value but the ids of records."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from () if key == "id" else (key, *named_in(value))
    elif isinstance(tree, list):
        for value in tree:
            yield from named_in(value)
    else:
        yield tree


def places_in(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(found for step, child in steps for found in places_in(child, (*path, step)))]


def shortened(tree: Any) -> Any:
    """Leave one language of every text."""
    if isinstance(tree, dict):
        return {"en": tree["en"]} if "en" in tree else {key: shortened(value) for key, value in tree.items()}
    return [shortened(value) for value in tree] if isinstance(tree, list) else tree


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def mutated(written: str, paths: list[tuple[Any, ...]], chance: random.Random) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(written)
    for _ in range(chance.randint(1, 3)):
        with suppress(KeyError, IndexError, TypeError):  # an earlier change took the place away
            change(changed, chance.choice(paths), at(changed, chance.choice(paths)), chance)
    return changed


def change(tree: dict[str, Any], path: tuple[Any, ...], other: Any, chance: random.Random) -> None:
    holder, last, kind = at(tree, path[:-1]), path[-1], chance.randrange(5)
    if kind == 0:
        del holder[last]
    elif kind == 1:
        holder[last] = copy.deepcopy(chance.choice(VALUES))
    elif kind == 2 and isinstance(holder, dict):
        holder[chance.choice(["x", "id", "from_", last + "s"])] = holder.pop(last)
    elif kind == 3 and isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), copy.deepcopy(holder[last]))
    else:
        holder[last] = copy.deepcopy(other)


def is_judged(read: Any) -> bool:
    """Say whether reading ends as it must; any other exception goes through."""
    try:
        programme, parts = read()
    except FaultyFileError as error:
        return bool(error.faults) and all(set(CODES[it.code]) == set(it.figures) for it in error.faults)
    return isinstance(pose(programme, parts), Problem)


def try_trees(seeds: range) -> None:
    tree = shortened(example_tree())
    written, paths = json.dumps(tree), [path for path in places_in(tree) if path]
    for seed in seeds:
        changed = mutated(written, paths, random.Random(seed))  # noqa: S311 - a seeded test
        document = Document("x", located(changed, {(): Place("x", 1, 1)}))
        assert is_judged(lambda document=document: programme_of([document])), seed


def try_bytes(text: bytes, suffix: str, seeds: range, directory: Path) -> None:
    path = directory / f"a{suffix}"
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - a seeded test
        raw = text
        for _ in range(chance.randint(1, 4)):
            at, length = chance.randrange(len(raw) + 1), chance.choice([0, 0, 1, 2, 20])
            raw = raw[:at] + chance.choice([*PIECES, b"", raw[at : at + 40]]) + raw[at + length :]
        path.write_bytes(raw)
        assert is_judged(lambda: read_programme([path])), seed


def small_texts() -> list[tuple[bytes, str]]:
    tree = example_tree()
    small = {name: tree[name] for name in ("meta", "parties", "accords", "locks")}
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    return [
        ("".join(lines[:60]).encode(), ".yaml"),
        (json.dumps(small, ensure_ascii=False).encode(), ".json"),
    ]


def test_the_example_with_fewer_records_is_still_a_programme():
    document = Document("x", located(shortened(example_tree()), {(): Place("x", 1, 1)}))

    assert len(pose(*programme_of([document])).courses) > 5


def test_a_changed_value_is_judged():
    try_trees(range(100))


def test_a_changed_text_is_judged(tmp_path):
    for text, suffix in small_texts():
        try_bytes(text, suffix, range(120), tmp_path)


# in pieces, so that several workers can share them


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 5_000, 250))
def test_many_changed_values_are_judged(first):
    try_trees(range(first, first + 250))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 4_000, 500))
def test_many_changed_texts_are_judged(first, tmp_path):
    for text, suffix in small_texts():
        try_bytes(text, suffix, range(first, first + 500), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 300, 50))
def test_many_changed_whole_texts_are_judged(first, tmp_path):
    try_bytes(EXAMPLE.read_bytes(), ".yaml", range(first, first + 50), tmp_path)
