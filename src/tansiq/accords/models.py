"""Accords, meetings, decisions, and facts with their sources."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.accords.rules import AccordState, AccordType
from tansiq.core.models import Named, Record


class Accord(Record, Named):
    """An agreement, annex, annual plan or minutes; `name_*` is its title."""

    type = models.CharField(_("type"), max_length=64, choices=AccordType)
    state = models.CharField(_("state"), max_length=16, choices=AccordState, default=AccordState.DRAFT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ratified_on = models.DateField(_("ratified on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    tacit_renewal_months = models.PositiveSmallIntegerField(
        _("renews itself for, in months"), null=True, blank=True
    )
    clauses = models.TextField(_("clauses"), blank=True, default="")
    from_article = models.BooleanField(default=False)
    fictional_fields = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(valid_until__gte=models.F("signed_on")),
                name="accord_ends_after_it_was_signed",
            ),
        ]

    @property
    def clause_list(self) -> list[str]:
        """Keys of its clauses."""
        return self.clauses.split()
