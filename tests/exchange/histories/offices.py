"""Offices that hold nothing but who they are, each in a database in memory: made once, copied for every history."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tansiq.core.queries import this_node
from tansiq.core.rules import Mode
from tansiq.core.services import NodeItself, set_up_node
from tansiq.exchange.services import key_files, releasing
from tansiq.exchange.services.keys import begin_keys
from tansiq.exchange.services.partners import confirm_partner, introduce_partner
from tansiq.organisations.models import Party
from tansiq.people.models import Person, Role
from tansiq_protocol import feed, record
from tansiq_protocol.keys import accepted, root_fingerprint
from tansiq_protocol.record import Kind

AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
PASSPHRASES = ("first officer's words", "second officer's words")
MAY = {
    "director": "approve_plan release receive",
    "deputy": "approve_plan release receive",
    "keeper": "keep_people keep_keys",
}
OLDER_KINDS = StrEnum("OlderKinds", {it.name: it.value for it in Kind if it is not Kind.RECALL})
"""An older Tansiq knows no recalls, and messages of schema 1 alone; the newer one writes them in schema 2."""


class Office:
    """One node: `with office:` makes it the one at work. Its database is a copy in memory, its keys lie in a folder."""

    def __init__(self, party: str, folder: Path, image: bytes) -> None:
        self.party, self.folder, self.is_older = party, folder, False
        self._before: tuple[object, object, object] | None = None
        self._opened: sqlite3.Connection | None = None
        self.put_back(image)

    def put_back(self, image: bytes) -> None:
        """Put a copy of the database in the place of the present one."""
        with self:
            if image:
                connection.connection.deserialize(image)

    def copied(self) -> bytes:
        """Give a copy of the database, as a backup would."""
        with self:
            return connection.connection.serialize()

    def __enter__(self) -> Self:
        self._before = (connection.connection, connection.settings_dict["NAME"], settings.FOLDER)
        connection.settings_dict["NAME"], settings.FOLDER = ":memory:", self.folder
        connection.connection = self._opened
        if self._opened is None:
            connection.connect()
            self._opened = connection.connection
        self._known = record.Kind, record.SCHEMAS[Kind.MESSAGE]
        if self.is_older:
            record.Kind = OLDER_KINDS
        else:
            record.SCHEMAS[Kind.MESSAGE] = 2
        return self

    def __exit__(self, *_error: object) -> None:
        record.Kind, record.SCHEMAS[Kind.MESSAGE] = self._known
        connection.connection, connection.settings_dict["NAME"], settings.FOLDER = self._before

    def close(self) -> None:
        self._opened.close()

    @property
    def node(self):
        return this_node()

    def person(self, username: str) -> Person:
        return Person.objects.get(username=username)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What every history of so many parties begins with: an image of each office's database, and its keys."""

    parties: tuple[str, ...]
    folder: Path
    images: dict[str, bytes]

    def offices(self, folder: Path) -> dict[str, Office]:
        """Give offices of their own."""
        for party in self.parties:
            shutil.copytree(self.folder / party, folder / party)
        return {party: Office(party, folder / party, self.images[party]) for party in self.parties}


@cache
def empty_image() -> bytes:
    """Give a database with every table and no row."""
    office = Office("", Path(settings.FOLDER), b"")
    with office:
        call_command("migrate", verbosity=0)
    image = office.copied()
    office.close()
    return image


@cache
def beginning_of(parties: tuple[str, ...]) -> Beginning:
    """Give what histories of these parties begin with, made once; it goes with the folder that the tests run in."""
    return begun(parties, Path(settings.FOLDER) / f"begun-{'-'.join(parties)}")


def begun(parties: tuple[str, ...], folder: Path) -> Beginning:
    """Set up the offices of these parties and carry out the key ceremony between all of them."""
    offices = {}
    for party in parties:
        (folder / party).mkdir(parents=True)
        offices[party] = Office(party, folder / party, empty_image())
        with offices[party]:
            _set_up(party, parties)
    files = {party: _keys_of(office) for party, office in offices.items()}
    for office in offices.values():
        with office:
            _introduce(office, {party: it for party, it in files.items() if party != office.party})
    images = {party: office.copied() for party, office in offices.items()}
    for office in offices.values():
        office.close()
    return Beginning(parties, folder, images)


def _set_up(party: str, parties: tuple[str, ...]) -> None:
    set_up_node(party=party, mode=Mode.ONE_PARTY, fixed_day=None, by=NodeItself(), at=AT)
    for code in parties:
        Party.objects.create(code=code, owner=code, kind="nation", name_en=code)
    for username, may in MAY.items():
        role = Role.objects.create(code=f"role-{username}", owner=party, may=may)
        Person.objects.create(username=username, party=party).roles.add(role)


def _keys_of(office: Office) -> bytes:
    with office:
        keys = begin_keys(
            node=office.node, first=PASSPHRASES[0], second=PASSPHRASES[1], by=office.person("keeper"), at=AT
        )
    (office.folder / "root.pem").write_bytes(keys.root_file)
    return keys.keyset_file


def _introduce(office: Office, files: dict[str, bytes]) -> None:
    said = {"node": office.node, "by": office.person("keeper"), "at": AT}
    for party, content in files.items():
        introduce_partner(content=content, **said)
        digits = root_fingerprint(accepted(None, content).keyset.root)
        confirm_partner(party=party, digits=digits, **said)


@contextmanager
def keys_opened_once() -> Iterator[None]:
    """Open each key file once, since a passphrase is made slow on purpose; draw ids so that they can be drawn again."""
    before = key_files._opened, key_files.opened_key, feed.uuid4, releasing.uuid4
    key_files._opened, key_files.opened_key = (lru_cache(1024)(it) for it in before[:2])
    feed.uuid4 = releasing.uuid4 = drawn_again
    try:
        yield
    finally:
        key_files._opened, key_files.opened_key, feed.uuid4, releasing.uuid4 = before


IDS = random.Random()  # noqa: S311 - each history draws the same ids anew
"""Where ids come from in histories, so that a seed gives the same history each time."""


def drawn_again() -> UUID:
    return UUID(int=IDS.getrandbits(128), version=4)
