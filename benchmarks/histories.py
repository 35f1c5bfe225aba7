"""Lets anything happen to two and three offices, by seeds: `./tansiq bench histories [--histories 10000] [--first 0]`.

Odd seeds have three offices. Each seed gives the same history; one that failed is told, with its steps.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
TWO, THREE = ("dz", "ly"), ("dz", "ly", "tn")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=30, help="the most steps of a history")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    wall = time.perf_counter()
    seeds = range(given.first, given.first + given.histories)
    shares = [(seeds[part :: given.workers], given.steps) for part in range(given.workers)]
    with get_context("spawn").Pool(given.workers) as pool:
        found = pool.starmap(carried_out, shares)
    faults = sorted(it for part in found for it in part[1])
    for seed, fault, told in faults:
        print(f"seed {seed}: {fault}", *told, sep="\n    ")
    cpu, steps = sum(it[0] for it in found), sum(it[2] for it in found)
    print(
        f"{len(seeds):,} histories of seeds {seeds[0]} to {seeds[-1]}, {steps:,} steps: {len(faults)} faults; "
        f"{cpu:,.0f} s of CPU, {time.perf_counter() - wall:,.0f} s of wall"
    )
    sys.exit(bool(faults))


def carried_out(seeds: range, most_steps: int) -> tuple[float, list[tuple[int, str, tuple[str, ...]]], int]:
    """Carry out the histories of some seeds; give seconds of CPU, what failed, and how many steps there were."""
    folder = Path(tempfile.mkdtemp(prefix="histories-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    os.environ.update(TANSIQ_HOME=str(folder / "node"), DJANGO_SETTINGS_MODULE="tansiq.settings")
    os.environ.pop("DATABASE_URL", None)  # offices lie in memory
    import django  # noqa: PLC0415 - its settings read the folder

    django.setup()
    from exchange.histories.driven import history  # noqa: PLC0415 - Django is set up first
    from exchange.histories.offices import begun, keys_opened_once  # noqa: PLC0415 - Django is set up first

    faults, steps = [], 0
    try:
        with keys_opened_once():
            beginnings = [begun(TWO, folder / "two"), begun(THREE, folder / "three")]
            for seed in seeds:
                ended = history(beginnings[seed % 2], seed, most_steps)
                steps += ended.steps
                if ended.fault:
                    faults.append((seed, ended.fault, ended.told))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return time.process_time(), faults, steps


if __name__ == "__main__":
    main()
