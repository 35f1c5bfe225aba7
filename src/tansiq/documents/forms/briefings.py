"""The form of a summary: the claims, where they are from, and the text that they are held against."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tansiq.documents.access.briefings import summary_owners
from tansiq.documents.forms.attachments import owner_choices
from tansiq.documents.models.briefings import Summary
from tansiq.documents.queries.briefings.summaries import texts_attached
from tansiq.documents.rules.briefings import MOST_SOURCE, MOST_SUMMARY, SummaryLanguage, SummaryOrigin
from tansiq.people.models import Person
from tansiq.ui.forms import Form, Text, Version
from tansiq.ui.tongue import page_language
from tansiq_desk.words.languages import base


class SummaryForm(Form):
    """A summary and its source."""

    text = Text(
        label=_("Summary"), rows=6, max_length=MOST_SUMMARY, help_text=_("Each sentence is taken for one claim."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=SummaryLanguage,
        help_text=_("Of the summary and of its source. Nothing is compared across languages."),
    )  # fmt: skip
    origin = forms.ChoiceField(label=_("Where it is from"), choices=SummaryOrigin)
    title = forms.CharField(
        label=_("Title of the source"),
        max_length=300,
        help_text=_("The document, who published it, and its day."),
    )
    attachment = forms.ChoiceField(label=_("Attached text"), required=False)
    source_text = Text(
        label=_("Text of the source"), rows=10, max_length=MOST_SOURCE, required=False,
        help_text=_("Paste the whole text, without a summary that stands in it. An attached text goes before it."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Who sees it"))
    version = Version()

    def __init__(
        self, *args: Any, person: Person, kind: str, code: str, record: Summary | None = None, **kwargs: Any
    ) -> None:
        names = ("text", "language", "origin", "title", "source_text", "version")
        if record is not None:
            said = {name: getattr(record, name) for name in names}
            kwargs["initial"] = {**said, "attachment": record.attachment.code if record.attachment else ""}
        else:
            kwargs["initial"] = {"language": base(page_language())}
        super().__init__(*args, **kwargs)
        self.attached = {it.code: it for it in texts_attached(person, kind, code)}
        unseen = record.attachment if record is not None else None
        self.kept = unseen if unseen is not None and unseen.code not in self.attached else None
        self.fields["attachment"].choices = [
            ("", "—"), *((it.code, f"{it.name} ({it.code})") for it in self.attached.values())
        ]  # fmt: skip
        self.fields["owner"].choices = owner_choices(summary_owners(person))
        if not self.attached:
            del self.fields["attachment"]
        del self.fields["version" if record is None else "owner"]

    def clean(self) -> dict[str, Any]:
        """Give the attachment itself; one that this person does not see, or that was removed, stays unless they choose another."""
        given = super().clean() or {}
        given["attachment"] = self.attached.get(given.get("attachment", ""), self.kept)
        return given
