"""Fields as every form of the node has them: text in either direction, days, choices by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tansiq.ui.tongue import day_text, listed

TEXT_INPUTS = (forms.TextInput, forms.Textarea)
DIGITS = {ord(sign): str(place) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for place, sign in enumerate(row)}
SIGNS_OF_NUMBERS = {**DIGITS, ord("٫"): ".", ord("٬"): None}
"""Digits as Arabic and Persian keyboards write them, the sign before decimals, and the one between thousands."""
YEARS = range(1900, 2201)
"""Years that a programme file can name; a day outside them would stop every later search."""


class KeptNow(NamedTuple):
    """A field whose record was changed meanwhile: what is kept now, and what was typed."""

    label: str
    kept: str
    typed: str


def said(field: forms.Field, value: Any) -> str:
    """Write what a field holds as people read it: choices by their names, days with their months."""
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if field.to_python(value) else _("no"))
    if isinstance(field, forms.ChoiceField):
        value = field.prepare_value(value)
        wanted = {str(it) for it in (value if isinstance(value, list | tuple) else [value])}
        return listed(str(name) for it, name in field.choices if str(it) in wanted and str(it))
    try:
        plain = field.to_python(value)
    except forms.ValidationError:
        plain = value
    return day_text(plain) if isinstance(plain, date) else "" if plain is None else str(plain)


class Form(forms.Form):
    """A form whose texts find their own direction; `version` tells which state of a record the person saw."""

    error_css_class = "faulty"
    required_css_class = "required"
    suggested: tuple[str, ...] = ()
    """Fields that begin with a suggestion instead of what is kept."""
    kept_now: tuple[KeptNow, ...] = ()
    """What is kept beside what was typed, where the record was changed meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, TEXT_INPUTS) and not isinstance(field, _InAnyDigits):
                field.widget.attrs.setdefault("dir", "auto")

    def renew(self) -> None:
        """Show what is kept now beside what was typed, and take that for seen: saving again is then a choice."""
        shown = [name for name in self.changed_data if name in self.initial and name not in self.suggested]
        hidden = {field.name for field in self.hidden_fields()}
        self.kept_now = tuple(self._beside(self[name]) for name in shown if name not in hidden)
        renewed = {self.add_prefix(name): self.initial[name] for name in hidden & set(self.initial)}
        data: Any = self.data.copy()
        for name, value in renewed.items():
            data[name] = value
        self.data = data

    @staticmethod
    def _beside(field: forms.BoundField) -> KeptNow:
        label = field.field.widget.attrs.get("aria-label", field.label)
        return KeptNow(label, said(field.field, field.initial), said(field.field, field.data))


class Day(forms.DateField):
    """A day, as browsers let people pick one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
        self.validators += [MinValueValidator(first), MaxValueValidator(last)]


class _InAnyDigits:
    """A number that may be typed in the digits of any keyboard; it is shown again in those of the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": self.keys}))
        super().__init__(**kwargs)

    keys = "numeric"

    def to_python(self, value: Any) -> Any:
        """Read the number."""
        return super().to_python(plain_digits(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give what was typed, to be shown again."""
        return plain_digits(super().bound_data(data, initial))


def plain_digits(value: Any) -> Any:
    """Give a text with its numbers in the digits that the pages write.

    >>> plain_digits("١٢"), plain_digits("۴٫۵")
    ('12', '4.5')
    """
    return value.translate(SIGNS_OF_NUMBERS) if isinstance(value, str) else value


class Number(_InAnyDigits, forms.IntegerField):
    """A whole number."""


class Fraction(_InAnyDigits, forms.DecimalField):
    """A number that may have decimals."""

    keys = "decimal"


class Version(forms.IntegerField):
    """The version of the record that the person saw."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1)


class SeenForm(Form):
    """A button about a record, as it was seen."""

    version = Version()


class Text(forms.CharField):
    """Several lines of text."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 3)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)


def names_fields(form: forms.Form, noun: str = "name") -> None:
    """Add a text in three languages to a form, Arabic first; one of them must be there (`clean_names`)."""
    labels = {"ar": _("In Arabic"), "fr": _("In French"), "en": _("In English")}
    for language, label in labels.items():
        widget = forms.TextInput(attrs={"dir": "auto", "lang": language})
        field: Any = forms.CharField(label=label, max_length=300, required=False, widget=widget)
        field.is_one_of_several = True  # starred like what must be given
        form.fields[f"{noun}_{language}"] = field
    form.fields[f"{noun}_ar"].help_text = _("One language is enough.")


def one_is_given(form: forms.Form, names: Iterable[str]) -> None:
    """Ask that one of these fields says something."""
    wanted = list(names)
    if not any(form.cleaned_data.get(name) for name in wanted):
        form.add_error(wanted[0], _("Give it in at least one language."))
