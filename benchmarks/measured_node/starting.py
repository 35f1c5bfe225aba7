"""How long a node takes to its first page, and what memory it holds when nobody uses it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
IDLE_SECONDS = 5


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def started(folder: Path) -> tuple[float, float]:
    """Give the seconds from the start of a node to its first page, and its idle memory in MiB."""
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
        time.sleep(IDLE_SECONDS)
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
