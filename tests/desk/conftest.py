"""What tests of commands stand on: the example, three plans of it, a terminal that speaks English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tansiq_planner.files import read_problem
from tansiq_planner.files.plan_file import plan_document
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result, Settings
from tansiq_planner.scorecard import ScoreCard
from tansiq_planner.solution import Plan
from tests.desk.command_line import EXAMPLE, edition


@pytest.fixture
def speaks_english(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def problem() -> Problem:
    return read_problem([EXAMPLE])


@pytest.fixture(scope="session")
def plans(problem, tmp_path_factory) -> dict[str, Path]:
    """A lawful plan of nothing, a lawful one of one class, and one whose class is too large for everything."""
    made = {
        "nothing": Plan(),
        "lawful": Plan((edition(problem, {"rq-001": 8, "rq-011": 8}),)),
        "unlawful": Plan((edition(problem, {"rq-001": 24}),)),
    }
    folder = tmp_path_factory.mktemp("plans")
    for name, plan in made.items():
        document = plan_document(problem, Result(plan, ScoreCard(), (), Settings(), "finished"))
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return {name: folder / f"{name}.json" for name in made}
