"""The import contracts of pyproject.toml hold on the real tree; each is seen to break on a planted import."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
PLANTED = [
    ("libraries-alone", "tansiq_planner/calendar.py", "import tansiq_desk"),
    ("libraries-alone", "tansiq_protocol/record.py", "import tansiq.core"),
    ("libraries-apart", "tansiq_planner/problem/__init__.py", "import tansiq_protocol"),
    ("libraries-apart", "tansiq_protocol/record.py", "import tansiq_planner"),
    ("no-network", "tansiq_planner/files/__init__.py", "from urllib import request"),
    ("no-network", "tansiq_desk/__init__.py", "from django.http import HttpResponse"),
    ("one-solver-folder", "tansiq_planner/calendar.py", "import highspy"),
    ("one-solver-folder", "tansiq_desk/__init__.py", "from ortools.sat.python import cp_model"),
    ("checker-alone", "tansiq_planner/check/__init__.py", "import tansiq_planner.methods"),
    ("checker-alone", "tansiq_planner/check/__init__.py", "import tansiq_planner.solve"),
    ("solver-alone", "tansiq_planner/methods/__init__.py", "import tansiq_planner.check"),
    (
        "solver-in-layers",
        "tansiq_planner/methods/engines/highs.py",
        "import tansiq_planner.methods.model.master",
    ),
    (
        "solver-in-layers",
        "tansiq_planner/methods/asking/alone.py",
        "import tansiq_planner.methods.finding.search",
    ),
    ("areas-one-way", "tansiq/organisations/models.py", "import tansiq.training.models"),
    ("areas-one-way", "tansiq/undeclared/__init__.py", "AREA = 1"),
    ("area-in-layers", "tansiq/core/models.py", "import tansiq.core.queries"),
    ("area-in-layers", "tansiq/accords/drawer.py", "DRAWER = 1"),
    ("services-from-above", "tansiq/training/models/demand.py", "import tansiq.accords.services"),
    ("domain-reads-nothing", "tansiq/planning/rules.py", "import tansiq.people.queries"),
    ("pages-private", "tansiq/planning/services/loading.py", "import tansiq.people.forms"),
    ("one-door", "tansiq/home/views.py", "import tansiq_planner.check"),
    ("one-door", "tansiq/accords/models.py", "import tansiq_planner.rules"),
    ("one-door-of-the-exchange", "tansiq/home/views.py", "import tansiq_protocol.record"),
    ("no-network", "tansiq_protocol/bundle.py", "import socket"),
]


def broken(source: Path) -> set[str]:
    """Return the names of the contracts that the packages in this folder break."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        env={"PYTHONPATH": str(source), "PYTHONSAFEPATH": "1", "NO_COLOR": "1"},
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    found = set(re.findall(r"^(.+) BROKEN", ran.stdout, re.MULTILINE))
    assert ran.returncode == bool(found), ran.stdout
    return {contract["id"] for contract in CONTRACTS if contract["name"] in found}


def test_real_tree_keeps_every_contract() -> None:
    assert broken(ROOT / "src") == set()


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED)
def test_contract_breaks_on_a_planted_import(contract: str, module: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / module).parent.mkdir(exist_ok=True)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    assert contract in broken(tmp_path)


def test_every_contract_is_planted() -> None:
    assert {contract for contract, _, _ in PLANTED} == {contract["id"] for contract in CONTRACTS}
