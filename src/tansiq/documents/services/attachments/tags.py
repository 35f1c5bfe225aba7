"""The verbs of tags: add one to the vocabulary, change its words, choose those of a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.services.records import new_code
from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.models import Record
from tansiq.core.rules import JOINT, Plain, folded
from tansiq.core.services import claim_seen, hold_journal, keep, subject_of, write_line
from tansiq.documents.access.attachments import (
    may_attach,
    may_change_attachment,
    may_keep_tags,
    subject_seen,
)
from tansiq.documents.models.attachments import Tag, Tagging
from tansiq.documents.queries.attachments import attachment_seen, subject_of_attachment
from tansiq.documents.rules.attachments import MOST_TAGS, is_worded
from tansiq.documents.services.attachments.refusals import IsRemoved
from tansiq.organisations.services import in_languages
from tansiq.people.models import Person


class TagWordless(Refused):
    """A tag without a word."""

    message = _("Give the tag a word, in at least one language.")


class TagKnown(Refused):
    """The vocabulary has this word already."""

    message = _("The vocabulary has this word already. Use that tag, or choose another word.")


class TooManyTags(Refused):
    """More tags than help anyone."""

    message = _("A record has at most 20 tags. Choose those that matter most.")


def _words(names: Mapping[str, str], besides: str = "") -> dict[str, str]:
    given = [name for name in names.values() if name]
    said = {folded(name) for name in given}
    if not given or not all(map(is_worded, given)):
        raise TagWordless
    for tag in Tag.objects.exclude(code=besides):
        if said & {folded(name) for name in tag.names.values()}:
            raise TagKnown
    return in_languages("name", names)


@transaction.atomic
def add_tag(*, names: Mapping[str, str], by: Person, at: datetime) -> Tag:
    """Add a word to the vocabulary, which is both sides'."""
    if not may_keep_tags(by):
        raise NotAllowed
    code = new_code(Tag, "tag", by, at)
    tag = Tag(code=code, owner=JOINT, **_words(names))
    tag.save(force_insert=True)
    write_line(verb="documents.add_tag", subject=subject_of(tag), changes={"names": tag.names}, by=by, at=at)
    return tag


@transaction.atomic
def change_tag(*, code: str, version: int, names: Mapping[str, str], by: Person, at: datetime) -> Tag:
    """Change the words of a tag, wherever it stands."""
    tag = claim_seen(Tag, code, version, by)
    if not may_keep_tags(by):
        raise NotAllowed
    hold_journal()  # of two who give the same word at once the second is told
    return keep(tag, verb="documents.change_tag", by=by, at=at, **_words(names, code))


@transaction.atomic
def set_tags(
    *, kind: str, code: str, before: Collection[str], tags: Collection[str], by: Person, at: datetime
) -> None:
    """Give a record exactly these tags; `before` are those that the person saw on it.

    Raises
    ------
    NotFound, NotAllowed, IsRemoved, TooManyTags, ChangedMeanwhile
        Nothing was written.
    """
    record = _taggable(kind, code, by)
    if len(set(tags)) > MOST_TAGS:
        raise TooManyTags
    hold_journal()
    here = Tagging.objects.filter(subject_kind=kind, subject_code=code)
    kept = set(here.values_list("tag__code", flat=True))
    if kept == set(tags):
        return
    if kept != set(before):
        raise ChangedMeanwhile
    wanted = list(Tag.objects.seen_by_parties(by.parties).filter(code__in=tags))
    if len(wanted) != len(set(tags)):
        raise NotFound
    before_told = _told(Tag.objects.filter(code__in=kept))
    here.exclude(tag__in=wanted).delete()
    Tagging.objects.bulk_create(
        Tagging(subject_kind=kind, subject_code=code, tag=tag) for tag in wanted if tag.code not in kept
    )
    changes = {"tags": [before_told, _told(wanted)]}
    write_line(verb="documents.set_tags", subject=subject_of(record), changes=changes, by=by, at=at)


def _told(tags: Iterable[Tag]) -> list[Plain]:
    """Give the words of tags as the journal keeps them: a code says nothing to whoever reads its line."""
    return [dict(it.names) for it in sorted(tags, key=lambda it: it.code)]


def _taggable(kind: str, code: str, by: Person) -> Record:
    if kind == "attachment":
        attachment = attachment_seen(by, code)
        if not may_change_attachment(by, attachment, subject_of_attachment(by, attachment)):
            raise NotAllowed
        if attachment.removed_at:
            raise IsRemoved
        return attachment
    record: Record | None = subject_seen(by, kind, code)
    if record is None:
        raise NotFound
    if not may_attach(by, kind, record):
        raise NotAllowed
    return record
