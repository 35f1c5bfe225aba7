"""A collection as a stream: every object in the order in which it was released, each with a moment of its own.

Moments never stand still: many objects of one moment make programs lose some or ask for them for ever. Each release ends
on a whole millisecond, because OpenCTI keeps no more of the last moment that it was told; the objects before the last
stand microseconds earlier.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tansiq.exchange.models import OutBlob
from tansiq.exchange.models import Release as OutRelease
from tansiq.exchange.queries.outbox import only_outbox
from tansiq.exchange.queries.stix.asked import START, Asked, version_written
from tansiq.exchange.queries.stix.collections import Collection
from tansiq.exchange.queries.stix.mapping import MAPPED, TYPES
from tansiq.exchange.queries.stix.objects import Stix, identities, label_text, statement, stix_id, tlp_of
from tansiq.exchange.queries.stix.versions import Around, Release, Version, versions_of
from tansiq_protocol.label import read_label
from tansiq_protocol.record import Kind, Record, read_record

STEP = 25
"""Milliseconds that each release has to itself: room for every object that a record can be made of."""
SETTLES = 30_000_000
"""Microseconds after its release at which an object counts as added: a program that goes by its own clock misses nothing."""
AT_ONCE = 100
"""Releases read in one go."""


@dataclass(slots=True)
class Group:
    """What one release added to a collection: `moment` in milliseconds since 1970, `place` among its record's."""

    release: int
    record: str
    kind: str
    is_recall: bool
    moment: int
    place: int
    shared: list[Stix] = field(default_factory=list)

    @property
    def ends(self) -> int:
        """When its last object was added, in microseconds since 1970."""
        return self.moment * 1000 + SETTLES

    @property
    def types(self) -> frozenset[str]:
        """Types of objects that it can hold."""
        return TYPES[self.kind] | {it["type"] for it in self.shared}


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of an object in a collection, and when it was added, in microseconds since 1970."""

    added: int
    version: Version

    @property
    def stix(self) -> Stix:
        """The object."""
        return self.version.stix


def _milliseconds(at: datetime) -> int:
    """Give the first whole millisecond that is not before a moment."""
    return -((START - at) // timedelta(milliseconds=1))


def _report_id(record: str, history: Sequence[Group]) -> str:
    """Give the id of a record's report after what became of it: a recall ends an object for ever."""
    return stix_id("report", record, born=sum(it.is_recall for it in history))


class Stream:
    """The stream of a collection for one party: nothing that was not released to it is read, and only the outbox is."""

    def __init__(self, collection: Collection, *, own: str, party: str, names: Mapping[str, str]) -> None:
        self._circle, self._own, self._party, self._names = collection.id, own, party, names
        self._histories: dict[str, list[Group]] = defaultdict(list)
        self._reports: dict[str, str] = {}
        self._versions: dict[str, list[list[Version | None]]] = {}
        self._shared: dict[str, Stix] = {}
        self._labels: set[str] = set()
        with only_outbox():
            self._groups = list(self._grouped())

    # --------------------------------------------------------------------------------------------------- order, moments
    def _grouped(self) -> Iterator[Group]:
        """Give what each release adds; a recall adds to the collection of what it recalls, wherever it was released."""
        released = OutRelease.objects.filter(
            audience__contains=f" {self._party} ", kind__in=[*MAPPED, Kind.RECALL]
        ).order_by("pk")
        last = 0
        columns = ("pk", "at", "kind", "record_id", "circle_id", "payload")
        for pk, at, kind, record, circle, payload in released.values_list(*columns).iterator(AT_ONCE):
            said = json.loads(bytes(payload))  # ours, and read strictly before anything of it is given
            subject = (
                self._recalled(said) if kind == Kind.RECALL else record if circle == self._circle else ""
            )
            if not subject:
                continue
            last = max(_milliseconds(at), last + STEP)
            history = self._histories[subject]
            of_kind = history[0].kind if history else kind
            group = Group(pk, subject, of_kind, kind == Kind.RECALL, last, len(history))
            if not group.is_recall:
                group.shared = self._new_shared(said["label"])
                if "report" in group.types:
                    self._reports[_report_id(subject, history)] = subject
            history.append(group)
            yield group

    def _recalled(self, said: Any) -> str:
        """Give the record of this collection that a recall is about; nothing where it is about none."""
        record = str(said["body"]["subject"].get("id"))
        history = self._histories.get(record)
        return record if history and not history[-1].is_recall else ""

    def _new_shared(self, label: Any) -> list[Stix]:
        """Give what a release names that no earlier one did: who releases, and the markings of its label."""
        said = label_text(read := read_label(label))
        if said in self._labels:
            return []
        self._labels.add(said)
        wanted = [*identities(self._own, self._names), tlp_of(read.classification), statement(said)]
        new = [it for it in wanted if it["id"] not in self._shared]
        self._shared |= {it["id"]: it for it in new}
        return new

    # ---------------------------------------------------------------------------------------------------------- objects
    def entries(self, asked: Asked) -> Iterator[list[Entry]]:
        """Give, release by release, the objects that were added after a moment; releases that hold none asked for are skipped."""
        after = asked.after
        groups = [
            it for it in self._groups if (after is None or it.ends > after) and self._may_hold(it, asked)
        ]
        for start in range(0, len(groups), AT_ONCE):
            wanted = groups[start : start + AT_ONCE]
            self._read({it.record for it in wanted})
            for group in wanted:
                yield [it for it in self._entries_of(group) if after is None or it.added > after]

    def _may_hold(self, group: Group, asked: Asked) -> bool:
        """Tell whether a release can hold what is asked for, without reading it."""
        if (asked.types and not group.types & set(asked.types)) or (
            asked.ids and not group.types & {it.partition("--")[0] for it in asked.ids}
        ):
            return False
        reports = [self._reports.get(it) for it in asked.ids if it.startswith("report--")]
        return not asked.ids or len(reports) < len(asked.ids) or group.record in reports

    def _entries_of(self, group: Group) -> list[Entry]:
        every = [*(Version(it) for it in group.shared), *self._versions[group.record][group.place]]
        begins = group.ends - len(every) + 1
        return [Entry(begins + place, it) for place, it in enumerate(every) if it is not None]

    def resolved(self, wanted: str) -> Stix | None:
        """Give the newest version of an object that another one names."""
        if wanted in self._shared:
            return self._shared[wanted]
        record = self._reports.get(wanted)
        if record is None:
            return None
        self._read({record})
        every = [it.stix for versions in self._versions[record] for it in versions if it is not None]
        return next((it for it in reversed(every) if it["id"] == wanted), None)

    def _read(self, records: set[str]) -> None:
        new = [it for it in records if it not in self._versions]
        pks = [it.release for record in new for it in self._histories[record]]
        read: dict[int, tuple[Record, str]] = {}
        blobs: dict[str, bytes] = {}
        with only_outbox():
            for start in range(0, len(pks), AT_ONCE):
                rows = OutRelease.objects.filter(pk__in=pks[start : start + AT_ONCE])
                for row in rows.only("payload", "sha256", "blobs"):
                    read[row.pk] = (read_record(bytes(row.payload)), row.sha256)
                    attached = OutBlob.objects.filter(sha256__in=row.blob_hashes) if row.blobs else ()
                    blobs |= {it.sha256: bytes(it.content) for it in attached}
        around = Around(self._own, self._names, blobs)
        for record in new:
            self._versions[record] = versions_of(
                [self._release(it, *read[it.release]) for it in self._histories[record]], around
            )

    def _release(self, group: Group, record: Record, sha256: str) -> Release:
        def plan_before(subject: str) -> str | None:
            history = [it for it in self._histories.get(subject, ()) if it.moment < group.moment]
            while history and history[-1].is_recall:
                history.pop()
            wanted = _report_id(subject, history)
            return wanted if history and wanted in self._reports else None

        moment = version_written(group.moment)
        return Release(moment, None if group.is_recall else record, sha256, plan_before)
