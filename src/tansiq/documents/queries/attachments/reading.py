"""Reads of attachments: of one record, over all records, one of them, and those that were removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules.crossing import higher
from tansiq.core.errors import NotFound
from tansiq.core.models import Record
from tansiq.core.queries import says
from tansiq.core.rules import JOINT
from tansiq.documents.access.attachments import attachments_seen, subject_seen, subjects_seen
from tansiq.documents.models.attachments import Attachment, Blob, Tagging
from tansiq.documents.rules.attachments import PAGES, SubjectKind
from tansiq.organisations.models import Party
from tansiq.people.models import Person

SORTS = {
    "": ("-added_at", "-pk"), "name": ("name", "pk"), "size": ("-size", "pk"), "day": ("-taken_on", "-pk"),
    "subject": ("subject_kind", "subject_code", "position", "pk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the pages of attachments name it: its kind in words, what it is called, and its page."""

    kind: str
    code: str
    label: str
    record: Any
    address: str
    own_address: str
    """The page of its attachments and tags."""


def told(kind: str, code: str, record: Any) -> Told:
    """Tell of a record."""
    of = SubjectKind(kind)
    page = PAGES[of]
    address = f"{reverse(page)}#{code}" if of == SubjectKind.FACT else reverse(page, args=[code])
    return Told(
        kind, code, str(of.label), record, address, reverse("documents:attachments-of", args=[kind, code])
    )


def attachment_told(attachment: Attachment) -> Told:
    """Tell of an attachment, as what tags are given to."""
    address = reverse("documents:attachment", args=[attachment.code])
    return Told("attachment", attachment.code, gettext("Attachment"), attachment, address, address)


def subject_told(person: Person, kind: str, code: str) -> Told:
    """Tell of the record that files are attached to.

    Raises
    ------
    NotFound
    """
    record = subject_seen(person, kind, code)
    if record is None:
        raise NotFound
    return told(kind, code, record)


def subjects_told(person: Person, rows: Iterable[Attachment | Tagging]) -> dict[tuple[str, str], Told]:
    """Tell of the records that some attachments or tags belong to, with one question for each kind of record."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        if row.subject_kind in PAGES:
            wanted.setdefault(row.subject_kind, set()).add(row.subject_code)
    return {
        (kind, record.told_as): told(kind, record.told_as, record)
        for kind, codes in wanted.items()
        for record in subjects_seen(person, SubjectKind(kind)).filter(told_as__in=codes)
    }


def marking_told(kept: Record, record: Record) -> str:
    """Give the marking of what is kept with a record, in words: never lower than that of the record, which may rise."""
    return str(higher(kept.marking, record.marking).label)


def owner_told(attachment: Attachment) -> Mapping[str, str]:
    """Give what the owner of an attachment is called."""
    names = party_names()
    return names.get(attachment.owner, names[JOINT])


def parties_besides(owner: str) -> QuerySet[Party]:
    """Give the parties that an owner can release something to."""
    return Party.objects.exclude(code=owner).order_by("code")


def attachments_of(person: Person, kind: str, code: str) -> list[Attachment]:
    """Give what is attached to a record, in its order; nothing where there is no such record for this person."""
    if subject_seen(person, kind, code) is None:
        return []
    seen: QuerySet[Attachment] = Attachment.objects.seen_by_parties(person.parties)
    here = seen.filter(subject_kind=kind, subject_code=code, removed_at=None)
    return with_owners(here.order_by("position", "pk"))


def with_owners(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Give attachments each with what its owner is called, as `party_names`; asked only where one is of one side alone."""
    found = list(attachments)
    return name_parties(found, "owner", party_names()) if any(it.owner != JOINT for it in found) else found


def attachments_listed(
    person: Person, *, text: str = "", kind: str = "", type: str = "", role: str = "", tag: str = "", sort: str = ""  # noqa: A002 - the filter's name
) -> QuerySet[Attachment]:  # fmt: skip
    """Give the attachments that someone sees, the latest first: all, or those of a text, kind of record, type or tag."""
    found = attachments_seen(person).filter(removed_at=None)
    if text:
        found = found.filter(says(text))
    if tag:
        tagged = Tagging.objects.filter(
            subject_kind="attachment", subject_code=OuterRef("code"), tag__code=tag
        )
        found = found.filter(Exists(tagged))
    given = {"subject_kind": kind, "type": type, "role": role}
    found = found.filter(**{name: value for name, value in given.items() if value})
    return found.order_by(*SORTS.get(sort, SORTS[""]))


def removed_attachments(person: Person) -> QuerySet[Attachment]:
    """Give what was removed and can still be put back, the latest first."""
    return attachments_seen(person).exclude(removed_at=None).order_by("-removed_at", "pk")


def attachment_seen(person: Person, code: str) -> Attachment:
    """Give an attachment that someone may see, removed or not.

    Raises
    ------
    NotFound
    """
    found = attachments_seen(person).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def content_of(attachment: Attachment) -> bytes:
    """Give the bytes of an attachment."""
    return bytes(attachment.blob.content)


def thumbnail_of(attachment: Attachment) -> bytes:
    """Give the small picture of a picture."""
    return bytes(Blob.objects.values_list("thumbnail", flat=True).get(pk=attachment.blob_id))


def subject_of_attachment(person: Person, attachment: Attachment) -> Any:
    """Give the record that an attachment belongs to.

    Raises
    ------
    NotFound
    """
    return subject_told(person, attachment.subject_kind, attachment.subject_code).record
