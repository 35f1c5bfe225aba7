"""Gives the list at a node, sees what it would do as often as asked, takes it in and back; prints seconds and memory."""

# ruff: noqa: E402 - a program: Django is set up before its models are named
from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command

from benchmarks.sheeted import file
from tansiq.core.models import Node
from tansiq.documents.queries.sheets.preview import Preview
from tansiq.documents.services import sheets
from tansiq.home import rehearsal
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.training.models import Course

AT = datetime(2025, 5, 18, 9, tzinfo=UTC)


def memory() -> float:
    """Give what this process holds, in MiB."""
    said = Path("/proc/self/status").read_text().splitlines()
    return int(next(it for it in said if it.startswith("VmRSS")).split()[1]) / 1024


def timed(act: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Do this; give its wall seconds, its CPU with that of the process apart, and what is held afterwards."""
    wall, own, apart = time.perf_counter(), time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    found = act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = after.ru_utime + after.ru_stime - apart.ru_utime - apart.ru_stime
    figures = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - own + theirs, "mib": memory()}
    return figures, found


def main() -> None:
    """Measure every step on a list of so many rows."""
    path, rows, again = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    call_command("migrate", verbosity=0)
    rehearsal.set_up()
    own = Unit.objects.filter(owner="ly").values_list("name_ar", flat=True)
    file.write(path, rows, list(own), list(Course.objects.values_list("name_ar", flat=True)))
    director, node = Person.objects.get(username="director"), Node.objects.get()
    by = {"by": director}

    def give() -> Any:
        return sheets.give_sheet(name=path.name, content=path.read_bytes(), sender="x", at=AT, **by)

    def look() -> Any:
        return sheets.map_columns(
            shown=given.shown_as,
            fields=given.head["fields"],
            fixed={},
            order=given.head["order"],
            node=node,
            **by,
        )

    began = memory()
    steps: dict[str, Any] = {}
    steps["read"], given = timed(give)
    steps["look"], seen = timed(look)
    steps["page"], _lines = timed(
        lambda: [one.told(it) for one in [Preview(seen)] for it in one.lines("", "")[:50]]
    )
    steps["again"] = [timed(look)[0] for _ in range(again)]
    steps["take in"], taken = timed(
        lambda: sheets.take_in_sheet(digest=seen.digest, without_faulty=False, node=node, at=AT, **by)
    )
    steps["take back"], _ = timed(lambda: sheets.take_back_sheet(number=taken.pk, node=node, at=AT, **by))
    print(json.dumps({"began": began, "steps": steps, "counts": Preview(seen).counts}))


if __name__ == "__main__":
    main()
