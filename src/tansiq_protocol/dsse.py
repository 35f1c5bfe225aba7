"""Sign bytes and verify them: an envelope of DSSE v1 with exactly one Ed25519 signature.

The bytes that were signed are kept and hashed as they came; nothing is ever written anew before it is verified.
"""

from __future__ import annotations

import base64
import binascii
import json
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


def public_of(key: Ed25519PrivateKey) -> bytes:
    """Give the 32 bytes of the public key that belongs to a private one."""
    return key.public_key().public_bytes_raw()


def sealed(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """Sign a payload and write its envelope as one line of JSON."""
    signature = key.sign(pae(payload_type, payload))
    envelope = {
        "payloadType": payload_type,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": keyid_of(public_of(key)), "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope, separators=(",", ":")).encode()


def read_envelope(content: bytes, payload_type: str) -> Envelope:
    """Read an envelope of a type; nothing is verified yet.

    Raises
    ------
    TheirFault
        `bad_envelope`, `signature_count`, `other_type`, or what `read_json` finds.
    """
    value = read_json(content)
    if not isinstance(value, dict) or set(value) != {"payloadType", "payload", "signatures"}:
        raise TheirFault("bad_envelope")
    signatures = value["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise TheirFault("signature_count")
    (one,) = signatures
    if not isinstance(one, dict) or set(one) != {"keyid", "sig"} or not isinstance(one["keyid"], str):
        raise TheirFault("bad_envelope")
    if value["payloadType"] != payload_type:
        raise TheirFault("other_type", expected=payload_type)
    signature = _decoded(one["sig"])
    if len(signature) != SIGNATURE_BYTES:
        raise TheirFault("bad_signature")
    return Envelope(payload_type, _decoded(value["payload"]), one["keyid"], signature)


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        raise TheirFault("bad_envelope")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TheirFault("bad_envelope") from error


def verify(envelope: Envelope, public: bytes) -> None:
    """Demand that a key made the signature of an envelope.

    Raises
    ------
    TheirFault
        `bad_signature`.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(envelope.signature, pae(envelope.payload_type, envelope.payload))
    except InvalidSignature as error:
        raise TheirFault("bad_signature") from error
    except ValueError as error:
        raise OurFault("key_unusable") from error
