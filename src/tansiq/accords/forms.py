"""Forms of accords, meetings, decisions and facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.accords import queries
from tansiq.accords.models import Accord, Decision, Delegation, Fact, Meeting
from tansiq.accords.rules import (
    AccordStep,
    AccordType,
    Certainty,
    CooperationArea,
    DecisionStep,
    MeetingKind,
    TimeZone,
)  # fmt: skip
from tansiq.accords.rules.accords import ASKS, CLAUSES, GRAVE, MAY_BE_OPEN
from tansiq.accords.rules.decisions import ASKS as DECISION_ASKS
from tansiq.core.rules import JOINT
from tansiq.organisations.rules import TIME_ZONES
from tansiq.people.models import Person
from tansiq.ui.forms import Day, Form, Number, Text, Version, one_is_given, plain_digits
from tansiq.ui.templatetags.tansiq import called_plainly

LANGUAGES = ("ar", "fr", "en")


def in_three(noun: str, label: Any, *, lines: int = 1, length: int = 300) -> dict[str, forms.CharField]:
    """Give the fields of a text in three languages, Arabic first, each named `noun_language`."""
    said = {"ar": _("%(what)s, in Arabic"), "fr": _("%(what)s, in French"), "en": _("%(what)s, in English")}
    fields = {}
    for language, name in said.items():
        attrs = {"dir": "auto", "lang": language}
        widget = forms.Textarea({**attrs, "rows": lines}) if lines > 1 else forms.TextInput(attrs)
        fields[f"{noun}_{language}"] = forms.CharField(
            label=_Said(name, label), max_length=length, required=False, widget=widget
        )
    return fields


class _Said:
    """A label made when it is read, in the reader's language."""

    def __init__(self, sentence: Any, what: Any) -> None:
        self.sentence, self.what = sentence, what

    def __str__(self) -> str:
        return str(self.sentence) % {"what": self.what}


class ByName:
    """Records to choose from, by what they are called and their code."""

    def label_from_instance(self, obj: Any) -> str:
        """Write a record as people know it."""
        return f"{called_plainly(obj)} ({obj.code})"


class OneByName(ByName, forms.ModelChoiceField):
    """One record, by its code, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, required=False, to_field_name="code", empty_label="—", **kwargs)


class SeveralByName(ByName, forms.ModelMultipleChoiceField):
    """Several records, by their codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, required=False, to_field_name="code", **kwargs)


class Worded(Form):
    """A form whose texts in three languages come out as one value each."""

    texts: dict[str, Any] = {}
    needed: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    lines = 1
    length = 300

    def __init__(self, *args: Any, person: Person, record: Any = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = self.said_by(record)
        super().__init__(*args, **kwargs)
        self.person = person
        for noun, label in self.texts.items():
            self.fields.update(in_three(noun, label, lines=self.lines, length=self.length))
        if record is None:
            self.fields.pop("version", None)
        self.fill(person, record)
        self.order_fields(self.in_order())

    def in_order(self) -> list[str]:
        """Name the fields as they stand in the form: those of `first`, then the others."""
        nouns = self.first or tuple(self.texts)
        spread = [
            [f"{noun}_{language}" for language in LANGUAGES] if noun in self.texts else [noun]
            for noun in nouns
        ]
        return [name for names in spread for name in names]

    def said_by(self, record: Any) -> dict[str, Any]:
        """Give what the fields show of a record."""
        names = [*self.base_fields, *(f"{noun}_{language}" for noun in self.texts for language in LANGUAGES)]
        return {name: getattr(record, name) for name in names if hasattr(record, name)}

    def fill(self, person: Person, record: Any) -> None:
        """Set what there is to choose from; `record` is what is changed, None for something new."""

    def clean(self) -> dict[str, Any]:
        """Gather each text by language; one language is enough."""
        given = super().clean() or {}
        for noun in self.needed:
            one_is_given(self, [f"{noun}_{language}" for language in LANGUAGES])
        for noun in self.texts:
            given[noun] = {language: given.pop(f"{noun}_{language}", "") for language in LANGUAGES}
        return given


class AccordForm(Worded):
    """An accord that is not signed yet."""

    texts = {"name": _("Title")}
    needed = ("name",)

    type = forms.ChoiceField(label=_("Type"), choices=AccordType)
    parent = OneByName(label=_("Stands under"))
    areas = forms.MultipleChoiceField(
        label=_("Areas of cooperation"), choices=CooperationArea, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    clauses = forms.MultipleChoiceField(
        label=_("Clauses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tacit_renewal_months = Number(
        label=_("Renews itself for, in months"), min_value=1, max_value=240, required=False,
        help_text=_("Leave empty where the accord ends on its last day."),
    )  # fmt: skip
    version = Version()

    def said_by(self, record: Accord) -> dict[str, Any]:
        """Give what the fields show of an accord."""
        parent = record.parent.code if record.parent else None
        lists = {"clauses": record.clause_list, "areas": record.area_list, "parent": parent}
        return {**super().said_by(record), **lists}

    def fill(self, person: Person, record: Accord | None) -> None:
        """Offer every accord but this one, and the clauses that this one has besides the known ones."""
        above = queries.accords_for_choice(person)
        self.fields["parent"].queryset = above.exclude(pk=record.pk) if record else above
        unknown = [key for key in (record.clause_list if record else []) if key not in CLAUSES]
        self.fields["clauses"].choices = [*CLAUSES.items(), *((key, key) for key in unknown)]


class AccordStepForm(Form):
    """What a step in the life of an accord asks for."""

    DAYS = {
        "signed_on": _("Signed on"),
        "ratified_on": _("Ratified on"),
        "in_force_on": _("In force from"),
        "valid_until": _("Valid until"),
    }
    version = Version()

    def __init__(self, *args: Any, step: AccordStep, accord: Accord, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": accord.version}, auto_id=f"{step}-%s", **kwargs)
        self.step = step
        for name in ASKS.get(step, ()):
            required = (step, name) not in MAY_BE_OPEN
            if name in self.DAYS:
                self.fields[name] = Day(label=self.DAYS[name], required=required)
            else:
                self.fields[name] = Text(label=_("Reason"), required=required)
                self.fields[name].widget.attrs["dir"] = "auto"
        if step in GRAVE:
            self.fields["sure"] = forms.BooleanField(label=_("I am sure: nothing leads back from here"))

    @property
    def given(self) -> dict[str, Any]:
        """What the step asked for."""
        return {name: self.cleaned_data[name] for name in ASKS.get(self.step, ())}


class Hour(forms.TimeField):
    """An hour of a day, as browsers let people pick one; digits of any keyboard are read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, required=False, input_formats=["%H:%M"], **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the hour."""
        return super().to_python(plain_digits(value))


class MeetingForm(Worded):
    """What a meeting is, when and where."""

    texts = {"name": _("Title"), "place": _("Place")}
    needed = ("name",)
    length = 200

    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind)
    series_number = Number(
        label=_("Number in its series"), min_value=1, max_value=9999, required=False,
        help_text=_("1 for the first session, 2 for the second."),
    )  # fmt: skip
    first_on = Day(label=_("First day"))
    last_on = Day(label=_("Last day"))
    opening_hour = Hour(
        label=_("Opens at"),
        help_text=_("On its first day. Leave both hours empty where only the days are known."),
    )
    closing_hour = Hour(label=_("Closes at"), help_text=_("On its last day."))
    time_zone = forms.ChoiceField(
        label=_("In whose time"), choices=[("", "—"), *TimeZone.choices], required=False,
        help_text=_("That of the place. The page shows the hours in both countries' times."),
    )  # fmt: skip
    accord = OneByName(label=_("Under which accord"))
    version = Version()

    def said_by(self, record: Meeting) -> dict[str, Any]:
        """Give what the fields show of a meeting."""
        return {**super().said_by(record), "accord": record.accord.code if record.accord else None}

    def fill(self, person: Person, record: Meeting | None) -> None:
        """Offer the accords of both sides, and the time of the reader's country where none was chosen yet."""
        if record is None or not record.time_zone:
            self.initial["time_zone"] = TIME_ZONES.get(person.party, "")
        self.fields["accord"].queryset = queries.accords_for_choice(person)


class DelegationForm(Worded):
    """Who came: a party of this node or another state; its head by post."""

    texts = {"name": _("Other state"), "head": _("Post of its head")}
    first = ("party", "name", "head", "organisations", "is_host")
    length = 200

    party = forms.ChoiceField(label=_("Party"), required=False)
    organisations = SeveralByName(label=_("Organisations"), widget=forms.CheckboxSelectMultiple)
    is_host = forms.BooleanField(label=_("Host of the meeting"), required=False)
    version = Version()

    def said_by(self, record: Delegation) -> dict[str, Any]:
        """Start empty, from the meeting as it was seen."""
        return {"version": record.version}

    def fill(self, person: Person, record: Any) -> None:  # noqa: ARG002 - one shape for all
        """Offer the parties of this node and their organisations."""
        other = ("", _("another state, named below"))
        self.fields["party"].choices = [*queries.parties_for_choice(with_both=False), other]
        self.fields["organisations"].queryset = queries.organisations_for_choice(person)
        self.fields["head_ar"].help_text = _("A post, never the name of a person.")


class AgendaItemForm(Worded):
    """A point of an agenda."""

    texts = {"text": _("Point")}
    needed = ("text",)
    version = Version()

    def said_by(self, record: Meeting) -> dict[str, Any]:
        """Start empty, from the meeting as it was seen."""
        return {"version": record.version}


class MinutesForm(Worded):
    """The text of minutes."""

    texts = {"minutes": _("Minutes")}
    needed = ("minutes",)
    lines = 10
    length = 40000
    version = Version()


class SeenForm(Form):
    """The version of a record that someone saw, for a step that asks for nothing more."""

    version = Version()


class DecisionForm(Worded):
    """What was decided, whose work it is and until when."""

    texts = {"text": _("Decision")}
    needed = ("text",)
    lines = 3
    length = 2000

    owner_party = forms.ChoiceField(label=_("Owner"))
    owner_organisation = OneByName(label=_("Organisation"))
    due_on = Day(label=_("Due on"), required=False)
    version = Version()

    def said_by(self, record: Any) -> dict[str, Any]:
        """Give what the fields show of a decision; for a new one, the version of its meeting."""
        if not isinstance(record, Decision):
            return {"version": record.version}
        organisation = record.owner_organisation.code if record.owner_organisation else None
        return {**super().said_by(record), "owner_organisation": organisation}

    def fill(self, person: Person, record: Any) -> None:  # noqa: ARG002 - one shape for all
        """Offer the parties, both sides, and their organisations."""
        self.fields["owner_party"].choices = queries.parties_for_choice(with_both=True)
        self.fields["owner_organisation"].queryset = queries.organisations_for_choice(person)


class DecisionStepForm(Form):
    """The words that a step in the life of a decision asks for."""

    LABELS = {"evidence": _("Evidence: what shows that it is done"), "reason": _("Reason")}
    version = Version()

    def __init__(self, *args: Any, step: DecisionStep, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": decision.version}, auto_id=f"{step}-%s", **kwargs)
        self.step = step
        if step in DECISION_ASKS:
            self.fields["words"] = Text(label=self.LABELS[DECISION_ASKS[step]])
            self.fields["words"].widget.attrs["dir"] = "auto"


class FactForm(Worded):
    """Something said, who said it, and how certain it is."""

    texts = {"text": _("What is said"), "source_title": _("Document"), "source_name": _("Source")}
    needed = ("text",)
    length = 300

    certainty = forms.ChoiceField(
        label=_("Certainty"), choices=Certainty,
        help_text=_("A source without a name is never an agreement: it carries claimed or discussed at most."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Who sees it"))
    source_on = Day(label=_("Date of the document"), required=False)
    passage = forms.CharField(label=_("Place in the document"), max_length=64, required=False)
    accord = OneByName(label=_("About the accord"))
    meeting = OneByName(label=_("About the meeting"))
    conflict_group = forms.SlugField(
        label=_("Point on which sources differ"), max_length=64, required=False,
        help_text=_("The same short Latin word for every fact about one point, such as border-length."),
    )  # fmt: skip
    version = Version()

    def said_by(self, record: Fact) -> dict[str, Any]:
        """Give what the fields show of a fact."""
        linked = {name: it.code if (it := getattr(record, name)) else None for name in ("accord", "meeting")}
        return {**super().said_by(record), **linked}

    def fill(self, person: Person, record: Fact | None) -> None:
        """Offer what it can be about, and both sides or one's own as those who see it."""
        self.fields["accord"].queryset = queries.accords_for_choice(person)
        self.fields["meeting"].queryset = queries.meetings_for_choice(person)
        self.fields["owner"].choices = [(JOINT, _("both sides")), (person.party, _("our side only"))]
        self.fields["source_name_ar"].help_text = _(
            "An office or a post. Leave empty for a source without a name."
        )
        if record is not None:
            del self.fields["owner"]
