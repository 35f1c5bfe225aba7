"""What can await a person, when it counts as soon, and when reminders of it go out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=14)
"""So long before its day a thing is shown as due soon, and reminded of each day."""
REMINDERS_FROM_HOUR = 6
"""Hour of the morning, in the time zone of the node's party, from which the reminders of a day go out."""
FIRST_WAIT_MINUTES, LONGEST_WAIT_MINUTES = 5, 60


class Awaits(TextChoices):
    """What awaits a person, in the words of what to do; `services.letter` says how many of each in a mail."""

    DECISION = "decision", _("Carry out the decision")
    CONFIRMATION = "confirmation", _("Confirm that it was done")
    MINUTES = "minutes", _("Agree to the minutes")
    ACCORD = "accord", _("Renew, or let it end")
    REQUEST = "request", _("Screen the request")
    RATING = "rating", _("Rate again: the skill has faded by a letter")
    APPROVAL = "approval", _("Approve for your party")
    REVIEW = "review", _("Review the plan")
    READING = "reading", _("Read the plan and write remarks")
    REMARK = "remark", _("Settle the remark")
    CAME = "came", _("Read what came from the partner")
    FORK = "fork", _("Settle the fork: two different things for the same place")
    OWN_KEYS = "own_keys", _("Renew the keys of this node before they run out")
    THEIR_KEYS = "their_keys", _("Ask for their next key set before this one runs out")
    SECOND_PERSON = "second_person", _("Release as the second person")
    SEND_PLAN = "send_plan", _("Send the plan to the partner")
    SEND_DECISION = "send_decision", _("Send our decision on the plan to the partner")
    ANSWERED = "answered", _("Read what the partner answered to our recall")
    SILENCE = "silence", _("Ask why nothing is heard of the partner")
    REPLAN = "replan", _("Plan again: the plan breaks a rule with the records of today")


class Begins(TextChoices):
    """What an office of one party begins with; no mail tells what a node still lacks."""

    SECOND_ACCOUNT = "second_account", _("Open an account for a second person")
    MAKE_KEYS = "make_keys", _("Make the keys of this node, with a second officer")
    TAKE_KEYSET = "take_keyset", _("Take in the key set of a partner")
    CONFIRM_KEYS = "confirm_keys", _("Confirm their keys by voice")


def wait_after(tries: int) -> timedelta:
    """Give how long to wait after so many tries of a day: twice as long each time, an hour at most.

    >>> [wait_after(tries).seconds // 60 for tries in (1, 2, 3, 4, 5, 99)]
    [5, 10, 20, 40, 60, 60]
    """
    doubled = FIRST_WAIT_MINUTES * 2 ** min(tries - 1, 10)
    return timedelta(minutes=min(doubled, LONGEST_WAIT_MINUTES))


def opening_of(local: datetime) -> datetime:
    """Give the moment from which the reminders of a local moment's day go out."""
    return local.replace(hour=REMINDERS_FROM_HOUR, minute=0, second=0, microsecond=0)
