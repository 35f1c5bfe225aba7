"""What releasing a record does here: the record knows to whom it was released, and parts of the programme are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.services import mark_released as mark_accords
from tansiq.core.models import Record
from tansiq.core.services import Actor
from tansiq.exchange.models import OutBlob, Release
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.services import keep_shared_part
from tansiq.planning.services import mark_released as mark_plan
from tansiq.training.models import Course, Request
from tansiq.training.services import mark_released as mark_training
from tansiq_protocol.record import Kind, read_record

MARKED: dict[str, tuple[type[Record], Callable[..., Record]]] = {
    Kind.ACCORD: (Accord, mark_accords),
    Kind.MINUTES: (Meeting, mark_accords),
    Kind.DECISION: (Decision, mark_accords),
    Kind.OFFER: (Course, mark_training),
    Kind.REQUEST: (Request, mark_training),
    Kind.PLAN: (PlanVersion, mark_plan),
    Kind.PLAN_AMENDMENT: (PlanVersion, mark_plan),
}


def follow(release: Release, *, by: Actor, at: datetime) -> None:
    """Do what follows here from a release, in its transaction."""
    code = release.subject.partition("/")[2]
    if release.kind in MARKED:
        kind, mark = MARKED[release.kind]
        record = kind.objects.get(code=code)
        mark(record=record, parties=release.audience.split(), by=by, at=at)
    elif release.kind == Kind.PLAN_INPUT:
        body = read_record(bytes(release.payload)).body
        content = bytes(OutBlob.objects.get(pk=body["part"]).content).decode()
        programme = Programme.objects.get(code=body["programme"])
        keep_shared_part(
            programme=programme, party=str(body["party"]), content=content, is_own=True, by=by, at=at
        )
