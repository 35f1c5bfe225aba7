"""What a page costs: asked for in this process, through all middleware."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tansiq.core.moment import moment_of_node
from tansiq.people.models import Person
from tansiq.people.services import open_sign_in

ROUNDS, OK = 30, 200
Page = tuple[str, str]
"""An account and the address that it opens."""


@dataclass(frozen=True)
class Cost:
    """A page's queries, times in milliseconds, and size.

    `first` is the first time in this process, when a plan is read from its bytes and judged; the others come after it.
    """

    address: str
    queries: int
    first: float
    median: float
    p95: float
    cpu: float
    kib: float


def costs(pages: Iterable[Page]) -> list[Cost]:
    """Open each page again and again."""
    return [_cost(username, address) for username, address in pages]


def _cost(username: str, address: str) -> Cost:
    client, person = Client(), Person.objects.get(username=username)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    open_sign_in(session_key=key, address=None, browser="bench", by=person, at=moment_of_node())
    walls, size = [], 0
    gc.collect()
    for _ in range(ROUNDS + 1):
        if len(walls) == 1:
            cpu = time.process_time()
        began = time.perf_counter()
        answer = client.get(address)
        walls.append(1000 * (time.perf_counter() - began))
        size = len(answer.content)
        if answer.status_code != OK:
            raise SystemExit(f"{address}: {answer.status_code}")
    cpu = 1000 * (time.process_time() - cpu) / ROUNDS
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    first, *later = walls
    p95 = statistics.quantiles(later, n=20)[-1]
    return Cost(address, len(queries), first, statistics.median(later), p95, cpu, size / 1024)
