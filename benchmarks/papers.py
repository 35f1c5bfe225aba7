"""The booklet of the example set by us, by WeasyPrint and by ReportLab from the same data.

`./tansiq bench papers [--out docs/benchmarks] [--peers FOLDER] [--times 3]`. Each is a process of its own, one after the
other; peers are installed into a throw-away environment, or taken from FOLDER. Not a page is compared by looks: that
each holds the words that were put in is counted by PDFium.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measured.peers import installed, of_ours, run, versions  # noqa: E402 - after the path is set

FONTS = ROOT / "src" / "tansiq_desk" / "paper" / "fonts"
WITH_OURS = (sys.executable, "-P", "-m")
PEERS = ("weasyprint", "reportlab", "arabic-reshaper", "python-bidi")
OURS = ("typst",)
LANGUAGES = (("ar",), ("fr",), ("en",), ("ar", "fr"))
TARGET_PAGES, TARGET_SECONDS = 50, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the report")
    parser.add_argument("--peers", type=Path, help="environment in which the peers are installed already")
    parser.add_argument("--times", type=int, default=3, help="how often each is run")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        python, why = installed(PEERS, given.peers, place)
        found = [one for langs in LANGUAGES for one in measured(langs, python, given.times, place)]
        beside = versions(python, PEERS) if python else why
    written = report(found, load, beside)
    print(written)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "papers.md").write_text(written, encoding="utf-8")
    if wrong := fault_of_ours(found):
        raise SystemExit(wrong)


def fault_of_ours(found: list[dict[str, Any]]) -> str:
    """Tell that a booklet of ours was not set, or came too late; nothing where all is well."""
    ours = [it for it in found if it["by"] == "tansiq"]
    faulty = [f"{' + '.join(it['langs'])}: {it['fault']}" for it in ours if "fault" in it]
    if faulty or not ours:
        return f"The booklet was not set: {', '.join(faulty) or 'nothing was measured'}."
    slowest = max((it["writing"] + it["wall"]) * TARGET_PAGES / it["pages"] for it in ours)
    if slowest > TARGET_SECONDS:
        return f"{TARGET_PAGES} pages took {slowest:.1f} s; at most {TARGET_SECONDS} s is the target."
    return ""


def measured(langs: tuple[str, ...], python: Path | None, times: int, place: Path) -> list[dict[str, Any]]:
    """Have everyone set the booklet in these languages."""
    writer = run([*WITH_OURS, "benchmarks.printed.writing", place, *langs], env=of_ours())
    if writer["code"]:
        return [{"by": "tansiq", "langs": langs, "writing": writer["wall"], "fault": writer["complaint"]}]
    contestants: dict[str, Any] = {"tansiq": ([*WITH_OURS, "tansiq_desk.paper.setting"], of_ours())}
    if python:
        beside = Path(__file__).parent / "printed"
        for name in ("weasyprint", "reportlab"):
            contestants[name] = [python, beside / f"by_{name}.py", FONTS], None
    return [
        {"by": name, "langs": langs, "writing": float(writer["said"]), **best_of(command, env, place, times)}
        for name, (command, env) in contestants.items()
    ]


def best_of(command: list[Any], env: Mapping[str, str] | None, place: Path, times: int) -> dict[str, Any]:
    """Run a setter so many times; give the median of its figures, and how many words of its pages are found."""
    runs = [run(command, place / "told.json", env) for _ in range(times)]
    if broken := [it for it in runs if it["code"]]:
        return {"fault": f"ended with {broken[0]['code']}: {broken[0]['complaint']}"}
    figures = {key: median(it[key] for it in runs) for key in ("wall", "cpu", "mib")}
    (place / "made.pdf").write_bytes(runs[-1]["said"])
    judge = run(
        [*WITH_OURS, "benchmarks.printed.judging", place / "made.pdf", place / "said.txt"], env=of_ours()
    )
    if judge["code"]:
        return {"fault": f"no reader of PDFs takes it: {judge['complaint']}"}
    return {**figures, **json.loads(judge["said"])}


def report(found: list[dict[str, Any]], load: float, beside: str) -> str:
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
         f"Python {here['python']}, load {load:.1f} at the start."), "",
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
        (f"The target is {TARGET_PAGES} pages of a booklet in under {TARGET_SECONDS} s of wall time, writing included, in "
         "each of these languages; where it is missed the command fails."),
        "",
        f"Set by {versions(sys.executable, OURS)}; beside: {beside}", "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
