"""Forms of the exchange: files given in, passphrases and digits typed, what is released to whom, a word with each answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tansiq.exchange.models import OutFeed
from tansiq.exchange.rules import MESSAGE_SIGNS, Classification, FeedLanguage
from tansiq.ui.forms import Form, Number, Text, Version, plain_digits
from tansiq_protocol.keys import LARGEST_KEYSET, SHORTEST_PASSPHRASE, LastGood

LARGEST_ROOT_FILE = 16 * 1024
LONGEST_PASSPHRASE = 1000
GROUPS, DIGITS_OF_A_GROUP = 6, 5
"""As the digits of a root key are read aloud."""


class _Files(forms.FileInput):
    """A field of several files."""

    allow_multiple_selected = True


class BundlesField(forms.FileField):
    """One bundle or several."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Give the files, each checked like one alone."""
        several = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(BundlesField, self).clean(it, initial) for it in several]


class BundlesForm(Form):
    """Bundles to take in."""

    bundles = BundlesField(
        label=_("Bundles of partners"), allow_empty_file=True,
        widget=_Files(attrs={"accept": ".tansiq"}),
        help_text=_(
            "Files ending in .tansiq, as the partner saved them; 20 million bytes together. Larger ones are taken in with "
            "./tansiq exchange receive."
        ),
    )  # fmt: skip


class KeySetForm(Form):
    """The key set file of a partner."""

    file = forms.FileField(
        label=_("Key set of the partner"), allow_empty_file=True,
        help_text=_("The file that they saved under “Partners and keys”, such as dz-keyset-1.json."),
    )  # fmt: skip

    def content(self) -> bytes:
        """Give what the file holds, no more than a key set can."""
        return _content(self, "file", LARGEST_KEYSET)


def _content(form: Form, name: str, most: int) -> bytes:
    return bytes(form.cleaned_data[name].read(most + 1))


def _passphrase(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, min_length=SHORTEST_PASSPHRASE, max_length=LONGEST_PASSPHRASE, strip=False, help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "auto"}),
        error_messages={"min_length": _("At least %(limit_value)d signs; several words are easier to keep than one.")},
    )  # fmt: skip


class MakeKeysForm(Form):
    """The passphrases of the two officers who open the root key together, each typed twice."""

    first = _passphrase(_("First officer: passphrase"), _("At least 12 signs. Only this officer knows it."))
    first_again = _passphrase(_("First officer: the same again"))
    second = _passphrase(
        _("Second officer: passphrase"), _("At least 12 signs, another one. Only this officer knows it.")
    )
    second_again = _passphrase(_("Second officer: the same again"))

    def clean(self) -> dict[str, Any]:
        """Ask that each passphrase was typed the same twice, and that the two differ."""
        said = super().clean() or self.cleaned_data
        for name in ("first", "second"):
            if said.get(name) and f"{name}_again" in said and said[name] != said[f"{name}_again"]:
                self.add_error(f"{name}_again", gettext("Not the same as before. Type both again."))
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error(
                "second",
                gettext("The two officers need two different passphrases: neither opens the key alone."),
            )
        return said


class RenewKeysForm(Form):
    """The root key, both passphrases, and whether the present key is revoked and up to where it still counts."""

    root_file = forms.FileField(label=_("Root key file, from the stick"))
    first = _passphrase(_("First officer: passphrase"))
    second = _passphrase(_("Second officer: passphrase"))
    revokes = forms.BooleanField(
        label=_("Revoke the present key: it may be in other hands"), required=False,
        help_text=_("What it signed after the last good place is then refused by the partners."),
    )  # fmt: skip
    feed = forms.ChoiceField(label=_("What it signed counts still"), required=False)
    place = Number(
        label=_("Up to this place of that feed"), required=False, min_value=0,
        help_text=_("The last place that was surely signed here: as a rule the one that the partner confirmed."),
    )  # fmt: skip

    def __init__(self, *args: Any, feeds: Sequence[OutFeed] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feeds = {it.epoch: it for it in feeds}
        choices = [
            (it.epoch, gettext("in the feed to %(party)s") % {"party": it.partner.party}) for it in feeds
        ]
        self.fields["feed"].choices = [("", gettext("nothing at all")), *choices]
        for name in ("first", "second"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Ask for a place where a feed is named, and for one that the feed has."""
        said = super().clean() or self.cleaned_data
        feed = self.feeds.get(said.get("feed", ""))
        asks = said.get("revokes") and feed is not None and "place" not in self.errors
        if asks and feed and not 0 <= (-1 if said.get("place") is None else said["place"]) <= feed.place:
            told = gettext("Give a place of that feed: it has %(places)d.") % {"places": feed.place}
            self.add_error("place", told)
        return said

    def given(self) -> dict[str, Any]:
        """Give what the verb of renewing asks for."""
        said = self.cleaned_data
        last_good = LastGood(said["feed"], said["place"]) if said["revokes"] and said["feed"] else None
        return {
            "root_file": _content(self, "root_file", LARGEST_ROOT_FILE),
            "first": said["first"],
            "second": said["second"],
            "revokes": said["revokes"],
            "last_good": last_good,
        }


def _own_password() -> forms.CharField:
    """Give the field in which whoever signed in gives their password once more."""
    return forms.CharField(
        label=_("Your password again"), max_length=1000, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class _SixGroups(forms.Widget):
    """Six fields of five digits, all of one name; whatever stands in any of them is taken, all 30 in the first one too."""

    template_name = "exchange/_digit_fields.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Give what stands in the fields, one after the other."""
        del files
        return " ".join(data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the fields with what was typed in each; where more stood in one, five digits in each from the first on."""
        context = super().get_context(name, value, attrs)
        shared, typed = context["widget"]["attrs"], str(value or "").split(" ")
        if len(typed) != GROUPS or any(len(it) > DIGITS_OF_A_GROUP for it in typed):
            typed = _grouped("".join(plain_digits(str(value or "")).split()))
        context["widget"]["subwidgets"] = [
            self._field(name, it, shared, number) for number, it in enumerate(typed, 1)
        ]
        return context

    @staticmethod
    def _field(name: str, typed: str, shared: dict[str, Any], number: int) -> dict[str, Any]:
        said = {**shared, "inputmode": "numeric", "autocomplete": "off", "dir": "ltr", "class": "digits"}
        said["aria-label"] = gettext("Group %(number)d of 6") % {"number": number}
        if number > 1:
            said |= {"id": f"{shared.get('id', name)}_{number}", "required": False}
        return dict(forms.TextInput().get_context(name, typed, said)["widget"])


def _grouped(digits: str) -> list[str]:
    """Give digits in six groups of five; the last one has what is over."""
    starts = range(0, GROUPS * DIGITS_OF_A_GROUP, DIGITS_OF_A_GROUP)
    return [digits[at : at + DIGITS_OF_A_GROUP] if at < starts[-1] else digits[at:] for at in starts]


class DigitsForm(Form):
    """The 30 digits of a partner's root key, as they were heard."""

    digits = forms.CharField(
        label=_("Their 30 digits, as you hear them"), max_length=200, widget=_SixGroups,
        help_text=_("Five in each field; all 30 may be pasted into the first. Arabic digits are taken too."),
    )  # fmt: skip
    password = _own_password()


class EndForm(Form):
    """The password again, before the exchange with a partner is ended."""

    version = Version()
    password = _own_password()


class AddressForm(Form):
    """Where a partner is reached on the network."""

    version = Version()
    address = forms.CharField(
        label=_("Address on the network"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "placeholder": "https://name:8443"}),
        help_text=_("https://name:port as they told you; empty where there is no line."),
    )  # fmt: skip


class SeenForm(Form):
    """Nothing but the version of what was seen."""

    version = Version()


class AudienceForm(Form):
    """For whom something is released, and under which classification. Where there are several, none is chosen before."""

    audience = forms.MultipleChoiceField(
        label=_("Release to"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Name at least one partner.")},
    )  # fmt: skip
    classification = forms.ChoiceField(
        label=_("Classification"), choices=Classification.choices,
        help_text=_("At least that of what is inside. From CONFIDENTIAL on a second person releases too."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, partners: Sequence[tuple[str, str]], least: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = partners
        if len(partners) == 1:
            self.fields["audience"].initial = [partners[0][0]]
        ranks = list(Classification.values)
        start = ranks.index(least) if least in ranks else 0
        self.fields["classification"].choices = Classification.choices[start:]


class MessageForm(AudienceForm):
    """A message, and for whom."""

    text = Text(label=_("Text"), rows=10, max_length=MESSAGE_SIGNS)
    field_order = ("text", "audience", "classification")


class RecallForm(AudienceForm):
    """Why something is asked back."""

    reason = Text(label=_("Why it is asked back; the partner reads this"), rows=3, max_length=2000)
    field_order = ("reason", "audience", "classification")


class StepUpForm(Form):
    """The password again, for the very bytes that were looked at."""

    digest = forms.CharField(widget=forms.HiddenInput)
    password = _own_password()


class ReasonForm(Form):
    """A word with an answer."""

    reason = Text(label=_("Reason; the partner reads it"), rows=2, max_length=2000, required=False)
    password = _own_password()


class NoteForm(Form):
    """What was found out about an alarm."""

    note = Text(label=_("What you and the partner found out, and what was agreed"), rows=4, max_length=4000)


class ReaderForm(Form):
    """A partner's program that is to read the feed, with the password of whoever lets it in."""

    party = forms.ChoiceField(label=_("Partner"))
    name = forms.CharField(
        label=_("Program, and where it runs"), max_length=100,
        help_text=_("Such as: OpenCTI of the partner's staff."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language it reads in"), choices=FeedLanguage.choices)
    password = _own_password()

    def __init__(self, *args: Any, partners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = partners


def least_of(classifications: Iterable[str]) -> str:
    """Give the highest of some classifications: what a record that holds them is classified at least."""
    ranks = list(Classification.values)
    return max(classifications, key=ranks.index, default=ranks[0])
