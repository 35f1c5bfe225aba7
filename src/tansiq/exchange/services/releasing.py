"""The verbs of releasing: prepare the exact bytes, look at them, release them to parties named one by one, or leave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.rules import party_list
from tansiq.core.services import Actor, hold_journal, write_line
from tansiq.exchange.models import (
    Circle,
    Draft,
    DraftBlob,
    DraftRecord,
    OutBlob,
    OutFeed,
    Partner,
    Release,
)
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import (
    NEEDS,
    TWO_PERSONS_FROM,
    Classification,
    Item,
    PartnerState,
    policy_of,
    written,
)
from tansiq.exchange.services.effects import follow, hold_behind
from tansiq.exchange.services.epochs import put_in_feed
from tansiq.exchange.services.key_files import signing_key
from tansiq.exchange.services.keys import KeysMissing, demand_one_party
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq_protocol.circle import circle_id
from tansiq_protocol.dsse import RECORD, sealed
from tansiq_protocol.errors import OurFault
from tansiq_protocol.keys import Trusted
from tansiq_protocol.label import Label, demand_releasable, releasable_label
from tansiq_protocol.record import (
    LARGEST_BLOB,
    SCHEMAS,
    Blob,
    Kind,
    Record,
    read_record,
    record_payload,
)


class NobodyNamed(Refused):
    """A release without an audience."""

    message = _("Name at least one partner whose key is confirmed. A release to nobody is none.")


class LabelTooLow(Refused):
    """The label is lower than what is inside, or does not let it go to someone."""

    message = _(
        "The classification chosen is lower than that of something inside. Choose one at least as high, or leave that out."
    )


class TooLargeToRelease(Refused):
    """A record or an attachment that the exchange does not carry."""

    message = _(
        "This is larger than the exchange carries (a record 256 KiB, an attachment 64 MiB). Nothing was released."
    )


class OtherDraft(Refused):
    """What was seen is not what is prepared."""

    message = _(
        "This is not what you looked at: it was prepared anew meanwhile. Look at it again, then release it."
    )


class SecondPersonNeeded(Refused):
    """One person cannot release alone what is so high."""

    message = _(
        "From CONFIDENTIAL on two persons release. You have released this already: someone else of your office has to, too."
    )


class ReleasedAlready(Refused):
    """The very same words were released already."""

    message = _("This was released already, with the very same words. Nothing new would leave.")


@transaction.atomic
def prepare_release(
    *, node: Node, items: Sequence[Item], audience: Sequence[str], classification: Classification, title: str,
    by: Person, at: datetime,
) -> Draft:  # fmt: skip
    """Write down the exact bytes that would leave, for their officer to look at; nothing leaves by this.

    Raises
    ------
    NotAllowed, NotOneParty, KeysMissing, NobodyNamed, LabelTooLow, TooLargeToRelease, ReleasedAlready
        Nothing was written.
    """
    demand(by, Permission.RELEASE, node.party)
    for item in items:
        demand(by, NEEDS[item.kind], node.party)
    return prepare(
        node=node, items=items, audience=audience, classification=classification, title=title, by=by, at=at
    )


def prepare(
    *, node: Node, items: Sequence[Item], audience: Sequence[str], classification: Classification, title: str,
    by: Actor, at: datetime,
) -> Draft:  # fmt: skip
    """Write down the bytes of a release, within a verb that has asked who prepares it; see `prepare_release`."""
    demand_one_party(node)
    own = own_keyset()
    if own is None:
        raise KeysMissing
    circle = _circle(node, audience)
    label = releasable_label(policy_of(circle.id), classification, circle.parties, written(at))
    _demand_label(label, circle, audience, items)
    Draft.objects.filter(by=by.username, subject=items[0].subject, first_by="").delete()
    draft = Draft.objects.create(
        circle=circle, audience=party_list(audience), classification=classification, subject=items[0].subject,
        title=title[:300], by=by.username, at=at,
    )  # fmt: skip
    drafted = [_drafted(draft, number, it, own, label, by, at) for number, it in enumerate(items)]
    if all(it is None for it in drafted):
        raise ReleasedAlready
    digests = [sha256(bytes(it.payload)).digest() for it in drafted if it is not None]
    draft.digest = sha256(b"".join(digests)).hexdigest()
    draft.save(update_fields=["digest"])
    write_line(verb="exchange.prepare", subject=draft.subject, changes=_told(draft), by=by, at=at)
    return draft


def _circle(node: Node, audience: Sequence[str]) -> Circle:
    confirmed = Partner.objects.filter(party__in=audience, state=PartnerState.CONFIRMED).count()
    if not audience or confirmed != len(set(audience)):
        raise NobodyNamed
    members = sorted({node.party, *audience})
    return Circle.objects.get_or_create(id=circle_id(members), defaults={"members": party_list(members)})[0]


def _demand_label(label: Label, circle: Circle, audience: Sequence[str], items: Sequence[Item]) -> None:
    policy = policy_of(circle.id)
    parts = [
        releasable_label(policy, it, circle.parties, label.created_at)
        for item in items
        for it in item.classifications
    ]
    try:
        demand_releasable(label, policy=policy, audience=audience, circle=circle.parties, parts=parts)
    except OurFault as fault:
        raise LabelTooLow from fault


def _drafted(
    draft: Draft, position: int, item: Item, own: Trusted, label: Label, by: Actor, at: datetime
) -> DraftRecord | None:
    """Write down one record of a release; None where the very same body was released to the same circle last."""
    before = Release.objects.filter(subject=item.subject, kind=item.kind, circle_id=draft.circle_id)
    last = before.order_by("-rev").first()
    blobs = tuple(_kept_blob(draft, name, content) for name, content in item.attachments.items())
    record = Record(
        id=last.record_id if last else str(uuid4()),
        rev=last.rev + 1 if last else 1,
        prev=last.sha256 if last else None,
        origin=own.keyset.node,
        circle=draft.circle_id,
        kind=item.kind,
        schema=SCHEMAS[item.kind],
        created_at=written(at),
        label=label,
        released_by=_role_of(by),
        body=item.body,
        blobs=blobs,
    )
    if last is not None and _says_the_same(last, record) and not _was_asked_back(last):
        return None
    try:
        payload = record_payload(record)
    except OurFault as fault:
        raise TooLargeToRelease from fault
    return DraftRecord.objects.create(
        draft=draft, position=position, kind=item.kind, subject=item.subject, record_id=record.id, rev=record.rev,
        payload=payload, blobs=" ".join(it.sha256 for it in blobs),
    )  # fmt: skip


def _kept_blob(draft: Draft, name: str, content: bytes) -> Blob:
    if len(content) > LARGEST_BLOB:
        raise TooLargeToRelease
    digest = sha256(content).hexdigest()
    DraftBlob.objects.get_or_create(draft=draft, sha256=digest, defaults={"name": name, "content": content})
    return Blob(digest, len(content), "application/json", name)


def _role_of(by: Actor) -> str:
    """Give the role under which someone releases: a role's code, never a person's name."""
    roles = by.roles_allowing(Permission.RELEASE) if isinstance(by, Person) else []
    return roles[0].code if roles else by.username if not isinstance(by, Person) else "role"


def _says_the_same(last: Release, record: Record) -> bool:
    before = read_record(bytes(last.payload))
    return (before.body, before.blobs, before.label.classification) == (
        record.body,
        record.blobs,
        record.label.classification,
    )


def _was_asked_back(last: Release) -> bool:
    """Tell whether a release was asked back since: then the same words are released anew, so that they are there again."""
    asked = Release.objects.filter(kind=Kind.RECALL, subject=f"exchange.release/{last.record_id}")
    return asked.filter(pk__gt=last.pk).exists()


@transaction.atomic
def leave_draft(*, draft_id: int, by: Person, at: datetime) -> None:
    """Forget what was prepared."""
    demand(by, Permission.RELEASE)
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is not None:
        write_line(verb="exchange.leave", subject=draft.subject, changes=_told(draft), by=by, at=at)
        draft.delete()


def _told(draft: Draft) -> dict[str, Any]:
    """Give what the journal tells of a draft."""
    kinds = list(draft.records.order_by("position").values_list("kind", flat=True))
    return {"audience": draft.audience.split(), "kinds": kinds, "sha256": draft.digest}


@transaction.atomic
def release(*, node: Node, draft_id: int, digest: str, by: Person, at: datetime) -> list[Release]:
    """Release exactly what was looked at: sign it and give it its places in the feeds of those who are named.

    From CONFIDENTIAL on the first person's release waits for a second person's; then nothing is returned yet.

    Raises
    ------
    NotAllowed, NotFound, OtherDraft, RecordGone, SecondPersonNeeded, KeysMissing, KeysGone, NobodyNamed
        Nothing was written.
    """
    demand(by, Permission.RELEASE, node.party)
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    if draft.digest != digest:
        raise OtherDraft
    for kind in draft.records.values_list("kind", flat=True):
        demand(by, NEEDS[Kind(kind)], node.party)
    if _needs_second(draft):
        if draft.first_by == by.username:
            raise SecondPersonNeeded
        if not draft.first_by:
            hold_behind(draft)
            draft.first_by = by.username
            draft.save(update_fields=["first_by"])
            write_line(
                verb="exchange.release_first", subject=draft.subject, changes=_told(draft), by=by, at=at
            )
            return []
    return release_draft(draft=draft, by=by, at=at)


def _needs_second(draft: Draft) -> bool:
    ranks = list(Classification.values)
    return ranks.index(draft.classification) >= ranks.index(TWO_PERSONS_FROM)


def _demand_follows(draft: Draft, drafted: DraftRecord, payload: bytes) -> None:
    """Refuse where the same record was released meanwhile: two next revisions of one record would be a fork."""
    before = Release.objects.filter(subject=drafted.subject, kind=drafted.kind, circle_id=draft.circle_id)
    last = before.order_by("-rev").first()
    if read_record(payload).prev != (last.sha256 if last else None):
        raise OtherDraft


@transaction.atomic
def release_draft(*, draft: Draft, by: Actor, at: datetime) -> list[Release]:
    """Sign and enqueue what a draft holds, within a verb that has asked who releases."""
    own = own_keyset()
    if own is None:
        raise KeysMissing
    hold_behind(draft)
    hold_journal()
    parties = draft.audience.split()
    partners = list(Partner.objects.filter(party__in=parties, state=PartnerState.CONFIRMED).order_by("pk"))
    if len(partners) != len(parties):
        raise NobodyNamed
    key = signing_key(next(iter(own.keyset.by_keyid)))
    for blob in draft.blobs.all():
        kept = {"size": len(blob.content), "content": blob.content}
        OutBlob.objects.get_or_create(sha256=blob.sha256, defaults=kept)
    also_by = draft.first_by if draft.first_by != by.username else ""
    released = []
    for it in draft.records.order_by("position"):
        payload = bytes(it.payload)
        _demand_follows(draft, it, payload)
        released.append(
            Release.objects.create(
                record_id=it.record_id, rev=it.rev, kind=it.kind, circle_id=draft.circle_id,
                classification=draft.classification, audience=draft.audience, subject=it.subject, payload=payload,
                envelope=sealed(RECORD, payload, key), sha256=sha256(payload).hexdigest(), blobs=it.blobs,
                by=by.username, also_by=also_by, at=at,
            )
        )  # fmt: skip
    for partner in partners:
        feed = OutFeed.objects.select_for_update(no_key=True).get(partner=partner, is_present=True)
        put_in_feed(feed, released)
    # a line each: the journal of a record tells that it left, also where others left with it
    for given in released:
        changes = {"audience": parties, "kinds": [given.kind], "sha256": [given.sha256]}
        write_line(verb="exchange.release", subject=given.subject, changes=changes, by=by, at=at)
    draft.delete()
    for given in released:
        follow(given, by=by, at=at)
    return released
