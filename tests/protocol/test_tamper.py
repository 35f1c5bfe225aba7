"""Nothing that was altered on its way, inside, or by a partner that signs what it should not, is taken."""

from __future__ import annotations

import pytest
from protocol.small_exchange import Taken, taken, taken_plain

from benchmarks.tamper import ATTACKS, PLAIN, WHOLE, tried
from tansiq_protocol.errors import TheirFault


def was_taken(content: bytes, receive: object) -> Taken | None:
    try:
        return receive(content)
    except TheirFault:
        return None


def flips(content: bytes, bits: range | None = None) -> list[tuple[int, int]]:
    """Give every byte with one of its bits, or with all of them."""
    return [(at, bit) for at in range(len(content)) for bit in bits or (at % 8,)]


def taken_though_flipped(content: bytes, receive: object, bits: range | None = None) -> list[tuple[int, int]]:
    found = []
    for at, bit in flips(content, bits):
        altered = bytearray(content)
        altered[at] ^= 1 << bit
        if was_taken(bytes(altered), receive) is not None:
            found.append((at, bit))
    return found


def taken_though_cut(content: bytes, receive: object, step: int = 1) -> list[int]:
    return [end for end in range(0, len(content), step) if was_taken(content[:end], receive) is not None]


@pytest.mark.parametrize(
    ("content", "receive"), [(WHOLE, taken), (PLAIN, taken_plain)], ids=["encrypted", "inside"]
)
def test_genuine_bundle_is_taken(content: bytes, receive: object) -> None:
    assert was_taken(content, receive) is not None


def test_no_byte_of_the_archive_can_be_altered() -> None:
    assert taken_though_flipped(PLAIN, taken_plain) == []


def test_no_byte_of_the_encrypted_file_can_be_altered() -> None:
    assert taken_though_flipped(WHOLE, taken) == []


def test_no_beginning_is_taken_for_the_whole() -> None:
    assert taken_though_cut(PLAIN, taken_plain, step=3) == []
    assert taken_though_cut(WHOLE, taken, step=3) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "receive"), [(WHOLE, taken), (PLAIN, taken_plain)], ids=["encrypted", "inside"]
)
def test_no_bit_can_be_altered_and_no_byte_cut(content: bytes, receive: object) -> None:
    assert taken_though_flipped(content, receive, range(8)) == []
    assert taken_though_cut(content, receive) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused(attack: str) -> None:
    came = [tried(attack, number, seed=7) for number in range(12)]

    assert [it for it in came if it == "taken" or it.startswith("fell")] == []
