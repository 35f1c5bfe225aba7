"""Steps of decisions and agreements to minutes cross: each party brings its own, and no other."""

from datetime import date

import pytest
from django.utils.translation import override

from tansiq.accords import services
from tansiq.accords.models import Decision, Meeting
from tansiq.accords.queries.crossing import (
    decision_form,
    minutes_form,
)
from tansiq.accords.rules import DecisionState, DecisionStep
from tansiq.accords.rules import decisions as decision_rules
from tansiq.accords.rules.crossing import (
    FormFaulty,
    Keeps,
    NoWayThere,
)
from tansiq.accords.services.meetings import MinutesFixed
from tansiq.core.models import JournalLine
from tansiq.people.queries import lines_told
from tests.accords.crossed import (
    AGREED_AT,
    agreed_by,
    decision_row,
    done,
    lines,
    meeting_form,
    now,
    with_basis,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------------------------------ decisions
CASES = [
    (owner, state, step, doer)
    for owner in ("dz", "ly", "joint")
    for state in DecisionState
    for step in DecisionStep
    for doer in ("dz", "ly")
]


@pytest.mark.parametrize(("owner", "state", "step", "doer"), CASES)
def test_a_step_of_a_decision_is_taken_in_where_it_is_theirs(take, meeting, owner, state, step, doer):
    words, on = "Said so", date(2025, 5, 17)
    asks = {"cancel_asked_by_party": "ly", "cancelled_because": words} if step == "cancel" else {}
    is_done = (
        {"evidence": "Letter", "done_by_party": doer, "done_on": on} if state in {"done", "confirmed"} else {}
    )
    confirmer = {"confirmed_by_party": "tn", "confirmed_on": on} if state == "confirmed" else {}
    fields = {"owner_party": owner, "state": state, **asks, **is_done, **confirmer}
    Decision.objects.filter(code="dec-dz-2025-dz").update(**fields)
    decision = Decision.objects.get(code="dec-dz-2025-dz")
    seen = decision_form(decision)
    leads_to = decision_rules.after(state, step)
    changes = decision_rules.step_changes(step, words=words, party="dz", on=on)
    wanted = {**changes, "state": leads_to or DecisionState.CONFIRMED}
    for name, value in wanted.items():
        setattr(decision, name, value)
    theirs = with_basis(decision_form(decision), seen)
    is_theirs = decision_rules.may_party_step(
        step, party="dz", owner_party=owner, done_by_party=is_done.get("done_by_party", "")
    )

    if leads_to and is_theirs:
        take("decision", theirs)
        assert decision_form(now(decision))["row"] == theirs["row"]
    elif decision_form(decision) == seen:
        take("decision", theirs)
        assert decision_form(now(decision)) == seen
    else:
        with pytest.raises((NoWayThere, FormFaulty)):
            take("decision", theirs)
        assert decision_form(now(decision)) == seen


def test_they_ask_to_cancel_and_we_agree(take, meeting, person, at):
    seen = decision_form(Decision.objects.get(code="dec-dz-2025-dz"))
    asked = {**seen["row"], "cancel_asked_by_party": "dz", "cancelled_because": "No longer needed"}

    decision = take("decision", with_basis({"row": asked}, seen))
    assert (decision.state, decision.cancel_asked_by_party) == ("open", "dz")

    cancelled = {"row": {**asked, "state": "cancelled"}}
    with pytest.raises(NoWayThere):
        take("decision", with_basis(cancelled, {"row": asked}))
    services.take_decision_step(
        code=decision.code,
        version=decision.version,
        step=DecisionStep.CANCEL,
        words="We agree",
        by=person("director"),
        at=at,
    )
    assert decision_form(now(decision)) == cancelled


def test_a_party_that_did_not_come_takes_no_step(take, meeting):
    seen = decision_form(Decision.objects.get(code="dec-dz-2025-dz"))
    row = {**seen["row"], **done("dz", "tn")}

    with pytest.raises(NoWayThere):
        take("decision", with_basis({"row": row}, seen), party="tn")


def test_they_do_their_work_and_confirm_ours(take, meeting, person, at):
    theirs = Decision.objects.get(code="dec-dz-2025-dz")
    take(
        "decision", with_basis({"row": {**done("dz", "dz"), "meeting": meeting.code}}, decision_form(theirs))
    )
    ours = Decision.objects.get(code="dec-dz-2025-ly")
    services.take_decision_step(
        code=ours.code, version=1, step=DecisionStep.FINISH, words="Letter 9", by=person("director"), at=at
    )
    seen = decision_form(now(ours))
    confirmed = {
        **seen["row"],
        "state": "confirmed",
        "confirmed_by_party": "dz",
        "confirmed_on": "2025-05-18",
    }
    take("decision", with_basis({"row": confirmed}, seen))

    assert (now(theirs).state, now(theirs).evidence, now(ours).state) == ("done", "Letter 14", "confirmed")


def test_they_cannot_say_that_we_did_our_work(take, meeting):
    seen = decision_form(Decision.objects.get(code="dec-dz-2025-ly"))
    row = {**seen["row"], **done("ly", "ly")}

    for keeps in (None, Keeps.THEIRS):
        with pytest.raises(NoWayThere):
            take("decision", with_basis({"row": row}, seen), keeps=keeps)


def test_the_words_of_a_decision_are_fixed_with_the_minutes(take, meeting):
    seen = decision_form(Decision.objects.get(code="dec-dz-2025-dz"))
    later = with_basis({"row": {**seen["row"], "due_on": "2025-12-31"}}, seen)
    fresh = {"row": {**decision_row("dz"), "id": "dec-dz-2025-new", "meeting": meeting.code}}
    Meeting.objects.filter(pk=meeting.pk).update(state="agreed")

    for form in (later, fresh):
        with pytest.raises(MinutesFixed):
            take("decision", form)

    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    assert take("decision", later).due_on == date(2025, 12, 31)
    assert take("decision", fresh).code == "dec-dz-2025-new"
    assert now(meeting).version == 3


# ------------------------------------------------------------------------------------------------------------ agreement
def agreed(meeting):
    return sorted(meeting.delegations.exclude(agreed_at=None).values_list("party", "agreed_by"))


def test_their_agreement_comes_with_their_form_and_ours_never_does(take):
    meeting = take("minutes", agreed_by("dz", "ly", state="agreed"))

    assert (agreed(meeting), meeting.state) == ([("dz", "")], "draft")


def test_the_last_agreement_fixes_the_minutes(take, meeting, person, at):
    services.agree_minutes(code=meeting.code, version=1, by=person("director"), at=at)
    take("minutes", agreed_by("dz"))

    assert (agreed(meeting), now(meeting).state) == ([("dz", ""), ("ly", "director")], "agreed")
    before = lines()
    take("minutes", agreed_by("dz"))
    assert lines() == before
    with pytest.raises(MinutesFixed):
        take("minutes", with_basis(agreed_by("dz", minutes={"en": "Else"}), minutes_form(now(meeting))))


def test_an_agreement_to_other_words_does_not_count(take, meeting):
    seen = minutes_form(now(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(minutes_en="We agreed on seats.")

    take("minutes", with_basis(agreed_by("dz"), seen))

    assert agreed(meeting) == []


def test_their_change_drops_our_agreement(take, meeting, person, at):
    services.agree_minutes(code=meeting.code, version=1, by=person("director"), at=at)
    seen = minutes_form(now(meeting))

    take("minutes", with_basis(agreed_by("dz", minutes={"en": "Else"}), seen))

    assert (agreed(meeting), now(meeting).state) == ([("dz", "")], "draft")


def test_no_form_fixes_minutes_that_our_side_did_not_agree_to(take, meeting):
    seen = minutes_form(now(meeting))
    alone = [{"party": "dz", "agreed_at": AGREED_AT.isoformat()}]

    taken = take("minutes", with_basis(meeting_form(delegations=alone, state="agreed"), seen))

    assert (agreed(taken), now(taken).state) == ([("dz", "")], "draft")


def test_the_journal_tells_in_words_what_was_taken_in(take, meeting):
    theirs = agreed_by("dz", agenda=[])
    theirs["decisions"][0]["due_on"] = "2025-10-01"
    take("minutes", with_basis(theirs, minutes_form(now(meeting))))

    with override("en"):
        line = lines_told(JournalLine.objects.order_by("-number")[:1])[0]

    algeria = "People's Democratic Republic of Algeria"
    assert (line.verb, line.code) == ("took in minutes from a partner", meeting.code)
    assert sorted(line.changes) == [
        ("agreed by", None, algeria), ("decisions", None, "dec-dz-2025-dz"), ("party", None, algeria),
    ]  # fmt: skip


def test_the_page_shows_their_agreement_without_an_account(take, visit):
    meeting = take("minutes", agreed_by("dz"))

    page = visit("director", "en").get(f"/accords/meetings/{meeting.code}/").text

    assert page.count("agreed to the minutes</span>") == 2
    assert page.count("has not agreed to the minutes") == 1
    assert '· <bdi dir="ltr"></bdi>' not in page
