"""Starts each job in a process of its own, so that its CPU seconds and its memory are its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measured.jobs import Job

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
"""Seconds beyond its limit after which a job is ended: generating, building the model and checking take their time."""
POLL_SECONDS = 0.05


def run(job: Job) -> dict[str, Any]:
    """Run a job; give its answer with what the whole process took.

    A child's peak memory can never be less than its parent's at its start (Linux copies it), so this process and
    what it imports stay small.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "job.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(asdict(job)))
        command = [sys.executable, "-P", "-m", "benchmarks.measured.child", str(asked), str(told)]
        with (Path(folder) / "errors").open("w+") as errors:
            child = subprocess.Popen(
                command, env=_environment(), stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
            )
            whole = _wait(child, job.seconds + PATIENCE)
            errors.seek(0)
            trace = errors.read()[-2_000:]
        if told.exists():
            return json.loads(told.read_text()) | {"process": whole}
    return {
        "job": job.shown(),
        "failed": trace.strip().splitlines()[-1:] or ["it ended without a word"],
        "process": whole,
    }


def _environment() -> Mapping[str, str]:
    paths = [str(ROOT), str(ROOT / "src")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}


def _wait(child: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    """Wait for a process and give what it and its own children took; end it when it takes too long."""
    began = time.monotonic()
    ended = False
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - began > seconds and not ended:
            os.killpg(child.pid, signal.SIGKILL)
            ended = True
        time.sleep(POLL_SECONDS)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": usage.ru_maxrss // 1024,
        "ended": ended,
    }
