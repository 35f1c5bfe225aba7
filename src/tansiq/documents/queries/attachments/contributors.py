"""Who wrote what of a record, as the journal tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from tansiq.core.errors import NotFound
from tansiq.core.models import JournalLine
from tansiq.core.verbs import verb_told
from tansiq.documents.access.attachments import is_ours, subject_seen
from tansiq.documents.queries.attachments.reading import attachment_seen, attachments_of
from tansiq.people.models import Person

MOST_VERBS = 6


@dataclass(frozen=True, slots=True)
class Contributor:
    """Someone who worked on a record: their account and posts, what they did, how often, and from when to when."""

    account: str
    person: Person | None
    posts: tuple[dict[str, str], ...]
    did: tuple[str, ...]
    times: int
    first_at: datetime
    last_at: datetime


def contributors_of(person: Person, kind: str, code: str) -> list[Contributor]:
    """Give who worked on a record and on what is attached to it, the first to begin first; nobody where none did."""
    subjects = _subjects(person, kind, code)
    if not subjects:
        return []
    lines = JournalLine.objects.filter(subject__in=subjects)
    spans = lines.values("by").annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
    rows = list(spans.values_list("by", "times", "first", "last").order_by("first", "by"))
    did: dict[str, list[str]] = {}
    for by, verb in lines.order_by("number").values_list("by", "verb"):
        words = did.setdefault(by, [])
        if (told := verb_told(verb)) not in words and len(words) < MOST_VERBS:
            words.append(told)
    people = _people([row[0] for row in rows])
    return [
        Contributor(by, people.get(by), _posts(people.get(by)), tuple(did[by]), times, first, last)
        for by, times, first, last in rows
    ]


def _posts(person: Person | None) -> tuple[dict[str, str], ...]:
    return tuple(role.names for role in person.roles.all() if role.names) if person else ()


def _people(accounts: list[str]) -> dict[str, Person]:
    found = Person.objects.filter(username__in=accounts).prefetch_related("roles")
    return {it.username: it for it in found}


def _subjects(person: Person, kind: str, code: str) -> list[str]:
    """Give what the journal calls a record and its attachments; nothing where it is not there for this person."""
    if kind == "attachment":
        try:
            records = [attachment_seen(person, code)]
        except NotFound:
            return []
    else:
        record = subject_seen(person, kind, code)
        records = [] if record is None else [record, *attachments_of(person, kind, code)]
    # Who worked on what the other side released is that side's own affair.
    return [f"{it._meta.label_lower}/{it.code}" for it in records if is_ours(person, it.owner)]
