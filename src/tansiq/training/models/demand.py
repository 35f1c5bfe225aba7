"""What is asked for."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.models import Record
from tansiq.organisations.models import Unit
from tansiq.training.models.supply import Course
from tansiq.training.rules import RequestState


class Request(Record):
    """How many people of a unit should pass a course, and by when."""

    SEARCHED = ("code", "justification")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="requests")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requests")
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    by_on = models.DateField(_("to be passed by"))
    priority = models.PositiveSmallIntegerField(
        _("priority"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    late_is_allowed = models.BooleanField(_("late is better than never"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=RequestState, default=RequestState.DRAFT)
    justification = models.TextField(_("why it is needed"), blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")
    planned_seats = models.PositiveIntegerField(_("seats planned"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="request_of_a_seat"),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=3), name="request_priority_1_to_3"
            ),
        ]
