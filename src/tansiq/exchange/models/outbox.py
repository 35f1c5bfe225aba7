"""What was released, to whom, and at which place of their feed. Only these tables may be read to make a bundle."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.exchange.models.partners import Circle, Partner
from tansiq.exchange.rules import Classification


class Release(models.Model):
    """A record as an officer released it: the bytes that were signed, for parties named one by one; never changed."""

    record_id = models.CharField(max_length=36)
    rev = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    circle_id = models.CharField(max_length=36)
    classification = models.CharField(max_length=16, choices=Classification)
    audience = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, db_index=True)
    payload = models.BinaryField()
    envelope = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    blobs = models.TextField(blank=True, default="")
    by = models.CharField(max_length=64)
    also_by = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "rev"], name="one_release_a_revision"),
            models.CheckConstraint(condition=~Q(audience="") & ~Q(audience=" "), name="released_to_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.rev}"

    @property
    def blob_hashes(self) -> list[str]:
        """Hashes of its attachments."""
        return self.blobs.split()


class OutBlob(models.Model):
    """An attachment of something that was released."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class OutFeed(models.Model):
    """An epoch of what goes to a partner: how many places it has, and the head after the last."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="out_feeds")
    epoch = models.CharField(max_length=64, unique=True)
    is_present = models.BooleanField(default=True)
    place = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)
    began_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(is_present=True), name="one_present_out_feed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.epoch}"


class OutPlace(models.Model):
    """A place of a feed, and what stands there."""

    feed = models.ForeignKey(OutFeed, on_delete=models.PROTECT, related_name="places")
    place = models.PositiveBigIntegerField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="places")
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "place"], name="one_release_a_place"),
            models.UniqueConstraint(fields=["feed", "release"], name="one_place_a_release"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.place}"


class Draft(models.Model):
    """A release that someone prepared: the exact bytes that they, and no others, then release or leave."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE)
    audience = models.CharField(_("for"), max_length=200)
    classification = models.CharField(_("classification"), max_length=16, choices=Classification)
    subject = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True, default="")
    digest = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    first_by = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.subject


class DraftRecord(models.Model):
    """One of the records of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="records")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=200)
    record_id = models.CharField(max_length=36)
    rev = models.PositiveIntegerField()
    payload = models.BinaryField()
    blobs = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="one_draft_record_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class DraftBlob(models.Model):
    """An attachment of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="blobs")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="one_draft_blob_a_hash")]

    def __str__(self) -> str:
        return self.sha256
