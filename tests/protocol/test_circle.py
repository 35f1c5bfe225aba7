"""A circle has the same id on every node, and no other circle has it."""

from itertools import combinations
from uuid import UUID

import pytest

from tansiq_protocol.circle import circle_id
from tansiq_protocol.errors import OurFault

NATIONS = ("dz", "ly", "tn", "mr")


def test_id_is_a_random_ones_form_and_says_nothing_of_order() -> None:
    assert UUID(circle_id(["dz", "ly"])).version == 4
    assert circle_id(["dz", "ly"]) == circle_id(["ly", "dz", "dz"])


def test_other_circles_have_other_ids() -> None:
    circles = [it for size in (2, 3, 4) for it in combinations(NATIONS, size)]

    assert len({circle_id(it) for it in circles}) == len(circles)


@pytest.mark.parametrize("parties", [[], ["dz"], ["dz", "dz"]])
def test_circle_has_two_at_least(parties: list[str]) -> None:
    with pytest.raises(OurFault) as caught:
        circle_id(parties)

    assert caught.value.code == "audience_empty"
