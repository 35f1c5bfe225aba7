"""The verbs of attachments that stay: attach, change what is said of one, move, release."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Sum

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.core.models import JournalLine, Record
from tansiq.core.rules import party_list
from tansiq.core.services import NodeItself, claim, hold_journal, keep, subject_of, write_line
from tansiq.documents.access.attachments import (
    may_attach,
    may_release_attachment,
    owners_for,
    subject_seen,
)
from tansiq.documents.models.attachments import Attachment, Blob
from tansiq.documents.queries.attachments import attachment_seen
from tansiq.documents.rules.attachments import (
    MOST_BYTES_OF_A_SUBJECT,
    MOST_OF_A_SUBJECT,
    NAMED_RIGHTS,
    PICTURES,
    AttachmentRole,
    Rights,
    is_worded,
)
from tansiq.documents.services.attachments.looking import FileRefused, Looked, looked_at
from tansiq.documents.services.attachments.refusals import (
    CaptionMissing,
    IsRemoved,
    NotYetTaken,
    RightsUnnamed,
    TextUnfit,
)
from tansiq.documents.services.attachments.removing import claimed, hold, sweep_within
from tansiq.organisations.models import Party
from tansiq.organisations.services import in_languages
from tansiq.people.models import Person


def attach(
    *, subject_kind: str, subject_code: str, name: str, content: bytes, captions: Mapping[str, str], by: Person,
    at: datetime, role: str = AttachmentRole.DOCUMENT, owner: str = "", taken_on: date | None = None, place: str = "",
    author: str = "", rights: str = Rights.UNKNOWN, rights_name: str = "",
) -> Attachment:  # fmt: skip
    """Attach a file to a record, once it was looked at; without an owner it is its record's owner's.

    Raises
    ------
    NotFound, NotAllowed, CaptionMissing, RightsUnnamed, NotYetTaken, FileRefused
        Nothing was written.
    """
    said = _said(
        captions=captions, role=role, taken_on=taken_on, place=place, author=author, rights=rights,
        rights_name=rights_name, on=at.date(),
    )  # fmt: skip
    _subject_to_attach_to(by, subject_kind, subject_code, owner)
    looked = looked_at(name, content)
    return _keep_attached(
        subject_kind=subject_kind,
        subject_code=subject_code,
        owner=owner,
        looked=looked,
        said=said,
        by=by,
        at=at,
    )


def attach_looked(
    *, subject_kind: str, subject_code: str, looked: Looked, captions: Mapping[str, str], role: str, owner: str,
    rights: str, by: Person, at: datetime,
) -> Attachment:  # fmt: skip
    """Attach a file that was looked at before: within another verb nothing may wait for that.

    Raises
    ------
    NotFound, NotAllowed, CaptionMissing, RightsUnnamed, FileRefused
        Nothing was written.
    """
    said = _said(
        captions=captions,
        role=role,
        taken_on=None,
        place="",
        author="",
        rights=rights,
        rights_name="",
        on=at.date(),
    )
    return _keep_attached(
        subject_kind=subject_kind,
        subject_code=subject_code,
        owner=owner,
        looked=looked,
        said=said,
        by=by,
        at=at,
    )


def _subject_to_attach_to(by: Person, kind: str, code: str, owner: str) -> Record:
    subject: Record | None = subject_seen(by, kind, code)
    if subject is None:
        raise NotFound
    if not may_attach(by, kind, subject) or (owner and owner not in owners_for(by, subject)):
        raise NotAllowed
    return subject


@transaction.atomic
def _keep_attached(
    *, subject_kind: str, subject_code: str, owner: str, looked: Looked, said: Mapping[str, Any], by: Person,
    at: datetime,
) -> Attachment:  # fmt: skip
    code = _new_code(by, at)  # whoever attaches at this moment waits: the limits hold
    subject = _subject_to_attach_to(by, subject_kind, subject_code, owner)
    beside = Attachment.objects.filter(subject_kind=subject_kind, subject_code=subject_code)
    digest = sha256(looked.content).hexdigest()
    _demand_room(beside, looked, digest, owner or subject.owner)
    sweep_within(NodeItself(), at)
    blob, _is_new = Blob.objects.get_or_create(
        sha256=digest,
        defaults={"size": len(looked.content), "content": looked.content, "thumbnail": looked.thumbnail},
    )
    role = said["role"]
    if role == AttachmentRole.DOCUMENT and looked.type in PICTURES:
        role = AttachmentRole.PICTURE
    attachment = Attachment(
        code=code, owner=owner or subject.owner, marking=subject.marking, subject_kind=subject_kind,
        subject_code=subject_code, position=(beside.aggregate(last=Max("position"))["last"] or 0) + 1,
        name=looked.name, type=looked.type, blob=blob, size=blob.size, width=looked.width, height=looked.height,
        mended=looked.mended, added_by=by.username, added_at=at, **{**said, "role": role},
    )  # fmt: skip
    attachment.save(force_insert=True)
    told = {
        "subject": f"{subject_kind}/{subject_code}", "name": attachment.name, "captions": attachment.names,
        "size": blob.size, "sha256": digest, "owner": attachment.owner,
    }  # fmt: skip
    write_line(verb="documents.attach", subject=subject_of(attachment), changes=told, by=by, at=at)
    return attachment


def _new_code(by: Person, at: datetime) -> str:
    """Give the next code that no attachment has or ever had: the journal still tells of those that were deleted."""
    hold_journal()
    stem = f"att-{by.party}-{at.year}-"
    named = f"{Attachment._meta.label_lower}/{stem}"
    # By its beginning, not between two names: what lies between depends on the language that the database sorts by.
    lines = JournalLine.objects.filter(subject__startswith=named, verb="documents.attach")
    numbers = [line.removeprefix(named) for line in lines.values_list("subject", flat=True)]
    return f"{stem}{max((int(it) for it in numbers if it.isdecimal()), default=0) + 1:03}"


def _demand_room(beside: Any, looked: Looked, digest: str, owner: str) -> None:
    here = beside.filter(removed_at=None)
    if here.filter(blob_id=digest, owner=owner).exists():
        raise FileRefused("same", name=looked.name)
    if here.count() >= MOST_OF_A_SUBJECT:
        raise FileRefused("too_many", most=MOST_OF_A_SUBJECT)
    held = beside.aggregate(bytes=Sum("size"))["bytes"] or 0
    if held + len(looked.content) > MOST_BYTES_OF_A_SUBJECT:
        raise FileRefused("subject_full", megabytes=MOST_BYTES_OF_A_SUBJECT // 1_000_000)


def _said(
    *, captions: Mapping[str, str], role: str, taken_on: date | None, place: str, author: str, rights: str,
    rights_name: str, on: date,
) -> dict[str, Any]:  # fmt: skip
    given = [it for it in captions.values() if it]
    if not given or not all(map(is_worded, given)):
        raise CaptionMissing
    if rights in NAMED_RIGHTS and not rights_name:
        raise RightsUnnamed
    if taken_on is not None and taken_on > on:
        raise NotYetTaken
    said = {
        "role": role, "taken_on": taken_on, "place": place, "author": author, "rights": rights,
        "rights_name": rights_name, **in_languages("caption", captions),
    }  # fmt: skip
    if not all(_fits(name, value) for name, value in said.items() if isinstance(value, str)):
        raise TextUnfit
    return said


def _fits(name: str, text: str) -> bool:
    field: Any = Attachment._meta.get_field(name)
    return (
        "\0" not in text
        and len(text) <= field.max_length
        and (not field.choices or text in dict(field.choices))
    )


@transaction.atomic
def change_attachment(
    *, code: str, version: int, captions: Mapping[str, str], role: str, taken_on: date | None, place: str,
    author: str, rights: str, rights_name: str, by: Person, at: datetime,
) -> Attachment:  # fmt: skip
    """Change what is said of an attachment; its bytes never change."""
    attachment = claimed(code, version, by)
    if attachment.removed_at:
        raise IsRemoved
    said = _said(
        captions=captions, role=role, taken_on=taken_on, place=place, author=author, rights=rights,
        rights_name=rights_name, on=at.date(),
    )  # fmt: skip
    return keep(attachment, verb="documents.change_attachment", by=by, at=at, **said)


@transaction.atomic
def move_attachment(*, code: str, version: int, by: Person, at: datetime) -> Attachment:
    """Move an attachment one place up among those that stand beside it."""
    beside = attachment_seen(by, code)
    hold(Attachment.objects.filter(subject_kind=beside.subject_kind, subject_code=beside.subject_code))
    attachment = claimed(code, version, by)
    if attachment.removed_at:
        raise IsRemoved
    hold_journal()  # two who move at once wait for each other
    before = Attachment.objects.filter(
        subject_kind=attachment.subject_kind, subject_code=attachment.subject_code, removed_at=None,
        position__lt=attachment.position,
    ).order_by("-position").first()  # fmt: skip
    if before is None:
        return attachment
    place, above = attachment.position, before.position
    Attachment.objects.filter(pk=before.pk).update(position=place, version=F("version") + 1)
    return keep(attachment, verb="documents.move_attachment", by=by, at=at, position=above)


@transaction.atomic
def release_attachment(
    *, code: str, version: int, to: Collection[str], by: Person, at: datetime
) -> Attachment:
    """Let exactly these other parties see an attachment, where they see its record; a party left out sees it no more."""
    seen = attachment_seen(by, code)
    if not may_release_attachment(by, seen):
        raise NotAllowed
    known = set(Party.objects.values_list("code", flat=True)) - {seen.owner}
    if not set(to) <= known:
        raise NotFound
    attachment = claim(Attachment, code, version)
    if attachment.removed_at:
        raise IsRemoved
    return keep(
        attachment, verb="documents.release_attachment", by=by, at=at, released_to=party_list(list(to))
    )
