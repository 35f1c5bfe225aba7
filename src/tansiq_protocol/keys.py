"""Whose signature counts: a nation's root key, the key sets that it signs, and what a partner trusts of them.

The root lies on sticks in safes and is opened by two officers together. It signs numbered key sets; a partner accepts
only the next number, signed by the root it knows; a new root is signed by the old one too (TUF 1.0, 5.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import scrypt, sha256, sha512
from unicodedata import normalize

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tansiq_protocol.dsse import KEYSET, PUBLIC_KEY_BYTES, Envelope, keyid_of, public_of, sealed, verify
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.keyset import (
    LARGEST_KEYSET,
    LONGEST_VALIDITY,
    KeySet,
    LastGood,
    keyset_payload,
    read_envelopes,
    read_keyset,
)

__all__ = [
    "LARGEST_KEYSET", "LONGEST_VALIDITY", "SHORTEST_PASSPHRASE", "KeySet", "LastGood", "Trusted", "accepted",
    "demand_unexpired", "demand_unrevoked", "joint_fingerprint", "line_key_of", "new_root", "opened_key", "opened_root",
    "private_file", "read_trusted", "root_fingerprint", "signed_keyset", "signing_key",
]  # fmt: skip

SHORTEST_PASSPHRASE = 12


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

    Raises
    ------
    OurFault
        `key_unusable`, where both are the same, as when our own key set is given back to us, or one is no key.

    Examples
    --------
    >>> joint_fingerprint(bytes(32), bytes([1]) * 32) == joint_fingerprint(bytes([1]) * 32, bytes(32))
    True
    """
    if ours == theirs or {len(ours), len(theirs)} != {PUBLIC_KEY_BYTES}:
        raise OurFault("key_unusable")
    return " ".join(_groups(min(ours, theirs)) + _groups(max(ours, theirs)))


def root_fingerprint(root: bytes) -> str:
    """Give the 30 digits of one root, in 6 groups of 5."""
    return " ".join(_groups(root))


def _groups(root: bytes) -> list[str]:
    digest = sha512(b"tansiq-fingerprint-1" + root).digest()
    return [f"{int.from_bytes(digest[at : at + 5]) % 100_000:05d}" for at in range(0, 30, 5)]


def line_key_of(spki: bytes) -> str:
    """Give the name by which a node's key on the network is pinned: the SHA-256 of its SubjectPublicKeyInfo (RFC 7469)."""
    return sha256(spki).hexdigest()


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

    Raises
    ------
    OurFault
        `key_unusable`, where a passphrase is too short.
    """
    if min(len(normalize("NFC", it)) for it in (first, second)) < SHORTEST_PASSPHRASE:
        raise OurFault("key_unusable", shortest=SHORTEST_PASSPHRASE)
    key = Ed25519PrivateKey.generate()
    return public_of(key), private_file(key, _joined(first, second))


def opened_root(file: bytes, first: str, second: str) -> Ed25519PrivateKey:
    """Open a root key with both passphrases.

    Parameters
    ----------
    file : bytes
    first, second : str

    Returns
    -------
    Ed25519PrivateKey

    Raises
    ------
    OurFault
        `wrong_passphrase`, `key_unusable`.
    """
    return opened_key(file, _joined(first, second))


def _joined(first: str, second: str) -> bytes:
    """Join two passphrases so that no other two give the same, at the price of scrypt for every try (RFC 7914)."""
    typed = [normalize("NFC", it).encode("utf-8", "surrogatepass") for it in (first, second)]
    joined = b"".join(b"%d:%b" % (len(it), it) for it in typed)
    return scrypt(joined, salt=b"tansiq-root-1", n=2**15, r=8, p=1, maxmem=2**26, dklen=32).hex().encode()


def private_file(key: Ed25519PrivateKey, passphrase: bytes) -> bytes:
    """Write a private key as an encrypted PKCS8 file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def opened_key(file: bytes, passphrase: bytes) -> Ed25519PrivateKey:
    """Open an encrypted PKCS8 file.

    Parameters
    ----------
    file : bytes
    passphrase : bytes

    Returns
    -------
    Ed25519PrivateKey

    Raises
    ------
    OurFault
        `wrong_passphrase`, `key_unusable`.
    """
    try:
        key = load_pem_private_key(file, passphrase)
    except ValueError as error:
        if b"ENCRYPTED PRIVATE KEY" in file:
            raise OurFault("wrong_passphrase") from error
        raise OurFault("key_unusable") from error
    except (TypeError, UnsupportedAlgorithm) as error:
        raise OurFault("key_unusable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise OurFault("key_unusable")
    return key


def signed_keyset(keyset: KeySet, *roots: Ed25519PrivateKey) -> bytes:
    """Sign a key set: one line for each root, the old one besides where the root changes.

    Parameters
    ----------
    keyset : KeySet
    *roots : Ed25519PrivateKey
        The root that the set names, and the one before it where the root changes.

    Returns
    -------
    bytes
        The file that partners are given.

    Raises
    ------
    OurFault
        `key_unusable`, where the roots are not those, or no partner would take the set.
    """
    publics = [public_of(it) for it in roots]
    if keyset.root not in publics or len(set(publics)) != len(publics) or len(publics) > 2:
        raise OurFault("key_unusable", root=root_fingerprint(keyset.root))
    payload = keyset_payload(keyset)
    return b"\n".join(sealed(KEYSET, payload, root) for root in roots) + b"\n"


def accepted(known: Trusted | None, file: bytes) -> Trusted:
    """Accept the next key set of a partner, or refuse it; the one that is known already is accepted as it is.

    Parameters
    ----------
    known : Trusted or None
        The newest that was accepted; None at the first, whose root two officers then compare by voice.
    file : bytes
        Envelopes, one a line, all of the same payload.

    Returns
    -------
    Trusted

    Raises
    ------
    TheirFault
        `too_large`, `bad_keyset`, `keyset_rollback`, `keyset_gap`, `keyset_fork`, `keyset_other_root`, `bad_signature`,
        or what `read_envelope` finds.
    """
    payload, envelopes = read_envelopes(file)
    keyset, digest = read_keyset(payload), sha256(payload).hexdigest()
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
    _demand_follows(known, keyset, envelopes)
    return Trusted(keyset, digest)


def _demand_follows(known: Trusted, keyset: KeySet, envelopes: Mapping[str, Envelope]) -> None:
    """Demand the next number of the same node, signed by the old root and the new (TUF 1.0, 5.3.4)."""
    is_same_node = (keyset.party, keyset.node) == (known.keyset.party, known.keyset.node)
    if not is_same_node or keyset.prev != known.sha256:
        raise TheirFault("keyset_other_root")
    _demand_signed(envelopes, known.keyset.root)
    if set(envelopes) != {keyid_of(keyset.root), keyid_of(known.keyset.root)}:
        raise TheirFault("bad_keyset", field="envelopes")
    if taken_back := sorted(set(known.keyset.revoked) - set(keyset.revoked)):
        raise TheirFault("bad_keyset", field="revoked", taken_back=taken_back[0])


def read_trusted(file: bytes) -> Trusted:
    """Read a key set that was accepted before, as it was kept; its signatures hold, its place in the row is not asked.

    Parameters
    ----------
    file : bytes

    Returns
    -------
    Trusted

    Raises
    ------
    TheirFault
        `bad_keyset`, `keyset_other_root`, `bad_signature`.
    """
    return accepted(None, file)


def _demand_signed(envelopes: Mapping[str, Envelope], root: bytes) -> None:
    """Demand that one of the envelopes is signed by a root."""
    if (found := envelopes.get(keyid_of(root))) is None:
        raise TheirFault("keyset_other_root")
    verify(found, root)


def demand_unexpired(keyset: KeySet, at: datetime) -> None:
    """Refuse a key set that has run out.

    Parameters
    ----------
    keyset : KeySet
    at : datetime
        The moment, with its zone.

    Raises
    ------
    TheirFault
        `keyset_expired`.
    """
    if keyset.expires_at < at:
        raise TheirFault("keyset_expired", expired=keyset.expires_at.isoformat())


def signing_key(history: Iterable[KeySet], keyid: str) -> bytes:
    """Give the public key of a name from the key sets of a partner, newest or older.

    Parameters
    ----------
    history : iterable of KeySet
        All that were accepted; one key signed what is read much later.
    keyid : str
        The name in the envelope, which is but a hint: the signature is verified with what is found.

    Returns
    -------
    bytes

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
