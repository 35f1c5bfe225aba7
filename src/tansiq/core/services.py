"""The verbs that every other verb uses: claim a record, keep its change, write its line in the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol, TypeVar, cast

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from tansiq.core.errors import ChangedMeanwhile, NotFound
from tansiq.core.models import JournalHead, JournalLine, Node, Record
from tansiq.core.rules import FIRST_LINE_FOLLOWS, Mode, Plain, canonical, line_hash, plain

RecordType = TypeVar("RecordType", bound=Record)


class Actor(Protocol):
    """Whoever acts: a person of this node, or the node itself."""

    @property
    def username(self) -> str:
        """Name that the journal keeps."""
        ...


class Reader(Protocol):
    """Whoever sees the records of some parties."""

    @property
    def parties(self) -> frozenset[str]:
        """Parties whose own records they see."""
        ...


class NodeItself:
    """The node where no person acts: setting up, computing."""

    username = "node"


def write_line(*, verb: str, subject: str, changes: object, by: Actor, at: datetime) -> JournalLine:
    """Add a line to the journal, in the transaction of the change that it tells of.

    Raises
    ------
    TransactionManagementError
        Outside a transaction: a line without its change, or a change without its line, must not be.
    """
    _demand_transaction()
    head = hold_journal()
    line = JournalLine(
        number=head.number + 1,
        at=at.astimezone(UTC),
        by=by.username,
        verb=verb,
        subject=subject,
        changes=canonical(plain(changes)),
        before=head.hash,
    )
    line.hash = line_hash(
        number=line.number,
        at=line.at,
        by=line.by,
        verb=verb,
        subject=subject,
        changes=line.changes,
        before=head.hash,
    )
    line.save(force_insert=True)
    head.number, head.hash = line.number, line.hash
    head.save(update_fields=["number", "hash"])
    return line


def hold_journal() -> JournalHead:
    """Give the journal's end, held until the transaction ends: whoever else writes waits, and then sees what was kept.

    Rows are held before the journal, never after it: two who each wait for what the other holds would both be stopped.
    """
    head = JournalHead.objects.select_for_update(no_key=True).first()
    return head or JournalHead.objects.create(id=1, number=0, hash=FIRST_LINE_FOLLOWS)


def _demand_transaction() -> None:
    # Locking the journal's head would refuse too, but not on SQLite, which knows no locks of rows.
    if not connection.in_atomic_block:
        raise TransactionManagementError("A change and its line in the journal belong in one transaction.")


def subject_of(record: Record) -> str:
    """Name a record in the journal: its kind and its code."""
    return f"{record._meta.label_lower}/{record.code}"


def claim(kind: type[RecordType], code: str, version: int | None = None) -> RecordType:
    """Give the record to change, held until the transaction ends; others may still refer to it meanwhile.

    Raises
    ------
    NotFound
        When there is none of this code.
    ChangedMeanwhile
        When it no longer has the version that the person saw.
    """
    record = kind._default_manager.select_for_update(no_key=True).filter(code=code).first()
    if record is None:
        raise NotFound
    if version is not None and record.version != version:
        raise ChangedMeanwhile
    return cast("RecordType", record)


def seen(kind: type[RecordType], code: str, by: Reader) -> RecordType:
    """Give a record that someone sees; to everyone else there is none.

    Raises
    ------
    NotFound
    """
    found: RecordType | None = kind.objects.seen_by_parties(by.parties).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def claim_seen(kind: type[RecordType], code: str, version: int | None, by: Reader) -> RecordType:
    """Give the record to change, if someone sees it and it is as they saw it; see `claim`.

    Raises
    ------
    NotFound, ChangedMeanwhile
    """
    seen(kind, code, by)
    return claim(kind, code, version)


def keep(
    record: RecordType, *, verb: str, by: Actor, at: datetime, told: Plain = None, **changes: object
) -> RecordType:
    """Set the fields named, count the version up, save, and write the line; fields that stay are not told.

    With nothing to change and nothing to tell, nothing is written.

    Raises
    ------
    TransactionManagementError
        Outside a transaction, before anything is saved.
    """
    _demand_transaction()
    differing = {name: value for name, value in changes.items() if getattr(record, name) != value}
    if not differing and told is None:
        return record
    line: dict[str, Plain] = {
        name: [plain(getattr(record, name)), plain(value)] for name, value in differing.items()
    }
    if told is not None:
        line["told"] = told
    for name, value in differing.items():
        setattr(record, name, value)
    record.version += 1
    record.save()
    write_line(verb=verb, subject=subject_of(record), changes=line, by=by, at=at)
    return record


@transaction.atomic
def set_up_node(*, party: str, mode: Mode, fixed_day: date | None, by: Actor, at: datetime) -> Node:
    """Say whose node this is, once."""
    node = Node.objects.create(id=1, party=party, mode=mode, fixed_day=fixed_day)
    write_line(
        verb="core.set_up_node",
        subject="core.node/1",
        changes={"party": party, "mode": mode.value, "fixed_day": plain(fixed_day)},
        by=by,
        at=at,
    )
    return node
