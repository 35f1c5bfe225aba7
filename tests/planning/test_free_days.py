"""Days kept free of courses: what was typed stays when it is refused, and Ramadan is offered ready-made."""

import pytest

from tansiq.organisations.models import Ramadan
from tansiq.planning.models import Programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-10", "2026-02-01"), ("2026-02-10", "2026-13-01"), ("2026-02-10", "")]
)
def test_box_stays_open_with_what_was_typed(visit, first: str, last: str) -> None:
    answer = visit("planner", "en").post("/plan/free-days", {"first_on": first, "last_on": last})

    page = answer.text
    assert (answer.status_code, 'id="free-days" open' in page, f'value="{first}"' in page) == (
        409,
        True,
        True,
    )
    assert Programme.objects.get().locks.count() == 0


def test_ramadan_is_offered_from_the_first_day_any_party_keeps_to_the_last(visit) -> None:
    spans = Ramadan.objects.filter(year=2026).values_list("first_on", "last_on")
    first, last = min(it[0] for it in spans), max(it[1] for it in spans)
    director = visit("director", "en")

    page = director.get("/plan/").text
    director.post("/plan/free-days", {"first_on": first.isoformat(), "last_on": last.isoformat()})

    assert ("Ramadan 2026" in page, f'name="last_on" value="{last}"' in page) == (True, True)
    assert "Ramadan 2024" not in page
    lock = Programme.objects.get().locks.get()
    assert lock.content["closed"] == {"from": first.isoformat(), "to": last.isoformat()}


def test_whoever_makes_no_plans_is_refused(visit) -> None:
    days = {"first_on": "2026-02-01", "last_on": "2026-02-02"}

    assert visit("school", "en").post("/plan/free-days", days).status_code == 403
