"""Forms of ratings and of indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.training import queries
from tansiq.training.forms.choosing import END, LEFT_TO_RIGHT
from tansiq.training.rules import LEVELS, RATING_SCALE, TOP, letters
from tansiq.ui.forms import Day, Form, Number, Text
from tansiq.ui.templatetags.tansiq import called_plainly


class OnDayForm(Form):
    """The day that a page shows."""

    on = Day(required=False)


class RatingForm(Form):
    """The letter that a commander gives, with what it rests on."""

    suggested = ("letter",)
    seen_rating = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    letter = forms.ChoiceField(label=_("Letter"))
    points = Number(
        label=_("Points"), required=False, min_value=0, max_value=TOP,
        help_text=_("May stay empty: a letter confirmed keeps the points suggested, another counts as the middle of its points."),
    )  # fmt: skip
    reason = Text(
        label=_("Reason"), required=False, rows=2,
        help_text=_("Needed where the letter is not the one suggested. It stays visible with the rating."),
    )  # fmt: skip
    evidence = Text(
        label=_("Evidence"), required=False, rows=2,
        help_text=_("Observation, test or exercise that it rests on. No names of persons."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = [
            (name, f"{LEFT_TO_RIGHT}{name}{END} · {called_plainly(queries.letter(name))}")
            for name in letters(RATING_SCALE)
        ]


class MeasurementForm(Form):
    """The level at which the joint panel found an indicator."""

    level = forms.TypedChoiceField(
        label=_("Level"), choices=[(level, str(level)) for level in LEVELS], coerce=int
    )
    measured_on = Day(label=_("Measured on"))
    evidence = Text(label=_("Evidence that the panel saw"), rows=2)
