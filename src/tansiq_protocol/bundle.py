"""One file for stick and line: a `.tansiq` bundle, an archive encrypted with age for the partner's node alone.

Inside lie the envelopes of the records one a line, their attachments by hash, and last a signed manifest, which holds the
hash of all before it. It names its receiver, so that a bundle cannot be handed on. Reading takes the same memory for a
file of any size: the archive is decrypted to a file without a name, and records come one by one.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tansiq_protocol.archive import STORED, ArchiveWriter, Entry, Member, hash_of_first, read_entries
from tansiq_protocol.canonical import canonical_bytes, read_json
from tansiq_protocol.dsse import BUNDLE, RECORD, Envelope, read_envelope, sealed
from tansiq_protocol.errors import OurFault, TheirFault
from tansiq_protocol.manifest import MOST_RECORDS, Manifest, Packed, manifest_payload, read_manifest
from tansiq_protocol.record import LARGEST_BLOB, LARGEST_PAYLOAD
from tansiq_protocol.sealing import decrypt, encrypt, readers_of

LARGEST_BUNDLE = 2 * 1024**3
LARGEST_MANIFEST = 4 * 1024 * 1024
LONGEST_LINE = LARGEST_PAYLOAD * 4 // 3 + 4096
LARGEST_KEYSETS, MOST_KEYSETS = 2 * 1024 * 1024, 1000
MANIFEST, RECORDS, KEYSETS, BLOBS = "manifest.dsse.json", "records.jsonl", "keysets.json", "blobs/"
_BLOB = re.compile(r"blobs/[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A bundle that was decrypted, with its manifest read and not yet verified."""

    manifest: Manifest
    envelope: Envelope
    _plain: IO[bytes]
    _entries: Mapping[str, Entry]

    @property
    def keysets(self) -> list[bytes]:
        """Key sets of the sender, the oldest first: each vouches for itself by its root, whoever brings it.

        Raises
        ------
        TheirFault
            `bad_keyset`, `bad_archive`, `archive_bomb`, or what `read_json` finds.
        """
        if KEYSETS not in self._entries:
            return []
        value = read_json(self._content(KEYSETS, LARGEST_KEYSETS))
        is_good = isinstance(value, list) and len(value) <= MOST_KEYSETS
        if not is_good or not all(isinstance(it, str) for it in value):
            raise TheirFault("bad_keyset", field="keysets")
        return [it.encode() for it in value]

    def records(self) -> Iterator[bytes]:
        """Give the envelopes of the records, one by one, as they came; what each holds is not looked at yet.

        Yields
        ------
        bytes

        Raises
        ------
        TheirFault
            `too_large`, `list_differs`, `bad_archive`, `archive_bomb`.
        """
        number, lines = 0, self._stream(RECORDS)
        while line := lines.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise TheirFault("too_large", at_most=LONGEST_LINE)
            number += 1
            if number > len(self.manifest.records) or not line.endswith(b"\n"):
                raise TheirFault("list_differs", number=number)
            yield line[:-1]
        if number != len(self.manifest.records):
            raise TheirFault("list_differs", number=number)

    def blob(self, digest: str) -> bytes:
        """Give an attachment, its hash verified.

        Parameters
        ----------
        digest : str
            Its SHA-256, as a record lists it.

        Returns
        -------
        bytes

        Raises
        ------
        TheirFault
            `entry_missing`, `blob_differs`, `bad_archive`, `archive_bomb`.
        """
        if digest not in self.manifest.blobs:
            raise TheirFault("entry_missing", entry=digest)
        content = self._content(BLOBS + digest, LARGEST_BLOB)
        if sha256(content).hexdigest() != digest:
            raise TheirFault("blob_differs", entry=digest)
        return content

    def _content(self, name: str, most: int) -> bytes:
        size = self._entries[name].size
        if size > most:
            raise TheirFault("archive_bomb", entry=name)
        return self._stream(name).read(size + 1)  # one more, so that its end is seen

    def _stream(self, name: str) -> io.BufferedReader:
        return io.BufferedReader(Member(self._plain, self._entries[name]), 64 * 1024)


def write_bundle(
    to: IO[bytes],
    manifest: Manifest,
    records: Iterable[bytes],
    *,
    key: Ed25519PrivateKey,
    recipients: Sequence[str],
    blob: Callable[[str], bytes] | None = None,
    keysets: Sequence[bytes] = (),
    folder: Path | None = None,
) -> None:
    """Write a bundle, in the same memory whatever its size.

    Parameters
    ----------
    to : binary file
        Where the encrypted bytes go.
    manifest : Manifest
        What `packed` says in it is set here.
    records : iterable of bytes
        Envelopes, in its order.
    key : Ed25519PrivateKey
        The node's, for the manifest.
    recipients : sequence of str
        age recipients of the partner's node.
    blob : callable, optional
        Gives the bytes of an attachment by its hash.
    keysets : sequence of bytes, optional
        Files of the sender's key sets, the oldest first, so that new keys arrive with what they signed.
    folder : Path, optional
        Where the archive lies, without a name, until it is encrypted.

    Raises
    ------
    OurFault
        `recipient_unusable`, `too_large`, `list_differs`; nothing that was written so far is of any use.
    """
    if (many := max(len(manifest.records), len(manifest.blobs))) > MOST_RECORDS:
        raise OurFault("too_large", given=many, at_most=MOST_RECORDS)
    readers = readers_of(recipients)
    with tempfile.TemporaryFile(dir=folder) as plain:
        archive = ArchiveWriter(plain, folder)
        archive.add(RECORDS, _lines(manifest, records))
        if keysets:
            archive.add(KEYSETS, [_keysets(keysets)])
        for digest in sorted(manifest.blobs):
            archive.add(BLOBS + digest, [_listed_blob(manifest, digest, blob)])
        _close(archive, manifest, key)
        plain.seek(0)
        encrypt(plain, to, readers)


def _close(archive: ArchiveWriter, manifest: Manifest, key: Ed25519PrivateKey) -> None:
    """Sign the manifest over all that lies before it, and end the archive with it."""
    packed = Packed(archive.at, archive.sha256())
    envelope = sealed(BUNDLE, manifest_payload(replace(manifest, packed=packed)), key)
    archive.add(MANIFEST, [envelope], method=STORED)
    if max(archive.at, archive.size // 2) > LARGEST_BUNDLE or len(envelope) > LARGEST_MANIFEST:
        raise OurFault("too_large", given=archive.at, at_most=LARGEST_BUNDLE)
    archive.close()


def _lines(manifest: Manifest, records: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines of the records, each demanded to be the one on the list."""
    number = 0
    for number, envelope in enumerate(records, 1):
        try:
            is_listed = read_envelope(envelope, RECORD).sha256 == manifest.records[number - 1]
        except (TheirFault, IndexError) as error:
            raise OurFault("list_differs", number=number) from error
        if not is_listed or b"\n" in envelope or len(envelope) >= LONGEST_LINE:
            raise OurFault("list_differs", number=number)
        yield envelope + b"\n"
    if number != len(manifest.records):
        raise OurFault("list_differs", number=number)


def _keysets(files: Sequence[bytes]) -> bytes:
    content = canonical_bytes([it.decode() for it in files])
    if len(content) > LARGEST_KEYSETS or len(files) > MOST_KEYSETS:
        raise OurFault("too_large", given=len(content), at_most=LARGEST_KEYSETS)
    return content


def _listed_blob(manifest: Manifest, digest: str, blob: Callable[[str], bytes] | None) -> bytes:
    content = blob(digest) if blob else b""
    if len(content) > LARGEST_BLOB:
        raise OurFault("too_large", given=len(content), at_most=LARGEST_BLOB)
    if (len(content), sha256(content).hexdigest()) != (manifest.blobs[digest], digest):
        raise OurFault("list_differs", entry=digest)
    return content


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

    Yields
    ------
    OpenBundle
        As long as the bundle is open.

    Raises
    ------
    OurFault
        `key_unusable`, where an identity is none.
    TheirFault
        `cannot_open`, `too_large`, `bad_archive`, `foreign_entry`, `archive_bomb`, `entry_missing`, `list_differs`,
        `bad_manifest`, `reader_too_old`, or what `read_envelope` finds in the manifest's.
    """
    with tempfile.TemporaryFile(dir=folder) as plain:
        decrypt(source, plain, identities, LARGEST_BUNDLE)
        yield opened_archive(plain)


def opened_archive(plain: IO[bytes]) -> OpenBundle:
    """Open what lies inside a bundle, once it is decrypted.

    Parameters
    ----------
    plain : binary file
        The archive; it must stay open as long as what is given back.

    Returns
    -------
    OpenBundle

    Raises
    ------
    TheirFault
        As `open_bundle`, without `cannot_open`.
    """
    entries = read_entries(plain, MOST_RECORDS + 3)
    _demand_own_names(entries)
    last = entries[-1]
    if last.size > LARGEST_MANIFEST or sum(it.size for it in entries) > 2 * LARGEST_BUNDLE:
        raise TheirFault("archive_bomb")
    envelope = read_envelope(io.BufferedReader(Member(plain, last)).read(), BUNDLE)
    manifest = read_manifest(envelope.payload)
    _demand_as_listed(manifest, entries, plain)
    return OpenBundle(manifest, envelope, plain, {it.name: it for it in entries})


def _demand_own_names(entries: Sequence[Entry]) -> None:
    """Demand the entries that belong there, in their order: records, key sets, attachments by hash, the manifest."""
    names = [it.name for it in entries]
    for name in names:
        if name not in {MANIFEST, RECORDS, KEYSETS} and not _BLOB.fullmatch(name):
            raise TheirFault("foreign_entry", entry=ascii(name[:80]))
    if len(set(names)) != len(names):
        raise TheirFault("foreign_entry", why="twice")
    for name in (MANIFEST, RECORDS):
        if name not in names:
            raise TheirFault("entry_missing", entry=name)
    blobs = sorted(name for name in names if name.startswith(BLOBS))
    if names != [RECORDS, *([KEYSETS] if KEYSETS in names else []), *blobs, MANIFEST]:
        raise TheirFault("bad_archive", why="order")
    if entries[-1].method != STORED:
        raise TheirFault("bad_archive", entry=MANIFEST)


def _demand_as_listed(manifest: Manifest, entries: Sequence[Entry], plain: IO[bytes]) -> None:
    """Demand the attachments of the list, and every byte before the manifest as it was signed."""
    blobs = {it.name.removeprefix(BLOBS): it.size for it in entries if it.name.startswith(BLOBS)}
    if missing := sorted(set(manifest.blobs) - set(blobs)):
        raise TheirFault("entry_missing", entry=missing[0])
    size = entries[-1].at
    if blobs != dict(manifest.blobs) or manifest.packed != Packed(size, hash_of_first(plain, size)):
        raise TheirFault("list_differs")
