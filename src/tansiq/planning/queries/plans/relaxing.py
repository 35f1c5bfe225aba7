"""Puts a smallest change that the planner found (`Relaxation`) into a programme's document, to try it in a search.

Each change is one figure of one rule; `tansiq_planner.explain.changes` says which there are.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.result import Relaxation

Document = dict[str, Any]


def relaxed(document: Document, change: Relaxation) -> Document:
    """Give the programme with one figure changed.

    Raises
    ------
    KeyError
        For a change that no programme file can hold.
    """
    changed = copy.deepcopy(document)
    _CHANGES[change.code](changed, change)
    return changed


def _row(document: Document, section: str, code: str) -> dict[str, Any]:
    return next(row for row in document[section] if row["id"] == code)


def _ceiling(document: Document, change: Relaxation) -> None:
    unit = _row(document, "units", change.place["unit"])
    people = int(str(change.after))
    # the smallest share of five places that lets so many be away: the planner rounds people down
    share = -(-people * 100_000 // unit["training_headcount"]) / 100_000
    unit["max_absent_share"] = min(share, 1.0)


def _available(document: Document, change: Relaxation) -> None:
    unit = _row(document, "units", change.place["unit"])
    gone = (change.place["from"], change.place["to"])
    unit["not_available"] = [span for span in unit["not_available"] if (span["from"], span["to"]) != gone]


def _class_size(end: str) -> Callable[[Document, Relaxation], None]:
    def change_size(document: Document, change: Relaxation) -> None:
        _row(document, "courses", change.place["course"])["seats"][end] = int(str(change.after))

    return change_size


def _open_season(document: Document, change: Relaxation) -> None:
    _row(document, "courses", change.place["course"])["season"] = {"closed": []}


def _ramadan(document: Document, change: Relaxation) -> None:
    _row(document, "courses", change.place["course"])["ramadan"] = change.after


def _editions(document: Document, change: Relaxation) -> None:
    _row(document, "courses", change.place["course"])["max_editions_per_year"] = change.after


def _by_date(document: Document, change: Relaxation) -> None:
    _row(document, "requests", change.place["request"])["by"] = str(change.after)


def _qualified(document: Document, change: Relaxation) -> None:
    unit = _row(document, "units", change.place["unit"])
    unit.setdefault("already_qualified", {})[change.place["course"]] = change.after


def _instructors(document: Document, change: Relaxation) -> None:
    pool = _row(document, "instructor_pools", change.place["pool"])
    pool["capacity"] = change.after
    if growth := pool.get("growth"):
        growth["max"] = max(growth["max"], pool["capacity"])


def _venue(document: Document, change: Relaxation) -> None:
    _row(document, "venues", change.place["venue"])["capacity"] = change.after


def _budget(document: Document, change: Relaxation) -> None:
    lines = {line["id"]: line for line in document["budget"]["lines"]}
    years = lines[change.place["line"]]["by_year"]
    year = next(it for it in years if str(it) == change.place["year"])
    years[year] = change.after


def _legal_basis(document: Document, change: Relaxation) -> None:
    if change.after == "tacit_renewal":
        document["meta"]["assumptions"] = {"tacit_renewal": True}
        return
    accord = _row(document, "accords", change.place["accord"])
    accord |= {"status": "in_force", "in_force_on": document["meta"]["as_of"]}
    accord.pop("valid_until", None)


def _first_day(document: Document, change: Relaxation) -> None:
    earlier = _day(change.before) - _day(change.after)
    document["meta"]["gate"]["nomination_lead_days"] -= earlier.days


def _precondition(document: Document, change: Relaxation) -> None:
    needs = _row(document, "exercises", change.place["exercise"])["requires_courses"]
    for need in needs:
        if (need["unit"], need["course"]) == (change.place["unit"], change.place["course"]):
            need["seats"] = change.after
    needs[:] = [need for need in needs if need["seats"]]  # a need of nobody is none


def _window(document: Document, change: Relaxation) -> None:
    window = _row(document, "exercises", change.place["exercise"])["window"]
    later = _day(window["to"]) + timedelta(days=DAYS_IN_WEEK * int(str(change.after)))
    window["to"] = min(later, _day(document["meta"]["horizon"]["end"])).isoformat()


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


_CHANGES: Mapping[str, Callable[[Document, Relaxation], None]] = {
    "over_ceiling": _ceiling,
    "not_available": _available,
    "class_too_small": _class_size("min"),
    "class_too_large": _class_size("max"),
    "closed_season": _open_season,
    "in_ramadan": _ramadan,
    "too_many_editions": _editions,
    "after_by_date": _by_date,
    "not_enough_graduates": _qualified,
    "too_few_instructors": _instructors,
    "over_capacity": _venue,
    "over_budget": _budget,
    "not_in_force": _legal_basis,
    "before_first_day": _first_day,
    "too_few_graduates": _precondition,
    "window_too_narrow": _window,
}
