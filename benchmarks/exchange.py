"""The exchange through the real database path, beside PouchDB's replication and git's bundle on the same documents.

`./tansiq bench exchange [--out docs/benchmarks] [--large 200] [--short]`. Each job runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests")]
SIZES = ((10_000, 1000), (5000, 10_000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the report")
    parser.add_argument("--large", type=int, default=200, help="MiB of attachments in one large bundle")
    parser.add_argument("--short", action="store_true", help="a tenth of the documents, to try it")
    parser.add_argument("--pouchdb", help="folder in which PouchDB is installed already")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        import django  # noqa: PLC0415 - its settings read the folder

        django.setup()
        from benchmarks.exchanged import ours  # noqa: PLC0415 - Django is set up first

        job, folder, *figures = given.measure
        print(ours.do(job, Path(folder), [int(it) for it in figures]))
        return
    from benchmarks.exchanged.report import text  # noqa: PLC0415 - after the path is set

    found = everything(given)
    written = text(found)
    print(written)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "exchange.md").write_text(written)


def everything(given: argparse.Namespace) -> dict[str, Any]:
    """Measure all there is."""
    from benchmarks.exchanged.peers import git_bundle, pouchdb  # noqa: PLC0415 - after the path is set
    from benchmarks.measured.machine import machine  # noqa: PLC0415 - after the path is set

    found: dict[str, Any] = {"machine": machine(), "sizes": [], "large": [], "short": given.short}
    for count, size in [(1000, 1000), *SIZES]:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            number = count // 10 if given.short and count > 1000 else count
            job("make", folder, number, size)
            one = {"count": number, "size": size, "export": job("export", folder)}
            one |= {
                "import": job("import", folder),
                "again": job("import", folder),
                "poll": job("poll", folder),
            }
            if (count, size) in SIZES:
                one |= {"pouchdb": pouchdb(folder, given.pouchdb), "git": git_bundle(folder)}
            found["sizes"].append(one)
    for mebibytes in sorted({16, given.large}):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            job("make-large", folder, mebibytes)
            found["large"].append(
                {"mebibytes": mebibytes, "export": job("export", folder), "import": job("import", folder)}
            )
    return found


def job(name: str, folder: Path, *figures: int) -> dict[str, Any]:
    """Do a job in a process of its own; give its measures."""
    env = {**os.environ, "TANSIQ_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "tansiq.settings"}
    command = [sys.executable, "-P", __file__, "--measure", name, str(folder), *map(str, figures)]
    ended = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"{name} failed: {ended.stderr}")
    return json.loads(ended.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
