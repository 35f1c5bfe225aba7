"""Reads of what was released and of what is prepared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from tansiq.accords.queries.parties import party_names
from tansiq.core.errors import NotFound
from tansiq.exchange.models import (
    Draft,
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
from tansiq.exchange.rules import ReceivedState, written
from tansiq.planning.models import Approval, PlanVersion
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


ASKED = "asked"
"""Stands where a partner was asked to give something back and has not answered; else its answer does."""


@dataclass(frozen=True, slots=True)
class Given:
    """A partner that something was released to: at which place of its feed, and whether it confirmed to have it.

    `recall` is empty where nobody asked it back, else `ASKED`, or what the partner answered.
    """

    party: str
    names: Names
    place: int
    is_confirmed: bool
    recall: str = ""


def given_to(releases: Iterable[Release]) -> dict[int, list[Given]]:
    """Give for each release how far each of its partners has it, or has it no more."""
    names, found, every = party_names(), defaultdict(list), list(releases)
    recalls = _recalls_of(every)
    rows = OutPlace.objects.filter(release__in=every, feed__is_present=True).select_related("feed__partner")
    for it in rows.order_by("feed__partner__party"):
        partner = it.feed.partner
        has = partner.receipt_epoch == it.feed.epoch and partner.receipt_place >= it.place
        recall = recalls.get((it.release_id, partner.party), "")
        found[it.release_id].append(Given(partner.party, names.get(partner.party, {}), it.place, has, recall))
    return found


def _recalls_of(releases: Iterable[Release]) -> dict[tuple[int, str], str]:
    """Give for each release and party how a later recall of it stands, where there is one."""
    subjects = {it.pk: f"exchange.release/{it.record_id}" for it in releases}
    of_these = {"subject__in": set(subjects.values())}
    recalls = Release.objects.filter(kind=Kind.RECALL, **of_these).values_list("subject", "pk", "audience")
    answers = Received.objects.filter(kind=Kind.RECALL_RECEIPT, **of_these).order_by("pk")
    said = {
        (subject, party): _decision(bytes(payload))
        for subject, party, payload in answers.values_list("subject", "partner__party", "payload")
    }
    return {
        (pk, party): said.get((subject, party), ASKED)
        for pk, subject in subjects.items()
        for of, recall, audience in recalls
        if of == subject and recall > pk
        for party in audience.split()
    }


def _decision(payload: bytes) -> str:
    """Give what an answer to a recall decided; one that says nothing that can be read is none."""
    record = read(payload)
    decision = record.body.get("decision") if record else None
    return decision if isinstance(decision, str) else ASKED


@dataclass(frozen=True, slots=True)
class Sent:
    """What was released last of a plan, or of our decision on it: which release, when, and how far each partner has it."""

    release: Release
    given: list[Given]

    @property
    def is_asked_back(self) -> bool:
        """Whether all who were given it were asked to give it back."""
        return bool(self.given) and all(it.recall for it in self.given)


@dataclass(frozen=True, slots=True)
class PlanSent:
    """What left of a plan: the plan, and our latest decision on it; None where that has not left."""

    plan: Sent | None
    decision: Sent | None


def plan_sent(version: PlanVersion) -> PlanSent:
    """Give what left of a plan, and how far each partner has it."""
    subject = f"{version._meta.label_lower}/{version.code}"
    left = {
        it.subject: it
        for it in Release.objects.filter(subject__in=[subject, f"{subject}#decision"]).order_by("pk")
    }
    plan, decision = left.get(subject), left.get(f"{subject}#decision")
    approval = version.approvals.filter(is_from_partner=False).first()
    if decision is not None and (approval is None or not says(decision, approval)):
        decision = None
    given = given_to([it for it in (plan, decision) if it])
    sent = [None if it is None else Sent(it, given.get(it.pk, [])) for it in (plan, decision)]
    return PlanSent(*sent)


def says(release: Release, approval: Approval) -> bool:
    """Tell whether a decision that was released is the one that was taken last."""
    record = read(bytes(release.payload))
    body = record.body if record else {}
    return (body.get("decision"), body.get("at")) == (approval.decision, written(approval.at))


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
    asked = Release.objects.filter(kind=Kind.RECALL, subject=f"exchange.release/{release.record_id}")
    return asked.filter(pk__gt=release.pk).exists()


def audience_of(record_id: str) -> frozenset[str]:
    """Give the parties that any revision of a record was released to."""
    told = Release.objects.filter(record_id=record_id).values_list("audience", flat=True)
    return frozenset(party for audience in told for party in audience.split())


def answers_to(release: Release, home: str) -> list[tuple[Received, Told]]:
    """Give what partners answered to something released: decisions, counter-proposals, answers to its recall."""
    is_recall, parties = release.kind == Kind.RECALL, release.audience.split()
    named = (
        release.subject.partition("/")[2] if is_recall else release.record_id
    )  # answers name what it asks back
    kinds = [Kind.RECALL_RECEIPT] if is_recall else ANSWERS
    rows = Received.objects.filter(kind__in=kinds, partner__party__in=parties).exclude(
        state__in=[ReceivedState.REFUSED, ReceivedState.RECALLED]
    )
    newest = rows.select_related("partner").order_by("-pk")[:MOST_ANSWERS]
    answers = [it for it in newest if names_subject(read(bytes(it.payload)), named)]
    return [(it, received_told(it, home)) for it in answers]


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


def draft_attached(draft: Draft) -> Callable[[str], bytes | None]:
    """Give the attachments of a draft, each by its hash."""
    return {it.sha256: bytes(it.content) for it in draft.blobs.all()}.get


def draft_told(draft: Draft, attached: Callable[[str], bytes | None]) -> list[Told]:
    """Give the records of a draft in words, with their exact bytes."""
    return [told(bytes(it.payload), attached=attached) for it in draft.records.order_by("position")]


def released_together(release: Release) -> list[Row]:
    """Give what was released by the same act, this one among them."""
    same = {"at": release.at, "by": release.by, "also_by": release.also_by, "audience": release.audience}
    rows = Release.objects.filter(circle_id=release.circle_id, **same).defer("envelope").order_by("pk")
    return released_rows(rows)


def drafted_text(code: str, by: str) -> str | None:
    """Give the text of a message that someone has prepared; None where there is none."""
    draft = Draft.objects.filter(subject=f"exchange.message/{code}", by=by).first()
    record = read(bytes(draft.records.get().payload)) if draft else None
    return None if record is None else str(record.body["text"])
