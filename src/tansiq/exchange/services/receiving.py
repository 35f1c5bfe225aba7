"""The verb of receiving: open a bundle, verify it, and keep its records, in the same way whichever way it came.

Records are kept with the cursor of their feed and their line in the journal, 200 at a time, in one transaction. One that
is bad goes to quarantine; the rest go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.services import Actor, write_line
from tansiq.exchange.models import InFeed, KeySetFile, Partner, Passage, Received
from tansiq.exchange.queries.keys import keysets_of, own_keyset
from tansiq.exchange.rules import BATCH, Direction, PartnerState, ReceivedState, Way
from tansiq.exchange.rules.faults import looks_like, sentence_of
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.alarms import note_journal, note_receipt, raise_fork
from tansiq.exchange.services.batches import Batch, advance, may_be_better_now
from tansiq.exchange.services.holding import sender_of
from tansiq.exchange.services.judging import Sender, judged
from tansiq.exchange.services.key_files import reading_keys
from tansiq.exchange.services.keys import KeysMissing, demand_one_party
from tansiq.exchange.services.partners import KeySetRefused, take_in_keyset
from tansiq.exchange.services.room import demand_room
from tansiq_protocol.bundle import OpenBundle, open_bundle
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.feed import Bytes, Feed, Outcome, outcome
from tansiq_protocol.keyset import LARGEST_KEYSET
from tansiq_protocol.manifest import Manifest, demand_chain


class BundleRefused(Refused):
    """A bundle of which nothing more was taken in; the sentence says why and what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(sentence_of(code))
        self.code = code


@dataclass(slots=True)
class Counts:
    """What became of the records of a bundle, told apart."""

    new: int = 0
    known: int = 0
    held: int = 0
    refused: int = 0

    def take(self, other: Counts) -> None:
        """Count what was kept by now."""
        self.new += other.new
        self.known += other.known
        self.held += other.held
        self.refused += other.refused

    def add(self, state: ReceivedState) -> None:
        """Count a record that was kept."""
        match state:
            case ReceivedState.HELD:
                self.held += 1
            case ReceivedState.REFUSED:
                self.refused += 1
            case _:
                self.new += 1


@dataclass(slots=True)
class _Opened:
    """A bundle whose manifest is verified, and what was done with it so far."""

    bundle: OpenBundle
    sender: Sender
    way: Way
    by: Actor
    at: datetime
    counts: Counts = field(default_factory=Counts)

    @property
    def manifest(self) -> Manifest:
        return self.bundle.manifest

    @property
    def size(self) -> int:
        """How many bytes it brings: its attachments as they are kept, its records as they were packed."""
        packed = self.manifest.packed
        return sum(self.manifest.blobs.values()) + (packed.size if packed else 0)


def receive_bundle(
    *, node: Node, source: IO[bytes], way: Way, file: str = "", by: Actor, at: datetime
) -> Passage:
    """Take in a bundle; whatever of it is good is kept, once, however often it comes.

    Raises
    ------
    NotOneParty, KeysMissing, KeysGone
        Nothing was read.
    NoRoom, OverQuota
        Nothing was kept.
    BundleRefused
        The bundle as a whole is not to be trusted; what was kept of it before that was found stays good by itself.
    """
    demand_one_party(node)
    if own_keyset() is None:
        raise KeysMissing
    partner: Partner | None = None
    opened: _Opened | None = None
    try:
        with open_bundle(source, reading_keys(), folder=Path(settings.FOLDER)) as bundle:
            partner = _sender_of(bundle, node, by, at)
            opened = _verified(bundle, partner, node, way, by, at)
            demand_room(partner, way, size=opened.size, records=len(bundle.manifest.records), at=at)
            _take_in(opened)
    except TheirFault as fault:
        is_told = way is not Way.LINE and partner is None
        code = _code_for_officers(fault, source, file, node) if is_told else fault.code
        with transaction.atomic():
            _refused(fault, code, partner, opened, way, file, by, at)
        raise BundleRefused(code) from fault
    after_receiving(node=node, at=at)
    return _booked(opened, file)


def _sender_of(bundle: OpenBundle, node: Node, by: Actor, at: datetime) -> Partner:
    """Give the partner that a bundle names as its sender, with its newest keys taken in."""
    manifest = bundle.manifest
    own = own_keyset()
    if own is None or manifest.receiver != own.keyset.node:
        raise TheirFault("other_receiver", given=manifest.receiver)
    partner = Partner.objects.filter(node=manifest.sender, state=PartnerState.CONFIRMED).first()
    if partner is None:
        raise TheirFault("other_sender", given=manifest.sender)
    for content in bundle.keysets:
        _take_in_newer(partner, node, content, by, at)
    return partner


def _code_for_officers(fault: TheirFault, source: IO[bytes], file: str, node: Node) -> str:
    """Give why a file that an officer gave in was refused before its sender was known, more closely than the line tells."""
    if fault.code == "other_sender":
        partner = Partner.objects.filter(node=fault.figures["given"]).first()
        return f"partner_{partner.state}" if partner else fault.code
    if fault.code != "cannot_open":
        return fault.code
    source.seek(0)
    found = looks_like(source.read(LARGEST_KEYSET))
    if found != "bundle_given":
        return found or "not_a_bundle"
    parties = Partner.objects.values_list("party", flat=True)
    is_own = any(file.startswith(f"{node.party}-{party}-") for party in parties)
    return "own_bundle" if is_own else fault.code


def _take_in_newer(partner: Partner, node: Node, content: bytes, by: Actor, at: datetime) -> None:
    """Take in a key set that follows the known one; those before it are known, and one that does not follow is told."""
    files = KeySetFile.objects.filter(node=partner.node, is_own=False)
    if not keysets_of(partner) or content in map(bytes, files.values_list("content", flat=True)):
        return
    try:
        take_in_keyset(node=node, content=content, of=partner, by=by, at=at)
    except KeySetRefused as refused:
        if refused.code != "keyset_rollback":
            raise TheirFault(refused.code) from refused


def _verified(bundle: OpenBundle, partner: Partner, node: Node, way: Way, by: Actor, at: datetime) -> _Opened:
    """Verify the manifest of a bundle, and that its list leads from one head to the other."""
    manifest = bundle.manifest
    sender = sender_of(partner, node, at, manifest.epoch)
    sender.demand_signed(bundle.envelope, manifest.epoch, manifest.last)
    demand_chain(manifest)
    return _Opened(bundle, sender, way, by, at)


def _take_in(opened: _Opened) -> None:
    lines, place = opened.bundle.records(), opened.manifest.first
    with transaction.atomic():
        follows = _begin(opened)
    if not follows:
        raise TheirFault("fork")
    while batch := list(islice(lines, BATCH)):
        with transaction.atomic():
            _keep_batch(opened, batch, place)
        place += len(batch)


def _begin(opened: _Opened) -> bool:
    """Note what a verified bundle tells besides its records; False where the feed before it is another than ours."""
    manifest = opened.manifest
    partner = Partner.objects.select_for_update(no_key=True).get(pk=opened.sender.partner.pk)
    feed = InFeed.objects.filter(partner=partner, is_present=True).first()
    follows = feed is not None and (feed.epoch, feed.place + 1) == (manifest.epoch, manifest.first)
    if feed is not None and follows and manifest.before != feed.head:
        raise_fork(partner, f"{manifest.epoch} {feed.place}", feed.head, manifest.before, at=opened.at)
        return False
    note_journal(partner, manifest, at=opened.at)
    note_receipt(partner, manifest.receipt, by=opened.by, at=opened.at)
    partner.heard_at, partner.heard_by, partner.failures, partner.fault = opened.at, opened.way, 0, ""
    partner.save()
    return True


def _keep_batch(opened: _Opened, lines: Sequence[bytes], first: int) -> None:
    """Keep some records with the cursor and their line in the journal, or none of them."""
    manifest, partner = opened.manifest, opened.sender.partner
    # Two imports of one feed follow each other.
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    feed, ended = _feeds(opened)
    listed = manifest.records[first - manifest.first : first - manifest.first + len(lines)]
    kept = _kept_at(partner, manifest.epoch, first, first + len(lines) - 1)
    rows = Received.objects.filter(partner=partner, sha256__in=listed)
    known = {it[0]: it[1:] for it in rows.values_list("sha256", "pk", "state", "reason", "epoch", "place")}
    standing = None if feed is None else Feed(feed.epoch, feed.place, feed.head)
    batch, counts = Batch(opened.bundle, partner, opened.way, opened.at), Counts()
    for offset, (line, sha256) in enumerate(zip(lines, listed, strict=True)):
        place = first + offset
        there = kept.get(place, set())
        which = Bytes.NONE if not there else Bytes.SAME if sha256 in there else Bytes.OTHER
        came = outcome(standing, ended, epoch=manifest.epoch, place=place, kept=which)
        row, state, reason, epoch, stands_at = known.get(sha256, (0, "", "", "", 0))
        if came is Outcome.STALE and not row:
            raise TheirFault("stale_epoch", epoch=manifest.epoch)
        if epoch == manifest.epoch and stands_at != place:  # one record, one place
            raise TheirFault("list_differs", place=place)
        if row and (came is Outcome.STALE or not may_be_better_now(state, reason)):
            if came in {Outcome.TAKE, Outcome.KEEP_AHEAD}:
                batch.move(row, place)
            elif came is Outcome.FORK:
                batch.tell_fork(place, next(iter(there)), sha256)
            counts.known += 1
        else:
            found = judged(line, opened.sender, listed=sha256, epoch=manifest.epoch, place=place)
            forks_from = next(iter(there), "") if came is Outcome.FORK else ""
            state_now = batch.keep(found, place, forks_from=forks_from, row=row)
            if state_now == state:
                counts.known += 1
            else:
                counts.add(state_now)
        if came is Outcome.TAKE:
            standing = (
                standing if standing and standing.epoch == manifest.epoch else Feed(manifest.epoch)
            ).advanced(sha256)
    batch.write()
    advance(partner, manifest.epoch, manifest.last, opened.at)
    opened.counts.take(counts)
    _tell(opened, [first, first + len(lines) - 1], counts)


def _tell(opened: _Opened, places: list[int], counts: Counts) -> None:
    """Write the line of what was kept."""
    epoch, partner = opened.manifest.epoch, opened.sender.partner
    changes = {"way": opened.way.value, "epoch": epoch, "places": places, **asdict(counts)}
    subject = f"exchange.partner/{partner.party}"
    write_line(verb="exchange.receive_bundle", subject=subject, changes=changes, by=opened.by, at=opened.at)


def _feeds(opened: _Opened) -> tuple[InFeed | None, frozenset[str]]:
    partner = opened.sender.partner
    feeds = list(InFeed.objects.filter(partner=partner))
    present = next((it for it in feeds if it.is_present), None)
    return present, frozenset(it.epoch for it in feeds if not it.is_present)


def _kept_at(partner: Partner, epoch: str, first: int, last: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Received.objects.filter(partner=partner, epoch=epoch, place__range=(first, last))
    for place, sha256 in rows.values_list("place", "sha256"):
        found.setdefault(place, set()).add(sha256)
    return found


def _refused(
    fault: TheirFault,
    code: str,
    partner: Partner | None,
    opened: _Opened | None,
    way: Way,
    file: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down that a bundle was refused as a whole, and what was kept of it before that."""
    counts = opened.counts if opened else Counts()
    Passage.objects.create(
        partner=partner, direction=Direction.IN, way=way, at=at, by=by.username, fault=code, file=file[:200],
        size=opened.size if opened else 0, **asdict(counts),
    )  # fmt: skip
    subject = f"exchange.partner/{partner.party if partner else '-'}"
    changes = {"way": way.value, "code": code, "told": str(fault)[:500], "file": file[:200]}
    write_line(verb="exchange.refuse_bundle", subject=subject, changes=changes, by=by, at=at)


def _booked(opened: _Opened, file: str) -> Passage:
    """Enter a bundle that was taken in into the book; a receipt alone that came by the line is not."""
    manifest = opened.manifest
    passage = Passage(
        partner=opened.sender.partner, direction=Direction.IN, way=opened.way, at=opened.at, by=opened.by.username,
        epoch=manifest.epoch, first=manifest.first, last=manifest.last, file=file[:200], size=opened.size,
        **asdict(opened.counts),
    )  # fmt: skip
    if manifest.records or opened.way != Way.LINE:
        passage.save()
    return passage
