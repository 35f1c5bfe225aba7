"""Forms of calendars."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.organisations.rules import DayStatus
from tansiq.training.rules import HolidayName
from tansiq.ui.forms import Day, Form, Number


class DaysForm(Form):
    """The days of a holiday, and whether they are confirmed."""

    first_on = Day(label=_("First day"))
    days = Number(label=_("Days"), min_value=1, max_value=14)
    status = forms.ChoiceField(label=_("Status"), choices=DayStatus.choices)


class MoveHolidayForm(DaysForm):
    """The day that was announced for a holiday, or that is confirmed; `seen` is the holiday as the person saw it."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class HolidayForm(DaysForm):
    """A new holiday."""

    key = forms.ChoiceField(label=_("Holiday"), choices=HolidayName.choices)

    field_order = ("key", "first_on", "days", "status")


class RamadanForm(Form):
    """Ramadan of a year as a party keeps it; `seen` is what the person saw, nothing where no days were known."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    first_on = Day(label=_("First day"))
    last_on = Day(label=_("Last day"))
    status = forms.ChoiceField(label=_("Status"), choices=DayStatus.choices)
