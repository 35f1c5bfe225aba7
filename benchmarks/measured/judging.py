"""What the runs say: the best bound of each problem, gaps, moments, and everything that must not be."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor
from typing import Any

Run = dict[str, Any]
WALL, CPU, PHASE, BEST, BOUND, PLAN = range(6)
"""Places in an event (`recorder.Event.row`)."""
TOLERANCE = 1e-6


def of(runs: Iterable[Run], task: str, instance: str | None = None, option: str | None = None) -> list[Run]:
    """Give the runs of a task that came to an answer."""
    return [
        run
        for run in runs
        if run["job"]["task"] == task
        and instance in {None, run["job"]["instance"]}
        and option in {None, run["job"]["option"]}
        and "events" in run
    ]


def one(
    runs: Iterable[Run], contestant: str, task: str, instance: str, option: str | None = None
) -> Run | None:
    """Give the run of one contestant, if it came to an answer."""
    found = [run for run in of(runs, task, instance, option) if run["job"]["contestant"] == contestant]
    return found[0] if found else None


def best_bound(runs: Iterable[Run], instance: str) -> float | None:
    """Give the lowest bound that anyone proved for the weighted seats of a problem; a figure of seats is whole.

    No plan gives more than is asked for: where nobody proved more, that is the bound.
    """
    found = of(runs, "seats", instance)
    bounds = [run["bound"] for run in found if run["bound"] is not None]
    bounds += [run["asked"] for run in found]
    return float(floor(min(bounds) + TOLERANCE)) if bounds else None


def gap(value: float | None, bound: float | None) -> float | None:
    """Give the distance to the bound as a share of it; none from a bound of nothing."""
    if value is None or bound is None or (value and not bound):
        return None
    return abs(bound - value) / max(1.0, abs(bound))


def first_plan(run: Run) -> float | None:
    """Give the seconds until the first plan that can be used; an empty one is none."""
    return next((event[WALL] for event in run["events"] if event[PLAN] and event[BEST] != 0), None)


def reached(run: Run, bound: float, share: float) -> float | None:
    """Give the seconds until the best figure was within a share of the bound."""
    for event in run["events"]:
        distance = gap(event[BEST], bound)
        if distance is not None and distance <= share:
            return float(event[WALL])
    return None


def proven_at(run: Run, stage: str) -> float | None:
    """Give the seconds until a stage's figure met its bound; None for a stage that is not proven in the end."""
    if not any(row["name"] == stage and row["proven"] for row in run["stages"]):
        return None
    times = [
        event[WALL]
        for event in run["events"]
        if event[PHASE] == stage and event[BEST] is not None and event[BEST] == event[BOUND]
    ]
    return float(times[0]) if times else None


def all_proven_at(run: Run, stages: Iterable[str]) -> float | None:
    """Give the seconds until all these stages were proven."""
    times = [proven_at(run, stage) for stage in stages]
    return max(times) if times and None not in times else None


def stage(run: Run | None, name: str) -> dict[str, Any] | None:
    """Give a stage of a run by its name."""
    return next((row for row in run["stages"] if row["name"] == name), None) if run else None


def faults(runs: Iterable[Run]) -> list[str]:
    """Name what must not be: a job that failed, an unlawful plan, a plan better than its bound."""
    runs = list(runs)
    found = [f"{_name(run)}: failed: {run['failed'][0]}" for run in runs if "failed" in run]
    for run in runs:
        found += (
            [f"{_name(run)}: the checker finds {run['violations']} violations"]
            if run.get("violations")
            else []
        )
        if "events" in run and _passes(run["value"], run["bound"], "most"):
            found.append(f"{_name(run)}: {run['value']} is better than its own bound {run['bound']}")
        found += [
            f"{_name(run)}, {row['name']}: {row['value']} is better than its bound {row['bound']}"
            for row in run.get("stages", [])
            if _passes(row["value"], row["bound"], row["sense"])
        ]
    for instance in dict.fromkeys(run["job"]["instance"] for run in runs):
        found += _against_the_others(runs, instance)
    return found


def _against_the_others(runs: list[Run], instance: str) -> list[str]:
    """Hold every plan against the bounds that others proved: for the weighted seats, and for the first stage of A."""
    bound = best_bound(runs, instance)
    found = [
        f"{_name(run)}: {run['value']} is better than the bound {bound} that was proven in this run"
        for run in of(runs, "seats", instance)
        if _passes(run["value"], bound, "most")
    ]
    by_stages = of(runs, "option", instance, "A")
    firsts = [stage(run, "seats_1") for run in by_stages]
    bounds = [row["bound"] for row in firsts if row is not None]
    found += [
        f"{_name(run)}: more seats of priority 1 than the bound {min(bounds)} of this run"
        for run in by_stages
        if bounds and run.get("score") and _passes(run["score"]["seats"]["1"], min(bounds), "most")
    ]
    return found


def _passes(value: float | None, bound: float | None, sense: str) -> bool:
    if value is None or bound is None:
        return False
    return value > bound + TOLERANCE if sense == "most" else value < bound - TOLERANCE


def _name(run: Run) -> str:
    job = run["job"]
    task = f"option {job['option']}" if job["task"] == "option" else job["task"]
    return f"{job['instance']}, {task}, {job['contestant']}"
