"""Puts a set of files in place whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
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


def check_file(target: Path) -> None:
    """Refuse a file that could not be written.

    Raises
    ------
    WrongUsageError
        When the target is a directory, or its parent is none.
    """
    if target.is_dir():
        raise WrongUsageError("out_not_a_file", given=str(target))
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
    """
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, content in files.items():
            (made / name).write_bytes(content)
        if not target.exists():
            made.chmod(0o755)
            made.rename(target)
        else:
            for name in files:
                (made / name).replace(target / name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return [target / name for name in files]
