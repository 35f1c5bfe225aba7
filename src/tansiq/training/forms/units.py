"""Forms of units, and of capacities that change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.training.forms.choosing import or_nothing
from tansiq.training.rules import Reason
from tansiq.ui.forms import Day, Form, Fraction, Number, Version

HUNDRED = Decimal(100)


class UnitForm(Form):
    """How many people of a unit are to be trained, and how many may be away."""

    training_headcount = Number(
        label=_("People to be trained"), required=False, min_value=1, max_value=100_000,
        help_text=_("Over the whole programme. Never the strength of the unit; may stay empty."),
    )  # fmt: skip
    absent_percent_at_most = Fraction(
        label=_("Absent at one time at most, in percent"), required=False, min_value=0, max_value=100, decimal_places=3,
        help_text=_("The plan never sends more than this share of them away at one time."),
    )  # fmt: skip
    version = Version()

    def given(self) -> dict[str, Any]:
        """Give what the verb takes: the share as a part of one."""
        clean = dict(self.cleaned_data)
        percent = clean.pop("absent_percent_at_most")
        return {**clean, "absent_share_at_most": None if percent is None else percent / HUNDRED}


class SpanForm(Form):
    """A first and a last day, with the reason."""

    first_on = Day(label=_("First day"))
    last_on = Day(label=_("Last day"))
    why = forms.ChoiceField(label=_("Reason"), required=False, choices=or_nothing(Reason))
    version = Version()


class AbsenceForm(SpanForm):
    """Days on which a unit can send nobody."""


class BaseCapacityForm(Form):
    """How many a venue or a pool has in a week of which nothing else is said."""

    capacity = Number(label=_("Capacity in one week"), min_value=0, max_value=100_000)
    version = Version()


class CapacityForm(SpanForm):
    """Days on which another capacity holds."""

    capacity = Number(
        label=_("Capacity in these days"), min_value=0, max_value=100_000, help_text=_("0 closes.")
    )

    field_order = ("first_on", "last_on", "capacity", "why")
