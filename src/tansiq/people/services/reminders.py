"""The verbs of reminders: who wants them, a day's tries, and what became of each, kept before and after its mail leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from tansiq.core.services import Actor, write_line
from tansiq.people.models import Person, Reminder, ReminderDay
from tansiq.people.queries import settled_reminders
from tansiq.people.rules import ReminderState
from tansiq.people.services.accounts import claimed_account, subject_of_account

REMINDERS_KEPT = timedelta(days=90)


@transaction.atomic
def set_reminders(*, wanted: bool, locale: str, by: Person, at: datetime) -> Person:
    """Say whether reminders come to oneself by e-mail, and in which language."""
    person = claimed_account(by.username)
    given = {"wants_reminders": wanted, "locale": locale}
    differing = {
        name: [getattr(person, name), value]
        for name, value in given.items()
        if getattr(person, name) != value
    }
    if differing:
        person.wants_reminders, person.locale = wanted, locale
        person.version += 1
        person.save()
        write_line(
            verb="people.set_reminders", subject=subject_of_account(person), changes=differing, by=by, at=at
        )
    return person


@transaction.atomic
def begin_reminder_day(*, on: date, by: Actor, at: datetime) -> ReminderDay:
    """Count a try to send the reminders of a day; a day before it that was left open is closed with its line."""
    for kind in (Reminder, ReminderDay):
        kind.objects.filter(on__lt=on - REMINDERS_KEPT).delete()
    before = ReminderDay.objects.filter(on__lt=on).order_by("on").last()
    trouble = {name: getattr(before, name) for name in ("fault", "said", "failing_since")} if before else {}
    day, _is_new = ReminderDay.objects.select_for_update().get_or_create(on=on, defaults=trouble)
    if not day.is_closed:
        day.tries += 1
        day.save(update_fields=["tries"])
    for left_open in ReminderDay.objects.filter(on__lt=on, is_closed=False).order_by("on"):
        _close_reminder_day(left_open, by, at)
    return day


def claim_reminder(*, person: Person, on: date, things: Iterable[str], at: datetime) -> Reminder | None:
    """Write down that a reminder is being handed over; None where it was already, or is no longer wanted.

    It is kept before the mail leaves: whatever happens then, nobody gets two on a day.
    """
    with transaction.atomic():
        wants = {"is_active": True, "wants_reminders": True, "email": person.email}
        if not Person.objects.filter(pk=person.pk, **wants).exists():
            return None
        told = {"at": at, "things": " ".join(sorted(things))}
        reminder, is_new = Reminder.objects.get_or_create(person=person, on=on, defaults=told)
    return reminder if is_new else None


def end_reminder(*, reminder: Reminder, state: ReminderState | None) -> None:
    """Write down what became of a reminder; None gives it back, to be tried again: surely nothing was sent."""
    begun = Reminder.objects.filter(pk=reminder.pk, state=ReminderState.BEGUN)
    if state is None:
        begun.delete()
    else:
        begun.update(state=state)


@transaction.atomic
def end_reminder_try(
    *, on: date, due: Collection[int], fault: str | None, said: str, by: Actor, at: datetime
) -> bool:
    """End a try to send reminders to those who are due; close the day once each of them is settled.

    `fault` is empty where the mail server took what it was given, None where it was given nothing.
    """
    day = ReminderDay.objects.select_for_update().get(on=on)
    day.left = len(set(due) - set(settled_reminders(on, at).values_list("person", flat=True)))
    if fault is not None:
        since = (day.failing_since or at) if fault else None
        day.fault, day.said, day.failing_since = fault, said[:200], since
    day.save()
    if day.left == 0 and not day.is_closed:
        _close_reminder_day(day, by, at)
    return day.is_closed


def _close_reminder_day(day: ReminderDay, by: Actor, at: datetime) -> None:
    """Close a day of reminders; the journal is told how many, never whose."""
    day.is_closed = True
    day.save()
    states = Counter(Reminder.objects.filter(on=day.on).values_list("state", flat=True))
    counts = {
        "sent": states[ReminderState.SENT],
        "address_refused": states[ReminderState.REFUSED],
        "perhaps_lost": states[ReminderState.BEGUN],
        "not_sent": day.left,
    }
    if any(counts.values()):
        subject = f"people.reminderday/{day.on.isoformat()}"
        write_line(verb="people.send_reminders", subject=subject, changes=counts, by=by, at=at)
