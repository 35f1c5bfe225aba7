"""The archive inside a bundle: a ZIP of which no byte is left to chance.

Any program unpacks it, but only one sequence of headers is right for what it holds: no dates, no comments, no extra
fields, no gaps, nothing behind the end. So nothing can hide in it, and nothing in it tells when an office works.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from tansiq_protocol.errors import TheirFault

LARGEST_RATIO = 100
SMALLEST_COUNTED = 1024
"""A ratio is asked from this packed size on: a few bytes are no bomb."""
STORED, DEFLATED = 0, 8
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _FIRST_OF_1980 = 20, 0x21
_LONGEST_NAME = 80
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """What an archive holds under a name, and where."""

    name: str
    method: int
    crc: int
    packed_size: int
    size: int
    at: int

    @property
    def local(self) -> bytes:
        """The header before its bytes."""
        sizes = (self.crc, self.packed_size, self.size, len(self.name), 0)
        return (
            _LOCAL.pack(b"PK\3\4", _VERSION, 0, self.method, 0, _FIRST_OF_1980, *sizes) + self.name.encode()
        )

    @property
    def central(self) -> bytes:
        """Its line in the directory at the end."""
        sizes = (self.crc, self.packed_size, self.size, len(self.name), 0, 0, 0, 0, 0, self.at)
        head = (b"PK\1\2", _VERSION, _VERSION, 0, self.method, 0, _FIRST_OF_1980)
        return _CENTRAL.pack(*head, *sizes) + self.name.encode()

    @property
    def content_at(self) -> int:
        """Where its bytes begin."""
        return self.at + _LOCAL.size + len(self.name)

    @property
    def ends_at(self) -> int:
        """Where the next one begins."""
        return self.content_at + self.packed_size

    @property
    def is_bomb(self) -> bool:
        """Whether it would unpack to far more than it is."""
        return self.size > LARGEST_RATIO * max(self.packed_size, SMALLEST_COUNTED)


def _end(entries: Sequence[Entry], directory: int, at: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), directory, at, 0)


class ArchiveWriter:
    """Writes an archive into an empty file, entry by entry.

    Parameters
    ----------
    file : binary file
        One that can be read and sought.
    folder : Path, optional
        Where a second file without a name may lie.
    """

    def __init__(self, file: IO[bytes], folder: Path | None = None) -> None:
        self._file, self._folder = file, folder
        self._entries: list[Entry] = []

    @property
    def at(self) -> int:
        """How long the archive is so far."""
        return self._entries[-1].ends_at if self._entries else 0

    @property
    def size(self) -> int:
        """How much it would unpack to so far."""
        return sum(it.size for it in self._entries)

    def add(self, name: str, parts: Iterable[bytes], *, method: int = DEFLATED) -> None:
        """Add an entry, part by part; one that would look like a bomb is stored as it is."""
        entry = self._written(name, parts, method)
        if entry.is_bomb:
            with tempfile.TemporaryFile(dir=self._folder) as again:
                for part in _parts(io.BufferedReader(Member(self._file, entry))):
                    again.write(part)
                again.seek(0)
                entry = self._written(name, _parts(again), STORED)
        self._entries.append(entry)

    def _written(self, name: str, parts: Iterable[bytes], method: int) -> Entry:
        blank = Entry(name, method, 0, 0, 0, self.at)
        self._file.seek(blank.content_at)
        press = zlib.compressobj(wbits=-zlib.MAX_WBITS) if method == DEFLATED else None
        crc = size = 0
        for part in (piece for it in parts for piece in _pieces(it)):
            crc, size = zlib.crc32(part, crc), size + len(part)
            self._file.write(press.compress(part) if press else part)
        if press:
            self._file.write(press.flush())
        self._file.truncate()
        entry = Entry(name, method, crc, self._file.tell() - blank.content_at, size, blank.at)
        self._file.seek(blank.at)
        self._file.write(entry.local)
        return entry

    def sha256(self) -> str:
        """Give the hash of all that was written so far."""
        return hash_of_first(self._file, self.at)

    def close(self) -> None:
        """Write the directory; then the archive is whole."""
        directory = b"".join(it.central for it in self._entries)
        self._file.seek(self.at)
        self._file.write(directory + _end(self._entries, len(directory), self.at))


def hash_of_first(file: IO[bytes], size: int) -> str:
    """Give the SHA-256 of the first so many bytes of a file."""
    digest = sha256()
    file.seek(0)
    while size and (part := file.read(min(size, _CHUNK))):
        digest.update(part)
        size -= len(part)
    return digest.hexdigest()


def _pieces(part: bytes) -> Iterator[memoryview]:
    """Give a large part in pieces, since what is pressed at once is held at once."""
    view = memoryview(part)
    return (view[at : at + _CHUNK] for at in range(0, len(view), _CHUNK))


def _parts(file: IO[bytes] | io.BufferedReader) -> Iterator[bytes]:
    while part := file.read(_CHUNK):
        yield part


def read_entries(file: IO[bytes], most: int) -> list[Entry]:
    """Read what an archive holds, and demand that every byte of its headers is the only right one.

    Parameters
    ----------
    file : binary file
    most : int
        Entries that it may have.

    Raises
    ------
    TheirFault
        `bad_archive`, `archive_bomb`.
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - _END.size))
    end = file.read(_END.size)
    if len(end) != _END.size:
        raise TheirFault("bad_archive", why="too_short")
    signature, _, _, _, count, directory, at, _ = _END.unpack(end)
    if signature != b"PK\5\6":
        raise TheirFault("bad_archive", why="end")
    if count > most:
        raise TheirFault("archive_bomb", entries=count)
    if at + directory + _END.size != length or directory > most * (_CENTRAL.size + _LONGEST_NAME):
        raise TheirFault("bad_archive", why="directory")
    file.seek(at)
    content = file.read(directory)
    entries = list(_directory(content))
    told = b"".join(it.central for it in entries) + _end(entries, len(content), at)
    if told != content + end or [it.at for it in entries] + [at] != [0, *(it.ends_at for it in entries)]:
        raise TheirFault("bad_archive", why="directory")
    for entry in entries:
        file.seek(entry.at)
        if file.read(len(entry.local)) != entry.local:
            raise TheirFault("bad_archive", entry=entry.name)
        if entry.is_bomb:
            raise TheirFault("archive_bomb", entry=entry.name)
    return entries


def _directory(content: bytes) -> Iterator[Entry]:
    """Give the lines of a directory as they stand; that they are right is seen when they are written anew."""
    at = 0
    while at < len(content):
        if len(content) - at < _CENTRAL.size:
            raise TheirFault("bad_archive", why="directory")
        line = _CENTRAL.unpack_from(content, at)
        method, crc, packed_size, size, long, local_at = line[4], *line[7:11], line[16]
        name = content[at + _CENTRAL.size : at + _CENTRAL.size + long]
        if method not in {STORED, DEFLATED} or not name.isascii():
            raise TheirFault("bad_archive", why="method")
        yield Entry(name.decode(), method, crc, packed_size, size, local_at)
        at += _CENTRAL.size + long


class Member(io.RawIOBase):
    """Reads an entry as a stream, never more of it than it says, and demands at its end that it was what it said.

    Parameters
    ----------
    file : binary file
        That of the archive; others may read elsewhere in it meanwhile.
    entry : Entry

    Raises
    ------
    TheirFault
        `bad_archive`, `archive_bomb`, while it is read.
    """

    def __init__(self, file: IO[bytes], entry: Entry) -> None:
        super().__init__()
        self._file, self._entry = file, entry
        self._at, self._size, self._crc = entry.content_at, 0, 0
        self._press = zlib.decompressobj(wbits=-zlib.MAX_WBITS) if entry.method == DEFLATED else None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, target: Any) -> int:
        """Read some bytes; none at the end."""
        with memoryview(target).cast("B") as room:
            part = self._unpacked(len(room)) if self._press else self._packed(len(room))
            self._size += len(part)
            self._crc = zlib.crc32(part, self._crc)
            if self._size > self._entry.size:
                raise TheirFault("archive_bomb", entry=self._entry.name)
            if not part:
                self._demand_whole()
            room[: len(part)] = part
            return len(part)

    def _packed(self, most: int) -> bytes:
        self._file.seek(self._at)
        part = self._file.read(min(most, self._entry.ends_at - self._at))
        self._at += len(part)
        return part

    def _unpacked(self, most: int) -> bytes:
        assert self._press is not None  # noqa: S101 - asked only of what is deflated
        while not self._press.eof:
            packed = self._press.unconsumed_tail or self._packed(_CHUNK)
            try:
                part = self._press.decompress(packed, most)
            except zlib.error as error:
                raise TheirFault("bad_archive", entry=self._entry.name) from error
            if part:
                return part
            if not packed:
                break
        return b""

    def _demand_whole(self) -> None:
        is_whole = self._at == self._entry.ends_at and (self._size, self._crc) == (
            self._entry.size,
            self._entry.crc,
        )
        if self._press is not None:
            is_whole = is_whole and self._press.eof and not self._press.unused_data
        if not is_whole:
            raise TheirFault("bad_archive", entry=self._entry.name)
