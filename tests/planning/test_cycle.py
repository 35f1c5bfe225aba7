"""The yearly planning cycle: how milestones stand on a day, and what the programme's page shows of it."""

from datetime import date, timedelta

import pytest

from tansiq.accords.models import Meeting
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.year.cycle import the_cycle
from tansiq.planning.rules import MILESTONES, MilestoneState, milestone_state
from tansiq.training.models import Request

DUE = date(2025, 5, 31)


@pytest.mark.parametrize(
    ("days", "is_met", "state"),
    [
        (-1, True, "done"), (0, True, "done"), (1, True, "done"),
        (-1, False, "ahead"), (0, False, "ahead"), (1, False, "late"),
        (-1, None, "ahead"), (0, None, "ahead"), (1, None, "not_kept"),
    ],
)  # fmt: skip
def test_milestone_is_late_only_where_records_could_show_it(days, is_met, state: str) -> None:
    assert milestone_state(DUE, DUE + timedelta(days=days), is_met=is_met) == state


@pytest.fixture
def standing(person):
    def on(day: date, username: str = "director") -> dict[str, tuple[str, int]]:
        programme = Programme.objects.get()
        found = the_cycle(programme, person(username), PlanVersion.objects.get(number=1), day)
        keys = {str(label): key for key, label in MILESTONES.items()}
        return {keys[it.label]: (it.state.value, it.days_late) for it in found.milestones}

    return on


@pytest.mark.django_db
def test_every_milestone_of_the_file_stands_with_its_day(standing) -> None:
    assert standing(date(2025, 5, 18)) == {
        "offers_published": ("done", 0),
        "requests_in": ("done", 0),
        "draft_plan": ("done", 0),
        "working_group_minutes": ("ahead", 0),
        "plan_approved": ("ahead", 0),
        "quotas_confirmed": ("ahead", 0),
        "year_report": ("ahead", 0),
    }


@pytest.mark.django_db
def test_what_has_passed_and_is_not_in_the_records_is_late(standing) -> None:
    PlanVersion.objects.update(state="withdrawn")
    Request.objects.filter(pk=Request.objects.filter(owner="ly").first().pk).update(state="draft")

    found = standing(date(2025, 12, 31))

    assert {key: it for key, it in found.items() if it[0] != MilestoneState.DONE} == {
        "requests_in": ("late", 214),
        "draft_plan": ("late", 169),
        "working_group_minutes": ("late", 92),
        "plan_approved": ("late", 61),
        "quotas_confirmed": ("not_kept", 0),
        "year_report": ("not_kept", 0),
    }


@pytest.mark.django_db
def test_agreed_minutes_of_the_year_reach_their_milestone(standing) -> None:
    meeting = Meeting.objects.first()
    Meeting.objects.filter(pk=meeting.pk).update(
        kind="working_group", state="agreed", first_on="2025-04-01", last_on="2025-04-02", owner="joint"
    )

    assert standing(date(2025, 5, 18))["working_group_minutes"] == ("done", 0)
    assert standing(date(2026, 10, 1))["working_group_minutes"] == ("late", 1)


@pytest.mark.django_db
def test_request_that_the_partner_did_not_release_does_not_show_through(standing) -> None:
    it = Request.objects.filter(owner="ly").first()
    Request.objects.filter(pk=it.pk).update(state="draft", released_to="")

    assert standing(date(2025, 6, 30), "school")["requests_in"] == ("done", 0)
    assert standing(date(2025, 6, 30), "director")["requests_in"] == ("late", 30)


@pytest.mark.django_db
def test_conferences_are_those_of_the_plan_in_the_coming_year(person) -> None:
    plan, day = PlanVersion.objects.get(number=1), date(2025, 5, 18)

    found = the_cycle(Programme.objects.get(), person("director"), plan, day).conferences

    expected = sorted(
        on for held in opened(plan).plan.exercises for on in held.conferences.values()
        if day <= on <= day + timedelta(days=365)
    )  # fmt: skip
    assert [it.on for it in found] == expected
    assert found


@pytest.mark.django_db
def test_page_shows_the_cycle_with_what_is_late_in_words(visit) -> None:
    page = visit("planner", "en").get("/plan/").text

    assert page.count("✓ done") == 3
    assert ("The planning cycle of 2025" in page, "First possible course day" in page) == (True, True)
