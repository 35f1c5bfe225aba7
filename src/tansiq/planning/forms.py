"""Forms of planning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.ui.forms import Day, Form, Text

OPTIONS = (
    ("B", _("Readiness: as many tasks at standard for as many months as possible")),
    ("A", _("Coverage: as many seats as possible, by priority")),
    ("C-cost", _("Cost: every target at the least cost")),
    ("C-date", _("Date: every target as early as possible")),
)
WORK = (
    (20, _("Quick look (about half a minute): enough to stay close to an earlier plan, poor from nothing")),
    (60, _("Good plan (one to two minutes)")),
    (120, _("Thorough (two to four minutes)")),
)


class RunForm(Form):
    """What the planner should seek."""

    option = forms.ChoiceField(label=_("What counts"), choices=OPTIONS, initial="B", widget=forms.RadioSelect)
    work = forms.TypedChoiceField(
        label=_("How thoroughly"), choices=WORK, coerce=int, initial=60, widget=forms.RadioSelect
    )
    baseline = forms.TypedChoiceField(
        label=_("Stay close to"), required=False, coerce=int, empty_value=None,
        help_text=_("What an earlier plan agreed is kept before anything more is sought."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), required=False, max_length=200)

    def __init__(self, *args: Any, numbers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["baseline"].choices = [("", _("no earlier plan")), *numbers]


class FreeDaysForm(Form):
    """Days without courses."""

    first_on = Day(label=_("First day"))
    last_on = Day(label=_("Last day"))


class RemarkForm(Form):
    """A comment on a line of a plan, or another week proposed for it."""

    text = Text(label=_("Remark"), rows=2)
    proposed_start = Day(label=_("Another first day, where you propose one"), required=False)


class MoveForm(Form):
    """Another week for an edition."""

    start = Day(label=_("First day"))
    gives_up_seats = forms.BooleanField(
        label=_("Give up the seats of those who cannot come then"), required=False
    )


class ApproveForm(Form):
    """The hash that was read, and the password again."""

    plan_sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password"), max_length=200, strip=False, widget=forms.PasswordInput,
        help_text=_("Approving asks for it again: it is your side's signature on these very bytes."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


class CompareForm(Form):
    """Two plans to lay side by side."""

    before = forms.IntegerField(label=_("Plan"), min_value=1)
    after = forms.IntegerField(label=_("with plan"), min_value=1)
