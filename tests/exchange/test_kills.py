"""The power goes while something is released, given or taken in: what was answered is there, once, and the rest goes on."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.db import connection
from own_node import ROOT, OwnNode

ON_SQLITE = connection.vendor == "sqlite"
pytestmark = pytest.mark.slow
only_on_sqlite = pytest.mark.skipif(
    not ON_SQLITE, reason="each write is cut on SQLite; PostgreSQL has its own log"
)
VERBS = [
    "prepare", "release", "send", "renew keys", "revoke keys", "begin epochs", "take in a key set", "receive",
    "receive new keys",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, django_db_blocker):
    """Give a folder in memory where there is one: a kill, unlike a power cut, does not ask the disk.

    The blocker says that a database is opened, if by a program of its own: on PostgreSQL tests without one are left out.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    place = Path(tempfile.mkdtemp(dir=memory)) if os.access(memory, os.W_OK) else tmp_path
    yield place
    shutil.rmtree(place)


def killed(folder: Path, *what: object) -> list:
    """Run `killing.py`; give what it found."""
    (folder / "node").mkdir()
    env = OwnNode(folder / "node")._env()
    if "DATABASE_URL" in os.environ:
        env["DATABASE_URL"] = os.environ["DATABASE_URL"]
    words = [str(it) for it in (what[0], folder, *what[1:])]
    program = [sys.executable, "-P", str(ROOT / "tests/exchange/killing.py"), *words]
    ended = subprocess.run(program, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@only_on_sqlite
def test_killed_at_any_write_it_leaves_all_or_nothing(folder):
    found = killed(folder, "each", 12)

    assert [(name, wrong) for name, _points, wrong in found] == [(name, []) for name in VERBS]
    assert sum(points for _name, points, _wrong in found) > 60


def test_killed_at_chance_instants_it_loses_nothing_that_it_acknowledged(folder):
    (told,) = killed(folder, "chance", 40, 1812)

    assert told.pop("acknowledged") > 0
    assert told == {"kills": 40, "lost": 0, "doubled": 0, "broken": 0}
