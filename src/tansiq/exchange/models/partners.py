"""Partners, the key sets of theirs and ours, and the circles in which records live."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.exchange.rules import PartnerState
from tansiq.planning.models import OfParty


class KeySetFile(models.Model):
    """A key set as its root signed it, ours or a partner's; none is ever changed or removed."""

    node = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    is_own = models.BooleanField(default=False)
    rev = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    expires_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "rev", "sha256"], name="one_keyset_a_number")]

    def __str__(self) -> str:
        return f"{self.node} {self.rev}"


class Partner(OfParty):
    """Another nation's node, how it is reached, and what is known of how far each has the other's records."""

    party = models.CharField(_("party"), max_length=64, unique=True)
    node = models.CharField(_("node"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=16, choices=PartnerState, default=PartnerState.INTRODUCED)
    root = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=64, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    address = models.CharField(_("address on the network"), max_length=200, blank=True, default="")
    receipt_epoch = models.CharField(max_length=64, blank=True, default="")
    receipt_place = models.PositiveBigIntegerField(default=0)
    journal_number = models.PositiveBigIntegerField(default=0)
    journal_hash = models.CharField(max_length=64, blank=True, default="")
    journal_epoch = models.CharField(max_length=64, blank=True, default="")
    journal_place = models.PositiveBigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.CharField(max_length=16, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PartnerState.INTRODUCED)
                | ~Q(confirmed_by="")
                | Q(state=PartnerState.ENDED),
                name="partner_confirmed_by_someone",
            )
        ]

    def __str__(self) -> str:
        return self.party

    @property
    def code(self) -> str:
        """Its party's code, by which pages know it."""
        return self.party


class Circle(models.Model):
    """The parties among which a record lives. Its id follows from them, so that it is the same on every node."""

    id = models.CharField(max_length=36, primary_key=True)
    members = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(members=""), name="circle_of_someone")]

    def __str__(self) -> str:
        return self.members.strip()

    @property
    def parties(self) -> list[str]:
        """Codes of its parties."""
        return self.members.split()
