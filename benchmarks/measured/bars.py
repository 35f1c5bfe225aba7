"""The planner's bars, and where this run stands against each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.measured.judging import (
    Run,
    all_proven_at,
    best_bound,
    first_plan,
    gap,
    of,
    one,
    proven_at,
    reached,
    stage,
)

NOT_MEASURED = "not measured"
Bar = tuple[str, str, str, str]
"""What is asked, what is good, what is the goal, what was measured."""


def bars(runs: Iterable[Run]) -> list[Bar]:
    """Give every bar whose problem was run."""
    runs = list(runs)
    instances = {run["job"]["instance"] for run in runs}
    found: list[Bar] = []
    if "example" in instances:
        found += [*_option_a(runs), *_option_b(runs), *_again(runs), _reasons(runs)]
    found += [bar(runs) for name, bar in (("S", _small), ("M", _medium), ("L", _large)) if name in instances]
    found += [_memory(runs)] if "L" in instances else []
    return found


def seconds(value: float | None, otherwise: str = "not reached") -> str:
    """Write seconds down."""
    return otherwise if value is None else f"{value:.1f} s"


def percent(value: float | None) -> str:
    """Write a share down."""
    return "none" if value is None else f"{100 * value:.1f} %"


def _option_a(runs: list[Run]) -> list[Bar]:
    run = one(runs, "tansiq", "option", "example", "A")
    names = ("example, A: first plan", "example, A: all seats and exercises proven", "example, A: cost")
    goods = (("3 s", "1 s"), ("60 s", "15 s"), ("5 % of bound in 120 s", "2 % in 60 s"))
    if run is None:
        return [(name, *good, NOT_MEASURED) for name, good in zip(names, goods, strict=True)]
    counted = [row["name"] for row in run["stages"] if "seats" in row["name"] or "exercises" in row["name"]]
    cost = stage(run, "cost")
    away = (
        "no cost stage"
        if cost is None
        else f"{percent(gap(cost['value'], cost['bound']))} after {run['wall']:.0f} s"
    )
    proof = "not reached" if len(counted) < 5 else seconds(all_proven_at(run, counted))
    measured = (seconds(first_plan(run)), proof, away)
    return [(name, *good, it) for name, good, it in zip(names, goods, measured, strict=True)]


def _option_b(runs: list[Run]) -> list[Bar]:
    run, other = (one(runs, "tansiq", "option", "example", option) for option in "BA")
    stages = "example, B: first two stages proven"
    months = "example, B: task-months against the plan of option A"
    if run is None or other is None:
        return [
            (stages, "60 s", "20 s", NOT_MEASURED),
            (months, "1.03 times, bound shown", "1.06 times, bound within 25 %", NOT_MEASURED),
        ]
    names = [row["name"] for row in run["stages"][:2]]
    proof = seconds(all_proven_at(run, names)) if len(names) == 2 else "not reached"
    mine, theirs = run["score"]["task_months"], other["score"]["task_months"]
    row = stage(run, "task_months")
    bound = (
        "no bound"
        if row is None
        else f"bound {row['bound']:.0f}, {percent(gap(row['value'], row['bound']))} away"
    )
    return [
        (stages, "60 s", "20 s", proof),
        (
            months,
            "1.03 times, bound shown",
            "1.06 times, bound within 25 %",
            f"{mine / max(1, theirs):.2f} times ({mine} against {theirs}), {bound}",
        ),
    ]


def _again(runs: list[Run]) -> list[Bar]:
    found = []
    for task in ("moved eid", "lost instructor"):
        run = one(runs, "tansiq", task, "example")
        measured = NOT_MEASURED
        if run is not None and "editions" in run["figures"]:
            figures = run["figures"]
            share = percent(figures["editions_moved"] / max(1, figures["editions"]))
            measured = f"{run['wall']:.1f} s, {share} ({figures['editions_moved']} of {figures['editions']})"
        found.append(
            (f"example, again after: {task}", "10 s, under 10 % moved", "2 s, only those that must", measured)
        )
    return found


def _reasons(runs: list[Run]) -> Bar:
    run = one(runs, "tansiq", "reasons", "example")
    measured = NOT_MEASURED
    if run is not None:
        figures: dict[str, Any] = run["figures"]
        measured = f"{figures['explained']} of {figures['lacking']}, the longest {figures['longest']:.1f} s"
    return ("example: reasons of what is missing", "all", "all, under 2 s each", measured)


def _small(runs: list[Run]) -> Bar:
    run, bound = one(runs, "tansiq", "seats", "S"), best_bound(runs, "S")
    exact = [it["value"] for it in of(runs, "seats", "S") if it["proven"]]
    target = exact[0] if exact else bound
    measured = NOT_MEASURED
    if run is not None and target is not None:
        against = "the exact optimum" if exact else "the best bound"
        measured = f"{seconds(reached(run, target, 0.01))}; {percent(gap(run['value'], target))} from {against} at the end"
    return ("S within 1 % of the exact optimum", "10 s", "3 s", measured)


def _medium(runs: list[Run]) -> Bar:
    run, linear = one(runs, "tansiq", "seats", "M"), one(runs, "relaxation", "seats", "M")
    measured = NOT_MEASURED
    if run is not None and linear is not None and linear["bound"] is not None:
        bound = linear["bound"]
        two, one_percent = reached(run, bound, 0.02), reached(run, bound, 0.01)
        measured = f"2 %: {seconds(two)}; 1 %: {seconds(one_percent)}; {percent(gap(run['value'], bound))} at the end"
    return ("M, weighted seats: gap to the bound of the relaxation", "2 % in 30 s", "1 % in 60 s", measured)


def _large(runs: list[Run]) -> Bar:
    run, bound = one(runs, "tansiq", "seats", "L"), best_bound(runs, "L")
    measured = NOT_MEASURED
    if run is not None:
        measured = f"first plan {seconds(first_plan(run), 'none')}; gap {percent(gap(run['value'], bound))} at the end"
    return ("L, weighted seats", "feasible in 5 s, bound in 300 s", "2 % in 300 s", measured)


def _memory(runs: list[Run]) -> Bar:
    run = one(runs, "tansiq", "seats", "L")
    measured = NOT_MEASURED if run is None else f"{run['process']['peak_mib'] / 1024:.1f} GiB"
    return ("memory at L", "4 GiB", "2 GiB", measured)


def stage_moments(run: Run) -> dict[str, float | None]:
    """Give the seconds until each stage was proven."""
    return {row["name"]: proven_at(run, row["name"]) for row in run["stages"]}
