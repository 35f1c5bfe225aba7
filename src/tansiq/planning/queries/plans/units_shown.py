"""Which units a page of a plan shows: all, where they are few; else those that are asked for, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator

from tansiq.core.rules import folded, holds
from tansiq.planning.queries.plans.opened import Opened
from tansiq.ui.tongue import page_language
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.problem import Problem, Unit

MOST_UNITS, AT_ONCE = 40, 25
"""Units that one page shows together, and those of a page where there are more."""
FILTERS = ("party", "command", "text")


@dataclass(frozen=True)
class Shown:
    """The units on a page: their ids, None for all; the page of the list where there are several; what to choose from."""

    units: tuple[str, ...] | None
    page: Page[Any]
    filters: Mapping[str, str]
    parties: tuple[Name, ...]
    commands: tuple[Name, ...]

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for."""
        return any(self.filters.values())


def units_shown(whole: Opened, filters: Mapping[str, str], page: str | None) -> Shown:
    """Give the units of a plan that match what is asked for: a party, a command, a text in their name or a course's."""
    problem = whole.problem
    found = [unit.id for unit in problem.units.values() if _matches(unit, filters)]
    if filters["text"]:
        said = _said(whole)
        found = [key for key in found if holds(said[key], filters["text"])]
    rows = Paginator(found, MOST_UNITS if len(found) <= MOST_UNITS else AT_ONCE).get_page(page)
    is_whole = len(found) == len(problem.units) <= MOST_UNITS
    tongue = Tongue(page_language(), problem.names)
    return Shown(
        None if is_whole else tuple(rows),
        rows,
        filters,
        _named(tongue, (unit.party for unit in problem.units.values())),
        _named(tongue, (unit.command for unit in problem.units.values())),
    )


def _matches(unit: Unit, filters: Mapping[str, str]) -> bool:
    return filters["party"] in {"", unit.party} and filters["command"] in {"", unit.command}


def _named(tongue: Tongue, keys: Iterable[str]) -> tuple[Name, ...]:
    return tuple(tongue.name(key) for key in dict.fromkeys(keys))


@lru_cache(maxsize=2)
def _said(whole: Opened) -> dict[str, str]:
    """Give for each unit what searching looks into: its code and names, and those of the courses that it asks for."""
    problem = whole.problem
    said = {key: [_words(problem, key)] for key in problem.units}
    for request in problem.requests.values():
        said[request.unit].append(_words(problem, request.course))
    return {key: folded(" ".join(words)) for key, words in said.items()}


def _words(problem: Problem, key: str) -> str:
    return " ".join([key, *problem.names.get(key, {}).values()])
