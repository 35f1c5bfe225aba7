"""The node itself, what every record carries, and the journal."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.rules import JOINT, Marking, Mode, folded


class Named(models.Model):
    """A name in three languages, of which one is enough; a missing one is shown as missing, never as an empty cell."""

    name_ar = models.CharField(_("name in Arabic"), max_length=300, blank=True, default="")
    name_fr = models.CharField(_("name in French"), max_length=300, blank=True, default="")
    name_en = models.CharField(_("name in English"), max_length=300, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def names(self) -> dict[str, str]:
        """The name by language; languages without one are left out."""
        every = {"ar": self.name_ar, "fr": self.name_fr, "en": self.name_en}
        return {language: name for language, name in every.items() if name}


class Node(Named):
    """Whose office this is; there is exactly one row. `fixed_day` is the day a rehearsal lives on.

    Its name is that of its party, kept here so that no page has to ask for it.
    """

    party = models.CharField(max_length=64)
    mode = models.CharField(_("way of working"), max_length=16, choices=Mode, default=Mode.ONE_PARTY)
    fixed_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_node")]

    def __str__(self) -> str:
        return self.party

    @property
    def is_rehearsal(self) -> bool:
        """Whether this node lives on a day of its own, to try things on."""
        return self.fixed_day is not None

    @property
    def code(self) -> str:
        """Code of its party, for a node whose party has no name yet."""
        return self.party


class RecordQuerySet(models.QuerySet[Any]):
    """Records as a person may see them."""

    def seen_by_parties(self, parties: frozenset[str]) -> Self:
        """Keep what these parties own, what is joint, and what its owner released to one of them.

        A member of a joint body works with what both sides brought to this node, and sees all of it.
        """
        if not parties:
            return self.none()
        if JOINT in parties:
            return self
        wanted = Q(owner__in=[*parties, JOINT])
        for party in parties:
            wanted |= Q(released_to__contains=f" {party} ")
        return self.filter(wanted)


class Record(models.Model):
    """What could ever cross to a partner: it knows its owner, its marking, its version and its source."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    owner = models.CharField(_("owner"), max_length=64, db_index=True)
    marking = models.CharField(_("marking"), max_length=16, choices=Marking, default=Marking.TRAINING)
    released_to = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    folded = models.TextField(blank=True, default="", editable=False)

    SEARCHED: ClassVar[tuple[str, ...]] = ("code", "name_ar", "name_fr", "name_en")
    """Fields that searching looks into; `folded` holds them as `core.rules.folded` writes them."""

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what searching looks into brought up to date."""
        self.fold()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded"}
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Bring what searching looks into up to date; saving does it, adding many at once does not."""
        self.folded = folded(" ".join(str(getattr(self, name, "")) for name in self.SEARCHED))

    @property
    def released_parties(self) -> list[str]:
        """Codes of the parties that its owner lets see it."""
        return self.released_to.split()


class JournalQuerySet(models.QuerySet["JournalLine"]):
    """Lines of the journal, which nobody changes."""

    def update(self, **_changes: object) -> NoReturn:
        raise TypeError("A line of the journal is never changed.")

    def bulk_update(self, *_lines: object, **_fields: object) -> NoReturn:
        raise TypeError("A line of the journal is never changed.")

    def bulk_create(self, *_lines: object, **_options: object) -> NoReturn:
        raise TypeError("A line of the journal is added alone, in the transaction of its change.")

    def delete(self) -> NoReturn:
        raise TypeError("A line of the journal is never removed.")


class JournalLine(models.Model):
    """One change: who did what to which record when, and the hash that chains it to every line before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=160, db_index=True)
    changes = models.TextField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = JournalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Refuse everything but a new line."""
        if not kwargs.get("force_insert"):
            raise TypeError("A line of the journal is added and never changed.")
        super().save_base(*args, **kwargs)

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: a line stays."""
        raise TypeError("A line of the journal is never removed.")


class JournalHead(models.Model):
    """The last line's number and hash: one row, held while a line is added so that two writers queue up."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_journal_head")]

    def __str__(self) -> str:
        return self.hash
