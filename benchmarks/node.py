"""The node on the example and on a world a hundred times larger: pages, memory when idle, seconds to the first page.

`./tansiq bench node [--world example|large|both] [--out docs/benchmarks]`. Each world is measured in a process of its
own, on SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
EXAMPLE = (
    ("planner", "/"),
    ("planner", "/search?q=حدود"),
    ("planner", "/plan/"),
    ("planner", "/plan/1"),
    ("planner", "/plan/compare?before=1&after=1"),
    ("planner", "/readiness/?on=2026-07-01"),
    ("director", "/accords/"),
    ("director", "/accords/agr-frame/"),
    ("director", "/accords/decisions/"),
    ("director", "/accords/facts/"),
    ("director", "/training/requests/"),
    ("unit", "/training/requests/new"),
    ("director", "/training/units/"),
    ("unit", "/training/units/u-ly-bg-n/"),
    ("unit", "/training/units/u-ly-bg-n/c-brd/"),
    ("director", "/training/courses/"),
    ("director", "/training/competencies/"),
    ("director", "/training/calendars/"),
    ("auditor", "/journal"),
)
LARGE = (
    ("director", "/"),
    ("planner", "/"),
    ("planner", "/search?q=وحدة"),
    ("planner", "/plan/"),
    ("planner", "/plan/50"),
    ("planner", "/plan/50?page=7"),
    ("planner", "/plan/compare?before=49&after=50"),
    ("planner", "/readiness/?on=2026-07-01"),
    ("director", "/accords/"),
    ("director", "/training/requests/"),
    ("director", "/training/requests/?state=fulfilled&page=100"),
    ("director", "/training/requests/past-9/"),
    ("unit", "/training/requests/new"),
    ("director", "/training/units/"),
    ("unit", "/training/units/u-0002/"),
    ("director", "/training/courses/"),
    ("director", "/training/competencies/"),
    ("director", "/training/calendars/"),
    ("auditor", "/journal"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=["example", "large", "both"], default="both")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", choices=["example", "large"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured(given.measure)))
        return
    worlds = ["example", "large"] if given.world == "both" else [given.world]
    text = "\n".join([*head(), *(line for world in worlds for line in told(world))])
    print(text)
    if given.out:
        (given.out / "node.md").write_text(text)


def measured(world: str) -> dict[str, Any]:
    """Measure a world on the node of this process's folder, which the parent chose."""
    import django  # noqa: PLC0415 - its settings read the folder

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up first

    from benchmarks.measured_node.pages import costs  # noqa: PLC0415 - Django is set up first

    settings.ALLOWED_HOSTS.append("testserver")
    seconds = 0.0
    if world == "large":
        from benchmarks.measured_node import large_world  # noqa: PLC0415 - Django is set up first

        began = time.process_time()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        large_world.make()
        seconds = time.process_time() - began
    rows = costs(LARGE if world == "large" else EXAMPLE)
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return {"rows": [asdict(row) for row in rows], "made": seconds, "peak": int(peak.split()[1]) / 1024}


def head() -> list[str]:
    return [
        "# What the node was measured at",
        "",
        "Made by `./tansiq bench node --out docs/benchmarks`, on SQLite, 2 cores. Pages are asked for in one process,",
        "through all middleware; times in milliseconds. The first time of a page counts apart: a plan that was opened",
        "once stays in memory. CPU is the mean of a page after its first time.",
        "",
    ]


def told(world: str) -> list[str]:
    """Measure a world and give its part of the report."""
    from benchmarks.measured_node.starting import started  # noqa: PLC0415 - after the path is set

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "TANSIQ_HOME": folder, "DJANGO_SETTINGS_MODULE": "tansiq.settings"}
        if world == "example":
            started(Path(folder))  # makes the node; the second start is the one that is measured
        command = [sys.executable, "-P", __file__, "--measure", world]
        found = json.loads(
            subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
        )
        seconds, idle = started(Path(folder))
    return [*title(world, found), *started_in(seconds, idle), "", *table(found["rows"]), ""]


def title(world: str, found: dict[str, Any]) -> list[str]:
    if world == "example":
        return ["## The example", ""]
    return [
        "## A world a hundred times larger",
        "",
        "2,000 units, 20,000 requests of eleven years, 50 plan versions of about 1,900 editions, 5,000 lines in the journal",
        f"(`benchmarks/measured_node/large_world.py`; made in {found['made']:.0f} s of CPU). Peak memory of the process that",
        f"opened every page: {found['peak']:.0f} MiB.",
        "",
    ]


def started_in(seconds: float, idle: float) -> list[str]:
    return [
        f"From `./tansiq` on a node that is set up to its first page: {seconds:.1f} s. Idle memory of web, worker and",
        f"launcher together (proportional): {idle:.0f} MiB.",
    ]


def table(rows: list[dict[str, Any]]) -> list[str]:
    return [
        "| Page | Queries | First time | Median | 95th percentile | CPU | HTML, KiB |",
        "|---|---|---|---|---|---|---|",
        *(
            "| `{address}` | {queries} | {first:.0f} | {median:.0f} | {p95:.0f} | {cpu:.0f} | {kib:.0f} |".format(
                **row
            )
            for row in rows
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
