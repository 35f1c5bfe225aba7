"""Reads about accounts and the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from tansiq.core.errors import NotFound
from tansiq.core.models import JournalLine
from tansiq.core.queries import MOST_SIGNS
from tansiq.core.rules import canonical
from tansiq.core.verbs import verb_told
from tansiq.organisations.models import Party
from tansiq.people.models import Person, Role, SignIn
from tansiq.ui.tongue import is_rtl


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


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the journal in words: the verb's sentence, and each change as `before -> after`."""

    line: JournalLine
    verb: str
    changes: tuple[tuple[str, str], ...]


def told(line: JournalLine) -> Told:
    """Give a line of the journal in the reader's language."""
    changes = json.loads(line.changes)
    rows = changes.items() if isinstance(changes, dict) else [] if changes is None else [("", changes)]
    return Told(line, verb_told(line.verb), tuple((name, _change(value)) for name, value in rows))


def _change(value: object) -> str:
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
        before, after = (_text(item) for item in value)
        return f"{before} ⟵ {after}" if is_rtl() else f"{before} → {after}"
    return _text(value)


def _text(value: object) -> str:
    if value is None or value == "":
        return "∅"
    return value if isinstance(value, str) else canonical(value)  # type: ignore[arg-type]
