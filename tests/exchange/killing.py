# ruff: noqa: E402, T201 - a program: Django is set up before its models are named, and what was found is printed
"""Kills an office at each of its writes, and at chance instants while bundles come: a program for tests and benchmarks.

`killing.py each FOLDER [MOST]` cuts every verb of the exchange at its writes, at MOST of them, on SQLite;
`killing.py chance FOLDER KILLS SEED` kills whoever takes bundles in, on the database that DATABASE_URL names, else on SQLite.
"""

import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tansiq.settings"
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests")]

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from exchange.histories.offices import AT, PASSPHRASES, _set_up, keys_opened_once
from exchange.nodes import NodeBox

from benchmarks.exchanged.offices import GIVER, TAKER, offices, release_all
from tansiq.core.queries import journal_verdict, this_node
from tansiq.core.services import NodeItself
from tansiq.exchange.models import Draft, InFeed, Partner, Passage, Received
from tansiq.exchange.queries.keys import own_keyset
from tansiq.exchange.rules import Classification, Item, Way
from tansiq.exchange.services.epochs import begin_epochs_anew
from tansiq.exchange.services.key_files import reading_keys, signing_key
from tansiq.exchange.services.keys import begin_keys, renew_keys
from tansiq.exchange.services.partners import confirm_partner, introduce_partner
from tansiq.exchange.services.receiving import receive_bundle
from tansiq.exchange.services.releasing import prepare_release, release
from tansiq.exchange.services.sending import write_next_bundle
from tansiq.people.models import Person
from tansiq_protocol.keys import accepted, root_fingerprint
from tansiq_protocol.record import Kind

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
NEVER, RECORDS = 10**6, 450
BY_ITSELF = ("receive", "receive new keys", "send")
"""What is done in more than one transaction: each by itself, and what is missing is done when it is done again."""


class Cut:
    """Ends this process, as a power cut would, once it has passed so many writes and sides of commits."""

    def __init__(self, passes: int) -> None:
        self.passes, self.passed = passes, 0
        commit = connection._commit

        def committing() -> None:
            self.point()
            commit()
            self.point()

        connection._commit = committing

    def point(self) -> None:
        if self.passed == self.passes:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            self.point()
        return execute(sql, params, many, context)


def done(box: NodeBox, act, passes: int) -> int | None:
    """Do this in a child that is killed after so many points; give the points that it passed, None where it did not end."""
    back, forth = os.pipe()
    child = os.fork()
    if not child:
        try:
            with box:
                cut = Cut(passes)
                with connection.execute_wrapper(cut):
                    act(box)
                os.write(forth, json.dumps(cut.passed).encode())
        except BaseException as error:  # noqa: BLE001 - told to whoever started this
            os.write(forth, json.dumps(repr(error)).encode())
        os.kill(os.getpid(), signal.SIGKILL)  # it was answered: what was told must be there
    os.close(forth)
    with os.fdopen(back) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    found = json.loads(said) if said else None
    assert not isinstance(found, str), found
    return found


# ----------------------------------------------------------------------------------------------------- the verbs, once each
def by(username: str) -> dict:
    return {"by": Person.objects.get(username=username), "at": AT}


def prepares(_box: NodeBox, text: str = "another") -> Draft:
    item = Item(Kind.MESSAGE, f"exchange.message/{text}", {"text": text}, {"map": text.encode()})
    return prepare_release(
        node=this_node(), items=[item], audience=[TAKER], classification=Classification.TRAINING, title="", **by("director")
    )  # fmt: skip


def releases(_box: NodeBox) -> None:
    draft = Draft.objects.get()
    release(node=this_node(), draft_id=draft.pk, digest=draft.digest, **by("director"))


def sends(box: NodeBox, to: io.BytesIO | None = None) -> None:
    partner = Partner.objects.get()
    write_next_bundle(node=this_node(), partner=partner, to=to or io.BytesIO(), way=Way.STICK, **by("keeper"))


def renews(box: NodeBox, *, revokes: bool) -> bytes:
    root = (box.folder / "root.pem").read_bytes()
    given = {"root_file": root, "first": PASSPHRASES[0], "second": PASSPHRASES[1]}
    return renew_keys(node=this_node(), revokes=revokes, last_good=None, **given, **by("keeper"))


def receives(content: bytes, _box: NodeBox) -> None:
    receive_bundle(node=this_node(), source=io.BytesIO(content), way=Way.STICK, **by("keeper"))


def introduces(content: bytes, _box: NodeBox) -> None:
    introduce_partner(node=this_node(), content=content, **by("keeper"))


def bundle_of(box: NodeBox) -> bytes:
    out = io.BytesIO()
    with box:
        sends(box, out)
    return out.getvalue()


def verbs(folder: Path):
    """Set up two offices; yield each verb with the office that does it, led up to just before."""
    giver, taker = offices(folder)
    release_all(giver, (f"message {number}" for number in range(RECORDS)))
    with giver:
        prepares(giver, "one")
    first = bundle_of(giver)
    renewed = NodeBox(Path(shutil.copytree(giver.folder, folder / "renewed")), GIVER)
    with renewed:
        keyset = renews(renewed, revokes=True)
    yield "prepare", giver, prepares
    yield "release", giver, releases
    yield "send", giver, sends
    yield "renew keys", giver, partial(renews, revokes=False)
    yield "revoke keys", giver, partial(renews, revokes=True)
    yield "begin epochs", giver, lambda _box: begin_epochs_anew(by=NodeItself(), at=AT)
    yield "take in a key set", taker, partial(introduces, keyset)
    yield "receive", taker, partial(receives, first)
    yield "receive new keys", taker, partial(receives, bundle_of(renewed))


# -------------------------------------------------------------------------------------------------------- what must hold
def left(box: NodeBox) -> dict[str, int] | str:
    """Give how many rows each table has, as the next start finds them; a word where something is broken."""
    with closing(sqlite3.connect(box.folder / "node.sqlite3")) as opened:
        if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return "broken"
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
        sums = (
            "SELECT coalesce(sum(place), 0) FROM exchange_outfeed",
            "SELECT coalesce(sum(place), 0) FROM exchange_infeed",
        )
        return rows | {sql: opened.execute(sql).fetchone()[0] for sql in sums}


def wrong_in(box: NodeBox) -> list[str]:
    """Say what is wrong with an office: a journal that does not hold, a record twice, a cursor without its records."""
    with box:
        found = [] if journal_verdict().holds else ["journal"]
        rows = list(Received.objects.values_list("sha256", flat=True))
        found += ["doubled"] if len(rows) != len(set(rows)) else []
        feed = InFeed.objects.filter(is_present=True).first()
        found += (
            ["cursor"] if feed and feed.place != Received.objects.filter(epoch=feed.epoch).count() else []
        )
    return found


def each(folder: Path, most: int = NEVER) -> None:
    """Cut each verb at each of its points; print the verb, its points, and what was wrong."""
    scratch = folder / "scratch"
    for name, box, act in verbs(folder / "offices"):
        copy = partial(begun_again, box, scratch)
        before = left(copy())
        whole = copy()
        points = done(whole, act, NEVER)
        after = left(whole)
        wrong: list[object] = [] if after != before else ["wrote nothing"]
        chosen = range(0, points + 1, max(1, -(-points // most)))
        for passes in chosen:
            cut = copy()
            told = done(cut, act, passes)
            now = left(cut)
            is_half = now not in (before, after) and name not in BY_ITSELF
            if now == "broken" or is_half or (told is not None and now != after) or wrong_in(cut):
                wrong.append([passes, told, wrong_in(cut)])
            if name.startswith("receive"):
                done(cut, act, NEVER)
                same = "exchange_received", "exchange_keysetfile", "exchange_infeed"
                if wrong_in(cut) or [left(cut)[it] for it in same] != [after[it] for it in same]:
                    wrong.append([passes, "done again", wrong_in(cut)])
        print(json.dumps([name, len(chosen), wrong]), flush=True)


def begun_again(box: NodeBox, scratch: Path) -> NodeBox:
    shutil.rmtree(scratch, ignore_errors=True)
    return NodeBox(Path(shutil.copytree(box.folder, scratch)), box.party)


# ---------------------------------------------------------------------------------------------------- at chance instants
def give(folder: Path, records: int, seed: int) -> None:
    """Be the giver: make keys, confirm the taker's, release records, and save them in bundles of chance sizes."""
    call_command("migrate", verbosity=0)
    introduced(GIVER, folder, TAKER)
    box, chance = NodeBox(Path(settings.FOLDER), GIVER), random.Random(seed)  # noqa: S311 - the same each time
    release_all(box, (f"message {number}" for number in range(records)))
    place = number = 0
    while place < records:
        with (folder / f"{number:04d}.tansiq").open("wb") as file:
            passage = write_next_bundle(
                node=this_node(), partner=Partner.objects.get(), to=file, way=Way.STICK, after=place,
                most_bytes=chance.randrange(1000, 400_000), **by("keeper"),
            )  # fmt: skip
        place, number = passage.last, number + 1


def introduced(party: str, folder: Path, other: str) -> None:
    """Set this office up and confirm the other's keys, once they lie in the folder."""
    _set_up(party, (GIVER, TAKER))
    keys = begin_keys(node=this_node(), first=PASSPHRASES[0], second=PASSPHRASES[1], **by("keeper"))
    (folder / f"{party}.part").write_bytes(keys.keyset_file)
    (folder / f"{party}.part").rename(folder / f"{party}.keys")
    while not (folder / f"{other}.keys").exists():
        time.sleep(0.05)
    content = (folder / f"{other}.keys").read_bytes()
    introduces(content, None)
    digits = root_fingerprint(accepted(None, content).keyset.root)
    confirm_partner(node=this_node(), party=other, digits=digits, **by("keeper"))


def chance(folder: Path, kills: int, seed: int) -> None:
    """Kill whoever takes bundles in at chance instants; print what was acknowledged, lost and doubled."""
    folder.mkdir(exist_ok=True)
    if connection.vendor == "postgresql":
        connection.settings_dict["NAME"] = name = f"{connection.settings_dict['NAME']}_kills"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
    env = {name: it for name, it in os.environ.items() if name != "DATABASE_URL"} | {
        "TANSIQ_HOME": str(folder / GIVER)
    }
    command = [sys.executable, "-P", __file__, "give", str(folder), "1500", str(seed)]
    with subprocess.Popen(command, env=env) as giver:
        try:
            call_command("migrate", verbosity=0)
            introduced(TAKER, folder, GIVER)
            assert giver.wait() == 0
        finally:
            giver.kill()
    files = sorted(folder.glob("*.tansiq"))
    dice, told = random.Random(seed), {"kills": 0, "acknowledged": 0, "lost": 0, "doubled": 0, "broken": 0}  # noqa: S311
    taken, _warm = 0, (reading_keys(), signing_key(next(iter(own_keyset().keyset.by_keyid))))
    while told["kills"] < kills:
        acknowledged = killed_while_taking(files[taken:], dice.randrange(4), dice.uniform(0, 0.05))
        told["kills"] += 1
        told["acknowledged"] += sum(count for count, _place in acknowledged)
        place = acknowledged[-1][1] if acknowledged else 0
        rows = list(Received.objects.values_list("place", "sha256"))
        feed = InFeed.objects.filter(is_present=True).first()
        cursor = feed.place if feed else 0
        told["lost"] += max(0, place - cursor) + (cursor - len({it for it, _ in rows if it <= cursor}))
        told["doubled"] += len(rows) - len({it for _, it in rows})
        told["broken"] += not (journal_verdict().holds and is_sound())
        taken += len(acknowledged)
        if taken == len(files):
            for kind in (Received, InFeed, Passage):
                kind.objects.all().delete()
            taken = 0
        connection.close()
    print(json.dumps(told))


def is_sound() -> bool:
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def killed_while_taking(files: list[Path], answers: int, seconds: float) -> list[tuple[int, int]]:
    """Let a child take in these bundles, and kill it so long after so many answers; give those that it acknowledged."""
    back, forth = os.pipe()
    connection.close()
    child = os.fork()
    if not child:
        node, said = this_node(), by("keeper")
        for path in files:
            with path.open("rb") as file:
                it = receive_bundle(node=node, source=file, way=Way.STICK, **said)
            os.write(forth, f"{it.last - it.first + 1} {it.last}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(forth)
    with os.fdopen(back) as answer:
        told = [answer.readline() for _ in range(answers)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [tuple(map(int, line.split())) for line in (*told, *answer) if line.endswith("\n")]


if __name__ == "__main__":
    what, where, *figures = sys.argv[1:]
    with keys_opened_once():
        {"each": each, "chance": chance, "give": give}[what](Path(where), *map(int, figures))
