"""One file for stick and line: a `.tansiq` bundle, an archive encrypted with age for the partner's node alone.

Inside lie a signed manifest, the envelopes of the records one a line, and their attachments by hash. The manifest names
its receiver, so that a bundle cannot be handed on. Reading takes the same memory for a file of any size: the archive is
decrypted to a file without a name, and records come one by one.
"""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tansiq_protocol.dsse import BUNDLE, Envelope, read_envelope, sealed
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.manifest import MOST_RECORDS, Manifest, manifest_payload, read_manifest
from tansiq_protocol.record import LARGEST_PAYLOAD

LARGEST_BUNDLE = 2 * 1024**3
LARGEST_MANIFEST = 4 * 1024 * 1024
LONGEST_LINE = LARGEST_PAYLOAD * 4 // 3 + 4096
LARGEST_RATIO = 100
MANIFEST, RECORDS, BLOBS = "manifest.dsse.json", "records.jsonl", "blobs/"
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Times of entries tell when an office works, so they tell nothing."""
_CHUNK = 1024 * 1024
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, KeyError,
    ValueError, OverflowError, EOFError, OSError,
)  # fmt: skip
"""What the reader of an archive raises on damaged bytes."""


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A bundle that was decrypted, with its manifest read and not yet verified."""

    manifest: Manifest
    envelope: Envelope
    _archive: zipfile.ZipFile

    def records(self) -> Iterator[bytes]:
        """Give the envelopes of the records, one by one, as they came.

        Raises
        ------
        TheirFault
            `too_large`, `list_differs`, `bad_archive`.
        """
        number = 0
        with _guarded(), self._archive.open(RECORDS) as lines:
            while line := lines.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise TheirFault("too_large", at_most=LONGEST_LINE)
                number += 1
                if number > len(self.manifest.records):
                    raise TheirFault("list_differs")
                yield line.rstrip(b"\n")
        if number != len(self.manifest.records):
            raise TheirFault("list_differs")

    def blob(self, digest: str) -> bytes:
        """Give an attachment, its hash verified.

        Raises
        ------
        TheirFault
            `entry_missing`, `blob_differs`, `bad_archive`.
        """
        if digest not in self.manifest.blobs:
            raise TheirFault("entry_missing", entry=digest)
        with _guarded(), self._archive.open(BLOBS + digest) as file:
            content = file.read(self.manifest.blobs[digest] + 1)
        if sha256(content).hexdigest() != digest:
            raise TheirFault("blob_differs", entry=digest)
        return content


def write_bundle(
    to: IO[bytes],
    manifest: Manifest,
    records: Iterable[bytes],
    *,
    key: Ed25519PrivateKey,
    recipients: Sequence[str],
    blob: Callable[[str], bytes] | None = None,
    folder: Path | None = None,
) -> None:
    """Write a bundle, in the same memory whatever its size.

    Parameters
    ----------
    to : binary file
        Where the encrypted bytes go.
    manifest : Manifest
    records : iterable of bytes
        Envelopes in the order of the manifest.
    key : Ed25519PrivateKey
        The node's, for the manifest.
    recipients : sequence of str
        age recipients of the partner's node.
    blob : callable, optional
        Gives the bytes of an attachment by its hash.
    folder : Path, optional
        Where the archive lies, without a name, until it is encrypted.

    Raises
    ------
    OurFault
        `recipient_unusable`, `too_large`; nothing that was written so far is of any use.
    """
    if len(manifest.records) > MOST_RECORDS:
        raise OurFault("too_large", given=len(manifest.records), at_most=MOST_RECORDS)
    try:
        readers = [pyrage.x25519.Recipient.from_str(it) for it in recipients]
    except pyrage.RecipientError as error:
        raise OurFault("recipient_unusable") from error
    if not readers:
        raise OurFault("recipient_unusable")
    with tempfile.TemporaryFile(dir=folder) as plain:
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry(MANIFEST), sealed(BUNDLE, manifest_payload(manifest), key))
            with archive.open(_entry(RECORDS), "w", force_zip64=True) as lines:
                for envelope in records:
                    lines.write(envelope + b"\n")
            for digest in sorted(manifest.blobs):
                assert blob is not None  # noqa: S101 - whoever lists attachments gives them
                archive.writestr(_entry(BLOBS + digest), blob(digest))
        if plain.tell() > LARGEST_BUNDLE:
            raise OurFault("too_large", given=plain.tell(), at_most=LARGEST_BUNDLE)
        plain.seek(0)
        pyrage.encrypt_io(plain, to, readers)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def open_bundle(
    source: IO[bytes], identities: Sequence[str], *, folder: Path | None = None
) -> Iterator[OpenBundle]:
    """Open a bundle; whoever does must verify the envelope of its manifest before anything else.

    Parameters
    ----------
    source : binary file
    identities : sequence of str
        The node's own age identities, newest first.
    folder : Path, optional
        Where the decrypted archive lies, without a name, while it is open.

    Raises
    ------
    TheirFault
        `cannot_open`, `too_large`, `bad_archive`, `foreign_entry`, `archive_bomb`, `entry_missing`, `bad_manifest`,
        `reader_too_old`.
    """
    with tempfile.TemporaryFile(dir=folder) as plain:
        _decrypt(source, plain, identities)
        with _guarded():
            archive = zipfile.ZipFile(plain)
        with archive:
            entries = _entries(archive)
            with _guarded(), archive.open(MANIFEST) as file:
                envelope = read_envelope(file.read(LARGEST_MANIFEST), BUNDLE)
            manifest = read_manifest(envelope.payload)
            _demand_as_listed(manifest, entries)
            yield OpenBundle(manifest, envelope, archive)


def _decrypt(source: IO[bytes], to: IO[bytes], identities: Sequence[str]) -> None:
    bounded = _Bounded(source, LARGEST_BUNDLE + _CHUNK)
    keys = [pyrage.x25519.Identity.from_str(it) for it in identities]
    try:
        pyrage.decrypt_io(bounded, to, keys)
    except (pyrage.DecryptError, OSError, ValueError, EOFError) as error:
        if bounded.is_over:
            raise TheirFault("too_large", at_most=LARGEST_BUNDLE) from error
        raise TheirFault("cannot_open") from error
    to.seek(0)


class _Bounded:
    """Reads so much of a file and no more."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source, self._left = source, most
        self.is_over = False

    def read(self, size: int = -1) -> bytes:
        wanted = min(size, _CHUNK) if size >= 0 else _CHUNK
        content = self._source.read(wanted)
        self._left -= len(content)
        if self._left < 0:
            self.is_over = True
            raise OSError
        return content


@contextmanager
def _guarded() -> Iterator[None]:
    """Turn whatever an archive's reader raises on damaged bytes into one fault."""
    try:
        yield
    except _DAMAGED as error:
        raise TheirFault("bad_archive") from error


def _entries(archive: zipfile.ZipFile) -> dict[str, int]:
    """Give the entries with their sizes, once each has a name that belongs there and a size that can be."""
    found: dict[str, int] = {}
    if len(archive.infolist()) > MOST_RECORDS + 2:
        raise TheirFault("archive_bomb")
    for it in archive.infolist():
        is_ours = it.filename in {MANIFEST, RECORDS} or (
            it.filename.startswith(BLOBS)
            and len(it.filename) == len(BLOBS) + 64
            and set(it.filename[len(BLOBS) :]) <= set("0123456789abcdef")
        )
        if not is_ours or it.filename in found or it.flag_bits & 0x1:
            raise TheirFault("foreign_entry", entry=it.filename[:80])
        if it.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise TheirFault("bad_archive")
        if it.file_size > LARGEST_RATIO * max(it.compress_size, 1024):
            raise TheirFault("archive_bomb", entry=it.filename)
        found[it.filename] = it.file_size
    if sum(found.values()) > 2 * LARGEST_BUNDLE or found.get(MANIFEST, 0) > LARGEST_MANIFEST:
        raise TheirFault("archive_bomb")
    for name in (MANIFEST, RECORDS):
        if name not in found:
            raise TheirFault("entry_missing", entry=name)
    return found


def _demand_as_listed(manifest: Manifest, entries: Mapping[str, int]) -> None:
    blobs = {name.removeprefix(BLOBS): size for name, size in entries.items() if name.startswith(BLOBS)}
    if blobs != dict(manifest.blobs):
        raise TheirFault("list_differs")
