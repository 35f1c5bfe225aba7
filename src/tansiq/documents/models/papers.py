"""Papers that were asked for, and the hashes that papers of this node bear."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.documents.rules.papers import OPEN, OWN_NAMES, PaperFault, PaperKind, PaperState, PaperStep


class MadePaper(models.Model):
    """A paper that someone asked for: how far it is, and its bytes until they are swept; nobody else fetches it.

    `subject` is a record's code, or a plan's number. `languages` are one or two, the leading one first.
    """

    kind = models.CharField(_("paper"), max_length=16, choices=PaperKind)
    subject = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    party = models.CharField(max_length=64, blank=True, default="")
    languages = models.CharField(_("languages"), max_length=16)
    state = models.CharField(_("state"), max_length=16, choices=PaperState, default=PaperState.WAITING)
    step = models.CharField(max_length=16, choices=PaperStep, blank=True, default="")
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=16, choices=PaperFault, blank=True, default="")
    cancel_is_asked = models.BooleanField(default=False)
    beat_at = models.DateTimeField(null=True)
    content = models.BinaryField(default=b"")
    size = models.PositiveIntegerField(_("size"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    mark = models.CharField(max_length=64, blank=True, default="")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PaperState.READY) | Q(size__gt=0, kept_until__isnull=False),
                name="ready_paper_has_bytes_and_an_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.subject}"

    @property
    def has_lost_its_worker(self) -> bool:
        """Whether its worker is gone and nobody has closed it yet, as `queries.papers.my_papers` found."""
        return bool(getattr(self, "is_silent", False))

    @property
    def shown_state(self) -> PaperState:
        """Where it stands for whoever asked: one whose worker is gone has failed."""
        return PaperState.FAILED if self.has_lost_its_worker else PaperState(self.state)

    @property
    def shown_fault(self) -> str:
        """Why it could not be made, in words."""
        return str(PaperFault.WORKER_GONE.label if self.has_lost_its_worker else self.get_fault_display())

    @property
    def is_open(self) -> bool:
        """Whether it is still being made."""
        return self.shown_state in OPEN

    @property
    def file_name(self) -> str:
        """Name of its file."""
        said = [self.kind.replace("_", "-"), self.subject, str(self.year or ""), self.party]
        return "-".join([*filter(None, said), *self.languages.split()]) + ".pdf"

    @property
    def languages_told(self) -> str:
        """Its languages by their own names, the leading one first."""
        return " · ".join(OWN_NAMES.get(it.partition("-")[0], it) for it in self.languages.split())


class PaperMark(models.Model):
    """A hash that pages of this node bear, and what it was made from; it stays when the paper is swept."""

    hash = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16, choices=PaperKind)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash", "kind", "subject"], name="one_mark_a_paper_and_state")
        ]

    def __str__(self) -> str:
        return f"{self.hash[:16]} {self.kind} {self.subject}"
