"""Forms of planning."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.planning.queries.shared.basis import Basis as Released
from tansiq.planning.rules import LONGEST_SCENARIO_TITLE, MOST_SCENARIOS, SCENARIO_OPTIONS, Basis
from tansiq.ui.answering import whole_number
from tansiq.ui.forms import Day, Form, Text

OPTIONS = (
    ("B", _("Readiness: as many tasks at standard for as many months as possible")),
    ("A", _("Coverage: as many seats as possible, by priority")),
    ("C-cost", _("Cost: every target at the least cost")),
    ("C-date", _("Date: every target as early as possible")),
)
COVERAGE = "A"
NO_RATINGS = _(
    "Not all ratings are known here, because their side has not released them: only coverage can be planned. Whose they are "
    "is told when you choose another."
)
WORK = (
    (20, _("Quick look (about half a minute): enough to stay close to an earlier plan, poor from nothing")),
    (60, _("Good plan (one to two minutes)")),
    (120, _("Thorough (two to four minutes)")),
)


class SearchForm(Form):
    """Asks the planner to search; `baseline` offers the plans that there are, as pairs of number and name.

    Where the office plans with a partner's node, `released` is what both sides have released, and one chooses what to plan
    on; elsewhere it is None and there is nothing to choose. `unrated` names what lacks ratings: readiness cannot be counted there.
    """

    basis = forms.TypedChoiceField(
        label=_("Planned on"), choices=Basis, coerce=Basis, empty_value=Basis.OWN, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, numbers: list[tuple[int, str]], released: Released | None = None,
        unrated: Collection[Basis] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["baseline"].choices = [("", _("no earlier plan")), *numbers]
        self._offer(released)
        asked = self.fields["basis"].initial if "basis" in self.fields else Basis.OWN
        if self.initial.get("basis", asked) in unrated:
            self.without_ratings()

    def without_ratings(self) -> None:
        """Choose beforehand what can be planned without ratings."""

    def _offer(self, released: Released | None) -> None:
        if released is None:
            del self.fields["basis"]
            return
        basis = self.fields["basis"]
        basis.initial = Basis.RELEASED if released.is_whole else Basis.OWN
        if not released.is_whole:
            basis.choices = [(Basis.OWN.value, Basis.OWN.label)]
            missing = _(
                "For a plan that can be proposed to the partner, the part of each is needed; missing: %(parties)s."
            )
            basis.help_text = missing % {"parties": ", ".join(released.missing_names)}

    def clean(self) -> dict[str, Any]:
        """Give what is planned on, also where there is nothing to choose."""
        super().clean()
        return {"basis": Basis.OWN, **self.cleaned_data}


class RunForm(SearchForm):
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

    def without_ratings(self) -> None:
        """Choose coverage beforehand."""
        self.fields["option"].initial = COVERAGE
        self.fields["option"].help_text = NO_RATINGS


class FileForm(Form):
    """A programme file to read in."""

    file = forms.FileField(
        label=_("Programme file"), max_length=200, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml,.json"}),
        help_text=_("Excel, YAML or JSON: as saved here, and changed since. At most 5 million bytes."),
    )  # fmt: skip


class FreeDaysForm(Form):
    """Days without courses."""

    first_on = Day(label=_("First day"))
    last_on = Day(label=_("Last day"))


class RemarkForm(Form):
    """A comment on a line of a plan, or another week proposed for it."""

    text = Text(label=_("Remark"), rows=2)
    proposed_start = Day(label=_("Another first day, where you propose one"), required=False)


class SettleForm(Form):
    """What was decided about a remark."""

    answer = Text(label=_("Answer"), rows=2)


class MoveForm(Form):
    """Another week for an edition."""

    start = Day(label=_("First day"))
    gives_up_seats = forms.BooleanField(
        label=_("Give up the seats of those who cannot come then"), required=False
    )


class RejectForm(Form):
    """The hash that was read, and why a party rejects it."""

    plan_sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = Text(label=_("Reason"), rows=2, help_text=_("The other party reads it."))


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


class Numbers(forms.Field):
    """Numbers of plans, as many as were ticked; what is no number is left out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[int]:
        """Give each number once."""
        found = map(whole_number, value or ())
        return list(dict.fromkeys(it for it in found if it is not None))


class CompareForm(Form):
    """Plans to lay side by side, and the one that the others are compared with; `before` and `after` are two of them."""

    plan = Numbers(required=False)
    base = Numbers(required=False)
    before = Numbers(required=False)
    after = Numbers(required=False)

    def clean(self) -> dict[str, Any]:
        """Give the plans and their base as one choice."""
        given = self.cleaned_data
        base = [*given["base"], *given["before"]][:1]
        numbers = list(dict.fromkeys([*base, *given["plan"], *given["before"], *given["after"]]))
        if len(numbers) > MOST_SCENARIOS:
            raise forms.ValidationError(
                _("At most %(most)d plans fit side by side. Take some ticks off."),
                params={"most": MOST_SCENARIOS},
            )
        return {"numbers": numbers, "base": base[0] if base else min(numbers, default=None)}


class ScenariosForm(SearchForm):
    """Options to plan in one step, to choose between afterwards."""

    options = forms.MultipleChoiceField(
        label=_("Options"), choices=OPTIONS, initial=SCENARIO_OPTIONS, widget=forms.CheckboxSelectMultiple
    )
    work = forms.TypedChoiceField(label=_("How thoroughly"), choices=WORK, coerce=int, initial=60)
    baseline = forms.TypedChoiceField(label=_("Stay close to"), required=False, coerce=int, empty_value=None)
    title = forms.CharField(label=_("Title"), required=False, max_length=LONGEST_SCENARIO_TITLE)

    def without_ratings(self) -> None:
        """Tick coverage alone beforehand."""
        self.fields["options"].initial = [COVERAGE]
        self.fields["options"].help_text = NO_RATINGS

    def clean_options(self) -> list[str]:
        """Ask for more than one, each once: a single plan is made on its own page."""
        options: list[str] = list(dict.fromkeys(self.cleaned_data["options"]))
        if len(options) < 2:
            raise forms.ValidationError(
                _("Tick two options at the least: there is nothing to choose between yet.")
            )
        return options
