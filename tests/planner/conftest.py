"""Lets the tests of the planner import what they share as `planner.small_world`, and reads the example once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tansiq_planner.files import read_problem
from tansiq_planner.problem import Problem

TESTS = str(Path(__file__).parents[1])
if TESTS not in sys.path:
    sys.path.insert(0, TESTS)

EXAMPLE = Path(__file__).parents[2] / "examples" / "example-programme.yaml"


@pytest.fixture(scope="session")
def example_problem() -> Problem:
    """The invented world as everybody has it."""
    return read_problem([EXAMPLE])
