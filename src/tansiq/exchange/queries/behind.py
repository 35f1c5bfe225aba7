"""The records of this node that stand behind what a draft would release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.core.models import Record
from tansiq.exchange.models import Draft
from tansiq.planning.models import PlanVersion, Programme
from tansiq.training.models import Course, Request
from tansiq_protocol.record import Kind

RECORDS: dict[str, type[Record]] = {
    Kind.PLAN: PlanVersion,
    Kind.PLAN_AMENDMENT: PlanVersion,
    Kind.PLAN_INPUT: Programme,
    Kind.OFFER: Course,
    Kind.REQUEST: Request,
    Kind.ACCORD: Accord,
    Kind.MINUTES: Meeting,
    Kind.DECISION: Decision,
}
"""What a release of each kind changes, in the order in which all verbs hold it."""


def records_behind(draft: Draft) -> Iterator[tuple[type[Record], list[str]]]:
    """Give the codes of the records that releasing a draft changes, by their table, in the order in which they are held."""
    named = defaultdict[type[Record], set[str]](set)
    for kind, subject in draft.records.values_list("kind", "subject"):
        if kind in RECORDS:
            named[RECORDS[kind]].add(subject.partition("/")[2].partition("#")[0])
    for table in dict.fromkeys(RECORDS.values()):
        if named[table]:
            yield table, sorted(named[table])


def is_gone(draft: Draft) -> bool:
    """Tell whether a record that a draft would release is not here any more."""
    found = records_behind(draft)
    return any(it._default_manager.filter(code__in=codes).count() < len(codes) for it, codes in found)
