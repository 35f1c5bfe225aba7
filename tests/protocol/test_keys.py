"""Whose signature counts: the row of key sets from one root to the next, revocations, fingerprints, and the root's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from protocol.small_exchange import BEGUN, EPOCH, KEYS, NODE, OTHER, RECIPIENT, ROOT, key_of

from tansiq_protocol.canonical import canonical_bytes
from tansiq_protocol.dsse import KEYSET, keyid_of, public_of, sealed
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.keys import (
    LARGEST_KEYSET,
    LONGEST_VALIDITY,
    KeySet,
    LastGood,
    Trusted,
    accepted,
    demand_unexpired,
    demand_unrevoked,
    joint_fingerprint,
    line_key_of,
    new_root,
    opened_key,
    opened_root,
    private_file,
    read_trusted,
    root_fingerprint,
    signed_keyset,
    signing_key,
)
from tansiq_protocol.keyset import keyset_payload, read_keyset

NEW_ROOT, THIRD_ROOT = key_of("new root"), key_of("third root")
NODE_ID, OTHER_ID = keyid_of(public_of(NODE)), keyid_of(public_of(OTHER))
FILE = signed_keyset(KEYS, ROOT)
KNOWN = accepted(None, FILE)


def next_of(known: Trusted = KNOWN, **changes: object) -> KeySet:
    keyset = known.keyset
    return replace(keyset, rev=keyset.rev + 1, prev=known.sha256, signing=(public_of(OTHER),), **changes)


SECOND = accepted(KNOWN, signed_keyset(next_of(), ROOT))
TURNED = next_of(root=public_of(NEW_ROOT))


def code_of(known: Trusted | None, file: bytes) -> str:
    with pytest.raises(TheirFault) as caught:
        accepted(known, file)
    return caught.value.code


def test_first_key_set_is_taken_and_its_root_then_compared_by_voice() -> None:
    assert accepted(None, FILE) == Trusted(KEYS, sha256(keyset_payload(KEYS)).hexdigest())
    assert read_trusted(FILE) == KNOWN


def test_known_key_set_is_taken_again() -> None:
    assert accepted(KNOWN, FILE) is KNOWN
    assert accepted(SECOND, signed_keyset(next_of(), ROOT)) is SECOND


def test_next_key_set_is_taken() -> None:
    assert SECOND.keyset == next_of()


def test_new_root_is_taken_when_the_old_one_signs_too() -> None:
    turned = accepted(KNOWN, signed_keyset(TURNED, NEW_ROOT, ROOT))

    assert turned.keyset.root == public_of(NEW_ROOT)
    assert accepted(turned, signed_keyset(TURNED, NEW_ROOT, ROOT)) is turned
    assert (
        accepted(None, signed_keyset(TURNED, ROOT, NEW_ROOT)) == turned
    )  # whoever comes later knows no old root
    third = replace(TURNED, rev=3, prev=turned.sha256)
    assert accepted(turned, signed_keyset(third, NEW_ROOT)).keyset == third
    assert code_of(turned, lines(third, ROOT)) == "keyset_other_root"


def lines(keyset: KeySet, *roots: object) -> bytes:
    """Sign without asking whether it is lawful."""
    payload = keyset_payload(keyset)
    return b"\n".join(sealed(KEYSET, payload, root) for root in roots)


REVOKED = {NODE_ID: LastGood(EPOCH, 3)}
WITH_REVOKED = accepted(KNOWN, signed_keyset(next_of(revoked=REVOKED), ROOT))


@pytest.mark.parametrize(
    ("known", "file", "code"),
    [
        (SECOND, FILE, "keyset_rollback"),
        (KNOWN, lines(replace(next_of(), rev=3), ROOT), "keyset_gap"),
        (KNOWN, lines(replace(KEYS, party="tn"), ROOT), "keyset_fork"),
        (SECOND, lines(next_of(line_keys=()), ROOT), "keyset_fork"),
        (KNOWN, lines(replace(next_of(), prev="0" * 64), ROOT), "keyset_other_root"),
        (KNOWN, lines(next_of(node="LBY-NODE1"), ROOT), "keyset_other_root"),
        (KNOWN, lines(next_of(party="ly"), ROOT), "keyset_other_root"),
        (KNOWN, lines(next_of(), NEW_ROOT), "keyset_other_root"),
        (KNOWN, lines(TURNED, NEW_ROOT), "keyset_other_root"),
        (KNOWN, lines(TURNED, ROOT), "keyset_other_root"),
        (KNOWN, lines(TURNED, NEW_ROOT, THIRD_ROOT), "keyset_other_root"),
        (None, lines(KEYS, OTHER), "keyset_other_root"),
        (KNOWN, lines(next_of(), ROOT, NEW_ROOT), "bad_keyset"),
        (KNOWN, lines(next_of(), ROOT, ROOT), "bad_keyset"),
        (KNOWN, lines(TURNED, ROOT, NEW_ROOT, THIRD_ROOT), "bad_keyset"),
        (KNOWN, lines(KEYS, ROOT) + b"\n" + lines(next_of(), NEW_ROOT), "bad_keyset"),
        (WITH_REVOKED, lines(replace(next_of(WITH_REVOKED), revoked={}), ROOT), "bad_keyset"),
        (None, b"", "bad_keyset"),
        (None, b"\n\n \n", "bad_keyset"),
        (None, b"x", "not_json"),
        (None, b"x" * (LARGEST_KEYSET + 1), "too_large"),
    ],
)
def test_key_set_out_of_the_row_is_refused(known: Trusted | None, file: bytes, code: str) -> None:
    assert code_of(known, file) == code


def forged(file: bytes, keyid_from: bytes) -> bytes:
    """Give a file its key's name from another one: the signature under it is not that key's."""
    envelope, other = json.loads(file), json.loads(keyid_from)
    envelope["signatures"][0]["keyid"] = other["signatures"][0]["keyid"]
    return json.dumps(envelope).encode()


def test_name_of_a_key_is_but_a_hint() -> None:
    assert code_of(None, forged(lines(KEYS, OTHER), FILE)) == "bad_signature"


GOOD = json.loads(keyset_payload(replace(KEYS, revoked={"a" * 32: LastGood(EPOCH, 3), "b" * 32: None})))
WRONG = (None, True, 7, "", "text", [], {}, [None], {"a": 1}, -1, 1.5)
IS_RIGHT: dict[str, Callable[[object], bool]] = {
    "party": lambda it: it == "text",
    "node": lambda it: it == "text",
    "prev": lambda it: it is None,
    "lineKeys": lambda it: it == [],
    "revoked": lambda it: it == [],
}


def bad_payload(value: object) -> str:
    with pytest.raises(TheirFault) as caught:
        read_keyset(json.dumps(value).encode())
    return caught.value.code


@pytest.mark.parametrize("field", GOOD)
def test_field_of_another_type_is_refused(field: str) -> None:
    for wrong in WRONG:
        if not IS_RIGHT.get(field, lambda _: False)(wrong):
            wanted = "fraction" if wrong == 1.5 else "bad_keyset"
            assert bad_payload(GOOD | {field: wrong}) == wanted, wrong


@pytest.mark.parametrize("field", GOOD)
def test_field_that_is_missing_is_refused(field: str) -> None:
    assert bad_payload({key: value for key, value in GOOD.items() if key != field}) == "bad_keyset"


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"rev": 2},
        {"rev": 2, "prev": "x"},
        {"prev": "0" * 64},
        {"root": "00" * 32},
        {"root": "AB" * 32},
        {"root": "ab" * 31},
        {"signing": [*GOOD["signing"], *GOOD["signing"]]},
        {"signing": ["01" + "00" * 31]},
        {"signing": [public_of(key_of(str(number))).hex() for number in range(101)]},
        {"revoked": [{"keyid": NODE_ID, "lastGood": None}]},
        {
            "revoked": [
                {"keyid": "a", "lastGood": None},
                {"keyid": "a", "lastGood": {"epoch": EPOCH, "place": 9}},
            ]
        },
        {"revoked": [{"keyid": "a"}]},
        {"revoked": [{"keyid": "a", "lastGood": {"epoch": EPOCH}}]},
        {"revoked": [{"keyid": "a", "lastGood": {"epoch": EPOCH, "place": -1}}]},
        {"revoked": [{"keyid": "a", "lastGood": {"epoch": EPOCH, "place": True}}]},
        {"revoked": [{"keyid": "a", "lastGood": [EPOCH, 1]}]},
        {"revoked": [None]},
        {"recipients": ["age1"]},
        {"recipients": [RECIPIENT[:-1] + "q"]},
        {"recipients": [RECIPIENT.upper()]},
        {"recipients": ["ssh-ed25519 AAAA"]},
        {"node": "../node"},
        {"party": "dz\u202e"},
        {"issuedAt": "2026-11-23T21:00:00"},
        {"expires": "2026-11-23T21:00:00+00:00"},
        {"expires": "2028-11-23T21:00:00+00:00"},
        {"expires": "9999-12-31T23:59:59-23:59"},
        {"expires": "2027-W01-1T00:00:00Z"},
    ],
    ids=repr,
)
def test_key_set_that_nobody_should_trust_is_refused(changes: dict[str, object]) -> None:
    assert bad_payload(GOOD | changes) == "bad_keyset"


@pytest.mark.parametrize("payload", ["[]", "7", "null", '"text"', "{}"])
def test_payload_that_is_no_key_set_is_refused(payload: str) -> None:
    assert bad_payload(json.loads(payload)) == "bad_keyset"


def test_field_that_this_version_does_not_know_is_left_alone() -> None:
    assert read_keyset(canonical_bytes(GOOD | {"witness": "none"})).revoked == {
        "a" * 32: LastGood(EPOCH, 3),
        "b" * 32: None,
    }


@pytest.mark.parametrize(
    ("keyset", "roots"),
    [
        (KEYS, []),
        (KEYS, [OTHER]),
        (KEYS, [ROOT, ROOT]),
        (KEYS, [ROOT, OTHER, NEW_ROOT]),
        (replace(KEYS, signing=()), [ROOT]),
        (replace(KEYS, recipients=()), [ROOT]),
        (replace(KEYS, rev=2), [ROOT]),
        (replace(KEYS, revoked={NODE_ID: None}), [ROOT]),
        (replace(KEYS, expires_at=BEGUN), [ROOT]),
        (replace(KEYS, expires_at=BEGUN + LONGEST_VALIDITY + timedelta(seconds=1)), [ROOT]),
    ],
)
def test_key_set_that_no_partner_takes_is_not_signed(keyset: KeySet, roots: list[object]) -> None:
    with pytest.raises(OurFault) as caught:
        signed_keyset(keyset, *roots)

    assert caught.value.code == "key_unusable"


def test_longest_validity_is_signed() -> None:
    longest = replace(KEYS, expires_at=BEGUN + LONGEST_VALIDITY)

    assert accepted(None, signed_keyset(longest, ROOT)).keyset == longest


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_key_set_runs_out(*, seconds: int, is_refused: bool) -> None:
    at = KEYS.expires_at + timedelta(seconds=seconds)
    if not is_refused:
        demand_unexpired(KEYS, at)
        return
    with pytest.raises(TheirFault) as caught:
        demand_unexpired(KEYS, at)
    assert caught.value.code == "keyset_expired"


def test_key_is_found_in_the_newest_and_in_older_sets() -> None:
    history = [SECOND.keyset, KEYS]

    assert signing_key(history, NODE_ID) == public_of(NODE)
    assert signing_key(history, OTHER_ID) == public_of(OTHER)
    with pytest.raises(TheirFault) as caught:
        signing_key(history, keyid_of(public_of(ROOT)))
    assert caught.value.code == "unknown_key"


E1, E2, E3 = "00000001-a", "00000002-b", "00000003-c"


@pytest.mark.parametrize(
    ("good", "epoch", "place", "is_refused"),
    [
        (LastGood(E2, 5), E2, 5, False),
        (LastGood(E2, 5), E2, 6, True),
        (LastGood(E2, 5), E1, 99, False),
        (LastGood(E2, 5), E3, 1, True),
        (LastGood(E2, 0), E2, 1, True),
        (LastGood("unknown", 5), E1, 1, True),
        (LastGood(E2, 5), "unknown", 1, True),
        (None, E1, 1, True),
    ],
)
def test_revoked_key_counts_up_to_its_last_good_place(
    *, good: LastGood | None, epoch: str, place: int, is_refused: bool
) -> None:
    newest = replace(SECOND.keyset, revoked={NODE_ID: good})
    demand_unrevoked(newest, OTHER_ID, epoch=epoch, place=place, epochs=[E1, E2, E3])
    if not is_refused:
        demand_unrevoked(newest, NODE_ID, epoch=epoch, place=place, epochs=[E1, E2, E3])
        return
    with pytest.raises(TheirFault) as caught:
        demand_unrevoked(newest, NODE_ID, epoch=epoch, place=place, epochs=[E1, E2, E3])
    assert caught.value.code == "key_revoked"


def test_fingerprint_is_the_same_read_by_either_side() -> None:
    ours, theirs = public_of(ROOT), public_of(NEW_ROOT)

    digits = joint_fingerprint(ours, theirs)

    assert digits == joint_fingerprint(theirs, ours)
    assert [len(it) for it in digits.split(" ")] == [5] * 12
    assert digits.replace(" ", "").isdecimal()
    assert {root_fingerprint(ours), root_fingerprint(theirs)} == {digits[:35], digits[36:]}
    assert digits != joint_fingerprint(ours, public_of(THIRD_ROOT))


@pytest.mark.parametrize("theirs", [public_of(ROOT), b"short"])
def test_fingerprint_of_ones_own_root_twice_is_refused(theirs: bytes) -> None:
    with pytest.raises(OurFault) as caught:
        joint_fingerprint(public_of(ROOT), theirs)

    assert caught.value.code == "key_unusable"


def test_line_key_is_the_hash_of_the_public_part() -> None:
    assert line_key_of(b"spki") == sha256(b"spki").hexdigest()


WORDS = ("first officer's words", "الكلمات الثانية للضابط")


@pytest.fixture(scope="module")
def root() -> tuple[bytes, bytes]:
    return new_root(*WORDS)


def our_code(file: bytes, first: str, second: str) -> str:
    with pytest.raises(OurFault) as caught:
        opened_root(file, first, second)
    return caught.value.code


def test_root_opens_for_both_officers_together(root: tuple[bytes, bytes]) -> None:
    public, file = root

    assert public_of(opened_root(file, *WORDS)) == public


def test_passphrase_may_be_typed_in_another_form_of_the_same_letters() -> None:
    public, file = new_root("e\u0301tat-major-1", "أمن الحدود معا")

    assert public_of(opened_root(file, "\u00e9tat-major-1", "أمن الحدود معا")) == public


@pytest.mark.parametrize(
    ("first", "second"),
    [(WORDS[1], WORDS[0]), (WORDS[0], "another passphrase"), (WORDS[0] + WORDS[1], ""), ("", "")],
)
def test_root_stays_shut_for_anything_else(root: tuple[bytes, bytes], first: str, second: str) -> None:
    assert our_code(root[1], first, second) == "wrong_passphrase"


def test_short_passphrase_makes_no_root() -> None:
    with pytest.raises(OurFault) as caught:
        new_root("first officer's words", "short")

    assert caught.value.code == "key_unusable"


def test_file_that_is_no_root_is_told_apart(root: tuple[bytes, bytes]) -> None:
    bare = NODE.private_bytes_raw()
    locked = BestAvailableEncryption(b"passphrase")
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)

    for file in (b"", b"text", bare, root[1][:80], other):
        with pytest.raises(OurFault) as caught:
            opened_key(file, b"passphrase")
        assert caught.value.code in {"key_unusable", "wrong_passphrase"}


def test_open_private_key_is_not_taken() -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption

    with pytest.raises(OurFault) as caught:
        opened_key(NODE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), b"passphrase")

    assert caught.value.code == "key_unusable"


def test_private_file_opens_with_its_passphrase() -> None:
    assert public_of(opened_key(private_file(NODE, b"passphrase"), b"passphrase")) == public_of(NODE)
    assert b"ENCRYPTED" in private_file(NODE, b"passphrase")
