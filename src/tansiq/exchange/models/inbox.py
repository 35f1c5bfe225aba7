"""What came from partners, as it came; nothing of it changes our records before someone, or a rule, takes it in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.exchange.models.partners import Partner
from tansiq.exchange.rules import ReceivedState


class InFeed(models.Model):
    """An epoch of what a partner sends: the last place without a gap before it, and the head there."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="in_feeds")
    epoch = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    is_present = models.BooleanField(default=True)
    place = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)
    last_told = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "epoch"], name="one_in_feed_an_epoch"),
            models.UniqueConstraint(
                fields=["partner"], condition=Q(is_present=True), name="one_present_in_feed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.epoch}"


class Received(models.Model):
    """A record that came, its envelope as it came, and what became of it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="received")
    epoch = models.CharField(max_length=64)
    place = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    record_id = models.CharField(max_length=36, blank=True, default="", db_index=True)
    rev = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=200, blank=True, default="")
    circle_id = models.CharField(max_length=36, blank=True, default="")
    classification = models.CharField(max_length=200, blank=True, default="")
    payload = models.BinaryField()
    envelope = models.BinaryField()
    state = models.CharField(_("state"), max_length=16, choices=ReceivedState, default=ReceivedState.NEW)
    reason = models.CharField(max_length=64, blank=True, default="")
    told = models.TextField(blank=True, default="")
    written_at = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    way = models.CharField(max_length=16)
    subject = models.CharField(max_length=200, blank=True, default="")
    answered_by = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "epoch", "place", "sha256"], name="one_record_a_place_and_hash"
            )
        ]
        indexes = [models.Index(fields=["partner", "state"], name="received_by_state")]

    def __str__(self) -> str:
        return f"{self.epoch} {self.place}"


class InBlob(models.Model):
    """An attachment that came."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class Fork(models.Model):
    """The alarm that a partner gave two different things for the same place or the same revision; both are kept."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="forks")
    what = models.CharField(max_length=200)
    first_sha256 = models.CharField(max_length=64)
    second_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    settled_by = models.CharField(max_length=64, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "what", "first_sha256", "second_sha256"], name="one_alarm_a_fork"
            )
        ]

    def __str__(self) -> str:
        return self.what
