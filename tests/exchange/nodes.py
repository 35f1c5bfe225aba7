"""Several nodes in one process: each with its own folder, database and keys; one of them is at work at a time.

On SQLite the database is a file in the folder, on PostgreSQL one of its own on the server.
"""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.core.management import call_command
from django.db import connection

PASSPHRASES = ("first officer's words", "second officer's words")


class NodeBox:
    """One node: `with box:` makes it the one at work."""

    def __init__(self, folder: Path, party: str) -> None:
        self.folder, self.party = folder, party
        self._before: tuple[object, object, object] | None = None

    def __enter__(self) -> Self:
        # The database of the other tests lies in memory and lives as long as its connection, which is put aside.
        self._before = (connection.connection, connection.settings_dict["NAME"], settings.FOLDER)
        connection.connection = None
        connection.settings_dict["NAME"], settings.FOLDER = self.database, self.folder
        return self

    def __exit__(self, *_error: object) -> None:
        connection.close()
        assert self._before is not None
        connection.connection, connection.settings_dict["NAME"], settings.FOLDER = self._before
        self._before = None

    @property
    def database(self) -> str:
        if connection.vendor == "sqlite":
            return str(self.folder / "node.sqlite3")
        return f"node_{hashlib.sha256(str(self.folder).encode()).hexdigest()[:24]}"

    @property
    def node(self):
        from tansiq.core.queries import this_node

        return this_node()

    def person(self, username: str):
        from tansiq.people.models import Person

        return Person.objects.get(username=username)

    def copy(self, folder: Path) -> "NodeBox":
        """Give a copy as it stands now; on PostgreSQL its database is one more."""
        twin = NodeBox(Path(shutil.copytree(self.folder, folder)), self.party)
        if connection.vendor == "postgresql":
            on_the_server(f"CREATE DATABASE {twin.database} TEMPLATE {self.database}")
        return twin


def on_the_server(statement: str) -> None:
    """Have the server make or drop a database."""
    import psycopg

    wanted = ("host", "port", "user", "password")
    given = {name: value for name, value in connection.get_connection_params().items() if name in wanted}
    with psycopg.connect(**given, dbname="postgres", autocommit=True) as server:
        server.execute(statement)


def made(folder: Path, party: str) -> NodeBox:
    """Set up the rehearsed office of a party in a folder of its own."""
    from tansiq.home.rehearsal import set_up_party

    folder.mkdir(parents=True)
    box = NodeBox(folder, party)
    if connection.vendor == "postgresql":
        on_the_server(f"CREATE DATABASE {box.database}")
    with box:
        call_command("migrate", verbosity=0)
        set_up_party(party)
    return box


def with_keys(box: NodeBox, at: datetime) -> bytes:
    """Make the keys of a node; give its key set for partners. Its root lies beside it as `root.pem`."""
    from tansiq.exchange.services.keys import begin_keys

    with box:
        keys = begin_keys(
            node=box.node, first=PASSPHRASES[0], second=PASSPHRASES[1], by=box.person("administrator"), at=at
        )
    (box.folder / "root.pem").write_bytes(keys.root_file)
    return keys.keyset_file


def introduced(*boxes: NodeBox, at: datetime) -> None:
    """Carry out the ceremony between nodes that have keys."""
    from tansiq.exchange.queries.keys import own_keyset_file
    from tansiq.exchange.services.partners import confirm_partner, introduce_partner
    from tansiq_protocol.keys import accepted, root_fingerprint

    files = {}
    for box in boxes:
        with box:
            files[box.party] = own_keyset_file()
    for box in boxes:
        with box:
            for party, content in files.items():
                if party != box.party:
                    said = {"node": box.node, "by": box.person("administrator"), "at": at}
                    introduce_partner(content=content, **said)
                    digits = root_fingerprint(accepted(None, content).keyset.root)
                    confirm_partner(party=party, digits=digits, **said)
