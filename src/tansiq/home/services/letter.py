"""The words of a reminder. A mail leaves the node, so it says how much waits and never what: no codes, names or texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from tansiq.home.queries import Awaiting
from tansiq.home.rules import Awaits
from tansiq.ui.tongue import day_text, is_rtl

COUNTED = {
    Awaits.DECISION: ngettext_lazy("%(n)d decision to carry out", "%(n)d decisions to carry out", "n"),
    Awaits.CONFIRMATION: ngettext_lazy("%(n)d decision to confirm", "%(n)d decisions to confirm", "n"),
    Awaits.MINUTES: ngettext_lazy(
        "minutes of %(n)d meeting to agree to", "minutes of %(n)d meetings to agree to", "n"
    ),
    Awaits.ACCORD: ngettext_lazy(
        "%(n)d accord to renew or let end", "%(n)d accords to renew or let end", "n"
    ),
    Awaits.REQUEST: ngettext_lazy("%(n)d request to screen", "%(n)d requests to screen", "n"),
    Awaits.RATING: ngettext_lazy("%(n)d rating to renew", "%(n)d ratings to renew", "n"),
    Awaits.APPROVAL: ngettext_lazy("%(n)d plan to approve", "%(n)d plans to approve", "n"),
    Awaits.REVIEW: ngettext_lazy("%(n)d plan to review", "%(n)d plans to review", "n"),
    Awaits.READING: ngettext_lazy("%(n)d plan to read", "%(n)d plans to read", "n"),
    Awaits.REPLAN: ngettext_lazy("%(n)d plan to make again", "%(n)d plans to make again", "n"),
    Awaits.CAME: ngettext_lazy(
        "%(n)d partner from whom something new came", "%(n)d partners from whom something new came", "n"
    ),
    Awaits.FORK: ngettext_lazy("%(n)d fork to settle", "%(n)d forks to settle", "n"),
    Awaits.OWN_KEYS: ngettext_lazy(
        "%(n)d key set of this node to renew", "%(n)d key sets of this node to renew", "n"
    ),
    Awaits.THEIR_KEYS: ngettext_lazy(
        "%(n)d key set of a partner that runs out", "%(n)d key sets of partners that run out", "n"
    ),
    Awaits.SECOND_PERSON: ngettext_lazy(
        "%(n)d release that waits for a second person", "%(n)d releases that wait for a second person", "n"
    ),
    Awaits.SEND_PLAN: ngettext_lazy(
        "%(n)d plan to send to the partner", "%(n)d plans to send to the partner", "n"
    ),
    Awaits.SEND_DECISION: ngettext_lazy(
        "%(n)d decision on a plan to send to the partner",
        "%(n)d decisions on plans to send to the partner",
        "n",
    ),
    Awaits.ANSWERED: ngettext_lazy("%(n)d answer to a recall", "%(n)d answers to recalls", "n"),
    Awaits.SILENCE: ngettext_lazy(
        "%(n)d partner not heard for long", "%(n)d partners not heard for long", "n"
    ),
    Awaits.REMARK: ngettext_lazy("%(n)d remark to settle", "%(n)d remarks to settle", "n"),
}
RIGHT_TO_LEFT, EMBED, END = "\u200f", "\u202b", "\u202c"
"""What makes a line run from right to left in every reader of mail: its first sign tells the modern ones, the embedding the others."""


def subject_of(waiting: Awaiting) -> str:
    """Write the subject: how much is late, else how much is due soon, else how much waits."""
    if waiting.late:
        n = waiting.late
        text = ngettext("Tansiq: %(n)d thing is late", "Tansiq: %(n)d things are late", n)
    elif waiting.soon:
        n = waiting.soon
        text = ngettext(
            "Tansiq: %(n)d thing is due within 14 days", "Tansiq: %(n)d things are due within 14 days", n
        )
    else:
        n = len(waiting.rows)
        text = ngettext("Tansiq: %(n)d thing awaits you", "Tansiq: %(n)d things await you", n)
    return text % {"n": n}


def body_of(waiting: Awaiting, on: date) -> str:
    """Write the mail: counts by kind, the next due day, and where the node is; each line in the language's direction."""
    lines = [*_counts(waiting), "", *_days(waiting, on), *_way()]
    return "\n".join(_directed(line) for line in lines) + "\n"


def _counts(waiting: Awaiting) -> Iterator[str]:
    yield _("What awaits you on the node:")
    yield ""
    counts = Counter(it.kind for it in waiting.rows)
    for kind, words in COUNTED.items():
        if counts[kind]:
            yield f"- {words % {'n': counts[kind]}}"


def _days(waiting: Awaiting, on: date) -> Iterator[str]:
    if n := waiting.late:
        yield ngettext("%(n)d of them is late.", "%(n)d of them are late.", n) % {"n": n}
    if n := waiting.soon:
        text = ngettext("%(n)d of them is due within 14 days.", "%(n)d of them are due within 14 days.", n)
        yield text % {"n": n}
    coming = [it.due_on for it in waiting.rows if it.due_on and it.due_on >= on]
    if coming:
        yield _("The next due day is %(day)s.") % {"day": day_text(min(coming))}
    if waiting.late or waiting.soon or coming:
        yield ""


def _way() -> Iterator[str]:
    if settings.NODE_ADDRESS:
        yield _("Sign in to see them:")
        yield settings.NODE_ADDRESS
    else:
        yield _("Sign in to the node to see them.")
    yield ""
    yield _("This mail says no more on purpose: what it counts stays on the node.")
    yield _("You can turn these reminders off there, under My account.")


def _directed(line: str) -> str:
    """Make a line run in the language's direction, whatever the reader's; an address stays bare, to be opened."""
    if not line or line == settings.NODE_ADDRESS or not is_rtl():
        return line
    return f"{RIGHT_TO_LEFT}{EMBED}{line}{END}"
