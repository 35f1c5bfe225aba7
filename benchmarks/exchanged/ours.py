"""Our part of the measurement: each job is done in a process of its own, through the services that officers use."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exchange.histories.offices import AT
from exchange.nodes import NodeBox

from benchmarks.exchanged.documents import texts
from benchmarks.exchanged.offices import GIVER, TAKER, offices, release_all
from tansiq.exchange.models import Partner
from tansiq.exchange.rules import Way
from tansiq.exchange.services.asking import request_to
from tansiq.exchange.services.door import answer_pull
from tansiq.exchange.services.receiving import receive_bundle
from tansiq.exchange.services.sending import write_next_bundle

MIB = 1024 * 1024
HEADERS = (
    "POST /x/1/pull HTTP/1.1\r\nHost: 192.0.2.1:8443\r\nContent-Type: application/vnd.tansiq.request+json\r\n"
    "Content-Length: 1000\r\nConnection: close\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
)


def measured(act: Callable[[], Any]) -> dict[str, Any]:
    """Do something; give what it gave, its seconds of CPU and wall, and the peak of memory of this process in MiB."""
    wall, cpu = time.perf_counter(), time.process_time()
    told = act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"told": told, "cpu": cpu, "wall": wall, "peak": peak}


def boxes(folder: Path) -> tuple[NodeBox, NodeBox]:
    return NodeBox(folder / GIVER, GIVER), NodeBox(folder / TAKER, TAKER)


def make(folder: Path, count: int, size: int) -> None:
    """Set two offices up, release the documents, and write them for the other contestants, one a line."""
    giver, _taker = offices(folder)
    payloads = release_all(giver, texts(count, size))
    (folder / "documents.jsonl").write_bytes(b"\n".join(payloads) + b"\n")


def make_large(folder: Path, mebibytes: int) -> None:
    """Set two offices up and release attachments of 16 MiB that do not compress, one with each message."""
    giver, _taker = offices(folder)
    for number in range(mebibytes // 16):
        release_all(giver, [f"map {number}"], os.urandom(16 * MIB))


def export(folder: Path) -> int:
    giver, _ = boxes(folder)
    with giver, (folder / "stick.tansiq").open("wb") as file:
        write_next_bundle(
            node=giver.node,
            partner=Partner.objects.get(),
            to=file,
            way=Way.STICK,
            by=giver.person("keeper"),
            at=AT,
        )
    return (folder / "stick.tansiq").stat().st_size


def take_in(folder: Path) -> tuple[int, int, int, int]:
    _, taker = boxes(folder)
    with taker, (folder / "stick.tansiq").open("rb") as file:
        it = receive_bundle(node=taker.node, source=file, way=Way.STICK, by=taker.person("keeper"), at=AT)
    return it.new, it.known, it.held, it.refused


def poll(folder: Path) -> int:
    """Ask for what is new where nothing is; give the bytes of request and answer, TLS's own left out."""
    giver, taker = boxes(folder)
    with taker:
        request = request_to(Partner.objects.get(), AT)
    with giver, (folder / "poll").open("w+b") as file:
        answered = answer_pull(node=giver.node, content=request, to=file, by=giver.person("keeper"), at=AT)
        assert not answered  # noqa: S101 - nothing is new
    return len(request) + len(HEADERS)


JOBS: dict[str, Callable[..., Any]] = {
    "make": make,
    "make-large": make_large,
    "export": export,
    "import": take_in,
    "poll": poll,
}


def do(job: str, folder: Path, figures: list[int]) -> str:
    """Do a job and give its measures as JSON."""
    return json.dumps(measured(lambda: JOBS[job](folder, *figures)))
