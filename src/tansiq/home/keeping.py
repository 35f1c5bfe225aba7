"""One file that holds a node, and the way back from it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tansiq.ui.tongue import page_language
from tansiq_desk.words import Voice

ABOUT, SQLITE, POSTGRESQL = "about.json", "node.sqlite3", "node.pgdump"
FORMAT = "tansiq-backup/1"
NOT_KEPT = ("people_signin", "django_session")
"""Tables that stay empty in a backup: whoever reads one must not be signed in by it."""
OF_A_NODE = {"core_node", "core_journalline", "core_journalhead", *NOT_KEPT}
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError, RuntimeError,
    sqlite3.DatabaseError,
)  # fmt: skip
"""What reading a file can raise that is no backup, or no longer one."""


class KeepingRefused(Exception):
    """A backup that cannot be made, or cannot be restored; nothing was changed."""


def is_node() -> bool:
    """Tell whether anything was ever set up here."""
    return set(connection.introspection.table_names()) >= OF_A_NODE


def demand_node() -> None:
    """Refuse where nothing was ever set up.

    Raises
    ------
    KeepingRefused
    """
    if not is_node():
        raise KeepingRefused(_("There is nothing on this node yet. Start it with ./tansiq first."))


def is_of_another_form() -> bool:
    """Tell whether the database, with every migration applied, lacks a column: a Tansiq before the first release made it."""
    with connection.cursor() as cursor:
        for kind in apps.get_models():
            kept = connection.introspection.get_table_description(cursor, kind._meta.db_table)
            if not {field.column for field in kind._meta.local_concrete_fields} <= {it.name for it in kept}:
                return True
    return False


def keys_folder() -> Path:
    """Give where the private keys lie, which no backup holds; it is there once they were made."""
    return Path(settings.FOLDER) / "keys"


def secret_file() -> Path:
    """Give the file of the node's secret, which opens the private keys."""
    return Path(settings.FOLDER) / "secret"


def back_up(file: Path) -> None:
    """Write what this node holds to one file, while it goes on working; its secret and open sign-ins stay out.

    Raises
    ------
    KeepingRefused
    """
    if file.exists():
        raise KeepingRefused(
            _("%(file)s is there already. Give another name: a backup is never written over.")
            % {"file": file}
        )
    demand_node()
    with told(file), TemporaryDirectory(dir=settings.FOLDER) as folder:
        kept = _dump(Path(folder))
        applied = MigrationLoader(connection).applied_migrations
        about = {"format": FORMAT, "database": kept.name, "migrations": sorted(map(list, applied))}
        whole = Path(folder) / "whole"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, json.dumps(about))
            archive.write(kept, kept.name)
        put_in_place(whole, file)


def restore(file: Path) -> Path | None:
    """Put back what a backup holds; give where the node that was here is kept, None where there was none.

    Raises
    ------
    KeepingRefused
    """
    with told(file), TemporaryDirectory(dir=settings.FOLDER) as folder:
        try:
            with zipfile.ZipFile(file) as archive:
                kept = _unpacked(archive, Path(folder))
            if kept.name == SQLITE:
                _demand_whole(kept)
        except DAMAGED as error:
            raise KeepingRefused(
                _("%(file)s is no backup of a node, or it is damaged. Nothing was changed.") % {"file": file}
            ) from error
        if (kept.name == SQLITE) != (connection.vendor == "sqlite"):
            raise KeepingRefused(
                _("This backup is of the other kind of database. Set or unset DATABASE_URL accordingly.")
            )
        aside = _set_aside()
        put_back = _sqlite_put_back if kept.name == SQLITE else _postgresql_put_back
        put_back(kept)
        return aside


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Make what the system refuses a sentence in the language of the moment."""
    try:
        yield
    except FileNotFoundError as error:
        if error.filename != str(file):
            raise KeepingRefused(_cannot(error, file)) from error
        raise KeepingRefused(_("There is no file %(file)s.") % {"file": file}) from error
    except OSError as error:
        raise KeepingRefused(_cannot(error, file)) from error


def _cannot(error: OSError, file: Path) -> str:
    place = str(error.filename2 or error.filename or file)
    return Voice(page_language()).say("commands.usage.cannot_write", file=place, why=error.strerror or "")


def put_in_place(whole: Path, file: Path) -> None:
    """Copy a file in one step: under its name it stands complete, on the disk, for its owner only, or not at all."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with whole.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    except BaseException as error:
        with suppress(OSError):
            unfinished.unlink()
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(file.parent), None
        raise


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> Path:
    about = json.loads(archive.read(ABOUT))
    if about.get("format") != FORMAT or about.get("database") not in {SQLITE, POSTGRESQL}:
        raise ValueError(ABOUT)
    _demand_not_newer((app, name) for app, name in about["migrations"])
    kept: Path = folder / about["database"]
    with archive.open(kept.name) as source, kept.open("wb") as target:
        shutil.copyfileobj(source, target)
    return kept


def _demand_not_newer(applied: Iterable[tuple[str, str]]) -> None:
    known = MigrationLoader(None).disk_migrations
    areas = {app for app, _name in known}
    if any(app in areas and (app, name) not in known for app, name in applied):
        raise KeepingRefused(
            _("This backup is of a newer Tansiq than this one. Bring this one up to date, then restore it.")
        )


def _demand_whole(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as source:
        tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= OF_A_NODE or source.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise ValueError(SQLITE)


def _dump(folder: Path) -> Path:
    if connection.vendor == "postgresql":
        kept = folder / POSTGRESQL
        _postgresql("pg_dump", "--format=custom", "--no-owner", "--file", str(kept),
                    *(f"--exclude-table-data={table}" for table in NOT_KEPT))  # fmt: skip
        return kept
    kept = folder / SQLITE
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(kept)) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            for table in NOT_KEPT:
                target.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            target.commit()
            target.execute("VACUUM")  # what was deleted is gone from the file too
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error
    return kept


def _set_aside() -> Path | None:
    """Back up the node that is here before another takes its place; a damaged one is kept as it is."""
    try:
        if not is_node():
            return None
        aside = _free_name(".zip")
        back_up(aside)
    except DatabaseError:
        if connection.vendor == "sqlite":
            return _moved_aside()
        raise
    return aside


def _moved_aside() -> Path:
    connection.close()
    aside = _free_name(".sqlite3")
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{settings.DATABASES['default']['NAME']}{ending}").rename(f"{aside}{ending}")
    return aside


def _free_name(ending: str) -> Path:
    names = (Path(settings.FOLDER) / f"node-before-restore-{number}{ending}" for number in count(1))
    return next(name for name in names if not name.exists())


def _sqlite_put_back(kept: Path) -> None:
    """Copy the backup into the place of the database in one transaction; a node at work goes on with it."""
    connection.close()
    with (
        closing(sqlite3.connect(kept)) as source,
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as target,
    ):
        source.backup(target)


def _postgresql_put_back(kept: Path) -> None:
    """Put the backup in the place of all tables in one transaction."""
    connection.close()
    script = kept.with_suffix(".sql")
    _postgresql("pg_restore", "--no-owner", "--file", str(script), str(kept))
    _postgresql("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1",
                "--command", "DROP SCHEMA public CASCADE", "--command", "CREATE SCHEMA public",
                "--file", str(script))  # fmt: skip


def _postgresql(*words: str) -> None:
    database = settings.DATABASES["default"]
    named = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    surroundings = {name: str(database[key]) for name, key in named.items() if database.get(key)}
    try:
        subprocess.run(words, env=os.environ | surroundings, check=True, capture_output=True)  # noqa: S603 - PostgreSQL's own tools
    except FileNotFoundError as error:
        raise KeepingRefused(
            _("%(tool)s is not installed here. It comes with PostgreSQL's client package.")
            % {"tool": words[0]}
        ) from error
    except subprocess.CalledProcessError as error:
        raise KeepingRefused(error.stderr.decode(errors="replace").strip()) from error
