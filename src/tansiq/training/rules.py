"""What holds for competencies, ratings, courses and requests."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VERBS = {
    "training.take_in_skills": _("took in competencies from a programme file"),
    "training.take_in_supply": _("took in courses, venues and instructors from a programme file"),
    "training.take_in_demand": _("took in requests from a programme file"),
}
"""What each verb of this area is called in the journal."""


class Decay(TextChoices):
    """How a skill fades; half lives after Tatel & Ackerman (2025): accuracy 6.5, mixed 11, speed 13 months."""

    ACCURACY = "accuracy", _("accuracy")
    MIXED = "mixed", _("mixed")
    SPEED = "speed", _("speed")


class CourseMode(TextChoices):
    """Where a course is held."""

    RESIDENT = "resident", _("at a school abroad")
    MOBILE = "mtt", _("mobile training team")


class RamadanRule(TextChoices):
    """What a course does in Ramadan."""

    AVOID = "avoid", _("avoids Ramadan")
    HALF_DAYS = "half_days", _("half days in Ramadan")
    ALLOWED = "allowed", _("goes on in Ramadan")


class SpanKind(TextChoices):
    """What a yearly span of a course means."""

    CLOSED = "closed", _("never held")
    START_ONLY = "start_only", _("starts only then")


class RequestState(TextChoices):
    """Where a request stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    SCREENED = "screened", _("screened")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    REFUSED = "refused", _("refused")
    PLANNED = "planned", _("planned")
    FULFILLED = "fulfilled", _("fulfilled")
    PARTLY = "partly", _("fulfilled in part")
    LAPSED = "lapsed", _("lapsed")


class RatingState(TextChoices):
    """Where a rating stands: the software suggests, the commander confirms or overrides."""

    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    OVERRIDDEN = "overridden", _("overridden")
