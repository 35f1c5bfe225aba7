"""The generated programmes: the same for the same seed, without a fault, scarce, and of the sizes they promise."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.generator import SIZES, make_problem, make_programme, programme_text, tiny, tiny_size
from tansiq_planner.files import read_problem
from tansiq_planner.methods.model.lawful import lawful_days, lawful_slots
from tansiq_planner.problem import Problem

ROOT = Path(__file__).parents[2]
SMALL = SIZES["S"]
IN_ANOTHER_PROCESS = (
    "import sys; from benchmarks.generator import SIZES, programme_text;"
    "sys.stdout.buffer.write(programme_text(SIZES['S'], 7))"
)


def columns(problem: Problem) -> int:
    """Count what is decided: editions, seats by request and edition, first days of exercises."""
    slots = lawful_slots(problem)
    days = lawful_days(problem).values()
    return len(slots) + sum(len(slot.seats) for slot in slots) + sum(len(each) for each in days)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_same_seed_gives_the_same_bytes_in_any_process(hash_seed) -> None:
    paths = f"{ROOT}:{ROOT / 'src'}"
    other = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": paths, "PYTHONHASHSEED": hash_seed},
    )

    assert other.stdout == programme_text(SMALL, 7)


def test_other_seed_gives_another_programme() -> None:
    assert make_programme(SMALL, 1)["requests"] != make_programme(SMALL, 2)["requests"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_small_programme_is_read_without_a_fault_as_the_problem_it_was_posed_as(seed, tmp_path) -> None:
    path = tmp_path / "small.json"
    path.write_bytes(programme_text(SMALL, seed))

    read = read_problem([path])

    assert replace(read, parts=()) == replace(make_problem(SMALL, seed), parts=())


@pytest.mark.parametrize("name", ["S", "M"])
def test_programme_has_the_counts_of_its_size(name) -> None:
    size = SIZES[name]

    problem = make_problem(size, 1)

    counts = len(problem.units), len(problem.courses), len(problem.exercises)
    assert counts == (size.units, size.courses, size.exercises)
    assert size.requests <= len(problem.requests) <= size.requests + 3


def test_small_programme_has_about_as_many_columns_as_was_measured_before() -> None:
    assert 2_000 < columns(make_problem(SMALL, 1)) < 5_000


@pytest.mark.slow
def test_large_programme_is_read_without_a_fault_and_has_its_columns(tmp_path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(programme_text(SIZES["L"], 1))

    problem = read_problem([path])

    assert 120_000 < columns(problem) < 230_000


def test_every_rule_has_something_to_forbid() -> None:
    problem = make_problem(SMALL, 1)

    found = {
        "accords not in force": any(it.status == "negotiating" for it in problem.accords.values()),
        "closed seasons": any(it.closed for it in problem.courses.values()),
        "Ramadan avoided": any(it.ramadan == "avoid" for it in problem.courses.values()),
        "units away": all(it.not_available for it in problem.units.values()),
        "prerequisites": any(it.prerequisites for it in problem.courses.values()),
        "foreign languages": any(
            it.language == "fr" and not it.prepares_language for it in problem.courses.values()
        ),
        "alternatives of instructors": any(len(it.staffing) > 1 for it in problem.courses.values()),
        "pools that grow": any(it.growth for it in problem.pools.values()),
        "venues closed": any(it.changes for it in problem.venues.values()),
        "late seats": any(it.late_allowed for it in problem.requests.values()),
        "priorities": {it.priority for it in problem.requests.values()} == {1, 2, 3},
        "exercises in order": any(it.after for it in problem.exercises.values()),
        "exercises prepared": any(it.preconditions for it in problem.exercises.values()),
        "conferences": all(it.conferences for it in problem.exercises.values()),
        "estimated holidays": any(
            not day.confirmed for it in problem.calendars.values() for day in it.holidays
        ),
    }
    assert [what for what, is_there in found.items() if not is_there] == []


def test_tiny_problems_are_tiny_and_never_empty() -> None:
    problems = [tiny(seed) for seed in range(200)]

    sizes = {(len(it.units), len(it.courses), len(it.exercises)) for it in problems}
    assert {units for units, _, _ in sizes} == {3, 4, 5}
    assert {courses for _, courses, _ in sizes} == {4, 5, 6}
    assert {exercises for _, _, exercises in sizes} == {1, 2}
    assert [seed for seed, it in enumerate(problems) if not lawful_slots(it)] == []
    assert max(columns(it) for it in problems) < 1_000


@pytest.mark.parametrize("seed", range(20))
def test_tiny_programme_is_read_without_a_fault(seed, tmp_path) -> None:
    path = tmp_path / "tiny.json"
    path.write_bytes(programme_text(tiny_size(seed), seed))

    read = read_problem([path])

    assert replace(read, parts=()) == replace(tiny(seed), parts=())
