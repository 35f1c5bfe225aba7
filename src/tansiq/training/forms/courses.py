"""Forms of courses: what a course is, where and by whom it is held, and what it teaches."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord
from tansiq.accords.rules import AccordType
from tansiq.organisations.models import Party
from tansiq.people.models import Person
from tansiq.training import queries
from tansiq.training.access import may_offer
from tansiq.training.forms.choosing import NOTHING, RecordChoice, RecordChoices, or_nothing
from tansiq.training.models import Competency, Course, Pool, Venue
from tansiq.training.rules import TOP, CostKind, CourseMode, Language, RamadanRule
from tansiq.training.services.catalogue import CourseParts
from tansiq.ui.forms import Form, Number, Text, Version, names_fields, one_is_given

ALTERNATIVES = 3
"""Alternatives of instructors that a form has room for; more where the course has more already."""
CODE = RegexValidator(
    r"^(?!new$)[a-z0-9][a-z0-9-]{1,63}\Z",
    _("Latin small letters, digits and hyphens; a letter or digit first."),
)
SPAN = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
TAG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
MOST_MONEY = 1_000_000_000_000
LEAP_YEAR = 2024
FIELDS = ("mode", "weeks", "seats_min", "seats_max", "language", "prepares_language", "ramadan",
          "editions_a_year_at_most", "cost_kind", "cost_fixed", "cost_per_seat", "tags")  # fmt: skip
NAMES = ("name_ar", "name_fr", "name_en")
SPAN_HELP = _("One span a line, month-day to month-day: 06-15/09-01.")


class CourseForm(Form):
    """A course of the catalogue; its instructors and what it teaches are tables of small numbers."""

    mode = forms.ChoiceField(label=_("Where it is held"), choices=CourseMode.choices)
    weeks = Number(label=_("Weeks"), min_value=1, max_value=104)
    seats_min = Number(label=_("Smallest class"), min_value=1, max_value=10_000)
    seats_max = Number(label=_("Largest class"), min_value=1, max_value=10_000)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    prepares_language = forms.ChoiceField(
        label=_("Prepares for the language"), required=False, choices=or_nothing(Language)
    )
    ramadan = forms.ChoiceField(label=_("Ramadan"), choices=RamadanRule.choices)
    editions_a_year_at_most = Number(label=_("Editions a year at most"), min_value=1, max_value=52)
    cost_kind = forms.ChoiceField(label=_("Kind of cost"), choices=CostKind.choices)
    cost_fixed = Number(label=_("Cost of an edition"), min_value=0, max_value=MOST_MONEY)
    cost_per_seat = Number(label=_("Cost of a seat"), min_value=0, max_value=MOST_MONEY)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=300, help_text=_("Words with blanks between them.")
    )
    venues = RecordChoices(label=_("Venues"), queryset=Venue.objects.none())
    legal_basis = RecordChoices(label=_("Legal basis"), queryset=Accord.objects.none())
    prerequisites = RecordChoices(
        label=_("Courses that come first"), required=False, queryset=Course.objects.none()
    )
    closed = Text(label=_("Never held"), required=False, rows=2, help_text=SPAN_HELP)
    start_only = Text(label=_("Starts only"), required=False, rows=2, help_text=SPAN_HELP)
    version = Version()

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names_fields(self)
        self.order_fields(["provider", "code", *NAMES])
        self.pools = list(queries.places_listed(person, "pools"))
        self.competencies = list(Competency.objects.seen_by_parties(person.parties).order_by("pk"))
        self.fields["venues"].queryset = queries.places_listed(person, "venues")
        accords = Accord.objects.seen_by_parties(person.parties).exclude(type=AccordType.ANNUAL_PLAN)
        self.fields["legal_basis"].queryset = accords.order_by("pk")
        self.fields["prerequisites"].queryset = queries.courses_listed(person)
        known = [int(name.split("_")[1]) for name in self.initial if name.startswith("alternative_")]
        self.alternatives = range(1, max([ALTERNATIVES, *known]) + 1)
        for pool in self.pools:
            for number in self.alternatives:
                self._add_number(f"alternative_{number}_{pool.code}", _("instructors"), 1, 100)
        for competency in self.competencies:
            self._add_number(f"gain_{competency.code}", _("gain"), 1, TOP)
            self._add_number(f"cap_{competency.code}", _("cap"), 0, TOP)

    def _add_number(self, name: str, label: Any, least: int, most: int) -> None:
        field = Number(label=label, required=False, min_value=least, max_value=most)
        field.widget.attrs["aria-label"] = f"{label} {name.rpartition('_')[2]}"
        self.fields[name] = field

    def clean_tags(self) -> str:
        """Ask for words as a programme file writes them."""
        tags: str = self.cleaned_data["tags"]
        if not all(TAG.fullmatch(tag) for tag in tags.split()):
            raise forms.ValidationError(CODE.message)
        return tags

    def clean_closed(self) -> list[str]:
        """Read the spans in which it is never held."""
        return self._spans("closed")

    def clean_start_only(self) -> list[str]:
        """Read the spans in which alone it starts."""
        return self._spans("start_only")

    def _spans(self, name: str) -> list[str]:
        spans: list[str] = self.cleaned_data[name].split()
        if not all(SPAN.fullmatch(span) and _has_its_days(span) for span in spans):
            raise forms.ValidationError(SPAN_HELP)
        return spans

    def clean(self) -> dict[str, Any]:
        """Ask for a name, for class sizes in order, and for both figures of what is taught."""
        given = super().clean() or {}
        one_is_given(self, NAMES)
        if (given.get("seats_min") or 0) > (given.get("seats_max") or 0) > 0:
            self.add_error("seats_min", _("The smallest class is larger than the largest."))
        for competency in self.competencies:
            gain, cap = (given.get(f"{noun}_{competency.code}") for noun in ("gain", "cap"))
            if (gain is None) != (cap is None):
                self.add_error(f"gain_{competency.code}", _("Give both the gain and the cap."))
        return given

    @property
    def main_fields(self) -> list[BoundField]:
        """Give the fields that stand one below the other."""
        return [
            it for it in self.visible_fields() if not it.name.startswith(("alternative_", "gain_", "cap_"))
        ]

    @property
    def staffing_rows(self) -> list[tuple[Pool, list[BoundField]]]:
        """Give each pool with its fields, one an alternative."""
        return [
            (pool, [self[f"alternative_{number}_{pool.code}"] for number in self.alternatives])
            for pool in self.pools
        ]

    @property
    def teaching_rows(self) -> list[tuple[Competency, list[BoundField]]]:
        """Give each competency with its gain and its cap."""
        return [(it, [self[f"{noun}_{it.code}"] for noun in ("gain", "cap")]) for it in self.competencies]

    def given_fields(self) -> dict[str, Any]:
        """Give the plain columns."""
        return {name: self.cleaned_data[name] for name in (*NAMES, *FIELDS)}

    def given_parts(self) -> CourseParts:
        """Give what the course stands on."""
        clean = self.cleaned_data
        alternatives = (
            {
                it.code: clean[name]
                for it in self.pools
                if clean.get(name := f"alternative_{number}_{it.code}")
            }
            for number in self.alternatives
        )
        teaches = {
            it.code: (clean[f"gain_{it.code}"], clean[f"cap_{it.code}"])
            for it in self.competencies
            if clean.get(f"gain_{it.code}") is not None
        }
        return CourseParts(
            venues=[it.code for it in clean["venues"]],
            legal_basis=[it.code for it in clean["legal_basis"]],
            prerequisites=[it.code for it in clean["prerequisites"]],
            alternatives=[it for it in alternatives if it],
            teaches=teaches,
            closed=clean["closed"],
            start_only=clean["start_only"],
        )


class NewCourseForm(CourseForm):
    """A course that was not offered before."""

    provider = RecordChoice(label=_("Provider"), queryset=Party.objects.none(), empty_label=NOTHING[1])
    code = forms.CharField(
        label=_("Code"), max_length=64, validators=[CODE], help_text=_("Such as crs-med-301.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        del self.fields["version"]
        self.fields["code"].widget.attrs["dir"] = "ltr"
        owners = [party.code for party in queries.parties() if may_offer(person, party.code)]
        self.fields["provider"].queryset = Party.objects.filter(code__in=owners)


def _has_its_days(span: str) -> bool:
    try:
        return all(date(LEAP_YEAR, int(day[:2]), int(day[3:])) for day in span.split("/"))
    except ValueError:
        return False


def initial_of(person: Person, course: Course) -> dict[str, Any]:
    """Give what a form of a course begins with."""
    found: dict[str, Any] = {name: getattr(course, name) for name in (*NAMES, *FIELDS, "version")}
    for name in ("venues", "legal_basis", "prerequisites"):
        found[name] = [it.code for it in getattr(course, name).all()]
    for kind in ("closed", "start_only"):
        found[kind] = "\n".join(str(it) for it in course.spans.all() if it.kind == kind)
    for number, alternative in enumerate(queries.alternatives(person, course), 1):
        found |= {f"alternative_{number}_{it.pool.code}": it.instructors for it in alternative}
    for it in course.teachings.all():
        found |= {f"gain_{it.competency.code}": it.gain, f"cap_{it.competency.code}": it.cap}
    return found
