"""The verbs that end an attachment: remove it and put it back, delete it for good, sweep what was removed long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tansiq.core.errors import ChangedMeanwhile, NotAllowed
from tansiq.core.services import Actor, claim, hold_journal, keep, subject_of, write_line
from tansiq.documents.access.attachments import may_change_attachment
from tansiq.documents.models.attachments import Attachment, Blob, Tagging
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.attachments import attachment_seen, subject_of_attachment
from tansiq.documents.rules.attachments import KEPT_REMOVED, MOST_OF_A_SUBJECT
from tansiq.documents.services.attachments.looking import FileRefused
from tansiq.documents.services.attachments.refusals import NotRemoved, StillThere
from tansiq.people.models import Person


def claimed(code: str, version: int, by: Person) -> Attachment:
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
def remove_attachment(*, code: str, version: int, by: Person, at: datetime) -> Attachment:
    """Remove an attachment; for thirty days it can be put back."""
    attachment = claimed(code, version, by)
    if attachment.removed_at:
        return attachment
    return keep(
        attachment, verb="documents.remove_attachment", by=by, at=at, removed_at=at, removed_by=by.username
    )


@transaction.atomic
def put_back_attachment(*, code: str, version: int, by: Person, at: datetime) -> Attachment:
    """Put an attachment back that was removed."""
    attachment = claimed(code, version, by)
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
def delete_attachment(*, code: str, version: int, by: Person, at: datetime) -> None:
    """Delete for good what was removed: its bytes leave the database, the journal keeps that it was here."""
    held = hold(Summary.objects.filter(attachment__code=code))
    attachment = claimed(code, version, by)
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
    return sweep_within(by, at)


def sweep_within(by: Actor, at: datetime) -> int:
    """Sweep within a verb that holds the journal: no attachment takes up bytes at this moment.

    Whoever holds one of these rows waits for the journal: such a row is left for the next time.
    """
    due = Attachment.objects.filter(removed_at__lt=at - KEPT_REMOVED)
    free = hold(due, is_waiting=False)
    held = hold(Summary.objects.filter(attachment__in=free), is_waiting=False)
    of_others = Summary.objects.filter(attachment=OuterRef("pk")).exclude(pk__in=held)
    old = list(Attachment.objects.filter(~Exists(of_others), pk__in=free).order_by("pk"))
    if old:
        told = {"swept": [it.code for it in old]}
        subject = f"{Attachment._meta.label_lower}/*"
        write_line(verb="documents.sweep_attachments", subject=subject, changes=told, by=by, at=at)
    _delete(old)
    return len(old)


def hold(rows: Any, *, is_waiting: bool = True) -> list[int]:
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
