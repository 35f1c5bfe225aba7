"""What releasing a record does here: the record knows to whom it was released, and parts of the programme are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Decision, Meeting
from tansiq.accords.services import mark_released as mark_accords
from tansiq.core.errors import Refused
from tansiq.core.models import Record
from tansiq.core.services import Actor
from tansiq.exchange.models import Draft, OutBlob, Release
from tansiq.exchange.queries.behind import RECORDS, records_behind
from tansiq.planning.models import Programme
from tansiq.planning.services import keep_shared_part
from tansiq.planning.services import mark_released as mark_plan
from tansiq.training.services import mark_released as mark_training
from tansiq_protocol.record import Kind, read_record

MARKS: dict[str, Callable[..., Record]] = {
    Kind.ACCORD: mark_accords,
    Kind.MINUTES: mark_accords,
    Kind.DECISION: mark_accords,
    Kind.OFFER: mark_training,
    Kind.REQUEST: mark_training,
    Kind.PLAN: mark_plan,
    Kind.PLAN_AMENDMENT: mark_plan,
}


class RecordGone(Refused):
    """What a draft was prepared from is not here any more."""

    message = _(
        "What this was prepared from is no longer here: the list that brought it was taken back. Nothing was released. "
        "Leave it, and prepare what is here now."
    )


def hold_behind(draft: Draft) -> None:
    """Hold the records that releasing a draft changes, until the transaction ends: rows before the journal, as everywhere.

    Raises
    ------
    RecordGone
    """
    for kind, codes in records_behind(draft):
        if _held(kind, code__in=codes) < len(codes):
            raise RecordGone
        if kind is Meeting:
            _held(Decision, meeting__code__in=codes)  # they cross with the minutes


def _held(kind: type[Record], **wanted: object) -> int:
    """Hold some records, in one order; give how many there are."""
    rows = kind._default_manager.select_for_update(no_key=True).filter(**wanted)
    return len(rows.order_by("pk").values_list("pk"))


def follow(release: Release, *, by: Actor, at: datetime) -> None:
    """Do what follows here from a release, in its transaction, which holds what it changes: see `hold_behind`."""
    code = release.subject.partition("/")[2]
    if release.kind in MARKS:
        record = RECORDS[release.kind]._default_manager.get(code=code)
        MARKS[release.kind](record=record, parties=release.audience.split(), by=by, at=at)
    elif release.kind == Kind.PLAN_INPUT:
        body = read_record(bytes(release.payload)).body
        content = bytes(OutBlob.objects.get(pk=body["part"]).content).decode()
        programme = Programme.objects.get(code=body["programme"])
        keep_shared_part(
            programme=programme, party=str(body["party"]), content=content, is_own=True, by=by, at=at
        )
