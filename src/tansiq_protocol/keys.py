"""Whose signature counts: a nation's root key, the key sets that it signs, and what a partner trusts of them.

The root lies on sticks in safes and is opened by two officers together. It signs numbered key sets; a partner accepts
only the next number, signed by the root it knows; a new root is signed by the old one too (TUF 1.0, 5.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tansiq_protocol.canonical import Json, canonical_bytes, read_json
from tansiq_protocol.dsse import (
    KEYSET,
    PUBLIC_KEY_BYTES,
    Envelope,
    keyid_of,
    public_of,
    read_envelope,
    sealed,
    verify,
)
from tansiq_protocol.errors import OurFault, TheirFault

LONGEST_VALIDITY = timedelta(days=396)
"""Thirteen months: a key set that is stolen is of no use for longer."""
LARGEST_KEYSET = 64 * 1024
SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class LastGood:
    """The last place of the sender's feed that a revoked key may have signed."""

    epoch: str
    place: int


@dataclass(frozen=True, slots=True)
class KeySet:
    """What a nation's node signs with, is encrypted for, and shows on the line, from one number to the next."""

    party: str
    node: str
    rev: int
    prev: str | None
    root: bytes
    signing: tuple[bytes, ...]
    recipients: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    line_keys: tuple[str, ...] = field(default=())
    revoked: Mapping[str, LastGood | None] = field(default_factory=dict)

    @property
    def by_keyid(self) -> dict[str, bytes]:
        """Public signing keys by their names."""
        return {keyid_of(it): it for it in self.signing}


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key set that was accepted, and its hash."""

    keyset: KeySet
    sha256: str


def joint_fingerprint(ours: bytes, theirs: bytes) -> str:
    """Give the 60 digits that both officers read to each other: the same for both, 30 for each root.

    Parameters
    ----------
    ours, theirs : bytes
        Public root keys.

    Returns
    -------
    str
        12 groups of 5 digits with blanks between. To find another key with the same digits takes 2^99 tries.
    """
    return " ".join(_groups(min(ours, theirs)) + _groups(max(ours, theirs)))


def root_fingerprint(root: bytes) -> str:
    """Give the 30 digits of one root, in 6 groups of 5."""
    return " ".join(_groups(root))


def _groups(root: bytes) -> list[str]:
    digest = sha512(b"tansiq-fingerprint-1" + root).digest()
    return [f"{int.from_bytes(digest[at : at + 5]) % 100_000:05d}" for at in range(0, 30, 5)]


def new_root(first: str, second: str) -> tuple[bytes, bytes]:
    """Make a root key that two officers open together.

    Parameters
    ----------
    first, second : str
        Their passphrases, at least 12 signs each.

    Returns
    -------
    (bytes, bytes)
        The public key, and the file for the sticks: PKCS8, encrypted under both passphrases.
    """
    key = Ed25519PrivateKey.generate()
    return public_of(key), private_file(key, _joined(first, second))


def opened_root(file: bytes, first: str, second: str) -> Ed25519PrivateKey:
    """Open a root key with both passphrases.

    Raises
    ------
    OurFault
        `wrong_passphrase`, `key_unusable`.
    """
    return opened_key(file, _joined(first, second))


def _joined(first: str, second: str) -> bytes:
    """Join two passphrases so that no other two give the same."""
    if min(len(first), len(second)) < SHORTEST_PASSPHRASE:
        raise OurFault("key_unusable", shortest=SHORTEST_PASSPHRASE)
    return (
        sha256(b"".join(b"%d:%b" % (len(it.encode()), it.encode()) for it in (first, second)))
        .hexdigest()
        .encode()
    )


def private_file(key: Ed25519PrivateKey, passphrase: bytes) -> bytes:
    """Write a private key as an encrypted PKCS8 file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def opened_key(file: bytes, passphrase: bytes) -> Ed25519PrivateKey:
    """Open an encrypted PKCS8 file.

    Raises
    ------
    OurFault
        `wrong_passphrase`, `key_unusable`.
    """
    try:
        key = load_pem_private_key(file, passphrase)
    except ValueError as error:
        told = "wrong_passphrase" if b"ENCRYPTED PRIVATE KEY" in file else "key_unusable"
        raise OurFault(told) from error
    except TypeError as error:
        raise OurFault("key_unusable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise OurFault("key_unusable")
    return key


def signed_keyset(keyset: KeySet, *roots: Ed25519PrivateKey) -> bytes:
    """Sign a key set: one line for each root, the old one besides where the root changes.

    Raises
    ------
    OurFault
        `key_unusable`, where none of the keys is the root that the set names, or it would last too long.
    """
    if keyset.root not in {public_of(it) for it in roots}:
        raise OurFault("key_unusable", root=root_fingerprint(keyset.root))
    if keyset.expires_at - keyset.issued_at > LONGEST_VALIDITY or keyset.expires_at <= keyset.issued_at:
        raise OurFault("key_unusable", days=(keyset.expires_at - keyset.issued_at).days)
    payload = canonical_bytes(_fields(keyset))
    return b"\n".join(sealed(KEYSET, payload, root) for root in roots) + b"\n"


def _fields(keyset: KeySet) -> dict[str, Json]:
    return {
        "v": 1,
        "party": keyset.party,
        "node": keyset.node,
        "rev": keyset.rev,
        "prev": keyset.prev,
        "root": keyset.root.hex(),
        "signing": [it.hex() for it in keyset.signing],
        "recipients": list(keyset.recipients),
        "lineKeys": list(keyset.line_keys),
        "revoked": [
            {"keyid": keyid, "lastGood": None if good is None else {"epoch": good.epoch, "place": good.place}}
            for keyid, good in sorted(keyset.revoked.items())
        ],
        "issuedAt": keyset.issued_at.isoformat(),
        "expires": keyset.expires_at.isoformat(),
    }


def accepted(known: Trusted | None, file: bytes) -> Trusted:
    """Accept the next key set of a partner, or refuse it; the one that is known already is accepted as it is.

    Parameters
    ----------
    known : Trusted or None
        The newest that was accepted; None at the first, whose root two officers then compare by voice.
    file : bytes
        Envelopes, one a line, all of the same payload.

    Raises
    ------
    TheirFault
        `bad_keyset`, `keyset_rollback`, `keyset_gap`, `keyset_fork`, `keyset_other_root`, `bad_signature`.
    """
    payload, envelopes = _payload_of(file)
    keyset, digest = _read(payload), sha256(payload).hexdigest()
    _demand_signed(envelopes, keyset.root)
    if known is None:
        return Trusted(keyset, digest)
    if keyset.rev == known.keyset.rev:
        if digest != known.sha256:
            raise TheirFault("keyset_fork", rev=keyset.rev)
        return known
    if keyset.rev < known.keyset.rev:
        raise TheirFault("keyset_rollback", given=keyset.rev, known=known.keyset.rev)
    if keyset.rev > known.keyset.rev + 1:
        raise TheirFault("keyset_gap", given=keyset.rev, known=known.keyset.rev)
    is_same_node = (keyset.party, keyset.node) == (known.keyset.party, known.keyset.node)
    if not is_same_node or keyset.prev != known.sha256:
        raise TheirFault("keyset_other_root")
    _demand_signed(envelopes, known.keyset.root)
    return Trusted(keyset, digest)


def _payload_of(file: bytes) -> tuple[bytes, list[Envelope]]:
    """Give the one payload of a file's envelopes: one envelope, or two where the root changes."""
    if len(file) > LARGEST_KEYSET:
        raise TheirFault("too_large", at_most=LARGEST_KEYSET)
    envelopes = [read_envelope(line, KEYSET) for line in file.splitlines() if line.strip()]
    if len(envelopes) not in {1, 2} or len({it.payload for it in envelopes}) != 1:
        raise TheirFault("bad_keyset", field="envelopes")
    return envelopes[0].payload, envelopes


def _demand_signed(envelopes: Sequence[Envelope], root: bytes) -> None:
    """Demand that one of the envelopes is signed by a root."""
    named = [it for it in envelopes if it.keyid == keyid_of(root)]
    if not named:
        raise TheirFault("keyset_other_root")
    verify(named[0], root)


def _read(payload: bytes) -> KeySet:
    value = read_json(payload)
    try:
        keyset = KeySet(
            party=_text(value["party"]),
            node=_text(value["node"]),
            rev=_whole(value["rev"]),
            prev=None if value["prev"] is None else _text(value["prev"]),
            root=_public(value["root"]),
            signing=tuple(_public(it) for it in _list(value["signing"])),
            recipients=tuple(_text(it) for it in _list(value["recipients"])),
            line_keys=tuple(_text(it) for it in _list(value["lineKeys"])),
            revoked={_text(it["keyid"]): _last_good(it["lastGood"]) for it in _list(value["revoked"])},
            issued_at=_moment(value["issuedAt"]),
            expires_at=_moment(value["expires"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise TheirFault("bad_keyset") from error
    is_whole = keyset.signing and keyset.recipients and (keyset.rev == 1) == (keyset.prev is None)
    if not is_whole or value.get("v") != 1 or keyset.expires_at - keyset.issued_at > LONGEST_VALIDITY:
        raise TheirFault("bad_keyset")
    return keyset


def _last_good(value: Any) -> LastGood | None:
    return None if value is None else LastGood(_text(value["epoch"]), _whole(value["place"], at_least=0))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 300:
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > 100:
        raise TypeError
    return value


def _whole(value: Any, at_least: int = 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
        raise TypeError
    return value


def _public(value: Any) -> bytes:
    found = bytes.fromhex(_text(value))
    if len(found) != PUBLIC_KEY_BYTES or found.hex() != value:
        raise ValueError
    return found


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError
    return found


def signing_key(history: Iterable[KeySet], keyid: str) -> bytes:
    """Give the public key of a name from the key sets of a partner, newest or older.

    Raises
    ------
    TheirFault
        `unknown_key`.
    """
    for keyset in history:
        if (found := keyset.by_keyid.get(keyid)) is not None:
            return found
    raise TheirFault("unknown_key", keyid=keyid)


def demand_unrevoked(newest: KeySet, keyid: str, *, epoch: str, place: int, epochs: Sequence[str]) -> None:
    """Refuse what a revoked key signed after its last good place.

    Parameters
    ----------
    newest : KeySet
        The newest one of the sender, which names what is revoked.
    keyid : str
    epoch, place
        Where the record stands in the sender's feed.
    epochs : sequence of str
        The sender's epochs as they came, the oldest first.

    Raises
    ------
    TheirFault
        `key_revoked`.
    """
    if keyid not in newest.revoked:
        return
    good = newest.revoked[keyid]
    if good is not None and good.epoch in epochs and epoch in epochs:
        at, last = epochs.index(epoch), epochs.index(good.epoch)
        if at < last or (at == last and place <= good.place):
            return
    raise TheirFault("key_revoked", keyid=keyid)
