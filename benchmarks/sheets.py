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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measured.peers import installed, of_ours, run, versions  # noqa: E402 - after the path is set

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
        found["apart"] = read_apart(path)
        peers, words = theirs(path, given.peers, Path(place))
    written = report(given.rows, load, found, peers, words)
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
        **of_ours(),
        "TANSIQ_HOME": str(place / "node"),
        "DJANGO_SETTINGS_MODULE": "tansiq.settings",
    }
    (place / "node").mkdir()
    command = [sys.executable, "-P", BESIDE / "ours.py", path, str(rows), str(LOOKS)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read_apart(path: Path) -> float:
    """Give the peak memory of the process that reads the file, in MiB.

    Raises
    ------
    SystemExit
        It did not read it.
    """
    found = run([sys.executable, "-P", "-m", "tansiq_desk.sheets.apart", path], env=of_ours())
    if found["code"]:
        raise SystemExit(f"The process that reads the file ended with {found['code']}: {found['complaint']}")
    if "sheets" not in json.loads(found["said"]):
        raise SystemExit("The process that reads the file refused it.")
    return float(found["mib"])


def theirs(path: Path, peers: Path | None, place: Path) -> tuple[list[dict[str, Any]], str]:
    """Measure the peers and give their versions, or say why there are none."""
    python, why = installed(PEERS, peers, place)
    if python is None:
        return [], why
    commands = {
        "pandas by openpyxl: cells alone": ["by_pandas.py", path, "openpyxl"],
        "pandas by calamine: cells alone": ["by_pandas.py", path, "calamine"],
        "django-import-export: dry run": ["by_import_export.py", path],
    }
    found = [{"by": name, **run([python, BESIDE / it[0], *it[1:]])} for name, it in commands.items()]
    return found, f"Versions: {versions(python, PEERS)}."


def report(rows: int, load: float, found: dict[str, Any], peers: list[dict[str, Any]], words: str) -> str:
    """Write what was found."""
    return "\n".join([*head(rows, load, found), *table(found), *beside(found, peers, words)])


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


def beside(found: dict[str, Any], peers: list[dict[str, Any]], words: str) -> list[str]:
    steps = found["steps"]
    wall, cpu = (steps["read"][it] + steps["look"][it] for it in ("wall", "cpu"))
    ours_held = f"{steps['look']['mib']:.0f} + {found['apart']:.0f}"
    what = "reads, finds headings and fields, names to codes, rights, the whole programme judged, every cell old and new"
    return [
        "## Beside others",
        "",
        f"Each is a process of its own, its start included; `benchmarks/sheeted` has their programs. {words}",
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
        return f"| {name} | {what} | ended with {peer['code']} | | |"
    return f"| {name} | {what} | {peer['wall']:.2f} | {peer['cpu']:.2f} | {peer['mib']:.0f} |"


if __name__ == "__main__":
    main()
