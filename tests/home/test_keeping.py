"""Backing up and putting back: what was kept comes back, what was here stays beside it, and a bad file harms nothing."""

import json
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils.translation import override
from own_node import OwnNode, free_port

from tansiq.home import keeping

ADD = (
    "from tansiq.core.services import NodeItself, write_line",
    "from django.db import transaction",
    "from datetime import UTC, datetime",
    "with transaction.atomic():",
    "    write_line(verb='x', subject='added', changes=None, by=NodeItself(), at=datetime(2025, 5, 18, tzinfo=UTC))",
)
SIGN_IN = (
    "from django.test import Client",
    "said = {'username': 'unit', 'password': 'tanseeq-2025-rehearsal'}",
    "print(Client().post('/sign-in', said, HTTP_HOST='localhost').status_code)",
)


def content(database: Path, *left_out: str) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table."""
    with closing(sqlite3.connect(database)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(opened.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 - names of the database
            for name in names
            if name not in left_out
        }


def database(node: OwnNode) -> Path:
    return node.folder / "node.sqlite3"


def files(node: OwnNode) -> set[str]:
    return {path.name for path in node.folder.iterdir()} - {"node.sqlite3-wal", "node.sqlite3-shm", "static"}


@pytest.fixture
def backup(own_node, tmp_path) -> Path:
    file = tmp_path / "نسخة one.zip"
    assert own_node.run("backup", file)[0] == 0
    return file


def test_what_was_kept_comes_back_and_what_was_here_stays_beside_it(own_node, tmp_path, backup):
    kept = content(database(own_node))
    own_node.python(*ADD)
    later = content(database(own_node))
    assert later != kept

    code, answer, complaint = own_node.run("restore", backup)

    aside = own_node.folder / "node-before-restore-1.zip"
    assert (code, complaint) == (0, "")
    assert answer.splitlines() == [
        f"Restored from {backup}. Everyone has to sign in again.",
        f"What was on this node before is kept in {aside}.",
    ]
    assert content(database(own_node)) == kept
    assert own_node.run("verify-journal")[0] == 0
    assert own_node.run("restore", aside)[0] == 0
    assert content(database(own_node)) == later


def test_each_node_that_was_here_is_kept(own_node, backup):
    for _ in range(2):
        assert own_node.run("restore", backup)[0] == 0

    assert {"node-before-restore-1.zip", "node-before-restore-2.zip"} <= files(own_node)


def test_backup_is_put_back_on_an_empty_node(own_node, backup, tmp_path):
    fresh = OwnNode(tmp_path / "fresh")

    code, answer, _ = fresh.run("restore", backup)

    assert (code, len(answer.splitlines())) == (0, 1)
    assert content(database(fresh)) == content(database(own_node))
    assert own_node.folder.joinpath("secret").read_text() != fresh.folder.joinpath("secret").read_text()


def test_backup_is_the_owners_alone_and_holds_no_secret_and_no_sign_in(own_node, tmp_path):
    assert own_node.python(*SIGN_IN).strip() == "302"
    file = tmp_path / "b.zip"

    own_node.run("backup", file)

    secret = own_node.folder.joinpath("secret").read_bytes().strip()
    sessions = content(database(own_node))["django_session"]
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == ["about.json", "node.sqlite3"]
        kept = archive.read("node.sqlite3")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(sessions) == 1
    assert [word for word in (secret, sessions[0][0].encode()) if word in kept] == []
    assert len(content(database(own_node))["people_signin"]) == 1


def test_backup_leaves_nothing_else_behind(own_node, tmp_path, backup):
    assert files(own_node) == {"node.sqlite3", "secret"}
    assert [path.name for path in tmp_path.iterdir()] == ["node", backup.name]


def made(path: Path, about: object, inside: bytes | None = b"x") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("about.json", json.dumps(about) if about is not None else "{")
        if inside is not None:
            archive.writestr("node.sqlite3", inside)
    return path


def sqlite_of(path: Path, statement: str) -> bytes:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute(statement)
        opened.commit()
    return path.read_bytes()


GOOD = {"format": "tansiq-backup/1", "database": "node.sqlite3", "migrations": []}
NO_BACKUP = "is no backup of a node, or it is damaged. Nothing was changed."
BAD = {
    "missing": (lambda place, _: place / "nowhere.zip", "There is no file"),
    "a folder": (lambda place, _: place, "it is a folder"),
    "through a file": (lambda _, file: file / "x", "cannot be read or written"),
    "empty": (lambda place, _: written(place, b""), NO_BACKUP),
    "a text": (lambda place, _: written(place, b"programme: x"), NO_BACKUP),
    "cut": (lambda place, file: written(place, file.read_bytes()[:-2000]), NO_BACKUP),
    "changed inside": (lambda place, file: written(place, flipped(file.read_bytes())), NO_BACKUP),
    "about nothing": (lambda place, _: made(place / "x", None), NO_BACKUP),
    "about a list": (lambda place, _: made(place / "x", []), NO_BACKUP),
    "of another form": (lambda place, _: made(place / "x", {**GOOD, "format": "other"}), NO_BACKUP),
    "of another file": (lambda place, _: made(place / "x", {**GOOD, "database": "../../secret"}), NO_BACKUP),
    "without the database": (lambda place, _: made(place / "x", GOOD, None), NO_BACKUP),
    "with no database": (lambda place, _: made(place / "x", GOOD), NO_BACKUP),
    "with an empty database": (lambda place, _: made(place / "x", GOOD, b""), NO_BACKUP),
    "with another database": (
        lambda place, _: made(place / "x", GOOD, sqlite_of(place / "y", "CREATE TABLE t (a)")), NO_BACKUP
    ),
    "of a newer program": (
        lambda place, _: made(place / "x", {**GOOD, "migrations": [["core", "0999_later"]]}), "newer Tansiq"
    ),
    "of the other database": (
        lambda place, file: made_other(place) if connection.vendor == "sqlite" else file, "of the other kind of database"
    ),
}  # fmt: skip


def written(place: Path, raw: bytes) -> Path:
    (place / "x").write_bytes(raw)
    return place / "x"


def flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 0xFF]) + raw[middle + 1 :]


def made_other(place: Path) -> Path:
    with zipfile.ZipFile(place / "x", "w") as archive:
        archive.writestr("about.json", json.dumps({**GOOD, "database": "node.pgdump"}))
        archive.writestr("node.pgdump", b"x")
    return place / "x"


@pytest.fixture(scope="module")
def kept(rehearsed_folder, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("kept") / "b.zip"
    assert OwnNode(rehearsed_folder).run("backup", file)[0] == 0
    return file


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_before_anything_is_touched(tmp_path, kept, monkeypatch, settings, name):
    make, said = BAD[name]
    settings.FOLDER = tmp_path / "folder"
    settings.FOLDER.mkdir()
    for touching in ("_sqlite_put_back", "_postgresql_put_back"):
        monkeypatch.setattr(keeping, touching, None)

    with override("en"), pytest.raises(keeping.KeepingRefused, match=re.escape(said)):
        keeping.restore(make(tmp_path, kept))

    assert list(settings.FOLDER.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar_LY", "ليس نسخة احتياطية لخادم تنسيق"),
        ("fr_DZ", "n'est pas la sauvegarde d'un nœud"),
        ("en_GB", "is no backup of a node"),
    ],
)
def test_refusal_is_in_the_language_of_the_one_who_asks(own_node, tmp_path, language, said):
    assert said in own_node.run("restore", written(tmp_path, b""), LC_ALL=f"{language}.UTF-8")[2]


BAD_TARGETS = {
    "there already": (lambda place: written(place, b"mine"), "is there already"),
    "a folder": (lambda place: place, "is there already"),
    "in no folder": (lambda place: place / "no/b.zip", "cannot be read or written"),
    "in a file": (lambda place: written(place, b"mine") / "b.zip", "cannot be read or written"),
    "where nobody writes": (lambda _: Path("/proc/b.zip"), "cannot be read or written"),
}


@pytest.mark.parametrize("name", BAD_TARGETS)
def test_backup_that_cannot_be_written_is_refused_and_leaves_nothing(rehearsed_folder, tmp_path, name):
    make, said = BAD_TARGETS[name]
    target = make(tmp_path)
    here = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}

    code, answer, complaint = OwnNode(rehearsed_folder).run("backup", target)

    assert (code, answer, said in complaint) == (2, "", True)
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == here


@pytest.mark.parametrize("words", [["backup", "b.zip"], ["verify-journal"]])
def test_node_with_nothing_on_it_says_so(tmp_path, words):
    code, answer, complaint = OwnNode(tmp_path / "node").run(*words)

    assert (code, answer) == (2, "")
    assert complaint == "There is nothing on this node yet. Start it with ./tansiq first.\n"


def test_node_damaged_within_is_kept_as_it_is_and_a_backup_brings_it_back(own_node, backup):
    kept = content(database(own_node))
    raw = database(own_node).read_bytes()
    damaged = raw[:8192] + b"damaged " * 30000 + raw[8192 + 8 * 30000 :]
    database(own_node).write_bytes(damaged)

    code, _, complaint = own_node.run("backup", own_node.folder / "c.zip")
    assert (code, "Traceback" in complaint, (own_node.folder / "c.zip").exists()) == (2, False, False)

    assert own_node.run("restore", backup)[0] == 0
    assert content(database(own_node)) == kept
    assert own_node.folder.joinpath("node-before-restore-1.sqlite3").read_bytes() == damaged


def test_damaged_node_says_what_to_do_and_a_backup_brings_it_back(own_node, backup):
    kept = content(database(own_node))
    database(own_node).write_bytes(b"damaged " * 4000)

    code, _, complaint = own_node.run("verify-journal")
    assert (code, "./tansiq restore FILE" in complaint) == (2, True)

    assert own_node.run("restore", backup)[0] == 0
    assert content(database(own_node)) == kept
    assert own_node.folder.joinpath("node-before-restore-1.sqlite3").read_bytes() == b"damaged " * 4000


@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [
        ("SELECT 1", 0, "The journal holds:"),
        ("UPDATE core_journalline SET verb = 'x' WHERE number = 3", 1, "The journal is broken at line 3."),
        ("DELETE FROM core_journalline WHERE number > 3", 1, "The journal is broken at line 4."),
    ],
)
def test_journal_is_verified_by_a_command(own_node, statement, code, said):
    sqlite_of(database(own_node), statement)

    ended = own_node.run("verify-journal")

    assert ended[0] == code
    assert said in ended[1] + ended[2]


EVERY_ROW = (
    "from django.db import connection as c",
    "names = set(c.introspection.table_names()) - {'people_signin', 'django_session'}",
    "cursor = c.cursor()",
    "rows = lambda it: cursor.execute(f'SELECT * FROM \"{it}\"').fetchall()",
    "print([(it, sorted(map(repr, rows(it)))) for it in sorted(names)])",
)


@pytest.fixture
def node_on_postgresql(tmp_path, django_db_blocker) -> Iterator[OwnNode]:
    """Give a rehearsal in a database of its own on the server that the tests run on."""
    name = f"{connection.settings_dict['NAME']}_kept"
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    node = OwnNode(tmp_path / "node", DATABASE_URL=address, PATH=os.environ["PATH"])
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        node.python(
            "from tansiq.home import rehearsal", "call_command('migrate', verbosity=0)", "rehearsal.set_up()"
        )
        yield node
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.skipif(
    connection.vendor != "postgresql" or not shutil.which("pg_dump"),
    reason="needs PostgreSQL and its pg_dump",
)
def test_node_on_postgresql_comes_back_and_what_was_there_is_kept(node_on_postgresql, tmp_path):
    node, file = node_on_postgresql, tmp_path / "b.zip"
    assert node.python(*SIGN_IN).strip() == "302"
    kept = node.python(*EVERY_ROW)
    assert node.run("backup", file)[0] == 0
    node.python(*ADD)
    later = node.python(*EVERY_ROW)
    assert later != kept

    assert node.run("restore", file)[0] == 0

    assert node.python(*EVERY_ROW) == kept
    assert node.python("from tansiq.people.models import SignIn", "print(SignIn.objects.count())") == "0\n"
    assert node.run("verify-journal")[0] == 0
    assert node.run("restore", node.folder / "node-before-restore-1.zip")[0] == 0
    assert node.python(*EVERY_ROW) == later


def test_node_whose_records_have_another_form_is_not_started_and_says_so(own_node) -> None:
    own_node.asked("ALTER TABLE people_person DROP COLUMN wants_reminders")

    code, _out, err = own_node.run("serve", "--port", str(free_port()))

    assert (code, "in the form of another Tansiq" in err) == (2, True)
