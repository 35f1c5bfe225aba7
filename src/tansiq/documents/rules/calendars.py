"""What a calendar link can hold, for whom of a plan, in which language; and which program reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.people.rules import Permission


class CalendarPart(TextChoices):
    """What a calendar link holds."""

    PLAN = "plan", _("the plan: courses, exercises, conferences and reports")
    MEETINGS = "meetings", _("meetings")
    DECISIONS = "decisions", _("decisions of our side that are due")
    CYCLE = "cycle", _("milestones of the planning year")
    DAYS = "days", _("holidays of the parties, and absences of our units")


SHORT: dict[CalendarPart, object] = {
    CalendarPart.PLAN: pgettext_lazy("calendar", "plan"),
    CalendarPart.MEETINGS: pgettext_lazy("calendar", "meetings"),
    CalendarPart.DECISIONS: pgettext_lazy("calendar", "decisions"),
    CalendarPart.CYCLE: pgettext_lazy("calendar", "planning year"),
    CalendarPart.DAYS: pgettext_lazy("calendar", "days off"),
}
"""Each part in a word."""


class PlanScope(TextChoices):
    """How much of the plan a calendar link holds."""

    WHOLE = "whole", _("the whole plan")
    PARTY = "party", _("what concerns our party")
    UNITS = "units", _("what concerns our units")


class CalendarLanguage(TextChoices):
    """In which language a calendar is written."""

    LIBYAN = "ar-ly", "العربية (ليبيا)"
    ALGERIAN = "ar-dz", "العربية (الجزائر)"
    ARABIC = "ar", "العربية"
    FRENCH = "fr", "français"
    ENGLISH = "en", "English"


NEEDS: dict[CalendarPart, Permission] = {
    CalendarPart.PLAN: Permission.READ_PLAN,
    CalendarPart.MEETINGS: Permission.READ_REGISTERS,
    CalendarPart.DECISIONS: Permission.READ_REGISTERS,
    CalendarPart.CYCLE: Permission.READ_PLAN,
    CalendarPart.DAYS: Permission.READ_REGISTERS,
}
"""What a role must allow for each part, whenever the calendar is read: what it no longer allows is no longer in it."""
MOST_LINKS = 10
"""Links of one person that can be read at once."""
ASKED_EVERY = timedelta(hours=1)
"""How often a client is told to ask again."""
KEPT_BACK = timedelta(days=366)
"""How long what is over stays in a calendar."""
MOST_OF_A_CLIENT = 40
CLIENTS = (
    ("Google-Calendar-Importer", "Google Calendar"), ("GoogleApps", "Google Calendar"),
    ("Microsoft.Exchange", "Outlook.com"), ("Yahoo", "Yahoo"),
    ("Thunderbird", "Thunderbird"), ("Microsoft Office", "Outlook"), ("Outlook", "Outlook"), ("dataaccessd", "iPhone"),
    ("CalendarAgent", "macOS"), ("macOS", "macOS"), ("ICSx5", "ICSx⁵ · Android"), ("DAVx5", "DAVx⁵ · Android"),
    ("Evolution", "GNOME"), ("gnome-calendar", "GNOME"), ("KOrganizer", "KOrganizer"), ("vdirsyncer", "vdirsyncer"),
)  # fmt: skip
"""Signs by which calendar programs tell what they are; the first found counts."""
OF_COMPANIES = frozenset({"Google Calendar", "Outlook.com", "Yahoo"})
"""Programs that fetch a calendar for a person: what it holds then lies with a company too."""

VERBS: dict[str, object] = {
    "documents.make_calendar": _("made a calendar link"),
    "documents.change_calendar": _("changed what a calendar link holds"),
    "documents.renew_calendar": _("renewed a calendar link"),
    "documents.revoke_calendar": _("ended a calendar link"),
}
"""What each verb is called in the journal."""
ENTRIES: dict[str, object] = {"account": _("account")}
"""What entries of the journal's lines are called that are no field of a record."""
VALUES: dict[str, Mapping[str, object]] = {"parts": {part.value: told for part, told in SHORT.items()}}
"""What the values of entries are called that are no choice of a field."""


def client_told(said: str) -> str:
    """Give what a calendar program is called by what it says of itself; else the beginning of that.

    >>> client_told("iOS/18.1 (22B83) dataaccessd/1.0"), client_told("curl/8.5")
    ('iPhone', 'curl/8.5')
    """
    known = next((name for sign, name in CLIENTS if sign in said), "")
    return known or "".join(it for it in said if it.isprintable())[:MOST_OF_A_CLIENT]
