"""Reads about accounts and the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from tansiq.core.errors import NotFound
from tansiq.core.models import JournalLine
from tansiq.core.queries import MOST_SIGNS
from tansiq.core.rules import canonical
from tansiq.core.verbs import entry_told, value_told, verb_told
from tansiq.organisations.models import Party
from tansiq.people.models import Person, Reminder, ReminderDay, Role, SignIn
from tansiq.people.rules import ReminderState
from tansiq.ui.tongue import is_rtl

HANDED_OVER_WITHIN = timedelta(minutes=5)
"""A reminder that is begun for longer was broken off; whether its mail was taken, nobody knows."""


def people_listed(text: str = "") -> QuerySet[Person]:
    """Give accounts with their roles, those that match a text in account, name or e-mail."""
    text = text[:MOST_SIGNS]
    found = Person.objects.order_by("-is_active", "username").prefetch_related("roles")
    if text:
        found = found.filter(
            Q(username__icontains=text) | Q(full_name__icontains=text) | Q(email__icontains=text)
        )
    return found


def person_of(username: str) -> Person:
    """Give an account with its roles.

    Raises
    ------
    NotFound
    """
    found = Person.objects.filter(username=username).prefetch_related("roles").first()
    if found is None:
        raise NotFound
    return found


def roles_listed() -> QuerySet[Role]:
    """Give the roles of this node by party and code."""
    return Role.objects.order_by("owner", "code").select_related("organisation")


def open_sign_ins(person: Person) -> QuerySet[SignIn]:
    """Give the open sign-ins of a person, the last seen first."""
    sessions = Session.objects.values("session_key")
    return SignIn.objects.filter(person=person, session_key__in=sessions).order_by("-seen_at")


def journal_lines(*, text: str = "", by: str = "") -> QuerySet[JournalLine]:
    """Give lines of the journal, the newest first: those of one account, those whose subject or verb holds a text."""
    text = text[:MOST_SIGNS]
    found = JournalLine.objects.order_by("-number")
    if by:
        found = found.filter(by=by)
    if text:
        found = found.filter(Q(subject__icontains=text) | Q(verb__icontains=text))
    return found


def demo_accounts() -> list[tuple[Person, Party | None]]:
    """Give the accounts of a rehearsal, whose password everyone knows, each with its party."""
    accounts = Person.objects.filter(has_demo_password=True, is_active=True).prefetch_related("roles")
    parties = {party.code: party for party in Party.objects.all()}
    return [(account, parties.get(account.party)) for account in accounts.order_by("party", "username")]


def settled_reminders(on: date, at: datetime) -> QuerySet[Reminder]:
    """Give the reminders of a day that are not tried again: all but those being handed over at this moment."""
    return Reminder.objects.filter(on=on).exclude(state=ReminderState.BEGUN, at__gt=at - HANDED_OVER_WITHIN)


def people_to_remind(on: date, at: datetime) -> QuerySet[Person]:
    """Give, with their roles, those who may sign in, want reminders, have an address, and have none of the day yet."""
    wanting = Person.objects.filter(is_active=True, wants_reminders=True).exclude(email="")
    settled = settled_reminders(on, at).values("person")
    return wanting.exclude(pk__in=settled).order_by("pk").prefetch_related("roles")


def things_told(person: Person, before: date) -> frozenset[str]:
    """Give the keys of what the last reminder to someone before a day told of."""
    sent = Reminder.objects.filter(person=person, on__lt=before, state=ReminderState.SENT)
    last = sent.order_by("-on").first()
    return frozenset(last.things.split()) if last else frozenset()


@dataclass(frozen=True, slots=True)
class ReminderTrouble:
    """What keeps reminders from going out: since when, why, what the mail server said; and whose address it refuses."""

    since: datetime | None
    why: str
    said: str
    refused: Sequence[str]


def reminder_trouble() -> ReminderTrouble | None:
    """Give what is wrong with the reminders of the last day of any, None where nothing is."""
    day = ReminderDay.objects.order_by(
        "-pk"
    ).first()  # not by day: a clock that ran ahead once must not hide today
    if day is None:
        return None
    wrong = Reminder.objects.filter(on=day.on, state=ReminderState.REFUSED).order_by("person__username")
    refused = list(wrong.values_list("person__username", flat=True))
    if not (day.fault or refused):
        return None
    return ReminderTrouble(day.failing_since, day.get_fault_display(), day.said, refused)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the journal in words: the verb's sentence, and each change as `before -> after`."""

    line: JournalLine
    verb: str
    changes: tuple[tuple[str, str], ...]


def told(line: JournalLine) -> Told:
    """Give a line of the journal in the reader's language: entries by their names, choices in words."""
    changes = json.loads(line.changes)
    rows = changes.items() if isinstance(changes, dict) else [] if changes is None else [("", changes)]
    return Told(line, verb_told(line.verb), tuple(_entries(line.subject, rows)))


def _entries(subject: str, rows: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, value in rows:
        if name == "told" and isinstance(value, dict):
            yield from _entries(subject, value.items())
        else:
            yield (entry_told(subject, name) if name else "", _change(subject, name, value))


def _change(subject: str, name: str, value: object) -> str:
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
        before, after = (value_told(subject, name, item) or _text(item) for item in value)
        return f"{before} ⟵ {after}" if is_rtl() else f"{before} → {after}"
    return value_told(subject, name, value) or _text(value)


def _text(value: object) -> str:
    if value is None or value == "":
        return "∅"
    return value if isinstance(value, str) else canonical(value)  # type: ignore[arg-type]
