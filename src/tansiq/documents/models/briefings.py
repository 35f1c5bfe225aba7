"""Summaries that people or others gave of a plan, a meeting or an accord, each with the text that it is held against."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Record
from tansiq.documents.models.attachments import Attachment
from tansiq.documents.rules.attachments import SubjectKind
from tansiq.documents.rules.briefings import SummaryLanguage, SummaryOrigin


class Summary(Record):
    """A summary of a record; `source_text` or an attachment is what it is of. What was removed stays for its history."""

    SEARCHED = ("code", "subject_code", "title", "text")

    subject_kind = models.CharField(_("summary of"), max_length=16, choices=SubjectKind)
    subject_code = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=SummaryLanguage)
    origin = models.CharField(_("where it is from"), max_length=16, choices=SummaryOrigin)
    text = models.TextField(_("summary"))
    title = models.CharField(_("title of the source"), max_length=300)
    source_text = models.TextField(_("text of the source"), blank=True, default="")
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="summaries",
        verbose_name=_("attached text"),
    )  # fmt: skip
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added at"))
    removed_by = models.CharField(max_length=64, blank=True, default="")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_code"], name="summary_subject")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="summary_says_something"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by="") | (Q(removed_at__isnull=False) & ~Q(removed_by="")),
                name="summary_removed_by_someone",
            ),
        ]  # fmt: skip
