"""Minutes are fixed by the agreement of every party; a decision is closed by the party that did not do it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tansiq.accords import queries, services
from tansiq.accords.models import Accord, Decision, Meeting
from tansiq.accords.services.decisions import NotForYourSide, OwnerRefused, WordsMissing
from tansiq.accords.services.meetings import MeetingBackwards, MinutesFixed
from tansiq.accords.services.minutes import DelegationRefused, NotYetAgreeable
from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, StepRefused
from tansiq.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_met")]
ON = date(2025, 5, 18)
NO_NAMES: dict[str, str] = {}


def now(record):
    return type(record).objects.get(code=record.code)


@pytest.fixture
def act(person, at):
    """Run a verb on the meeting as it is now."""

    def run(verb, meeting, by="director", **given):
        return verb(code=meeting.code, version=now(meeting).version, by=person(by), at=at, **given)

    return run


@pytest.fixture
def meeting(person, at, act):
    called = services.call_meeting(
        kind="working_group", names={"en": "Second working group"}, series_number=2, place={"en": "Algiers"},
        first_on=date(2025, 5, 10), last_on=date(2025, 5, 11), accord=Accord.objects.get(code="agr-frame"),
        by=person("director"), at=at,
    )  # fmt: skip
    for party in ("ly", "dz", "tn"):
        act(services.add_delegation, called, party=party, names={}, head={}, organisations=[], is_host=False)
    return called


@pytest.fixture
def written(meeting, act):
    return act(services.write_minutes, meeting, minutes={"en": "Both sides agreed on dates."})


@pytest.fixture
def decision(meeting, person, at):
    return services.take_decision(
        meeting_code=meeting.code, meeting_version=now(meeting).version, texts={"en": "Send the list of seats."},
        owner_party="dz", owner_organisation=Organisation.objects.get(code="org-dz-trg"), due_on=date(2025, 5, 15),
        by=person("director"), at=at,
    )  # fmt: skip


@pytest.fixture
def step(person, at):
    def take(decision, name, by, words=""):
        version = now(decision).version
        return services.take_decision_step(
            code=decision.code, version=version, step=name, words=words, by=person(by), at=at
        )

    return take


# ------------------------------------------------------------------------------------------------------------- minutes
def test_minutes_are_fixed_when_every_participant_agreed(written, act):
    assert act(services.agree_minutes, written).state == "draft"
    assert act(services.agree_minutes, written, by="attache").state == "agreed"

    with pytest.raises(MinutesFixed):
        act(services.write_minutes, written, minutes={"en": "Something else."})
    assert now(written).minutes_en == "Both sides agreed on dates."


def test_change_takes_back_the_agreement_to_the_former_text(written, act):
    act(services.agree_minutes, written)
    act(services.write_minutes, written, minutes={"en": "Both sides agreed on other dates."})

    assert written.delegations.exclude(agreed_at=None).count() == 0


def test_same_text_written_again_takes_nothing_back(written, act):
    act(services.agree_minutes, written)
    act(services.write_minutes, written, minutes={"en": "Both sides agreed on dates."})

    assert written.delegations.exclude(agreed_at=None).count() == 1


def test_new_decision_takes_back_the_agreement(written, act, person, at):
    act(services.agree_minutes, written)
    seen = now(written).version
    services.take_decision(
        meeting_code=written.code, meeting_version=seen, texts={"en": "More."}, owner_party="ly",
        owner_organisation=None, due_on=None, by=person("attache"), at=at,
    )  # fmt: skip

    assert written.delegations.exclude(agreed_at=None).count() == 0
    with pytest.raises(ChangedMeanwhile):
        services.agree_minutes(code=written.code, version=seen, by=person("attache"), at=at)


def test_nobody_agrees_twice_or_to_nothing(meeting, act):
    with pytest.raises(NotYetAgreeable):
        act(services.agree_minutes, meeting)
    act(services.write_minutes, meeting, minutes={"ar": "نص"})
    act(services.agree_minutes, meeting)

    with pytest.raises(NotYetAgreeable):
        act(services.agree_minutes, meeting)


def test_minutes_await_each_party_in_turn(written, act, person):
    waiting = {who: list(queries.minutes_awaiting(person(who))) for who in ("director", "attache")}
    act(services.agree_minutes, written)

    assert waiting == {"director": [written], "attache": [written]}
    assert list(queries.minutes_awaiting(person("director"))) == []
    assert list(queries.minutes_awaiting(person("attache"))) == [written]


def test_agenda_keeps_its_order(meeting, act):
    for text in ("one", "two", "three"):
        act(services.add_agenda_item, meeting, texts={"en": text})
    three = meeting.agenda.get(text_en="three")
    act(services.move_agenda_item, meeting, item_id=three.pk)
    act(services.remove_agenda_item, meeting, item_id=meeting.agenda.get(text_en="one").pk)

    assert [it.text_en for it in meeting.agenda.order_by("position")] == ["three", "two"]
    with pytest.raises(NotFound):
        act(services.move_agenda_item, meeting, item_id=three.pk + 1000)


@pytest.mark.parametrize(
    ("party", "names", "organisation"),
    [("", {}, None), ("dz", {"en": "Chad"}, None), ("dz", {}, None), ("", {"en": "Chad"}, "org-dz-trg")],
)
def test_delegation_is_of_one_party_or_another_state(meeting, act, party, names, organisation):
    organisations = list(Organisation.objects.filter(code=organisation))

    with pytest.raises(DelegationRefused):
        act(
            services.add_delegation, meeting, party=party, names=names, head={}, organisations=organisations,
            is_host=False,
        )  # fmt: skip
    assert meeting.delegations.count() == 3


def test_delegation_entered_by_mistake_is_taken_out(meeting, act):
    act(services.remove_delegation, meeting, delegation_id=meeting.delegations.get(party="tn").pk)

    assert [it.party for it in meeting.delegations.order_by("position")] == ["ly", "dz"]


def test_meeting_does_not_end_before_it_begins(meeting, act):
    fields = {"kind": meeting.kind, "names": {}, "series_number": None, "place": {}, "accord": None}

    with pytest.raises(MeetingBackwards):
        act(services.change_meeting, meeting, **fields, first_on=ON, last_on=date(2025, 5, 17))
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(last_on=date(2025, 5, 1))


def test_role_without_minutes_keeps_none(meeting, act):
    with pytest.raises(NotAllowed):
        act(services.write_minutes, meeting, by="school", minutes={"en": "x"})


# ----------------------------------------------------------------------------------------------------------- decisions
def test_owner_reports_done_and_the_other_confirms(decision, step):
    step(decision, "start", "attache")
    step(decision, "finish", "attache", "Letter of 16 May.")
    closed = step(decision, "confirm", "director")

    assert (closed.state, closed.evidence, closed.done_by_party, closed.confirmed_by_party) == (
        "confirmed", "Letter of 16 May.", "dz", "ly",
    )  # fmt: skip


def test_owner_never_confirms_its_own_work(decision, step):
    step(decision, "finish", "attache", "Letter of 16 May.")

    with pytest.raises(NotForYourSide):
        step(decision, "confirm", "cooperation")
    assert now(decision).state == "done"


def test_other_party_does_not_report_for_the_owner(decision, step):
    with pytest.raises(NotForYourSide):
        step(decision, "finish", "director", "Letter of 16 May.")


def test_done_needs_evidence_in_the_database_too(decision, step):
    with pytest.raises(WordsMissing):
        step(decision, "finish", "attache", "  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="confirmed", evidence="x", confirmed_by_party="dz"
        )


def test_evidence_that_does_not_convince_is_sent_back(decision, step):
    step(decision, "finish", "attache", "Letter of 16 May.")
    back = step(decision, "send_back", "director", "The list is not enclosed.")

    assert (back.state, back.done_by_party) == ("in_progress", "")


def test_decision_is_cancelled_when_both_agree(decision, step):
    asked = step(decision, "cancel", "director", "No longer needed.")
    assert (asked.state, asked.cancel_asked_by_party) == ("open", "ly")
    with pytest.raises(NotForYourSide):
        step(decision, "cancel", "planner", "Again.")

    assert step(decision, "cancel", "attache", "We agree.").state == "cancelled"


def test_step_from_a_closed_state_is_refused(decision, step):
    with pytest.raises(StepRefused):
        step(decision, "confirm", "director")


def test_role_without_acknowledging_confirms_nothing(decision, step):
    step(decision, "finish", "attache", "Letter of 16 May.")

    with pytest.raises(NotAllowed):
        step(decision, "confirm", "planner")


def changed(decision, person, at, **given):
    fields = {
        "texts": {"en": "Send the list."}, "owner_party": "dz", "owner_organisation": None, "due_on": None, **given,
    }  # fmt: skip
    return services.change_decision(
        code=decision.code, version=now(decision).version, **fields, by=person("director"), at=at
    )


def test_words_of_a_decision_are_fixed_with_the_minutes(decision, act, person, at):
    assert changed(decision, person, at).text_en == "Send the list."
    act(services.write_minutes, decision.meeting, minutes={"en": "Agreed."})
    act(services.agree_minutes, decision.meeting)
    act(services.agree_minutes, decision.meeting, by="attache")

    with pytest.raises(MinutesFixed):
        changed(decision, person, at, texts={"en": "Keep the list."})


def test_organisation_belongs_to_the_owner(decision, person, at):
    with pytest.raises(OwnerRefused):
        changed(decision, person, at, owner_organisation=Organisation.objects.get(code="org-ly-td"))


def test_register_knows_mine_open_and_late(decision, step, person):
    def shown(who, show):
        return [it.code for it in queries.decisions_listed(person(who), ON, show=show)]

    assert (shown("attache", "mine"), shown("director", "mine")) == ([decision.code], [])
    assert (shown("director", "open"), shown("director", "late")) == ([decision.code], [decision.code])
    assert [it.code for it in queries.decisions_awaiting(person("attache"), ON)] == [decision.code]
    step(decision, "finish", "attache", "Letter of 16 May.")
    assert (shown("director", "late"), list(queries.decisions_awaiting(person("attache"), ON))) == ([], [])
    assert [it.code for it in queries.decisions_to_confirm(person("director"), ON)] == [decision.code]
    assert list(queries.decisions_to_confirm(person("attache"), ON)) == []
