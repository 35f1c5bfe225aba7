"""The life of one record in STIX: which objects each of its releases begins, changes and ends, and what a recall leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tansiq.exchange.queries.stix.mapping import Part, Told, parts_of
from tansiq.exchange.queries.stix.objects import (
    SPECIFICATION,
    Stix,
    label_text,
    nation_id,
    office_id,
    revoked,
    statement,
    stix_id,
    tlp_of,
)
from tansiq_protocol.record import Record

Key = tuple[str, str]
Objects = dict[Key, Stix]


@dataclass(frozen=True, slots=True)
class Release:
    """A release of a record, or a recall of it: the bytes' hash, and when, as STIX writes it."""

    moment: str
    record: Record | None
    sha256: str = ""
    plan: Callable[[str], str | None] = lambda _record: None
    """Where the report on a plan is found that this release decides on."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object, and whether it is the first and the last one."""

    stix: Stix
    is_first: bool = True
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Around:
    """What is the same for every record of a collection: who releases, names of parties, attachments by hash."""

    own: str
    names: Mapping[str, str]
    blobs: Mapping[str, bytes]


def versions_of(history: Sequence[Release], around: Around) -> list[list[Version | None]]:
    """Give, for each release of a record, the versions of its objects.

    Of what was said before a recall nothing is given any more: None stands in the place of each such version, so that
    those around it keep their moments.
    """
    recalls = [place for place, it in enumerate(history) if it.record is None]
    alive: Objects = {}
    gone: Counter[Key] = Counter()
    told: list[list[Version | None]] = []
    for place, release in enumerate(history):
        before, alive = alive, _objects(release, alive, gone, around)
        lost = {key: stix for key, stix in before.items() if key not in alive}
        gone.update(lost.keys())
        is_last, is_recalled = place == len(history) - 1, bool(recalls) and place < recalls[-1]
        kept = [Version(it, is_first=key not in before, is_last=is_last) for key, it in alive.items()]
        ended = [Version(revoked(it, release.moment), is_first=False) for it in lost.values()]
        told.append([*([None] * len(kept) if is_recalled else kept), *ended])
    return told


def _objects(release: Release, before: Objects, gone: Mapping[Key, int], around: Around) -> Objects:
    """Give the objects of a release: each keeps its id and its birthday; one that ended begins anew under another id."""
    if release.record is None:
        return {}
    told = Told(release.record, around.blobs, around.names, release.plan)
    alive: Objects = {}
    for part in parts_of(told):
        key = (part.kind, part.name)
        if key in alive:
            continue
        earlier = before.get(key)
        born: Stix = {
            "id": earlier["id"]
            if earlier
            else stix_id(part.kind, told.record.id, part.name, gone.get(key, 0)),
            "created": earlier["created"] if earlier else release.moment,
            "modified": release.moment,
        }
        first = next(iter(alive.values()), born)
        alive[key] = _object(part, born, first["id"], release, around)
    return alive


def _object(part: Part, born: Stix, first: str, release: Release, around: Around) -> Stix:
    record: Any = release.record
    stix: Stix = {
        "type": part.kind,
        "spec_version": SPECIFICATION,
        **born,
        "created_by_ref": office_id(around.own),
        "object_marking_refs": [
            tlp_of(record.label.classification)["id"],
            statement(label_text(record.label))["id"],
        ],
        "lang": (get_language() or "ar")[:2],
        **part.fields,
    }
    if part.kind == "report":
        stix["published"] = born["created"]
        stix["object_refs"] = [nation_id(around.own), office_id(around.own)]
    else:
        stix["object_refs"] = [first if part.about == "report" else part.about or office_id(around.own)]
    if not part.name:
        proof = _("Revision %(rev)s, SHA-256 %(sha256)s") % {"rev": record.rev, "sha256": release.sha256}
        stix["external_references"] = [
            {"source_name": "Tansiq", "external_id": record.id, "description": proof}
        ]
    return stix
