"""Where a node keeps its things: one folder with its database, its secret and its files."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

OWNER_ONLY = 0o700


def folder_of_node(environment: Mapping[str, str]) -> Path:
    """Give the node's folder, made where it is missing and closed to others: TANSIQ_HOME, else `node` beside `src`."""
    named = environment.get("TANSIQ_HOME")
    folder = Path(named).expanduser() if named else Path(__file__).parents[2] / "node"
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return folder


def secret_of_node(folder: Path) -> str:
    """Give the secret that signs cookies; made at the first start, kept in the node's folder, never in a backup."""
    path = folder / "secret"
    if not path.exists():
        descriptor, fresh = tempfile.mkstemp(prefix="secret.", dir=folder)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())  # under its name it stands whole, whenever the power goes
        with suppress(FileExistsError):  # two starts at once: the first wins, both read the same
            os.link(fresh, path)
        Path(fresh).unlink()
    return path.read_text().strip()
