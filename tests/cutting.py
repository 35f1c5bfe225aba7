# ruff: noqa: E402, T201 - a program: Django is set up before its models are named, and what was found is printed
"""Kills the node at each of its writes, for every button: a program for tests, run on a node of its own.

A child of its own presses a button and is killed (SIGKILL) before its first write, before its second, and so on; before and
after each commit; and once it was answered. What is then on the disk must be all of it or nothing of it.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from copy import copy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

os.environ["DJANGO_SETTINGS_MODULE"] = "tansiq.settings"
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent / "home")]

from django.conf import settings

settings.STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

import django

django.setup()

import test_buttons
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tansiq.accords.models import Meeting
from tansiq.core import moment
from tansiq.core.errors import Refused
from tansiq.core.models import JournalLine, Node
from tansiq.core.queries import journal_verdict
from tansiq.documents.services import sheets
from tansiq.documents.services.attachments import looking as at_attachments
from tansiq.documents.services.templates import looking as at_templates
from tansiq.home import office, rehearsal
from tansiq.people.models import Person
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.people.services import open_sign_in
from tansiq.planning import services, tasks
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.programme_file.proposal import proposal_of
from tansiq.planning.queries.programme_file.seen import known_document
from tansiq.planning.rules import PlanStep
from tansiq.planning.services import runs

AT = datetime(2025, 5, 18, 9, 30, tzinfo=UTC)
FILE = Path(settings.DATABASES["default"]["NAME"])
BEGUN = FILE.with_name("begun.sqlite3")
settings.STATIC_ROOT.mkdir(exist_ok=True)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
NEVER, FEW = 10**6, 5
MOST, ENDS = 70, 10
OF_SIGN_INS = {"django_session", "people_signin"}
SALTED = {"password", "last_login"}
OF_QUEUE = {"id", "enqueued_at", "started_at", "finished_at", "run_after", "worker_ids"}
"""Columns that no two presses of the same button fill alike: salts, moments, and the marks of the worker's queue."""


# ------------------------------------------------------------------------------------------------------------- the cut
class Cut:
    """Ends this process, as a power cut would, once it has passed so many points."""

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


def done(act, passes: int) -> tuple[int, object]:
    """Do this in a child that is killed after so many points; give the points that it passed and what it was told."""
    back, forth = os.pipe()
    child = os.fork()
    if not child:
        cut = Cut(passes)
        try:
            with connection.execute_wrapper(cut):
                told = act()
            os.write(forth, json.dumps([cut.passed, told]).encode())
        except BaseException as error:  # noqa: BLE001 - told to whoever started this
            os.write(forth, json.dumps([-1, repr(error)]).encode())
        os.kill(os.getpid(), signal.SIGKILL)  # it was answered: what was told must be there
    os.close(forth)
    with os.fdopen(back) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return tuple(json.loads(said)) if said else (passes, None)


def begin_again() -> None:
    """Put the node back as it was before anything was pressed."""
    connection.close()
    for ending in ("-wal", "-shm"):
        Path(f"{FILE}{ending}").unlink(missing_ok=True)
    shutil.copyfile(BEGUN, FILE)


def keep_as_begun() -> None:
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(FILE, BEGUN)


def is_untouched() -> bool:
    """Tell whether not a byte on the disk is another than before."""
    log = Path(f"{FILE}-wal")
    return not (log.exists() and log.stat().st_size) and FILE.read_bytes() == BEGUN.read_bytes()


def left() -> list[tuple[str, list[str]]]:
    """Give every row of every table that is no sign-in, as the next start finds them."""
    with closing(sqlite3.connect(FILE)) as opened:
        opened.row_factory = sqlite3.Row
        if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return [("integrity", ["broken"])]
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            (name, sorted(map(_told, opened.execute(f'SELECT * FROM "{name}"'))))  # noqa: S608 - names of the database
            for name in sorted(set(names) - OF_SIGN_INS)
        ]


def _told(row: sqlite3.Row) -> str:
    every = dict(row)
    left_out = SALTED | OF_QUEUE if "worker_ids" in every else SALTED
    return repr({name: value for name, value in every.items() if name not in left_out})


def differing(one, other) -> list[str]:
    return [name for (name, rows), (_, others) in zip(one, other, strict=True) if rows != others]


def holds() -> bool:
    verdict = journal_verdict()
    connection.close()
    return verdict.holds


# ------------------------------------------------------------------------------------------------------------ the buttons
def pressing(client: Client, path: str, sent):
    """Give what presses a button, each time in the same browser as the first time."""
    cookies = copy(client.cookies)

    def press() -> int:
        client.cookies = copy(cookies)
        for file in (it for it in sent.values() if hasattr(it, "seek")):
            file.seek(0)  # the press before has read it to its end
        return client.post(path, sent).status_code

    return press


def signed_in(username: str) -> Client:
    client, someone = Client(SERVER_NAME="localhost"), Person.objects.get(username=username)
    client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
    open_sign_in(session_key=client.session.session_key, address=None, browser="", by=someone, at=AT)
    return client


def of_records():
    """Give the buttons of `test_buttons.py`, each with who presses it."""
    return {
        name: (arguments, sent, min(who)) for name, (arguments, sent, who) in test_buttons.buttons(AT).items()
    }


def of_states():
    """Lead a plan to its last approval and minutes to their last agreement; give the buttons that then are there."""
    people = {it.username: it for it in Person.objects.all()}
    plan, planner = PlanVersion.objects.get(number=1), people["planner"]
    for step in (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE):
        plan = services.take_step(code=plan.code, version=plan.version, step=step, by=planner, at=AT)
    approved = {"plan_sha256": plan.plan_sha256, "by": people["director"], "at": AT}
    plan = services.approve(code=plan.code, **approved)
    meeting = Meeting.objects.order_by("pk").first()
    Meeting.objects.filter(pk=meeting.pk).update(state="draft", minutes_en="x")
    meeting.delegations.update(agreed_at=None, agreed_by="")
    meeting.delegations.filter(party="dz").update(agreed_at=AT, agreed_by="cooperation")
    delegation, items = meeting.delegations.first(), meeting.agenda.order_by("-position")
    in_minutes, one = {"code": meeting.code}, {"version": meeting.version}
    password = {"present": DEMO_PASSWORD, "new": "long enough 4711", "again": "long enough 4711"}
    taken = number_of_taken(people["unit"])
    return {
        "documents:take-in-sheet": ({}, {"digest": digest_of_sheet(people["director"], NEEDS_GIVEN)}, "director"),
        "documents:take-back-sheet": ({"number": taken}, {}, "unit"),
        "planning:approve": ({"number": 1}, {"plan_sha256": plan.plan_sha256, "password": DEMO_PASSWORD}, "cooperation"),
        "planning:take-step": ({"number": 1}, {"step": "reopen", "version": plan.version}, "planner"),
        "planning:start-scenarios": ({}, {"options": ["A", "B"], "work": 20}, "planner"),
        "planning:take-in-file": ({}, {"digest": digest_of_given(people["director"])}, "director"),
        "planning:new-run": ({}, {"option": "A", "work": 20}, "planner"),
        "accords:agree-minutes": (in_minutes, one, "director"),
        "accords:remove-delegation": ({**in_minutes, "part_id": delegation.pk}, one, "director"),
        "accords:remove-agenda-item": ({**in_minutes, "part_id": items[0].pk}, one, "director"),
        "accords:move-agenda-item": ({**in_minutes, "part_id": items[0].pk}, one, "director"),
        "people:my-account": ({}, password, "unit"),
    }  # fmt: skip


def chosen(points: int) -> list[int]:
    """Give every point; of a great many the first, the last, and some of those between."""
    if points <= MOST:
        return list(range(points))
    return sorted({*range(ENDS), *range(0, points, FEW), *range(points - ENDS, points)})


def digest_of_given(reader: Person) -> str:
    """Give a programme file in which each unit trains more people; give the digest of what it would do."""
    programme = Programme.objects.get()
    document = known_document(programme)
    for unit in document["units"]:
        unit["training_headcount"] = unit.get("training_headcount", 0) + 1000
    services.give_file(name="programme.json", content=json.dumps(document).encode(), by=reader, at=AT)
    return proposal_of(programme, document, reader, Node.objects.get()).digest


UNITS_GIVEN = "code;people to be trained\nu-ly-bg-n;4321\n"
NEEDS_GIVEN = (
    "code;unit;course;seats;by;priority\nrq-001;;;99;;\n"
    ";u-ly-bg-n;crs-ihl-101;3;31/12/2026;1\n;u-ly-bg-n;crs-med-101;4;31/12/2026;2\n"
)


def digest_of_sheet(giver: Person, text: str) -> str:
    """Give a sheet; give the digest of what its list would do."""
    given = sheets.give_sheet(name="list.csv", content=text.encode(), sender="x", by=giver, at=AT)
    said = {"shown": given.shown_as, "fields": given.head["fields"], "fixed": {}, "order": ""}
    return sheets.map_columns(**said, node=Node.objects.get(), by=giver).digest


def number_of_taken(giver: Person) -> int:
    """Take in a list; give its number."""
    said = {"digest": digest_of_sheet(giver, UNITS_GIVEN), "without_faulty": False}
    return sheets.take_in_sheet(**said, node=Node.objects.get(), by=giver, at=AT).pk


def cut_at_every_write(table, part: int, parts: int):
    """Press each button once to its end, then once for each point; yield what is wrong with each."""
    # What another process says of a file is the same at every cut, and that process writes nothing here.
    at_attachments._look_apart = cache(at_attachments._look_apart)
    at_templates._answer_of_another_process = cache(at_templates._answer_of_another_process)
    clients = {username: signed_in(username) for username in {who for _, _, who in table.values()}}
    keep_as_begun()
    before = left()
    for name in sorted(table)[part::parts]:
        arguments, sent, who = table[name]
        act = pressing(clients[who], reverse(name, kwargs=arguments), sent)
        act()  # here, so that no child has to load the program anew
        begin_again()
        points, status = done(act, NEVER)
        after = left()
        wrong = [] if after != before and points > 0 else [f"wrote nothing: {status}"]
        for passes in chosen(points):
            begin_again()
            done(act, passes)
            if is_untouched():
                continue
            now = left()
            if now not in (before, after) or not holds():
                wrong.append([passes, differing(now, before), differing(now, after)])
        yield name, points, wrong


# ------------------------------------------------------------------------------------------------------------- the search
def work() -> None:
    """Do what the worker does with all that is handed to it; the search itself is the plan of the rehearsal."""
    call_command("db_worker", "--batch", "--interval", "0", "--no-startup-delay", "-v", "0")


def found_at_once(run, tell, cancelled):
    document = json.loads(PlanVersion.objects.get(number=1).document)
    for seconds in (0, 1, 2):
        tell(SimpleNamespace(seconds=seconds, phase="seats", best=1, bound=2.0))
    return document


def cut_in_the_worker():
    """Kill the worker at each of its writes; then start it anew and ask whether one can plan again."""
    runs._found = found_at_once
    first, planner = PlanVersion.objects.get(number=1), Person.objects.get(username="planner")
    asked = {
        "programme": Programme.objects.get(), "option": "A", "work": 1, "title": "", "baseline": None, "by": planner,
        "document": first.programme_document,
    }  # fmt: skip
    run = tasks.ask(**asked, at=AT)
    keep_as_begun()
    work()  # here, so that no child has to load the program anew
    begin_again()
    points, _ = done(work, NEVER)
    wrong = [] if ended(run) == ("done", 2) else [["to its end", *ended(run)]]
    states = set()
    for passes in range(points):
        begin_again()
        done(work, passes)
        half = state_of(run)
        tasks.ask_again()
        connection.close()
        done(work, NEVER)
        later = AT + runs.SILENT_AFTER * 2
        again = planned_again({**asked, "at": later})
        states.add(state := ended(run))
        if (
            half not in HALF_WAY
            or state not in {("done", 2), ("broken_off", 1)}
            or again != "waiting"
            or not holds()
        ):
            wrong.append([passes, half, state, again])
    yield "the worker", points, wrong
    yield "states", sorted(states), []


HALF_WAY = {("waiting", False, 1, 0), ("running", False, 1, 0), ("done", True, 2, 1)}
"""State of the run, whether it has a plan, plans that are kept, and lines that tell of the new one."""


def planned_again(asked) -> str:
    """Ask for another search, as an officer does who comes back; give its state, or why not."""
    try:
        return str(services.start_run(**asked).state)
    except Refused as error:
        return type(error).__name__
    finally:
        connection.close()


def ended(run):
    run.refresh_from_db()
    kept = PlanVersion.objects.count()
    connection.close()
    return str(run.state), kept


def state_of(run):
    run.refresh_from_db()
    lines = JournalLine.objects.filter(verb="planning.keep_version", subject__endswith="-v2").count()
    now = (str(run.state), run.result is not None, PlanVersion.objects.count(), lines)
    connection.close()
    return now


# --------------------------------------------------------------------------------------------------- an empty node, a fault
def cut_in_setting_up():
    """Kill `set-up` at a few of its many writes, and at each side of its commit."""
    call_command("flush", verbosity=0, interactive=False)
    keep_as_begun()
    before = left()

    def setting_up():
        office.set_up(
            paths=[rehearsal.EXAMPLE],
            party="ly",
            username="keeper",
            password="nobody would guess this",  # noqa: S106 - of a node that goes at once
        )

    points, _ = done(setting_up, NEVER)
    after = left()
    few = {*range(0, points, points // FEW), points - 2, points - 1}
    wrong = [] if after != before else ["wrote nothing"]
    for passes in sorted(few):
        begin_again()
        done(setting_up, passes)
        if not is_untouched() and (left() not in (before, after) or not holds()):
            wrong.append(passes)
    yield "set-up", points, wrong


def cut_in_two_halves():
    """Cut a verb that is not one transaction, to see that it is found."""

    def in_two_halves():
        PlanVersion.objects.update(title="x")
        Programme.objects.update(currency="XXX")

    keep_as_begun()
    before = left()
    points, _ = done(in_two_halves, NEVER)
    after = left()
    halves = []
    for passes in range(points):
        begin_again()
        done(in_two_halves, passes)
        if not is_untouched() and left() not in (before, after):
            halves.append(passes)
    yield "two halves", points, halves


def main(what: str, part: int = 0, parts: int = 1) -> None:
    """Print each thing that was done, the points at which it was cut, and what was wrong."""
    moment.timezone = SimpleNamespace(now=lambda: AT)
    cuts = {
        "records": lambda: cut_at_every_write(of_records(), part, parts),
        "states": lambda: cut_at_every_write(of_states(), part, parts),
        "worker": cut_in_the_worker,
        "set-up": cut_in_setting_up,
        "fault": cut_in_two_halves,
    }
    for told in cuts[what]():
        print(json.dumps(told, default=str), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
