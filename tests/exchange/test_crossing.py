"""A record crosses: prepared, released, carried, kept; once, however often it comes."""

from exchange.carrying import bundle, release_message, take

from tansiq.exchange.models import InFeed, Partner, Received
from tansiq.exchange.rules import ReceivedState


def counts(passage) -> tuple[int, int, int, int]:
    return passage.new, passage.known, passage.held, passage.refused


def test_what_is_released_arrives_once(offices):
    ly, dz = offices
    for text in ("one", "two", "three"):
        release_message(ly, "dz", text)
    content = bundle(ly, "dz")

    assert counts(take(dz, content)) == (3, 0, 0, 0)
    assert counts(take(dz, content)) == (0, 3, 0, 0)
    with dz:
        assert [it.state for it in Received.objects.all()] == [ReceivedState.NEW] * 3
        assert InFeed.objects.get().place == 3
    take(ly, bundle(dz, "ly"))
    with ly:
        assert Partner.objects.get().receipt_place == 3
