"""What is written for some records of a bundle at once: rows, attachments, alarms, and the cursor of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from tansiq.exchange.models import InBlob, InFeed, Partner, Received
from tansiq.exchange.rules import ReceivedState, Way
from tansiq.exchange.services.alarms import raise_fork
from tansiq.exchange.services.judging import Judged
from tansiq_protocol.bundle import OpenBundle
from tansiq_protocol.feed import NO_HEAD, Feed


def may_be_better_now(state: str, reason: str) -> bool:
    """Tell whether a record that is kept is judged anew when it comes again: under a good key now, or with what it lacked."""
    return state == ReceivedState.REFUSED or (state == ReceivedState.HELD and reason == "entry_missing")


@dataclass(slots=True)
class _Row:
    """A row of `Received` as the database takes it. Models cost more than verifying what is in them."""

    pk: int
    partner_id: int
    epoch: str
    place: int
    sha256: str
    payload: bytes
    envelope: bytes
    state: str
    reason: str
    told: str
    at: Any
    way: str
    record_id: str = ""
    rev: int = 0
    kind: str = ""
    circle_id: str = ""
    classification: str = ""
    written_at: str = ""
    subject: str = ""
    answered_by: str = ""
    answered_at: None = None


def _plain(text: str) -> str:
    """Give a text as any database keeps it: PostgreSQL takes no NUL."""
    return str(text).replace("\0", "\ufffd")


COLUMNS = tuple(it.attname for it in Received._meta.concrete_fields if not it.primary_key)
_VALUES = attrgetter(*COLUMNS)


def _insert(rows: Sequence[_Row]) -> None:
    table, columns = Received._meta.db_table, ", ".join(f'"{it}"' for it in COLUMNS)
    places = ", ".join(["%s"] * len(COLUMNS))
    sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608 - names of our own table
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_VALUES(it) for it in rows])


def _replace(rows: Sequence[_Row]) -> None:
    table, columns = Received._meta.db_table, ", ".join(f'"{it}" = %s' for it in COLUMNS)
    sql = f'UPDATE "{table}" SET {columns} WHERE "id" = %s'  # noqa: S608 - names of our own table
    with connection.cursor() as cursor:
        for it in rows:
            cursor.execute(sql, [*_VALUES(it), it.pk])


class Batch:
    """Records of a bundle that are kept together, within a verb that tells of them."""

    def __init__(self, bundle: OpenBundle, partner: Partner, way: Way, at: datetime) -> None:
        self._bundle, self._partner, self._way, self._at = bundle, partner, way, at
        self._epoch = bundle.manifest.epoch
        self._written_at = connection.ops.adapt_datetimefield_value(at)
        self._rows: list[_Row] = []
        self._forks: list[tuple[str, str, str]] = []

    def move(self, row: int, place: int) -> None:
        """Give a record that is kept already its place in the new epoch."""
        Received.objects.filter(pk=row).update(epoch=self._epoch, place=place)

    def tell_fork(self, place: int, first: str, second: str) -> None:
        """Raise the alarm, once this is kept, that a place was given twice."""
        self._forks.append((f"{self._epoch} {place}", first, second))

    def keep(self, found: Judged, place: int, *, forks_from: str = "", row: int = 0) -> ReceivedState:
        """Add a record, or put it in the place of a row that was no good; one that forks is held until that is settled."""
        record, state, reason = found.record, found.state, found.reason
        if forks_from:
            self.tell_fork(place, forks_from, found.sha256)
            state, reason = ReceivedState.HELD, "fork"
        elif record is not None and state is not ReceivedState.REFUSED and not self._take_in_blobs(found):
            state, reason = ReceivedState.HELD, "entry_missing"
        kept = _Row(
            row, self._partner.pk, self._epoch, place, found.sha256, found.payload, found.envelope, state.value, reason,
            _plain(found.told), self._written_at, self._way.value,
        )  # fmt: skip
        if record is not None:
            kept.record_id, kept.rev, kept.kind = record.id, record.rev, _plain(record.kind)
            kept.circle_id, kept.classification = record.circle, _plain(record.label.classification[:200])
            kept.written_at = _plain(record.created_at)
        self._rows.append(kept)
        return state

    def _take_in_blobs(self, found: Judged) -> bool:
        """Keep the attachments of a record; False where one of them is nowhere."""
        assert found.record is not None  # noqa: S101 - asked only of what could be read
        for blob in found.record.blobs:
            if InBlob.objects.filter(pk=blob.sha256).exists():
                continue
            if self._bundle.manifest.blobs.get(blob.sha256) != blob.size:
                return False
            content = self._bundle.blob(blob.sha256)
            InBlob.objects.create(sha256=blob.sha256, size=blob.size, content=content)
        return True

    def write(self) -> None:
        """Keep all that was added; a revision that was given with other bytes before is a fork too."""
        self._find_forked_revisions()
        _insert([it for it in self._rows if not it.pk])
        _replace([it for it in self._rows if it.pk])
        for what, first, second in self._forks:
            raise_fork(self._partner, what, first, second, at=self._at)

    def _find_forked_revisions(self) -> None:
        ids = [it.record_id for it in self._rows if it.record_id]
        known = Received.objects.filter(partner=self._partner, record_id__in=ids).exclude(
            state=ReceivedState.REFUSED
        )
        before = {(it[0], it[1]): it[2] for it in known.values_list("record_id", "rev", "sha256")}
        for row in self._rows:
            if not row.record_id or row.state == ReceivedState.REFUSED:
                continue
            other = before.setdefault((row.record_id, row.rev), row.sha256)
            if other != row.sha256 and row.reason != "fork":
                self._forks.append((f"{row.record_id} {row.rev}", other, row.sha256))
                row.state, row.reason = ReceivedState.HELD.value, "fork"


def advance(partner: Partner, epoch: str, told: int, at: datetime) -> None:
    """Move the cursor of a feed over all that is there without a gap; a newer epoch takes the place of the one before.

    An epoch that the sender had ended before we heard of it takes nobody's place: what came of it is known already.

    Raises
    ------
    TheirFault
        `head_differs`, never where every record was verified.
    """
    feed = InFeed.objects.filter(partner=partner, epoch=epoch).first()
    if feed is None:
        present = InFeed.objects.filter(partner=partner, is_present=True)
        if present.filter(epoch__gt=epoch).exists():
            return
        present.update(is_present=False)
        position = InFeed.objects.filter(partner=partner).count() + 1
        feed = InFeed.objects.create(
            partner=partner, epoch=epoch, position=position, head=NO_HEAD, began_at=at
        )
    standing = Feed(feed.epoch, feed.place, feed.head)
    ahead = Received.objects.filter(partner=partner, epoch=epoch, place__gt=feed.place).order_by(
        "place", "pk"
    )
    for place, sha256 in ahead.values_list("place", "sha256").iterator(chunk_size=1000):
        if place == standing.place:
            continue  # the other side of a fork
        if place > standing.place + 1:
            break
        standing = standing.advanced(sha256)
    feed.place, feed.head, feed.last_told = standing.place, standing.head, max(feed.last_told, told)
    feed.save(update_fields=["place", "head", "last_told"])
