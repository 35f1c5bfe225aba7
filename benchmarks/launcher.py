"""What the launcher itself costs once all is set up: its time less that of Python, median of many starts.

Run it by `./tansiq bench launcher`. The bar is 0.3 s.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTS = 50


def seconds(*command: str | Path) -> float:
    """Return the median wall time of a command."""
    times = []
    for _ in range(STARTS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Time the launcher with a program that does nothing in place of the desk."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("tansiq", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, place)
        (place / ".venv/bin").mkdir(parents=True)
        shutil.copy(ROOT / "requirements-dev.lock", place / ".venv")
        (place / ".venv/bin/python").symlink_to(shutil.which("true"))
        launcher, nothing = seconds(place / "tansiq", "help"), seconds("true")
    print(f"launcher alone   {1000 * (launcher - nothing):6.1f} ms   (bar: 300 ms)")
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    print(f"python, empty    {1000 * seconds(sys.executable, '-c', ''):6.1f} ms")
    print(f"tansiq help      {1000 * seconds(ROOT / 'tansiq', 'help'):6.1f} ms   (median of {STARTS} starts)")


if __name__ == "__main__":
    main()
