"""Encrypt for a partner's node and decrypt with one's own keys: age v1, X25519 recipients, in constant memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import pyrage

from tansiq_protocol.errors import OurFault, TheirFault

LARGEST_HEADER = 8 * 1024
"""Of an age file; a reader of age takes time and memory by the square of it."""
MOST_RECIPIENTS = 20
"""So that a header is never longer."""
MOST_OVERHEAD = 1024 * 1024
"""What age adds to the largest bundle: its header, and 16 bytes for every 64 KiB."""
_CHUNK = 1024 * 1024


def is_recipient(text: str) -> bool:
    """Say whether a text is an age recipient of the sort that is used here, written in the one way."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def readers_of(recipients: Sequence[str]) -> list[Any]:
    """Give what a file is encrypted for.

    Parameters
    ----------
    recipients : sequence of str

    Raises
    ------
    OurFault
        `recipient_unusable`, where one is none, or there is none, or there are too many.
    """
    if not 0 < len(recipients) <= MOST_RECIPIENTS or not all(is_recipient(it) for it in recipients):
        raise OurFault("recipient_unusable")
    return [pyrage.x25519.Recipient.from_str(it) for it in recipients]


def encrypt(plain: IO[bytes], to: IO[bytes], readers: Sequence[Any]) -> None:
    """Encrypt a file."""
    pyrage.encrypt_io(plain, to, list(readers))


def decrypt(source: IO[bytes], to: IO[bytes], identities: Sequence[str], largest: int) -> None:
    """Decrypt a file, and go back to the beginning of what came of it.

    Parameters
    ----------
    source, to : binary file
    identities : sequence of str
        age identities, any of which may open it.
    largest : int
        Bytes that it may hold.

    Raises
    ------
    OurFault
        `key_unusable`, where an identity is none.
    TheirFault
        `cannot_open`, `too_large`.
    OSError
        Where the source cannot be read or the target not written; neither is the sender's fault.
    """
    try:
        keys = [pyrage.x25519.Identity.from_str(it) for it in identities]
    except pyrage.IdentityError as error:
        raise OurFault("key_unusable") from error
    bounded, sink = _Source(source, largest + MOST_OVERHEAD), _Sink(to)
    try:
        pyrage.decrypt_io(bounded, sink, keys)
    except (pyrage.DecryptError, OSError) as error:
        if fault := bounded.fault or sink.fault:
            raise fault from error
        raise TheirFault("cannot_open") from error
    if to.tell() > largest:
        raise TheirFault("too_large", at_most=largest)
    to.seek(0)


class _Source:
    """Reads so much of a file and no more, once its header is seen to be of a bearable length."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source, self._left, self._most = source, most, most
        self.fault: TheirFault | OSError | None = None
        self._head = b""
        try:
            while len(self._head) < LARGEST_HEADER and (
                part := source.read(LARGEST_HEADER - len(self._head))
            ):
                self._head += part
        except OSError as error:
            self.fault = error
        if b"\n--- " not in self._head:
            self._head, self.fault = b"", self.fault or TheirFault("cannot_open", why="header")

    def read(self, size: int = -1) -> bytes:
        """Read some bytes."""
        if self.fault:
            raise OSError
        wanted = min(size, _CHUNK) if size >= 0 else _CHUNK
        if self._head:
            content, self._head = self._head[:wanted], self._head[wanted:]
        else:
            try:
                content = self._source.read(wanted)
            except OSError as error:
                self.fault = error
                raise
        self._left -= len(content)
        if self._left < 0:
            self.fault = TheirFault("too_large", at_most=self._most)
            raise OSError
        return content


class _Sink:
    """Writes to a file, and keeps the fault of the disk apart from those of what is read."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to = to
        self.fault: OSError | None = None

    def write(self, content: bytes) -> int:
        """Write some bytes."""
        try:
            return self._to.write(content)
        except OSError as error:
            self.fault = error
            raise

    def flush(self) -> None:
        """Write what is still on its way."""
        self._to.flush()
