"""Fields as every form of the node has them: text in either direction, days, choices by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

TEXT_INPUTS = (forms.TextInput, forms.Textarea)
YEARS = range(1900, 2201)
"""Years that a programme file can name; a day outside them would stop every later search."""


class Form(forms.Form):
    """A form whose texts find their own direction; `version` tells which state of a record the person saw."""

    error_css_class = "faulty"
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, TEXT_INPUTS) and not isinstance(field.widget, forms.NumberInput):
                field.widget.attrs.setdefault("dir", "auto")


class Day(forms.DateField):
    """A day, as browsers let people pick one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
        self.validators += [MinValueValidator(first), MaxValueValidator(last)]


class Version(forms.IntegerField):
    """The version of the record that the person saw."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1)


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
        form.fields[f"{noun}_{language}"] = forms.CharField(
            label=label, max_length=300, required=False, widget=widget
        )


def one_is_given(form: forms.Form, names: Iterable[str]) -> None:
    """Ask that one of these fields says something."""
    wanted = list(names)
    if not any(form.cleaned_data.get(name) for name in wanted):
        form.add_error(wanted[0], _("Give it in at least one language."))
