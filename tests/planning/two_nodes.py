"""Two nations' nodes in one database, one after the other: what one writes is gone before the other begins."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.db import transaction

import tansiq_planner
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import JOINT, Mode
from tansiq.core.services import NodeItself
from tansiq.planning import services
from tansiq.planning.models import Approval, PlanVersion, Programme, SharedPart
from tansiq.planning.queries.shared import joint_part, part_of, part_text
from tansiq.planning.rules import Basis
from tansiq.planning.services.runs import carry_out
from tansiq.planning.services.versions import keep_version
from tansiq.training.models import Task

DAY = date(2025, 5, 18)
PARTIES = ("ly", "dz")
SEARCHED = Path(__file__).parents[2] / "build" / "searched"
SENT = ("document", "parts", "origin", "origin_number", "option", "title")


def become(party: str) -> Node:
    """Make this node the office of one party."""
    node = Node.objects.get()
    node.party, node.mode = party, Mode.ONE_PARTY
    node.save()
    return node


@contextmanager
def node_of(party: str) -> Iterator[Node]:
    """Be a party's node for a while; nothing of it stays."""
    with transaction.atomic():
        yield become(party)
        transaction.set_rollback(True)


def released() -> dict[str, str]:
    """Give the text of what each would release."""
    programme = Programme.objects.get()
    every = {JOINT: joint_part(programme, DAY), **{it: part_of(programme, it, DAY) for it in PARTIES}}
    return {party: part_text(it) for party, it in every.items()}


def keep(party: str, content: str, at: datetime, *, is_own: bool) -> SharedPart:
    """Keep a part, as the exchange does when it was released or received."""
    return services.keep_shared_part(
        programme=Programme.objects.get(), party=party, content=content, is_own=is_own, by=NodeItself(), at=at
    )


def exchange_parts(here: str, at: datetime, texts: dict[str, str] | None = None) -> dict[str, SharedPart]:
    """Keep at a party's node what it released itself and what its partner did; Libya releases what both share."""
    return {
        party: keep(party, text, at, is_own=party == here or (party == JOINT and here == "ly"))
        for party, text in (texts or released()).items()
    }


def plan_made(by, at: datetime, basis: Basis = Basis.RELEASED, *, searched_anew: bool = False) -> PlanVersion:
    """Have a plan made at once; what this planner found before on the same programme is kept again, not searched again."""
    run = services.start_run(
        programme=Programme.objects.get(), option="A", work=1, title="خطة", baseline=None, basis=basis, by=by, at=at,
    )  # fmt: skip
    with searched(run.programme_document) as found:
        if searched_anew or not found.exists():
            carry_out(run.pk)
            run.refresh_from_db()
            assert run.result is not None, run.fault
            whole = found.with_suffix(".whole")
            whole.write_text(run.result.document, encoding="utf-8")
            whole.replace(found)
            return run.result
        document = found.read_text(encoding="utf-8")
    run.delete()
    return keep_version(
        programme=run.programme, document=document, programme_document=run.programme_document,
        option=run.option, title=run.title, parent=None, parts=run.parts, by=by, at=at,
    )  # fmt: skip


@contextmanager
def searched(programme_document: str) -> Iterator[Path]:
    """Give where the plan of a programme is kept for all tests of this tree; one process at a time searches for it."""
    SEARCHED.mkdir(parents=True, exist_ok=True)
    named = hashlib.sha256(planner_sha256() + programme_document.encode()).hexdigest()
    with (SEARCHED / f"{named}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield SEARCHED / f"{named}.json"


@cache
def planner_sha256() -> bytes:
    """Give the hash of the planner and its solvers: another planner may find another plan."""
    sources = sorted(Path(tansiq_planner.__file__).parent.rglob("*.py"))
    versions = [version(it).encode() for it in ("ortools", "highspy", "numpy")]
    return hashlib.sha256(b"".join([*versions, *(it.read_bytes() for it in sources)])).digest()


_made: dict[str, object] = {}


def proposal_of_libya(by, at: datetime) -> dict:
    """Give what Libya's node would send of a plan that it made on what both sides released; it is made once."""
    if not _made:
        with node_of("ly"):
            exchange_parts("ly", at)
            plan = plan_made(by, at)
            _made.update(
                document=plan.document, parts=plan.parts, origin="ly", origin_number=plan.number,
                option=plan.option, title=plan.title, plan_sha256=plan.plan_sha256,
                problem_sha256=plan.problem_sha256, programme_document=plan.programme_document,
            )  # fmt: skip
    return dict(_made)


def take_in(sent: dict, at: datetime, **other) -> PlanVersion:
    """Take in what the partner sent, with something else in place of what it says."""
    given = {"programme": Programme.objects.get(), "parent": None, **{it: sent[it] for it in SENT}, **other}
    return services.take_in_plan(**given, by=NodeItself(), at=at)


def written() -> dict[str, int]:
    """Count what could have been written."""
    return {
        kind.__name__: kind.objects.count() for kind in (JournalLine, PlanVersion, SharedPart, Approval, Task)
    }
