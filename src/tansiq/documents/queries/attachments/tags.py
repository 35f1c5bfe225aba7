"""Reads of tags: those of a record, the records of one, the vocabulary, and what can be chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.documents.access.attachments import attachments_seen, on_seen_subjects
from tansiq.documents.models.attachments import Tag, Tagging
from tansiq.documents.queries.attachments.reading import Told, attachment_told, subjects_told
from tansiq.people.models import Person


def _seen(person: Person) -> QuerySet[Tag]:
    found: QuerySet[Tag] = Tag.objects.seen_by_parties(person.parties)
    return found


def taggings_seen(person: Person) -> QuerySet[Tagging]:
    """Give which tags stand where, of what someone sees."""
    attached = attachments_seen(person).filter(removed_at=None).values("code")
    wanted = on_seen_subjects(person) | Q(subject_kind="attachment", subject_code__in=attached)
    return Tagging.objects.filter(wanted)


def tag_seen(person: Person, code: str) -> Tag:
    """Give a tag that someone sees.

    Raises
    ------
    NotFound
    """
    found = _seen(person).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def records_tagged(person: Person, tag: Tag) -> QuerySet[Tagging]:
    """Give where a tag stands, of what someone sees, by kind: records of every area, and attachments."""
    return taggings_seen(person).filter(tag=tag).order_by("subject_kind", "subject_code")


def tagged_told(person: Person, taggings: Iterable[Tagging]) -> list[Told]:
    """Tell of the records and attachments that some tags stand on, with one question for each kind."""
    rows = list(taggings)
    subjects = subjects_told(person, rows)
    codes = [it.subject_code for it in rows if it.subject_kind == "attachment"]
    attached = attachments_seen(person).filter(code__in=codes, removed_at=None) if codes else ()
    subjects |= {("attachment", it.code): attachment_told(it) for it in attached}
    places = ((it.subject_kind, it.subject_code) for it in rows)
    return [subjects[it] for it in places if it in subjects]


def tags_of(person: Person, kind: str, code: str) -> list[Tag]:
    """Give the tags of a record; nothing where it has none, or is not there for this person."""
    here = taggings_seen(person).filter(subject_kind=kind, subject_code=code)
    return list(_seen(person).filter(taggings__in=here).order_by("code"))


def tags_for_choice(person: Person) -> QuerySet[Tag]:
    """Give the tags to choose from."""
    return _seen(person).order_by("code")


def tags_listed(person: Person, *, text: str = "") -> QuerySet[Tag]:
    """Give the vocabulary, with how many records that someone sees have each tag."""
    here = taggings_seen(person).filter(tag=OuterRef("pk")).order_by().values("tag")
    counted = Subquery(here.annotate(n=Count("pk")).values("n"))
    found = _seen(person).annotate(uses=Coalesce(counted, 0)).order_by("code")
    return found.filter(says(text)) if text else found
