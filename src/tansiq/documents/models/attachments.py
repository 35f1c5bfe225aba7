"""Files that are attached to records, the bytes they share, and tags of one vocabulary."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Named, Record
from tansiq.documents.rules.attachments import (
    KEPT_REMOVED,
    MEDIA_TYPES,
    MENDED,
    NAMED_RIGHTS,
    PICTURES,
    AttachmentRole,
    FileType,
    Rights,
    SubjectKind,
)


class Blob(models.Model):
    """Bytes that attachments are made of: equal files share them, and they go when no attachment has them any more."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(_("size"))
    content = models.BinaryField()
    thumbnail = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return self.sha256


class Attachment(Record):
    """A file attached to a record, with what it shows, when and where, by whom, and by which right it is kept.

    `subject_code` is a record's code, or a plan's number. One that was removed stays a while and can be put back.
    """

    SEARCHED = (
        "code", "subject_code", "name", "caption_ar", "caption_fr", "caption_en", "place", "author", "rights_name",
    )  # fmt: skip

    subject_kind = models.CharField(_("attached to"), max_length=16, choices=SubjectKind)
    subject_code = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    role = models.CharField(
        _("what it is"), max_length=16, choices=AttachmentRole, default=AttachmentRole.DOCUMENT
    )
    name = models.CharField(_("file"), max_length=200)
    type = models.CharField(_("type of the file"), max_length=8, choices=FileType)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="attachments")
    size = models.PositiveIntegerField(_("size"))
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    mended = models.CharField(max_length=100, blank=True, default="")
    caption_ar = models.CharField(_("caption in Arabic"), max_length=500, blank=True, default="")
    caption_fr = models.CharField(_("caption in French"), max_length=500, blank=True, default="")
    caption_en = models.CharField(_("caption in English"), max_length=500, blank=True, default="")
    taken_on = models.DateField(_("day it shows or was written"), null=True, blank=True)
    place = models.CharField(_("place it shows"), max_length=200, blank=True, default="")
    author = models.CharField(_("author"), max_length=200, blank=True, default="")
    rights = models.CharField(_("rights"), max_length=16, choices=Rights, default=Rights.UNKNOWN)
    rights_name = models.CharField(_("giver or licence"), max_length=200, blank=True, default="")
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("attached at"))
    removed_by = models.CharField(max_length=64, blank=True, default="")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_code"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(caption_ar="") | ~Q(caption_fr="") | ~Q(caption_en=""), name="attachment_has_a_caption"
            ),
            models.CheckConstraint(
                condition=~Q(rights__in=NAMED_RIGHTS) | ~Q(rights_name=""), name="attachment_rights_are_named"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by="") | (Q(removed_at__isnull=False) & ~Q(removed_by="")),
                name="attachment_removed_by_someone",
            ),
        ]  # fmt: skip

    @property
    def names(self) -> dict[str, str]:
        """Its caption, by language."""
        every = {"ar": self.caption_ar, "fr": self.caption_fr, "en": self.caption_en}
        return {language: caption for language, caption in every.items() if caption}

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page: this node wrote its bytes itself."""
        return self.type in PICTURES

    @property
    def media_type(self) -> str:
        """What browsers are told of it."""
        return MEDIA_TYPES[FileType(self.type)]

    @property
    def kept_until(self) -> datetime | None:
        """Until when it can be put back, where it was removed."""
        return self.removed_at + KEPT_REMOVED if self.removed_at else None

    @property
    def mended_told(self) -> list[str]:
        """What was done to the file when it was taken in, in words."""
        return [str(MENDED[key]) for key in self.mended.split() if key in MENDED]


class Tag(Record, Named):
    """A word of the vocabulary that any record can be found by; `name_*` is the word."""


class Tagging(models.Model):
    """A tag of a record; `subject_kind` is one of `SubjectKind`, or `attachment`."""

    subject_kind = models.CharField(max_length=16)
    subject_code = models.CharField(max_length=64)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_code", "tag"], name="one_tagging_a_tag")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_code}"
