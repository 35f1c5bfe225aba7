"""A list of 20,000 needs from an office's own sheet: read, held against the programme, taken in and taken back.

`./tansiq bench sheets [--rows 20000] [--out docs/benchmarks] [--peers FOLDER]`. pandas and django-import-export read the
same file beside us, installed into a throw-away environment or taken from FOLDER; each is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PEERS = ("pandas", "openpyxl", "python-calamine", "django", "django-import-export", "tablib[xlsx]")
BESIDE = Path(__file__).parent / "sheeted"
TARGET_SECONDS, LOOKS = 10, 6
STEPS = {
    "read": "read the file, in a process apart",
    "look": "every cell, held against the programme: the preview",
    "page": "a page of the preview",
    "take in": "take it in",
    "take back": "take it back whole",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--out", type=Path, help="folder for the report")
    parser.add_argument("--peers", type=Path, help="environment in which the peers are installed already")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "needs.xlsx"
        found = ours(path, given.rows, Path(place))
        apart = [sys.executable, "-P", "-m", "tansiq_desk.sheets.apart", path]
        found["apart"] = run("reading", apart, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})["mib"]
        peers, why = theirs(path, given.peers, Path(place))
    written = report(given.rows, load, found, peers, why)
    print(written)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "sheets.md").write_text(written, encoding="utf-8")
    seconds = found["steps"]["read"]["wall"] + found["steps"]["look"]["wall"]
    if seconds > TARGET_SECONDS:
        raise SystemExit(f"The preview took {seconds:.1f} s; at most {TARGET_SECONDS} s is the target.")


def ours(path: Path, rows: int, place: Path) -> dict[str, Any]:
    """Measure a node of its own."""
    env = {
        **os.environ, "TANSIQ_HOME": str(place / "node"), "DJANGO_SETTINGS_MODULE": "tansiq.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }  # fmt: skip
    (place / "node").mkdir()
    command = [sys.executable, "-P", BESIDE / "ours.py", path, str(rows), str(LOOKS)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def theirs(path: Path, peers: Path | None, place: Path) -> tuple[list[dict[str, Any]], str]:
    """Measure the peers, or say why there are none."""
    folder = peers or place / "peers"
    if peers is None:
        venv.create(folder, with_pip=True)
        command = [folder / "bin/python", "-m", "pip", "-q", "install", *PEERS]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return [], "The peers were left out: they could not be installed here."
    commands = {
        "pandas by openpyxl: cells alone": ["by_pandas.py", path, "openpyxl"],
        "pandas by calamine: cells alone": ["by_pandas.py", path, "calamine"],
        "django-import-export: dry run": ["by_import_export.py", path],
    }
    return [run(name, [folder / "bin/python", BESIDE / it[0], *it[1:]]) for name, it in commands.items()], ""


def run(name: str, command: list[Any], env: dict[str, str] | None = None) -> dict[str, Any]:
    """Run a peer once: wall and CPU seconds, peak memory."""
    began = time.perf_counter()
    peer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
    said = peer.stdout.read() if peer.stdout else ""
    _pid, status, used = os.wait4(peer.pid, 0)
    peer.returncode = os.waitstatus_to_exitcode(status)
    figures = {
        "wall": time.perf_counter() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "mib": used.ru_maxrss / 1024,
    }
    return {"by": name, "said": said.strip(), "code": peer.returncode, **figures}


def report(rows: int, load: float, found: dict[str, Any], peers: list[dict[str, Any]], why: str) -> str:
    """Write what was found."""
    return "\n".join([*head(rows, load, found), *table(found), *beside(found, peers, why)])


def head(rows: int, load: float, found: dict[str, Any]) -> list[str]:
    counts, python = found["counts"], platform.python_version()
    return [
        "# What sheets were measured at",
        "",
        "Made by `./tansiq bench sheets --out docs/benchmarks`",
        f"on {os.cpu_count()} cores, Python {python}, SQLite, load {load:.1f} at the start.",
        "",
        f"An office's own list of {rows:,} needs: Arabic headings, units and courses by their Arabic names, days as text",
        f"(`benchmarks/sheeted/file.py`). Of its rows {counts['added']:,} are new and {counts['changed']:,} change a need that",
        f"is known. The target is a preview in under {TARGET_SECONDS} s of wall time, reading included; where it is missed the",
        "command fails.",
        "",
    ]


def table(found: dict[str, Any]) -> list[str]:
    steps, again = found["steps"], found["steps"]["again"]
    walls, held = [it["wall"] for it in again], " ".join(f"{it['mib']:.0f}" for it in again)
    rows = (
        f"| {words} | {steps[key]['wall']:.2f} | {steps[key]['cpu']:.2f} | {steps[key]['mib']:.0f} |"
        for key, words in STEPS.items()
    )
    return [
        "| Step | Wall, s | CPU, s | Node afterwards, MiB |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Before the first step the node held {found['began']:.0f} MiB; the process apart held at most",
        f"{found['apart']:.0f} MiB, and ended. The preview made {len(again)} times more took {min(walls):.2f} to",
        f"{max(walls):.2f} s each, with the node at {held} MiB afterwards.",
        "",
    ]


def beside(found: dict[str, Any], peers: list[dict[str, Any]], why: str) -> list[str]:
    steps = found["steps"]
    wall, cpu = (steps["read"][it] + steps["look"][it] for it in ("wall", "cpu"))
    ours_held = f"{steps['look']['mib']:.0f} + {found['apart']:.0f}"
    what = "reads, finds headings and fields, names to codes, rights, the whole programme judged, every cell old and new"
    return [
        "## Beside others",
        "",
        why or "Each is a process of its own, its start included; `benchmarks/sheeted` has their programs.",
        "",
        "| By | What it does | Wall, s | CPU, s | Peak memory, MiB |",
        "|---|---|---|---|---|",
        f"| tansiq | {what} | {wall:.2f} | {cpu:.2f} | {ours_held} |",
        *map(peer_told, peers),
        "",
        "pandas gives the cells and knows nothing of records. django-import-export compares each row with its table and",
        "rolls back; it asks for the mapping in code, and judges neither rights nor what the rest of the programme needs.",
        "",
    ]


def peer_told(peer: dict[str, Any]) -> str:
    name, _colon, what = peer["by"].partition(": ")
    if peer["code"]:
        return f"| {name} | {what} | failed | | |"
    return f"| {name} | {what} | {peer['wall']:.2f} | {peer['cpu']:.2f} | {peer['mib']:.0f} |"


if __name__ == "__main__":
    main()
