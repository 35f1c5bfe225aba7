"""The verbs of attachments: attach, change what is said of one, move, remove, put back, release, delete, sweep."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Sum
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.models import JournalLine, Record
from tansiq.core.rules import party_list
from tansiq.core.services import Actor, NodeItself, claim, hold_journal, keep, subject_of, write_line
from tansiq.documents.access.attachments import (
    may_attach,
    may_change_attachment,
    may_release_attachment,
    owners_for,
    subject_seen,
)
from tansiq.documents.models.attachments import Attachment, Blob, Tagging
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.attachments import attachment_seen, subject_of_attachment
from tansiq.documents.rules.attachments import (
    KEPT_REMOVED,
    MOST_BYTES_OF_A_SUBJECT,
    MOST_OF_A_SUBJECT,
    NAMED_RIGHTS,
    PICTURES,
    AttachmentRole,
    Rights,
    is_worded,
)
from tansiq.documents.services.attachments.looking import FileRefused, Looked, looked_at
from tansiq.organisations.models import Party
from tansiq.organisations.services import in_languages
from tansiq.people.models import Person


class CaptionMissing(Refused):
    """Nobody can say what the file is."""

    message = _("Say in a caption what the file is or shows, in at least one language.")


class RightsUnnamed(Refused):
    """Who gave the file, or which licence, is not said."""

    message = _("Name who gave the file, or the licence it stands under.")


class TextUnfit(Refused):
    """What is said has signs or a length that no database holds."""

    message = _(
        "What is said of the file is too long, or holds signs that no text has. Shorten it, or type it anew."
    )


class NotYetTaken(Refused):
    """The day of a file is still to come."""

    message = _("The day on which the file was made is still to come. Enter the day it shows or was written.")


class StillThere(Refused):
    """Only what was removed is deleted for good."""

    message = _("Remove the attachment first; after that it can be deleted for good.")


class NotRemoved(Refused):
    """There is nothing to put back."""

    message = _("This attachment is not removed: there is nothing to put back.")


class IsRemoved(Refused):
    """What was removed does not change."""

    message = _("This attachment was removed. Put it back first, then change it.")


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
    _sweep(NodeItself(), at)
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


def _claimed(code: str, version: int, by: Person) -> Attachment:
    """Give the attachment to change, to whoever may change its record.

    Raises
    ------
    NotFound, NotAllowed, ChangedMeanwhile
    """
    seen = attachment_seen(by, code)
    if not may_change_attachment(by, seen, subject_of_attachment(by, seen)):
        raise NotAllowed
    return claim(Attachment, code, version)


@transaction.atomic
def change_attachment(
    *, code: str, version: int, captions: Mapping[str, str], role: str, taken_on: date | None, place: str,
    author: str, rights: str, rights_name: str, by: Person, at: datetime,
) -> Attachment:  # fmt: skip
    """Change what is said of an attachment; its bytes never change."""
    attachment = _claimed(code, version, by)
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
    _hold(Attachment.objects.filter(subject_kind=beside.subject_kind, subject_code=beside.subject_code))
    attachment = _claimed(code, version, by)
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
def remove_attachment(*, code: str, version: int, by: Person, at: datetime) -> Attachment:
    """Remove an attachment; for thirty days it can be put back."""
    attachment = _claimed(code, version, by)
    if attachment.removed_at:
        return attachment
    return keep(
        attachment, verb="documents.remove_attachment", by=by, at=at, removed_at=at, removed_by=by.username
    )


@transaction.atomic
def put_back_attachment(*, code: str, version: int, by: Person, at: datetime) -> Attachment:
    """Put an attachment back that was removed."""
    attachment = _claimed(code, version, by)
    if attachment.removed_at is None:
        raise NotRemoved
    hold_journal()  # whoever attaches at this moment waits: the limits hold
    here = Attachment.objects.filter(
        subject_kind=attachment.subject_kind, subject_code=attachment.subject_code, removed_at=None
    )
    if here.filter(blob=attachment.blob_id, owner=attachment.owner).exists():
        raise FileRefused("same", name=attachment.name)
    if here.count() >= MOST_OF_A_SUBJECT:
        raise FileRefused("too_many", most=MOST_OF_A_SUBJECT)
    return keep(
        attachment, verb="documents.put_back_attachment", by=by, at=at, removed_at=None, removed_by=""
    )


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
    return keep(
        attachment, verb="documents.release_attachment", by=by, at=at, released_to=party_list(list(to))
    )


@transaction.atomic
def delete_attachment(*, code: str, version: int, by: Person, at: datetime) -> None:
    """Delete for good what was removed: its bytes leave the database, the journal keeps that it was here."""
    held = _hold(Summary.objects.filter(attachment__code=code))
    attachment = _claimed(code, version, by)
    if attachment.removed_at is None:
        raise StillThere
    if attachment.summaries.exclude(
        pk__in=held
    ).exists():  # written since; none comes while the attachment is held
        raise ChangedMeanwhile
    hold_journal()
    told = {"name": attachment.name, "sha256": attachment.blob_id}
    write_line(verb="documents.delete_attachment", subject=subject_of(attachment), changes=told, by=by, at=at)
    _delete([attachment])


@transaction.atomic
def sweep_attachments(*, by: Actor, at: datetime) -> int:
    """Delete what was removed more than thirty days ago, and bytes that no attachment has any more; give how many."""
    hold_journal()
    return _sweep(by, at)


def _sweep(by: Actor, at: datetime) -> int:
    """Sweep within a verb that holds the journal: no attachment takes up bytes at this moment.

    Whoever holds one of these rows waits for the journal: such a row is left for the next time.
    """
    due = Attachment.objects.filter(removed_at__lt=at - KEPT_REMOVED)
    free = _hold(due, is_waiting=False)
    held = _hold(Summary.objects.filter(attachment__in=free), is_waiting=False)
    of_others = Summary.objects.filter(attachment=OuterRef("pk")).exclude(pk__in=held)
    old = list(Attachment.objects.filter(~Exists(of_others), pk__in=free).order_by("pk"))
    if old:
        told = {"swept": [it.code for it in old]}
        subject = f"{Attachment._meta.label_lower}/*"
        write_line(verb="documents.sweep_attachments", subject=subject, changes=told, by=by, at=at)
    _delete(old)
    return len(old)


def _hold(rows: Any, *, is_waiting: bool = True) -> list[int]:
    """Hold rows until the transaction ends, in one order for all; give those that are held.

    Without waiting, what somebody else holds is passed over, where the database can tell.
    """
    passed_over = not is_waiting and connection.features.has_select_for_update_skip_locked
    held = rows.order_by("pk").select_for_update(no_key=True, of=("self",), skip_locked=passed_over)
    return [it.pk for it in held.only("pk")]


def _delete(attachments: list[Attachment]) -> None:
    codes = [it.code for it in attachments]
    if codes:
        Tagging.objects.filter(subject_kind="attachment", subject_code__in=codes).delete()
        Attachment.objects.filter(code__in=codes).delete()
    Blob.objects.filter(attachments=None).only("sha256").delete()  # without reading what they hold
