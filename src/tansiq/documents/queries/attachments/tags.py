"""Reads of tags: those of a record, the vocabulary, and what can be chosen."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tansiq.core.queries import says
from tansiq.documents.access.attachments import attachments_seen, on_seen_subjects
from tansiq.documents.models.attachments import Tag, Tagging
from tansiq.people.models import Person


def _seen(person: Person) -> QuerySet[Tag]:
    found: QuerySet[Tag] = Tag.objects.seen_by_parties(person.parties)
    return found


def taggings_seen(person: Person) -> QuerySet[Tagging]:
    """Give which tags stand where, of what someone sees."""
    attached = attachments_seen(person).filter(removed_at=None).values("code")
    wanted = on_seen_subjects(person) | Q(subject_kind="attachment", subject_code__in=attached)
    return Tagging.objects.filter(wanted)


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
