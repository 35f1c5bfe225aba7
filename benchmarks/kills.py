"""Kills an office a thousand times while it takes bundles in: `./tansiq bench kills [--kills 1000] [--seed 1]`.

On SQLite; under `.ci/postgresql` on PostgreSQL. It ends with a fault where anything acknowledged is lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "TANSIQ_HOME": f"{folder}/node", "PYTHONPATH": str(ROOT / "src")}
        program = [
            sys.executable,
            "-P",
            ROOT / "tests/exchange/killing.py",
            "chance",
            folder,
            str(given.kills),
            str(given.seed),
        ]
        ended = subprocess.run(program, env=env, check=True, capture_output=True, text=True)
    told = json.loads(ended.stdout)
    print(json.dumps(told), f"in {time.perf_counter() - began:.0f} s")
    sys.exit(bool(told["lost"] or told["doubled"] or told["broken"]))


if __name__ == "__main__":
    main()
