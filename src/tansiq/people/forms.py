"""Forms of accounts and signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Node
from tansiq.core.rules import JOINT
from tansiq.people.models import Person, Role
from tansiq.people.queries import party_names, roles_listed
from tansiq.ui.forms import Form, Version
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import listed

ACCOUNT = RegexValidator(
    r"^[a-z][a-z0-9._-]{1,62}$", _("Latin small letters, digits, dots and hyphens; a letter first.")
)


class _Roles(forms.CheckboxSelectMultiple):
    """Roles to tick, each with what it allows: several of one organisation are told apart by it."""

    option_template_name = "people/_role.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give a box with the words of its role."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return {**option, "allows": listed(value.instance.permissions_told)}


class RoleChoice(forms.ModelMultipleChoiceField):
    """Roles by their name, with the organisation and the party, or that they work for both sides."""

    widget = _Roles
    parties: Mapping[str, str] = {}

    def label_from_instance(self, obj: Role) -> str:
        """Write a role as people know it."""
        name, home = (
            called_plainly(obj),
            _("both sides") if obj.owner == JOINT else self.parties.get(obj.owner, obj.owner),
        )
        organisation = called_plainly(obj.organisation) if obj.organisation else name
        of = [name, *([] if organisation == name else [organisation]), str(home)]
        return " · ".join(of)

    def clean(self, value: Any) -> Any:
        """Refuse a number that no database holds as one that is not there."""
        try:
            return super().clean(value)
        except OverflowError as error:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice", params={"value": "…"}) from error


class SignInForm(Form):
    """Account and password."""

    username = forms.CharField(label=_("Account"), max_length=64)
    password = forms.CharField(label=_("Password"), max_length=200, widget=forms.PasswordInput, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {
            "autocomplete": "username",
            "dir": "ltr",
            "autocapitalize": "none",
        }
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}


class PersonForm(Form):
    """What an account is called, and its roles."""

    full_name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For reminders, where this node sends any.")
    )
    roles = RoleChoice(label=_("Roles"), queryset=Role.objects.none())
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)
    version = Version()

    def __init__(self, *args: Any, node: Node | None, someone: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = roles_listed(node, someone)
        self.fields["roles"].parties = party_names()
        for name in ("full_name", "email"):  # someone else's, which no browser can know
            self.fields[name].widget.attrs["autocomplete"] = "off"


class NewPersonForm(PersonForm):
    """A new account with its first password."""

    username = forms.CharField(label=_("Account"), max_length=64, validators=[ACCOUNT])
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("First password"), max_length=200, widget=forms.PasswordInput, strip=False,
        help_text=_("At least twelve characters. The person should change it on the first day."),
    )  # fmt: skip

    field_order = ("username", "full_name", "email", "locale", "roles", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"], self.fields["is_active"]
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"
        self.fields["username"].widget.attrs |= {"dir": "ltr", "autocomplete": "username"}


class RemindersForm(Form):
    """Whether reminders come to oneself by e-mail, and in which language."""

    wanted = forms.BooleanField(label=_("Send me reminders by e-mail"), required=False)
    locale = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the reminders, and of the pages when you sign in on another computer."),
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    new = forms.CharField(
        label=_("New password"), max_length=200, widget=forms.PasswordInput, strip=False,
        help_text=_("At least twelve characters that nobody would guess."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), max_length=200, widget=forms.PasswordInput, strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"

    def clean(self) -> dict[str, Any]:
        """Ask that both new ones are the same."""
        given = super().clean() or {}
        if given.get("new") != given.get("again"):
            self.add_error("again", _("The two new passwords differ."))
        return given


class PasswordForm(NewPasswordForm):
    """A new password of one's own, with the present one."""

    present = forms.CharField(
        label=_("Present password"), max_length=200, widget=forms.PasswordInput, strip=False
    )

    field_order = ("present", "new", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].widget.attrs["autocomplete"] = "current-password"
