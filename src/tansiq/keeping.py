"""Where a node keeps its things: one folder with its database, its secret and its files."""

from __future__ import annotations

import os
import secrets
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
        fresh = folder / f"secret.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # two starts at once: the first wins, both read the same
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text().strip()
