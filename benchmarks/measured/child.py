"""One contestant at one task: `python -m benchmarks.measured.child job.json answer.json`, started by `measured.running`."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

from benchmarks.generator import SIZES, make_problem, tiny
from benchmarks.measured import changes, contestants, ours
from benchmarks.measured.contestants import Came, Contestant, NotThereError, Task, worth
from benchmarks.measured.jobs import Job
from benchmarks.measured.recorder import Recorder, finite
from benchmarks.peers.rows import WEIGHTS
from tansiq_planner.check import check
from tansiq_planner.files import read_problem
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-programme.yaml"
CONTESTANTS: dict[tuple[str, str], Contestant] = {
    ("tansiq", "seats"): ours.seats,
    ("cp-sat", "seats"): contestants.seats_by_engine("cp-sat"),
    ("highs", "seats"): contestants.seats_by_engine("highs"),
    ("by hand", "seats"): contestants.by_hand,
    ("relaxation", "seats"): contestants.relaxation,
    ("tansiq", "option"): ours.option,
    ("cp-sat", "option"): contestants.stages_by_engine("cp-sat"),
    ("highs", "option"): contestants.stages_by_engine("highs"),
    ("by hand", "option"): contestants.by_hand,
    ("tansiq", "moved eid"): ours.again,
    ("tansiq", "lost instructor"): ours.again,
    ("tansiq", "reasons"): ours.reasons,
}
CHANGES = {"moved eid": changes.moved_eid, "lost instructor": changes.lost_instructor}


def problem_of(instance: str, seed: int) -> Problem:
    """Give the example, a generated problem by its size, or a tiny one."""
    if instance == "example":
        return read_problem([EXAMPLE])
    return tiny(seed) if instance == "tiny" else make_problem(SIZES[instance], seed)


def answer(job: Job) -> dict[str, Any]:
    """Run a job and say what came of it; the plan is proven by the checker."""
    problem = problem_of(job.instance, job.seed)
    earlier: Plan | None = None
    if job.earlier and Path(job.earlier).exists():
        earlier = pickle.loads(Path(job.earlier).read_bytes())  # noqa: S301 - written by an earlier job of this run
    words = ""
    if job.task in CHANGES and earlier is not None:
        problem, words = CHANGES[job.task](problem, earlier)
    recorder = Recorder(alone=job.contestant != "tansiq" or job.task == "seats")
    try:
        came = CONTESTANTS[job.contestant, job.task](
            Task(problem, job.seconds, job.seed, job.option, earlier), recorder
        )
    except NotThereError as missing:
        return {"job": job.shown(), "absent": str(missing)}
    found = {
        "job": job.shown(),
        "wall": round(recorder.wall, 3),
        "cpu": round(recorder.cpu, 3),
        "bound": finite(came.bound),
        "asked": sum(WEIGHTS[it.priority] * it.seats for it in problem.requests.values()),
        "proven": came.proven,
        "stages": [{**row, "bound": finite(row["bound"])} for row in came.stages],
        "figures": came.figures | ({"change": words} if words else {}),
        "events": [event.row() for event in recorder.events],
    }
    if job.keep and came.plan is not None:
        Path(job.keep).write_bytes(pickle.dumps(came.plan))
    return found | _proven(problem, came)


def _proven(problem: Problem, came: Came) -> dict[str, Any]:
    if came.plan is None:
        return {"value": None}
    report = check(problem, came.plan)
    score = report.score
    return {
        "value": worth(problem, came.plan),
        "violations": len(report.violations),
        "score": {
            "seats": {str(priority): count for priority, count in score.seats.items()},
            "requested": {str(priority): count for priority, count in score.requested.items()},
            "late_seats": score.late_seats,
            "exercises": sum(score.held.values()),
            "untrained": score.untrained,
            "task_months": score.task_months,
            "changes": score.changes,
            "cost": score.cost,
        },
    }


def main() -> None:
    job = Job(**json.loads(Path(sys.argv[1]).read_text()))
    Path(sys.argv[2]).write_text(json.dumps(answer(job)))


if __name__ == "__main__":
    main()
