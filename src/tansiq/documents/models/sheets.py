"""Sheets that officers gave, how the columns of each sender are read, and the lists that were taken in."""

from __future__ import annotations

import hashlib
import json

from django.db import models

from tansiq.planning.models import WrittenField


class GivenSheet(models.Model):
    """A file of sheets that someone gave, until they take in a list of it or leave it.

    `told` is what its page shows: every sheet without its rows. `rows` holds those, each sheet in a part of its own.
    """

    by = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sender = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    told = WrittenField()
    rows = models.BinaryField()
    sheet = models.PositiveSmallIntegerField(default=0)
    section = models.CharField(max_length=32, blank=True, default="")
    head = WrittenField(default=dict)
    """Where the headings stand, what they say, the field of each column, values for all rows, and the order of days."""
    as_last_time = models.BooleanField(default=False)
    preview = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.by} {self.name}"

    @property
    def shown_as(self) -> str:
        """Signs by which a form tells which file it is about, and which list and headings of it."""
        place = [self.head.get(key) for key in ("first", "last", "headings")]
        told = [self.sha256, self.at.isoformat(), self.sheet, self.section, place]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


class SheetMapping(models.Model):
    """How the columns of a sender's lists are read: known again by their headings."""

    owner = models.CharField(max_length=64)
    sender = models.CharField(max_length=120)
    sender_folded = models.CharField(max_length=200)
    section = models.CharField(max_length=32)
    headings = models.TextField()
    headings_sha256 = models.CharField(max_length=64)
    head = WrittenField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sender_folded", "headings_sha256"], name="one_mapping_a_sender_and_head"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.section}"


class SheetImport(models.Model):
    """A list that was taken in: what it added and changed, with what each record had before, so that it can be taken back."""

    owner = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sender = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    programme = models.CharField(max_length=64)
    section = models.CharField(max_length=32)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    content = models.BinaryField()
    taken_back_by = models.CharField(max_length=64, blank=True, default="")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"
