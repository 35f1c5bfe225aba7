"""The tables of this area: every state by every step, how an accord stands on a day, and the law of sources."""

from datetime import date

import pytest

from tansiq.accords.rules import (
    AccordState,
    AccordStep,
    AccordType,
    Certainty,
    Dates,
    DecisionState,
    DecisionStep,
    MinutesState,
    MinutesStep,
)
from tansiq.accords.rules import accords as accord_rules
from tansiq.accords.rules import decisions as decision_rules
from tansiq.accords.rules import meetings as meeting_rules
from tansiq.accords.rules.facts import may_be_said

ON = date(2025, 5, 18)
ACCORD_LIFE = """
not_started begin drafting | not_started negotiate negotiating | drafting negotiate negotiating
draft negotiate negotiating | negotiating initial initialled | initialled sign signed | signed ratify signed
signed enter_into_force in_force | drafting approve approved | draft approve approved
in_force renew renewed | expiring renew renewed | renewed renew renewed
in_force expire expired | expiring expire expired | renewed expire expired | approved expire expired
signed terminate terminated | approved terminate terminated | in_force terminate terminated
expiring terminate terminated | renewed terminate terminated
not_started withdraw terminated | drafting withdraw terminated | draft withdraw terminated
negotiating withdraw terminated | initialled withdraw terminated
"""
DECISION_LIFE = """
open start in_progress | open finish done | in_progress finish done | done confirm confirmed
done send_back in_progress | open cancel cancelled | in_progress cancel cancelled
"""
MINUTES_LIFE = "draft change draft | draft agree draft | draft agree_last agreed"


def told(table: str) -> dict[tuple[str, str], str]:
    rows = (row.split() for row in table.replace("\n", "|").split("|") if row.strip())
    return {(state, step): leads_to for state, step, leads_to in rows}


@pytest.mark.parametrize("state", AccordState)
@pytest.mark.parametrize("step", AccordStep)
def test_accord_step_leads_where_the_table_says(state, step):
    assert accord_rules.after(state, step) == told(ACCORD_LIFE).get((state, step))


@pytest.mark.parametrize("state", DecisionState)
@pytest.mark.parametrize("step", DecisionStep)
def test_decision_step_leads_where_the_table_says(state, step):
    assert decision_rules.after(state, step) == told(DECISION_LIFE).get((state, step))


@pytest.mark.parametrize("state", MinutesState)
@pytest.mark.parametrize("step", MinutesStep)
def test_minutes_step_leads_where_the_table_says(state, step):
    assert meeting_rules.after(state, step) == told(MINUTES_LIFE).get((state, step))


def test_every_step_needs_a_permission():
    assert set(accord_rules.NEEDS) == set(AccordStep)
    assert set(decision_rules.NEEDS) == set(DecisionStep)
    assert set(meeting_rules.NEEDS) == set(MinutesStep)


@pytest.mark.parametrize(
    ("state", "valid_until", "months", "stands"),
    [
        ("in_force", None, None, "in_force"),
        ("in_force", date(2025, 11, 15), None, "in_force"),
        ("in_force", date(2025, 11, 14), None, "expiring"),
        ("in_force", date(2025, 5, 18), None, "expiring"),
        ("in_force", date(2025, 5, 17), None, "expired"),
        ("in_force", date(2025, 5, 17), 12, "renewed"),
        ("renewed", date(2025, 6, 1), None, "expiring"),
        ("renewed", date(2027, 6, 1), None, "renewed"),
        ("expiring", date(2027, 6, 1), None, "in_force"),
        ("expiring", None, None, "expiring"),
        ("approved", date(2025, 5, 17), 12, "expired"),
        ("approved", date(2025, 5, 19), None, "approved"),
        ("signed", date(2025, 5, 17), None, "signed"),
        ("negotiating", date(2025, 5, 17), None, "negotiating"),
        ("terminated", date(2027, 5, 17), None, "terminated"),
    ],
)
def test_accord_stands_by_its_days(state, valid_until, months, stands):
    assert accord_rules.standing(state, Dates(valid_until=valid_until), months, ON) == stands


def test_accord_before_its_first_day_is_only_signed():
    assert accord_rules.standing("in_force", Dates(in_force_on=date(2025, 5, 19)), None, ON) == "signed"


@pytest.mark.parametrize(
    ("state", "kind", "dates", "steps"),
    [
        ("draft", AccordType.ANNEX, Dates(), ["negotiate", "withdraw"]),
        ("draft", AccordType.ANNUAL_PLAN, Dates(), ["negotiate", "approve", "withdraw"]),
        ("signed", AccordType.ANNEX, Dates(), ["ratify", "enter_into_force", "terminate"]),
        ("signed", AccordType.ANNEX, Dates(ratified_on=ON), ["enter_into_force", "terminate"]),
        ("in_force", AccordType.ANNEX, Dates(valid_until=date(2025, 5, 19)), ["renew", "terminate"]),
        (
            "in_force",
            AccordType.ANNEX,
            Dates(valid_until=date(2025, 5, 17)),
            ["renew", "expire", "terminate"],
        ),
        ("expired", AccordType.ANNEX, Dates(), []),
        ("terminated", AccordType.ANNEX, Dates(), []),
    ],
)
def test_steps_are_those_that_make_sense_today(state, kind, dates, steps):
    assert accord_rules.steps_from(state, kind, dates, None, ON) == steps


@pytest.mark.parametrize(
    ("stands", "last", "dormant"),
    [
        ("in_force", date(2024, 5, 18), False),
        ("in_force", date(2024, 5, 17), True),
        ("in_force", None, True),
        ("expired", None, False),
        ("draft", None, False),
    ],
)
def test_accord_in_force_is_dormant_after_twelve_quiet_months(stands, last, dormant):
    assert accord_rules.is_dormant(stands, last, ON) is dormant


def test_activity_counts_for_all_above_and_a_circle_ends():
    parents = {1: None, 2: 1, 3: 2, 4: 5, 5: 4, 6: 99}
    happened = {1: date(2020, 1, 1), 3: ON, 4: ON, 6: ON}

    assert accord_rules.last_activities(parents, happened) == dict.fromkeys(range(1, 7), ON)


@pytest.mark.parametrize(
    ("step", "dates", "given", "is_fine"),
    [
        ("sign", Dates(), {"signed_on": ON}, True),
        ("sign", Dates(), {"signed_on": date(2025, 5, 19)}, False),
        ("approve", Dates(valid_until=date(2025, 1, 1)), {"signed_on": ON}, False),
        ("ratify", Dates(signed_on=ON), {"ratified_on": date(2025, 5, 17)}, False),
        ("enter_into_force", Dates(signed_on=ON), {"in_force_on": date(2025, 5, 17)}, False),
        ("enter_into_force", Dates(ratified_on=ON), {"in_force_on": date(2025, 5, 17)}, False),
        ("enter_into_force", Dates(signed_on=ON), {"in_force_on": date(2025, 6, 1)}, True),
        ("enter_into_force", Dates(), {"in_force_on": ON, "valid_until": ON}, False),
        ("enter_into_force", Dates(valid_until=ON), {"in_force_on": ON}, False),
        ("renew", Dates(valid_until=date(2026, 1, 1)), {"valid_until": date(2026, 1, 1)}, False),
        ("renew", Dates(valid_until=date(2024, 1, 1)), {"valid_until": ON}, False),
        ("renew", Dates(valid_until=date(2026, 1, 1)), {"valid_until": date(2027, 1, 1)}, True),
    ],
)
def test_days_of_a_step_go_together(step, dates, given, is_fine):
    assert (accord_rules.days_fault(step, dates, given, ON) is None) is is_fine


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        ("open", date(2025, 5, 17), True),
        ("in_progress", date(2025, 5, 17), True),
        ("open", ON, False),
        ("open", None, False),
        ("done", date(2025, 5, 17), False),
        ("cancelled", date(2025, 5, 17), False),
    ],
)
def test_decision_is_late_after_its_day(state, due_on, late):
    assert decision_rules.is_late(state, due_on, ON) is late


@pytest.mark.parametrize(
    ("step", "party", "owner_party", "done_by", "may"),
    [
        ("finish", "ly", "ly", "", True),
        ("finish", "dz", "ly", "", False),
        ("finish", "dz", "joint", "", True),
        ("confirm", "ly", "ly", "ly", False),
        ("confirm", "dz", "ly", "ly", True),
        ("confirm", "dz", "joint", "dz", False),
        ("confirm", "ly", "joint", "dz", True),
        ("send_back", "ly", "ly", "ly", False),
        ("cancel", "dz", "ly", "", True),
    ],
)
def test_owner_works_and_the_other_confirms(step, party, owner_party, done_by, may):
    found = decision_rules.may_party_step(step, party=party, owner_party=owner_party, done_by_party=done_by)

    assert found is may


@pytest.mark.parametrize("certainty", Certainty)
@pytest.mark.parametrize("named", [True, False])
def test_source_without_a_name_is_never_an_agreement(certainty, named):
    assert may_be_said(certainty, is_source_named=named) is (named or certainty in {"claimed", "discussed"})
