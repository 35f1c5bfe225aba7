"""Writes what was measured: the figures, the report and its pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from benchmarks.measured.plots import plots
from benchmarks.measured.report import report

FLAT_LIST = re.compile(r"\[\n([^\[\]{}]*)\]")


def write(results: dict[str, Any], folder: Path) -> list[Path]:
    """Write everything into a folder; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = plots(results["runs"])
    text = report(results, sorted(pictures))
    files = {"planner.json": _figures(results).encode(), "planner.md": text.encode(), **pictures}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def _figures(results: dict[str, Any]) -> str:
    """Write the figures down, each event on one line."""
    text = json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return FLAT_LIST.sub(lambda found: f"[{' '.join(found[1].split())}]", text)
