"""The words of training: its verbs, and every list of choices."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS = {
    "training.take_in_skills": _("took in competencies from a programme file"),
    "training.take_in_supply": _("took in courses, venues and instructors from a programme file"),
    "training.plan_requests": _("marked the requests of an approved plan as planned"),
    "training.take_in_demand": _("took in requests from a programme file"),
    "training.change_unit": _("changed the figures of a unit"),
    "training.add_absence": _("added an absence of a unit"),
    "training.remove_absence": _("removed an absence of a unit"),
    "training.file_request": _("drafted a request"),
    "training.change_request": _("changed a request"),
    "training.take_request_step": _("took a step with a request"),
    "training.release_record": _("released a record to a party, or took that back"),
    "training.offer_course": _("offered a new course"),
    "training.change_course": _("changed a course"),
    "training.withdraw_offer": _("withdrew the offer of a course"),
    "training.offer_again": _("offered a course again"),
    "training.change_capacity": _("changed a capacity"),
    "training.add_capacity_change": _("added a change of capacity"),
    "training.remove_capacity_change": _("removed a change of capacity"),
    "training.rate_task": _("rated a task"),
    "training.release_rating": _("released a task's rating to a party, or took that back"),
    "training.take_in_offer": _("took in an offer from a partner"),
    "training.take_in_request": _("took in a request from a partner"),
    "training.mark_released": _("released to a partner"),
    "training.mark_recalled": _("recalled from a partner"),
    "training.measure_indicator": _("measured an indicator"),
}
"""What each verb of this area is called in the journal."""

STEP_WORDS = {
    "training.take_request_step": {
        "submit": _("submitted a request"),
        "withdraw": _("withdrew a request"),
        "screen": _("screened a request"),
        "accept": _("accepted a request"),
        "return": _("returned a request with an answer"),
        "refuse": _("refused a request with an answer"),
    }
}
"""What a verb is called by the step that it takes."""

ENTRIES = {
    "absence": _("absence"),
    "change": _("days with another capacity"),
    "competencies": _("competencies"),
    "course": _("course"),
    "courses": _("courses"),
    "parts": _("what it stands on"),
    "provider": _("provider"),
    "venues": _("venues"),
    "legal_basis": _("legal basis"),
    "prerequisites": _("prerequisites"),
    "alternatives": _("instructors"),
    "teaches": _("teaches"),
    "closed": _("never held"),
    "start_only": _("starts only"),
    "pools": _("instructor pools"),
    "requests": _("requests"),
    "tasks": _("tasks"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""


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


class CostKind(TextChoices):
    """Which line of the budget the cost of a course stands on."""

    INSTRUCTION = "instruction", _("instruction")
    LANGUAGE = "language", _("language preparation")


class Language(TextChoices):
    """Languages that a course is held in, or prepares for."""

    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class UnitType(TextChoices):
    """Kinds of unit that the programme file names; another kind is shown by its word."""

    BORDER_GUARD = "border_guard", _("border guard")
    COUNTER_TERRORISM = "counter_terrorism", _("counter-terrorism")
    ENGINEER = "engineer", _("engineers")
    MEDICAL = "medical", _("medical")
    SIGNALS = "signals", _("signals")
    STAFF_CADRE = "staff_cadre", _("staff cadre")
    INSTRUCTOR_CADRE = "instructor_cadre", _("instructor cadre")
    EXERCISE_PARTNER = "exercise_partner", _("exercise partner")


class Reason(TextChoices):
    """Why a unit is away or a capacity changes; another reason is shown as it was written."""

    ROTATION = "rotation", _("rotation")
    NATIONAL_TASK = "national_task", _("national task")
    TRAINING_YEAR_END = "training_year_end", _("end of the training year")
    MAINTENANCE = "maintenance", _("maintenance")
    OTHER = "other", pgettext_lazy("reason", "other")


class Region(TextChoices):
    """Regions of venues that the programme file names; another one is shown by its word."""

    NORTH = "north", _("north")
    SOUTH_EAST = "south_east", _("south-east")
    NORTH_WEST = "north_west", _("north-west")
    TRIPOLI = "tripoli", _("Tripoli")
    GHADAMES = "ghadames", _("Ghadames")


class HolidayName(TextChoices):
    """Holidays by the keys of the programme file."""

    NEW_YEAR = "new_year", _("New Year")
    YENNAYER = "yennayer", _("Yennayer")
    EID_AL_FITR = "eid_al_fitr", _("Eid al-Fitr")
    LABOUR_DAY = "labour_day", _("Labour Day")
    EID_AL_ADHA = "eid_al_adha", _("Eid al-Adha")
    ARAFAH_AND_EID_AL_ADHA = "arafah_and_eid_al_adha", _("Day of Arafah and Eid al-Adha")
    ISLAMIC_NEW_YEAR = "islamic_new_year", _("Islamic New Year")
    INDEPENDENCE_AND_ASHURA = "independence_and_ashura", _("Independence Day and Ashura")
    ASHURA = "ashura", _("Ashura")
    MAWLID = "mawlid", _("Birth of the Prophet")
    REVOLUTION_DAY = "revolution_day", _("Revolution Day")
    INDEPENDENCE_DAY = "independence_day", _("Independence Day")
    MARTYRS_DAY = "martyrs_day", _("Martyrs' Day")
    LIBERATION_DAY = "liberation_day", _("Liberation Day")
    REPUBLIC_DAY = "republic_day", _("Republic Day")
    WOMENS_DAY = "womens_day", _("Women's Day")
    EVACUATION_DAY = "evacuation_day", _("Evacuation Day")


class RatingState(TextChoices):
    """Where a rating stands: suggested by the software, confirmed or overridden by the commander, stale by decay.

    Only confirmed and overridden are kept; the other two follow from the day.
    """

    SUGGESTED = "suggested", pgettext_lazy("rating", "suggested")
    CONFIRMED = "confirmed", pgettext_lazy("rating", "confirmed")
    OVERRIDDEN = "overridden", pgettext_lazy("rating", "overridden")
    STALE = "stale", pgettext_lazy("rating", "stale")
