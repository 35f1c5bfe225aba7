"""The verbs of summaries: add one with the text that it is held against, change it, remove it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.services.records import new_code
from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.core.services import claim, claim_seen, keep, subject_of, write_line
from tansiq.documents.access.briefings import briefed, may_change_summary, summary_owners
from tansiq.documents.models.attachments import Attachment
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.briefings.summaries import texts_attached
from tansiq.documents.rules.briefings import MOST_OF_A_RECORD
from tansiq.people.models import Person


class NothingToHoldItAgainst(Refused):
    """A summary without a source cannot be checked."""

    message = _(
        "Give the text that this is a summary of, or choose one that is attached: else nothing can be checked."
    )


class TooManySummaries(Refused):
    """More summaries of a record than anyone reads."""

    message = _("A record has at most 30 summaries. Remove one that nobody needs, then add this one.")


@transaction.atomic
def add_summary(
    *, kind: str, code: str, owner: str, language: str, origin: str, text: str, title: str, source_text: str,
    attachment: Attachment | None, by: Person, at: datetime,
) -> Summary:  # fmt: skip
    """Add a summary of a record, for both sides or for one's own side only; its marking is that of the record."""
    record = briefed(by, kind, code)
    if owner not in summary_owners(by):
        raise NotAllowed
    _demand_source(by, kind, code, source_text, attachment)
    new = new_code(Summary, "sum", by, at)  # whoever adds one at this moment waits: the limit holds
    here = Summary.objects.filter(subject_kind=kind, subject_code=code, removed_at=None)
    if here.count() >= MOST_OF_A_RECORD:
        raise TooManySummaries
    summary = Summary(
        code=new, owner=owner, marking=record.marking, subject_kind=kind, subject_code=code,
        language=language, origin=origin, text=text, title=title, source_text=source_text, attachment=attachment,
        added_by=by.username, added_at=at,
    )  # fmt: skip
    summary.save(force_insert=True)
    told = {"summary_of": f"{kind}/{code}", "origin": origin, "title": title, "text": text}
    write_line(verb="documents.add_summary", subject=subject_of(summary), changes=told, by=by, at=at)
    return summary


@transaction.atomic
def change_summary(
    *, code: str, version: int, language: str, origin: str, text: str, title: str, source_text: str,
    attachment: Attachment | None, by: Person, at: datetime,
) -> Summary:  # fmt: skip
    """Correct a summary or the text that it is held against; what it said before stays in the journal."""
    summary = _claimed(code, version, by)
    if attachment is None or attachment.pk != summary.attachment_id:  # what stays need not be seen
        _demand_source(by, summary.subject_kind, summary.subject_code, source_text, attachment)
    return keep(
        summary, verb="documents.change_summary", by=by, at=at, language=language, origin=origin, text=text, title=title,
        source_text=source_text, attachment=attachment,
    )  # fmt: skip


@transaction.atomic
def remove_summary(*, code: str, version: int, by: Person, at: datetime) -> Summary:
    """Take a summary off its page; its history stays."""
    summary = _claimed(code, version, by)
    return keep(summary, verb="documents.remove_summary", by=by, at=at, removed_by=by.username, removed_at=at)


def _claimed(code: str, version: int, by: Person) -> Summary:
    summary = claim_seen(Summary, code, version, by)
    briefed(by, summary.subject_kind, summary.subject_code)
    if summary.removed_at is not None:
        raise NotFound
    if not may_change_summary(by, summary):
        raise NotAllowed
    return summary


def _demand_source(by: Person, kind: str, code: str, source_text: str, attachment: Attachment | None) -> None:
    """Refuse a summary without a source, or with an attachment that is not a text of this record."""
    if attachment is not None:
        held = claim(
            Attachment, attachment.code
        )  # before the journal: whoever deletes it at this moment waits
        if held not in texts_attached(by, kind, code):
            raise NotFound
    if not source_text.strip() and attachment is None:
        raise NothingToHoldItAgainst
