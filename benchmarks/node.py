"""The node on the example: server time and queries of each page, memory when idle, and seconds to the first page.

`./tansiq bench node [--out docs/benchmarks]`. Pages are asked for in this process, through all middleware, on SQLite;
the first time of each counts apart, because a plan that was opened once stays in memory.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS, OK = 30, 200
PAGES = (
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
    ("director", "/training/units/"),
    ("unit", "/training/units/u-ly-bg-n/"),
    ("unit", "/training/units/u-ly-bg-n/c-brd/"),
    ("director", "/training/courses/"),
    ("director", "/training/calendars/"),
    ("auditor", "/journal"),
)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def started(folder: Path) -> tuple[float, float]:
    """Give the seconds from the start of a node that is set up to its first page, and its idle memory in MiB."""
    port, env = free_port(), {**os.environ, "TANSIQ_HOME": str(folder)}
    began = time.monotonic()
    node = subprocess.Popen([ROOT / "tansiq", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        seconds = time.monotonic() - began
        time.sleep(5)
        return seconds, memory_of(node.pid)
    finally:
        node.terminate()
        node.wait()


def memory_of(pid: int) -> float:
    """Give the proportional memory of a process and its children in MiB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = next(
        int(line.split()[1])
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if "Pss:" in line
    )
    return own / 1024 + sum(memory_of(int(child)) for child in children)


def measured() -> list[tuple[str, int, float, float, float, float, float]]:
    """Give for each page: queries, first time, median, 95th percentile (all ms), CPU ms, KiB of HTML."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.db import connection  # noqa: PLC0415 - Django is set up first
    from django.test import Client  # noqa: PLC0415 - Django is set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - Django is set up first

    from tansiq.core.moment import moment_of_node  # noqa: PLC0415 - Django is set up first
    from tansiq.people.models import Person  # noqa: PLC0415 - Django is set up first
    from tansiq.people.services import open_sign_in  # noqa: PLC0415 - Django is set up first

    settings.ALLOWED_HOSTS.append("testserver")
    rows = []
    for username, address in PAGES:
        client, person = Client(), Person.objects.get(username=username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        key = client.session.session_key
        open_sign_in(session_key=key, address=None, browser="bench", by=person, at=moment_of_node())
        walls, cpu = [], time.process_time()
        for _ in range(ROUNDS + 1):
            began = time.perf_counter()
            answer = client.get(address)
            walls.append(1000 * (time.perf_counter() - began))
            if answer.status_code != OK:
                raise SystemExit(f"{address}: {answer.status_code}")
        cpu = 1000 * (time.process_time() - cpu) / len(walls)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        first, *later = walls
        p95 = statistics.quantiles(later, n=20)[-1]
        rows.append(
            (address, len(queries), first, statistics.median(later), p95, cpu, len(answer.content) / 1024)
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TANSIQ_HOME": folder, "DJANGO_SETTINGS_MODULE": "tansiq.settings"}
        started(Path(folder))  # makes the node; the second start is the one that is measured
        seconds, idle = started(Path(folder))
        import django  # noqa: PLC0415 - Django is set up first

        django.setup()
        rows = measured()
    lines = [
        "# What the node was measured at",
        "",
        "Made by `./tansiq bench node --out docs/benchmarks`, on the example, SQLite, 2 cores. Times in milliseconds.",
        "",
        f"From `./tansiq` on a node that is set up to its first page: {seconds:.1f} s. Idle memory of web, worker and",
        f"launcher together (proportional): {idle:.0f} MiB.",
        "",
        "| Page | Queries | First time | Median | 95th percentile | CPU | HTML, KiB |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| `{a}` | {q} | {f:.0f} | {m:.0f} | {p:.0f} | {c:.0f} | {k:.0f} |"
            for a, q, f, m, p, c, k in rows
        ),
        "",
    ]
    print("\n".join(lines))
    if out:
        (out / "node.md").write_text("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
