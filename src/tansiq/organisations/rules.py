"""What holds for parties, units and their calendars."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TIME_ZONES = {"ly": "Africa/Tripoli", "dz": "Africa/Algiers", "tn": "Africa/Tunis"}
"""Time zone of a party by its country's code; another party is shown in UTC."""


VERBS = {
    "organisations.take_in_parties": _("took in parties and organisations from a programme file"),
    "organisations.take_in_units": _("took in units from a programme file"),
    "organisations.take_in_calendars": _("took in calendars from a programme file"),
    "organisations.add_holiday": _("added a holiday"),
    "organisations.move_holiday": _("moved or confirmed a holiday"),
    "organisations.remove_holiday": _("removed a holiday"),
    "organisations.set_ramadan": _("set the days of Ramadan"),
}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "calendars": _("calendars"),
    "holiday": _("holiday"),
    "organisations": _("organisations"),
    "parties": _("parties"),
    "unit": _("unit"),
    "units": _("units"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""


class PartyKind(TextChoices):
    """How a party takes part."""

    PARTICIPANT = "participant", _("participant")
    OBSERVER = "observer", _("observer")


class DayStatus(TextChoices):
    """Whether a party has confirmed a day of its calendar; days by the moon are estimated until then."""

    ESTIMATED = "estimated", _("estimated")
    CONFIRMED = "confirmed", _("confirmed")


class Weekday(TextChoices):
    """Days of the week, from Sunday."""

    SUNDAY = "sunday", _("Sunday")
    MONDAY = "monday", _("Monday")
    TUESDAY = "tuesday", _("Tuesday")
    WEDNESDAY = "wednesday", _("Wednesday")
    THURSDAY = "thursday", _("Thursday")
    FRIDAY = "friday", _("Friday")
    SATURDAY = "saturday", _("Saturday")


def time_zone_of(party: str) -> str:
    """Give the name of a party's time zone."""
    return TIME_ZONES.get(party, "UTC")
