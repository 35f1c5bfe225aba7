"""The private keys of this node: files in its folder for its owner alone, never in the database and never in a backup."""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
from cryptography import x509
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.exchange.queries.keys import own_keyset
from tansiq.keeping import secret_of_node
from tansiq_protocol.dsse import keyid_of, public_of
from tansiq_protocol.errors import OurFault
from tansiq_protocol.keys import line_key_of, opened_key, private_file

SIGNING, READING, LINE = "signing-", "reading-", "line-"
KEYSET = "keyset-"
CERTIFICATE_LASTS = timedelta(days=3650)
SALT_BYTES = 16


class KeysGone(Refused):
    """The private keys are not here, or cannot be opened."""

    message = _(
        "The private keys of this node are not in its folder, or its passphrase no longer opens them: put the folder "
        "`keys` back from where it was kept, or renew the keys with the root key."
    )


def folder() -> Path:
    """Give the folder of the private keys, closed to others."""
    path = Path(settings.FOLDER) / "keys"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _passphrase() -> bytes:
    """Give what opens the keys: of a file that only the service gets to see where one is named, else the node's secret."""
    named = os.environ.get("TANSIQ_KEY_PASSPHRASE_FILE")
    if named:
        return Path(named).read_bytes().strip()
    return secret_of_node(Path(settings.FOLDER)).encode()


def _put(name: str, content: bytes) -> None:
    """Keep a file: under its name it stands whole, whenever the power goes."""
    path = folder() / name
    fresh = path.with_name(f".{name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    held = os.open(path.parent, os.O_RDONLY)
    os.fsync(held)
    os.close(held)


def make_signing_key() -> bytes:
    """Make a key to sign with; give its public bytes."""
    key = Ed25519PrivateKey.generate()
    public = public_of(key)
    _put(f"{SIGNING}{keyid_of(public)}.pem", private_file(key, _passphrase()))
    return public


def make_reading_key() -> str:
    """Make a key to be encrypted for; give its age recipient."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    salt = secrets.token_bytes(SALT_BYTES)
    _put(f"{READING}{recipient[-16:]}.age", salt + _box(salt).encrypt(str(identity).encode()))
    return recipient


def make_line_key(node: str, at: datetime) -> str:
    """Make the key and certificate that this node shows on the network; give the hash by which partners pin it."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    moment = at.astimezone(UTC).replace(tzinfo=None)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + CERTIFICATE_LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(node)]), critical=False)
        .sign(key, None)
    )
    pin = line_key_of(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    key_path, certificate_path = _line_paths(pin)
    _put(key_path.name, private_file(key, _passphrase()))
    _put(certificate_path.name, certificate.public_bytes(Encoding.PEM))
    return pin


def _line_paths(pin: str) -> tuple[Path, Path]:
    """Give where the key and certificate of a pin lie: a renewal that is broken off leaves those that partners pin."""
    return folder() / f"{LINE}{pin[:32]}.pem", folder() / f"{LINE}{pin[:32]}.crt"


def _box(salt: bytes) -> Fernet:
    """Give what seals and opens under the passphrase."""
    derived = Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(_passphrase())
    return Fernet(urlsafe_b64encode(derived))


def _opened(content: bytes) -> str:
    return _box(content[:SALT_BYTES]).decrypt(content[SALT_BYTES:]).decode()


def signing_key(keyid: str) -> Ed25519PrivateKey:
    """Open the key of a name.

    Raises
    ------
    KeysGone
    """
    try:
        return opened_key((folder() / f"{SIGNING}{keyid}.pem").read_bytes(), _passphrase())
    except (OSError, OurFault) as error:
        raise KeysGone from error


def reading_keys() -> list[str]:
    """Give the age identities of this node, the newest first.

    Raises
    ------
    KeysGone
    """
    files = sorted(folder().glob(f"{READING}*.age"), key=lambda it: it.stat().st_mtime_ns, reverse=True)
    try:
        found = [_opened(it.read_bytes()) for it in files]
    except (OSError, InvalidToken) as error:
        raise KeysGone from error
    if not found:
        raise KeysGone
    return found


def keep_keyset(rev: int, content: bytes) -> None:
    """Keep a key set of this node beside its keys, by its number."""
    _put(f"{KEYSET}{rev:06d}.keys", content)


def kept_keysets() -> list[bytes]:
    """Give the key sets of this node that lie beside its keys, the oldest first."""
    return [it.read_bytes() for it in sorted(folder().glob(f"{KEYSET}*.keys"))]


def line_files() -> tuple[Path, Path, str]:
    """Give the files of the key and certificate on the network, and what opens the key.

    Raises
    ------
    KeysGone
    """
    own = own_keyset()
    if own is None or not own.keyset.line_keys:
        raise KeysGone
    key, certificate = _line_paths(own.keyset.line_keys[0])
    if not key.exists() or not certificate.exists():
        raise KeysGone
    return key, certificate, _passphrase().decode()
