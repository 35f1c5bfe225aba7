"""Reads about accounts and the journal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tansiq.core.errors import NotFound
from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import JOINT, MOST_SIGNS, Mode
from tansiq.core.verbs import entry_told, value_told, verb_told
from tansiq.organisations.models import Party
from tansiq.people.models import Person, Reminder, ReminderDay, Role, SignIn
from tansiq.people.rules import Permission, ReminderState
from tansiq.ui.queries import glossary
from tansiq.ui.rules import TermKind
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import FALLBACKS, colon, day_text, listed, number, page_language, spoken

LISTS = {"accords", "may", "options", "parties", "requests", "roles", "runs", "sections"}
"""Entries that hold several values: two of them are no change from one to the other."""
EMPTY = "—"
DAY = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
HASH = re.compile("[0-9a-f]{64}", re.ASCII)
HASH_SIGNS = 16
"""Of a hash, as printed pages bear it; the journal keeps all of it."""
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


def roles_listed(node: Node | None, someone: Person | None = None) -> QuerySet[Role]:
    """Give the roles that this node gives, by party and code: in the office of one party its own and joint ones.

    Roles that someone has already stay among them.
    """
    rows = Role.objects.order_by("owner", "code").select_related("organisation")
    if node is not None and node.mode == Mode.ONE_PARTY:
        held = someone.roles.values("pk") if someone else Role.objects.none().values("pk")
        rows = rows.filter(Q(owner__in=[node.party, JOINT]) | Q(pk__in=held))
    return rows


def is_only_account() -> bool:
    """Tell whether one person alone may sign in here."""
    return Person.objects.filter(is_active=True).count() == 1


def password_set_at(person: Person) -> datetime | None:
    """Give when someone's password was last changed; None where it is still the one that the account began with."""
    subject = f"{person._meta.label_lower}/{person.username}"
    lines = JournalLine.objects.filter(verb="people.set_password", subject=subject).order_by("-number")
    return lines.values_list("at", flat=True).first()


def open_sign_ins(person: Person) -> QuerySet[SignIn]:
    """Give the open sign-ins of a person, the last seen first."""
    sessions = Session.objects.values("session_key")
    return SignIn.objects.filter(person=person, session_key__in=sessions).order_by("-seen_at")


def party_names() -> dict[str, str]:
    """Give what each party is called, by its code."""
    return {party.code: called_plainly(party) for party in Party.objects.order_by("code")}


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
    # not by day: a clock that ran ahead once must not hide today
    day = ReminderDay.objects.order_by("-pk").first()
    if day is None:
        return None
    wrong = Reminder.objects.filter(on=day.on, state=ReminderState.REFUSED).order_by("person__username")
    refused = list(wrong.values_list("person__username", flat=True))
    if not (day.fault or refused):
        return None
    return ReminderTrouble(day.failing_since, day.get_fault_display(), day.said, refused)


class Change(NamedTuple):
    """An entry of a line of the journal in words: its name, what it was before (None where only told), and what it is."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the journal in words: the verb's sentence, the kind of its record and its code, and each change."""

    line: JournalLine
    verb: str
    kind: str
    code: str
    changes: tuple[Change, ...]


def told(line: JournalLine) -> Told:
    """Give a line of the journal in the reader's language; see `lines_told`."""
    return lines_told([line])[0]


def lines_told(lines: Iterable[JournalLine]) -> list[Told]:
    """Give lines of the journal in the reader's language: entries, choices, parties and roles by their names.

    A line tells of one hash at most, by its first signs: of a paper the one that its pages bear.
    """
    listed = list(lines)
    names = _names() if listed else {}
    return [_line_told(line, names) for line in listed]


def _names() -> dict[str, str]:
    roles = {role.code: called_plainly(role) for role in Role.objects.all()}
    return {JOINT: _("both sides"), **party_names(), **roles}


def _line_told(line: JournalLine, names: Mapping[str, str]) -> Told:
    changes = json.loads(line.changes)
    if not isinstance(changes, dict):
        changes = {} if changes is None else {"": changes}
    more = changes.pop("told", None) or {}
    entries = dict(more) if _is_record(more) or not more else {"": more}
    step = str(entries.pop("step", ""))
    later = [name for name, value in (changes | entries).items() if _is_hash(value)][1:]
    rows = [_pair(line.subject, name, it, names) for name, it in changes.items() if name not in later]
    rows += [_entry(line.subject, name, it, names) for name, it in entries.items() if name not in later]
    kind, _slash, code = line.subject.partition("/")
    return Told(line, verb_told(line.verb, step), _kind_told(kind), code, tuple(rows))


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(HASH.fullmatch(value))


def _kind_told(kind: str) -> str:
    """Give what a kind of record is called: as the glossary has it, else as it is written."""
    if kind == "source":
        return _("file")
    model = kind.rpartition(".")[2].replace("_", "")
    terms = (it for it in glossary() if it.kind == TermKind.ENTITY and it.key.replace("_", "") == model)
    return next((term.called(page_language()) for term in terms), kind)


def _pair(subject: str, name: str, value: Any, names: Mapping[str, str]) -> Change:
    """Tell what was changed from one value to another; what is a list for itself is told as one."""
    is_pair = isinstance(value, list) and len(value) == 2 and not _is_record(value[0])
    if not is_pair or (name in LISTS and not any(isinstance(it, list) for it in value)):
        return _entry(subject, name, value, names)
    before, after = (_value(subject, name, it, names) for it in value)
    return Change(entry_told(subject, name), before, after)


def _entry(subject: str, name: str, value: Any, names: Mapping[str, str]) -> Change:
    return Change(entry_told(subject, name) if name else "", None, _value(subject, name, value, names))


def _is_record(value: object) -> bool:
    return isinstance(value, dict) and not _is_worded(value)


def _is_worded(value: Mapping[str, Any]) -> bool:
    """Tell whether a mapping is one text by language."""
    return bool(value) and set(value) <= set(FALLBACKS)


def _value(subject: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return listed(_value(subject, name, it, names) for it in value) or EMPTY
    if isinstance(value, dict):
        if _is_worded(value):
            return spoken(value).text or EMPTY
        return listed(
            f"{entry_told(subject, it)}{colon()}{_value(subject, it, of, names)}" for it, of in value.items()
        )
    if said := value_told(subject, name, value):
        return said
    return _plain(subject, name, value, names)


def _plain(subject: str, name: str, value: object, names: Mapping[str, str]) -> str:
    """Write a number, a day, a permission, each of several codes by its name, the signs of a hash, or what was written."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, int | float):
        return number(value)
    text = str(value)
    if name == "may" and text in Permission.values:
        return str(Permission(text).label)
    if DAY.fullmatch(text):
        return day_text(date.fromisoformat(text))
    codes = text.split()
    called = list(takewhile(bool, (value_told(subject, name, it) or names.get(it, "") for it in codes)))
    if len(called) == len(codes):
        return listed(called)
    return text[:HASH_SIGNS] if _is_hash(text) else text
