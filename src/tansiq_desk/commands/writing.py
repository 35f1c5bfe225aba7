"""Puts a set of files in place whole or not at all."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tansiq_desk.commands.arguments import WrongUsageError


def check_directory(target: Path) -> None:
    """Refuse early what could not be written at the end.

    Raises
    ------
    WrongUsageError
        When the target is a file, or its parent is not a directory.
    """
    if target.exists() and not target.is_dir():
        raise WrongUsageError("out_not_a_directory", given=str(target))
    if not target.parent.is_dir():
        raise WrongUsageError("out_without_parent", given=str(target), parent=str(target.parent))
    beside = target if target.is_dir() else target.parent
    try:
        Path(tempfile.mkdtemp(prefix=".tansiq.", dir=beside)).rmdir()
    except OSError as error:
        raise WrongUsageError("out_not_writable", given=str(target), why=error.strerror or "") from error


def check_file(target: Path) -> None:
    """Refuse a file that could not be written.

    Raises
    ------
    WrongUsageError
        When the target is a directory, a device or a pipe, or its parent is no directory.
    """
    if target.is_dir():
        raise WrongUsageError("out_not_a_file", given=str(target))
    if target.exists() and not target.is_file():
        raise WrongUsageError("out_not_plain", given=str(target))
    if not target.parent.is_dir():
        raise WrongUsageError("out_without_parent", given=str(target), parent=str(target.parent))


def write_directory(target: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a directory: all are complete beside it before the first takes its name.

    Parameters
    ----------
    target : Path
        Made where it does not exist; files of other names in it stay.
    files : mapping of str to bytes
        By file name.

    Returns
    -------
    list of Path
        What was written, in the order given.

    Raises
    ------
    OSError
        When the files cannot be written; nothing has then changed in the target.
    WrongUsageError
        When a folder, a device or a pipe has the name of one of them.
    """
    if target.exists():
        for name in files:
            check_file(target / name)
    beside = target if target.is_dir() else target.parent
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=beside))
    try:
        for name, content in files.items():
            (made / name).write_bytes(content)
        with _undisturbed():
            _put_in_place(made, target, files)
    except OSError as error:
        error.filename = error.filename or str(target)  # a full disk does not say which file it was
        raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return [target / name for name in files]


def _put_in_place(made: Path, target: Path, names: Iterable[str]) -> None:
    if not target.exists():
        made.chmod(0o755)
        made.rename(target)
        return
    for name in names:
        (made / name).replace(target / name)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no Ctrl-C come between the first file and the last; one that comes is too late to break anything off."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
