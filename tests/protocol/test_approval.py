"""In force if and only if each party's latest word over these very bytes is yes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.small_exchange import MESSAGE

from tansiq_protocol.approval import Approval, Decision, Standing, Subject, latest, read_approval, standing
from tansiq_protocol.errors import TheirFault

PLAN = Subject(MESSAGE.id, 2, "a" * 64)
OTHERS = [
    Subject(MESSAGE.id, 2, "b" * 64),
    Subject(MESSAGE.id, 1, "a" * 64),
    Subject(MESSAGE.circle, 2, "a" * 64),
]
GIVEN = st.lists(
    st.builds(Approval, st.sampled_from("abcx"), st.sampled_from([PLAN, *OTHERS]), st.sampled_from(Decision)),
    max_size=8,
)
PARTIES = st.lists(st.sampled_from("abc"), max_size=4)


@settings(max_examples=40)
@given(PARTIES, GIVEN)
def test_standing_is_what_the_parties_said_last(parties: list[str], given: list[Approval]) -> None:
    last = {
        party: next((it.decision for it in reversed(given) if (it.party, it.subject) == (party, PLAN)), None)
        for party in parties
    }

    in_force = bool(last) and set(last.values()) == {Decision.APPROVE}
    rejected = Decision.REJECT in last.values()

    wanted = Standing.IN_FORCE if in_force else Standing.REJECTED if rejected else Standing.OPEN
    assert standing(PLAN, parties, given) is wanted


@settings(max_examples=40)
@given(PARTIES, GIVEN, st.sampled_from(Decision))
def test_who_is_no_party_changes_nothing(
    parties: list[str], given: list[Approval], decision: Decision
) -> None:
    assert standing(PLAN, parties, [*given, Approval("x", PLAN, decision)]) is standing(PLAN, parties, given)


@settings(max_examples=40)
@given(PARTIES, GIVEN, st.sampled_from(OTHERS), st.sampled_from("abc"))
def test_other_bytes_change_nothing(
    parties: list[str], given: list[Approval], other: Subject, party: str
) -> None:
    more = [*given, Approval(party, other, Decision.APPROVE)]

    assert standing(PLAN, parties, more) is standing(PLAN, parties, given)


@settings(max_examples=40)
@given(st.lists(st.sampled_from("abc"), min_size=1), GIVEN)
def test_one_party_more_is_never_easier(parties: list[str], given: list[Approval]) -> None:
    if standing(PLAN, [*parties, "d"], given) is Standing.IN_FORCE:
        assert standing(PLAN, parties, given) is Standing.IN_FORCE


def test_approval_is_taken_back() -> None:
    given = [Approval("a", PLAN, Decision.APPROVE), Approval("a", PLAN, Decision.WITHDRAW)]

    assert latest(PLAN, given) == {"a": Decision.WITHDRAW}
    assert standing(PLAN, ["a"], given) is Standing.OPEN


BODY = {"subject": {"id": PLAN.id, "rev": 2, "sha256": PLAN.sha256, "planHash": "x"}, "decision": "reject"}


def test_body_of_an_approval_is_read() -> None:
    assert read_approval("a", BODY) == Approval("a", PLAN, Decision.REJECT)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (None, "body"),
        ([], "body"),
        ({}, "body.subject"),
        (BODY | {"subject": None}, "body.subject"),
        (BODY | {"subject": {}}, "body.subject.id"),
        (BODY | {"subject": {"id": PLAN.id, "rev": True, "sha256": PLAN.sha256}}, "body.subject.rev"),
        (BODY | {"subject": {"id": PLAN.id, "rev": 2, "sha256": "A" * 64}}, "body.subject.sha256"),
        (BODY | {"decision": "maybe"}, "body.decision"),
        (BODY | {"decision": ["approve"]}, "body.decision"),
    ],
)
def test_body_of_another_shape_is_refused(body: object, field: str) -> None:
    with pytest.raises(TheirFault) as caught:
        read_approval("a", body)

    assert (caught.value.code, caught.value.figures) == ("bad_record", {"field": field})
