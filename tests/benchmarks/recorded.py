"""A small recorded run with invented figures: what the report and the judging are tested on."""

from __future__ import annotations

from typing import Any

MACHINE = {
    "cores": 2,
    "memory_gib": 8.0,
    "processor": "invented",
    "system": "Linux",
    "python": "3.11.0",
    "libraries": {"highspy": "1", "ortools": "9", "numpy": "2"},
    "load_at_start": 0.1,
}
SCORE = {
    "seats": {"1": 40, "2": 20, "3": 10},
    "requested": {"1": 50, "2": 30, "3": 20},
    "late_seats": 0,
    "exercises": 2,
    "untrained": 3,
    "task_months": 100,
    "changes": None,
    "cost": 1_050,
}
PROCESS = {"cpu": 2.0, "peak_mib": 128, "ended": False}


def run(contestant: str, task: str, instance: str, **more: Any) -> dict[str, Any]:
    """Make the answer of one job."""
    job = {"contestant": contestant, "task": task, "instance": instance, "seconds": 5.0, "seed": 1}
    given = {"wall": 5.0, "cpu": 4.0, "bound": None, "asked": 360, "proven": False, "value": None}
    given |= {"stages": [], "figures": {}, "events": [], "process": PROCESS}
    return {"job": {**job, "option": more.pop("option", "A")}, **given, **more}


def stage(name: str, sense: str, value: int, bound: float, *, proven: bool) -> dict[str, Any]:
    """Make one stage of an answer."""
    return {"name": name, "sense": sense, "value": value, "bound": bound, "proven": proven}


def results() -> dict[str, Any]:
    """Make a whole run: two contestants for the weighted seats of S, option A and B of the example."""
    stages = [
        stage("seats_1", "most", 40, 40.0, proven=True),
        stage("exercises", "most", 2, 2.0, proven=True),
        stage("seats_2", "most", 20, 20.0, proven=True),
        stage("seats_3", "most", 10, 10.0, proven=True),
        stage("late_seats", "most", 0, 0.0, proven=True),
        stage("cost", "fewest", 1_050, 1_000.0, proven=False),
    ]
    times = {"seats_1": 1.0, "exercises": 1.5, "seats_2": 2.0, "seats_3": 2.5, "late_seats": 2.5}
    proofs = [[times[it["name"]], None, it["name"], it["value"], it["bound"], True] for it in stages[:-1]]
    option_a = run("tansiq", "option", "example", value=270, violations=0, score=SCORE, stages=stages)
    option_a["events"] = [[0.5, None, "greedy", None, None, True], *proofs]
    option_a["events"] += [[3.0, None, "cost", 1_200, None, True], [4.0, None, "cost", 1_050, 1_000.0, True]]
    first_two = [
        stage("untrained", "fewest", 3, 3.0, proven=True),
        stage("exercises", "most", 2, 2.0, proven=True),
        stage("task_months", "most", 110, 120.0, proven=False),
    ]
    option_b = run("tansiq", "option", "example", option="B", value=260, violations=0, stages=first_two)
    option_b |= {"score": {**SCORE, "task_months": 110}}
    option_b["events"] = [
        [2.0, None, "untrained", 3, 3.0, True],
        [3.0, None, "exercises", 2, 2.0, True],
        [4.0, None, "task_months", 110, 120.0, True],
    ]
    again = run("tansiq", "moved eid", "example", value=270, violations=0, score=SCORE)
    again["figures"] = {"violations_before": 2, "editions": 20, "editions_moved": 1}
    again["figures"] |= {"exercises": 2, "exercises_moved": 0, "change": "eid_al_fitr 2026 by +1 days"}
    exact = run("highs", "seats", "S", value=300, bound=300.0, proven=True, violations=0, score=SCORE)
    exact["events"] = [[1.0, 0.5, "search", 0, None, True], [2.0, 1.5, "search", 300, 300.0, True]]
    ours = run("tansiq", "seats", "S", value=299, violations=0, score=SCORE)
    ours["events"] = [[0.1, 0.1, "greedy", 270, None, True], [1.5, 1.4, "search", 299, 310.0, True]]
    missing = {"job": exact["job"] | {"contestant": "by hand"}, "absent": "no hands", "process": PROCESS}
    runs = [option_a, option_b, again, exact, ours, missing]
    head = {"schema": "tansiq-bench/1", "command": "./tansiq bench planner --sizes example,S"}
    return {**head, "seconds": 5.0, "seed": 1, "machine": MACHINE, "runs": runs, "faults": []}
