"""Starts each job in a process of its own, so that its CPU seconds and its memory are its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measured.jobs import Job
from benchmarks.measured.peers import of_ours, waited

PATIENCE = 300.0
"""Seconds beyond its limit after which a job is ended: generating, building the model and checking take their time."""


def run(job: Job) -> dict[str, Any]:
    """Run a job; give its answer with what the whole process took.

    This process and what it imports stay small (`measured.peers` says why).
    """
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "job.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(asdict(job)))
        command = [sys.executable, "-P", "-m", "benchmarks.measured.child", str(asked), str(told)]
        with (Path(folder) / "errors").open("w+") as errors:
            child = subprocess.Popen(
                command, env=_environment(), stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
            )
            whole = _rounded(waited(child, job.seconds + PATIENCE))
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
    return of_ours() | {"PYTHONHASHSEED": "0"}


def _rounded(took: Mapping[str, Any]) -> dict[str, Any]:
    return {"cpu": round(took["cpu"], 2), "peak_mib": int(took["mib"]), "ended": took["ended"]}
