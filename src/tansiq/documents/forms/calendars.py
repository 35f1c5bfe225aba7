"""Forms of calendar links: what one holds, and the password before a secret is given out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tansiq.documents.access.calendars import parts_open_to
from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.rules.calendars import CalendarLanguage, CalendarPart, PlanScope
from tansiq.people.models import Person
from tansiq.ui.forms import Form


class PasswordAgain(Form):
    """The password of whoever is signed in."""

    password = forms.CharField(
        label=_("Your password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Whoever has the link reads without signing in; so nobody makes one at a computer that you left open."),
    )  # fmt: skip


class CalendarForm(Form):
    """What a calendar link holds."""

    name = forms.CharField(
        label=_("Name of the calendar"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as: my phone, or the wall screen of the staff."),
    )  # fmt: skip
    parts = forms.MultipleChoiceField(label=_("What it holds"), widget=forms.CheckboxSelectMultiple)
    scope = forms.ChoiceField(label=_("Of the plan"), choices=PlanScope)
    language = forms.ChoiceField(label=_("Language"), choices=CalendarLanguage)

    def __init__(self, *args: Any, person: Person, link: CalendarLink | None = None, **kwargs: Any) -> None:
        language = get_language() or "ar"
        kwargs["initial"] = {
            "parts": [CalendarPart.PLAN, CalendarPart.MEETINGS],
            "scope": PlanScope.PARTY,
            "language": language if language in CalendarLanguage.values else "ar",
        } if link is None else {
            "name": link.name, "parts": link.part_list, "scope": link.scope, "language": link.language,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(part.value, part.label) for part in parts_open_to(person)]


class NewCalendarForm(CalendarForm, PasswordAgain):
    """A new calendar link."""

    field_order = ("name", "parts", "scope", "language", "password")
