"""What is offered: courses, the venues they are held at, and who teaches them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Accord
from tansiq.core.models import Named, Record
from tansiq.organisations.models import Party
from tansiq.training.models.skills import Competency
from tansiq.training.rules import CostKind, CourseMode, Language, RamadanRule, Reason, Region, SpanKind


class Venue(Record, Named):
    """A place of training; capacity is people in one week. It carries a region, never a coordinate."""

    region = models.CharField(_("region"), max_length=64, choices=Region, blank=True, default="")
    capacity = models.PositiveIntegerField(_("people in one week"), validators=[MinValueValidator(1)])
    tags = models.CharField(_("tags"), max_length=300, blank=True, default="")


class Change(models.Model):
    """Days on which another capacity holds; 0 closes."""

    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    capacity = models.PositiveIntegerField(_("capacity"))
    why = models.CharField(_("reason"), max_length=64, choices=Reason, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.first_on}/{self.last_on}"


class VenueChange(Change):
    """Another capacity of a venue."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="venue_change_in_order")
        ]


class Pool(Record, Named):
    """Instructors; capacity is how many are available in one week. A pool can grow with graduates of a course."""

    capacity = models.PositiveIntegerField(_("instructors in one week"))
    languages = models.CharField(_("languages"), max_length=64, blank=True, default="")
    grows_by_course = models.ForeignKey(
        "training.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="grown_pools"
    )
    grows_per_graduates = models.PositiveIntegerField(null=True, blank=True)
    grows_by = models.PositiveIntegerField(null=True, blank=True)
    grows_to = models.PositiveIntegerField(null=True, blank=True)


class PoolChange(Change):
    """Another capacity of a pool."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="pool_change_in_order")
        ]


class Course(Record, Named):
    """A course of the catalogue, offered by a party. `position` keeps the order of its venues."""

    provider = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="courses")
    mode = models.CharField(_("mode"), max_length=16, choices=CourseMode)
    legal_basis = models.ManyToManyField(Accord, related_name="courses", verbose_name=_("legal basis"))
    venues = models.ManyToManyField(Venue, related_name="courses", verbose_name=_("venues"))
    prerequisites = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="leads_to", verbose_name=_("prerequisites")
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), validators=[MinValueValidator(1), MaxValueValidator(104)]
    )
    seats_min = models.PositiveIntegerField(_("smallest class"), validators=[MinValueValidator(1)])
    seats_max = models.PositiveIntegerField(_("largest class"), validators=[MinValueValidator(1)])
    language = models.CharField(_("language"), max_length=3, choices=Language)
    prepares_language = models.CharField(
        _("prepares for the language"), max_length=3, choices=Language, blank=True, default=""
    )
    ramadan = models.CharField(_("Ramadan"), max_length=16, choices=RamadanRule)
    editions_a_year_at_most = models.PositiveSmallIntegerField(
        _("editions a year at most"), validators=[MinValueValidator(1)]
    )
    cost_kind = models.CharField(
        _("kind of cost"), max_length=64, choices=CostKind, default=CostKind.INSTRUCTION
    )
    cost_fixed = models.PositiveBigIntegerField(_("cost of an edition"))
    cost_per_seat = models.PositiveBigIntegerField(_("cost of a seat"))
    tags = models.CharField(_("tags"), max_length=300, blank=True, default="")
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_max__gte=F("seats_min"), seats_min__gte=1), name="class_sizes_in_order"
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1, weeks__lte=104), name="course_of_1_to_104_weeks"
            ),
        ]


class CourseSpan(models.Model):
    """A yearly span (`06-15` to `09-15`) in which a course is never held, or in which alone it starts."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="spans")
    kind = models.CharField(_("kind"), max_length=16, choices=SpanKind)
    first = models.CharField(_("from, month-day"), max_length=5)
    last = models.CharField(_("to, month-day"), max_length=5)

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


class Teaching(models.Model):
    """Points a course adds to a competency when a unit's whole quota passes, and the level it cannot pass alone."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teachings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="teachings")
    gain = models.PositiveSmallIntegerField(
        _("gain"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    cap = models.PositiveSmallIntegerField(_("cap"), validators=[MaxValueValidator(100)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "competency"], name="taught_once")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.competency_id}"


class Staffing(models.Model):
    """Instructors of one pool in one alternative of a course; the planner takes one alternative whole."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="staffings")
    alternative = models.PositiveSmallIntegerField(_("alternative"), default=1)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="staffings")
    instructors = models.PositiveSmallIntegerField(_("instructors"), validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "alternative", "pool"], name="pool_once_an_alternative")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.alternative} {self.pool_id}"
