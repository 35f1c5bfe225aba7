"""Who sees a briefing, and who may add summaries and change them."""

from __future__ import annotations

from typing import Any

from tansiq.core.errors import NotFound
from tansiq.core.rules import JOINT
from tansiq.documents.access.attachments import SUBJECTS, is_ours, subject_seen
from tansiq.documents.models.briefings import Summary
from tansiq.documents.rules.attachments import SubjectKind
from tansiq.documents.rules.briefings import BRIEFED
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


def briefed(person: Person, kind: str, code: str) -> Any:
    """Give the record that a briefing is about, to whoever may read it.

    Raises
    ------
    NotFound, NotAllowed
    """
    if kind not in BRIEFED:
        raise NotFound
    demand(person, SUBJECTS[SubjectKind(kind)].reads)
    record = subject_seen(person, kind, code)
    if record is None:
        raise NotFound
    return record


def summary_owners(person: Person) -> list[str]:
    """Give whose a summary of this person can be: both sides', or their own side's alone."""
    return [it for it in dict.fromkeys((JOINT, person.party)) if person.may(Permission.KEEP_MINUTES, it)]


def may_add_summary(person: Person) -> bool:
    """Tell whether someone may add summaries."""
    return bool(summary_owners(person))


def may_change_summary(person: Person, summary: Summary) -> bool:
    """Tell whether someone may change or remove a summary: of both sides or of their own, never another party's."""
    return is_ours(person, summary.owner) and person.may(Permission.KEEP_MINUTES, summary.owner)
