"""The booklet of the example set by us, by WeasyPrint and by ReportLab from the same data.

`./tansiq bench papers [--out docs/benchmarks] [--peers FOLDER] [--times 3]`. Each is a process of its own, one after the
other; peers are installed into a throw-away environment, or taken from FOLDER. Not a page is compared by looks: that
each holds the words that were put in is counted by PDFium.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PEERS = ("weasyprint", "reportlab", "arabic-reshaper", "python-bidi")
LANGUAGES = (("ar",), ("fr",), ("ar", "fr"))
TARGET_SECONDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the report")
    parser.add_argument("--peers", type=Path, help="environment in which the peers are installed already")
    parser.add_argument("--times", type=int, default=3, help="how often each is run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        python, why = installed(given.peers, Path(place))
        found = [one for langs in LANGUAGES for one in measured(langs, python, given.times)]
    written = report(found, why)
    print(written)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "papers.md").write_text(written, encoding="utf-8")
    slowest = max(it["wall"] for it in found if it["by"] == "tansiq" and len(it["langs"]) == 1)
    if slowest > TARGET_SECONDS:
        raise SystemExit(f"A booklet took {slowest:.1f} s; at most {TARGET_SECONDS} s is the target.")


def installed(peers: Path | None, place: Path) -> tuple[Path | None, str]:
    """Give the Python of the peers, or why there is none."""
    folder = peers or place / "peers"
    python = folder / "bin" / "python"
    if peers is None:
        venv.create(folder, with_pip=True)
        fetched = subprocess.run(
            [python, "-m", "pip", "-q", "install", *PEERS], check=False, capture_output=True
        )
        if fetched.returncode:
            return None, "The peers were left out: they could not be installed here."
    return python, ""


def measured(langs: tuple[str, ...], python: Path | None, times: int) -> list[dict[str, Any]]:
    """Have everyone set the booklet in these languages."""
    from tansiq_desk.paper.laying import laid_out  # noqa: PLC0415 - after the path is set
    from tansiq_desk.paper.setting import FONTS  # noqa: PLC0415
    from tests.desk.pdf_text import put_in  # noqa: PLC0415

    began = time.perf_counter()
    papers = booklets(langs)
    writing = time.perf_counter() - began
    told = json.dumps({"paper": laid_out(papers), "made_at": int(papers[0].made_at.timestamp())}).encode()
    ours = [sys.executable, "-P", "-m", "tansiq_desk.paper.setting"]
    contestants: dict[str, list[Any]] = {"tansiq": ours}
    if python:
        beside = Path(__file__).parent / "printed"
        contestants |= {
            name: [python, beside / f"by_{name}.py", FONTS] for name in ("weasyprint", "reportlab")
        }
    return [
        {"by": name, "langs": langs, "writing": writing, **best_of(command, told, put_in(*papers), times)}
        for name, command in contestants.items()
    ]


def booklets(langs: tuple[str, ...]) -> list[Any]:
    """Write the booklet of the example's plan in each language."""
    from tansiq_desk.paper.booklet import booklet_of  # noqa: PLC0415 - after the path is set
    from tests.desk.example_plan import planned_example  # noqa: PLC0415

    problem, result = planned_example("B")
    return [booklet_of(problem, result, lang) for lang in langs]


def best_of(command: list[Any], told: bytes, said: str, times: int) -> dict[str, Any]:
    """Run a setter so many times; give the median of its figures, and how many words of its pages are found."""
    runs = [run(command, told) for _ in range(times)]
    if any("fault" in it for it in runs):
        return next(it for it in runs if "fault" in it)
    figures = {key: median(it[key] for it in runs) for key in ("wall", "cpu", "mib")}
    return {**figures, **judged(runs[-1]["pdf"], said)}


def run(command: list[Any], told: bytes) -> dict[str, Any]:
    """Run a setter once: wall and CPU seconds, peak memory, and what it made."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(told)
        given.seek(0)
        began = time.perf_counter()
        setter = subprocess.Popen(command, stdin=given, stdout=made, stderr=subprocess.DEVNULL, env=env)
        _pid, status, used = os.wait4(setter.pid, 0)
        setter.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        made.seek(0)
        if setter.returncode:
            return {"fault": f"ended with {setter.returncode}", "wall": wall}
        return {
            "wall": wall,
            "cpu": used.ru_utime + used.ru_stime,
            "mib": used.ru_maxrss / 1024,
            "pdf": made.read(),
        }


def judged(pdf: bytes, said: str) -> dict[str, Any]:
    """Count pages, and which share of letters and of words a reader of PDFs finds."""
    from tests.desk.pdf_text import pages_of, signs, words, words_in_order  # noqa: PLC0415 - after the path is set

    pages = pages_of(pdf)
    text = "\n".join(pages)
    shares = {}
    for name, count in (("letters", signs), ("words", words), ("ordered", words_in_order)):
        put, found = count(said), count(text)
        shares[name] = 1 - (put - found).total() / put.total()
    archived = b"<pdfaid:part>2</pdfaid:part>" in pdf
    return {"pages": len(pages), "kib": len(pdf) / 1024, "archived": archived, **shares}


def report(found: list[dict[str, Any]], why: str) -> str:
    """Write what was found."""
    from benchmarks.measured.machine import machine  # noqa: PLC0415 - after the path is set

    here = machine()
    rows = [
        f"| {it['by']} | {' + '.join(it['langs'])} | "
        + (
            f"{it['fault']} | | | | | | | | |" if "fault" in it else
            f"{it['pages']} | {it['wall']:.2f} | {it['cpu']:.2f} | {it['mib']:.0f} | {it['kib']:.0f} | "
            f"{it['letters']:.2%} | {it['words']:.2%} | {it['ordered']:.1%} | {'PDF/A-2a' if it['archived'] else 'no'} |"
        )
        for it in found
    ]  # fmt: skip
    writing = max(it["writing"] for it in found)
    return "\n".join([
        "# What papers were measured at", "",
        (f"Made by `./tansiq bench papers --out docs/benchmarks` on {here['cores']} cores ({here['processor']}), "
         f"Python {here['python']}, load {here['load_at_start']} at the start."), "",
        "The programme booklet of the example's plan, set by each from the same data in a process of its own: start of the",
        ("process and reading of the letters included, writing what it says left out "
         f"(at most {writing:.2f} s, the same for all)."),
        "WeasyPrint and ReportLab set it plainer than we do: no square code, no contents, no columns side by side.", "",
        "| By | Languages | Pages | Wall, s | CPU, s | Peak memory, MiB | File, KiB | Letters | Words | In order | Archived |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *rows, "",
        "Letters and words: of those that were put in, how many PDFium finds on the pages, compatibility forms made the same,",
        "the order of letters within a word left aside (`tests/desk/pdf_text.py` says why). *In order* counts the words whose",
        "letters come as they are written: PDFium turns words with a shadda that a setter keeps together (`ActualText`, as ours",
        "does), and codes beside Arabic; a word that is turned is seen and printed right, and not found by searching in Chrome.",
        f"The target is a booklet of 50 pages in under {TARGET_SECONDS} s of wall time; where it is missed the command fails.",
        "",
        *([why, ""] if why else []),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
