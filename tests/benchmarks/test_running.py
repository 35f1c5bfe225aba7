"""Each job runs in a process of its own; what it took is its own, and what goes wrong is told."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

from benchmarks.generator import tiny
from benchmarks.measured.changes import lost_instructor, moved_eid
from benchmarks.measured.jobs import Job, jobs
from benchmarks.measured.recorder import Recorder
from benchmarks.measured.running import run
from benchmarks.peers.first_fit import first_fit
from tansiq_planner.check import check
from tansiq_planner.files import read_problem

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/example-programme.yaml"


def run_from_a_small_process(job: str) -> dict:
    """Run a job from a process that is small: Linux counts what the parent took as the least that its child did."""
    lines = (
        "import json; from benchmarks.measured.jobs import Job; from benchmarks.measured.running import run; "
        f"print(json.dumps(run({job})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(ended.stdout)


def test_job_gives_its_figures_and_what_its_process_took(tmp_path) -> None:
    kept = tmp_path / "plan.pickle"

    found = run_from_a_small_process(f"Job('by hand', 'seats', 'tiny', 5.0, 1, keep={str(kept)!r})")

    assert (found["value"], found["violations"]) == (found["events"][-1][3], 0)
    assert pickle.loads(kept.read_bytes()) == first_fit(tiny(1))  # noqa: S301 - written just now by the job
    assert 0 < found["cpu"] <= found["process"]["cpu"]
    assert 30 < found["process"]["peak_mib"] < 1_000
    assert str(tmp_path) not in str(found)


def test_job_that_fails_says_so() -> None:
    found = run(Job("nobody", "seats", "tiny", 5.0, 1))

    assert found["failed"] == ["KeyError: ('nobody', 'seats')"]


def test_job_whose_earlier_plan_is_not_there_is_not_measured() -> None:
    found = run(Job("tansiq", "reasons", "tiny", 5.0, 1, earlier="/nowhere"))

    assert found["absent"] == "no earlier plan"


def test_example_is_planned_before_what_builds_on_its_plan(tmp_path) -> None:
    found = jobs(["example", "S"], 60.0, 1, tmp_path)

    kept = found[0].keep
    assert [job.name for job in found if job.earlier == kept] == [
        "example, moved eid, tansiq",
        "example, lost instructor, tansiq",
        "example, reasons, tansiq",
    ]
    assert [job.contestant for job in found if job.instance == "S"] == [
        "relaxation",
        "tansiq",
        "cp-sat",
        "highs",
        "by hand",
    ]


def test_recorder_leaves_out_what_says_nothing_new_and_infinite_bounds() -> None:
    recorder = Recorder()

    recorder.note("search", 1, float("inf"), plan=True)
    recorder.note("search", 1, None)
    recorder.note("search", 2, 5.0, plan=True)

    assert [event[2:] for event in (it.row() for it in recorder.events)] == [
        ["search", 1, None, True],
        ["search", 2, 5.0, True],
    ]


def test_lost_instructor_breaks_a_plan_that_needs_all_of_them() -> None:
    problem = read_problem([EXAMPLE])
    plan = first_fit(problem)

    changed, words = lost_instructor(problem, plan)

    rules = {violation.rule.value for violation in check(changed, plan).violations}
    assert rules == {"R09"}
    assert words.startswith("one instructor of ip-")


def test_moved_eid_moves_for_every_party_and_breaks_the_plan() -> None:
    problem = read_problem([EXAMPLE])
    plan = first_fit(problem)

    changed, _ = moved_eid(problem, plan)

    moved = {
        (party, it.key, it.window.first.year)
        for party, calendar in changed.calendars.items()
        for it, before in zip(calendar.holidays, problem.calendars[party].holidays, strict=True)
        if it != before
    }
    assert {party for party, _, _ in moved} == set(problem.parties)
    assert len({(key, year) for _, key, year in moved}) == 1
    assert not check(changed, plan).is_lawful


def test_command_measures_and_writes_a_report(tmp_path) -> None:
    command = [sys.executable, "-P", "benchmarks/planner.py", "--sizes", "tiny", "--seconds", "1"]

    done = subprocess.run(
        [*command, "--out", tmp_path / "out"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "gap-tiny-seats.svg",
        "planner.json",
        "planner.md",
    ]


def test_command_refuses_a_size_that_is_not_there() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "benchmarks/planner.py", "--sizes", "huge"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "./tansiq bench planner: error: no such size: huge"
