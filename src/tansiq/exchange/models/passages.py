"""The book of bundles: each that left or came, when, how, and what was in it."""

from __future__ import annotations

from django.db import models

from tansiq.exchange.models.partners import Partner
from tansiq.exchange.rules import Direction, Way


class Passage(models.Model):
    """A bundle that left or came. One that was refused whole has its fault; counts are told apart, never added up."""

    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="passages")
    direction = models.CharField(max_length=8, choices=Direction)
    way = models.CharField(max_length=16, choices=Way)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    epoch = models.CharField(max_length=64, blank=True, default="")
    first = models.PositiveBigIntegerField(default=0)
    last = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    """Bytes of attachments and envelopes, unpacked."""
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=64, blank=True, default="")
    file = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.direction} {self.at}"
