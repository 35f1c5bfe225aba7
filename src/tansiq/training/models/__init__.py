"""Tables of training: skills, supply and demand."""

from tansiq.training.models.demand import Request
from tansiq.training.models.skills import Competency, Indicator, Measurement, Qualified, Rating, Task
from tansiq.training.models.supply import (
    Course,
    CourseSpan,
    Pool,
    PoolChange,
    Staffing,
    Teaching,
    Venue,
    VenueChange,
)

__all__ = [
    "Competency",
    "Course",
    "CourseSpan",
    "Indicator",
    "Measurement",
    "Pool",
    "PoolChange",
    "Qualified",
    "Rating",
    "Request",
    "Staffing",
    "Task",
    "Teaching",
    "Venue",
    "VenueChange",
]
