"""The chain of a feed: dense places, heads that lead on, and what becomes of whatever comes."""

from __future__ import annotations

from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq_protocol.errors import TheirFault
from tansiq_protocol.feed import (
    NO_HEAD,
    OUTCOMES,
    Bytes,
    Epoch,
    Feed,
    Outcome,
    Place,
    demand_taken,
    new_epoch,
    next_head,
    outcome,
)

FIRST, SECOND, THIRD = "00000001-a", "00000002-b", "00000003-c"
HASHES = st.lists(st.binary(max_size=3).map(lambda it: sha256(it).hexdigest()), max_size=6)


def test_heads_hash_epoch_head_and_record() -> None:
    record = sha256(b"record").hexdigest()
    told = f"tansiq-feed-1\nE\n{'0' * 64}\n{record}"

    assert next_head("E", NO_HEAD, record) == sha256(told.encode()).hexdigest()


@settings(max_examples=50)
@given(HASHES, HASHES)
def test_other_histories_have_other_heads(one: list[str], other: list[str]) -> None:
    def run(epoch: str, records: list[str]) -> Feed:
        feed = Feed(epoch)
        for record in records:
            feed = feed.advanced(record)
        return feed

    assert run(FIRST, one).place == len(one)
    assert (run(FIRST, one) == run(FIRST, other)) == (one == other)
    if one:
        assert run(FIRST, one).head != run(SECOND, one).head


POSSIBLE = {
    # before a new epoch's beginning there is nothing
    *((Epoch.PRESENT, place, kept) for place, kept in product(Place, Bytes)),
    *((Epoch.NEW, place, kept) for place, kept in product((Place.NEXT, Place.AHEAD), Bytes)),
    # of an epoch that has ended, what is kept lies before its end, and what is not kept does not
    *((Epoch.ENDED, Place.BEFORE, kept) for kept in (Bytes.SAME, Bytes.OTHER)),
    *((Epoch.ENDED, place, Bytes.NONE) for place in (Place.NEXT, Place.AHEAD)),
}


def test_table_holds_what_can_be_and_nothing_else() -> None:
    assert set(OUTCOMES) == POSSIBLE


@pytest.mark.parametrize("case", sorted(OUTCOMES), ids="-".join)
def test_outcome_is_lawful(case: tuple[Epoch, Place, Bytes]) -> None:
    epoch, place, kept = case
    came = OUTCOMES[case]

    if kept is Bytes.SAME:
        assert came is Outcome.KNOWN  # the same bytes again are a success, always
    elif kept is Bytes.OTHER or place is Place.BEFORE:
        assert came is Outcome.FORK
    elif epoch is Epoch.ENDED:
        assert came is Outcome.STALE
    else:
        assert came is (Outcome.TAKE if place is Place.NEXT else Outcome.KEEP_AHEAD)


def test_every_case_that_can_come_has_an_outcome_and_every_outcome_a_case() -> None:
    feeds = [None, Feed(SECOND), Feed(SECOND, 2, "h")]
    ended = [frozenset(), frozenset({FIRST}), frozenset({FIRST, THIRD})]
    came = {
        outcome(feed, gone, epoch=epoch, place=place, kept=kept)
        for feed, gone, epoch, place, kept in product(
            feeds, ended, (FIRST, SECOND, THIRD), (1, 2, 3, 4), Bytes
        )
    }

    assert came == set(Outcome)


@pytest.mark.parametrize(
    ("feed", "ended", "epoch", "place", "kept", "wanted"),
    [
        (None, (), FIRST, 1, Bytes.NONE, Outcome.TAKE),
        (None, (), FIRST, 3, Bytes.NONE, Outcome.KEEP_AHEAD),
        (Feed(SECOND, 4), (), SECOND, 5, Bytes.NONE, Outcome.TAKE),
        (Feed(SECOND, 4), (), SECOND, 4, Bytes.SAME, Outcome.KNOWN),
        (Feed(SECOND, 4), (), SECOND, 4, Bytes.OTHER, Outcome.FORK),
        (Feed(SECOND, 4), (), SECOND, 4, Bytes.NONE, Outcome.FORK),
        (Feed(SECOND, 4), (), SECOND, 9, Bytes.NONE, Outcome.KEEP_AHEAD),
        (Feed(SECOND, 4), (), SECOND, 9, Bytes.SAME, Outcome.KNOWN),
        (Feed(SECOND, 4), (), THIRD, 1, Bytes.NONE, Outcome.TAKE),
        (Feed(SECOND, 4), (), FIRST, 1, Bytes.NONE, Outcome.STALE),  # a stick that was long on its way
        (Feed(SECOND, 4), (FIRST,), FIRST, 7, Bytes.NONE, Outcome.STALE),
        (Feed(SECOND, 4), (FIRST,), FIRST, 7, Bytes.SAME, Outcome.KNOWN),
        (Feed(SECOND, 4), (FIRST,), FIRST, 7, Bytes.OTHER, Outcome.FORK),
    ],
)
def test_entry_becomes_what_the_story_tells(
    feed: Feed | None, ended: tuple[str, ...], epoch: str, place: int, kept: Bytes, wanted: Outcome
) -> None:
    assert outcome(feed, frozenset(ended), epoch=epoch, place=place, kept=kept) is wanted


REFUSED = {Outcome.FORK: "fork", Outcome.STALE: "stale_epoch"}


@pytest.mark.parametrize("came", sorted(set(Outcome) - set(REFUSED)))
def test_what_is_no_fork_and_not_stale_is_taken(came: Outcome) -> None:
    demand_taken(came)


@pytest.mark.parametrize(("came", "code"), REFUSED.items())
def test_forks_and_stale_entries_are_refused(came: Outcome, code: str) -> None:
    with pytest.raises(TheirFault) as caught:
        demand_taken(came)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("known", "number"),
    [
        ([], 1),
        ([FIRST], 2),
        ([SECOND, FIRST], 3),
        (["x", ""], 1),
        (["٠٠٠٠٠٠٠٩-x"], 1),
        (["99999999-x"], 99_999_999),
    ],
)
def test_new_epoch_comes_after_all_that_are_known(known: list[str], number: int) -> None:
    assert new_epoch(known)[:9] == f"{number:08d}-"
    assert new_epoch(known) != new_epoch(known)
