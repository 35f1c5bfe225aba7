"""Forms of requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training import queries
from tansiq.training.access import units_reached
from tansiq.training.forms.choosing import RecordChoice
from tansiq.training.models import Course
from tansiq.training.rules import RequestStep
from tansiq.ui.forms import Day, Form, Number, Text, Version

PRIORITIES = [(1, _("1 - first")), (2, _("2 - second")), (3, _("3 - where seats are left"))]


class NewRequestForm(Form):
    """What a unit asks for."""

    unit = RecordChoice(label=_("Unit"), queryset=Unit.objects.none())
    course = RecordChoice(label=_("Course"), queryset=Course.objects.none())
    seats = Number(label=_("Seats"), min_value=1, max_value=10_000)
    by_on = Day(label=_("To be passed by"))
    priority = forms.TypedChoiceField(label=_("Priority"), choices=PRIORITIES, coerce=int)
    late_is_allowed = forms.BooleanField(
        label=_("Late is better than never"), required=False,
        help_text=_("Seats after that day are better than none."),
    )  # fmt: skip
    justification = Text(
        label=_("Why it is needed"), required=False,
        help_text=_("Which task of the unit it serves, and what is missing. No names of persons."),
    )  # fmt: skip

    all_the_same = forms.BooleanField(
        label=_("File it all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = units_reached(person, Permission.FILE_NEED)
        self.fields["unit"].queryset = queries.units_to_choose(person).filter(theirs)
        self.fields["course"].queryset = queries.courses_listed(person)

    def given(self) -> dict[str, Any]:
        """Give what the verbs take: records by their codes."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "all_the_same"}
        return {**clean, "unit": clean["unit"].code, "course": clean["course"].code}

    def ask_about(self, like: str) -> None:
        """Ask, in the words given, whether to file it although a like request is open."""
        self.fields["all_the_same"].widget = forms.CheckboxInput()
        what_to_do = _("If this is another need, tick the box at the end and save again.")
        self.add_error(None, f"{like} {what_to_do}")


class RequestForm(NewRequestForm):
    """A request that is changed; the course that it names may no longer be offered."""

    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["all_the_same"]
        self.fields["course"].queryset |= Course.objects.filter(code=self.initial.get("course"))


class StepForm(Form):
    """A step with a request, and what is said with it."""

    version = Version()
    step = forms.ChoiceField(choices=RequestStep.choices, widget=forms.HiddenInput)
    answer = Text(
        label=_("Answer to the unit"), required=False, rows=2,
        help_text=_("Needed where a request is returned or refused."),
    )  # fmt: skip
