"""Reads of what was released and of what is prepared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from tansiq.accords.queries.parties import party_names
from tansiq.core.errors import NotFound
from tansiq.exchange.models import (
    Draft,
    DraftBlob,
    OutBlob,
    OutPlace,
    Received,
    Release,
)
from tansiq.exchange.queries.reading.received import received_told
from tansiq.exchange.queries.reading.rows import (
    ANSWERS,
    MOST_ANSWERS,
    Names,
    Row,
    matching,
    names_subject,
    read,
    title_in_a_list,
)
from tansiq.exchange.queries.told import Told, kind_told, told
from tansiq.exchange.rules import ReceivedState
from tansiq_protocol.record import Kind


def released_listed(*, partner: str, kind: str, text: str, confirmed: str) -> QuerySet[Release]:
    """Give what was released, the newest first."""
    rows = Release.objects.order_by("-at", "-pk")
    if partner:
        rows = rows.filter(audience__contains=f" {partner} ")
    if kind:
        rows = rows.filter(kind=kind)
    if confirmed == "no":
        rows = rows.filter(pk__in=_unconfirmed())
    if text:
        rows = rows.filter(pk__in=matching(rows, text, None))
    return rows.defer("envelope")


def released_last(subject: str) -> Release | None:
    """Give the newest release of a record, by its name here; None before any."""
    return Release.objects.filter(subject=subject).order_by("-at", "-pk").first()


def _unconfirmed() -> QuerySet[Any, Any]:
    rows = OutPlace.objects.filter(feed__is_present=True)
    same = rows.filter(
        feed__partner__receipt_epoch=F("feed__epoch"), place__lte=F("feed__partner__receipt_place")
    )
    return rows.exclude(pk__in=same.values("pk")).values("release")


@dataclass(frozen=True, slots=True)
class Given:
    """A partner that something was released to: at which place of its feed, and whether it confirmed to have it."""

    party: str
    names: Names
    place: int
    is_confirmed: bool


def given_to(releases: Iterable[Release]) -> dict[int, list[Given]]:
    """Give for each release how far each of its partners has it."""
    names, found = party_names(), defaultdict(list)
    rows = OutPlace.objects.filter(release__in=releases, feed__is_present=True).select_related(
        "feed__partner"
    )
    for it in rows.order_by("feed__partner__party"):
        partner = it.feed.partner
        has = partner.receipt_epoch == it.feed.epoch and partner.receipt_place >= it.place
        found[it.release_id].append(Given(partner.party, names.get(partner.party, {}), it.place, has))
    return found


def released_rows(rows: Iterable[Release]) -> list[Row]:
    """Give rows of the outbox with what they are called."""
    return [Row(it, kind_told(it.kind), title_in_a_list(bytes(it.payload), None), {}) for it in rows]


def release_seen(release_id: int) -> Release:
    """Give something that was released.

    Raises
    ------
    NotFound
    """
    found = Release.objects.filter(pk=release_id).first()
    if found is None:
        raise NotFound
    return found


def released_told(release: Release) -> Told:
    """Give something that was released in words."""
    return told(bytes(release.payload), attached=out_blob)


def out_blob(digest: str) -> bytes | None:
    """Give the bytes of an attachment that was released."""
    found = OutBlob.objects.filter(pk=digest).first()
    return None if found is None else bytes(found.content)


def is_asked_for(release: Release) -> bool:
    """Tell whether this was asked back already."""
    return Release.objects.filter(kind=Kind.RECALL, subject=f"exchange.release/{release.record_id}").exists()


def audience_of(record_id: str) -> frozenset[str]:
    """Give the parties that any revision of a record was released to."""
    told = Release.objects.filter(record_id=record_id).values_list("audience", flat=True)
    return frozenset(party for audience in told for party in audience.split())


def answers_to(release: Release, home: str) -> list[tuple[Received, Told]]:
    """Give what partners answered to something released: decisions, counter-proposals, answers to its recall."""
    parties = release.audience.split()
    rows = Received.objects.filter(kind__in=ANSWERS, partner__party__in=parties).exclude(
        state__in=[ReceivedState.REFUSED, ReceivedState.RECALLED]
    )
    newest = rows.select_related("partner").order_by("-pk")[:MOST_ANSWERS]
    named = [it for it in newest if names_subject(read(bytes(it.payload)), release.record_id)]
    return [(it, received_told(it, home)) for it in named]


def drafts_listed() -> QuerySet[Draft]:
    """Give what is prepared and not released, what waits for a second person first."""
    return Draft.objects.prefetch_related("records").order_by("-first_by", "-at", "-pk")


def draft_seen(draft_id: int) -> Draft:
    """Give a release that is prepared.

    Raises
    ------
    NotFound
    """
    found = Draft.objects.filter(pk=draft_id).first()
    if found is None:
        raise NotFound
    return found


def draft_told(draft: Draft) -> list[Told]:
    """Give the records of a draft in words, with their exact bytes."""
    attached = {it.sha256: bytes(it.content) for it in draft.blobs.all()}
    return [told(bytes(it.payload), attached=attached.get) for it in draft.records.order_by("position")]


def draft_blob(draft: Draft, digest: str) -> bytes | None:
    """Give the bytes of an attachment of a draft."""
    found = DraftBlob.objects.filter(draft=draft, sha256=digest).first()
    return None if found is None else bytes(found.content)


def drafted_text(code: str, by: str) -> str | None:
    """Give the text of a message that someone has prepared; None where there is none."""
    draft = Draft.objects.filter(subject=f"exchange.message/{code}", by=by).first()
    record = read(bytes(draft.records.get().payload)) if draft else None
    return None if record is None else str(record.body["text"])
