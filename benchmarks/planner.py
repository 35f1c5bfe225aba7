"""The planner beside what a user would reach for instead, each in a process of its own, in one run.

Run it by `./tansiq bench planner [--sizes example,S,M,L] [--seconds N] [--seed N] [--out docs/benchmarks]`. It writes
`planner.json`, `planner.md` and pictures. A plan that is unlawful or better than its bound fails the run.
"""

import argparse
import shlex
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measured.jobs import BY_DEFAULT, INSTANCES, jobs
from benchmarks.measured.judging import faults
from benchmarks.measured.machine import machine
from benchmarks.measured.running import run

SECONDS = 60.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./tansiq bench planner", description=__doc__)
    parser.add_argument("--sizes", default=",".join(BY_DEFAULT), help="of: " + ", ".join(INSTANCES))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="wall seconds for each contestant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks"))
    given = parser.parse_args()
    given.sizes = given.sizes.split(",")
    if unknown := set(given.sizes) - set(INSTANCES):
        parser.error(f"no such size: {', '.join(sorted(unknown))}")
    return given


def command(given: argparse.Namespace) -> str:
    words = ["./tansiq", "bench", "planner", "--sizes", ",".join(given.sizes)]
    return shlex.join([*words, "--seconds", f"{given.seconds:g}", "--seed", str(given.seed)])


def main() -> int:
    given = arguments()
    results = {
        "schema": "tansiq-bench/1",
        "command": command(given),
        "seconds": given.seconds,
        "seed": given.seed,
        "machine": machine(),
        "runs": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        for job in jobs(given.sizes, given.seconds, given.seed, Path(folder)):
            found = run(job)
            results["runs"].append(found)
            print(
                f"{job.name}: {found.get('absent') or found.get('failed') or found.get('value')}", flush=True
            )
    results["faults"] = faults(results["runs"])
    # after the runs: what it imports would count as memory of the processes started
    from benchmarks.measured.writing import write  # noqa: PLC0415

    for path in write(results, given.out):
        print(path)
    print(*results["faults"], sep="\n", end="" if not results["faults"] else "\n")
    return 1 if results["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
