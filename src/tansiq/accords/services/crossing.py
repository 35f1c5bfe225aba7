"""The verbs by which what a partner released becomes ours too: each takes in one form, as far as it is theirs to say.

A form changes what its party owns and what both own, nothing else. The text of a joint record is theirs to change as
long as it is anybody's; the steps of its life are taken by whoever may take them here too. What one party says for
itself, another's form never says: that a party agreed, did or confirmed, only its own form tells. The same form twice
changes nothing the second time; what is refused leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.queries.crossing import accord_form
from tansiq.accords.rules.accords import UNSIGNED, leads_to
from tansiq.accords.rules.crossing import (
    Columns,
    Form,
    FormFaulty,
    Keeps,
    NotTheirs,
    NoWayThere,
    OtherRecord,
    faulty,
    higher,
    is_to_be_kept,
    unknown,
)
from tansiq.accords.rules.reading import read_accord
from tansiq.accords.services.accords import TextFixed, refuse_circle
from tansiq.core.errors import ChangedMeanwhile
from tansiq.core.models import Record
from tansiq.core.rules import JOINT, Marking, party_list
from tansiq.core.services import Actor, claim, keep, subject_of, write_line
from tansiq.organisations.models import Party

RecordType = TypeVar("RecordType", bound=Record)
TEXT_OF_ACCORD = (
    "type",
    "name_ar",
    "name_fr",
    "name_en",
    "parent",
    "clauses",
    "areas",
    "tacit_renewal_months",
)
"""Columns of an accord that no longer change once it is signed."""


@transaction.atomic
def take_in_accord_form(
    *, form: Form, source: str, origin_party: str, by: Actor, at: datetime, keeps: Keeps | None = None,
    marking: Marking = Marking.TRAINING,
) -> Accord:  # fmt: skip
    """Take in an accord as a partner released it: a new one, or the next words and steps of one that is known.

    Raises
    ------
    FormFaulty, NotTheirs, OtherRecord, NotKnownHere, ChangedHereToo, NoWayThere, TextFixed, CircleRefused
    """
    said = read_accord(form)
    demand_party(origin_party)
    accord = held(Accord, said["code"], origin_party)
    said["parent"] = referred(Accord, said["parent"])
    if accord is None:
        fresh = Accord(owner=JOINT, source=source, marking=marking, **said)
        return added(fresh, verb="accords.take_in_accord_form", origin_party=origin_party, by=by, at=at)
    ours = accord_form(accord)
    if form.get("basis") is None and accord.type != said["type"]:
        raise OtherRecord
    if is_to_be_kept(form, ours, keeps):
        _demand_way_of_accord(accord, said)
    else:
        said = {}
    return kept(
        accord, said, verb="accords.take_in_accord_form", source=source, origin_party=origin_party,
        marking=marking, by=by, at=at,
    )  # fmt: skip


def _demand_way_of_accord(accord: Accord, said: Columns) -> None:
    if not leads_to(accord.state, said["state"]):
        raise NoWayThere
    if accord.state not in UNSIGNED and any(getattr(accord, name) != said[name] for name in TEXT_OF_ACCORD):
        raise TextFixed
    refuse_circle(accord, said["parent"])


# ------------------------------------------------------------------------------------------------------- what was given
@transaction.atomic
def mark_released(*, record: Record, parties: Collection[str], by: Actor, at: datetime) -> Record:
    """Note that a record was released to parties, beside those that have it already."""
    return put_released(record, parties, verb="accords.mark_released", by=by, at=at)


@transaction.atomic
def mark_recalled(*, record: Record, parties: Collection[str], by: Actor, at: datetime) -> Record:
    """Note that a record was recalled from parties."""
    return put_recalled(record, parties, verb="accords.mark_recalled", by=by, at=at)


def put_released(
    record: RecordType, parties: Collection[str], *, verb: str, by: Actor, at: datetime
) -> RecordType:
    """Add parties to those that a record is released to, and to those of its parts, within the line of a verb."""
    for party in sorted(parties):
        demand_party(party)
    claimed = claim(type(record), record.code)
    _let_see_parts(claimed, parties)
    wanted = {*claimed.released_parties, *parties} - {claimed.owner}
    return keep(claimed, verb=verb, by=by, at=at, released_to=party_list(sorted(wanted)))


def put_recalled(
    record: RecordType, parties: Collection[str], *, verb: str, by: Actor, at: datetime
) -> RecordType:
    """Take parties out of those that a record is released to, within the line of a verb; its parts stay as they are."""
    claimed = claim(type(record), record.code)
    left = set(claimed.released_parties) - set(parties)
    return keep(claimed, verb=verb, by=by, at=at, released_to=party_list(sorted(left)))


def _let_see_parts(record: Record, parties: Collection[str]) -> None:
    """Let the parties see the decisions that cross with minutes."""
    if not isinstance(record, Meeting):
        return
    for decision in record.decisions.all():
        wanted = party_list(sorted({*decision.released_parties, *parties}))
        if wanted != decision.released_to:
            Decision.objects.filter(pk=decision.pk).update(released_to=wanted)


# ------------------------------------------------------------------------------------------------- what every taker does
def demand_party(code: str) -> Party:
    """Give a party of this node.

    Raises
    ------
    NotKnownHere
    """
    party: Party | None = Party.objects.filter(code=code).first()
    if party is None:
        raise unknown(code)
    return party


def held(kind: type[RecordType], code: str, origin_party: str) -> RecordType | None:
    """Give the record of a code, held until the transaction ends, where it is theirs or both sides'; None where there is none.

    Raises
    ------
    NotTheirs
    """
    record = kind._default_manager.select_for_update(no_key=True).filter(code=code).first()
    if record is not None and record.owner not in {JOINT, origin_party}:
        raise NotTheirs
    return record


def referred(kind: type[RecordType], code: str) -> RecordType | None:
    """Give the record that a form refers to; None where it refers to none.

    Raises
    ------
    NotKnownHere
    """
    if not code:
        return None
    found: RecordType | None = kind._default_manager.filter(code=code).first()
    if found is None:
        raise unknown(code)
    return found


def referred_all(kind: type[RecordType], codes: Collection[str]) -> list[RecordType]:
    """Give the records that a form refers to, in its order; see `referred`."""
    known: dict[str, RecordType] = {it.code: it for it in kind._default_manager.filter(code__in=codes)}
    for code in codes:
        if code not in known:
            raise unknown(code)
    return [known[code] for code in codes]


def checked(row: Model, *, exclude: Collection[str] = ()) -> None:
    """Refuse a row that its table could not hold.

    Raises
    ------
    FormFaulty
    """
    try:
        row.full_clean(exclude={*exclude}, validate_unique=False)
    except ValidationError as error:
        place = next(iter(error.message_dict))
        raise (FormFaulty() if place == NON_FIELD_ERRORS else faulty(place)) from error


def added(record: RecordType, *, verb: str, origin_party: str, by: Actor, at: datetime) -> RecordType:
    """Add a record that came, with its line."""
    insert(record)
    tell_added(record, verb=verb, origin_party=origin_party, by=by, at=at)
    return record


def insert(record: Record) -> None:
    """Add a record that came; its parts follow, and then its line, as rows are held before the journal is.

    Raises
    ------
    FormFaulty, ChangedMeanwhile
    """
    checked(record)
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:  # someone took in the same at this moment
        raise ChangedMeanwhile from error


def tell_added(record: Record, *, verb: str, origin_party: str, by: Actor, at: datetime) -> None:
    """Write the line of a record that came."""
    changes = {"party": origin_party, "source": record.source}
    write_line(verb=verb, subject=subject_of(record), changes=changes, by=by, at=at)


def kept(
    record: RecordType, said: Columns, *, verb: str, source: str, origin_party: str, marking: Marking, by: Actor,
    at: datetime, told: Columns | None = None,
) -> RecordType:  # fmt: skip
    """Keep what a form says of a record that is known, with one line where anything differs; its marking never falls."""
    changes = {**said, "marking": higher(record.marking, marking).value}
    differing = {name: value for name, value in changes.items() if getattr(record, name) != value}
    if not differing and not told:
        return record
    changed = copy(record)
    for name, value in differing.items():
        setattr(changed, name, value)
    checked(changed)
    line = {"party": origin_party, **(told or {})}
    return keep(record, verb=verb, by=by, at=at, told=line, source=source, **differing)
