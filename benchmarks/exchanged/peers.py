"""The other contestants on the same documents: PouchDB's replication, and git's bundle. Neither verifies a signature."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

PACKAGES = ("pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4")
REPLICATING = Path(__file__).with_name("replicating.cjs")


def pouchdb(folder: Path, installed: str | None) -> list[dict[str, Any]] | str:
    """Replicate the documents; a sentence where that cannot be done here."""
    if not shutil.which("node"):
        return "PouchDB was left out: there is no Node.js here."
    place = Path(installed) if installed else folder / "pouchdb"
    place.mkdir(exist_ok=True)
    if not (place / "node_modules/pouchdb").exists():
        if not shutil.which("npm"):
            return "PouchDB was left out: there is no npm here."
        fetched = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], cwd=place, check=False, capture_output=True
        )  # fmt: skip
        if fetched.returncode:
            return "PouchDB was left out: it could not be installed."
    (folder / "databases").mkdir()
    ended = subprocess.run(
        ["node", REPLICATING, folder / "documents.jsonl"], cwd=folder / "databases", check=False, text=True,
        capture_output=True, env={**os.environ, "NODE_PATH": str(place / "node_modules")},
    )  # fmt: skip
    found = [line for line in ended.stdout.splitlines() if line.startswith("FOUND ")]
    if not found:
        return "PouchDB was left out: it stopped with a fault."
    return json.loads(found[0].removeprefix("FOUND "))


def git_bundle(folder: Path) -> list[dict[str, Any]]:
    """Commit each document as a file, bundle the commit, and fetch the bundle into an empty repository."""
    source, target, bundle = folder / "source.git", folder / "target.git", folder / "git.bundle"
    for repository in (source, target):
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", repository], check=True)
    documents = (folder / "documents.jsonl").read_bytes().splitlines()
    stream = [b"commit refs/heads/main\ncommitter a <a@example.org> 0 +0000\ndata 1\nx\n"]
    stream += [b"M 644 inline %06d.json\ndata %d\n%b\n" % (n, len(it), it) for n, it in enumerate(documents)]
    subprocess.run(
        ["git", "-C", source, "fast-import", "--quiet"],
        input=b"".join(stream),
        check=True,
        capture_output=True,
    )
    made = _timed("git bundle, made", ["git", "-C", source, "bundle", "create", "-q", bundle, "main"])
    taken = _timed("git bundle, fetched", ["git", "-C", target, "fetch", "-q", bundle, "main:main"])
    return [{**made, "bytes": bundle.stat().st_size}, taken]


def _timed(name: str, command: list[Any]) -> dict[str, Any]:
    before, wall = _children(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return {"name": name, "cpu": _children() - before, "wall": time.perf_counter() - wall}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
