"""Choices of records by their name, and lists of words where nothing may be chosen too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Record
from tansiq.ui.templatetags.tansiq import called_plainly

NOTHING = ("", "—")


LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""Keep a code's signs in order inside an option, where no element can: left-to-right isolate, and its end."""


class Choice(forms.Select):
    """A list of choices that is written at once: a template for each of them takes long where there are thousands."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        """Write the list."""
        shown = self.get_context(name, value, attrs)["widget"]
        rows = (it for _group, of_group, _place in shown["optgroups"] for it in of_group)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((it["value"], flatatt(it["attrs"]), it["label"]) for it in rows),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(shown["attrs"]), options)


class RecordChoice(forms.ModelChoiceField):
    """One record by its name and code."""

    widget = Choice

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Choose…"))
        super().__init__(to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Record) -> str:
        """Write a record as people know it."""
        return f"{called_plainly(obj)} · {LEFT_TO_RIGHT}{obj.code}{END}"


class RecordChoices(forms.ModelMultipleChoiceField):
    """Several records by their names and codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Record) -> str:
        """Write a record as people know it."""
        return format_html('<span>{} <bdi dir="ltr">{}</bdi></span>', called_plainly(obj), obj.code)


def or_nothing(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """Give choices with nothing before them."""
    return [NOTHING, *choices.choices]
