"""What is said of a run: bars, gaps, faults, tables and pictures, all from the recorded figures."""

from __future__ import annotations

import json
import re

import pytest

from benchmarks.measured.bars import bars
from benchmarks.measured.judging import best_bound, faults, first_plan, one, reached
from benchmarks.measured.plots import plots
from benchmarks.measured.report import report
from benchmarks.measured.writing import write

from .recorded import results, run, stage


def table(text: str, heading: str) -> list[list[str]]:
    """Read the first table under a heading, its head left out."""
    rows = [
        line
        for line in text.split(heading)[1].split("\n## ", maxsplit=1)[0].splitlines()
        if line.startswith("|")
    ]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_bars_give_what_was_measured_beside_what_was_asked() -> None:
    measured = {bar: it for bar, _, _, it in bars(results()["runs"])}

    assert measured == {
        "example, A: first plan": "0.5 s",
        "example, A: all seats and exercises proven": "2.5 s",
        "example, A: cost": "5.0 % after 5 s",
        "example, B: first two stages proven": "3.0 s",
        "example, B: task-months against the plan of option A": "1.10 times (110 against 100), bound 120, 8.3 % away",
        "example, again after: moved eid": "5.0 s, 5.0 % (1 of 20)",
        "example, again after: lost instructor": "not measured",
        "example: reasons of what is missing": "not measured",
        "S within 1 % of the exact optimum": "1.5 s; 0.3 % from the exact optimum at the end",
    }


def test_report_shows_each_contestant_with_gap_seconds_and_memory() -> None:
    rows = table(report(results(), []), "## S: seats of priority 1, 2, 3 weighted 5, 3, 1")

    assert rows == [
        ["highs", "300 (proven)", "0.0 %", "300", "2.0 s", "5.0 s", "4.0 s", "128 MiB"],
        ["tansiq", "299", "0.3 %", "none", "0.1 s", "5.0 s", "4.0 s", "128 MiB"],
    ]


def test_report_tells_command_machine_and_what_is_absent() -> None:
    text = report(results(), [])

    assert "Made by `./tansiq bench planner --sizes example,S`, on 2 cores (invented)," in text
    assert "The checker was given 5 plans and found 5 of them lawful." in text
    assert "Not measured: S, seats, by hand: no hands.\n" in text


def test_an_empty_plan_is_no_first_plan() -> None:
    exact = one(results()["runs"], "highs", "seats", "S")

    assert first_plan(exact) == 2.0


def test_seconds_to_a_share_of_the_bound_count_from_the_first_such_plan() -> None:
    ours = one(results()["runs"], "tansiq", "seats", "S")

    assert [reached(ours, 300.0, share) for share in (0.2, 0.01, 0.001)] == [0.1, 1.5, None]


def test_what_is_asked_for_is_a_bound_where_nothing_was_proven() -> None:
    assert best_bound([run("by hand", "seats", "L", value=100)], "L") == 360.0


def test_a_sound_run_has_no_fault() -> None:
    assert faults(results()["runs"]) == []


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        (
            run("cp-sat", "seats", "S", value=305, bound=304.0, violations=0),
            [
                "S, seats, cp-sat: 305 is better than its own bound 304.0",
                "S, seats, cp-sat: 305 is better than the bound 300.0 that was proven in this run",
            ],
        ),
        (
            run("cp-sat", "seats", "S", value=301, bound=340.0, violations=0),
            ["S, seats, cp-sat: 301 is better than the bound 300.0 that was proven in this run"],
        ),
        (
            run("cp-sat", "seats", "S", value=200, violations=2),
            ["S, seats, cp-sat: the checker finds 2 violations"],
        ),
        (
            run("cp-sat", "option", "example", stages=[stage("cost", "fewest", 90, 95.0, proven=False)]),
            ["example, option A, cp-sat, cost: 90 is better than its bound 95.0"],
        ),
        (
            run("cp-sat", "option", "example", value=1, score={"seats": {"1": 41, "2": 0, "3": 0}}),
            ["example, option A, cp-sat: more seats of priority 1 than the bound 40.0 of this run"],
        ),
        (
            {"job": run("cp-sat", "seats", "S")["job"], "failed": ["KeyError: 1"]},
            ["S, seats, cp-sat: failed: KeyError: 1"],
        ),
    ],
)
def test_a_fault_is_named(planted, named) -> None:
    assert faults([*results()["runs"], planted]) == named


def test_pictures_are_the_same_bytes_for_the_same_figures_and_tell_no_moment() -> None:
    first, second = plots(results()["runs"]), plots(results()["runs"])

    assert first == second
    assert sorted(first) == ["gap-example-cost.svg", "gap-s-seats.svg"]
    assert [name for name, text in first.items() if re.search(rb"dc:date|\d\d:\d\d:\d\d", text)] == []


def test_figures_report_and_pictures_are_written(tmp_path) -> None:
    given = results()

    files = write(given, tmp_path / "out")

    assert sorted(path.name for path in files) == [
        "gap-example-cost.svg",
        "gap-s-seats.svg",
        "planner.json",
        "planner.md",
    ]
    assert json.loads((tmp_path / "out/planner.json").read_text()) == given
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", (tmp_path / "out/planner.md").read_text())
    assert pictures == ["gap-example-cost.svg", "gap-s-seats.svg"]
