"""The verbs of training."""

from tansiq.training.services.calendars import add_holiday, move_holiday, remove_holiday, set_ramadan
from tansiq.training.services.catalogue import change_course, offer_again, offer_course, withdraw_offer
from tansiq.training.services.crossing import mark_recalled, mark_released, take_in_offer, take_in_request
from tansiq.training.services.places import add_capacity_change, change_capacity, remove_capacity_change
from tansiq.training.services.ratings import measure_indicator, rate_task, release_rating
from tansiq.training.services.requests import (
    change_request,
    file_request,
    plan_requests,
    release_record,
    take_request_step,
    take_step_with_each,
)
from tansiq.training.services.taking_in import (
    put_demand,
    put_skills,
    put_supply,
    remove_taken_in,
    take_in_demand,
    take_in_skills,
    take_in_supply,
)
from tansiq.training.services.units import add_absence, change_unit, remove_absence

__all__ = [
    "add_absence",
    "add_capacity_change",
    "add_holiday",
    "change_capacity",
    "change_course",
    "change_request",
    "change_unit",
    "file_request",
    "mark_recalled",
    "mark_released",
    "measure_indicator",
    "move_holiday",
    "offer_again",
    "offer_course",
    "plan_requests",
    "put_demand",
    "put_skills",
    "put_supply",
    "rate_task",
    "release_rating",
    "release_record",
    "remove_absence",
    "remove_capacity_change",
    "remove_holiday",
    "remove_taken_in",
    "set_ramadan",
    "take_in_demand",
    "take_in_offer",
    "take_in_request",
    "take_in_skills",
    "take_in_supply",
    "take_request_step",
    "take_step_with_each",
    "withdraw_offer",
]
