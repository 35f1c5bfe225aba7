"""One file that holds a node, and the way back from it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tansiq.core.queries import journal_verdict

ABOUT, SQLITE, POSTGRESQL = "about.json", "node.sqlite3", "node.pgdump"
FORMAT = "tansiq-backup/1"


class KeepingRefused(Exception):
    """A backup that cannot be made, or cannot be restored; nothing was changed."""


def back_up(file: Path) -> None:
    """Write everything this node holds to one file, while it goes on working. The secret of its cookies stays.

    Raises
    ------
    KeepingRefused
    """
    if file.exists():
        raise KeepingRefused(
            _("%(file)s is there already. Give another name: a backup is never written over.")
            % {"file": file}
        )
    with TemporaryDirectory(dir=settings.FOLDER) as folder:
        kept = _dump(Path(folder))
        fresh = Path(folder) / "whole"
        about = {"format": FORMAT, "database": kept.name, "journal_lines": journal_verdict().lines}
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, json.dumps(about))
            archive.write(kept, kept.name)
        try:
            shutil.copyfile(fresh, file.with_name(file.name + ".part"))
            file.with_name(file.name + ".part").replace(file)
        except OSError as error:
            raise KeepingRefused(
                _("%(file)s cannot be written: %(why)s") % {"file": file, "why": error.strerror}
            ) from error


def restore(file: Path) -> None:
    """Put back what a backup holds; what the node holds now is kept beside it, not lost.

    Raises
    ------
    KeepingRefused
    """
    try:
        with zipfile.ZipFile(file) as archive, TemporaryDirectory(dir=settings.FOLDER) as folder:
            _put_back(_unpacked(archive, Path(folder)))
    except FileNotFoundError as error:
        raise KeepingRefused(_("There is no file %(file)s.") % {"file": file}) from error
    except (zipfile.BadZipFile, KeyError, ValueError, sqlite3.DatabaseError) as error:
        raise KeepingRefused(
            _("%(file)s is no backup of a node, or it is damaged. Nothing was changed.") % {"file": file}
        ) from error


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> Path:
    about = json.loads(archive.read(ABOUT))
    if about.get("format") != FORMAT or about.get("database") not in {SQLITE, POSTGRESQL}:
        raise ValueError(ABOUT)
    kept: Path = folder / about["database"]
    with archive.open(kept.name) as source, kept.open("wb") as target:
        shutil.copyfileobj(source, target)
    return kept


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        kept = folder / SQLITE
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as target:
            connection.connection.backup(target)
        return kept
    kept = folder / POSTGRESQL
    _postgresql("pg_dump", "--format=custom", "--file", str(kept))
    return kept


def _put_back(kept: Path) -> None:
    if kept.name == SQLITE and connection.vendor == "sqlite":
        with closing(sqlite3.connect(kept)) as source:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise ValueError(SQLITE)
            connection.close()
            present = Path(settings.DATABASES["default"]["NAME"])
            if present.exists():
                _set_aside(present)
            with closing(sqlite3.connect(present)) as target:
                source.backup(target)
    elif kept.name == POSTGRESQL and connection.vendor == "postgresql":
        _postgresql("pg_restore", "--clean", "--if-exists", "--single-transaction", "--dbname",
                    settings.DATABASES["default"]["NAME"], str(kept))  # fmt: skip
    else:
        raise KeepingRefused(
            _("This backup is of the other kind of database. Set or unset DATABASE_URL accordingly.")
        )


def _set_aside(present: Path) -> None:
    number = 1
    while (aside := present.with_name(f"{present.stem}-before-restore-{number}.sqlite3")).exists():
        number += 1
    with closing(sqlite3.connect(present)) as source, closing(sqlite3.connect(aside)) as target:
        source.backup(target)
    for ending in ("", "-wal", "-shm"):
        Path(f"{present}{ending}").unlink(missing_ok=True)


def _postgresql(*words: str) -> None:
    database = settings.DATABASES["default"]
    surroundings = {
        **os.environ,
        "PGHOST": database.get("HOST") or "",
        "PGPORT": str(database.get("PORT") or ""),
        "PGUSER": database.get("USER") or "",
        "PGPASSWORD": database.get("PASSWORD") or "",
        "PGDATABASE": database["NAME"],
    }
    try:
        subprocess.run(words, env=surroundings, check=True, capture_output=True)  # noqa: S603 - PostgreSQL's own tools
    except FileNotFoundError as error:
        raise KeepingRefused(
            _("%(tool)s is not installed here. It comes with PostgreSQL's client package.")
            % {"tool": words[0]}
        ) from error
    except subprocess.CalledProcessError as error:
        raise KeepingRefused(error.stderr.decode(errors="replace").strip()) from error
