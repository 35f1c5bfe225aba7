"""Sign bytes and verify them: an envelope of DSSE v1 with exactly one Ed25519 signature.

The bytes that were signed are kept and hashed as they came; nothing is ever written anew before it is verified.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tansiq_protocol.canonical import read_json
from tansiq_protocol.errors import OurFault, TheirFault

RECORD = "application/vnd.tansiq.record+json;version=1"
BUNDLE = "application/vnd.tansiq.bundle+json;version=1"
KEYSET = "application/vnd.tansiq.keyset+json;version=1"
REQUEST = "application/vnd.tansiq.request+json;version=1"
"""Types of what is signed; the type is signed too, so that no envelope passes for one of another kind."""
PUBLIC_KEY_BYTES, SIGNATURE_BYTES = 32, 64
MOST_BRACKETS = 500
"""An envelope has three; its key's name may hold some more."""
_KEYID = re.compile(r"[!-~]{1,200}")
_SMALL_ORDER = frozenset({
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
})  # fmt: skip
"""Points of small order, the sign left out: with one of them as a key, one signature serves for many messages."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Bytes with the signature under them; `keyid` is what the sender says, and only a hint."""

    payload_type: str
    payload: bytes
    keyid: str
    signature: bytes

    @property
    def sha256(self) -> str:
        """Hash of the payload: by it a record is known everywhere."""
        return sha256(self.payload).hexdigest()


def pae(payload_type: str, payload: bytes) -> bytes:
    """Give the bytes that are signed: type and payload with their lengths (DSSE protocol.md, PAE).

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    named = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(named), named, len(payload), payload)


def keyid_of(public: bytes) -> str:
    """Give the name of a public key: the first 32 hexadecimal digits of its SHA-256."""
    return sha256(public).hexdigest()[:32]


def is_weak(public: bytes) -> bool:
    """Say whether a public key is a point of small order, with which anybody can sign."""
    return (public[:-1] + bytes([public[-1] & 0x7F])).hex() in _SMALL_ORDER


def public_of(key: Ed25519PrivateKey) -> bytes:
    """Give the 32 bytes of the public key that belongs to a private one."""
    return key.public_key().public_bytes_raw()


def sealed(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """Sign a payload and write its envelope as one line of JSON.

    Parameters
    ----------
    payload_type : str
        One of the types of this module.
    payload : bytes
    key : Ed25519PrivateKey

    Returns
    -------
    bytes
        Without a line's end.
    """
    signature = key.sign(pae(payload_type, payload))
    envelope = {
        "payloadType": payload_type,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": keyid_of(public_of(key)), "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope, separators=(",", ":")).encode()


def read_envelope(content: bytes, payload_type: str) -> Envelope:
    """Read an envelope of a type; nothing is verified yet.

    Parameters
    ----------
    content : bytes
    payload_type : str
        The only one that is taken.

    Returns
    -------
    Envelope

    Raises
    ------
    TheirFault
        `bad_envelope`, `signature_count`, `other_type`, or what `read_json` finds.
    """
    value = read_json(content, MOST_BRACKETS)
    if not isinstance(value, dict) or set(value) != {"payloadType", "payload", "signatures"}:
        raise TheirFault("bad_envelope")
    signatures = value["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise TheirFault("signature_count")
    (one,) = signatures
    if not isinstance(one, dict) or set(one) != {"keyid", "sig"} or not isinstance(one["keyid"], str):
        raise TheirFault("bad_envelope")
    if not _KEYID.fullmatch(one["keyid"]):
        raise TheirFault("bad_envelope", field="keyid")
    if value["payloadType"] != payload_type:
        raise TheirFault("other_type", expected=payload_type)
    signature = _decoded(one["sig"])
    if len(signature) != SIGNATURE_BYTES:
        raise TheirFault("bad_signature")
    return Envelope(payload_type, _decoded(value["payload"]), one["keyid"], signature)


def _decoded(text: object) -> bytes:
    """Read base64 in the one way in which it is written: standard letters, padded, no bits left over."""
    if not isinstance(text, str):
        raise TheirFault("bad_envelope")
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise TheirFault("bad_envelope") from error
    if base64.b64encode(content).decode() != text:
        raise TheirFault("bad_envelope")
    return content


def verify(envelope: Envelope, public: bytes) -> None:
    """Demand that a key made the signature of an envelope.

    Parameters
    ----------
    envelope : Envelope
    public : bytes
        The 32 bytes of the key, from a key set that is trusted.

    Raises
    ------
    TheirFault
        `bad_signature`.
    OurFault
        `key_unusable`, where the bytes are no key.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(envelope.signature, pae(envelope.payload_type, envelope.payload))
    except InvalidSignature as error:
        raise TheirFault("bad_signature") from error
    except ValueError as error:
        raise OurFault("key_unusable") from error
