"""What people enter about attachments and tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tansiq.core.rules import JOINT
from tansiq.documents.models.attachments import Attachment, Tag
from tansiq.documents.rules.attachments import MOST_AT_ONCE, NAMED_RIGHTS, AttachmentRole, Rights
from tansiq.ui.forms import Day, Form, SeenForm, Version, names_fields, one_is_given
from tansiq.ui.tongue import spoken

LANGUAGES = ("ar", "fr", "en")
LONGEST_CAPTION = 500
ACCEPTED = ".pdf,.docx,.xlsx,.odt,.ods,.txt,.csv,.png,.jpg,.jpeg,.webp,.tif,.tiff"


class _Files(forms.FileInput):
    """A field of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Give the files, each checked like one alone."""
        several = data if isinstance(data, list | tuple) and data else [data or None]
        if len(several) > MOST_AT_ONCE:
            raise forms.ValidationError(gettext("At most 20 files at once."), code="too_many")
        return [super(FilesField, self).clean(it, initial) for it in several]


class SaidForm(Form):
    """What is said of an attachment: what it is or shows, when, where, by whom, and by which right it is kept."""

    role = forms.ChoiceField(label=_("What it is"), choices=AttachmentRole.choices)
    taken_on = Day(label=_("Day it shows or was written"), required=False)
    place = forms.CharField(
        label=_("Place it shows"), required=False, max_length=200,
        help_text=_("The name of a town or an institution; never a coordinate."),
    )  # fmt: skip
    author = forms.CharField(
        label=_("Author"), required=False, max_length=200, help_text=_("An office or a post, rather than a name.")
    )  # fmt: skip
    rights = forms.ChoiceField(label=_("Rights"), choices=Rights.choices, initial=Rights.OWN)
    rights_name = forms.CharField(label=_("Giver or licence"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names_fields(self, "caption")
        labels = {"ar": _("Caption in Arabic"), "fr": _("Caption in French"), "en": _("Caption in English")}
        for language, label in labels.items():
            field: Any = self.fields[f"caption_{language}"]
            field.label, field.max_length = label, LONGEST_CAPTION
        self.order_fields(["chosen", *(f"caption_{it}" for it in LANGUAGES), "role", "owner"])

    def clean(self) -> dict[str, Any]:
        """Ask for a caption, and for the name of a giver or a licence."""
        one_is_given(self, [f"caption_{it}" for it in LANGUAGES])
        if self.cleaned_data.get("rights") in NAMED_RIGHTS and not self.cleaned_data.get("rights_name"):
            self.add_error("rights_name", _("Name who gave the file, or the licence it stands under."))
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        """Give what is said, as the verbs take it."""
        names = ("role", "taken_on", "place", "author", "rights", "rights_name")
        captions = {it: self.cleaned_data[f"caption_{it}"] for it in LANGUAGES}
        return {"captions": captions, **{name: self.cleaned_data[name] for name in names}}


class AttachForm(SaidForm):
    """Files to attach, and what is said of all of them; where a choice is open, whose they are."""

    chosen = FilesField(
        label=_("Files"), allow_empty_file=True, widget=_Files(attrs={"accept": ACCEPTED}),
        help_text=_(
            "PDF, DOCX, XLSX, ODT, ODS, TXT, CSV, PNG, JPEG, WEBP, TIFF; at most 10 million bytes each and 20 million together. "
            "Pictures are written anew without the place and the camera; texts, sheets and PDF keep their properties, such as "
            "the name of whoever wrote them."
        ),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Who sees it"), required=False)

    def __init__(self, *args: Any, owners: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = list(owners)
        if len(several) > 1:
            field: Any = self.fields["owner"]
            field.choices = owner_choices(several)
        else:
            del self.fields["owner"]


def owner_choices(owners: Iterable[str]) -> list[tuple[str, str]]:
    """Give for each owner that something can have who sees it then."""
    return [(it, gettext("both sides") if it in {JOINT, ""} else gettext("our side only")) for it in owners]


class ChangeAttachmentForm(SaidForm):
    """What is said of an attachment that is there."""

    version = Version()

    def __init__(self, *args: Any, attachment: Attachment, **kwargs: Any) -> None:
        names = (
            *(f"caption_{it}" for it in LANGUAGES),
            "role",
            "taken_on",
            "place",
            "author",
            "rights",
            "rights_name",
        )
        initial = {name: getattr(attachment, name) for name in (*names, "version")}
        super().__init__(*args, initial=initial, **kwargs)


class ReleaseForm(SeenForm):
    """Which other parties see an attachment."""

    to = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, parties: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [(it, it) for it in parties]


class TagForm(Form):
    """A word of the vocabulary, in three languages of which one is enough."""

    def __init__(self, *args: Any, tag: Tag | None = None, **kwargs: Any) -> None:
        initial = {f"name_{it}": getattr(tag, f"name_{it}") for it in LANGUAGES} if tag else {}
        super().__init__(*args, initial={**initial, "version": tag.version if tag else None}, **kwargs)
        names_fields(self)
        if tag:
            self.fields["version"] = Version()

    def clean(self) -> dict[str, Any]:
        """Ask for a word."""
        one_is_given(self, [f"name_{it}" for it in LANGUAGES])
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """Give the words, and the version that was seen, as the verbs take them."""
        names = {it: self.cleaned_data[f"name_{it}"] for it in LANGUAGES}
        seen = {"version": self.cleaned_data["version"]} if "version" in self.cleaned_data else {}
        return {"names": names, **seen}


class SetTagsForm(Form):
    """The tags of a record, and those that stood there when the page was opened."""

    before = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Iterable[Tag], here: Iterable[Tag], **kwargs: Any) -> None:
        codes = [it.code for it in here]
        super().__init__(*args, initial={"before": " ".join(codes), "tags": codes}, **kwargs)
        field: Any = self.fields["tags"]
        field.choices = [(it.code, spoken(it.names, it.code).text) for it in choices]

    def given(self) -> dict[str, Any]:
        """Give the tags as the verb takes them."""
        return {"tags": self.cleaned_data["tags"], "before": self.cleaned_data["before"].split()}
