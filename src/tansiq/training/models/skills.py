"""What units must be able to do, and how well they can."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Named, Record
from tansiq.organisations.models import Organisation, Unit
from tansiq.training.rules import Decay, RatingState


class Competency(Record, Named):
    """A skill: task, condition and standard, and the class and half life by which it fades."""

    decay = models.CharField(_("fades by"), max_length=16, choices=Decay)
    half_life_months = models.DecimalField(_("half life, in months"), max_digits=6, decimal_places=3)
    task = models.TextField(_("task"), blank=True, default="")
    condition = models.TextField(_("condition"), blank=True, default="")
    standard = models.TextField(_("standard"), blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(half_life_months__gt=0, half_life_months__lte=600), name="half_life_0_to_600"
            )
        ]


class Task(models.Model):
    """A line of a unit's mission-essential list; `start_points` is its score on the programme's first day."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tasks")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="tasks")
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    target = models.CharField(_("target letter"), max_length=8)
    start_points = models.PositiveSmallIntegerField(
        _("points at the start"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    released_to = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "competency"], name="one_task_a_competency"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="task_weight_1_to_5"),
            models.CheckConstraint(condition=Q(start_points__lte=100), name="task_points_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.competency_id}"


class Rating(models.Model):
    """What a commander said of a task on a day: the letter suggested, the letter given, and why they differ."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="ratings")
    rated_on = models.DateField(_("day"))
    suggested_points = models.PositiveSmallIntegerField(
        _("points suggested"), validators=[MaxValueValidator(100)]
    )
    suggested_letter = models.CharField(_("letter suggested"), max_length=8)
    letter = models.CharField(_("letter given"), max_length=8)
    points = models.PositiveSmallIntegerField(_("points given"), validators=[MaxValueValidator(100)])
    state = models.CharField(_("state"), max_length=16, choices=RatingState)
    reason = models.TextField(_("reason"), blank=True, default="")
    evidence = models.TextField(_("evidence"), blank=True, default="")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RatingState.OVERRIDDEN) | ~Q(reason=""), name="override_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RatingState.CONFIRMED, RatingState.OVERRIDDEN]), name="rating_is_given"
            ),
            models.CheckConstraint(condition=Q(points__lte=100), name="rating_points_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.letter}"


class Qualified(models.Model):
    """How many of a unit passed a course before the programme began."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="qualified")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="qualified_before")
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "course"], name="qualified_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.course_id}"


class Indicator(Record, Named):
    """An institution-building indicator, levels 0 to 4, judged twice a year with evidence."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="indicators")
    start_level = models.PositiveSmallIntegerField(_("level at the start"), validators=[MaxValueValidator(4)])
    target_level = models.PositiveSmallIntegerField(_("target level"), validators=[MaxValueValidator(4)])
    evidence = models.TextField(_("evidence"), blank=True, default="")


class Measurement(models.Model):
    """The level that a joint panel found an indicator at on a day, with the evidence it saw."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measurements")
    level = models.PositiveSmallIntegerField(_("level"), validators=[MaxValueValidator(4)])
    measured_on = models.DateField(_("measured on"))
    evidence = models.TextField(_("evidence"))
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=4), name="measured_level_0_to_4"),
            models.CheckConstraint(condition=~Q(evidence=""), name="measured_with_evidence"),
            models.UniqueConstraint(fields=["indicator", "measured_on"], name="measured_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.level} {self.measured_on}"
