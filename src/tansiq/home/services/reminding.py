"""The verbs of reminding: begin a day's try, and send everyone who is due the one mail of the day.

At most one mail a person and day: its reminder is kept before the mail leaves, and only what the mail server surely did
not take is given back. A worker that is killed in between loses at most the mail it was just handing over.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from tansiq.core.models import Node
from tansiq.core.queries import this_node
from tansiq.core.rules import Mode
from tansiq.core.services import Actor
from tansiq.home.queries import Awaiting, awaiting
from tansiq.home.rules import opening_of, wait_after
from tansiq.home.services.letter import body_of, subject_of
from tansiq.home.services.post import (
    AddressRefused,
    MailTrouble,
    NotTaken,
    hand_over,
    mail,
    mail_server,
    plain_address,
)
from tansiq.organisations.rules import time_zone_of
from tansiq.people.models import Person
from tansiq.people.queries import people_to_remind, things_told
from tansiq.people.rules import ReminderState
from tansiq.people.services import begin_reminder_day, claim_reminder, end_reminder, end_reminder_try

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """The day whose reminders are to be sent now, None where none are, and when to look again."""

    on: date | None
    next_at: datetime


@dataclass(slots=True)
class _Outcome:
    """How a try went: how many mails were taken, the last trouble, and the last address that was refused."""

    taken: int = 0
    trouble: MailTrouble | None = None
    refusal: AddressRefused | None = None

    @property
    def fault(self) -> MailTrouble | None:
        """What keeps mails from going out; a refused address only where nothing else was taken either."""
        return self.trouble or (None if self.taken else self.refusal)


def sends_reminders(node: Node | None) -> bool:
    """Tell whether a node sends reminders: a real office with a mail server; a rehearsal never does."""
    is_real = node is not None and node.mode == Mode.ONE_PARTY and node.fixed_day is None
    return is_real and bool(settings.EMAIL_HOST)


@transaction.atomic
def begin_reminding(*, by: Actor, at: datetime) -> Coming | None:
    """Say whose day it is to remind of and when to look again, and count the try; None on a node that sends none."""
    node = Node.objects.select_for_update().first()
    if node is None or not sends_reminders(node):
        return None
    local = at.astimezone(ZoneInfo(time_zone_of(node.party)))
    opening = opening_of(local)
    if local < opening:
        return Coming(None, opening)
    day = begin_reminder_day(on=local.date(), by=by, at=at)
    if day.is_closed:
        return Coming(None, opening + ONE_DAY)
    return Coming(day.on, at + wait_after(day.tries))


def send_reminders(*, on: date, by: Actor, at: datetime) -> bool:
    """Send everyone who is due their mail of the day; give whether nobody is left to be tried again."""
    if not sends_reminders(this_node()):
        return False
    due = list(_due(on, at))
    outcome = _handed_over(due, on, at)
    wrong = outcome.fault
    fault = wrong.fault.value if wrong else "" if outcome.taken else None
    said = wrong.said if wrong else ""
    everyone = [person.pk for person, _ in due]
    return end_reminder_try(on=on, due=everyone, fault=fault, said=said, by=by, at=at)


def _due(on: date, at: datetime) -> Iterator[tuple[Person, Awaiting]]:
    """Yield whom something is late, due soon, or new, with all that awaits them."""
    for person in people_to_remind(on, at):
        waiting = awaiting(person, on)
        keys = {it.key for it in waiting.rows}
        if waiting.late or waiting.soon or keys - things_told(person, on):
            yield person, waiting


def _handed_over(due: Sequence[tuple[Person, Awaiting]], on: date, at: datetime) -> _Outcome:
    outcome = _Outcome()
    if not due:
        return outcome
    try:
        with mail_server() as server:
            for person, waiting in due:
                _remind(server, person, waiting, on, at, outcome)
    except MailTrouble as error:
        outcome.trouble = error
    return outcome


def _remind(
    server: smtplib.SMTP, person: Person, waiting: Awaiting, on: date, at: datetime, outcome: _Outcome
) -> None:
    reminder = claim_reminder(person=person, on=on, things=[it.key for it in waiting.rows], at=at)
    if reminder is None:
        return
    try:
        to = plain_address(person.email)
        with override(person.locale):
            letter = mail(to=to, subject=subject_of(waiting), body=body_of(waiting, on), at=at)
        hand_over(server, to, letter)
    except AddressRefused as error:
        end_reminder(reminder=reminder, state=ReminderState.REFUSED)
        outcome.refusal = error
    except NotTaken as error:
        end_reminder(reminder=reminder, state=None)
        if error.ends:
            raise
        outcome.trouble = error
    else:
        end_reminder(reminder=reminder, state=ReminderState.SENT)
        outcome.taken += 1
