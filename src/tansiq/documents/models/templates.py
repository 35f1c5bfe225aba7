"""Templates that an office gave for its papers, papers that were given as Word texts, and minutes that came back edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.documents.models.attachments import Attachment
from tansiq.documents.rules.templates import EditedStanding, TemplateKind, TemplateLanguage


class PaperTemplate(models.Model):
    """A template that someone gave; of each kind and language one at most is in use, and the former ones stay."""

    kind = models.CharField(_("for"), max_length=16, choices=TemplateKind)
    language = models.CharField(
        _("language"), max_length=8, choices=TemplateLanguage, default=TemplateLanguage.ALL
    )
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256 of its bytes"), max_length=64)
    is_in_use = models.BooleanField(_("in use"), default=False)
    was_in_use = models.BooleanField(default=False)
    by = models.CharField(_("given by"), max_length=64)
    at = models.DateTimeField(_("given at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"], condition=Q(is_in_use=True), name="one_template_in_use"
            ),
            models.UniqueConstraint(fields=["kind", "language", "sha256"], name="template_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.language}"


class GivenText(models.Model):
    """What a paper said when it was given as a Word text; by `key`, which is in the file, it is known again.

    `parties` are those whose records its reader saw: only who sees as much is shown what differs from it.
    """

    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=TemplateKind)
    code = models.CharField(max_length=64, db_index=True)
    version = models.CharField(max_length=64)
    languages = models.CharField(_("languages"), max_length=16)
    paragraphs = models.JSONField()
    parties = models.CharField(max_length=200)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.version}"


class EditedMinutes(models.Model):
    """Minutes that were edited outside and came back, attached to their meeting; `own` is their text by language."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="edited")
    standing = models.CharField(_("where it is from"), max_length=16, choices=EditedStanding)
    given = models.ForeignKey(GivenText, null=True, on_delete=models.PROTECT, related_name="edited")
    says_code = models.CharField(max_length=64, blank=True, default="")
    paragraphs = models.JSONField()
    own = models.JSONField()
    has_tracked_changes = models.BooleanField(default=False)
    is_cut = models.BooleanField(default=False)
    taken_by = models.CharField(max_length=64, blank=True, default="")
    taken_at = models.DateTimeField(_("taken into the minutes"), null=True)

    def __str__(self) -> str:
        return str(self.attachment_id)
