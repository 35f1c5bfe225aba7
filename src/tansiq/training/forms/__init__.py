"""Forms of training."""

from tansiq.training.forms.calendars import HolidayForm, MoveHolidayForm, RamadanForm
from tansiq.training.forms.courses import CourseForm, NewCourseForm
from tansiq.training.forms.ratings import MeasurementForm, OnDayForm, RatingForm
from tansiq.training.forms.requests import NewRequestForm, RequestForm, StepForm
from tansiq.training.forms.units import AbsenceForm, BaseCapacityForm, CapacityForm, UnitForm

__all__ = [
    "AbsenceForm",
    "BaseCapacityForm",
    "CapacityForm",
    "CourseForm",
    "HolidayForm",
    "MeasurementForm",
    "MoveHolidayForm",
    "NewCourseForm",
    "NewRequestForm",
    "OnDayForm",
    "RamadanForm",
    "RatingForm",
    "RequestForm",
    "StepForm",
    "UnitForm",
]
