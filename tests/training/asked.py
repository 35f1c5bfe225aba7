"""A request as tests file it, and in any state."""

from datetime import date

from tansiq.training.models import Request
from tansiq.training.rules import RequestState

GIVEN = {
    "unit": "u-ly-bg-n", "course": "crs-med-101", "seats": 12, "by_on": date(2026, 6, 30), "priority": 2,
    "late_is_allowed": False, "justification": "First aid is the weakest task",
}  # fmt: skip
FORM = {**GIVEN, "by_on": "2026-06-30"}


def in_state(request: Request, state: RequestState) -> Request:
    Request.objects.filter(pk=request.pk).update(state=state)
    request.refresh_from_db()
    return request
