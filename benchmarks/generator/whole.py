"""A whole programme as the file would hold it, and the problem that it poses."""

from __future__ import annotations

from benchmarks.generator import agreed, catalogue, demand, exercises, money, supply
from benchmarks.generator.agreed import Row
from benchmarks.generator.sizes import Size, tiny_size
from tansiq_desk.commands.convert import json_text
from tansiq_planner.files.building import build_problem
from tansiq_planner.files.canonical import sha256_of
from tansiq_planner.files.schema import Programme
from tansiq_planner.problem import Part, Problem


def make_programme(size: Size, seed: int) -> Row:
    """Make a programme in the form of the programme file: mappings, lists, texts and numbers only."""
    courses = catalogue.courses(size, seed)
    units = demand.units(size, seed)
    wishes = demand.Wishes(size, seed, units, courses)
    requests = wishes.make()
    for unit in units:
        unit["already_qualified"] = wishes.already.get(unit["id"], {})
    demand.strengths(size, seed, units, requests)
    supply.set_editions(size, courses, requests)
    held = exercises.exercises(size, seed, units, requests)
    return {
        "meta": agreed.meta(size, seed),
        "parties": agreed.parties(size),
        "organisations": demand.commands(size),
        "accords": agreed.accords(),
        "competencies": agreed.competencies(size),
        "units": units,
        "venues": [*supply.venues(size, seed, courses, requests), *exercises.ranges(size, held)],
        "instructor_pools": supply.pools(size, seed, courses, requests),
        "courses": courses,
        "requests": requests,
        "exercises": held,
        "calendars": agreed.calendars(size, seed),
        "calendar": {"seasons": agreed.seasons()},
        "budget": money.budget(size, seed, units, courses, requests, held),
        "locks": [],
    }


def programme_text(size: Size, seed: int) -> bytes:
    """Make a programme as a JSON file that `tansiq check` and `tansiq plan` read."""
    return json_text(make_programme(size, seed))


def make_problem(size: Size, seed: int) -> Problem:
    """Make a programme and pose its problem, without writing and reading a file."""
    programme = make_programme(size, seed)
    part = Part("joint", sha256_of(programme))
    return build_problem(Programme.model_validate(programme), (part,))


def tiny(seed: int) -> Problem:
    """Make a problem small enough to be solved exactly in a test."""
    return make_problem(tiny_size(seed), seed)
