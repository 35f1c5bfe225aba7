"""Accounts of this node, roles, and the sign-ins that are open."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Named, Record
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Organisation
from tansiq.organisations.rules import time_zone_of
from tansiq.people.rules import MailFault, Permission, ReminderState, browser_told, granted


class Role(Record, Named):
    """What an organisation lets someone do; `may` holds the words of the programme file, blanks between them."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="roles")
    may = models.TextField(blank=True, default="")

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that the role allows."""
        return granted(self.may.split())

    @property
    def permissions_told(self) -> list[str]:
        """All that the role allows, in words, in the order of the list of permissions."""
        return [str(permission.label) for permission in Permission if permission in self.permissions]


class Person(AbstractBaseUser):
    """An officer or clerk who works at this node. Trainees have no account and no name here."""

    username = models.CharField(_("account"), max_length=64, unique=True)
    full_name = models.CharField(_("name"), max_length=200, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    party = models.CharField(_("party"), max_length=64)
    locale = models.CharField(_("language"), max_length=8, default="ar")
    wants_reminders = models.BooleanField(_("wants reminders by e-mail"), default=True)
    roles = models.ManyToManyField(Role, related_name="people", verbose_name=_("roles"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    version = models.PositiveIntegerField(default=1)
    has_demo_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = BaseUserManager["Person"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(username=""), name="account_has_a_name")]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def _role_list(self) -> list[Role]:
        return list(self.roles.all())

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """All that any of their roles allows."""
        return frozenset().union(*(role.permissions for role in self._role_list))

    @cached_property
    def parties(self) -> frozenset[str]:
        """Parties whose own records they see: those of their roles; a joint role works for all participants."""
        return frozenset(role.owner for role in self._role_list)

    def may(self, permission: Permission, owner: str | None = None) -> bool:
        """Tell whether a role allows this; with an owner, a role of that party or a joint one."""
        return bool(self.roles_allowing(permission, owner))

    def roles_allowing(self, permission: Permission, owner: str | None = None) -> list[Role]:
        """Give the roles that allow this; with an owner, those of that party and joint ones."""
        return [
            role
            for role in self._role_list
            if permission in role.permissions
            and (owner is None or role.owner in {owner, JOINT} or owner == JOINT)
        ]

    @property
    def time_zone(self) -> str:
        """Name of the time zone they read times in."""
        return time_zone_of(self.party)


class SignIn(models.Model):
    """A sign-in that is open, or was: on which browser, since when, and its session."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.person_id} {self.began_at}"

    @property
    def browser_told(self) -> str:
        """Its browser in a few words."""
        return browser_told(self.browser)


class Reminder(models.Model):
    """A reminder to someone on a day. It is written down before its mail is handed over, so no day has two of them.

    `things` are keys of what it counted, blanks between them; they stay on this node.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=ReminderState, default=ReminderState.BEGUN)
    things = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class ReminderDay(models.Model):
    """A day of reminders: how often it was tried, whether everyone has theirs, and since when none go out."""

    on = models.DateField(unique=True)
    tries = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(default=False)
    fault = models.CharField(max_length=16, choices=MailFault, blank=True, default="")
    said = models.CharField(max_length=200, blank=True, default="")
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fault="", failing_since=None) | (~Q(fault="") & Q(failing_since__isnull=False)),
                name="fault_has_a_beginning",
            )
        ]

    def __str__(self) -> str:
        return str(self.on)
