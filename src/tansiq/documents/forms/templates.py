"""Forms of templates, of papers as Word texts, and of minutes that come back edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.documents.forms.attachments import owner_choices
from tansiq.documents.rules.papers import LANGUAGES
from tansiq.documents.rules.templates import TemplateKind, TemplateLanguage
from tansiq.ui.forms import Form


def _word_file(label: Any, help_text: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ".docx"})
    return forms.FileField(
        label=label, help_text=help_text, max_length=200, allow_empty_file=True, widget=widget
    )


class TemplateForm(Form):
    """A template to give."""

    kind = forms.ChoiceField(label=_("For"), choices=TemplateKind)
    language = forms.ChoiceField(label=_("Language"), choices=TemplateLanguage)
    file = _word_file(
        _("Word file"), _("A Word document (.docx) with the marker {{body}}. At most 2 million bytes.")
    )


class WordForm(Form):
    """In which language a paper is wanted as a Word text."""

    languages = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class LetterForm(WordForm):
    """Which quota letter is wanted as a Word text."""

    party = forms.ChoiceField(label=_("Provider"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    field_order = ("party", "year", "languages")

    def __init__(
        self, *args: Any, parties: Sequence[tuple[str, str]], years: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties
        self.fields["year"].choices = [(it, str(it)) for it in years]


class EditedForm(Form):
    """Minutes that were edited outside."""

    file = _word_file(_("Word file"), _("The minutes as they came back (.docx). At most 10 million bytes."))
    owner = forms.ChoiceField(label=_("Who sees it"))
    belongs_here = forms.BooleanField(
        label=_("It belongs to this meeting, even if it says otherwise"), required=False
    )

    def __init__(self, *args: Any, owners: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owner_choices(owners)
        if len(owners) < 2:
            del self.fields["owner"]
