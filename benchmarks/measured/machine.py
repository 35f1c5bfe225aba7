"""What the figures were measured on: facts that matter to a reader, nothing that names a machine or a person."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("highspy", "ortools", "numpy")


def machine() -> dict[str, Any]:
    """Give cores, memory, processor, system and versions, and how busy the machine was at the start."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(_kib("MemTotal") / 1024**2, 1),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "load_at_start": round(os.getloadavg()[0], 1),
    }


def _kib(key: str) -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1])
    return 0


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.machine()
