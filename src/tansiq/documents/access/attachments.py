"""Who sees what files are attached to, who may attach them, and who may do what with an attachment and with tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from tansiq.accords.models import Accord, Decision, Fact, Meeting
from tansiq.core.models import Record
from tansiq.core.rules import JOINT
from tansiq.documents.models.attachments import Attachment
from tansiq.documents.rules.attachments import SubjectKind
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion
from tansiq.training.access import may_change_unit, may_offer, may_release
from tansiq.training.models import Course, Venue


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record that files are attached to: its table, what reads it, and who may change one of its records."""

    model: type[Record]
    reads: Permission
    may_change: Callable[[Person, Any], bool]


def _keeps(permission: Permission) -> Callable[[Person, Any], bool]:
    return lambda person, record: person.may(permission, record.owner)


def _offers(person: Person, record: Record) -> bool:
    return may_offer(person, record.owner)


_KEEPS_MINUTES = _keeps(Permission.KEEP_MINUTES)
SUBJECTS: dict[SubjectKind, Subject] = {
    SubjectKind.ACCORD: Subject(Accord, Permission.READ_REGISTERS, _keeps(Permission.KEEP_ACCORDS)),
    SubjectKind.MEETING: Subject(Meeting, Permission.READ_REGISTERS, _KEEPS_MINUTES),
    SubjectKind.DECISION: Subject(Decision, Permission.READ_REGISTERS, _KEEPS_MINUTES),
    SubjectKind.FACT: Subject(Fact, Permission.READ_REGISTERS, _KEEPS_MINUTES),
    SubjectKind.UNIT: Subject(Unit, Permission.READ_REGISTERS, may_change_unit),
    SubjectKind.COURSE: Subject(Course, Permission.READ_REGISTERS, _offers),
    SubjectKind.VENUE: Subject(Venue, Permission.READ_REGISTERS, _offers),
    SubjectKind.PLAN: Subject(PlanVersion, Permission.READ_PLAN, _keeps(Permission.EDIT_DRAFT)),
}
"""Minutes that all agreed to, and an accord that is signed, no longer change; their signed copies are attached then."""


def subjects_seen(person: Person, kind: SubjectKind) -> QuerySet[Any]:
    """Give the records of a kind that someone sees, each with `told_as`: its code, or a plan's number."""
    held = SUBJECTS[kind]
    parties = person.parties if person.may(held.reads) else frozenset[str]()
    seen: QuerySet[Any] = held.model.objects.seen_by_parties(parties)
    if kind == SubjectKind.PLAN:
        seen = seen.defer("document", "programme_document")
    named: QuerySet[Any] = seen.annotate(
        told_as=Cast("number" if kind == SubjectKind.PLAN else "code", CharField())
    )
    return named


def subject_seen(person: Person, kind: str, code: str) -> Any:
    """Give the record that files are attached to; None where there is none, or not for this person."""
    if kind not in SubjectKind.values:
        return None
    return subjects_seen(person, SubjectKind(kind)).filter(told_as=code).first()


def on_seen_subjects(person: Person, kind_field: str = "subject_kind", code_field: str = "subject_code") -> Q:
    """Give the condition that the record which something is attached to is one that a person sees."""
    wanted = Q(pk__in=())
    for kind in SubjectKind:
        codes = subjects_seen(person, kind).values("told_as")
        wanted |= Q(**{kind_field: kind, f"{code_field}__in": codes})
    return wanted


def attachments_seen(person: Person) -> QuerySet[Attachment]:
    """Give the attachments that someone sees: theirs to see, and on a record that they see.

    What was removed is seen only by its own side: whom it had been released to, it is gone for.
    """
    seen: QuerySet[Attachment] = Attachment.objects.seen_by_parties(person.parties)
    if JOINT not in person.parties:
        seen = seen.filter(Q(removed_at=None) | Q(owner__in=[JOINT, *person.parties]))
    return seen.filter(on_seen_subjects(person))


def may_attach(person: Person, kind: str, record: Record) -> bool:
    """Tell whether someone may attach files to a record: whoever may change what stands beside it."""
    return SUBJECTS[SubjectKind(kind)].may_change(person, record)


def owners_for(person: Person, record: Record) -> list[str]:
    """Give whose an attachment can be: of both sides' record also one's own side's alone, else its record's owner's."""
    return [JOINT, person.party] if record.owner == JOINT != person.party else [record.owner]


def is_ours(person: Person, owner: str) -> bool:
    """Tell whether what has this owner is someone's own side's or both sides'; to a joint body everything is."""
    return owner in {JOINT, *person.parties} or JOINT in person.parties


def may_change_attachment(person: Person, attachment: Attachment, record: Record) -> bool:
    """Tell whether someone may change, remove or put back an attachment: never one of another party."""
    return is_ours(person, attachment.owner) and may_attach(person, attachment.subject_kind, record)


def may_release_attachment(person: Person, attachment: Attachment) -> bool:
    """Tell whether someone releases an attachment to other parties: as its owner; what is joint needs no release."""
    return attachment.owner != JOINT and may_release(person, attachment)


def may_keep_tags(person: Person) -> bool:
    """Tell whether someone keeps the vocabulary of tags, which is both sides'."""
    return any(person.may(it, JOINT) for it in (Permission.KEEP_MINUTES, Permission.KEEP_ACCORDS))
