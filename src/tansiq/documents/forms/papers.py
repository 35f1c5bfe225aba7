"""What people enter about papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.documents.rules.papers import LANGUAGES, hash_read
from tansiq.ui.forms import Form


class PaperForm(Form):
    """In which languages a paper is made; of a quota letter whose, of a paper of one year which."""

    languages = forms.ChoiceField(label=_("languages"), choices=LANGUAGES)
    year = forms.TypedChoiceField(label=_("year"), coerce=int)
    party = forms.ChoiceField(label=_("provider"))

    def __init__(
        self,
        *args: Any,
        years: list[int] | None = None,
        parties: list[tuple[str, str]] | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        for name, choices in (("year", [(it, str(it)) for it in years or []]), ("party", parties or [])):
            if choices:
                self.fields[name].choices = choices
            else:
                del self.fields[name]


class CheckForm(Form):
    """The hash on a printed page."""

    signs = forms.CharField(
        label=_("hash on the page"), max_length=200,
        help_text=_("All of it, or the first 12 signs or more as they stand at the foot of the page."),
        error_messages={"required": _("Enter the hash that stands on the page.")},
    )  # fmt: skip

    def clean_signs(self) -> str:
        """Give the hash; refuse what is none."""
        read = hash_read(self.cleaned_data["signs"])
        if not read:
            raise forms.ValidationError(
                _("This is no hash: enter at least 12 signs, each a digit or a letter from a to f.")
            )
        return read
