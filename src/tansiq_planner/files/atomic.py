"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path` in one step; whoever reads sees the old file or the new one.

    Parameters
    ----------
    path : Path
        Its directory exists.
    content : bytes

    Raises
    ------
    OSError
        Where the file cannot be written; what stood at `path` still does, and nothing else is left behind.
    """
    path = path.resolve()  # what a link leads to is written, and the link stays
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except BaseException as error:
        with suppress(OSError):
            unfinished.unlink()
        if isinstance(error, OSError):
            error.filename = error.filename or str(path)  # a full disk does not say which file it was
        raise
    _remember_name(path.parent)


def _remember_name(directory: Path) -> None:
    """Make the new name outlive a power cut, where the system lets a directory be synchronised."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
