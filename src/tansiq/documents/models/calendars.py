"""Calendars that a person reads with a program of their own: each by an address with a secret, kept as its hash only."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.documents.rules.calendars import OF_COMPANIES, SHORT, CalendarLanguage, CalendarPart, PlanScope
from tansiq.people.models import Person


class CalendarLink(models.Model):
    """A link by which a program reads someone's calendar without signing in: what it holds, and who reads it since when.

    `content_sha256` and `content_at` tell what was read last, and since when it is as it is.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calendar_links")
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name of the calendar"), max_length=100)
    parts = models.CharField(_("what it holds"), max_length=100)
    scope = models.CharField(_("of the plan"), max_length=8, choices=PlanScope, default=PlanScope.PARTY)
    language = models.CharField(_("language"), max_length=8, choices=CalendarLanguage)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    client = models.CharField(max_length=64, blank=True, default="")
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    content_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="calendar_link_ended_by_someone",
            ),
            models.CheckConstraint(condition=~Q(parts=""), name="calendar_link_holds_something"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def part_list(self) -> list[CalendarPart]:
        """What it holds."""
        return [part for part in CalendarPart if part in self.parts.split()]

    @property
    def parts_told(self) -> list[str]:
        """What it holds, each in a word."""
        return [str(SHORT[part]) for part in self.part_list]

    @property
    def secret_since(self) -> datetime:
        """Since when its secret opens it."""
        return self.renewed_at or self.made_at

    @property
    def is_read_by_a_company(self) -> bool:
        """Whether a company's service fetched it last, so that what it holds lies there too."""
        return self.client in OF_COMPANIES
