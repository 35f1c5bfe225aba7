"""The report on the exchange: what was measured, beside its goals and the other contestants."""

from __future__ import annotations

from typing import Any

GOALS = {1000: 3000, 10_000: 1500}
MOST_BYTES, MOST_POLL = 400, 2048


def text(found: dict[str, Any]) -> str:
    """Write the whole report."""
    small, *sizes = found["sizes"]
    return "\n".join(
        [*_head(found), *(line for it in sizes for line in _size(it)), *_wire(small), *_large(found), ""]
    )


def _head(found: dict[str, Any]) -> list[str]:
    it = found["machine"]
    short = " **A short run: a tenth of the documents.**" if found["short"] else ""
    return [
        "# What the exchange was measured at", "",
        f"Made by `./tansiq bench exchange --out docs/benchmarks`.{short} {it['cores']} cores, {it['processor']},",
        f"{it['memory_gib']} GiB, Python {it['python']}, SQLite with `synchronous=FULL`; load of the machine at the start",
        f"{it['load_at_start']}. Each job is a process of its own. Records per second of CPU are what a busy machine changes",
        "least; those of wall time are what a user waits for.", "",
        "Ours verifies the manifest, every record's Ed25519 signature, hash, place and label, and keeps record, cursor and a",
        "line of the journal in one transaction for each 200. PouchDB and git verify no signature.", "",
    ]  # fmt: skip


def _size(one: dict[str, Any]) -> list[str]:
    count, size = one["count"], one["size"]
    rows = [
        ("Tansiq, taken in and verified", one["import"]),
        ("Tansiq, the same once more", one["again"]),
        ("Tansiq, bundle written", one["export"]),
    ]
    if isinstance(one["pouchdb"], list):
        names = {
            "pouchdb": "PouchDB 9, LevelDB to LevelDB",
            "pouchdb http": "PouchDB 9, over HTTP on loopback",
            "pouchdb http again": "PouchDB 9, over HTTP, the same once more",
        }
        rows += [(names[it["name"]], it) for it in one["pouchdb"]]
    rows += [(it["name"], it) for it in one["git"]]
    goal = GOALS[size]
    reached = count / one["import"]["cpu"]
    return [
        f"## {count:,} documents of {size / 1000:g} KB", "",
        f"Goal: {goal:,} records a second, verified. Measured: {reached:,.0f} a second of CPU.", "",
        "| What | per second of CPU | per second | CPU, s | wall, s |", "|---|---|---|---|---|",
        *(
            f"| {name} | {count / max(it['cpu'], 0.001):,.0f} | {count / max(it['wall'], 0.001):,.0f} "
            f"| {it['cpu']:.2f} | {it['wall']:.2f} |"
            for name, it in rows
        ),
        "", *([one["pouchdb"], ""] if isinstance(one["pouchdb"], str) else []),
    ]  # fmt: skip


def _wire(one: dict[str, Any]) -> list[str]:
    size = one["export"]["told"] / one["count"]
    return [
        "## On the wire", "",
        f"- a record of {one['size']:,} bytes, in a bundle of {one['count']:,}, with its signature and encrypted:",
        f"  {size:.0f} bytes (goal: {MOST_BYTES});",
        "- a poll with nothing new, both directions, without TLS's own bytes:",
        f"  {one['poll']['told']:,} bytes (goal: {MOST_POLL:,}).",
        "",
    ]  # fmt: skip


def _large(found: dict[str, Any]) -> list[str]:
    return [
        "## Memory", "",
        "Attachments of 16 MiB that do not compress, one with each message. Peak of the process, with Django in it:", "",
        "| Bundle | written, MiB | taken in, MiB | taken in, CPU s |", "|---|---|---|---|",
        *(
            f"| {it['mebibytes']} MiB | {it['export']['peak']:.0f} | {it['import']['peak']:.0f} | {it['import']['cpu']:.1f} |"
            for it in found["large"]
        ),
    ]  # fmt: skip
