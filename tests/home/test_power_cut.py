"""The power goes: whatever was answered is there after it, nothing is half there, and the work goes on."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from officer import NO_ANSWER, Officer
from own_node import ROOT, OwnNode

from tansiq.people.rules import DEMO_PASSWORD

pytestmark = pytest.mark.slow
ROUNDS = (("web",), ("launcher",), ("worker",), ("launcher", "web", "worker"))
"""What is killed in each round, all at one instant."""
CHANCE = random.Random(1812)  # noqa: S311 - the same instants each time
STARTS_SECONDS, SOON_SECONDS = 6, 60


def lines(node: OwnNode, verb: str) -> int:
    return node.figure("SELECT count(*) FROM core_journalline WHERE verb = ?", verb)


# ----------------------------------------------------------------------------------------- at each write of each button
@pytest.mark.parametrize(
    "what",
    [("records", 0, 2), ("records", 1, 2), ("states", 0, 2), ("states", 1, 2), ("worker",), ("set-up",)],
    ids=str,
)
def test_killed_at_any_write_it_leaves_all_or_nothing(own_node, what):
    found = cut(own_node, *what)

    assert [it for it in found if it[2]] == []


def test_verb_in_two_halves_would_be_found(own_node):
    assert cut(own_node, "fault") == [["two halves", 2, [1]]]


def cut(node: OwnNode, *what: object) -> list[list]:
    """Run `cutting.py`; give what was cut, at how many points, and what was wrong."""
    ended = subprocess.run(
        [sys.executable, "-P", str(ROOT / "tests/cutting.py"), *map(str, what)],
        env=node._env(), capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


# ------------------------------------------------------------------------------------------------- what the disk had not
VERBS = """
import os, signal
from datetime import UTC, date, datetime
from django.db import connection
from tansiq.people.models import Person
from tansiq.planning import services, tasks
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.rules import PlanStep
at, plan, programme = datetime(2025, 5, 18, 9, tzinfo=UTC), PlanVersion.objects.get(), Programme.objects.get()
people = {it.username: it for it in Person.objects.all()}
by = {"by": people["planner"], "at": at}
def told():
    print(os.path.getsize(f"{connection.settings_dict['NAME']}-wal"), flush=True)
told()
services.keep_days_free(programme=programme.code, first_on=date(2026, 5, 2), last_on=date(2026, 5, 2), **by); told()
said = services.remark(code=plan.code, line="", text="x", proposed_start=None, **by); told()
services.settle_remark(code=plan.code, remark_id=said.pk, answer="y", **by); told()
for step in (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE):
    plan = services.take_step(code=plan.code, version=plan.version, step=step, **by); told()
for username in ("director", "cooperation"):
    services.approve(code=plan.code, plan_sha256=plan.plan_sha256, by=people[username], at=at); told()
tasks.ask(programme=programme, option="A", work=1, title="", baseline=None, **by); told()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_the_disk_had_not_written_yet_is_lost_whole(own_node, tmp_path):
    ended = subprocess.run(
        [sys.executable, "-P", "-c", SET_UP + VERBS],
        env=own_node._env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    ends = [int(it) for it in ended.stdout.split()]
    log = (own_node.folder / "node.sqlite3-wal").read_bytes()
    after = [state_with(own_node, log[:end], tmp_path) for end in ends]

    torn = [*range(ends[0], len(log), FRAME), *(CHANCE.randrange(ends[0], len(log)) for _ in range(60))]
    wrong = [
        place for place in torn
        if state_with(own_node, log[:place], tmp_path) != after[sum(end <= place for end in ends) - 1]
    ]  # fmt: skip

    assert (len(set(map(repr, after))), wrong) == (len(ends), [])


FRAME = 24 + 4096
"""Bytes by which the log grows: a head and a page."""
SET_UP = (
    "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'tansiq.settings'\nimport django\ndjango.setup()\n"
)


def state_with(node: OwnNode, log: bytes, place: Path) -> list:
    """Give what a node finds whose disk holds so much of the log: its journal, its plans, what is said of them."""
    for path in place.glob("torn.sqlite3*"):
        path.unlink()
    shutil.copyfile(node.folder / "node.sqlite3", place / "torn.sqlite3")
    (place / "torn.sqlite3-wal").write_bytes(log)
    with closing(sqlite3.connect(place / "torn.sqlite3")) as opened:
        return [
            opened.execute(question).fetchall()
            for question in (
                "PRAGMA integrity_check", "SELECT * FROM core_journalhead", "SELECT number, hash FROM core_journalline",
                "SELECT state, version FROM planning_planversion", "SELECT * FROM planning_approval",
                "SELECT * FROM planning_lock", "SELECT * FROM planning_remark", "SELECT id FROM planning_planningrun",
                "SELECT code, state FROM training_request", "SELECT count(*) FROM django_tasks_database_dbtaskresult",
            )
        ]  # fmt: skip


def test_commit_waits_for_the_disk(own_node):
    told = own_node.python(
        "from django.db import connection", "cursor = connection.cursor()",
        "print(*(cursor.execute(f'PRAGMA {it}').fetchone()[0] for it in ('journal_mode', 'synchronous')))",
    )  # fmt: skip

    assert told.split() == ["wal", "2"]


# --------------------------------------------------------------------------------------------------- officers at work
MORE_PLANS = """
from tansiq.core.services import NodeItself
from tansiq.planning.models import PlanVersion
from tansiq.planning.services import keep_version
from datetime import UTC, datetime
first = PlanVersion.objects.get()
for _ in range({count}):
    keep_version(programme=first.programme, document=first.document, programme_document=first.programme_document,
        option="B", title="", parent=None, by=NodeItself(), at=datetime(2025, 5, 18, 9, tzinfo=UTC))
"""


class Office:
    """Officers who work at once at one node, and what they were told is kept."""

    def __init__(self, node: OwnNode, port: int) -> None:
        self.node, self.kept = node, set[str]()
        usernames = ("planner", "school", "unit", "director", "cooperation")
        self.officers = {username: Officer(port, username) for username in usernames}
        self.sha256 = node.asked("SELECT plan_sha256 FROM planning_planversion")[0][0]

    def lead_to_agreed(self, number: int) -> None:
        """Take a plan to where both parties approve it."""
        for step in ("propose", "review", "agree"):
            version = self.node.figure("SELECT version FROM planning_planversion WHERE number = ?", number)
            self.officers["planner"].press(f"/plan/{number}/step", step=step, version=version)

    def approve(self, number: int, username: str) -> str:
        """Approve a plan; give the page that came."""
        officer = self.officers[username]
        text = officer.press(f"/plan/{number}/approve", plan_sha256=self.sha256, password=DEMO_PASSWORD)[1]
        if officer.was_kept:
            self.kept.add(f"approved {number} {username}")
        return text

    def remark(self, username: str, text: str) -> None:
        self.officers[username].press("/plan/1/remarks", text=text)
        if self.officers[username].was_kept:
            self.kept.add(text)

    def work(self, number: int, until: threading.Event) -> list[threading.Thread]:
        """Have everyone work at once until the power goes: two write, one files, both parties approve a plan."""
        jobs: list[Callable[[int], object]] = [
            lambda turn: self.remark("planner", f"planner {number} {turn}"),
            lambda turn: self.remark("school", f"school {number} {turn}"),
            lambda _: self.officers["unit"].press(
                "/training/requests/new", unit="u-ly-bg-n", course="crs-ihl-101", seats=5, by_on="2027-01-01", priority=1,
                all_the_same="on",
            ),
            lambda _: self.approve(number, "director"),
            lambda _: self.approve(number, "cooperation"),
        ]  # fmt: skip

        def do(job: Callable[[int], object]) -> None:
            with suppress(*NO_ANSWER):
                turn = 0
                while not until.is_set():
                    job(turn)
                    turn += 1

        threads = [threading.Thread(target=do, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        return threads

    def waits_for(self, answers: int) -> None:
        """Wait until so many more things were answered as kept."""
        began, before = time.monotonic(), len(self.kept)
        while len(self.kept) < before + answers:
            assert time.monotonic() - began < SOON_SECONDS
            time.sleep(0.01)

    def is_whole(self) -> dict[str, tuple[object, object]]:
        """Compare what is there with what the journal tells and with what was answered; give what differs."""
        node = self.node
        held = {
            "integrity": (node.asked("PRAGMA integrity_check"), [("ok",)]),
            "remarks": (node.figure("SELECT count(*) FROM planning_remark"), lines(node, "planning.remark")),
            "requests": (
                node.figure("SELECT count(*) FROM training_request WHERE state = 'draft'"), lines(node, "training.file_request")
            ),
            "steps": (
                node.figure("SELECT sum(version - 1) FROM planning_planversion"),
                lines(node, "planning.take_step") + lines(node, "planning.approve"),
            ),
            "in force": (
                node.asked("SELECT code FROM planning_planversion WHERE state = 'approved' ORDER BY code"),
                node.asked("SELECT replace(subject, 'planning.planversion/', '') FROM core_journalline"
                            " WHERE verb = 'training.plan_requests' ORDER BY 1"),
            ),
            "approvals": (node.figure("SELECT count(*) FROM planning_approval"), lines(node, "planning.approve")),
            "by both": (
                node.asked("SELECT number FROM planning_planversion WHERE state = 'approved' ORDER BY 1"),
                node.asked("SELECT number FROM planning_approval a JOIN planning_planversion p ON p.id = a.plan_id"
                            " GROUP BY number HAVING count(*) = 2 ORDER BY 1"),
            ),
            "told but lost": (self.kept - self.there(), set()),
        }  # fmt: skip
        return {name: pair for name, pair in held.items() if pair[0] != pair[1]}

    def there(self) -> set[str]:
        approvals = (
            "SELECT 'approved ' || number || ' ' || a.by"
            " FROM planning_approval a JOIN planning_planversion p ON p.id = a.plan_id"
        )
        return {
            text
            for (text,) in [
                *self.node.asked("SELECT text FROM planning_remark"),
                *self.node.asked(approvals),
            ]
        }


def test_power_cut_while_officers_work_loses_nothing_that_was_answered(own_node):
    own_node.python(MORE_PLANS.format(count=len(ROUNDS)))
    office: Office | None = None
    for number, parts in enumerate(ROUNDS, 2):
        with own_node.started() as node:
            office = office or Office(own_node, node.port)
            for officer in office.officers.values():
                officer.goes_to(node.port)
            office.lead_to_agreed(number)
            the_end = threading.Event()
            threads = office.work(number, the_end)
            office.waits_for(CHANCE.randrange(2, 9))
            time.sleep(CHANCE.uniform(0, 0.2))
            node.kill(*parts)
            the_end.set()
            for thread in threads:
                thread.join()

        assert (office.is_whole(), own_node.run("verify-journal")[0]) == ({}, 0)

    with own_node.started() as node:
        for number in range(2, len(ROUNDS) + 2):
            for username in ("director", "cooperation"):
                office.officers[username].goes_to(node.port)
                office.approve(number, username)
        again = office.approve(2, "director")
        node.stop()

    assert (office.is_whole(), own_node.run("verify-journal")[0]) == ({}, 0)
    assert lines(own_node, "training.plan_requests") == len(ROUNDS)
    assert lines(own_node, "planning.approve") == 2 * len(ROUNDS)
    assert "This step is not possible from the present state" in again
    assert lines(own_node, "training.file_request") > 0
