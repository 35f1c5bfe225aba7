"""A process beside others: the throw-away environment that it runs in, its start, and what it took.

A child's peak memory can never be less than its parent's at its start (Linux copies it): whoever measures imports little
more than this, and has a process of its own prepare and judge what is measured.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
POLL_SECONDS = 0.05
NAMED = "import sys; from importlib.metadata import version; print(*(f'{it} {version(it)}' for it in sys.argv[1:]), sep=', ')"


def installed(packages: Sequence[str], folder: Path | None, place: Path) -> tuple[Path | None, str]:
    """Give the Python of an environment with these packages, or why there is none; a folder that is given has them already."""
    python = (folder or place / "peers") / "bin" / "python"
    if folder is None:
        making = [
            [sys.executable, "-m", "venv", place / "peers"],
            [python, "-m", "pip", "-q", "install", *packages],
        ]
        if any(subprocess.run(it, check=False, capture_output=True).returncode for it in making):
            return None, "The peers were left out: they could not be installed here."
    return python, ""


def versions(python: Path | str, packages: Sequence[str]) -> str:
    """Give the versions of packages in an environment, in words."""
    names = [it.partition("[")[0] for it in packages]
    found = subprocess.run([python, "-c", NAMED, *names], check=True, capture_output=True, text=True)
    return found.stdout.strip()


def of_ours() -> dict[str, str]:
    """Give what a program of ours finds around it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}


def run(
    command: Sequence[str | Path], given: Path | None = None, env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a program once on a file or on nothing: what it took, how it ended, what it said and what it complained of."""
    with (
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as complaint,
        Path(given or os.devnull).open("rb") as told,
    ):
        began = time.perf_counter()
        child = subprocess.Popen(command, stdin=told, stdout=said, stderr=complaint, env=env)
        took = waited(child)
        wall = time.perf_counter() - began
        said.seek(0)
        complaint.seek(0)
        last = complaint.read().decode(errors="replace").strip().splitlines()[-1:]
        return {
            "wall": wall,
            **took,
            "code": child.returncode,
            "said": said.read(),
            "complaint": "".join(last),
        }


def waited(child: subprocess.Popen[bytes], seconds: float | None = None) -> dict[str, Any]:
    """Wait for a process and give what it and its own children took; end it and its group when it takes too long."""
    began = time.monotonic()
    ended = False
    while True:
        pid, status, usage = os.wait4(child.pid, 0 if seconds is None else os.WNOHANG)
        if pid:
            break
        if seconds is not None and time.monotonic() - began > seconds and not ended:
            os.killpg(child.pid, signal.SIGKILL)
            ended = True
        time.sleep(POLL_SECONDS)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {"cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024, "ended": ended}
