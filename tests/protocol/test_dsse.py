"""Envelopes: what another hand seals we open, what we seal another hand verifies; any other shape is refused."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.small_exchange import KEYS, MESSAGE, NODE, OTHER, ROOT
from securesystemslib.dsse import Envelope as OtherEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

from tansiq_protocol.dsse import (
    BUNDLE,
    KEYSET,
    RECORD,
    REQUEST,
    is_weak,
    keyid_of,
    pae,
    public_of,
    read_envelope,
    sealed,
    verify,
)
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.keys import accepted, signed_keyset
from tansiq_protocol.record import record_payload

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
GOOD = json.loads(sealed(RECORD, b"payload!", NODE))
(SIGNED,) = GOOD["signatures"]


def other_key(public: bytes) -> SSlibKey:
    return SSlibKey(keyid_of(public), "ed25519", "ed25519", {"public": public.hex()})


@given(
    st.sampled_from([RECORD, BUNDLE, KEYSET, REQUEST, "http://example.com/HelloWorld"]),
    st.binary(max_size=200),
)
def test_signed_bytes_are_those_of_another_hand(payload_type: str, payload: bytes) -> None:
    assert pae(payload_type, payload) == OtherEnvelope(payload, payload_type, {}).pae()


@settings(max_examples=25)
@given(st.binary(max_size=200))
def test_what_we_seal_another_hand_verifies(payload: bytes) -> None:
    envelope = OtherEnvelope.from_dict(json.loads(sealed(RECORD, payload, NODE)))
    key = other_key(public_of(NODE))

    assert set(envelope.verify([key], 1)) == {key.keyid}
    with pytest.raises(VerificationError):
        envelope.verify([other_key(public_of(OTHER))], 1)


@settings(max_examples=25)
@given(st.binary(max_size=200))
def test_what_another_hand_seals_we_open(payload: bytes) -> None:
    envelope = OtherEnvelope(payload, RECORD, {})
    envelope.sign(CryptoSigner(NODE, other_key(public_of(NODE))))
    content = json.dumps(envelope.to_dict()).encode()

    opened = read_envelope(content, RECORD)

    verify(opened, public_of(NODE))
    assert (opened.payload, opened.keyid) == (payload, keyid_of(public_of(NODE)))


def test_signature_of_another_key_is_none() -> None:
    with pytest.raises(TheirFault) as caught:
        verify(read_envelope(sealed(RECORD, b"payload", OTHER), RECORD), public_of(NODE))

    assert caught.value.code == "bad_signature"


@pytest.mark.parametrize("wanted", [RECORD, BUNDLE, REQUEST])
def test_envelope_passes_for_no_other_type(wanted: str) -> None:
    keyset = signed_keyset(KEYS, ROOT).strip()

    with pytest.raises(TheirFault) as caught:
        read_envelope(keyset, wanted)

    assert caught.value.code == "other_type"


@pytest.mark.parametrize("wanted", [RECORD, BUNDLE, REQUEST])
def test_renamed_envelope_has_no_signature(wanted: str) -> None:
    renamed = json.loads(signed_keyset(KEYS, ROOT)) | {"payloadType": wanted}
    envelope = read_envelope(json.dumps(renamed).encode(), wanted)

    with pytest.raises(TheirFault) as caught:
        verify(envelope, public_of(ROOT))

    assert caught.value.code == "bad_signature"


def test_record_is_no_key_set() -> None:
    with pytest.raises(TheirFault) as caught:
        accepted(None, sealed(RECORD, record_payload(MESSAGE), ROOT))

    assert caught.value.code == "other_type"


def with_signature(**changes: object) -> dict[str, object]:
    return GOOD | {"signatures": [SIGNED | changes]}


def loosened(text: str) -> str:
    """Set a bit that no byte is made of in the last letter before the padding."""
    bare = text.rstrip("=")
    return bare[:-1] + LETTERS[LETTERS.index(bare[-1]) + 1] + "=" * (len(text) - len(bare))


BAD = [
    ([], "bad_envelope"),
    ("text", "bad_envelope"),
    (None, "bad_envelope"),
    ({}, "bad_envelope"),
    (GOOD | {"more": 1}, "bad_envelope"),
    ({"payload": GOOD["payload"], "signatures": GOOD["signatures"]}, "bad_envelope"),
    (GOOD | {"payload": None}, "bad_envelope"),
    (GOOD | {"payload": 7}, "bad_envelope"),
    (GOOD | {"payload": "cGF5bG9hZCE"}, "bad_envelope"),
    (GOOD | {"payload": "cGF5bG9hZCE=="}, "bad_envelope"),
    (GOOD | {"payload": "cGF5 bG9hZCE="}, "bad_envelope"),
    (GOOD | {"payload": "cGF5bG9hZCE=\n"}, "bad_envelope"),
    (GOOD | {"payload": "_-5bG9hZCE="}, "bad_envelope"),
    (GOOD | {"payload": "مرحبا"}, "bad_envelope"),
    (GOOD | {"payload": loosened(GOOD["payload"])}, "bad_envelope"),
    (with_signature(sig=loosened(SIGNED["sig"])), "bad_envelope"),
    (GOOD | {"signatures": []}, "signature_count"),
    (GOOD | {"signatures": [SIGNED, SIGNED]}, "signature_count"),
    (GOOD | {"signatures": {"keyid": 1}}, "signature_count"),
    (GOOD | {"signatures": None}, "signature_count"),
    (GOOD | {"signatures": [None]}, "bad_envelope"),
    (GOOD | {"signatures": [[]]}, "bad_envelope"),
    (with_signature(keyid=None), "bad_envelope"),
    (with_signature(keyid=""), "bad_envelope"),
    (with_signature(keyid="a" * 201), "bad_envelope"),
    (with_signature(keyid=["a"]), "bad_envelope"),
    (with_signature(keyid="a\nb"), "bad_envelope"),
    (with_signature(keyid="a\u202eb"), "bad_envelope"),
    (with_signature(more=1), "bad_envelope"),
    (with_signature(sig=None), "bad_envelope"),
    (with_signature(sig=""), "bad_signature"),
    (with_signature(sig="QUJD"), "bad_signature"),
    (GOOD | {"payloadType": BUNDLE}, "other_type"),
    (GOOD | {"payloadType": None}, "other_type"),
    (GOOD | {"payloadType": [RECORD]}, "other_type"),
    (GOOD | {"payloadType": RECORD.upper()}, "other_type"),
]


@pytest.mark.parametrize(("value", "code"), BAD, ids=lambda it: repr(it)[-40:])
def test_envelope_of_another_shape_is_refused(value: object, code: str) -> None:
    with pytest.raises(TheirFault) as caught:
        read_envelope(json.dumps(value).encode(), RECORD)

    assert caught.value.code == code


def test_loosened_base64_would_give_the_same_bytes() -> None:
    assert base64.b64decode(loosened(GOOD["payload"])) == b"payload!"


def test_signature_that_was_doubled_over_the_group_is_none() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signature = base64.b64decode(SIGNED["sig"])
    high = int.from_bytes(signature[32:], "little") + order
    other = base64.b64encode(signature[:32] + high.to_bytes(32, "little")).decode()
    envelope = read_envelope(json.dumps(with_signature(sig=other)).encode(), RECORD)

    with pytest.raises(TheirFault) as caught:
        verify(envelope, public_of(NODE))

    assert caught.value.code == "bad_signature"


def test_key_of_another_length_is_our_fault() -> None:
    with pytest.raises(OurFault) as caught:
        verify(read_envelope(json.dumps(GOOD).encode(), RECORD), b"short")

    assert caught.value.code == "key_unusable"


@pytest.mark.parametrize(
    "public", [bytes(32), b"\1" + bytes(31), b"\1" + bytes(30) + b"\x80", b"\xec" + b"\xff" * 31]
)
def test_key_with_which_anybody_can_sign_is_weak(public: bytes) -> None:
    assert is_weak(public)
    assert not is_weak(public_of(NODE))
