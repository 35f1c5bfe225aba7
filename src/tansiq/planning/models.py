"""The programme, its plan versions, what is locked, what is being planned, and who approved what."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord
from tansiq.core.models import Named, Record
from tansiq.planning.rules import OPTIONS, Decision, PlanState, RemarkKind, RunState


class WrittenField(models.JSONField):
    """JSON kept as the text it was written in, for the order of its keys is part of what a programme says.

    PostgreSQL's own type for JSON would sort them, and the same file would get another plan there.
    """

    def get_internal_type(self) -> str:
        """Give the kind of column."""
        return "TextField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Write what is to be kept."""
        return None if value is None else json.dumps(value)


class Programme(Record, Named):
    """What is planned together: its horizon, its gate, and the sections of its file that no area keeps yet."""

    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    as_of = models.DateField(_("as of"))
    currency = models.CharField(_("currency"), max_length=3)
    gate = models.ForeignKey(
        Accord, on_delete=models.PROTECT, related_name="opens", verbose_name=_("opened by")
    )
    nomination_lead_days = models.PositiveSmallIntegerField(_("days from nomination to start"))
    counts_tacit_renewal = models.BooleanField(_("counts on tacit renewal"), default=True)
    rating_scale = WrittenField()
    marking_texts = WrittenField(null=True)
    sections = WrittenField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="programme_in_order")
        ]


class Lock(models.Model):
    """Something the officers fix before planning, in the words of the programme file."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="locks")
    code = models.CharField(max_length=64)
    content = WrittenField()
    is_of_the_file = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="one_lock_a_code")]

    def __str__(self) -> str:
        return self.code


class PlanVersion(Record):
    """A plan as it was made: the bytes of the plan and of the programme it was made for, never changed afterwards."""

    SEARCHED = ("code", "title")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children",
        verbose_name=_("made from plan"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=16, choices=PlanState, default=PlanState.DRAFT)
    option = models.CharField(_("option"), max_length=8, choices=OPTIONS)
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    document = models.TextField()
    programme_document = models.TextField()
    plan_sha256 = models.CharField(max_length=64, db_index=True)
    problem_sha256 = models.CharField(max_length=64)
    parts = WrittenField(null=True)
    """The released parts that it was made on, by party and hash; None where it was made on this node's own records."""
    origin = models.CharField(max_length=64, blank=True, default="")
    """Party whose node made it; nothing where that was this one."""
    origin_number = models.PositiveIntegerField(null=True)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    overtaken_by: int | None = None
    """Number of the plan that took its place, where the query that brought it tells (`queries.plans.overtaking`)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_version_a_number")]

    @property
    def names(self) -> dict[str, str]:
        """What people call it: its number in the language of the moment, and its title where it has one."""
        said = gettext("Plan %(number)d") % {"number": self.number}
        language = (get_language() or "ar").partition("-")[0]
        return {language: f"{said} · {self.title}" if self.title else said}


class OfParty(models.Model):
    """What one party did; its queries bring what the party is called (`queries.versions.with_party_names`)."""

    class Meta:
        abstract = True

    @property
    def party_names(self) -> dict[str, str]:
        """What its party is called, by language; its code where nobody named it."""
        code: str = getattr(self, "party", "")
        return {language: getattr(self, f"party_{language}", None) or code for language in ("ar", "fr", "en")}


class Approval(OfParty):
    """A party's latest word over the bytes of a plan, by one of its people here or at its own node."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="approvals")
    party = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64)
    decision = models.CharField(max_length=16, choices=Decision, default=Decision.APPROVE)
    reason = models.TextField(blank=True, default="")
    is_from_partner = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "party"], name="one_approval_a_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.decision} {self.plan_sha256[:12]}"


class SharedPart(OfParty):
    """A part of the problem that crossed between nodes: released here, or received; its bytes never change.

    Of several parts of a party the one that was given last counts.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="shared_parts")
    party = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    content = models.TextField()
    is_own = models.BooleanField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "party", "sha256"], name="one_shared_part_a_hash")
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.sha256[:12]}"


class PlanningRun(models.Model):
    """A search in the background: what it seeks, how far it is, and what came of it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=16, choices=RunState, default=RunState.WAITING)
    option = models.CharField(max_length=8, choices=OPTIONS)
    work = models.PositiveIntegerField()
    seed = models.PositiveIntegerField(default=1)
    baseline = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="replanned"
    )
    title = models.CharField(max_length=200, blank=True, default="")
    asked_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="asked_together"
    )
    locks = WrittenField(default=list)
    programme_document = models.TextField()
    parts = WrittenField(null=True)
    phase = models.CharField(max_length=32, blank=True, default="")
    best = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    seconds = models.FloatField(default=0)
    beat_at = models.DateTimeField(null=True)
    cancel_is_asked = models.BooleanField(default=False)
    fault = models.TextField(blank=True, default="")
    conflicts = WrittenField(default=list)
    result = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class GivenFile(models.Model):
    """A programme file that someone gave to be read in, until they confirm what it would do or leave it."""

    by = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    content = WrittenField()

    def __str__(self) -> str:
        return f"{self.by} {self.name}"


class Remark(OfParty):
    """A comment or a proposed change on one line of a plan, for the working group."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="remarks")
    line = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=16, choices=RemarkKind, default=RemarkKind.COMMENT)
    text = models.TextField()
    proposed_start = models.DateField(null=True, blank=True)
    party = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True, default="")
    settled_by = models.CharField(max_length=64, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.line} {self.kind}"
